"""What must be mended in a campaign before it can be handed in, and what its writer should know. Pure."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from bot.domain.announcements import (
    LONGEST_PLAIN,
    LONGEST_WITH_BUTTONS,
    LONGEST_WITH_PICTURE,
    MAX_SHOWN_NAME,
    MOST_BUTTONS,
)
from bot.domain.campaign_desk import Choices, Reach
from bot.domain.campaigns import NAME, Draft, Left, Repeats, Wording
from bot.domain.lengths import utf16_length
from bot.domain.masking import MASK, mask_text
from bot.domain.templates import (
    MARKS,
    MAX_BODY,
    MAX_BUTTON,
    MAX_HEADER,
    STOP_TITLES,
    Template,
    differences,
    plain,
)

_FARTHEST = timedelta(days=366)
_PLACE = re.compile(r"\{[^{}\n]*\}")
_MOBILE = re.compile(r"(?<!\d)(?:\+?62[\s.-]?|0)8\d(?:[\s.-]?\d){7,10}(?!\d)")


@dataclass(frozen=True, slots=True)
class Slip:
    """`what` names words (`campaigns_slip_<what>`), `path` the field of the form it stands beside; `stops`: it cannot
    be handed in like this, else it is only told."""

    what: str
    path: str = ""
    stops: bool = True
    values: Mapping[str, object] = field(default_factory=dict)


def slips(draft: Draft, choices: Choices, now: datetime) -> list[Slip]:
    """Of what is written."""
    found = [*_frame(draft, now)]
    for number, version in enumerate(draft.message.versions):
        for language, told in version.items():
            where = f"{'ab'[number]}.{language}"
            found += _wording(told, where)
            found += _buttons(told, language, choices.targets)
            found += _template(told, f"template.{where}", choices.templates.get(language, ()))
            found += _poor(told, f"template.{where}", choices.poor.get(language, ()))
    found += _versions(draft)
    return found


def reach_slips(draft: Draft, reach: Reach) -> list[Slip]:
    """Of whom it reaches."""
    found = []
    if not reach.count.total:
        found.append(Slip("nobody", "audience"))
    english = reach.languages.get("en", 0)
    if english and any("en" not in version for version in draft.message.versions):
        found.append(Slip("no_english", "text.a.en", stops=False, values={"count": english}))
    outside = reach.count.left_out.get(Left.OUTSIDE_WINDOW, 0)
    if outside:
        found.append(Slip("no_template", _bare(draft), stops=False, values={"count": outside}))
    return found


def _bare(draft: Draft) -> str:
    """The field of the first template that is missing."""
    places = (
        (told, f"template.{'ab'[number]}.{language}")
        for number, version in enumerate(draft.message.versions)
        for language, told in version.items()
    )
    return next((place for told, place in places if not told.template), "template.a.id")


def _frame(draft: Draft, now: datetime) -> Iterator[Slip]:
    if not draft.name:
        yield Slip("name", "name")
    if not draft.topic:
        yield Slip("no_topic", "topic", stops=False)
    if draft.emergency and not draft.emergency_reason:
        yield Slip("emergency_reason", "emergency_reason")
    if draft.due_at and draft.due_at <= now:
        yield Slip("past", "when", stops=False)
    if draft.due_at and draft.due_at > now + _FARTHEST:
        yield Slip("far", "when")
    if draft.repeats is not Repeats.NEVER and draft.due_at is None:
        yield Slip("no_first", "when")
    if draft.repeats is not Repeats.NEVER and draft.emergency:
        yield Slip("emergency_repeats", "emergency_reason", stops=False)


def _wording(told: Wording, where: str) -> Iterator[Slip]:
    if not told.text.strip():
        yield Slip("text", f"text.{where}")
    yield from _length(told, where)
    for place in _places(told.title):
        yield Slip("place_fixed", f"title.{where}", values={"place": place})
    replaced = {f"text.{where}": told.text, f"template.{where}": "\n".join(told.variables)}
    for path, text in replaced.items():
        for place in _places(text):
            if place != NAME:
                yield Slip("place", path, values={"place": place})
    for path, text in {f"title.{where}": told.title, **replaced}.items():
        yield from _private(text, path)


def _places(text: str) -> list[str]:
    return sorted({found[:80] for found in _PLACE.findall(text)})


def _private(text: str, path: str) -> Iterator[Slip]:
    if MASK in mask_text(text):
        yield Slip("identity_number", path)
    if _MOBILE.search(text):
        yield Slip("phone_number", path, stops=False)


def _length(told: Wording, where: str) -> Iterator[Slip]:
    title, text = told.title.strip(), told.text.strip()
    if utf16_length(title) > MAX_HEADER:
        yield Slip("title_long", f"title.{where}", values={"most": MAX_HEADER, "length": utf16_length(title)})
    length = _grown(f"{title}\n{text}" if title else text)
    what, most = "long", LONGEST_PLAIN
    if told.picture:
        what, most = "long_telegram", LONGEST_WITH_PICTURE
    elif told.buttons:
        what, most = "long_whatsapp", LONGEST_WITH_BUTTONS
    if length > most:
        yield Slip(what, f"text.{where}", values={"most": most, "length": length})


def _grown(text: str) -> int:
    """Most units it takes: with a long name, and with the hair space that keeps WhatsApp from reading an asterisk as a
    mark."""
    return utf16_length(_longest(text)) + len(MARKS.findall(text))


def _longest(text: str) -> str:
    return text.replace(NAME, "x" * MAX_SHOWN_NAME)


def _buttons(told: Wording, language: str, targets: frozenset[str]) -> Iterator[Slip]:
    titles = [plain(button.title) for button in told.buttons]
    for number, button in enumerate(told.buttons):
        place = f"button.{number}.{language}"
        yield from _button(button.title, place)
        if titles[number] and titles.count(titles[number]) > 1:
            yield Slip("button_twice", place)
        if button.target not in targets:
            yield Slip("button_target", f"target.{number}")
    if len(titles) > MOST_BUTTONS:
        yield Slip("buttons_many", f"button.{MOST_BUTTONS}.{language}", values={"most": MOST_BUTTONS})


def _button(title: str, place: str) -> Iterator[Slip]:
    if not title.strip() or "\n" in title:
        yield Slip("button_title", place)
    elif utf16_length(title) > MAX_BUTTON:
        yield Slip("button_long", place, values={"most": MAX_BUTTON, "length": utf16_length(title)})
    elif plain(title) in STOP_TITLES:
        yield Slip("button_stops", place)
    for each in _places(title):
        yield Slip("place_fixed", place, values={"place": each})
    yield from _private(title, place)


def _template(told: Wording, path: str, approved: Sequence[Template]) -> Iterator[Slip]:
    """With other buttons or another picture it is never sent; other words are only told."""
    if not told.template:
        return
    chosen = next((each for each in approved if each.name == told.template), None)
    if chosen is None:
        yield Slip("template_gone", path, values={"name": told.template})
        return
    if len(told.variables) != chosen.variables or not all(value.strip() for value in told.variables):
        yield Slip("variables", path, values={"count": chosen.variables})
        return
    for what in differences(chosen, told):
        yield Slip(f"template_{what}", path, stops=what != "words", values={"name": chosen.name})
    length = utf16_length(chosen.filled([_longest(value) for value in told.variables]))
    if length > MAX_BODY:
        yield Slip("template_long", path, values={"most": MAX_BODY, "length": length})


def _poor(told: Wording, path: str, poor: Collection[str]) -> Iterator[Slip]:
    """Meta stops such templates, also on the way."""
    if told.template in poor:
        yield Slip("template_poor", path, stops=False, values={"name": told.template})


def _versions(draft: Draft) -> Iterator[Slip]:
    versions = draft.message.versions
    if len(versions) < 2:
        return
    if versions[0] == versions[1]:
        yield Slip("same_versions", "text.b.id")
    if set(versions[0]) != set(versions[1]):
        yield Slip("one_without_english", "text.b.en")
