"""What needs no NLU: taps, commands, exact words, numbers that pick an offered topic, and messages without words."""

from __future__ import annotations

import re

from bot.domain.actions import Action, Verb, parse_action
from bot.domain.errors import BadAction
from bot.domain.handover import Owner
from bot.domain.messages import Command, Inbound, Notice, Tap, TimerRang
from bot.domain.ports import Book, Ports
from bot.domain.registration import registration_in
from bot.domain.reply import ConversationState
from bot.domain.stopping import wants_again, wants_no_more
from handlers import (
    announced,
    applying,
    danger,
    data_file,
    linking,
    staff_phone,
    status,
    subscribing,
    text_only,
    tickets,
)
from handlers.desk import CALL_BOT
from handlers.dialogues import answers_open_step, takes_any_words, topic_in_hand
from handlers.exact import normalised, says_something, words_of
from handlers.follow_up import asked_parts, asks_cost, asks_legal
from handlers.interests import dropped, wants_only
from handlers.results import asked_of_result
from handlers.tasks import NO_WORDS, NOTHING_SAID, OLD_BUTTON, OPEN_HELD, TASKS, WHICH_TOPIC
from handlers.tickets import asks_news, ticket_in
from handlers.turn import Turn
from handlers.voice import Voice

COMMANDS = {
    "start": Action(Verb.TASK, ("sapa",)),
    "menu": Action(Verb.TASK, ("menu",)),
    "bantuan": Action(Verb.TASK, ("menu",)),
    "help": Action(Verb.TASK, ("menu",)),
    "bahasa": Action(Verb.TASK, ("ganti_bahasa",)),
    "language": Action(Verb.TASK, ("ganti_bahasa",)),
    "petugas": Action(Verb.TASK, ("minta_petugas",)),
    "officer": Action(Verb.TASK, ("minta_petugas",)),
    "lapor": Action(Verb.TASK, ("keluhan",)),
    "complain": Action(Verb.TASK, ("keluhan",)),
    "tiket": Action(Verb.TASK, ("cek_tiket",)),
    "ticket": Action(Verb.TASK, ("cek_tiket",)),
    "status": Action(Verb.TASK, ("cek_status",)),
    "daftar": Action(Verb.TASK, ("ajukan_permohonan",)),
    "apply": Action(Verb.TASK, ("ajukan_permohonan",)),
    "batal": Action(Verb.TASK, ("batal",)),
    "cancel": Action(Verb.TASK, ("batal",)),
    "data": Action(Verb.TASK, (data_file.TASK,)),
    "hubungkan": Action(Verb.TASK, (linking.SHOW,)),
    "mulai": Action(Verb.TASK, ("langganan",)),
    "hapus": Action(Verb.TASK, ("hapus_data",)),
    "erase": Action(Verb.TASK, ("hapus_data",)),
    "link": Action(Verb.TASK, (linking.SHOW,)),
    "subscribe": Action(Verb.TASK, ("langganan",)),
    "stop": Action(Verb.TASK, ("berhenti_langganan",)),
    "berhenti": Action(Verb.TASK, ("berhenti_langganan",)),
}
"""Telegram's commands; an unknown one opens the menu."""

_BY_WORDS = (
    CALL_BOT,
    *tickets.BY_WORDS,
    *(applying.OWN, text_only.ON, text_only.OFF, data_file.TASK, linking.SHOW, linking.SPLIT),
    *(subscribing.MINE, subscribing.CHANGE_TOPICS, subscribing.CHANGE_AREA),
)
"""Tasks of ours that words ask for; no labels of the taxonomy."""
_SLASH = re.compile(r"/([A-Za-z_]{2,32})(?:\s+(.*))?")
_DEEP_LINK = re.compile(r"t_([a-z0-9_]+)")

_COST = "ktp_biaya"
"""The topic of "bayar ga?" where nothing was talked of yet."""

_FOR_STAFF = frozenset({"petugas", "officer"})
"""With a code behind them: a member of staff links this chat."""

_STOP = "berhenti_langganan"

WAYS_OUT = ("batal", "menu", "minta_petugas", "ganti_bahasa", "hapus_data", "berhenti_langganan")
"""Tasks whose exact words win over the open step of any dialogue: nobody gets stuck in one."""


WAYS_OUT_OF_SILENCE = (CALL_BOT, "hapus_data", "berhenti_langganan")
"""What works even while an officer has the conversation."""


def shortcut(turn: Turn, ports: Ports) -> Action | None:
    """What the resident asks for, or None exactly when the NLU has to read `words_of(turn.inbound)`."""
    state = turn.state
    match turn.inbound.content:
        case Tap(action=raw):
            return _unless_held(_tapped(raw), state)
        case Command(name=name, argument=argument):
            return _unless_held(_commanded(name.lower(), argument.strip(), Voice(ports.book, state.language)), state)
        case Notice(name=name):
            return Action(Verb.NOTICE, (name,))
        case TimerRang(name=name):
            return Action(Verb.TIMER, (name,))
    if state.desk.owner is Owner.PERSON and not _leads_out(words_of(turn.inbound), ports.book):
        return Action(Verb.HELD)
    return (
        (Action(Verb.TASK, (danger.TASK,)) if danger.in_danger(words_of(turn.inbound), ports.book) else None)
        or _typed_command(words_of(turn.inbound).strip(), Voice(ports.book, state.language))
        or text_only.picked(words_of(turn.inbound).strip(), state)
        or (_in_dialogue(turn, ports) if state.dialogue else None)
        or _of_announcements(words_of(turn.inbound), ports.book, after=turn.announcement is not None)
        or announced.asked(turn, ports.book)
        or announced.replied(turn, ports.book)
        or _in_words(turn.inbound, state, ports.book)
    )


def _unless_held(asked: Action, state: ConversationState) -> Action:
    """While an officer has the word, buttons and commands do nothing but lead out and rate."""
    if state.desk.owner is not Owner.PERSON or asked.verb is Verb.HELPFUL:
        return asked
    return asked if asked.verb is Verb.TASK and asked.first in WAYS_OUT_OF_SILENCE else Action(Verb.HELD)


def _typed_command(words: str, voice: Voice) -> Action | None:
    """WhatsApp has no commands of its own: the same words mean the same there."""
    typed = _SLASH.fullmatch(words)
    return _commanded(typed[1].lower(), (typed[2] or "").strip(), voice) if typed else None


def _leads_out(words: str, book: Book) -> bool:
    said = normalised(words)
    return any(said in book.words(task) for task in WAYS_OUT_OF_SILENCE) or wants_no_more(words, False)


def _in_words(inbound: Inbound, state: ConversationState, book: Book) -> Action | None:
    words = words_of(inbound)
    if inbound.frees_held and normalised(words) in book.words(OPEN_HELD):
        return Action(Verb.TASK, (OPEN_HELD,))
    # First: a date of birth beside it may look like a tracking number.
    if numbered := _numbered(words, book):
        return Action(Verb.TASK, (numbered,))
    if ticket_in(words, book) or asks_news(words, book):
        return Action(Verb.TASK, ("cek_tiket",))
    if says_something(words):
        return _said(normalised(words), state, book)
    picked = _picked(normalised(words), state, book)
    if not picked and state.dialogue and _without_words(inbound) == NOTHING_SAID:
        return Action(Verb.RESUME)
    return picked or Action(Verb.TASK, (_without_words(inbound),))


def _in_dialogue(turn: Turn, ports: Ports) -> Action | None:
    """A word that leads out, or the answer to the open step."""
    words = words_of(turn.inbound)
    said = normalised(words)
    if way_out := _way_out(said, words, ports.book):
        return Action(Verb.TASK, (way_out,))
    if linking.code_in(words):
        return Action(Verb.TASK, (linking.ENTER,))
    if language := _language(said, ports.book):
        return language
    asks = takes_any_words(turn.state) and _sounds_asked(words, ports.book)
    if asks and (part := _part(said, turn.state, ports.book)):
        return part
    if asks_news(words, ports.book):
        return Action(Verb.TASK, ("cek_tiket",))
    return Action(Verb.ANSWER) if answers_open_step(turn, ports) else None


def _way_out(said: str, words: str, book: Book) -> str:
    found = next((task for task in WAYS_OUT if said in book.words(task)), "")
    return found or (_STOP if wants_no_more(words, False) else "")


def _of_announcements(words: str, book: Book, *, after: bool) -> Action | None:
    """No more of them, no more about something, or again. `after`: one came just before, so that little is enough."""
    if wants_no_more(words, after):
        return Action(Verb.TASK, (_STOP,))
    if dropped(words, book, after_announcement=after):
        return Action(Verb.TASK, (subscribing.DROP,))
    if wants_only(words, book, after_announcement=after):
        return Action(Verb.TASK, (subscribing.ONLY,))
    return Action(Verb.TASK, ("langganan",)) if wants_again(words) else None


def _sounds_asked(words: str, book: Book) -> bool:
    """ "Bayar ga", also without a question mark."""
    asking = book.words("hint_question") | book.words("hint_asking")
    return "?" in words or bool(set(normalised(words).split()) & asking)


def _numbered(words: str, book: Book) -> str:
    """The task that a number of ours asks for, whatever stands around it."""
    found = registration_in(words)
    named = set(normalised(words).split()) & book.words("hint_number")
    mistyped = found and (named or not says_something(words))
    if isinstance(found, str) or mistyped:
        return "cek_status"
    return linking.ENTER if linking.code_in(words) else ""


def _without_words(inbound: Inbound) -> str:
    return NOTHING_SAID if inbound.content.kind == "text" else NO_WORDS


def _tapped(raw: str) -> Action:
    try:
        return parse_action(raw)
    except BadAction:
        return Action(Verb.TASK, (OLD_BUTTON,))


def _commanded(name: str, argument: str, voice: Voice) -> Action:
    link = _DEEP_LINK.fullmatch(argument) if name == "start" else None
    if link and voice.knows(f"faq/{link[1]}"):
        return Action(Verb.TOPIC, (link[1],))
    if name in {"bahasa", "language"} and argument in {"id", "en"}:
        return Action(Verb.LANGUAGE, (argument,))
    if name in _FOR_STAFF and staff_phone.code_in(argument):
        return Action(Verb.TASK, (staff_phone.LINK,))
    return COMMANDS.get(name, COMMANDS["menu"])


def _said(words: str, state: ConversationState, book: Book) -> Action | None:
    return (
        _picked(words, state, book)
        or _watch(words, state, book)
        or _part(words, state, book)
        or _more(words, state, book)
        or asked_of_result(words, state, book)
        or _language(words, book)
        or _task(words, book)
        or _document(words, book)
    )


def _picked(words: str, state: ConversationState, book: Book) -> Action | None:
    """A number or "yang kedua" while "Maksud Anda?" is open; the number after the last topic is "Bukan ini"."""
    if not state.offered:
        return None
    for number, label in enumerate(state.offered, 1):
        if words in book.words(f"pick_{number}"):
            family, _, name = label.partition("/")
            return Action(Verb.TOPIC if family == "faq" else Verb.TASK, (name,))
    return Action(Verb.NEITHER) if words in book.words(f"pick_{len(state.offered) + 1}") else None


def _part(words: str, state: ConversationState, book: Book) -> Action | None:
    """ "Syaratnya apa?" right after an answer asks for that part of the last topic."""
    topic = topic_in_hand(state)
    view = book.topic(topic, state.language) if topic else None
    parts = asked_parts(words, view, book) if view else ()
    if parts:
        return Action(Verb.PART, (topic, *parts))
    if view:
        return None
    if asks_legal(words, book):
        return Action(Verb.TASK, (WHICH_TOPIC,))
    return Action(Verb.TOPIC, (_COST,)) if asks_cost(words, book) else None


def _language(words: str, book: Book) -> Action | None:
    wanted = (language for language in ("id", "en") if words in book.words(f"language_{language}"))
    language = next(wanted, None)
    return Action(Verb.LANGUAGE, (language,)) if language else None


def _more(words: str, state: ConversationState, book: Book) -> Action | None:
    """ "Info lain" below an answer, typed."""
    wanted = state.topic and words in book.words("info_lain") and book.topic(state.topic, state.language)
    return Action(Verb.MORE, (state.topic,)) if wanted else None


def _watch(words: str, state: ConversationState, book: Book) -> Action | None:
    """ "Kabari saya", the button below a look-up's result, typed."""
    if state.looked_up is None or words not in book.words("kabari_saya"):
        return None
    return Action(Verb.WATCH, (status.ON, state.looked_up.registration))


def _document(words: str, book: Book) -> Action | None:
    """ "KTP" alone tells no topic: what there is about it is shown."""
    name = book.document(words)
    return Action(Verb.GROUP, (name,)) if name else None


def _task(words: str, book: Book) -> Action | None:
    meant = next((task for task in (*TASKS, *_BY_WORDS) if words in book.words(task)), None)
    return Action(Verb.TASK, (meant,)) if meant else None
