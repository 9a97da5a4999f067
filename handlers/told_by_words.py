"""What words and places tell more surely than the model does."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import replace

from bot.domain.actions import Action, Verb
from bot.domain.handover import Owner
from bot.domain.ports import Ports
from bot.domain.reply import Band
from bot.domain.topics import Part
from handlers import applying, appointments, office_phone
from handlers.bands import decide
from handlers.desk import still_waiting
from handlers.elsewhere import is_foreign, office_of
from handlers.exact import has_run, is_question, normalised, words_of
from handlers.extortion import TOPIC, money_demanded, tells_of_extortion
from handlers.grievance import offering
from handlers.moving import MOVES, direction
from handlers.tasks import TASKS
from handlers.topics import answer_topic, open_part
from handlers.turn import Outcome, Turn
from handlers.voice import voice_of

_MOST_WORDS_OF_IMPATIENCE = 6
_MOST_WORDS_OF_RETURN = 8
_MISUSE, _ABROAD = "keamanan_data", "wni_luar_negeri"
_REPORTED = frozenset({f"faq/{TOPIC}", "task/di_luar_topik"})
_Rule = Callable[[Turn, Ports, str], Awaitable[Outcome | None]]


async def told_by_words(turn: Turn, ports: Ports, top: str) -> Outcome | None:
    """`top` is the model's first guess. None where the model decides."""
    for rule in _RULES:
        if told := await rule(turn, ports, top):
            return told
    return None


async def told_where_unsure(turn: Turn, ports: Ports) -> Outcome | None:
    """Rules for what the model is not sure of."""
    if turn.state.dialogue:
        return None
    book, said = ports.book, _said(turn)
    if office_of(normalised(words_of(turn.inbound)), book) and not said & book.words("hint_ours"):
        return await TASKS["di_luar_topik"](turn, ports)
    card = bool(said & book.words("hint_card"))
    lost = bool(said & book.words("hint_kind_ktp_hilang"))
    spoilt = bool(said & (book.words("hint_kind_ktp_rusak") | book.words("hint_flood")))
    if (lost or spoilt) and (card or "kk" in said):
        return _spoilt_or_lost(turn, ports, card=card, lost=lost)
    return None


async def _impatience(turn: Turn, ports: Ports, top: str) -> Outcome | None:
    """ "Halo kok lama" while waiting for an officer."""
    said, book = _said(turn), ports.book
    if turn.state.desk.owner is not Owner.QUEUE or said & book.words("hint_ours") or _is_sure_question(turn, top):
        return None
    if len(normalised(words_of(turn.inbound)).split()) > _MOST_WORDS_OF_IMPATIENCE:
        return None
    return await still_waiting(turn, ports) if said & book.words("hint_impatient") else None


async def _held(turn: Turn, ports: Ports, _: str) -> Outcome | None:
    """Somebody keeps the card: that is not lost, whatever the model takes it for."""
    said, book = _said(turn), ports.book
    if turn.state.dialogue or not said & book.words("hint_card") or not said & book.words("hint_held"):
        return None
    return _held_card(turn, ports)


async def _phone(turn: Turn, ports: Ports, _: str) -> Outcome | None:
    return office_phone.told(turn, ports) if office_phone.asked(words_of(turn.inbound), ports.book) else None


async def _report(turn: Turn, ports: Ports, top: str) -> Outcome | None:
    if top not in _REPORTED or not _said(turn) & ports.book.words("hint_report") or _asks(turn, ports):
        return None
    return replace(await TASKS["keluhan"](turn, ports), answered="task/keluhan")


async def _money(turn: Turn, ports: Ports, top: str) -> Outcome | None:
    """ "Pak RT minta 100rb buat surat pengantar": whatever else it is about, nobody has to pay."""
    words = words_of(turn.inbound)
    foreign = top == "task/di_luar_topik" and not _asks(turn, ports) and tells_of_extortion(words, ports.book)
    wanted = money_demanded(words) or foreign
    return extortion(turn, ports) if wanted and top != "task/keluhan" else None


def extortion(turn: Turn, ports: Ports) -> Outcome:
    """The answer; what was told is kept out of the lists of staff and becomes the story of a secret complaint."""
    plain = _asks(turn, ports) or turn.state.dialogue  # where it may be the answer to the open step it stays as it is
    if plain or ports.book.topic(TOPIC, turn.state.language) is None:
        return answer_topic(turn, ports, TOPIC, words_of(turn.inbound))
    title = voice_of(turn, ports).topic(TOPIC).title
    return answer_topic(turn, ports, TOPIC, title)


async def _suggestion(turn: Turn, ports: Ports, _: str) -> Outcome | None:
    wish = ports.book.words("hint_wish")
    telling = [word for word in normalised(words_of(turn.inbound)).split() if word not in wish]
    if not telling or telling[0] not in ports.book.words("hint_suggestion") or _asks(turn, ports):
        return None
    return replace(await TASKS["saran"](turn, ports), answered="task/saran")


async def _information(turn: Turn, ports: Ports, _: str) -> Outcome | None:
    """ "Mau minta data jumlah penduduk RW 03": a request for information, unless it is about one's own papers."""
    words = words_of(turn.inbound)
    if turn.state.dialogue or _asks(turn, ports) or not has_run(words, ports.book.words("hint_information")):
        return None
    own = _said(turn) & (ports.book.words("hint_card") | ports.book.words("hint_mine"))
    return None if own else replace(await TASKS["saran"](turn, ports), answered="task/saran")


async def _appointment(turn: Turn, ports: Ports, _: str) -> Outcome | None:
    if turn.state.dialogue or not appointments.about_one(words_of(turn.inbound), turn.now.date(), ports.book):
        return None
    return await appointments.by_words(turn, ports) if await ports.bookings.of_person(turn.person) else None


async def _register(turn: Turn, ports: Ports, _: str) -> Outcome | None:
    if not applying.wanted(normalised(words_of(turn.inbound)), ports.book) or _asks(turn, ports):
        return None
    return replace(await applying.start(turn, ports), answered=applying.TASK)


async def _foreign(turn: Turn, ports: Ports, _: str) -> Outcome | None:
    if not is_foreign(normalised(words_of(turn.inbound)), ports.book):
        return None
    return replace(await TASKS["di_luar_topik"](turn, ports), answered="task/di_luar_topik")


async def _move(turn: Turn, ports: Ports, top: str) -> Outcome | None:
    if top.removeprefix("faq/") not in MOVES:
        return None
    topic = direction(normalised(words_of(turn.inbound)), ports.book)
    return answer_topic(turn, ports, topic, words_of(turn.inbound)) if topic else None


async def _blocking(turn: Turn, ports: Ports, _: str) -> Outcome | None:
    """ "Bisa blokir NIK?": that cannot be promised; what helps instead. "NIK saya diblokir" is another matter."""
    said, book = _said(turn), ports.book
    if turn.state.dialogue or not said & book.words("hint_nik") or not said & book.words("hint_block"):
        return None
    if book.topic(_MISUSE, turn.state.language) is None:
        return None
    return answer_topic(turn, ports, _MISUSE, words_of(turn.inbound))


async def _return(turn: Turn, ports: Ports, _: str) -> Outcome | None:
    """ "Pas pulang lapor ke mana", after the answer for those who live abroad."""
    said, book = _said(turn), ports.book
    view = book.topic(_ABROAD, turn.state.language)
    if turn.state.topic != _ABROAD or turn.state.dialogue or view is None or len(said) > _MOST_WORDS_OF_RETURN:
        return None
    if not said & book.words("hint_return") or not said & book.words("hint_part_where") or Part.WHERE not in view.parts:
        return None
    return await open_part(replace(turn, action=Action(Verb.PART, (_ABROAD, Part.WHERE))), ports)


_RULES: tuple[_Rule, ...] = (
    _impatience,
    _return,
    _report,
    _money,
    _suggestion,
    _information,
    _appointment,
    _register,
    _held,
    _blocking,
    _phone,
    _foreign,
    _move,
)


def _held_card(turn: Turn, ports: Ports) -> Outcome:
    """No source tells what to do when somebody keeps a card: a person, or a complaint."""
    voice = voice_of(turn, ports)
    near = voice.written("keamanan_data", "ktp_hilang")
    state = replace(turn.state, offered=(), misses=0, pending_text=words_of(turn.inbound))
    held = Outcome(voice.say("card_held", *near, voice.task("minta_petugas"), voice.task("menu")), state)
    return offering(turn, ports, held, "grievance_offer")


def _spoilt_or_lost(turn: Turn, ports: Ports, *, card: bool, lost: bool) -> Outcome | None:
    """ "Rumah kebanjiran, KTP sama KK rusak semua": each of the two that is named."""
    named = (["ktp_hilang" if lost else "ktp_rusak"] if card else []) + (["kk_hilang_rusak"] if _family(turn) else [])
    written = [topic for topic in named if ports.book.topic(topic, turn.state.language)]
    answers = [answer_topic(turn, ports, topic, words_of(turn.inbound)) for topic in written]
    if not answers:
        return None
    return replace(answers[-1], bubbles=tuple(bubble for answer in answers for bubble in answer.bubbles))


def _family(turn: Turn) -> bool:
    return has_run(words_of(turn.inbound), frozenset({"kk", "kartu keluarga"}))


def _is_sure_question(turn: Turn, top: str) -> bool:
    """ "Kantornya di mana" is one for the FAQ, whatever the resident waits for."""
    ranking = turn.understanding.ranking if turn.understanding else ()
    return top.startswith("faq/") and decide(ranking, turn.thresholds).band is Band.ANSWER


def _asks(turn: Turn, ports: Ports) -> bool:
    return is_question(words_of(turn.inbound), ports.book)


def _said(turn: Turn) -> set[str]:
    return set(normalised(words_of(turn.inbound)).split())
