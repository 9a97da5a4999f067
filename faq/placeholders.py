"""The `{office_hours}` and the like in topics and phrases, filled from the office file."""

from __future__ import annotations

import re
from collections.abc import Mapping

from faq.office import Office
from faq.opening import week_in_words
from faq.schema import PhraseOf

_PLACE = re.compile(r"\{([a-z_]+)\}")

TODAY = "office_today"
"""Differs by the minute, so it is filled in when an answer is given and not before."""
OFFICE = ("office_name", "office_address", "office_hours", "office_contact", "office_phone", "mobile_points", TODAY)
LOCAL = frozenset(OFFICE[1:])
"""Facts an office must put in itself; the kelurahan's name is known without it."""


def placeholders(text: str) -> frozenset[str]:
    return frozenset(_PLACE.findall(text))


def office_values(office: Office, language: str, words: PhraseOf) -> dict[str, str]:
    """All but TODAY."""
    return {
        "office_name": office.name.in_language(language),
        "office_address": office.address.in_language(language),
        "office_hours": week_in_words(office.hours, language, words),
        "office_contact": office.contact.in_language(language),
        "office_phone": office.phone or "",
        "mobile_points": _points(office, language, words),
    }


def _points(office: Office, language: str, words: PhraseOf) -> str:
    stops = [
        f"{point.place.in_language(language)} ({point.when.in_language(language)})" for point in office.mobile_points
    ]
    return f"{'; '.join(stops) or words('mobile_none')}."


def fill(text: str, values: Mapping[str, str]) -> str:
    """Put each value in its place, once: braces inside a value stay. Raises KeyError for an unknown place."""
    return _PLACE.sub(lambda place: values[place[1]], text)
