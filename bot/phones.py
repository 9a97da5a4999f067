"""What channels are sent, drawn as bubbles for a page: the renderers' own requests read back."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from html import unescape
from typing import Any

from bot.channels.files import upload_key
from bot.channels.telegram import render as telegram
from bot.channels.whatsapp import render as whatsapp
from bot.domain.messages import ChannelName
from bot.domain.phones import ListRow, PhoneBubble, Piece
from bot.domain.reply import Bubble, Payload
from bot.store.said import file_name, sent

_BOLD_TAG = re.compile(r"<b>(.*?)</b>", re.DOTALL)
_BOLD_MARK = re.compile(r"(?<![^\W_])\*([^\s*](?:[^*\n]*[^\s*])?)\*(?![^\W_])")
_PHOTOS = frozenset({"sendPhoto", "image"})


@dataclass(frozen=True, slots=True)
class Screen:
    """A channel as it draws, whether this process has an account there or not."""

    name: ChannelName
    render: Callable[[Bubble], Sequence[Payload]]
    read: Callable[[Payload], PhoneBubble]

    def bubbles(self, payloads: Iterable[Payload]) -> tuple[PhoneBubble, ...]:
        return tuple(_with_file(self.read(payload), payload) for payload in payloads)


def _with_file(bubble: PhoneBubble, payload: Payload) -> PhoneBubble:
    """A campaign's picture is known by its id, a file for one resident by its name."""
    if picture := upload_key(payload):
        return replace(bubble, picture=picture)
    photo = bool(_PHOTOS & {payload.get("method"), payload.get("type")})
    return replace(bubble, file=file_name(payload), photo=photo)


def _on_telegram(payload: Payload) -> PhoneBubble:
    text = str(payload.get("text") or payload.get("caption") or "")
    pieces = tuple(Piece(unescape(piece.text), piece.bold) for piece in _pieces(text, _BOLD_TAG))
    keyboard = payload.get("reply_markup", {}).get("inline_keyboard", ())
    return PhoneBubble(pieces, tuple(tuple(button["text"] for button in row) for row in keyboard))


def _on_whatsapp(payload: Payload) -> PhoneBubble:
    if payload["type"] != "interactive":
        return PhoneBubble(_pieces(sent(payload), _BOLD_MARK))
    shown: dict[str, Any] = payload["interactive"]
    title = (shown.get("header") or {}).get("text", "")
    heading = (Piece(f"{title}\n", bold=True),) if title else ()
    pieces = (*heading, *_pieces(str(shown["body"]["text"]), _BOLD_MARK))
    action = shown["action"]
    if shown["type"] == "list":
        rows = tuple(
            ListRow(row["title"], row.get("description", ""))
            for section in action["sections"]
            for row in section["rows"]
        )
        return PhoneBubble(pieces, list_label=action["button"], rows=rows)
    buttons = tuple((button["reply"]["title"],) for button in action.get("buttons", ()))
    return PhoneBubble(pieces, buttons, footer=str((shown.get("footer") or {}).get("text", "")))


def _pieces(text: str, bold: re.Pattern[str]) -> tuple[Piece, ...]:
    pieces, end = [], 0
    for found in bold.finditer(text):
        pieces += [Piece(text[end : found.start()]), Piece(found[1], bold=True)]
        end = found.end()
    return tuple(piece for piece in (*pieces, Piece(text[end:])) if piece.text)


SCREENS: Mapping[ChannelName, Screen] = {
    screen.name: screen
    for screen in (
        Screen(ChannelName.TELEGRAM, telegram.render, _on_telegram),
        Screen(ChannelName.WHATSAPP, whatsapp.render, _on_whatsapp),
    )
}
