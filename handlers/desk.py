"""Hand-over: the queue for a person, the bot's silence while an officer has the conversation, and the way back."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from bot.domain.actions import Verb, action
from bot.domain.handover import ChangeOwner, CloseQuestions, Desk, Happening, Owner, after
from bot.domain.messages import Media, Notice
from bot.domain.ports import Ports
from bot.domain.reply import Band, Bubble, CancelTimer, Choice, Say, SendDocument, SetTimer
from handlers.exact import normalised, words_of
from handlers.menu import settled
from handlers.turn import Handler, Outcome, Turn
from handlers.voice import Voice, voice_of

TIMER = "desk"
NEGLECTED_AFTER = 4 * 3600.0
"""Seconds an officer may let a resident wait before the conversation goes back into the queue."""
FORGOTTEN_AFTER = 12 * 3600.0
"""Seconds after the officer's last word until the bot answers again."""
FOR_OFFICER = "for_officer"
CALL_BOT = "panggil_bot"
TOLD_EVERY = timedelta(minutes=3)
"""Who writes many messages while they wait is told once in a while that they do."""
_QUOTED = 160
"""Characters of the question shown above an officer's answer."""


async def into_queue(turn: Turn, ports: Ports) -> tuple[tuple[Bubble, ...], Desk, datetime | None]:
    """What to tell somebody who will be answered by a person: the place in the queue, or when the office opens; and
    when they heard last that they wait already."""
    desk = after(turn.state.desk, Happening.ASKED) or turn.state.desk
    told, again = turn.state.queue_told, turn.state.desk.owner is Owner.QUEUE
    if desk.owner is not Owner.QUEUE or (again and _told_lately(turn)):
        return (), desk, told
    return await _place(turn, ports, voice_of(turn, ports), "queue"), desk, turn.now if again else told


def _told_lately(turn: Turn) -> bool:
    told = turn.state.queue_told
    return told is not None and turn.now - told < TOLD_EVERY


async def still_waiting(turn: Turn, ports: Ports) -> Outcome:
    """Small talk of somebody who waits: not a greeting, but how long it may take."""
    if _told_lately(turn):
        return Outcome((), settled(turn.state), answered="task/minta_petugas")
    bubbles = await _place(turn, ports, voice_of(turn, ports), "still_queue")
    state = replace(settled(turn.state), queue_told=turn.now)
    return Outcome(bubbles, state, answered="task/minta_petugas")


def unless_waiting(handler: Handler) -> Handler:
    """For tasks that are only small talk while an officer is waited for."""

    async def rule(turn: Turn, ports: Ports) -> Outcome:
        state = turn.state
        idle = state.desk.owner is Owner.QUEUE and not state.dialogue and not state.offered
        return await (still_waiting if idle else handler)(turn, ports)

    return rule


async def _place(turn: Turn, ports: Ports, voice: Voice, phrase: str) -> tuple[Bubble, ...]:
    place = await ports.queue.place(turn.conversation)
    key = f"{phrase}_open" if ports.book.open_at(turn.now) else f"{phrase}_closed"
    choices = (*voice.written("jam_layanan", "lokasi_kantor"), _call_bot(voice), voice.task("menu"))
    return voice.say(key, *choices, place=str(place))


def queued(outcome: Outcome, bubbles: tuple[Bubble, ...], desk: Desk, told_at: datetime | None) -> Outcome:
    """The same outcome, with the resident in the queue and told so."""
    state = replace(outcome.state, desk=desk, queue_told=told_at)
    told = (*outcome.bubbles, *bubbles)
    return replace(outcome, bubbles=told, state=state, effects=(*outcome.effects, ChangeOwner(desk)))


async def keep_quiet(turn: Turn, ports: Ports) -> Outcome:
    """An officer has the conversation: what the resident says is kept for them, and the bot says nothing."""
    content = turn.inbound.content
    asked = words_of(turn.inbound) or (f"[{content.media}]" if isinstance(content, Media) else f"[{content.kind}]")
    if _needs_no_answer(turn, ports):
        return Outcome((), turn.state, band=Band.HAND_OVER, asked=asked)
    state = replace(turn.state, desk=replace(turn.state.desk, waiting=True))
    timer = SetTimer(TIMER, NEGLECTED_AFTER)
    return Outcome((), state, band=Band.HAND_OVER, noted=FOR_OFFICER, asked=asked, effects=(timer,))


def _needs_no_answer(turn: Turn, ports: Ports) -> bool:
    """ "Makasih bu", "baik": nobody waits for a reply to it."""
    said = normalised(words_of(turn.inbound))
    return any(said in ports.book.words(task) for task in ("terima_kasih", "setuju", "pamit"))


async def call_bot(turn: Turn, ports: Ports) -> Outcome:
    """The resident wants the bot back; out of nowhere it is just a greeting."""
    return _back(turn, ports, Happening.CALLED_BOT, "desk_called_bot")


async def claimed(turn: Turn, ports: Ports) -> Outcome:
    """An officer takes the conversation; who comes second changes nothing. Without a word where an answer follows."""
    return _taken(turn, ports, Happening.CLAIMED)


async def assigned(turn: Turn, ports: Ports) -> Outcome:
    """The conversation is given to an officer, whoever had it."""
    return _taken(turn, ports, Happening.ASSIGNED)


def _taken(turn: Turn, ports: Ports, happening: Happening) -> Outcome:
    before, officer = turn.state.desk, _fact(turn, "officer")
    desk = after(before, happening, officer, _fact(turn, "account"))
    if desk is None or not officer or desk == before:
        return Outcome((), turn.state)
    voice = voice_of(turn, ports)
    key = "desk_assigned" if before.owner is Owner.PERSON else "desk_claimed"
    silent = _fact(turn, "silent") or before.officer == officer
    bubbles = () if silent else voice.say(key, _call_bot(voice), officer=officer)
    return _changed(turn, desk, bubbles, SetTimer(TIMER, NEGLECTED_AFTER))


async def returned(turn: Turn, ports: Ports) -> Outcome:
    """The officer gives the conversation back into the queue."""
    desk = after(turn.state.desk, Happening.RETURNED, _fact(turn, "officer"), _fact(turn, "account"))
    if desk is None:
        return Outcome((), turn.state)
    voice = voice_of(turn, ports)
    return _changed(turn, desk, voice.say("desk_returned", _call_bot(voice)), CancelTimer(TIMER))


async def reopened(turn: Turn, ports: Ports) -> Outcome:
    """Staff want to look at it again; the resident has not asked for it and is told nothing."""
    desk = after(turn.state.desk, Happening.REOPENED)
    return Outcome((), turn.state) if desk is None else _changed(turn, desk, (), CancelTimer(TIMER))


async def answered(turn: Turn, ports: Ports) -> Outcome:
    """An officer's answer, below the question it is about. Not by somebody else while an officer has the word."""
    officer, text = _fact(turn, "officer"), _fact(turn, "text")
    desk = after(turn.state.desk, Happening.ANSWERED, officer, _fact(turn, "account"))
    file = _file(turn)
    if desk is None or not (text or file):
        return Outcome((), turn.state)
    voice = voice_of(turn, ports)
    text = text or voice.text("desk_file", officer=officer)
    quote = _fact(turn, "quote")
    above = voice.text("desk_quote", quote=_cut(quote)) + "\n\n" if quote else ""
    verdicts = _verdicts(voice, _fact(turn, "question"))
    title = voice.text("desk_title", officer=officer)
    bubbles: tuple[Bubble, ...] = (Say(f"{above}{text}", title),)
    if verdicts:
        bubbles = voice.speak(f"{above}{text}", *verdicts, title=title)
    person = desk.owner is Owner.PERSON
    timer = SetTimer(TIMER, FORGOTTEN_AFTER) if person else CancelTimer(TIMER)
    outcome = _changed(turn, desk, (*bubbles, *file), timer)
    return replace(outcome, effects=(*outcome.effects, CloseQuestions()))


async def released(turn: Turn, ports: Ports) -> Outcome:
    """The officer is done."""
    return _back(turn, ports, Happening.RELEASED, "desk_released", _fact(turn, "officer"), _fact(turn, "account"))


async def rang(turn: Turn, ports: Ports) -> Outcome:
    """Too long without a word: back into the queue where the resident waits, else back to the bot."""
    desk = turn.state.desk
    if desk.owner is not Owner.PERSON:
        return Outcome((), turn.state)
    if not desk.waiting:
        return _back(turn, ports, Happening.RELEASED, "desk_forgotten", desk.officer, desk.account)
    voice = voice_of(turn, ports)
    bubbles = voice.say("desk_neglected", _call_bot(voice))
    return _changed(turn, after(desk, Happening.NEGLECTED) or desk, bubbles, CancelTimer(TIMER))


def _back(turn: Turn, ports: Ports, happening: Happening, key: str, officer: str = "", account: str = "") -> Outcome:
    desk = after(turn.state.desk, happening, officer, account)
    voice = voice_of(turn, ports)
    if desk is None:
        silent = isinstance(turn.inbound.content, Notice)
        return Outcome(() if silent else (voice.menu("greeting_again"),), settled(turn.state))
    outcome = _changed(turn, desk, voice.say(key, voice.task("menu")), CancelTimer(TIMER))
    return replace(outcome, effects=(*outcome.effects, CloseQuestions()))


def _changed(turn: Turn, desk: Desk, bubbles: tuple[Bubble, ...], timer: SetTimer | CancelTimer) -> Outcome:
    state = replace(settled(turn.state), desk=desk)
    return Outcome(bubbles, state, effects=(ChangeOwner(desk), timer))


def _call_bot(voice: Voice) -> Choice:
    return Choice(action(Verb.TASK, CALL_BOT), voice.text("button_call_bot"))


def _verdicts(voice: Voice, question_id: str) -> tuple[Choice, ...]:
    if not question_id:
        return ()
    return tuple(
        Choice(action(Verb.HELPFUL, verdict, question_id), voice.text(f"button_helpful_{verdict}"))
        for verdict in ("yes", "no")
    )


def _file(turn: Turn) -> tuple[SendDocument, ...]:
    """The file that goes with an answer; it is only named here."""
    kept = _fact(turn, "file")
    return (SendDocument(_fact(turn, "file_name"), "", _fact(turn, "file_type"), kept=kept),) if kept else ()


def _fact(turn: Turn, name: str) -> str:
    content = turn.inbound.content
    return content.facts.get(name, "") if isinstance(content, Notice) else ""


def _cut(text: str) -> str:
    return text if len(text) <= _QUOTED else text[: _QUOTED - 1].rstrip() + "…"
