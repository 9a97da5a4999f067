"""What staff did, in words: `deed_<name>` of the words, the name itself where nobody wrote any."""

from __future__ import annotations

from console.staff.visit import Visit

_PREFIX = "deed_"


def deed_words(visit: Visit, what: str) -> str:
    key = f"{_PREFIX}{what}"
    return visit.text(key) if key in visit.looks.words else what


def deed_kinds(visit: Visit) -> list[tuple[str, str]]:
    """Name and words of every deed there is, in the order of the words."""
    names = [key.removeprefix(_PREFIX) for key in visit.looks.words if key.startswith(_PREFIX)]
    return sorted(((name, deed_words(visit, name)) for name in names), key=lambda kind: kind[1].casefold())
