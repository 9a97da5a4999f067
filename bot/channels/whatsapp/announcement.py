"""An announcement as one Cloud API message, for residents who wrote within the last 24 hours; pure."""

from __future__ import annotations

from bot.channels.files import UPLOAD, picture_upload
from bot.channels.split import shorten
from bot.channels.whatsapp.render import MAX_BUTTONS, MAX_INTERACTIVE, MAX_TEXT, _buttons, _literal, _whole
from bot.domain.announcements import Announcement
from bot.domain.lengths import utf16_length
from bot.domain.reply import Payload


def announce(said: Announcement) -> Payload:
    """With buttons, the last of which stops announcements where there is room for it; a long text without buttons and
    picture of its own as plain text. What is too long is cut: its writer is told before
    (bot/domain/campaign_checks.py)."""
    whole = _whole(said.title, said.text.strip())
    if not said.choices and not said.picture and utf16_length(whole) > MAX_INTERACTIVE:
        ending = f"\n\n{_literal(said.type_to_stop)}"
        body = shorten(whole, MAX_TEXT - utf16_length(ending)) + ending
        return {"type": "text", "text": {"body": body, "preview_url": False}}
    titled = {choice.title: choice for choice in reversed(said.choices)}  # Meta takes no title twice
    choices = [choice for choice in said.choices if titled[choice.title] is choice][:MAX_BUTTONS]
    room = len(choices) < MAX_BUTTONS and said.stop.title not in titled
    inside = _buttons(shorten(whole, MAX_INTERACTIVE), [*choices, said.stop] if room else choices)
    footer = {"footer": {"text": said.press_to_stop if room else said.type_to_stop}}
    payload: Payload = {"type": "interactive", "interactive": inside | footer}
    return payload | ({UPLOAD: picture_upload(said.picture)} if said.picture else {})
