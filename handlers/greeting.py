"""Hello: in full at the first contact (who answers, what is kept, how to stop), short afterwards."""

from __future__ import annotations

from bot.domain.ports import Ports
from bot.domain.reply import Bubble, Say
from handlers.menu import settled
from handlers.turn import Outcome, Turn
from handlers.voice import Voice, voice_of


async def greet(turn: Turn, ports: Ports) -> Outcome:
    voice = voice_of(turn, ports)
    bubbles: tuple[Bubble, ...]
    if turn.state.greeted:
        bubbles = (voice.menu("greeting_again"),)
    else:
        bubbles = (Say(voice.text("greeting_first")), voice.menu("greeting_examples"))
    return Outcome(bubbles, settled(turn.state), answered="task/sapa", introduced=True)


def introduction(voice: Voice) -> Bubble:
    """The same in three lines, before the answer to somebody who starts with a question."""
    return Say(voice.text("introduction"))
