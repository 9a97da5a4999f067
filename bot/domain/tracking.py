"""Tracking numbers of cases: eight digits, the last one a check digit, said and written as `4827-1930`. Pure."""

from __future__ import annotations

import re
import secrets

from stdnum import damm

DIGITS = 8
_SEPARATOR = r"[\s.\-\u2010-\u2015]{1,3}"
_ALONE = r"(?<![\d+])(?<!\d[.\-])(?<!\d{3}\s)", r"(?![\s.\-]?\d)"
"""Not a part of a longer number, such as a telephone's."""
_WAYS = rf"\d{{8}}|\d{{4}}{_SEPARATOR}\d{{4}}|\d\d(?:{_SEPARATOR}\d\d){{3}}|\d(?:{_SEPARATOR}\d){{7}}"
_WRITTEN = re.compile(rf"{_ALONE[0]}(?:{_WAYS}){_ALONE[1]}")
"""Together, in halves, in pairs or one by one, as people read numbers out."""
_ALMOST = re.compile(rf"{_ALONE[0]}(?:\d{{7}}|\d{{9}}|\d{{3,5}}{_SEPARATOR}\d{{3,5}}){_ALONE[1]}")
"""A digit too many or too few."""


def new_number() -> str:
    """A random number that does not begin with 0."""
    digits = str(secrets.randbelow(9 * 10 ** (DIGITS - 2)) + 10 ** (DIGITS - 2))
    return digits + str(damm.calc_check_digit(digits))


def is_number(digits: str) -> bool:
    """The check digit catches every single wrong digit and every swap of neighbours."""
    return len(digits) == DIGITS and digits.isascii() and digits.isdigit() and bool(damm.is_valid(digits))


def find_number(text: str) -> str | None:
    """The first right tracking number in a text, digits only."""
    found = (re.sub(r"\D", "", match[0]) for match in _WRITTEN.finditer(text))
    return next((digits for digits in found if is_number(digits)), None)


def has_slip(text: str) -> bool:
    """Whether there is something that was meant as a tracking number but has a typing error."""
    return find_number(text) is None and bool(_WRITTEN.search(text) or _ALMOST.search(text))


def spoken(number: str) -> str:
    """In halves, easy to read over the phone."""
    return f"{number[: DIGITS // 2]}-{number[DIGITS // 2 :]}"
