"""An announcement on its way to one resident, before a channel has a say in how it looks; and what would go wrong with
one. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from bot.domain.answer_rules import PhoneBubble
from bot.domain.campaigns import Message, Wording
from bot.domain.messages import ChannelName
from bot.domain.reply import Choice, Payload
from bot.domain.templates import MAX_BUTTON, MAX_HEADER, NAME, KeptTemplate, TemplateState, differences, units

ANYBODY = "Bapak/Ibu"
"""Stands for a name we do not know."""
MAX_SHOWN_NAME = 32
MAX_CHOICES = 3
MAX_BESIDE = 1024
"""Text with buttons or a picture: WhatsApp's message with buttons and Telegram's picture take no more."""
MAX_TEXT = 4096
ROOM_TO_STOP = 96
"""Kept free for the words that tell how to stop."""
ROOM_FOR_BOLD = 4
_PLACE = re.compile(r"\{[^{}\s]*\}")
_TARGET = re.compile(r"(faq|task)/[a-z0-9_]+")


@dataclass(frozen=True, slots=True)
class Announcement:
    """`stop` is the button that ends announcements, `press_to_stop` and `type_to_stop` how it is told with and without
    it. `picture` is the id of a campaign's picture."""

    title: str
    text: str
    choices: tuple[Choice, ...]
    stop: Choice
    press_to_stop: str
    type_to_stop: str
    picture: str = ""


def shown_name(name: str) -> str:
    """As it stands in an announcement: one short line; whoever gave none is addressed as anybody."""
    line = " ".join("".join(each for each in name if each.isprintable() or each.isspace()).split())
    if units(line) > MAX_SHOWN_NAME:
        line = line[: MAX_SHOWN_NAME // 2].rsplit(" ", 1)[0]
    return line or ANYBODY


def with_name(text: str, name: str) -> str:
    """`{nama}` is replaced."""
    return text.replace(NAME, shown_name(name)) if NAME in text else text


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with a wording, of `version` (0, 1) and `language`. `channel` is None where it concerns both.
    `blocks`: it must be mended before the campaign is handed in; else some residents do not get it, or staff should
    look. Its words: `phrase`, with `values`."""

    version: int
    language: str
    what: str
    channel: ChannelName | None = None
    values: Mapping[str, object] = field(default_factory=dict)
    blocks: bool = True

    @property
    def phrase(self) -> str:
        return f"templates_problem_{self.what}"


class TemplateFinder(Protocol):
    """Templates as they stand now."""

    def find(self, name: str, language: str) -> KeptTemplate | None:
        """Exactly this language, or a variant of it."""
        ...


class Wordings(Protocol):
    """What an editor of campaigns asks of the code that writes to residents."""

    async def refresh(self) -> None:
        """Look at the templates again."""
        ...

    def problems(self, message: Message) -> Sequence[Problem]: ...

    def preview(self, message: Message, version: int, language: str, name: str) -> Mapping[str, Sequence[Payload]]:
        """What would be sent to somebody of that name: by `telegram`, `whatsapp` (within 24 hours of their message) and
        `whatsapp_template` (after; empty where there is no template that may be used)."""
        ...

    def phones(self, message: Message, version: int, language: str, name: str) -> Mapping[str, Sequence[PhoneBubble]]:
        """The same as bubbles on a screen."""
        ...


def problems(message: Message, templates: TemplateFinder) -> Iterator[Problem]:
    """In the order of versions and languages."""
    for number, version in enumerate(message.versions):
        for language, wording in version.items():
            said = _Said(number, language, wording)
            yield from said.words()
            yield from said.lengths()
            yield from said.buttons()
            yield from said.template(templates.find(wording.template, language) if wording.template else None)


@dataclass(frozen=True, slots=True)
class _Said:
    number: int
    language: str
    wording: Wording

    def words(self) -> Iterator[Problem]:
        told = f"{self.wording.title} {self.wording.text} {' '.join(self.wording.variables)}"
        if not self.wording.text.strip():
            yield self._problem("text_missing")
        if NAME in self.wording.title:
            yield self._problem("name_in_title")
        if unknown := sorted(set(_PLACE.findall(told)) - {NAME}):
            yield self._problem("place_unknown", values={"place": ", ".join(unknown)[:80]}, blocks=False)

    def lengths(self) -> Iterator[Problem]:
        title = units(self.wording.title.strip())
        text = units(self.wording.text.strip().replace(NAME, "x" * MAX_SHOWN_NAME))
        whole = text + title + (1 if title else 0)
        if title > MAX_HEADER:
            yield self._problem("title_long", values={"most": MAX_HEADER, "length": title})
        room = MAX_BESIDE - ROOM_TO_STOP
        if self.wording.picture and whole > room:
            yield self._problem("text_long_picture", values={"most": room, "length": whole})
        elif self.wording.buttons and whole > MAX_BESIDE - ROOM_FOR_BOLD:
            told = {"most": MAX_BESIDE - ROOM_FOR_BOLD, "length": whole}
            yield self._problem("text_long_buttons", ChannelName.WHATSAPP, told)
        elif whole > MAX_TEXT - ROOM_TO_STOP:
            yield self._problem("text_long", values={"most": MAX_TEXT - ROOM_TO_STOP, "length": whole})

    def buttons(self) -> Iterator[Problem]:
        titles = [button.title.strip() for button in self.wording.buttons]
        if len(titles) > MAX_CHOICES:
            yield self._problem("buttons_many", values={"most": MAX_CHOICES})
        if any(not title or "\n" in title for title in titles):
            yield self._problem("button_empty")
        if any(units(title) > MAX_BUTTON for title in titles):
            yield self._problem("button_long", values={"most": MAX_BUTTON})
        if len({title.casefold() for title in titles}) < len(titles):
            yield self._problem("button_same")
        if any(not _TARGET.fullmatch(button.target) for button in self.wording.buttons):
            yield self._problem("button_target")

    def template(self, found: KeptTemplate | None) -> Iterator[Problem]:
        name = self.wording.template
        if not name:
            yield self._problem("template_none", ChannelName.WHATSAPP, blocks=False)
            return
        if found is None:
            yield self._problem("template_unknown", ChannelName.WHATSAPP, {"name": name}, blocks=False)
            return
        if not found.usable:
            state = "unknown_state" if found.state is TemplateState.UNKNOWN else found.state.value
            yield self._problem(f"template_{state}", ChannelName.WHATSAPP, {"name": name}, blocks=False)
        if any(not value.strip() for value in self.wording.variables):
            yield self._problem("variable_empty", ChannelName.WHATSAPP, {"name": name})
        for what in differences(found.template, self.wording):
            told = {"name": name, "count": found.template.variables}
            yield self._problem(f"template_other_{what}", ChannelName.WHATSAPP, told, blocks=what != "words")

    def _problem(
        self,
        what: str,
        channel: ChannelName | None = None,
        values: Mapping[str, object] | None = None,
        *,
        blocks: bool = True,
    ) -> Problem:
        return Problem(self.number, self.language, what, channel, values or {}, blocks)
