"""How an answer of the staff will look on the phone: by the rule that speaks it and the code that sends it."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from html import unescape

from bot.channels.telegram.render import render as for_telegram
from bot.channels.whatsapp.render import render as for_whatsapp
from bot.domain.actions import Action, Verb
from bot.domain.composing import ShownMessage, Written
from bot.domain.handover import Desk, Owner
from bot.domain.messages import ChannelName, Inbound, Notice
from bot.domain.ports import Ports
from bot.domain.reply import Bubble, Payload
from bot.domain.timing import Clock
from bot.outbound.coalesce import coalesce
from bot.store.said import file_name, sent
from handlers import Turn, respond

_NOBODY = "preview"
_RENDER: Mapping[ChannelName, Callable[[Bubble], list[Payload]]] = {
    ChannelName.TELEGRAM: for_telegram,
    ChannelName.WHATSAPP: for_whatsapp,
}
_HEADINGS = {
    ChannelName.TELEGRAM: re.compile(r"\A<b>(?P<heading>.*?)</b>\n?", re.DOTALL),
    ChannelName.WHATSAPP: re.compile(r"\A\*(?P<heading>[^*\n]+)\*(?:\n|\Z)"),
}


class AnswerPreviews:
    """Implements the Previews port."""

    def __init__(self, ports: Ports, clock: Clock) -> None:
        self._ports = ports
        self._clock = clock

    async def shown(self, written: Written) -> Sequence[ShownMessage]:
        reply = await respond(self._turn(written), self._ports)
        render = _RENDER[written.channel]
        payloads = [payload for bubble in coalesce(reply.bubbles) for payload in render(bubble)]
        return [_message(payload, written.channel) for payload in payloads]

    def _turn(self, written: Written) -> Turn:
        facts = {"officer": written.officer, "text": written.words}
        if written.question:
            facts |= {"question": written.question, "quote": written.quote}
        if file := written.file:
            facts |= {"file": str(file.id), "file_name": file.name, "file_type": file.mime_type}
        now = self._clock.now()
        inbound = Inbound(written.channel, _NOBODY, _NOBODY, _NOBODY, (_NOBODY,), Notice("answered", facts), now)
        # Whoever has the conversation: this one would by then.
        state = replace(written.state, desk=Desk(Owner.PERSON, written.officer), busy_until=None)
        return Turn(inbound, state, _NOBODY, now, action=Action(Verb.NOTICE, ("answered",)))


def _message(payload: Payload, channel: ChannelName) -> ShownMessage:
    raw = str(payload.get("text") or payload.get("caption") or "") if channel is ChannelName.TELEGRAM else sent(payload)
    heading = _HEADINGS[channel].match(raw)
    words = raw[heading.end() :] if heading else raw
    bold = heading["heading"] if heading else ""
    if channel is ChannelName.TELEGRAM:
        words, bold = unescape(words), unescape(bold)
    picture = payload.get("method") == "sendPhoto" or payload.get("type") == "image"
    return ShownMessage(words, bold, tuple(_buttons(payload)), file_name(payload), picture)


def _buttons(payload: Payload) -> list[str]:
    match payload:
        case {"reply_markup": {"inline_keyboard": [*rows]}}:
            return [str(button["text"]) for row in rows for button in row]
        case {"interactive": {"action": {"buttons": [*buttons]}}}:
            return [str(button["reply"]["title"]) for button in buttons]
        case {"interactive": {"action": {"button": str(label)}}}:
            return [label]
        case _:
            return []
