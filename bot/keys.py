"""Where the key comes from that seals residents' data: SECRET_KEY, else a file beside the embedded database."""

from __future__ import annotations

import secrets
from pathlib import Path

from bot.domain.errors import SettingsError
from bot.settings import Settings
from bot.store.vault import Vault


def open_vault(settings: Settings) -> Vault:
    """Raises SettingsError where there is no key. One machine keeps its own in VAR_DIR, made by `run`; several machines
    on one database need the same SECRET_KEY."""
    if settings.SECRET_KEY is not None:
        keys = [key.strip() for key in settings.SECRET_KEY.get_secret_value().split(",") if key.strip()]
        return Vault(keys)
    file = key_file(settings)
    if settings.DATABASE_URL is None:
        make_key_file(settings)
    if not file.exists():
        raise SettingsError(["SECRET_KEY is missing — for example: openssl rand -hex 32; the same on every machine"])
    return Vault([file.read_text(encoding="utf-8").strip()])


def key_file(settings: Settings) -> Path:
    return settings.VAR_DIR / "secret-key"


def make_key_file(settings: Settings) -> None:
    """Readable by its owner only; one that is there stays."""
    file = key_file(settings)
    if not file.exists():
        file.parent.mkdir(parents=True, exist_ok=True)
        file.touch(mode=0o600)
        file.write_text(secrets.token_hex(32), encoding="utf-8")
