"""A message the NLU has read that goes on about the last answer, or is told apart by what it tells of the resident."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from bot.domain.actions import Action, Verb
from bot.domain.ports import Ports
from bot.domain.reply import Band, Guess
from handlers.bands import OUT_OF_TOPIC, Decision
from handlers.circumstances import told_first
from handlers.exact import normalised, words_of
from handlers.follow_up import asks_again, still_about
from handlers.topics import answer_circumstance, answer_topic, open_part
from handlers.turn import Outcome, Turn


async def last_topic(turn: Turn, ports: Ports, ranking: Sequence[Guess], decision: Decision) -> Outcome | None:
    """The part, the circumstance or once more the answer of the last topic; None for a question of its own."""
    view = ports.book.topic(turn.state.topic, turn.state.language) if turn.state.topic else None
    if view is None:
        return None
    words = normalised(words_of(turn.inbound))
    sure = decision.band is Band.ANSWER
    if parts := still_about(words, view, ranking[0] if ranking else None, sure, ports.book):
        return await open_part(replace(turn, action=Action(Verb.PART, (view.id, *parts))), ports)
    if sure and decision.labels[0] != OUT_OF_TOPIC:
        return None
    if told := told_first(words, view, ports.book):
        return answer_circumstance(turn, ports, view, told)
    if asks_again(words, ports.book):
        return answer_topic(turn, ports, view.id, words_of(turn.inbound))
    return None


def fitting_topic(turn: Turn, ports: Ports, labels: Sequence[str]) -> str:
    """Of several likely topics the one that knows the resident's circumstance: the likeliest, or the only one; else
    empty."""
    words = normalised(words_of(turn.inbound))
    views = {label: ports.book.topic(label.removeprefix("faq/"), turn.state.language) for label in labels}
    fitting = [label for label, view in views.items() if view and told_first(words, view, ports.book)]
    told = len(fitting) == 1 or (fitting and fitting[0] == labels[0])
    return fitting[0] if told else ""
