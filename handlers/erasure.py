"""Erasing one's data: asked once more, done in the same moment, and said plainly what stays and why."""

from __future__ import annotations

from collections.abc import Sequence

from bot.domain.privacy import EraseResident
from bot.domain.reply import ConversationState
from handlers.dialogue.plan import Dialogue, Option, Step, Talk
from handlers.dialogue.reading import yes_or_no
from handlers.turn import Outcome


async def _sure(talk: Talk) -> Sequence[Option]:
    return [Option("yes", talk.voice.text("button_erase")), Option("no", talk.voice.text("button_keep"))]


async def _decided(talk: Talk) -> Outcome:
    voice = talk.voice
    if talk.answers["sure"] != "yes":
        return Outcome(voice.say("erase_kept", voice.task("menu")), talk.state)
    fresh = ConversationState(language=talk.state.language, language_chosen=talk.state.language_chosen, greeted=True)
    return Outcome(voice.say("erased"), fresh, effects=(EraseResident(),))


ERASE = Dialogue("hapus_data", (Step("sure", yes_or_no, options=_sure, leaves=True),), _decided, confirm=False)
