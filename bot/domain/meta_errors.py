"""What can go wrong when templates are asked for at Meta, made there or deleted.

ManagementError
├── NotConnected       no business account is set up
├── MetaUnavailable    no answer, or trouble at Meta; try again later
├── MetaThrottled      too many requests in this hour; try again later
├── MetaDenied         token, permission or account: a person has to repair it
└── MetaRefused        Meta does not take this template; `told` is why, in Meta's words
    ├── NameTaken      there is one of this name in this language
    ├── NameResting    one of this name was deleted; the name is free again after 30 days
    └── TooManyTemplates   the account has as many as it may have
"""

from __future__ import annotations

from collections.abc import Mapping

from bot.domain.errors import ChannelError


class ManagementError(ChannelError):
    """Meta's list of templates cannot be read or changed. `subcode` and `told` are Meta's own, where it gave some."""

    staff_text = "Daftar templat di Meta tidak bisa dibaca atau diubah."

    def __init__(self, detail: str = "", *, code: int | None = None, subcode: int = 0, told: str = "") -> None:
        super().__init__(detail, code=code)
        self.subcode = subcode
        self.told = told

    @property
    def values(self) -> Mapping[str, object]:
        """What words about it may name."""
        return {"code": self.code, "told": self.told}


class NotConnected(ManagementError):
    """No business account is set up."""

    staff_text = "Akun bisnis WhatsApp belum diatur (WHATSAPP_BUSINESS_ACCOUNT_ID)."


class MetaUnavailable(ManagementError):
    """Meta does not answer."""

    retryable = True
    staff_text = "Meta sedang tidak menjawab. Coba lagi sebentar lagi."


class MetaThrottled(ManagementError):
    """Too many requests in this hour."""

    retryable = True
    staff_text = "Terlalu banyak permintaan ke Meta jam ini. Coba lagi satu jam lagi."


class MetaDenied(ManagementError):
    """Token, permission or account."""

    staff_text = "Meta menolak akses (token, izin, atau akun). Minta admin memeriksa pengaturan."


class MetaRefused(ManagementError):
    """Meta does not take this template."""

    staff_text = "Meta tidak menerima templat ini."


class NameTaken(MetaRefused):
    """There is one of this name in this language."""

    staff_text = "Meta sudah punya templat dengan nama dan bahasa ini. Pakai nama lain."


class NameResting(MetaRefused):
    """One of this name was deleted not long ago."""

    staff_text = "Nama ini baru saja dihapus di Meta dan belum boleh dipakai lagi. Pakai nama lain."


class TooManyTemplates(MetaRefused):
    """The account has as many templates as it may have."""

    staff_text = "Jumlah templat di Meta sudah penuh. Hapus dulu yang tidak dipakai."
