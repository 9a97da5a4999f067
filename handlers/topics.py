"""FAQ topics: the short answer first, then one part at a time by button."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

from bot.domain.actions import Verb, action
from bot.domain.ports import Ports
from bot.domain.reply import Choice, ConversationState
from bot.domain.topics import Part, TopicView
from bot.domain.when import days_named
from handlers.handover import no_content
from handlers.kinds import KINDS
from handlers.menu import old_button
from handlers.turn import Outcome, Turn
from handlers.voice import Voice, voice_of

HOURS = "jam_layanan"
"""The topic that is asked for a day: "sabtu buka ga", "tgl 25 desember"."""
RELATED = 2
"""Other topics offered beside a part; with all the parts WhatsApp has no room for more."""


async def open_topic(turn: Turn, ports: Ports) -> Outcome:
    """A tapped, picked or linked topic. Where "Maksud Anda?" offered it, the question it was about is what is kept."""
    topic = turn.action.first if turn.action else ""
    voice = voice_of(turn, ports)
    if not voice.knows(f"faq/{topic}"):
        return await old_button(turn, ports)
    clarified = f"faq/{topic}" in turn.state.offered and turn.state.pending_text
    return answer_topic(turn, ports, topic, clarified or voice.topic(topic).title)


def answer_topic(turn: Turn, ports: Ports, topic: str, asked: str) -> Outcome:
    """The answer, or an honest word where nothing is written for the topic yet."""
    voice = voice_of(turn, ports)
    view = ports.book.topic(topic, turn.state.language)
    if view is None:
        return no_content(turn, voice, topic, asked)
    text = f"{view.answer}\n\n{voice.text('review_overdue')}" if view.review_overdue else view.answer
    if topic == HOURS:
        days = [voice.book.opening(day, voice.language) for day in days_named(asked, turn.now.date())]
        text = "\n".join([*days, text])
    near = voice.written(*view.related)[:1]
    choices = (*_parts(view, voice), *_verdicts(turn, voice), *near, voice.task("minta_petugas"))
    return Outcome(
        voice.speak(text, *choices, title=view.title),
        _remembering(turn, topic, asked),
        answered=f"faq/{topic}",
        asked=asked,
        record=True,
    )


async def open_part(turn: Turn, ports: Ports) -> Outcome:
    """One part by button; several where a follow-up in words asked for them."""
    topic, parts = _topic_and_parts(turn)
    voice = voice_of(turn, ports)
    view = ports.book.topic(topic, turn.state.language)
    if view is None or not parts or any(part not in view.parts for part in parts):
        return await old_button(turn, ports)
    text = "\n\n".join(f"{voice.text(f'button_{part}')}:\n{view.parts[part]}" for part in parts)
    if view.review_overdue:
        text = f"{text}\n\n{voice.text('review_overdue')}"
    near = voice.written(*view.related)[:RELATED]
    if topic in KINDS and ports.service.connected:
        near = (Choice(action(Verb.BOOKING, "new", topic), voice.text("button_register_for")), *near[:1])
    choices = (*_parts(view, voice, without=parts), *near, voice.task("minta_petugas"), voice.task("menu"))
    state = replace(turn.state, topic=topic, offered=(), misses=0)
    return Outcome(voice.speak(text, *choices, title=view.title), state, answered=f"faq/{topic}")


def _topic_and_parts(turn: Turn) -> tuple[str, tuple[Part, ...]]:
    topic, *named = turn.action.arguments if turn.action else ("",)
    if not all(name in set(Part) for name in named):
        return "", ()
    return topic, tuple(Part(name) for name in named)


def _parts(view: TopicView, voice: Voice, without: Collection[Part] = ()) -> tuple[Choice, ...]:
    return tuple(
        Choice(action(Verb.PART, view.id, part), voice.text(f"button_{part}"))
        for part in Part
        if part in view.parts and part not in without
    )


def _verdicts(turn: Turn, voice: Voice) -> tuple[Choice, ...]:
    return tuple(
        Choice(action(Verb.HELPFUL, verdict, turn.question_id), voice.text(f"button_helpful_{verdict}"))
        for verdict in ("yes", "no")
    )


def _remembering(turn: Turn, topic: str, asked: str) -> ConversationState:
    """A later "tanya petugas" or "tidak membantu" is about this question."""
    return replace(turn.state, topic=topic, offered=(), pending_text=asked, pending_question=turn.question_id, misses=0)
