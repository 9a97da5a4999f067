"""Encryption at rest: what residents tell us lies in the database sealed, by a key that can be changed.

AES-256-GCM with a random nonce; each sealed text names its key, so that old ones stay readable after a new key came
first. Addresses that must be found again get a `mark` beside them, a keyed hash that does not change with the keys:
it is made by the last (the oldest) of them.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import os
from collections.abc import Sequence
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from bot.domain.errors import Unreadable

_PREFIX = "s1"
_NONCE = 12
_SEALED_PARTS = 3


class Vault:
    """`secrets`: the newest first, each of 16 characters or more; sealing uses the first, opening any of them."""

    def __init__(self, secrets: Sequence[str]) -> None:
        if not secrets or any(len(secret) < 16 for secret in secrets):
            raise ValueError("a secret key has at least 16 characters")
        self._keys = {_name(secret): AESGCM(_derived(secret, "seal")) for secret in secrets}
        self._newest = _name(secrets[0])
        self._marks = _derived(secrets[-1], "mark")

    def seal(self, text: str) -> str:
        """The text as it may lie in the database: `s1.<key>.<base64>`. An empty text stays empty."""
        if not text:
            return ""
        nonce = os.urandom(_NONCE)
        sealed = nonce + self._keys[self._newest].encrypt(nonce, text.encode("utf-8", "replace"), None)
        return f"{_PREFIX}.{self._newest}.{base64.urlsafe_b64encode(sealed).decode()}"

    def open(self, sealed: str) -> str:
        """What was sealed. A text from before sealing began is given back as it is. Raises Unreadable for one whose
        key is not here, or that was changed."""
        parts = sealed.split(".")
        if len(parts) != _SEALED_PARTS or parts[0] != _PREFIX:
            return sealed
        key = self._keys.get(parts[1])
        if key is None:
            raise Unreadable(f"key {parts[1]} is not among SECRET_KEY")
        try:
            raw = base64.urlsafe_b64decode(parts[2])
            return key.decrypt(raw[:_NONCE], raw[_NONCE:], None).decode()
        except (InvalidTag, ValueError) as error:
            raise Unreadable("sealed text was changed") from error

    def readable(self, sealed: str) -> str:
        """The same, or nothing: one line nobody can open does not take the others away."""
        try:
            return self.open(sealed)
        except Unreadable:
            return ""

    def seal_dump(self, dumped: str) -> str:
        """JSON text, sealed, as a JSON string for a jsonb column."""
        return f'"{self.seal(dumped)}"'

    def open_json(self, stored: Any) -> Any:
        """The value `seal_dump` kept; a value from before sealing began is given back as it is."""
        return json.loads(self.open(stored)) if isinstance(stored, str) and stored else stored

    @property
    def current(self) -> str:
        """How everything begins that was sealed with the newest key."""
        return f"{_PREFIX}.{self._newest}."

    def mark_chat(self, chat: str) -> str:
        """A chat's mark. Groups keep the minus Telegram gives them: another pace is theirs."""
        return ("-" if chat.startswith("-") else "") + self.mark(f"chat {chat}")

    def mark_id(self, channel: str, external_id: str) -> str:
        """A channel's message id as it may lie in the database: those of WhatsApp have the phone number in them."""
        return self.mark(f"id {external_id}") if channel == "whatsapp" and external_id else external_id

    def mark(self, text: str) -> str:
        """The same for the same text, and of no use to anybody without the key: to find what is sealed."""
        return hmac.new(self._marks, text.encode("utf-8", "replace"), hashlib.sha256).hexdigest()[:32]


def _name(secret: str) -> str:
    return hashlib.sha256(b"name" + secret.encode()).hexdigest()[:8]


def _derived(secret: str, purpose: str) -> bytes:
    return HKDF(SHA256(), 32, salt=None, info=f"sambung-rasa {purpose}".encode()).derive(secret.encode())
