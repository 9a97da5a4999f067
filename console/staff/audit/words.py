"""What staff did, in words: `deed_<name>` of the words, else those of its area, else the name itself."""

from __future__ import annotations

from contextlib import suppress
from uuid import UUID

from console.staff.gate import ROOT
from console.staff.visit import Visit

_PREFIX = "deed_"
_NUMBERED = {"conversation": "audit_resident", "campaign": "audit_campaign"}


def deed_words(visit: Visit, what: str) -> str:
    area, _, rest = what.partition(".")
    if _PREFIX + what in visit.looks.words:
        return visit.text(_PREFIX + what)
    return visit.text(_PREFIX + area, what=rest) if rest and _PREFIX + area in visit.looks.words else what


def deed_kinds(visit: Visit) -> list[tuple[str, str]]:
    """Names to search for, with their words, in the order of the words; areas' own words name no deed."""
    names = [key.removeprefix(_PREFIX) for key in visit.looks.words if key.startswith(_PREFIX)]
    areas = {name.partition(".")[0] for name in names if "." in name}
    kinds = [name for name in names if name not in areas]
    return sorted(((name, deed_words(visit, name)) for name in kinds), key=lambda kind: kind[1].casefold())


def about_words(visit: Visit, about: str) -> str:
    """What it was done to: residents as everywhere, by the first letters of their conversation's id; campaigns too."""
    kind, _, name = about.partition(":")
    if kind in _NUMBERED:
        with suppress(ValueError):
            return visit.text(_NUMBERED[kind], short=str(UUID(name))[:4].upper())
    return about


def about_path(about: str) -> str:
    """The page of what it was done to, where it has one."""
    kind, _, name = about.partition(":")
    with suppress(ValueError):
        if kind == "campaign":
            return f"{ROOT}/campaigns/{UUID(name)}/control"
    return ""
