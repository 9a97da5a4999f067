"""Bubbles → Cloud API message bodies within Meta's limits; pure. Lengths are counted in UTF-16 units."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from bot.channels.split import shorten, split_text, utf16_length
from bot.domain.actions import MAX_ACTION_BYTES
from bot.domain.errors import Rejected
from bot.domain.reply import AskLocation, Bubble, Choice, Menu, Payload, Say, Section, SendDocument

MAX_TEXT = 4096
MAX_INTERACTIVE = 1024
MAX_CAPTION = 1024
MAX_BUTTONS = 3
MAX_BUTTON_TITLE = 20
MAX_ROWS = 10
MAX_ROW_TITLE = 24
MAX_DESCRIPTION = 72

Make = Callable[[str], Payload]
"""Makes the interactive part for a body text."""

# Before a word these make WhatsApp show bold, italic, struck or monospaced text. A word joiner after them keeps what
# an editor or a resident wrote as written; inside a word (an address with underscores) nothing has to be done.
_MARK = re.compile(r"(?<!\w)([*_~`])(?=\S)")


def render(bubble: Bubble) -> list[Payload]:
    """Message bodies in order, without address."""
    match bubble:
        case Say(choices=()):
            return _texts(bubble.title, bubble.text)
        case Say() if _fit_on_buttons(bubble.choices):
            return _interactive(bubble.title, bubble.text, lambda body: _buttons(body, bubble.choices))
        case Say():
            return _lists(bubble.title, bubble.text, bubble.list_label, (Section("", bubble.choices),))
        case Menu():
            return _lists("", bubble.text, bubble.label, bubble.sections)
        case AskLocation():
            return _interactive("", bubble.text, _location_request)
        case SendDocument():
            return _document(bubble)


def _fit_on_buttons(choices: Sequence[Choice]) -> bool:
    titles = [choice.title for choice in choices]
    return (
        len(choices) <= MAX_BUTTONS
        and len(set(titles)) == len(titles)
        and all(utf16_length(title) <= MAX_BUTTON_TITLE for title in titles)
    )


def _literal(text: str) -> str:
    return _MARK.sub("\\1\u2060", text)


def _whole(title: str, text: str) -> str:
    heading = f"*{_literal(title)}*\n" if title else ""
    return heading + _literal(text)


def _texts(title: str, text: str) -> list[Payload]:
    parts = split_text(_whole(title, text), MAX_TEXT) or ["…"]
    return [{"type": "text", "text": {"body": part, "preview_url": False}} for part in parts]


def _interactive(title: str, text: str, make: Make) -> list[Payload]:
    """Everything that does not fit above the choices goes before them as plain text."""
    *before, last = split_text(_whole(title, text), MAX_INTERACTIVE) or ["…"]
    said = [{"type": "text", "text": {"body": part, "preview_url": False}} for part in before]
    return [*said, {"type": "interactive", "interactive": make(last)}]


def _buttons(body: str, choices: Sequence[Choice]) -> Payload:
    buttons = [{"type": "reply", "reply": {"id": _id(choice), "title": choice.title}} for choice in choices]
    return {"type": "button", "body": {"text": body}, "action": {"buttons": buttons}}


def _location_request(body: str) -> Payload:
    return {"type": "location_request_message", "body": {"text": body}, "action": {"name": "send_location"}}


def _lists(title: str, text: str, label: str, sections: Sequence[Section]) -> list[Payload]:
    """One list, or as many as the rows need; those after the first say which of how many they are."""
    pages = _pages(sections)
    first = _interactive(title, text, lambda body: _list(body, label, pages[0]))
    more = [
        _interactive("", f"({number}/{len(pages)})", _list_maker(label, page))
        for number, page in enumerate(pages[1:], start=2)
    ]
    return [payload for payloads in (first, *more) for payload in payloads]


def _list_maker(label: str, page: Sequence[Section]) -> Make:
    return lambda body: _list(body, label, page)


def _pages(sections: Sequence[Section]) -> list[list[Section]]:
    """Sections over several lists of at most ten rows each, in order; a section may go on in the next list."""
    pages: list[list[Section]] = [[]]
    room = MAX_ROWS
    for section in sections:
        rows = section.rows
        while rows:
            if not room:
                pages.append([])
                room = MAX_ROWS
            taken, rows = rows[:room], rows[room:]
            pages[-1].append(Section(section.title, taken))
            room -= len(taken)
    return pages


def _list(body: str, label: str, sections: Sequence[Section]) -> Payload:
    shown = []
    titles: set[str] = set()
    for section in sections:
        rows = [_row(choice, titles) for choice in section.rows]
        heading = shorten(section.title, MAX_ROW_TITLE) or "…"
        shown.append({"title": heading, "rows": rows} if len(sections) > 1 else {"rows": rows})
    return {
        "type": "list",
        "body": {"text": body},
        "action": {"button": shorten(label, MAX_BUTTON_TITLE), "sections": shown},
    }


def _row(choice: Choice, taken: set[str]) -> Payload:
    """A title that is too long stands whole in the description; one that is taken gets a number."""
    title = shorten(choice.title, MAX_ROW_TITLE)
    description = choice.description if title == choice.title else choice.title
    number = 2
    while title in taken:
        ending = f" ({number})"
        title = shorten(choice.title, MAX_ROW_TITLE - len(ending)) + ending
        number += 1
    taken.add(title)
    row: Payload = {"id": _id(choice), "title": title}
    return row | ({"description": shorten(description, MAX_DESCRIPTION)} if description else {})


def _id(choice: Choice) -> str:
    if not 1 <= len(choice.action.encode()) <= MAX_ACTION_BYTES:
        raise Rejected(f"button id of {len(choice.action.encode())} bytes")
    return choice.action


def _document(document: SendDocument) -> list[Payload]:
    caption, *rest = split_text(_literal(document.caption), MAX_CAPTION) or [""]
    body = {"link": document.url, "filename": document.filename} | ({"caption": caption} if caption else {})
    return [{"type": "document", "document": body}, *(payload for part in rest for payload in _texts("", part))]
