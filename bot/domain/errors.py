"""Every error of ours, each with the words staff read and whether trying again helps.

BotError
├── BadAction             a tap carries an id we never made
├── BadSignature          a webhook is not from the channel → 401
├── MalformedDelivery     a signed webhook is not JSON of the expected shape → 400
├── NluUnavailable        Rasa does not answer: the question is kept for staff
├── ServiceUnavailable    the application service does not answer: the request is kept and asked again
├── ServiceRefused        the application service will not do this, or none is set up
├── SlotGone              the time at the counter was taken meanwhile: another one must be chosen
├── StoreUnavailable      the database does not answer → 503, the platform repeats the delivery
├── LeaseLost             another worker took over the conversation: drop the result
├── Unreadable            sealed with a key that is not here, or changed since
├── WrongKey              the database was begun with another SECRET_KEY
├── UnknownVersion        a version of a topic that nobody wrote
├── BadTopic              an edited topic that does not fit the rules, with a line for each problem
├── UnknownCase           no case has this tracking number
├── SecretCase            only an inspector may read this case
├── CaseRefused           the case cannot be changed like this
├── UnknownStaff, LoginTaken, LastAdmin   an account of the staff (bot/domain/staff.py)
├── UnknownGroup, StaleGroup, NothingToUndo, UnknownCandidate   what is reviewed (bot/domain/review.py)
├── SettingsError         wrong or missing settings, all of them at once
├── MediaError            a file of a resident's cannot be had
│   ├── MediaUnavailable  the channel does not give it now; try again later
│   ├── MediaGone         the channel does not have it (any more)
│   ├── MediaTooLarge     larger than we take
│   └── MediaUnreadable   no picture that can be read
└── ChannelError          a channel did not do what it was asked
    ├── SendError         it did not take a message
    │   ├── Throttled         too fast; not counted as an attempt
    │   ├── Temporary         trouble at the channel or on the way; try again later
    │   ├── OutcomeUnknown    no answer after the request left: it may have arrived
    │   ├── RecipientGone     blocked, deleted, no such account
    │   ├── OptedOut          wants no announcements any more; answers still reach the resident
    │   ├── CampaignRefused   the channel does not take this announcement for this resident now
    │   ├── WindowClosed      WhatsApp's 24 hours are over
    │   ├── QualityLimited    too many complaints about us: announcements must rest
    │   ├── AccountBlocked    token, payment or policy: nothing can be sent from this account
    │   └── Rejected          the channel refuses this message: our bug
    └── ManagementError   Meta's templates (bot/domain/meta_errors.py)
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar


class BotError(Exception):
    """Something went wrong in Sambung Rasa."""

    retryable: ClassVar[bool] = False
    staff_text: ClassVar[str] = "Terjadi kesalahan pada sistem."


class BadAction(BotError):
    """The button is not one of ours any more."""

    staff_text = "Tombol yang ditekan warga tidak dikenal."


class Unreadable(BotError):
    """Sealed data cannot be opened."""

    staff_text = "Data tersimpan tidak bisa dibuka: kunci SECRET_KEY yang lama tidak ada."


class WrongKey(BotError):
    """The database was begun with another SECRET_KEY."""

    staff_text = (
        "SECRET_KEY bukan kunci yang dipakai saat basis data ini dibuat. "
        "Kunci yang pertama harus tetap ada, di urutan terakhir."
    )


class UnknownVersion(BotError):
    """No such version of the topic."""

    staff_text = "Versi jawaban ini tidak ada."


class BadTopic(BotError):
    """An edited topic breaks the rules of faq/; `problems` has a line for each."""

    staff_text = "Jawaban belum bisa disimpan. Perbaiki dulu yang ditandai."

    def __init__(self, problems: Sequence[str]) -> None:
        super().__init__("; ".join(problems))
        self.problems = tuple(problems)


class BadSignature(BotError):
    """The delivery is not signed by the channel."""

    staff_text = "Ada kiriman webhook tanpa tanda tangan yang benar."


class MalformedDelivery(BotError):
    """The delivery is not JSON of the channel's shape."""

    staff_text = "Ada kiriman webhook yang rusak."


class NluUnavailable(BotError):
    """Rasa did not answer in time or not in its own words."""

    retryable = True
    staff_text = "Mesin pemahaman bahasa (Rasa) tidak menjawab."


class ServiceUnavailable(BotError):
    """The application service does not answer."""

    retryable = True
    staff_text = "Layanan status permohonan tidak menjawab. Permintaan warga disimpan dan dicoba lagi."


class ServiceRefused(BotError):
    """The application service will not do this; `reason`: `not_connected`, `unauthorised`, `bad_request`."""

    staff_text = "Layanan status permohonan menolak permintaan ini."

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class SlotGone(BotError):
    """The time at the counter is not free any more."""

    staff_text = "Waktu yang dipilih warga sudah terisi."


class StoreUnavailable(BotError):
    """The database did not answer."""

    retryable = True
    staff_text = "Basis data tidak menjawab."


class LeaseLost(BotError):
    """Another worker owns this conversation now."""

    retryable = True
    staff_text = "Percakapan diambil alih proses lain."


class UnknownCase(BotError):
    """No case has this tracking number."""

    staff_text = "Nomor laporan ini tidak ada."


class SecretCase(BotError):
    """Only an inspector may read this case."""

    staff_text = "Laporan ini rahasia. Hanya petugas pengawas yang boleh membukanya."


class CaseRefused(BotError):
    """The case cannot be changed like this; its words say why, for staff."""

    staff_text = "Laporan tidak bisa diubah seperti itu."


class MediaError(BotError):
    """A file of a resident's cannot be had."""

    staff_text = "Berkas dari warga tidak bisa diambil."


class MediaUnavailable(MediaError):
    """The channel does not give the file now."""

    retryable = True
    staff_text = "Kanal sedang tidak memberikan berkas warga."


class MediaGone(MediaError):
    """The channel does not have the file, or not any more."""

    staff_text = "Berkas warga sudah tidak ada di kanal."


class MediaTooLarge(MediaError):
    """The file is larger than we take."""

    staff_text = "Berkas warga terlalu besar."


class MediaUnreadable(MediaError):
    """The file is no picture that can be read."""

    staff_text = "Foto dari warga tidak bisa dibaca."


class SettingsError(BotError):
    """One or more settings are missing or wrong; `problems` has a line for each."""

    staff_text = "Pengaturan belum benar."

    def __init__(self, problems: list[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


class ChannelError(BotError):
    """A channel did not do what it was asked; `code` is its own number where it gave one."""

    staff_text = "Kanal tidak melakukan yang diminta."

    def __init__(self, detail: str = "", *, code: int | None = None) -> None:
        super().__init__(detail or (self.__doc__ or ""))
        self.code = code


class SendError(ChannelError):
    """The channel did not take the message."""

    staff_text = "Pesan tidak dapat dikirim."


class Throttled(SendError):
    """Too fast for the channel: wait `retry_after` seconds; `pair_only` where just this chat must wait."""

    retryable = True
    staff_text = "Kanal meminta kita menunggu sebentar."

    def __init__(
        self, detail: str = "", *, retry_after: float = 1.0, pair_only: bool = False, code: int | None = None
    ) -> None:
        super().__init__(detail, code=code)
        self.retry_after = retry_after
        self.pair_only = pair_only


class Temporary(SendError):
    """Trouble at the channel or on the way."""

    retryable = True
    staff_text = "Kanal sedang terganggu. Pesan dikirim ulang otomatis."


class OutcomeUnknown(SendError):
    """The request left but no answer came back: the message may have arrived."""

    retryable = True
    staff_text = "Belum jelas apakah pesan sudah sampai."


class RecipientGone(SendError):
    """The resident blocked the bot, left, or cannot be reached on this channel."""

    staff_text = "Warga tidak dapat dihubungi lagi di kanal ini."


class OptedOut(SendError):
    """The resident stopped announcements at the channel."""

    staff_text = "Warga sudah berhenti menerima pengumuman di kanal ini."


class CampaignRefused(SendError):
    """The channel limits announcements to this resident (its own cap or experiment)."""

    staff_text = "Kanal sedang membatasi pengumuman untuk warga ini."


class WindowClosed(SendError):
    """WhatsApp accepts only templates now."""

    retryable = True
    staff_text = "Sudah lebih dari 24 jam sejak warga menulis. Pesan ditahan sampai warga membalas."


class QualityLimited(SendError):
    """The channel limits what this account may send because of blocks and reports."""

    retryable = True
    staff_text = "Kanal membatasi akun ini karena banyak laporan warga. Pengumuman dihentikan dulu."


class AccountBlocked(SendError):
    """Nothing can be sent from this account until a person repairs it."""

    retryable = True
    staff_text = "Akun kanal ditolak (token, pembayaran, atau kebijakan). Perlu diperbaiki petugas."


class Rejected(SendError):
    """The channel refuses this message as it is."""

    staff_text = "Isi pesan ditolak kanal. Ini kesalahan program."
