"""Numbers of applications, as the service gives them out: `261124-0137-8`. Pure; a city adapts this file to its own.

Six digits of the day, four that count, and a check digit (Damm), so that a typing error is told from a number that
does not exist.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from stdnum import damm

_FIRST_YEAR = 20
_NUMBER = re.compile(r"(?<![\d-])(\d{6})[\s.\-/]{0,2}(\d{4})[\s.\-/]{0,2}(\d)(?![\d-])")


@dataclass(frozen=True, slots=True)
class MistypedRegistration:
    """Eleven digits that are no number of the service's."""


def written(day: str, serial: int) -> str:
    """The number of the application that was the `serial`-th (1…9999) of a day (`261124`)."""
    digits = f"{day}{serial:04}"
    return f"{digits[:6]}-{digits[6:]}-{damm.calc_check_digit(digits)}"


def registration_in(text: str) -> str | MistypedRegistration | None:
    """The first number in a text; MistypedRegistration where only wrong ones are."""
    found = [match.groups() for match in _NUMBER.finditer(text)]
    real = next((parts for parts in found if _is_a_day(parts[0]) and damm.is_valid("".join(parts))), None)
    if real:
        return "-".join(real)
    return MistypedRegistration() if found else None


def _is_a_day(digits: str) -> bool:
    """Telephone numbers have eleven digits, too, but do not begin with a day of our century's twenties or later."""
    year, month, day = int(digits[:2]), int(digits[2:4]), int(digits[4:])
    return year >= _FIRST_YEAR and 1 <= month <= 12 and 1 <= day <= 31
