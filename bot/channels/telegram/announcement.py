"""An announcement as one Bot API request, its buttons below it; pure."""

from __future__ import annotations

from html import escape

from telegram import InlineKeyboardMarkup

from bot.channels.files import UPLOAD, picture_upload
from bot.channels.split import shorten
from bot.channels.telegram.render import MAX_CAPTION, MAX_TEXT, _button, _paired
from bot.domain.announcements import Announcement
from bot.domain.lengths import utf16_length
from bot.domain.reply import Payload


def announce(said: Announcement) -> Payload:
    """Title bold, words, how to stop; a picture carries all of it as its caption. What is too long is cut: editors are
    told before (bot/domain/campaign_checks.py)."""
    limit = MAX_CAPTION if said.picture else MAX_TEXT
    title = shorten(" ".join(said.title.split()), 256)
    room = limit - utf16_length(f"{title}\n\n\n{said.press_to_stop}")
    heading = f"<b>{escape(title, quote=False)}</b>\n" if title else ""
    words = f"{heading}{_escaped(shorten(said.text.strip(), room))}\n\n{_escaped(said.press_to_stop)}"
    keyboard = InlineKeyboardMarkup([*_paired(said.choices), [_button(said.stop)]]).to_dict()
    if said.picture:
        picture = {UPLOAD: picture_upload(said.picture)}
        return {"method": "sendPhoto", "caption": words, "parse_mode": "HTML", "reply_markup": keyboard} | picture
    return {"method": "sendMessage", "text": words, "parse_mode": "HTML", "reply_markup": keyboard}


def _escaped(text: str) -> str:
    return escape(text, quote=False)
