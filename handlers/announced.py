"""What comes after an announcement: the resident's next message is an answer to it, and is read with what it was about.
("Apa ini?", "kapan?" say nothing by themselves.)"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import replace

from bot.domain.actions import Action, Verb, action
from bot.domain.campaign_answers import NoteReply
from bot.domain.effect import Effect
from bot.domain.handover import Owner
from bot.domain.messages import Media, Membership, Notice, Reaction, Text, TimerRang
from bot.domain.ports import Book, Ports
from bot.domain.privacy import SetAnnouncements
from bot.domain.reply import Choice
from handlers.dialogues import answers_open_step, open_dialogue
from handlers.exact import normalised, says_something, words_of
from handlers.follow_up import asked_parts
from handlers.menu import settled
from handlers.topics import answer_topic
from handlers.turn import Outcome, Turn
from handlers.voice import voice_of

ABOUT = "tentang_pengumuman"
REPLIED, NEVER_GOT = "balasan_pengumuman", "belum_dapat"
"""Tasks of ours that are no labels of the taxonomy."""
_MOST_BUTTONS = 3
_STOP = "berhenti_langganan"
_MOST_WORDS = 6
_NOT_THE_RESIDENT = (Notice, TimerRang, Membership, Reaction)


def heard(turn: Turn, ports: Ports) -> Turn:
    """The turn as one after the announcement that came last: its topic is the topic in hand, and a message (no tap)
    answers it, unless a dialogue waits for an answer or an officer has the word. Once; whatever the resident does
    next is a turn of its own. A question that need not be answered is dropped for it."""
    last = turn.announcement
    if last is None or last.campaign.hex == turn.state.announced or isinstance(turn.inbound.content, _NOT_THE_RESIDENT):
        return replace(turn, announcement=None)
    state = replace(turn.state, announced=last.campaign.hex)
    answers = isinstance(turn.inbound.content, Text | Media) and not _otherwise_engaged(turn, ports)
    if not answers:
        return replace(turn, state=state, announcement=None)
    return replace(turn, state=replace(state, topic=last.topic.removeprefix("faq/"), dialogue=None))


def _otherwise_engaged(turn: Turn, ports: Ports) -> bool:
    state = turn.state
    if state.desk.owner is not Owner.BOT:
        return True
    dialogue = open_dialogue(state)
    if dialogue is None or not dialogue.optional:
        return state.dialogue is not None
    leaves = normalised(words_of(turn.inbound)) in ports.book.words("batal")
    return leaves or answers_open_step(turn, ports)


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


def replied(turn: Turn, book: Book) -> Action | None:
    """An answer of nothing but words that name no topic: "hadir pak", "iya saya mau", "ga dapet-dapet", "👍"."""
    if turn.announcement is None:
        return None
    text = words_of(turn.inbound)
    if not says_something(text):
        return Action(Verb.TASK, (REPLIED,)) if any(unicodedata.category(each) == "So" for each in text) else None
    said = _plain(text)
    if len(said) > _MOST_WORDS:
        return None
    if _never_got(said, book):
        return Action(Verb.TASK, (NEVER_GOT,))
    telling = [word for word in said if word not in book.words("hint_reply_filler")]
    if "?" in text or not telling or not set(telling) <= book.words("hint_reply"):
        return None
    asks = len(telling) > 1 and telling[-1] in book.words("hint_not")  # "bisa ga"
    return None if asks else Action(Verb.TASK, (REPLIED,))


def _never_got(said: Sequence[str], book: Book) -> bool:
    """ "Kok saya ga dapet-dapet": nothing says what."""
    nots, got = book.words("hint_not"), book.words("hint_got")
    known = nots | got | book.words("hint_reply_filler")
    return bool(set(said) & nots and set(said) & got) and set(said) <= known and said[-1] not in nots


def _plain(text: str) -> list[str]:
    """With "dapet2" for "dapet dapet"."""
    return [word.removesuffix("2") for word in normalised(text).split()]


async def thank(turn: Turn, ports: Ports) -> Outcome:
    """A kind word; the announcement's buttons are shown again, as they do what such an answer hopes for."""
    voice = voice_of(turn, ports)
    buttons = await _buttons(turn, ports)
    key = "announcement_replied_buttons" if buttons else "announcement_replied"
    choices = (*buttons, voice.task("menu"))[:_MOST_BUTTONS]
    return Outcome(voice.say(key, *choices), settled(turn.state))


async def ask_what(turn: Turn, ports: Ports) -> Outcome:
    voice = voice_of(turn, ports)
    choices = (voice.task("cek_status"), voice.task("minta_petugas"), voice.task("menu"))
    return Outcome(voice.say("announcement_never_got", *choices), settled(turn.state))


async def _buttons(turn: Turn, ports: Ports) -> tuple[Choice, ...]:
    last, found = turn.announcement, list[Choice]()
    if last is None:
        return ()
    for number in range(_MOST_BUTTONS):
        button = await ports.announcements.button(
            last.campaign, last.version, number, turn.state.language, turn.conversation
        )
        if button is None:
            break
        place = action(Verb.CAMPAIGN, last.campaign.hex, str(last.version), str(number))
        found.append(Choice(place, button.title))
    return tuple(found)


def answered(turn: Turn, outcome: Outcome) -> tuple[Effect, ...]:
    """The note that this message answers the announcement; who says stop with it has stopped, and that is noted."""
    if turn.announcement is None or any(
        isinstance(effect, SetAnnouncements) and not effect.wanted for effect in outcome.effects
    ):
        return ()
    return (NoteReply(turn.announcement.campaign),)
