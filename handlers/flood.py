"""Too many messages at once from one resident: a polite word, then patience, and nothing is lost.

A clock per conversation (GCRA): each message costs some seconds, and a burst is free.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from bot.domain.messages import Notice, TimerRang
from bot.domain.ports import Ports
from bot.domain.reply import ConversationState
from handlers.exact import words_of
from handlers.turn import Outcome, Turn
from handlers.voice import voice_of

COST = timedelta(seconds=3)
"""After a burst (`Turn.burst` messages at once) one message in so much time is answered."""
FLOOD = "flood"


def counted(turn: Turn) -> tuple[ConversationState, bool]:
    """The state with this message counted, and whether it is one too many. Our own news is never counted."""
    state, now = turn.state, turn.now
    if isinstance(turn.inbound.content, Notice | TimerRang):
        return state, False
    begin = max(state.busy_until, now) if state.busy_until else now
    if begin + COST - now > COST * turn.burst:
        return state, True
    calm = begin == now
    return replace(state, busy_until=begin + COST, flood_told=state.flood_told and not calm), False


async def too_many(turn: Turn, ports: Ports) -> Outcome:
    """Told once; what is said meanwhile is kept for staff, unanswered."""
    told = turn.state.flood_told
    state = replace(turn.state, flood_told=True)
    bubbles = () if told else voice_of(turn, ports).say(FLOOD)
    noted = FLOOD if words_of(turn.inbound) else ""
    return Outcome(bubbles, state, noted=noted, asked=words_of(turn.inbound))
