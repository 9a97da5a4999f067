"""Passwords by argon2id, second factors by TOTP."""

from __future__ import annotations

import asyncio
import hmac
import secrets

import pyotp
from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from bot.domain.credentials import Enrolment

_ISSUER = "Sambung Rasa"
_PERIOD = 30
_RECOVERY_CODES = 8
_RECOVERY_PARTS, _RECOVERY_PART = 3, 6
"""18 of 31 letters are 89 bits: nobody tries them all, even with the table in hand."""
_ALPHABET = "23456789abcdefghjkmnpqrstuvwxyz"
"""Nothing that reads like something else."""
_NEW_PASSWORD = 16


class Argon2Passwords:
    """Implements the Passwords port, with the library's parameters (RFC 9106, low memory)."""

    def __init__(self, hasher: PasswordHasher | None = None) -> None:
        self._hasher = hasher or PasswordHasher()
        self._nobody = self._hasher.hash(secrets.token_hex())

    async def hashed(self, password: str) -> str:
        return await asyncio.to_thread(self._hasher.hash, password)

    async def right(self, password: str, hashed: str) -> bool:
        known = await asyncio.to_thread(self._verify, password, hashed or self._nobody)
        return known and bool(hashed)

    def _verify(self, password: str, hashed: str) -> bool:
        try:
            return self._hasher.verify(hashed, password)
        except (VerificationError, InvalidHashError):
            return False


class Totp:
    """Implements the SecondFactors port."""

    def enrolment(self, login: str, secret: str = "") -> Enrolment:
        secret = secret or pyotp.random_base32()
        address = pyotp.TOTP(secret).provisioning_uri(name=login, issuer_name=_ISSUER)
        return Enrolment(secret, address, [_recovery_code() for _ in range(_RECOVERY_CODES)])

    def moment(self, secret: str, code: str, seconds: float) -> int | None:
        given = "".join(code.split()).encode("ascii", "replace").decode()
        now = int(seconds) // _PERIOD
        try:
            codes = {moment: pyotp.TOTP(secret).generate_otp(moment) for moment in (now, now - 1, now + 1)}
        except ValueError:  # no secret of ours: a form that was forged
            return None
        return next((moment for moment, right in codes.items() if hmac.compare_digest(right, given)), None)

    def told(self, recovery: str) -> str:
        return "".join(letter for letter in recovery.casefold() if letter in _ALPHABET)


def new_password() -> str:
    """For somebody else, who has to change it: easy to read out."""
    return "-".join(_random(4) for _ in range(_NEW_PASSWORD // 4))


def _recovery_code() -> str:
    return "-".join(_random(_RECOVERY_PART) for _ in range(_RECOVERY_PARTS))


def _random(letters: int) -> str:
    return "".join(secrets.choice(_ALPHABET) for _ in range(letters))
