"""What must be mended in a campaign before it can be handed in, and what its writer should know. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from bot.domain.campaign_desk import Reach, TemplateChoice
from bot.domain.campaigns import Draft, Left, Repeats, Wording
from bot.domain.masking import MASK, mask_text
from bot.domain.templates import Category, Template, differences

NAME = "{nama}"
MOST_BUTTONS = 3
LONGEST_BUTTON = 20
LONGEST_TITLE = 60
"""WhatsApp's limit for a heading."""
PLAIN, WITH_BUTTONS, WITH_PICTURE = 4000, 1020, 928
"""Characters: a message, WhatsApp's message with buttons, Telegram's words under a picture; less what the bold
the words that tell how to stop take."""
_NAME_ROOM = 30
"""Characters that `{nama}` may become."""
_PLACE = re.compile(r"\{[^{}\n]{0,40}\}")
_MOBILE = re.compile(r"(?<!\d)(?:\+?62|0)8\d(?:[\s.-]?\d){7,10}(?!\d)")


@dataclass(frozen=True, slots=True)
class Slip:
    """`what` names words (`campaigns_slip_<what>`), `path` the field of the form it stands beside; `stops`: it cannot
    be handed in like this, else it is only told."""

    what: str
    path: str = ""
    stops: bool = True
    values: Mapping[str, object] = field(default_factory=dict)


def slips(draft: Draft, templates: Mapping[str, Sequence[TemplateChoice]], now: datetime) -> list[Slip]:
    """Of what is written; `templates` by language."""
    found = [*_frame(draft, now)]
    for number, version in enumerate(draft.message.versions):
        for language, told in version.items():
            where = f"{'ab'[number]}.{language}"
            found += _wording(told, where)
            found += _template(told, where, templates.get(language, ()))
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
    if draft.repeats is not Repeats.NEVER and draft.due_at is None:
        yield Slip("no_first", "when")


def _wording(told: Wording, where: str) -> Iterator[Slip]:
    if not told.text:
        yield Slip("text", f"text.{where}")
    if len(told.title) > LONGEST_TITLE:
        yield Slip("title_long", f"title.{where}", values={"most": LONGEST_TITLE, "length": len(told.title)})
    yield from _length(told, where)
    yield from _buttons(told, where)
    for place in sorted(set(_PLACE.findall(f"{told.title} {told.text}")) - {NAME}):
        yield Slip("place", f"text.{where}", values={"place": place})
    if MASK in mask_text(f"{told.title}\n{told.text}"):
        yield Slip("identity_number", f"text.{where}")
    if _MOBILE.search(told.text):
        yield Slip("phone_number", f"text.{where}", stops=False)


def _length(told: Wording, where: str) -> Iterator[Slip]:
    spare = _NAME_ROOM * told.text.count(NAME)
    length = len(told.text) + spare + (len(told.title) + 1 if told.title else 0)
    if told.picture and length > WITH_PICTURE:
        yield Slip("long_telegram", f"text.{where}", values={"most": WITH_PICTURE, "length": length})
    elif told.buttons and length > WITH_BUTTONS:
        yield Slip("long_whatsapp", f"text.{where}", values={"most": WITH_BUTTONS, "length": length})
    elif length > PLAIN:
        yield Slip("long", f"text.{where}", values={"most": PLAIN, "length": length})


def _buttons(told: Wording, where: str) -> Iterator[Slip]:
    language = where.partition(".")[2]
    titles = [button.title for button in told.buttons]
    for number, button in enumerate(told.buttons):
        place = f"button.{number}.{language}"
        if not button.title:
            yield Slip("button_title", place)
        elif len(button.title) > LONGEST_BUTTON:
            yield Slip("button_long", place, values={"most": LONGEST_BUTTON, "length": len(button.title)})
        elif titles.count(button.title) > 1:
            yield Slip("button_twice", place)
        if not button.target:
            yield Slip("button_target", f"target.{number}")


def _template(told: Wording, where: str, choices: Sequence[TemplateChoice]) -> Iterator[Slip]:
    if not told.template:
        return
    chosen = next((each for each in choices if each.name == told.template), None)
    if chosen is None:
        yield Slip("template_gone", f"template.{where}", values={"name": told.template})
    elif len(told.variables) != chosen.variables or not all(told.variables):
        yield Slip("variables", f"template.{where}", values={"count": chosen.variables})
    else:
        yield from _unlike(told, where, chosen)


def _unlike(told: Wording, where: str, chosen: TemplateChoice) -> Iterator[Slip]:
    """With other buttons or another picture it is never sent; other words are only told."""
    same = Template(
        chosen.name,
        chosen.language,
        Category.MARKETING,
        chosen.body,
        chosen.header,
        chosen.picture,
        buttons=chosen.buttons,
    )
    for what in differences(same, told):
        yield Slip(f"template_{what}", f"template.{where}", stops=what != "words", values={"name": chosen.name})


def _versions(draft: Draft) -> Iterator[Slip]:
    versions = draft.message.versions
    if len(versions) < 2:
        return
    if versions[0] == versions[1]:
        yield Slip("same_versions", "text.b.id")
    if set(versions[0]) != set(versions[1]):
        yield Slip("one_without_english", "text.b.en")
