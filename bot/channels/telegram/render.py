"""Bubbles → Bot API requests in HTML mode, everything escaped; pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape

from telegram import InlineKeyboardButton, InlineKeyboardMarkup, KeyboardButton, ReplyKeyboardMarkup

from bot.channels.split import split_text, utf16_length
from bot.domain.actions import MAX_ACTION_BYTES
from bot.domain.errors import Rejected
from bot.domain.reply import AskLocation, Bubble, Choice, Menu, Payload, Say, SendDocument

MAX_TEXT = 4096
MAX_CAPTION = 1024
MAX_BUTTONS = 90
"""Buttons under one message: Telegram takes about a hundred."""
_PAIR_WIDTH = 16


def render(bubble: Bubble) -> list[Payload]:
    """Requests in order, `{"method": "send_message", …}` by the client's method names."""
    match bubble:
        case Say():
            return _texts(bubble.title, bubble.text, bubble.choices)
        case Menu():
            return _menu(bubble)
        case AskLocation():
            return [*_texts("", bubble.text, (), _location_button(bubble.button))]
        case SendDocument():
            return _document(bubble)


def _menu(menu: Menu) -> list[Payload]:
    """Telegram has no lists: each row is a button. Sections become messages of their own where there are several."""
    if len(menu.sections) <= 1:
        return _texts("", menu.text, [row for section in menu.sections for row in section.rows])
    choices = [row for section in menu.sections for row in section.rows]
    if len(choices) <= MAX_BUTTONS:
        return _texts("", menu.text, choices)
    payloads = _texts("", menu.text, ())
    for section in menu.sections:
        payloads += _texts("", section.title, section.rows)
    return payloads


def _texts(title: str, text: str, choices: Sequence[Choice], keyboard: Payload | None = None) -> list[Payload]:
    """The text in parts that fit, the choices under the last one (under further messages where they are many)."""
    heading = f"<b>{escape(title, quote=False)}</b>\n" if title else ""
    room = MAX_TEXT - (utf16_length(title) + 1 if title else 0)
    parts = split_text(text, room) or [title or "…"]
    payloads: list[Payload] = [
        {"method": "send_message", "text": escape(part, quote=False), "parse_mode": "HTML"} for part in parts
    ]
    payloads[0]["text"] = heading + payloads[0]["text"]
    for first in range(0, len(choices), MAX_BUTTONS):
        if first:
            payloads.append({"method": "send_message", "text": "…", "parse_mode": "HTML"})
        payloads[-1]["reply_markup"] = _inline(choices[first : first + MAX_BUTTONS])
    if keyboard is not None:
        payloads[-1]["reply_markup"] = keyboard
    return payloads


def _document(document: SendDocument) -> list[Payload]:
    caption, *rest = split_text(document.caption, MAX_CAPTION) or [""]
    payload: Payload = {"method": "send_document", "document": document.url, "filename": document.filename}
    if caption:
        payload |= {"caption": escape(caption, quote=False), "parse_mode": "HTML"}
    return [payload, *(payload for part in rest for payload in _texts("", part, ()))]


def _inline(choices: Iterable[Choice]) -> Payload:
    """Short titles stand two in a row, long ones alone."""
    rows: list[list[InlineKeyboardButton]] = []
    for choice in choices:
        if not 1 <= len(choice.action.encode()) <= MAX_ACTION_BYTES:
            raise Rejected(f"button id of {len(choice.action.encode())} bytes")
        button = InlineKeyboardButton(choice.title, callback_data=choice.action)
        if rows and len(rows[-1]) == 1 and _narrow(rows[-1][0].text) and _narrow(choice.title):
            rows[-1].append(button)
        else:
            rows.append([button])
    return InlineKeyboardMarkup(rows).to_dict()


def _narrow(title: str) -> bool:
    return len(title) <= _PAIR_WIDTH


def _location_button(words: str) -> Payload:
    button = KeyboardButton(words, request_location=True)
    return ReplyKeyboardMarkup([[button]], resize_keyboard=True, one_time_keyboard=True).to_dict()
