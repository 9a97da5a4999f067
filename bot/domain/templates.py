"""WhatsApp templates: messages Meta has to approve before they may open a conversation. Their parts, their states, the
rules they must keep, and whether one says the same as an announcement. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.domain.campaigns import NAME, Wording
from bot.domain.errors import BotError
from bot.domain.lengths import utf16_length

MAX_NAME = 512
MAX_HEADER = 60
MAX_BODY = 1024
MAX_FOOTER = 60
MAX_BUTTON = 20
"""Meta allows 25 in a template and 20 under a free message: what fits both looks the same to everybody."""
MAX_BUTTONS = 10
MAX_PICTURE = 4 * 1024 * 1024
SAMPLE_NAME = "Ibu Sri"
STOP_TITLES = frozenset({"berhenti", "stop", "berhenti langganan", "stop announcements", "unsubscribe"})
"""What the button says that ends announcements, in lower case."""
LANGUAGES = ("id", "en")
"""In which templates are written here; others may come from Meta."""

VARIABLE = re.compile(r"\{\{\s*([^{}]*?)\s*\}\}")
_PLACE = re.compile(rf"{VARIABLE.pattern}|{re.escape(NAME)}")
MARKS = re.compile(r"[*_~`]")


class TemplateRefused(BotError):
    """A template cannot be sent to Meta like this."""

    staff_text = "Templat belum bisa diajukan. Perbaiki dulu yang ditandai."


class UnknownTemplate(BotError):
    """There is no such template."""

    staff_text = "Templat ini tidak ada."


class TemplateExists(TemplateRefused):
    """A template of this name and language is there already."""

    staff_text = "Templat dengan nama dan bahasa ini sudah ada. Pakai nama lain."


class Category(StrEnum):
    """What Meta counts a template as; announcements are marketing."""

    MARKETING = "marketing"
    UTILITY = "utility"
    AUTHENTICATION = "authentication"


class TemplateState(StrEnum):
    """How Meta stands to it."""

    PENDING = "pending"
    APPROVED = "approved"
    FLAGGED = "flagged"  # may be sent, but complaints came in
    REJECTED = "rejected"
    PAUSED = "paused"
    DISABLED = "disabled"
    IN_APPEAL = "in_appeal"
    LIMIT_EXCEEDED = "limit_exceeded"
    LOCKED = "locked"
    ARCHIVED = "archived"
    DELETED = "deleted"
    UNKNOWN = "unknown"  # a word of Meta's we do not know


USABLE = frozenset({TemplateState.APPROVED, TemplateState.FLAGGED})
RESTING_CODES = (132001, 132015, 132016)
"""Meta's numbers for a message by a template that is not there, is paused, or is disabled."""


class Quality(StrEnum):
    """What residents' blocks and reports say about it."""

    GREEN = "green"
    YELLOW = "yellow"
    RED = "red"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Template:
    """`{{1}}`, `{{2}}`, … in `body` are its variables, `examples` what may stand for them. Above the body stands a
    `header` text, or a `picture`; below it a `footer` and quick replies (`buttons`). `foreign` names parts that an
    announcement cannot fill: such a template was made elsewhere."""

    name: str
    language: str
    category: Category
    body: str
    header: str = ""
    picture: bool = False
    footer: str = ""
    buttons: tuple[str, ...] = ()
    examples: tuple[str, ...] = ()
    foreign: tuple[str, ...] = ()

    @property
    def variables(self) -> int:
        """How many there are."""
        return len(set(numbers_in(self.body)))

    def filled(self, values: Sequence[str]) -> str:
        """The body with these values; variables without one stay as they are."""
        told = dict(enumerate(values, start=1))
        return VARIABLE.sub(lambda found: told.get(number_of(found[1]), found[0]), self.body)


@dataclass(frozen=True, slots=True)
class KeptTemplate:
    """A template as far as we know it. `reason` is Meta's, a word of theirs (`INVALID_FORMAT`) or a sentence;
    `told_at`: when Meta last told its state."""

    template: Template
    state: TemplateState
    quality: Quality = Quality.UNKNOWN
    reason: str = ""
    meta_id: str = ""
    made_by: str = ""
    told_at: datetime | None = None
    synced_at: datetime | None = None

    @property
    def usable(self) -> bool:
        """Whether messages may be sent with it."""
        return self.state in USABLE


class Source(StrEnum):
    """Who told or did something."""

    WEBHOOK = "webhook"
    SYNC = "sync"
    PERSON = "person"


@dataclass(frozen=True, slots=True)
class Happened:
    """Something that happened to a template. `what`: `state`, `quality`, `category`, `submitted`, `deleted`, `words`;
    `late`: it came after something newer, and changed nothing."""

    at: datetime
    source: Source
    what: str
    value: str
    actor: str = ""
    note: str = ""
    late: bool = False


def template_of(
    wording: Wording,
    name: str,
    language: str,
    footer: str = "",
    stop: str = "",
    category: Category = Category.MARKETING,
) -> Template:
    """The template that says what this wording says: `{nama}` becomes its variable, `footer` and the button `stop` tell
    how to stop announcements."""
    body = wording.text.replace(NAME, "{{1}}")
    title = wording.title.strip()
    above = not wording.picture and utf16_length(title) <= MAX_HEADER and not MARKS.search(title) and "{" not in title
    if title and not above:
        body = f"*{title}*\n{body}"
    buttons = tuple(button.title for button in wording.buttons) + ((stop,) if stop else ())
    examples = (SAMPLE_NAME,) if NAME in wording.text else ()
    header = title if above else ""
    return Template(name, language, category, body, header, bool(wording.picture), footer, buttons, examples)


def differences(template: Template, wording: Wording) -> Sequence[str]:
    """In what the template says something else than the wording: `foreign`, `variables`, `words`, `picture`, `buttons`.
    A button that stops announcements (STOP_TITLES) is no difference."""
    found = {
        "foreign": bool(template.foreign),
        "variables": template.variables != len(wording.variables),
        "words": template.variables == len(wording.variables) and not _same_words(template, wording),
        "picture": template.picture != bool(wording.picture),
        "buttons": not _same_buttons(template.buttons, [button.title for button in wording.buttons]),
    }
    return [name for name, differs in found.items() if differs]


def _same_words(template: Template, wording: Wording) -> bool:
    told = f"{template.header}\n{template.filled(wording.variables)}"
    return _bare(told) == _bare(f"{wording.title}\n{wording.text}")


def _bare(text: str) -> list[str]:
    return MARKS.sub("", text).casefold().split()


def _same_buttons(there: Sequence[str], wanted: Sequence[str]) -> bool:
    told, needed = ({plain(title) for title in titles} for titles in (there, wanted))
    return needed <= told and told - needed <= STOP_TITLES


def plain(title: str) -> str:
    """A button's title as one compares it."""
    return " ".join(title.casefold().split())


def with_name_numbered(body: str, examples: Sequence[str]) -> tuple[str, Sequence[str]]:
    """`{nama}` as a variable like the others, all numbered as they come; its example is ours."""
    order: list[str] = []
    for found in _PLACE.finditer(body):
        if found[0] not in order:
            order.append(found[0])
    if NAME not in order:
        return body, examples
    others = sorted((each for each in order if each != NAME), key=numbers_in)
    given = dict(zip(others, examples, strict=False))
    numbered = _PLACE.sub(lambda found: f"{{{{{order.index(found[0]) + 1}}}}}", body)
    return numbered, [SAMPLE_NAME if each == NAME else given.get(each, "") for each in order]


def number_of(name: str) -> int:
    """0 for a name that is none."""
    return int(name) if re.fullmatch(r"[1-9]\d?", name) else 0


def numbers_in(body: str) -> list[int]:
    return [number_of(found[1]) for found in VARIABLE.finditer(body)]
