"""The `{office_hours}` and the like in topics and phrases, filled from the office file."""

from __future__ import annotations

import re
from collections.abc import Mapping

from faq.schema import Office

_PLACE = re.compile(r"\{([a-z_]+)\}")

OFFICE = ("office_name", "office_address", "office_hours", "office_contact")
LOCAL = frozenset(OFFICE[1:])
"""Facts an office must put in itself; the kelurahan's name is known without it."""


def placeholders(text: str) -> frozenset[str]:
    return frozenset(_PLACE.findall(text))


def office_values(office: Office, language: str) -> dict[str, str]:
    facts = (office.name, office.address, office.hours, office.contact)
    return {name: fact.in_language(language) for name, fact in zip(OFFICE, facts, strict=True)}


def fill(text: str, values: Mapping[str, str]) -> str:
    """Put each value in its place, once: braces inside a value stay. Raises KeyError for an unknown place."""
    return _PLACE.sub(lambda place: values[place[1]], text)
