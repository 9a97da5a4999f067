"""Why an answer did not help: asked after a "tidak membantu", so that an editor knows what to mend."""

from __future__ import annotations

from dataclasses import replace

from bot.domain.actions import Verb, action
from bot.domain.ports import Ports
from bot.domain.reply import Choice, ExplainRating
from handlers.dialogue import walk
from handlers.dialogue.plan import Dialogue, Step, Talk
from handlers.dialogue.reading import words
from handlers.menu import old_button
from handlers.turn import Outcome, Turn
from handlers.voice import Voice, voice_of

REASONS = ("wrong", "unclear", "other", "no_way")
"""Wrong; hard to understand; an answer to another question; right, but it cannot be done."""
IN_WORDS = "words"
_MOST = 600


def reasons(voice: Voice, question_id: str) -> tuple[Choice, ...]:
    """Buttons that tell why an answer did not help."""
    return tuple(
        Choice(action(Verb.WHY, why, question_id), voice.text(f"button_why_{why}")) for why in (*REASONS, IN_WORDS)
    )


async def explain(turn: Turn, ports: Ports) -> Outcome:
    """A tap on one of the reasons; "tulis sendiri" asks for words."""
    why, question_id = turn.action.arguments if turn.action and len(turn.action.arguments) == 2 else ("", "")
    if why == IN_WORDS:
        about = replace(turn, state=replace(turn.state, pending_question=question_id))
        return await walk.begin(UNHELPFUL, about, ports)
    if why not in REASONS:
        return await old_button(turn, ports)
    return _thanked(voice_of(turn, ports), turn, ExplainRating(question_id, why))


async def _in_words(talk: Talk) -> Outcome:
    effect = ExplainRating(talk.state.pending_question, IN_WORDS, talk.answers["why"])
    return _thanked(talk.voice, talk.turn, effect)


def _thanked(voice: Voice, turn: Turn, effect: ExplainRating) -> Outcome:
    choices = (voice.task("minta_petugas"), voice.task("menu"))
    return Outcome(voice.say("unhelpful_thanks", *choices), turn.state, UNHELPFUL.meant, effects=(effect,))


UNHELPFUL = Dialogue(
    "kenapa",
    steps=(Step("why", words(most=_MOST), free=True),),
    finish=_in_words,
    confirm=False,
    label="task/jawaban_tidak_membantu",
)
