"""Passwords and second factors: what the console needs of them. bot/credentials.py does it with argon2 and TOTP."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

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

    def hashed(self, recovery: str) -> str:
        """A recovery code as it is kept; how it was written (spaces, case, dashes) does not matter."""
        ...


def too_weak(password: str, *known: str) -> str:
    """Why a password will not do, as a phrase of the book; empty for one that will. `known`: login, name and such."""
    if len(password) < SHORTEST_PASSWORD:
        return "password_short"
    if len(password) > LONGEST_PASSWORD:
        return "password_long"
    folded = password.casefold()
    if len(set(folded)) < 5 or any(len(word) > 3 and word.casefold() in folded for word in known):
        return "password_easy"
    return ""
