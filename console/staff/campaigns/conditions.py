"""The conditions of an audience as form controls: what they send → conditions, and back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.domain.audience import About, Audience, Condition
from bot.domain.campaign_checks import Slip
from bot.domain.campaign_desk import Fields, Option

INCLUDE, EXCLUDE = "include", "exclude"
CHOSEN = (
    About.INTEREST,
    About.NEIGHBOURHOOD,
    About.LANGUAGE,
    About.CHANNEL,
    About.APPLICATION,
    About.LABEL,
    About.SURVEY,
    About.LISTED,
    About.HEARD,
)
"""Asked for by ticking values."""
DAYS = (About.WROTE_WITHIN, About.SILENT_FOR)
"""Asked for by a number of days."""
MOST_DAYS = 3650
MOST_VALUES = 200
FIXED: Mapping[About, Sequence[str]] = {About.LANGUAGE: ("id", "en"), About.CHANNEL: ("telegram", "whatsapp")}
NAMES = tuple(f"{side}.{about}" for side in (INCLUDE, EXCLUDE) for about in (*CHOSEN, *DAYS))


@dataclass(frozen=True, slots=True)
class Question:
    """One kind of condition on one side of the form: `options` with those chosen, or `days`."""

    about: About
    name: str
    options: Sequence[Option] = ()
    chosen: frozenset[str] = frozenset()
    days: str = ""
    slip: str = ""

    @property
    def counts(self) -> bool:
        return self.about in DAYS

    @property
    def asked(self) -> bool:
        return bool(self.chosen or self.days)


def audience_of(fields: Fields) -> tuple[Audience, list[Slip]]:
    """What cannot be read is left out and told."""
    slips: list[Slip] = []
    include = tuple(_conditions(fields, INCLUDE, slips))
    exclude = tuple(_conditions(fields, EXCLUDE, slips))
    return Audience(include or (Condition(About.EVERYBODY),), exclude), slips


def fields_of(audience: Audience) -> Fields:
    sides = ((INCLUDE, audience.include), (EXCLUDE, audience.exclude))
    return {
        f"{side}.{each.about}": list(each.values)
        for side, conditions in sides
        for each in conditions
        if each.about is not About.EVERYBODY
    }


def questions(fields: Fields, options: Mapping[About, Sequence[Option]], side: str) -> list[Question]:
    """Values that nobody has any more stay where they are chosen."""
    return [
        *(_ticked(fields, options.get(about, ()), f"{side}.{about}", about) for about in CHOSEN),
        *(Question(about, name := f"{side}.{about}", days=_first(fields, name)) for about in DAYS),
    ]


def place_title(value: str) -> str:
    """Of `005/003` or `003`."""
    rt, stroke, rw = value.rpartition("/")
    return f"RT {rt} / RW {rw}" if stroke else f"RW {rw}"


def _ticked(fields: Fields, known: Sequence[Option], name: str, about: About) -> Question:
    chosen = frozenset(fields.get(name, ()))
    there = {each.value for each in known}
    gone = [
        Option(value, place_title(value) if about is About.NEIGHBOURHOOD else value) for value in sorted(chosen - there)
    ]
    return Question(about, name, (*known, *gone), chosen)


def _conditions(fields: Fields, side: str, slips: list[Slip]) -> list[Condition]:
    chosen = ((about, tuple(dict.fromkeys(filter(None, fields.get(f"{side}.{about}", ()))))) for about in CHOSEN)
    found = [Condition(about, values) for about, values in chosen if values]
    for about in DAYS:
        days = _first(fields, f"{side}.{about}")
        if days.isascii() and days.isdecimal() and 0 < int(days[:6]) <= MOST_DAYS:
            found.append(Condition(about, (str(int(days)),)))
        elif days:
            slips.append(Slip("days", f"{side}.{about}", values={"most": MOST_DAYS}))
    return found


def _first(fields: Fields, name: str) -> str:
    return next(iter(fields.get(name, ())), "")
