"""An answer as a channel would show it, without sending it: for editors."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from bot.domain.actions import Action, Verb
from bot.domain.messages import Inbound, Tap
from bot.domain.ports import Channel, Ports
from bot.domain.reply import ConversationState, Payload
from handlers import Turn, respond

_NOBODY = "preview"


async def preview(topic: str, language: str, channel: Channel, ports: Ports, now: datetime) -> Sequence[Payload]:
    """The requests that would be sent to somebody who opens the topic, in order."""
    tap = Action(Verb.TOPIC, (topic,))
    inbound = Inbound(
        channel=channel.name,
        account=channel.account,
        external_id=_NOBODY,
        chat=_NOBODY,
        aliases=(_NOBODY,),
        sent_at=now,
        content=Tap(str(tap)),
    )
    state = ConversationState(language=language, language_chosen=True, greeted=True)
    reply = await respond(Turn(inbound, state, _NOBODY, now, action=tap), ports)
    return [payload for bubble in reply.bubbles for payload in channel.render(bubble)]
