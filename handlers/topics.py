"""FAQ topics: the short answer first, then one part at a time by button."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from bot.domain.actions import Verb, action
from bot.domain.ports import Ports
from bot.domain.reply import Choice, ConversationState
from bot.domain.topics import Part, TopicView
from bot.domain.when import days_named
from handlers.circumstances import told_first
from handlers.exact import normalised
from handlers.handover import no_content
from handlers.kinds import KINDS
from handlers.menu import old_button
from handlers.turn import Outcome, Turn
from handlers.voice import Voice, voice_of

HOURS = "jam_layanan"
"""The topic that is asked for a day: "sabtu buka ga", "tgl 25 desember"."""
MOST = 6
"""Buttons below a message: more of them nobody reads."""
LEAD = 3
"""Of these, parts of the topic and what can be done at once."""
_ASKED_MOST = (Part.REQUIREMENTS, Part.STEPS, Part.COST_TIME)


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
    text = "\n\n".join([*told_first(normalised(asked), view, ports.book), view.answer])
    if view.review_overdue:
        text = f"{text}\n\n{voice.text('review_overdue')}"
    if topic == HOURS:
        today = turn.now.date()  # the answer itself tells of today
        days = [voice.book.opening(day, voice.language) for day in days_named(asked, today) if day != today]
        text = "\n".join([*days, text])
    return Outcome(
        voice.speak(text, *_choices(turn, ports, view), title=view.title),
        _remembering(turn, topic, asked),
        answered=f"faq/{topic}",
        asked=asked,
        record=True,
    )


def answer_circumstance(turn: Turn, ports: Ports, view: TopicView, told: Sequence[str]) -> Outcome:
    """What differs for this resident, as a follow-up: the answer itself stands above it in the chat."""
    voice = voice_of(turn, ports)
    choices = (*_parts(view, voice, _lead(view)[:LEAD]), _more(view, voice), voice.task("minta_petugas"))
    state = replace(turn.state, topic=view.id, offered=(), misses=0)
    return Outcome(voice.speak("\n\n".join(told), *choices, title=view.title), state, answered=f"faq/{view.id}")


def _choices(turn: Turn, ports: Ports, view: TopicView) -> tuple[Choice, ...]:
    """Few: the parts asked for most, registering, the verdict, and what else there is behind one button. In the middle
    of a dialogue, whose question comes next, only that one."""
    voice = voice_of(turn, ports)
    if turn.state.dialogue:
        return (_more(view, voice),)
    to_do = _to_do(view, ports, voice)
    lead = _parts(view, voice, _lead(view)[: LEAD - len(to_do)])
    return (*to_do, *lead, *_verdicts(turn, voice), _more(view, voice))


async def open_part(turn: Turn, ports: Ports) -> Outcome:
    """One part by button; several where a follow-up in words asked for them."""
    topic, parts = _topic_and_parts(turn)
    voice = voice_of(turn, ports)
    view = ports.book.topic(topic, turn.state.language)
    if view is None or not parts or any(part not in view.parts for part in parts):
        return await old_button(turn, ports)
    text = "\n\n".join(f"{_heading(voice, part)}\n{view.parts[part]}" for part in parts)
    if view.review_overdue:
        text = f"{text}\n\n{voice.text('review_overdue')}"
    state = replace(turn.state, topic=topic, offered=(), misses=0)
    if turn.state.dialogue:  # whose question comes next; the topic in hand stays what it was
        state = replace(state, topic=turn.state.topic)
        return Outcome(voice.speak(text, _more(view, voice), title=view.title), state, answered=f"faq/{topic}")
    to_do = _to_do(view, ports, voice)
    others = [part for part in _lead(view) if part not in parts][: LEAD - len(to_do)]
    choices = (
        *_parts(view, voice, others),
        *to_do,
        _more(view, voice),
        voice.task("minta_petugas"),
        voice.task("menu"),
    )
    return Outcome(voice.speak(text, *choices, title=view.title), state, answered=f"faq/{topic}")


def _heading(voice: Voice, part: Part) -> str:
    """ "Syarat:", but "Di mana?"."""
    words = voice.text(f"button_{part}")
    return words if words.endswith("?") else f"{words}:"


async def open_more(turn: Turn, ports: Ports) -> Outcome:
    """What the few buttons below an answer have no room for."""
    voice = voice_of(turn, ports)
    view = ports.book.topic(turn.action.first, turn.state.language) if turn.action else None
    if view is None:
        return await old_button(turn, ports)
    lead = _lead(view)[: LEAD - len(_to_do(view, ports, voice))]
    rest = _parts(view, voice, [part for part in Part if part in view.parts and part not in lead])
    near = voice.written(*(name for name in view.related if not name.startswith("task/")))[
        : max(MOST - 1 - len(rest), 1)
    ]
    choices = (*rest, *near, voice.task("minta_petugas"))
    return Outcome(
        voice.say("more_about", *choices, title=view.title), replace(turn.state, offered=(), misses=0), f"faq/{view.id}"
    )


def _topic_and_parts(turn: Turn) -> tuple[str, tuple[Part, ...]]:
    topic, *named = turn.action.arguments if turn.action else ("",)
    if not all(name in set(Part) for name in named):
        return "", ()
    return topic, tuple(Part(name) for name in named)


def _lead(view: TopicView) -> list[Part]:
    """The parts asked for most first; hardly anybody asks for the law."""
    written = [part for part in Part if part in view.parts and part is not Part.LEGAL]
    return sorted(written, key=lambda part: part not in _ASKED_MOST)


def _parts(view: TopicView, voice: Voice, parts: Sequence[Part]) -> tuple[Choice, ...]:
    return tuple(Choice(action(Verb.PART, view.id, part), voice.text(f"button_{part}")) for part in parts)


def _to_do(view: TopicView, ports: Ports, voice: Voice) -> tuple[Choice, ...]:
    """What can be done at once: registering for it, or a task the topic leads to."""
    if view.id not in KINDS or not ports.service.connected:
        return voice.written(*(name for name in view.related if name.startswith("task/")))[:1]
    return (Choice(action(Verb.BOOKING, "new", view.id), voice.text("button_register_for")),)


def _more(view: TopicView, voice: Voice) -> Choice:
    return Choice(action(Verb.MORE, view.id), voice.text("button_more"))


def _verdicts(turn: Turn, voice: Voice) -> tuple[Choice, ...]:
    return tuple(
        Choice(action(Verb.HELPFUL, verdict, turn.question_id), voice.text(f"button_helpful_{verdict}"))
        for verdict in ("yes", "no")
    )


def _remembering(turn: Turn, topic: str, asked: str) -> ConversationState:
    """A later "tanya petugas" or "tidak membantu" is about this question."""
    return replace(turn.state, topic=topic, offered=(), pending_text=asked, pending_question=turn.question_id, misses=0)
