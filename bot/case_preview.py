"""What a resident would read of a change to their case, on each channel: the bot's own rule, rendered."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from html import unescape
from typing import Any
from uuid import UUID

from bot.channels.telegram.render import render as for_telegram
from bot.channels.whatsapp.render import render as for_whatsapp
from bot.domain.case_work import ShownBubble
from bot.domain.cases import CaseView
from bot.domain.messages import ChannelName, Inbound, Notice
from bot.domain.ports import Ports
from bot.domain.reply import ConversationState, Payload
from bot.domain.timing import Clock
from handlers.tickets import news_of_case
from handlers.turn import Turn

_NOBODY = "preview"


@dataclass(frozen=True, slots=True)
class OneCase:
    """Implements the Cases port for a change that has not happened."""

    view: CaseView

    async def number_for(self, key: str) -> str:
        return self.view.number

    async def find(self, number: str, person: UUID) -> CaseView | None:
        return self.view

    async def of_person(self, person: UUID) -> Sequence[CaseView]:
        return [self.view]

    async def news(self, event: int, person: UUID) -> CaseView | None:
        return self.view


class NewsPreview:
    """Implements the CasePreview port."""

    def __init__(self, ports: Ports, clock: Clock) -> None:
        self._ports = ports
        self._clock = clock

    async def shown(self, view: CaseView, language: str) -> Mapping[ChannelName, Sequence[ShownBubble]]:
        now = self._clock.now()
        heard = Inbound(
            channel=ChannelName.TELEGRAM,
            account=_NOBODY,
            external_id=_NOBODY,
            chat=_NOBODY,
            aliases=(_NOBODY,),
            content=Notice("case_changed", {"number": view.number, "event": "1"}),
            sent_at=now,
        )
        state = ConversationState(language=language, language_chosen=True, greeted=True)
        ports = replace(self._ports, cases=OneCase(view))
        outcome = await news_of_case(Turn(heard, state, _NOBODY, now), ports)
        return {
            ChannelName.TELEGRAM: [_telegram(each) for bubble in outcome.bubbles for each in for_telegram(bubble)],
            ChannelName.WHATSAPP: [_whatsapp(each) for bubble in outcome.bubbles for each in for_whatsapp(bubble)],
        }


def _telegram(payload: Payload) -> ShownBubble:
    """Its mark-up is our own: bold titles."""
    rows = payload.get("reply_markup", {}).get("inline_keyboard", [])
    words = unescape(re.sub(r"</?b>", "", payload.get("text", "")))
    return ShownBubble(words, tuple(button["text"] for row in rows for button in row))


def _whatsapp(payload: Payload) -> ShownBubble:
    if "text" in payload:
        return ShownBubble(payload["text"]["body"])
    part: dict[str, Any] = payload.get("interactive", {})
    act = part.get("action", {})
    buttons = [button["reply"]["title"] for button in act.get("buttons", [])]
    rows = [row["title"] for section in act.get("sections", []) for row in section["rows"]]
    return ShownBubble(part.get("body", {}).get("text", ""), tuple(buttons or rows))
