"""What the bot would say to somebody, drawn without sending it: by the rules that say it and the code that sends it.
For those who write answers, replies and news of cases."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from bot.domain.actions import Action, Verb
from bot.domain.cases import CaseView, State
from bot.domain.composing import Written
from bot.domain.handover import Desk, Owner
from bot.domain.messages import ChannelName, Content, Inbound, Notice, Tap
from bot.domain.phones import PhoneBubble
from bot.domain.ports import Ports
from bot.domain.reply import ConversationState
from bot.domain.timing import Clock
from bot.outbound.coalesce import coalesce
from bot.phones import SCREENS, Screen
from handlers import Turn, respond

_NOBODY = "preview"


def reader(language: str, offered: tuple[str, ...] = (), pending_text: str = "") -> ConversationState:
    """Somebody who has talked with us before: nothing is introduced to them."""
    return ConversationState(
        language=language, language_chosen=True, greeted=True, offered=offered, pending_text=pending_text
    )


async def opened(
    screen: Screen, action: Action, state: ConversationState, ports: Ports, now: datetime
) -> tuple[PhoneBubble, ...]:
    """What follows when somebody presses this."""
    return await _drawn(screen, Tap(str(action)), action, state, ports, now)


async def _drawn(
    screen: Screen, content: Content, action: Action, state: ConversationState, ports: Ports, now: datetime
) -> tuple[PhoneBubble, ...]:
    inbound = Inbound(screen.name, _NOBODY, _NOBODY, _NOBODY, (_NOBODY,), content, now)
    reply = await respond(Turn(inbound, state, _NOBODY, now, action=action), ports)
    return screen.bubbles(payload for bubble in coalesce(reply.bubbles) for payload in screen.render(bubble))


class ReplyPreviews:
    """Implements the Previews port: an answer that an officer is writing."""

    def __init__(self, ports: Ports, clock: Clock) -> None:
        self._ports = ports
        self._clock = clock

    async def shown(self, written: Written) -> Sequence[PhoneBubble]:
        facts = {"officer": written.officer, "text": written.words}
        if written.question:
            facts |= {"question": written.question, "quote": written.quote}
        if file := written.file:
            facts |= {"file": str(file.id), "file_name": file.name, "file_type": file.mime_type}
        # Whoever has the conversation: this one would by then.
        state = replace(written.state, desk=Desk(Owner.PERSON, written.officer), busy_until=None)
        notice, action = _notice("answered", facts)
        return await _drawn(SCREENS[written.channel], notice, action, state, self._ports, self._clock.now())


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
    """Implements the CasePreview port: what a resident would read of a change to their case."""

    def __init__(self, ports: Ports, clock: Clock) -> None:
        self._ports = ports
        self._clock = clock

    def says(self, state: State, language: str) -> str:
        return self._ports.book.phrase(f"case_state_{state}", language)

    async def shown(self, view: CaseView, language: str) -> Mapping[ChannelName, Sequence[PhoneBubble]]:
        ports, now = replace(self._ports, cases=OneCase(view)), self._clock.now()
        notice, action = _notice("case_changed", {"number": view.number, "event": "1"})
        return {
            name: await _drawn(screen, notice, action, reader(language), ports, now) for name, screen in SCREENS.items()
        }


def _notice(name: str, facts: Mapping[str, str]) -> tuple[Notice, Action]:
    return Notice(name, facts), Action(Verb.NOTICE, (name,))
