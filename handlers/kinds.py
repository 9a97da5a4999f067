"""What can be registered for at the counter: the document, and which of its kinds; by button and by words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from bot.domain.entities import Document, document
from bot.domain.ports import Book
from handlers.dialogue.plan import Answers, Option, Said, Step, Talk
from handlers.exact import normalised

KINDS: Mapping[str, Document] = {
    "ktp_baru": Document.KTP,
    "ktp_hilang": Document.KTP,
    "ktp_rusak": Document.KTP,
    "kk_baru": Document.KK,
    "kk_ubah_data": Document.KK,
    "kia": Document.KIA,
    "akta_lahir": Document.BIRTH,
    "akta_kematian": Document.DEATH,
    "pindah_keluar": Document.MOVING,
}
"""By the topic that lists its papers."""
GROUPS: Mapping[str, tuple[str, ...]] = {
    "ktp": ("ktp_baru", "ktp_hilang", "ktp_rusak"),
    "kk": ("kk_baru", "kk_ubah_data"),
    "kia": ("kia",),
    "akta": ("akta_lahir", "akta_kematian"),
    "pindah": ("pindah_keluar",),
}
"""So few that each question has few buttons."""
_FIRST_ONES = frozenset({"ktp_baru", "kk_baru"})
"""Whoever says "bikin baru" of a card that was lost means the lost one."""


def told(text: str, book: Book) -> Answers:
    """The kind a text names, or at least its group; empty where it names none."""
    words = normalised(text)
    named = document(text)
    kinds = [kind for kind, of in KINDS.items() if of is named]
    if not kinds:
        return {"document": "akta"} if named is None and set(words.split()) & book.words("hint_akta") else {}
    if len(kinds) == 1:
        return {"kind": kinds[0]}
    hinted = [kind for kind in kinds if _stands_in(words, book.words(f"hint_kind_{kind}"))]
    narrower = [kind for kind in hinted if kind not in _FIRST_ONES] or hinted
    return {"kind": narrower[0]} if len(narrower) == 1 else {"document": group_of(kinds[0])}


def kind_of(text: str) -> str:
    """The first kind of the document a text names."""
    named = document(text)
    return next((kind for kind, of in KINDS.items() if of is named), "")


def group_of(kind: str) -> str:
    return next((group for group, kinds in GROUPS.items() if kind in kinds), "")


def title(kind: str, talk: Talk) -> str:
    """Empty for a kind another version of ours knew."""
    return talk.ports.book.title(f"faq/{kind}", talk.state.language) if kind in KINDS else ""


def _stands_in(words: str, hints: frozenset[str]) -> bool:
    return any(f" {hint} " in f" {words} " for hint in hints)


async def _groups(talk: Talk) -> Sequence[Option]:
    return tuple(Option(group, talk.voice.text(f"button_apply_{group}")) for group in GROUPS)


def _group(said: Said, talk: Talk) -> str | Answers | None:
    text = normalised(said.words)
    for number, group in enumerate(GROUPS, 1):
        if text in {str(number), normalised(talk.voice.text(f"button_apply_{group}"))}:
            return group
    return told(said.words, talk.ports.book) or None


def _offered(talk: Talk) -> tuple[str, ...]:
    """The kinds of the document; of that of the kind so far, where it is to be changed."""
    return GROUPS.get(talk.answers.get("document") or group_of(talk.answers.get("kind", "")), tuple(KINDS))


async def _kinds(talk: Talk) -> Sequence[Option]:
    return tuple(Option(kind, title(kind, talk)) for kind in _offered(talk))


def _kind(said: Said, talk: Talk) -> str | None:
    """By its number or title, or by the document and a word that tells which of its kinds."""
    text = normalised(said.words)
    for number, kind in enumerate(_offered(talk), 1):
        if text in {str(number), normalised(title(kind, talk))}:
            return kind
    by_words = told(said.words, talk.ports.book).get("kind")
    hinted = [kind for kind in _offered(talk) if _stands_in(text, talk.ports.book.words(f"hint_kind_{kind}"))]
    return by_words or (hinted[0] if len(hinted) == 1 else None)


def _only_one(answers: Answers) -> str:
    kinds = GROUPS.get(answers.get("document", ""), ())
    return kinds[0] if len(kinds) == 1 else ""


DOCUMENT = Step("document", _group, options=_groups, when=lambda answers: "kind" not in answers)
KIND = Step("kind", _kind, options=_kinds, show=title, follows=_only_one, renews=("ready", "day", "time"))
