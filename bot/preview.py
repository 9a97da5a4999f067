"""An answer as a channel would show it, without sending it: for editors."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from bot.domain.actions import Action, Verb
from bot.domain.messages import ChannelName, Inbound, Tap
from bot.domain.ports import Ports
from bot.domain.reply import Bubble, ConversationState, Payload
from handlers import Turn, respond

_NOBODY = "preview"


class Renderer(Protocol):
    """The part of a channel that draws."""

    @property
    def name(self) -> ChannelName: ...

    @property
    def account(self) -> str: ...

    def render(self, bubble: Bubble) -> Sequence[Payload]: ...


async def preview(
    topic: str, language: str, channel: Renderer, ports: Ports, now: datetime, press: Action | None = None
) -> Sequence[Payload]:
    """The requests that would be sent, in order, to somebody who opens the topic, or presses that button below it."""
    return await _shown(press or Action(Verb.TOPIC, (topic,)), channel, ports, now, _state(language))


async def preview_of_words(
    topic: str, language: str, channel: Renderer, ports: Ports, now: datetime, words: str
) -> Sequence[Payload]:
    """To somebody who wrote these words, and then chose the topic."""
    state = _state(language, offered=(f"faq/{topic}",), pending_text=words)
    return await _shown(Action(Verb.TOPIC, (topic,)), channel, ports, now, state)


def _state(language: str, offered: tuple[str, ...] = (), pending_text: str = "") -> ConversationState:
    return ConversationState(
        language=language, language_chosen=True, greeted=True, offered=offered, pending_text=pending_text
    )


async def _shown(
    tap: Action, channel: Renderer, ports: Ports, now: datetime, state: ConversationState
) -> Sequence[Payload]:
    inbound = Inbound(
        channel=channel.name,
        account=channel.account,
        external_id=_NOBODY,
        chat=_NOBODY,
        aliases=(_NOBODY,),
        sent_at=now,
        content=Tap(str(tap)),
    )
    reply = await respond(Turn(inbound, state, _NOBODY, now, action=tap), ports)
    return [payload for bubble in reply.bubbles for payload in channel.render(bubble)]
