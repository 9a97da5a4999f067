""" "Bayar ga?" after an answer asks for a part of that topic.

Told by cue words where every word is a cue or a filler: that needs no NLU and costs nothing. Where other words stand
beside them, the NLU's ranking and the documents named decide whether the message still is about the last topic.
"""

from __future__ import annotations

from collections.abc import Mapping

from bot.domain.ports import Book
from bot.domain.reply import Guess
from bot.domain.topics import Part, TopicView
from handlers.bands import OUT_OF_TOPIC
from handlers.elsewhere import office_of

MOST_WORDS = 8
_MOST_STRANGE = 3
"""Words besides cues and fillers, where the NLU is unsure what they are about."""

ASPECTS: Mapping[str, tuple[Part, ...]] = {
    "ktp_biaya": (Part.COST_TIME,),
    "ktp_lama_proses": (Part.COST_TIME,),
    "ktp_sanksi": (Part.COST_TIME,),
    "ktp_pengambilan": (Part.WHERE, Part.COST_TIME),
    "lokasi_kantor": (Part.WHERE,),
}
"""Topics that "how much", "how long", "what fine" and "where" lead to when nothing tells of what."""
_OWN_OF_KTP = frozenset({"ktp_lama_proses", "ktp_pengambilan", "ktp_sanksi"})
"""About a KTP they are the better answer themselves."""


def asked_parts(words: str, view: TopicView, book: Book) -> tuple[Part, ...]:
    """The written parts a normalised text of nothing but cues and fillers asks for, in the order they are shown."""
    return _written(frozenset(words.split()), _cues(book), view) if _follows_up(words, book) else ()


def asks_cost(words: str, book: Book) -> bool:
    """ "Bayar ga?" where nothing was talked of yet."""
    return _follows_up(words, book) and bool(book.words("hint_cost").intersection(words.split()))


def asks_legal(words: str, book: Book) -> bool:
    """ "Dasar hukumnya apa" where nothing was talked of yet. "Dasar!" alone is something else."""
    said = set(words.split())
    return _follows_up(words, book) and bool(said & book.words("hint_legal"))


def still_about(words: str, view: TopicView, top: Guess | None, sure: bool, book: Book) -> tuple[Part, ...]:
    """The parts asked for by a short text that names no document, where the NLU found nothing else in it.

    `top`: its first guess; `sure`: whether that guess is to be answered.
    """
    said, cues = frozenset(words.split()), _cues(book)
    if len(words.split()) > MOST_WORDS or said & book.words("hint_document") or office_of(words, book):
        return ()
    topic = top.id.removeprefix("faq/") if top else ""
    if topic in ASPECTS:
        own = view.id.startswith("ktp_") and topic in _OWN_OF_KTP
        return () if own or view.id in ASPECTS else tuple(part for part in ASPECTS[topic] if part in view.parts)
    strange = said - frozenset().union(*cues.values(), book.words("hint_part_filler"))
    if sure and (topic != OUT_OF_TOPIC or len(strange) > 1):
        return ()
    return _written(said, cues, view) if len(strange) <= _MOST_STRANGE else ()


def asks_again(words: str, book: Book) -> bool:
    """ "Wajib ga sih", "siapa yang harus lapor": the short answer itself tells."""
    said = words.split()
    return len(said) <= MOST_WORDS and bool(book.words("hint_part_answer").intersection(said))


def _follows_up(words: str, book: Book) -> bool:
    """Whether there is nothing in it but cues and fillers."""
    said = words.split()
    known = book.words("hint_part_filler").union(*_cues(book).values())
    return 0 < len(said) <= MOST_WORDS and all(word in known for word in said)


def _cues(book: Book) -> Mapping[Part, frozenset[str]]:
    return {part: book.words(f"hint_part_{part}") for part in Part}


def _written(said: frozenset[str], cues: Mapping[Part, frozenset[str]], view: TopicView) -> tuple[Part, ...]:
    return tuple(part for part in Part if part in view.parts and cues[part] & said)
