"""The form of a campaign: what it sends → the draft it says, and back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.domain.announcements import MOST_BUTTONS
from bot.domain.audience import Audience
from bot.domain.campaign_checks import Slip
from bot.domain.campaign_desk import Fields
from bot.domain.campaigns import UNWRITTEN, Button, Campaign, Draft, Message, Repeats, Wording
from bot.domain.templates import LANGUAGES
from console.staff.campaigns import conditions
from console.staff.forms import Form
from console.staff.moments import WIB

LONGEST = 10_000
"""Characters of one field that are kept, however much too long it is to send: nothing written is lost."""
VERSIONS = ("a", "b")
MOST_VARIABLES = 10
NOW, ONCE = "now", "once"
FIRST_YEAR, LAST_YEAR = 2020, 2100
"""Others are typing errors, and some of them no calendar bears in every zone of time."""
WHENS = (NOW, ONCE, *(each.value for each in Repeats if each))
_SINGLE = ("name", "topic", "second", "picture", "when", "day", "time", "emergency", "emergency_reason")


def _names() -> list[str]:
    told = [f"{name}.{version}.{language}" for name in ("title", "text", "template") for version, language in _pairs()]
    places = [
        f"variable.{version}.{language}.{number}" for version, language in _pairs() for number in range(MOST_VARIABLES)
    ]
    buttons = [f"button.{number}.{language}" for number in range(MOST_BUTTONS) for language in LANGUAGES]
    targets = [f"target.{number}" for number in range(MOST_BUTTONS)]
    return [*_SINGLE, *told, *places, *buttons, *targets]


def _pairs() -> list[tuple[str, str]]:
    return [(version, language) for version in VERSIONS for language in LANGUAGES]


NAMES = tuple(_names())


@dataclass(frozen=True, slots=True)
class Filled:
    """What a form holds, read with care."""

    fields: Fields

    def text(self, name: str) -> str:
        return next(iter(self.fields.get(name, ())), "")

    def flag(self, name: str) -> bool:
        return bool(self.text(name))

    def spoken(self, language: str) -> bool:
        """Whether anything is written in it."""
        return any(self.text(f"{name}.{version}.{language}") for name in ("title", "text") for version in VERSIONS)


def taken(form: Form) -> Fields:
    """Of all fields we know. Raises BadForm."""
    single = {name: [form.text(name, LONGEST)] for name in NAMES}
    many = {name: list(form.many(name, conditions.MOST_VALUES)) for name in conditions.NAMES}
    return {name: values for name, values in (single | many).items() if any(values)}


def draft_of(fields: Fields) -> tuple[Draft, list[Slip]]:
    """With what cannot be read."""
    filled, audience = Filled(fields), conditions.audience_of(fields)
    due_at, slips = _due(filled)
    repeats = filled.text("when")
    draft = Draft(
        name=" ".join(filled.text("name").split()),
        message=_message(filled),
        audience=audience[0],
        topic=filled.text("topic"),
        emergency=filled.flag("emergency"),
        due_at=due_at,
        emergency_reason=filled.text("emergency_reason"),
        repeats=Repeats(repeats) if repeats in set(Repeats) else Repeats.NEVER,
    )
    return draft, [*slips, *audience[1]]


def fields_of(campaign: Campaign, audience: Audience) -> Fields:
    message = campaign.message or UNWRITTEN
    told: dict[str, str] = {
        "name": campaign.name,
        "topic": campaign.topic,
        "second": "1" if len(message.versions) > 1 else "",
        "emergency": "1" if campaign.emergency else "",
        "emergency_reason": campaign.emergency_reason,
        "when": campaign.repeats.value or (ONCE if campaign.due_at else NOW),
    }
    if campaign.due_at:
        local = campaign.due_at.astimezone(WIB)
        told |= {"day": f"{local:%Y-%m-%d}", "time": f"{local:%H:%M}"}
    for version, said in zip(VERSIONS, message.versions, strict=False):
        for language, wording in said.items():
            told |= _written(wording, version, language)
    return {**{name: [value] for name, value in told.items() if value}, **conditions.fields_of(audience)}


def _written(wording: Wording, version: str, language: str) -> dict[str, str]:
    where = f"{version}.{language}"
    told = {f"title.{where}": wording.title, f"text.{where}": wording.text, f"template.{where}": wording.template}
    told |= {f"variable.{where}.{number}": value for number, value in enumerate(wording.variables)}
    if version == VERSIONS[0]:
        told["picture"] = wording.picture
        for number, button in enumerate(wording.buttons):
            told |= {f"button.{number}.{language}": button.title, f"target.{number}": button.target}
    return told


def _message(filled: Filled) -> Message:
    versions = VERSIONS if filled.flag("second") else VERSIONS[:1]
    languages = LANGUAGES if filled.spoken("en") else LANGUAGES[:1]
    return Message(tuple({code: _wording(filled, version, code) for code in languages} for version in versions))


def _wording(filled: Filled, version: str, language: str) -> Wording:
    where = f"{version}.{language}"
    return Wording(
        text=filled.text(f"text.{where}"),
        title=" ".join(filled.text(f"title.{where}").split()),
        buttons=tuple(_button(filled, number, language) for number in _used(filled)),
        template=filled.text(f"template.{where}"),
        variables=_variables(filled, where),
        picture=filled.text("picture"),
    )


def _used(filled: Filled) -> Sequence[int]:
    """Buttons of which anything is filled in, in any language."""
    return [
        number
        for number in range(MOST_BUTTONS)
        if filled.text(f"target.{number}") or any(filled.text(f"button.{number}.{code}") for code in LANGUAGES)
    ]


def _button(filled: Filled, number: int, language: str) -> Button:
    title = " ".join(filled.text(f"button.{number}.{language}").split())
    return Button(title, filled.text(f"target.{number}"))


def _variables(filled: Filled, where: str) -> tuple[str, ...]:
    """Up to the last one that is filled in."""
    if not filled.text(f"template.{where}"):
        return ()
    values = [filled.text(f"variable.{where}.{number}") for number in range(MOST_VARIABLES)]
    last = max((number for number, value in enumerate(values, 1) if value), default=0)
    return tuple(values[:last])


def _due(filled: Filled) -> tuple[datetime | None, list[Slip]]:
    if filled.text("when") in {"", NOW}:
        return None, []
    try:
        naive = datetime.fromisoformat(f"{filled.text('day')}T{filled.text('time') or '09:00'}")
    except ValueError:
        return None, [Slip("when", "when")]
    if naive.tzinfo or not FIRST_YEAR <= naive.year <= LAST_YEAR:
        return None, [Slip("year", "when")]
    return naive.replace(tzinfo=WIB), []
