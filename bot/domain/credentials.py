"""Passwords and second factors: what the console needs of them. bot/credentials.py does it with argon2 and TOTP."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from bot.domain.easy_passwords import easily_guessed

SHORTEST_PASSWORD = 12
"""Characters; longer beats stranger (NIST SP 800-63B)."""
LONGEST_PASSWORD = 200


class Passwords(Protocol):
    """Slow on purpose, so it does not run on the loop."""

    async def hashed(self, password: str) -> str: ...

    async def right(self, password: str, hashed: str) -> bool:
        """Takes as long for an empty hash (nobody has that login) as for any other."""
        ...


@dataclass(frozen=True, slots=True)
class Enrolment:
    """A new second factor: the secret, the address an app reads it from, and codes for the day the phone is lost."""

    secret: str
    address: str
    recovery: Sequence[str]


class SecondFactors(Protocol):
    """Six digits that change every half minute (RFC 6238)."""

    def enrolment(self, login: str, secret: str = "") -> Enrolment:
        """A new one, or the one whose secret was shown before."""
        ...

    def moment(self, secret: str, code: str, seconds: float) -> int | None:
        """Which half minute the code belongs to, this one or a neighbour; None for a wrong one."""
        ...

    def told(self, recovery: str) -> str:
        """A recovery code without how it was written (spaces, case, dashes)."""
        ...


def too_weak(password: str, *known: str) -> str:
    """Why a password will not do, as a phrase of the book; empty for one that will. `known`: login, name and such."""
    if len(password) < SHORTEST_PASSWORD:
        return "password_short"
    if len(password) > LONGEST_PASSWORD:
        return "password_long"
    folded = password.casefold()
    own = any(len(word) > 3 and word.casefold() in folded for word in known)
    if own or len(set(folded)) < 5 or easily_guessed(folded):
        return "password_easy"
    return ""
