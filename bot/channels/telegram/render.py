"""Bubbles → Bot API requests in HTML mode, everything escaped; pure."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from html import escape

from telegram import InlineKeyboardButton, InlineKeyboardMarkup, KeyboardButton, ReplyKeyboardMarkup

from bot.channels.files import UPLOAD, upload_of
from bot.channels.split import split_text
from bot.domain.actions import MAX_ACTION_BYTES
from bot.domain.errors import Rejected
from bot.domain.lengths import utf16_length
from bot.domain.reply import AskLocation, Bubble, Choice, Menu, Payload, Say, SendDocument

MAX_TEXT = 4096
MAX_CAPTION = 1024
MAX_BUTTONS = 90
"""Buttons under one message: Telegram takes about a hundred."""
MAX_KEYBOARD_BYTES = 9000
"""All buttons of one message as JSON: from about ten thousand bytes on Telegram says "reply markup is too long"."""
MAX_HEADING = 256
"""A longer title is shown as a first line of the text, not bold."""
_PAIR_WIDTH = 16
_MORE = "…"

Row = list[InlineKeyboardButton]


def render(bubble: Bubble) -> list[Payload]:
    """Requests in order, `{"method": "sendMessage", …}` with the Bot API's own names. Raises Rejected."""
    match bubble:
        case Say():
            return _texts(bubble.title, bubble.text, _paired(bubble.choices))
        case Menu():
            return _menu(bubble)
        case AskLocation():
            payloads = _texts("", bubble.text)
            payloads[-1]["reply_markup"] = _location_button(bubble.button)
            return payloads
        case SendDocument():
            return _document(bubble)


def _menu(menu: Menu) -> list[Payload]:
    """Telegram has no lists: each row is a button. A keyboard has no headings: they stand in the text above it."""
    sections = [section for section in menu.sections if section.rows]
    rows = [[_button(choice)] for section in sections for choice in section.rows]
    if len(sections) > 1 and len(list(_keyboards(rows))) > 1:
        below = [_texts(section.title, "", [[_button(row)] for row in section.rows]) for section in sections]
        return [*_texts("", menu.text), *(payload for payloads in below for payload in payloads)]
    headings = [f"• {section.title}" for section in sections if section.title] if len(sections) > 1 else []
    return _texts("", "\n".join([menu.text, *headings]), rows)


def _texts(title: str, text: str, rows: Sequence[Row] = ()) -> list[Payload]:
    """The text in parts that fit; the buttons under the last part, and under further messages where they are many."""
    title = title.strip()
    if utf16_length(title) > MAX_HEADING:
        title, text = "", f"{title}\n{text}"
    heading = f"<b>{escape(title, quote=False)}</b>" if title else ""
    room = MAX_TEXT - (utf16_length(title) + 1 if title else 0)
    first, *others = split_text(text, room) or [""]
    opening = "\n".join(piece for piece in (heading, escape(first, quote=False)) if piece)
    payloads = [_message(opening or _MORE), *(_message(escape(part, quote=False)) for part in others)]
    for number, keyboard in enumerate(_keyboards(rows)):
        if number:
            payloads.append(_message(_MORE))
        payloads[-1]["reply_markup"] = InlineKeyboardMarkup(keyboard).to_dict()
    return payloads


def _document(document: SendDocument) -> list[Payload]:
    """The adapter uploads it; what does not fit the caption follows as text."""
    caption, *rest = split_text(document.caption, MAX_CAPTION) or [""]
    method = "sendPhoto" if document.picture else "sendDocument"
    payload: Payload = {"method": method, UPLOAD: upload_of(document)}
    if caption:
        payload |= {"caption": escape(caption, quote=False), "parse_mode": "HTML"}
    return [payload, *(_message(escape(part, quote=False)) for part in rest)]


def _message(markup: str) -> Payload:
    return {"method": "sendMessage", "text": markup, "parse_mode": "HTML"}


def _paired(choices: Sequence[Choice]) -> list[Row]:
    """Short titles stand two in a row, long ones alone."""
    rows: list[Row] = []
    for choice in choices:
        if rows and len(rows[-1]) == 1 and _narrow(rows[-1][0].text) and _narrow(choice.title):
            rows[-1].append(_button(choice))
        else:
            rows.append([_button(choice)])
    return rows


def _keyboards(rows: Sequence[Row]) -> Iterator[list[Row]]:
    """The rows in portions that fit under one message."""
    portion: list[Row] = []
    buttons = weight = 0
    for row in rows:
        buttons += len(row)
        weight += _weight(row)
        if portion and (buttons > MAX_BUTTONS or weight > MAX_KEYBOARD_BYTES):
            yield portion
            portion, buttons, weight = [], len(row), _weight(row)
        portion.append(row)
    if portion:
        yield portion


def _weight(row: Row) -> int:
    """Bytes of the row as JSON."""
    whole = [{"text": button.text, "callback_data": button.callback_data} for button in row]
    return sum(len(json.dumps(button, ensure_ascii=False).encode()) + 4 for button in whole)


def _button(choice: Choice) -> InlineKeyboardButton:
    size = len(choice.action.encode())
    if not 1 <= size <= MAX_ACTION_BYTES:
        raise Rejected(f"button id of {size} bytes")
    if not choice.title.strip():
        raise Rejected("button without words")
    return InlineKeyboardButton(choice.title, callback_data=choice.action)


def _narrow(title: str) -> bool:
    return len(title) <= _PAIR_WIDTH


def _location_button(words: str) -> Payload:
    button = KeyboardButton(words, request_location=True)
    return ReplyKeyboardMarkup([[button]], resize_keyboard=True, one_time_keyboard=True).to_dict()
