"""Takes identity numbers out of what residents write before anything is stored or logged (UU 27/2022)."""

from __future__ import annotations

import re
from typing import Any

from bot.domain.registration import registration_in

MASK = "[nomor disembunyikan]"

# NIK and KK numbers have 16 digits; people put spaces, dots, commas, slashes or dashes between them.
# Longer runs without separators (20 digits and more) are masked as well: a number with a slip is still a number.
_IDENTITY_NUMBER = re.compile(r"(?<!\d)\d(?:[\s.,/_\-\u00a0\u2010-\u2015]{0,2}\d){15,}(?!\d)")


_MAYBE_REGISTRATION = re.compile(r"(?<![\d-])(\d{6}-?\d{4}-?\d)(?=[\s,;]|$)")
"""An application's number, which a date of birth may follow; its check digit tells it from a part of a NIK."""


def mask_text(text: str) -> str:
    """Replace each run of 16 or more digits, separators allowed between them. A registration number ends a run: it is
    no secret of a card's, and "261105-0044-5 20-5-2001" has to be read."""
    masked, start = "", 0
    for found in _MAYBE_REGISTRATION.finditer(text):
        if isinstance(registration_in(found[1]), str):
            masked += _IDENTITY_NUMBER.sub(MASK, text[start : found.start()]) + found[1]
            start = found.end()
    return masked + _IDENTITY_NUMBER.sub(MASK, text[start:])


def mask_json(value: Any) -> Any:
    """The same for every string, key and large number inside a JSON value of unknown shape."""
    match value:
        case str():
            return mask_text(value)
        case bool() | None:
            return value
        case int() | float() if abs(value) >= 10**15:
            return MASK
        case list():
            return [mask_json(item) for item in value]
        case dict():
            return {mask_text(str(key)): mask_json(item) for key, item in value.items()}
        case _:
            return value
