"""What comes after an announcement: the resident's next message is an answer to it, and is read with what it was about.
("Apa ini?", "kapan?" say nothing by themselves.)"""

from __future__ import annotations

from dataclasses import replace

from bot.domain.actions import Action, Verb
from bot.domain.campaign_answers import NoteReply
from bot.domain.effect import Effect
from bot.domain.handover import Owner
from bot.domain.messages import Media, Membership, Notice, Reaction, Text, TimerRang
from bot.domain.ports import Book, Ports
from bot.domain.privacy import SetAnnouncements
from bot.domain.reply import ConversationState
from handlers.exact import normalised, words_of
from handlers.follow_up import asked_parts
from handlers.menu import settled
from handlers.topics import answer_topic
from handlers.turn import Outcome, Turn
from handlers.voice import voice_of

ABOUT = "tentang_pengumuman"
"""A task of ours that is no label of the taxonomy."""
_STOP = "berhenti_langganan"
_MOST_WORDS = 6
_NOT_THE_RESIDENT = (Notice, TimerRang, Membership, Reaction)


def heard(turn: Turn) -> Turn:
    """The turn as one after the announcement that came last: its topic is the topic in hand, and a message (no tap)
    answers it, unless a dialogue waits for an answer or an officer has the word. Once; whatever the resident does
    next is a turn of its own."""
    last = turn.announcement
    if last is None or last.campaign.hex == turn.state.announced or isinstance(turn.inbound.content, _NOT_THE_RESIDENT):
        return replace(turn, announcement=None)
    state = replace(turn.state, announced=last.campaign.hex)
    answers = isinstance(turn.inbound.content, Text | Media) and not _otherwise_engaged(state)
    if not answers:
        return replace(turn, state=state, announcement=None)
    return replace(turn, state=replace(state, topic=last.topic.removeprefix("faq/")))


def _otherwise_engaged(state: ConversationState) -> bool:
    return state.dialogue is not None or state.desk.owner is not Owner.BOT


def asked(turn: Turn, book: Book) -> Action | None:
    """What a short answer of nothing but such words wants: to know what this is."""
    said = normalised(words_of(turn.inbound)).split()
    if turn.announcement is None or not 0 < len(said) <= _MOST_WORDS:
        return None
    telling = [word for word in said if word not in book.words("hint_part_filler")]
    cues = book.words("hint_announcement")
    if not (set(said) & cues and all(word in cues for word in telling)):
        return None
    view = book.topic(turn.state.topic, turn.state.language) if turn.state.topic else None
    if view and asked_parts(normalised(words_of(turn.inbound)), view, book):
        return None  # a part of its topic, which is found by these words anyway
    return Action(Verb.TASK, (ABOUT,))


async def about(turn: Turn, ports: Ports) -> Outcome:
    """The short answer of the announcement's topic; without one, where to ask."""
    if turn.state.topic and ports.book.topic(turn.state.topic, turn.state.language):
        return answer_topic(turn, ports, turn.state.topic, words_of(turn.inbound))
    voice = voice_of(turn, ports)
    choices = (voice.task("minta_petugas"), voice.task("menu"), voice.task(_STOP))
    return Outcome(voice.say("announcement_about", *choices), settled(turn.state))


def answered(turn: Turn, outcome: Outcome) -> tuple[Effect, ...]:
    """The note that this message answers the announcement; who says stop with it has stopped, and that is noted."""
    if turn.announcement is None or any(
        isinstance(effect, SetAnnouncements) and not effect.wanted for effect in outcome.effects
    ):
        return ()
    return (NoteReply(turn.announcement.campaign),)
