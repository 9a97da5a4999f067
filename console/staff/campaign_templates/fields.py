"""The form of a new template: what was typed, and the template it makes."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from aiohttp import web
from multidict import MultiMapping

from bot.domain.template_ports import Example
from bot.domain.template_rules import Fault, faults
from bot.domain.templates import (
    LANGUAGES,
    MAX_BODY,
    MAX_NAME,
    Category,
    Template,
    with_name_numbered,
)
from console.staff.forms import Form
from console.staff.visit import Visit

OWN_BUTTONS = 3
"""More than that an announcement has not; the one that stops them comes on top."""
MAX_FILE = 3_500_000
CATEGORIES = (Category.MARKETING, Category.UTILITY)
_KINDS = {b"\xff\xd8\xff": "image/jpeg", b"\x89PNG\r\n\x1a\n": "image/png"}
_ROOM = 4000
Phrase = Callable[[str, str], str]


@dataclass(frozen=True, slots=True)
class Typed:
    """As it stood in the form."""

    name: str = ""
    language: str = LANGUAGES[0]
    category: Category = Category.MARKETING
    header: str = ""
    body: str = ""
    footer: str = ""
    buttons: tuple[str, ...] = ()
    examples: str = ""
    with_picture: bool = False
    stop: bool = True
    slips: Mapping[str, Sequence[Fault]] = field(default_factory=dict)

    def template(self, phrase: Phrase) -> Template:
        """`{nama}` is a variable, and how to stop is told where that was ticked."""
        given = [line.strip() for line in self.examples.splitlines() if line.strip()]
        body, examples = with_name_numbered(self.body, given)
        footer = self.footer or (phrase("press_to_stop", self.language) if self.stop else "")
        stop = (phrase("button_stop", self.language),) if self.stop else ()
        buttons = (*(title for title in self.buttons if title), *stop)
        return Template(
            self.name,
            self.language,
            self.category,
            body,
            self.header,
            self.with_picture,
            footer,
            buttons,
            tuple(examples),
        )


def asked(visit: Visit) -> Typed:
    """A new form; another page may have filled some of it."""
    language = visit.asked("language", 10)
    return Typed(
        name=visit.asked("name", MAX_NAME),
        language=language if language in LANGUAGES else LANGUAGES[0],
        header=visit.asked("header"),
        body=visit.asked("body", MAX_BODY * 2),
        buttons=tuple(visit.asked(f"button{number}", 60) for number in range(1, OWN_BUTTONS + 1)),
    )


def typed(form: Form) -> Typed:
    """Raises BadForm for what no form of ours sends."""
    language = form.text("language", 10)
    category = form.text("category", 20)
    return Typed(
        name=form.text("name", _ROOM),
        header=form.text("header", _ROOM),
        footer=form.text("footer", _ROOM),
        language=language if language in LANGUAGES else LANGUAGES[0],
        category=Category(category) if category in CATEGORIES else Category.MARKETING,
        body=form.text("body", _ROOM),
        buttons=tuple(form.text(f"button{number}", _ROOM) for number in range(1, OWN_BUTTONS + 1)),
        examples=form.text("examples", _ROOM),
        with_picture=form.flag("with_picture"),
        stop=form.flag("stop"),
    )


def beside(template: Template, more: Sequence[Fault] = ()) -> Mapping[str, Sequence[Fault]]:
    """What is wrong, by field."""
    found: dict[str, list[Fault]] = {}
    for fault in (*faults(template), *more):
        found.setdefault(fault.field, []).append(fault)
    return found


def example_of(fields: MultiMapping[object], wanted: bool) -> tuple[Example | None, Sequence[Fault]]:
    """The picture that was chosen; what is wrong with it, where one is wanted."""
    if not wanted:
        return None, ()
    file = fields.get("picture")
    if not isinstance(file, web.FileField) or not file.filename:
        return None, (Fault("picture", "picture_missing"),)
    content = file.file.read(MAX_FILE + 1)
    if len(content) > MAX_FILE:
        return None, (Fault("picture", "picture_large"),)
    kind = next((kind for mark, kind in _KINDS.items() if content.startswith(mark)), "")
    if not kind:
        return None, (Fault("picture", "picture_kind"),)
    return Example(f"contoh.{kind.rpartition('/')[2]}", kind, content), ()
