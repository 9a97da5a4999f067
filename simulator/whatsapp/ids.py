"""Ids that look like Meta's; pure but for the random source handed in."""

from __future__ import annotations

import base64
from random import Random


def new_wamid(rng: Random, phone: str, *, incoming: bool) -> str:
    """Base64 of a small record: the resident's number, the direction, a random hexadecimal id."""
    number = phone.encode()
    key = rng.randbytes(10 if incoming else 9).hex().upper().encode()
    record = bytes([0x1C, 0x18, len(number)]) + number + b"\x15\x02\x00"
    record += (b"\x12" if incoming else b"\x11") + bytes([0x18, len(key)]) + key + b"\x00"
    return "wamid." + base64.b64encode(record).decode()


def new_bsuid(rng: Random) -> str:
    """A business-scoped user id of an Indonesian user."""
    return f"ID.{rng.randrange(10**16, 10**17)}"


def new_phone(rng: Random) -> str:
    """Form of an Indonesian mobile number that cannot exist: none begins with 0 after the country code."""
    return f"620{rng.randrange(10**9, 10**10)}"


def new_media_id(rng: Random) -> str:
    return str(rng.randrange(10**14, 10**15))


def new_trace(rng: Random) -> str:
    return base64.b64encode(rng.randbytes(17)).decode()[:23].replace("/", "x").replace("+", "y")
