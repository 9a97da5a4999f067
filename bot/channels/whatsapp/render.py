"""Bubbles → Cloud API message bodies within Meta's limits; pure. Lengths are counted in UTF-16 units."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from bot.channels.files import UPLOAD, upload_of
from bot.channels.split import shorten, split_text
from bot.domain.actions import MAX_ACTION_BYTES
from bot.domain.errors import Rejected
from bot.domain.lengths import utf16_length
from bot.domain.reply import AskLocation, Bubble, Choice, Menu, Payload, Say, Section, SendDocument

MAX_TEXT = 4096
MAX_INTERACTIVE = 1024
MAX_CAPTION = 1024
MAX_BUTTONS = 3
MAX_BUTTON_TITLE = 20
MAX_ROWS = 10
MAX_ROW_TITLE = 24
MAX_SECTION_TITLE = 24
MAX_DESCRIPTION = 72

Make = Callable[[str], Payload]
"""Makes the interactive part for a body text."""

_ADDRESS = r"https?://\S+"
# WhatsApp shows bold, italic or struck text from a mark that no letter precedes and no space follows, up to its like.
# A hair space after such a mark keeps what was written as it was written. Addresses must stay usable and stay whole;
# marks inside a word, list dashes and quotes at a line's start change nothing a reader would miss.
_MARK = re.compile(rf"({_ADDRESS})|(?<![^\W_])([*_~])(?=\S)")
_HAIR_SPACE = "\u200a"
# Spaces do not stop monospace, so a back quote becomes the accent that looks like it.
_BACK_QUOTE = str.maketrans("`", "\u02cb")
_MAX_HEADING = 256
_NOTHING = "…"


def render(bubble: Bubble) -> list[Payload]:
    """Message bodies in order, without address."""
    match bubble:
        case Say():
            return _say(bubble)
        case Menu():
            return _lists("", bubble.text, bubble.label, bubble.sections)
        case AskLocation():
            return _interactive("", bubble.text, _location_request)
        case SendDocument():
            return _document(bubble)


def _say(say: Say) -> list[Payload]:
    choices = _distinct(say.choices)
    if choices and _fit_on_buttons(choices):
        return _interactive(say.title, say.text, lambda body: _buttons(body, choices))
    return _lists(say.title, say.text, say.list_label, (Section("", choices),))


def _distinct(choices: Sequence[Choice]) -> tuple[Choice, ...]:
    """Meta refuses a list that holds an id twice, and a second tap on the same would bring nothing new."""
    first: dict[str, Choice] = {}
    for choice in choices:
        first.setdefault(choice.action, choice)
    return tuple(first.values())


def _fit_on_buttons(choices: Sequence[Choice]) -> bool:
    titles = [_label(choice.title) for choice in choices]
    return (
        len(choices) <= MAX_BUTTONS
        and len(set(titles)) == len(titles)
        and all(utf16_length(title) <= MAX_BUTTON_TITLE for title in titles)
    )


def _label(title: str) -> str:
    """Labels are one line, and never empty."""
    return " ".join(title.split()) or _NOTHING


def _literal(text: str) -> str:
    return _MARK.sub(lambda found: found[1] or found[2] + _HAIR_SPACE, text.translate(_BACK_QUOTE))


def _whole(title: str, text: str) -> str:
    """The title bold above the text; plain where its own asterisk or a cut would end the bold too early."""
    heading = _literal(" ".join(title.split()))
    if heading and "*" not in heading and utf16_length(heading) <= _MAX_HEADING:
        heading = f"*{heading}*"
    return f"{heading}\n{_literal(text)}".strip()


def _texts(whole: str) -> list[Payload]:
    return [{"type": "text", "text": {"body": part, "preview_url": False}} for part in split_text(whole, MAX_TEXT)]


def _interactive(title: str, text: str, make: Make) -> list[Payload]:
    """What does not fit above the choices goes before them as plain text."""
    whole = _whole(title, text)
    *_, last = split_text(whole, MAX_INTERACTIVE) or [_NOTHING]
    return [*_texts(whole.removesuffix(last)), {"type": "interactive", "interactive": make(last)}]


def _buttons(body: str, choices: Sequence[Choice]) -> Payload:
    buttons = [{"type": "reply", "reply": {"id": _id(choice), "title": _label(choice.title)}} for choice in choices]
    return {"type": "button", "body": {"text": body}, "action": {"buttons": buttons}}


def _location_request(body: str) -> Payload:
    return {"type": "location_request_message", "body": {"text": body}, "action": {"name": "send_location"}}


def _lists(title: str, text: str, label: str, sections: Sequence[Section]) -> list[Payload]:
    """Plain text without rows; else one list, or as many as the rows need, each saying which of how many it is."""
    pages = _pages(sections)
    if not pages:
        return _texts(_whole(title, text) or _NOTHING)
    if len(pages) == 1:
        return _interactive(title, text, _list_maker(label, pages[0]))
    first = _interactive(title, f"{text}\n(1/{len(pages)})", _list_maker(label, pages[0]))
    more = [
        _interactive("", f"({number}/{len(pages)})", _list_maker(label, page))
        for number, page in enumerate(pages[1:], start=2)
    ]
    return [payload for payloads in (first, *more) for payload in payloads]


def _pages(sections: Sequence[Section]) -> list[list[Section]]:
    """Sections over several lists of at most ten rows each, in order; a section may go on in the next list."""
    kept = {choice.action: choice for choice in _distinct([row for section in sections for row in section.rows])}
    pages: list[list[Section]] = []
    room = 0
    for section in sections:
        rows = tuple(taken for row in section.rows if (taken := kept.pop(row.action, None)))
        while rows:
            if not room:
                pages.append([])
                room = MAX_ROWS
            page, rows = rows[:room], rows[room:]
            pages[-1].append(Section(section.title, page))
            room -= len(page)
    return pages


def _list_maker(label: str, sections: Sequence[Section]) -> Make:
    return lambda body: _list(body, label, sections)


def _list(body: str, label: str, sections: Sequence[Section]) -> Payload:
    shown = []
    titles: set[str] = set()
    for section in sections:
        rows = [_row(choice, titles) for choice in section.rows]
        titled = len(sections) > 1 or section.title.strip()
        heading = {"title": shorten(_label(section.title), MAX_SECTION_TITLE)} if titled else {}
        shown.append({**heading, "rows": rows})
    button = shorten(_label(label), MAX_BUTTON_TITLE)
    return {"type": "list", "body": {"text": body}, "action": {"button": button, "sections": shown}}


def _row(choice: Choice, taken: set[str]) -> Payload:
    """A title that is too long stands whole in the description; one that is taken gets a number."""
    whole = _label(choice.title)
    title = shorten(whole, MAX_ROW_TITLE)
    number = 2
    while title in taken:
        ending = f" ({number})"
        title = shorten(whole, MAX_ROW_TITLE - len(ending)) + ending
        number += 1
    taken.add(title)
    description = " ".join(choice.description.split()) if title.startswith(whole) else whole
    row: Payload = {"id": _id(choice), "title": title}
    return row | ({"description": shorten(description, MAX_DESCRIPTION)} if description else {})


def _id(choice: Choice) -> str:
    if not 1 <= len(choice.action.encode()) <= MAX_ACTION_BYTES:
        raise Rejected(f"button id of {len(choice.action.encode())} bytes")
    return choice.action


def _document(document: SendDocument) -> list[Payload]:
    """The adapter uploads it; a caption that is too long goes on in texts below."""
    whole = _literal(document.caption).strip()
    caption = next(iter(split_text(whole, MAX_CAPTION)), "")
    kind, name = ("image", {}) if document.picture else ("document", {"filename": document.filename})
    body = name | ({"caption": caption} if caption else {})
    return [{"type": kind, kind: body, UPLOAD: upload_of(document)}, *_texts(whole.removeprefix(caption))]
