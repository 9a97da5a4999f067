"""Whether somebody wants no more announcements, or wants them again: words of five languages, as people type them.

Every word must be one of those below. "Berhenti kerja", "stop kontak" and "bus berhenti di mana" have others, so they
are about something else; "jangan berhenti" says the opposite. Pure.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence

from bot.domain.stop_words import MEANS, WORDS, Is

_MOST_WORDS = 14
"""A longer message tells more than this wish; the NLU reads it."""
_LONG_WORD = 6
"""From so many letters on a word may have one typing error."""
_STRETCHED = re.compile(r"(.)\1{2,}")
_DOUBLED = re.compile(r"(.)\1")
_TWICE = re.compile(r"(\w{3,})[\s-]+\1\b")
_NOT_WORD = re.compile(r"[\W_]+")
_OWN_NUMBER = re.compile(r"\bno\b(?=\W+(?:saya|sy|aku|gw|gue|gua|hp|wa)\b)")
_APOSTROPHES = str.maketrans("", "", "'’`‘")

_SPLIT = {"gausah": "ga usah", "gausa": "ga usah", "gosah": "ga usah", "gasah": "ga usah", "gausahh": "ga usah",
          "gakusah": "ga usah", "gamau": "ga mau", "gakmau": "ga mau", "gaperlu": "ga perlu", "optout": "opt out",
          "teukudu": "teu perlu", "kudu": "perlu", "kedah": "perlu", "nomore": "no more"}  # fmt: skip

_ALWAYS = frozenset({
    "sampun cekap", "mpun cekap", "opt out", "keluar dari langganan", "hapus saya dari daftar",
    "hapus nomor saya", "hapus nomor saya dari daftar", "keluarkan saya dari daftar", "keluarin saya dari daftar",
    "keluarkan nomor saya", "keluarin nomor saya", "remove me", "remove me from list", "take me off list",
    "take me off this list", "remove me from this list", "take me off your list", "remove me from your list",
    "leave me alone", "tinggalkan saya sendiri",
})  # fmt: skip
"""Whole messages, without "tolong" and the like."""
_AFTER = frozenset({
    "batal", "cancel", "keluar", "off", "remove", "take me off", "take my number off",
})  # fmt: skip
"""These, too, right after an announcement."""
_SIGH = re.compile(r"\b(?:udah|sudah|udeh|dah|wis|wes) ?(?:ah|lah|deh)\b")
_FED_UP = frozenset({Is.TIRED, Is.REFUSE, Is.OFTEN})
_OUT = frozenset({"keluarin", "keluarkan", "remove", "hapus", "delete", "copot", "buang"})
_ME = frozenset({"saya", "sy", "aku", "gue", "gw", "gua", "ane", "aye", "kulo", "kula", "abdi", "kuring", "me"})
_ALLOWED = frozenset({"boleh", "terus"})
"""A no before these forbids, or ends nothing."""
_FRAMES = frozenset({"tolong", "dong", "donk", "ya", "yah", "min", "pak", "bu", "kak", "mas", "mbak", "please",
                     "pls", "deh", "lah", "nih", "sih", "mohon", "udah", "sudah", "dah", "aja", "saja", "atuh", "ah",
                     "lu", "lo", "kek", "napa",
                     "the"})  # fmt: skip


def wants_no_more(words: str, after_announcement: bool) -> bool:
    """Whether the message wants announcements to end. Right after one, with no other message in between, a
    short word is enough, such as "ganggu" or "ga usah", that means nothing else there."""
    told = _told(words)
    if not 0 < len(told) <= _MOST_WORDS:
        return False
    if _framed(told) in _ALWAYS or (after_announcement and _framed(told) in _AFTER):
        return True
    said = _kinds(told)
    if said is None or Is.START in said or _takes_back(said):
        return False
    return _ends_it(set(said), after_announcement) or (after_announcement and _is_fed_up(told, said, "?" in words))


def wants_again(words: str) -> bool:
    """Whether the message wants announcements to come again: "mulai lagi", "langganan lagi", "subscribe again"."""
    told = _told(words)
    if not 0 < len(told) <= _MOST_WORDS:
        return False
    kinds = {_starting(word) for word in told}
    if None in kinds or not kinds & {Is.START, Is.NEWS, Is.SEND, Is.GET} or Is.AGAIN not in kinds:
        return False
    return not kinds & {Is.NOT, Is.STOP, Is.CANCEL, Is.BOTHER, Is.ENOUGH}


def _ends_it(said: set[Is], after: bool) -> bool:
    if Is.STOP in said or (Is.CANCEL in said and Is.NEWS in said):
        return True
    if Is.NOT in said:
        return _refuses(said, after)
    if Is.NEWS in said and (Is.ENOUGH in said or (Is.SEND in said and said & _FED_UP)):
        return True
    return after and bool(said & {Is.BOTHER, Is.ENOUGH})


def _refuses(said: set[Is], after: bool) -> bool:
    """A no with what it is about: "jangan kirim lagi", "ga mau pengumuman", "jangan ganggu"."""
    if Is.GET in said and Is.WISH not in said:
        return False  # "ga dapet info lagi" complains that nothing comes
    if Is.NEWS in said and said & {Is.SEND, Is.WISH, Is.AGAIN}:
        return True
    if said & {Is.AGAIN, Is.OFTEN} and said & {Is.SEND, Is.GET, Is.BOTHER, Is.THINGS}:
        return True
    return after and bool(said & {Is.SEND, Is.BOTHER, Is.NEWS})


def _is_fed_up(told: Sequence[str], said: Sequence[Is], asked: bool) -> bool:
    """Right after an announcement: words that mean nothing else there. A question, and words of where and when, tell a
    longer story, so that only what names the sending counts."""
    kinds = set(said)
    if Is.GET in kinds and Is.WISH not in kinds:
        return False
    if Is.OFTEN in kinds and kinds & {Is.SEND, Is.NEWS, Is.THINGS}:
        return True
    if (kinds & _FED_UP and kinds & {Is.SEND, Is.NEWS}) or _off_the_list(told, kinds):
        return True
    if asked or kinds & {Is.LINK, Is.LIST}:
        return False
    return _is_weary(told, kinds) or _declines(told, said)


def _off_the_list(told: Sequence[str], kinds: set[Is]) -> bool:
    """ "Hapus nomer gue dari grup ini", "keluarin gua"; but "saya batal" is about something to go to."""
    if Is.CANCEL not in kinds or Is.NOT in kinds:
        return False
    return Is.LIST in kinds or (Is.THINGS not in kinds and bool(_OUT & set(told)) and bool(_ME & set(told)))


def _is_weary(told: Sequence[str], kinds: set[Is]) -> bool:
    """ "Bosen gw", "emoh", "udah ah", "quit"; but "ga bosen", and "udah" says that it is done."""
    if kinds & _FED_UP - {Is.OFTEN}:
        return Is.NOT not in kinds or Is.REFUSE in kinds
    alone = kinds <= {Is.END, Is.FILL}
    return alone and (Is.END in kinds or bool(_SIGH.search(" ".join(told))))


def _declines(told: Sequence[str], said: Sequence[Is]) -> bool:
    """ "Ndak mau lagi", "no more": a no right before the wish."""
    refused = False
    for word, kind in zip(told, said, strict=True):
        if refused and kind in {Is.WISH, Is.AGAIN}:
            return word not in _ALLOWED
        if kind is not Is.FILL:
            refused = kind is Is.NOT
    return False


def _takes_back(said: Sequence[Is]) -> bool:
    """ "Jangan berhenti", "ga mau stop": a no that belongs to the stop itself."""
    open_no = False
    for kind in said:
        if kind is Is.NOT:
            open_no = True
        elif kind in {Is.STOP, Is.CANCEL} and open_no:
            return True
        elif kind not in {Is.WISH, Is.FILL, Is.LINK}:
            open_no = False
    return False


def _told(words: str) -> list[str]:
    folded = unicodedata.normalize("NFKC", words).casefold().translate(_APOSTROPHES)
    folded = _OWN_NUMBER.sub("nomor", _STRETCHED.sub(r"\1", folded))
    folded = _TWICE.sub(r"\1", _NOT_WORD.sub(" ", folded).strip())
    return [part for word in folded.split() for part in _SPLIT.get(word, word).split()]


def _framed(told: Sequence[str]) -> str:
    """Without words of courtesy."""
    return " ".join(word for word in told if word not in _FRAMES)


def _kinds(told: Sequence[str]) -> list[Is] | None:
    """None as soon as one of the words is about something else."""
    found = []
    for at in range(len(told)):
        kind = _kind_of(at, told)
        if kind is None:
            return None
        found.append(kind)
    return found


def _kind_of(at: int, told: Sequence[str]) -> Is | None:
    """ "Aja" is Javanese for "don't" where it comes first, and Indonesian for "just" elsewhere; "mulai besok" is no
    start of anything."""
    word = told[at]
    if word in {"aja", "ulang"}:
        return Is.NOT if at == 0 and len(told) > 1 else Is.FILL
    if word in {"napa", "nape", "ngapa"} and at == 0:
        return Is.FILL if set(told) & {"mulu", "melulu"} else None  # "napa berhenti" asks why
    if word == "daftar" and at and told[at - 1] in {"dari", "dr"}:
        return Is.LIST
    if word == "mulai":
        return Is.FILL if set(told) & {"besok", "sekarang", "hari", "now"} else Is.START
    return _meaning(word)


def _starting(word: str) -> Is | None:
    if word in set(WORDS[Is.START].split()):
        return Is.START
    return _meaning(word)


def _meaning(word: str) -> Is | None:
    for form in _forms(word):
        if form in MEANS:
            return MEANS[form]
    if len(word) < _LONG_WORD:
        return None
    near = (known for known in MEANS if len(known) >= _LONG_WORD and known[0] == word[0] and _one_slip(word, known))
    return next((MEANS[known] for known in near if MEANS[known] not in {Is.FILL, Is.WISH}), None)


def _forms(word: str) -> Iterator[str]:
    """As typed, with letters typed twice, with "2" for saying it twice, and with its endings."""
    yield word
    yield _DOUBLED.sub(r"\1", word)
    bare = word.removesuffix("2")
    yield bare
    for ending in ("nya", "lah", "kah", "ku", "in"):
        if bare.endswith(ending) and len(bare) - len(ending) > 2:
            yield bare.removesuffix(ending)


_OTHER_WORDS = frozenset(
    {"terhenti", "pelanggan", "kirimkan", "berhenti2", "informan", "gangguan", "serakan", "siasat", "massage"}
)
"""A letter away from one of ours, and words of their own."""


def _one_slip(word: str, known: str) -> bool:
    """One letter wrong, missing, too many, or two neighbours swapped."""
    if word in _OTHER_WORDS or abs(len(word) - len(known)) > 1:
        return False
    at = next((i for i, (a, b) in enumerate(zip(word, known, strict=False)) if a != b), min(len(word), len(known)))
    rest, wanted = word[at:], known[at:]
    swapped = len(rest) > 1 and len(wanted) > 1 and rest[:2] == wanted[1::-1] and rest[2:] == wanted[2:]
    return swapped or rest[1:] == wanted[1:] or rest[1:] == wanted or rest == wanted[1:]
