"""A resident's own choice in WhatsApp, "stop" or "resume" offers and announcements of this business; pure."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from bot.channels.whatsapp.content import word
from bot.domain.messages import ChannelName, Preference

_MARKETING = "marketing_messages"
_WANTED = {"stop": False, "resume": True}
Json = Mapping[str, Any]


def is_about_announcements(told: Json) -> bool:
    """Other categories of messages may come some day."""
    return bool(told["category"] == _MARKETING)


def preference(told: Json, account: str, aliases: tuple[str, ...], at: datetime) -> Preference:
    """Raises KeyError for a choice we do not know."""
    return Preference(ChannelName.WHATSAPP, account, aliases, _WANTED[told["value"]], at, word(told.get("detail"), 200))
