"""Names of people in what residents wrote: known by lists, and by the words they follow.

Part of `bot.domain.stripping`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from bot.domain.given_names import ALSO_WORDS, NAMES
from bot.domain.ordinary_words import ORDINARY

SOMEBODY = "seseorang"
_TOKEN = re.compile(r"[^\W\d_]+(?:['’\-][^\W\d_]+)*|\d+|\s+|.", re.DOTALL)
_LETTERS = re.compile(r"[^\W\d_]+")
_TITLE_WORDS = """
pak bapak bpk bu ibu ibuk mas mbak mba kak kakak bang abang om tante haji hajah hj ustad ustadz ustadzah sdr sdri
saudara saudari tuan nyonya ny tn mr mrs ms almarhum almarhumah alm kyai dik dek adik teh teteh aa kang mpok engkong
nenek kakek eyang mbah uncle aunt bro sis
"""
_TITLES = frozenset(_TITLE_WORDS.split())
_BESIDE_TITLES = {"rt", "rw", "lurah", "camat", "kades", "dokter", "dr", "drs", "petugas", "admin", "guru", "ketua"}
"""Offices that stand between a title and a name: "pak RT Slamet"."""
_KIN = {"anak", "suami", "istri", "isteri", "ibu", "bapak", "ayah", "adik", "kakak", "nenek", "kakek", "paman", "bibi"}
_ME = {"saya", "sy", "sya", "aku", "ku", "gue", "gw", "kami"}
_NO_NAME = ORDINARY | {"orang", "perusahaan", "instansi", "lengkap", "panggilan"}
_ABOUT_NAMES = {"ganti", "ubah", "salah", "beda", "rubah", "perbaikan", "penulisan"}
_PLACE_WORDS = """
di ke dari daerah kelurahan kel kecamatan kec kota desa kabupaten kab provinsi wilayah kampung kp dusun kantor pasar
stasiun terminal rs rsud rsup puskesmas sd smp sma smk universitas kampus masjid gereja bank hotel mall
"""
_BEFORE_PLACES = frozenset(_PLACE_WORDS.split())
_LIKE_NAMES = re.compile(
    r"\w{2,}(?:wati|yanti|yanto|ningsih|iawan|udin|uddin|ullah|tono|yono|giono|siana|liana|diana|yanah|tini|sono|mono|"
    r"warno|dianto|nanto|ranto|janto|ardi|iansyah|syah|ingrum|astuti|kusuma|widjaja|wijaya|negara|ningrum)$"
)
_SENTENCE_END = frozenset(".?!\n")
_MOST_CAPITALS = 0.6
_ACRONYM = 5
_LONGEST_NAME = 4
"""Words."""


def strip_names(text: str) -> str:
    """Names become "seseorang", or nothing where a title or "saya" stands for them already."""
    tokens = _TOKEN.findall(text)
    reading = _Reading(tokens)
    return "".join(reading.written())


class _Reading:
    """One pass over the words of a text. `_spelt`: capitals tell something, as not all of it is written in them."""

    def __init__(self, tokens: list[str]) -> None:
        self._tokens = tokens
        self._words = [index for index, token in enumerate(tokens) if _LETTERS.match(token)]
        letters = [letter for token in tokens for letter in token if letter.isalpha()]
        capitals = sum(letter.isupper() for letter in letters)
        firsts = [tokens[index][0].isupper() for index in self._words]
        loud = capitals > _MOST_CAPITALS * len(letters)
        titled = len(firsts) > 3 and sum(firsts) > 0.8 * len(firsts)
        self._spelt = not (loud or titled)

    def written(self) -> Iterable[str]:
        at, names = 0, self._names()
        while at < len(self._tokens):
            if at in names:
                last, instead = names[at]
                yield instead
                at = last + 1
            else:
                yield self._tokens[at]
                at += 1

    def _names(self) -> dict[int, tuple[int, str]]:
        """First token of each name → its last token and what stands there instead."""
        found: dict[int, tuple[int, str]] = {}
        place = 0
        while place < len(self._words):
            length, begin, instead = self._name_at(place)
            if length:
                found[self._words[begin]] = (self._words[place + length - 1], instead)
            place += max(length, 1)
        return found

    def _name_at(self, place: int) -> tuple[int, int, str]:
        """How many words from `place` on are a name (0: none), from which word on it is replaced, and by what."""
        if trigger := self._announced(place):
            begin, instead = trigger
            length = self._run(place, expected=True)
            return length, begin, instead
        if self._is_name(place):
            return self._run(place, expected=False), place, SOMEBODY
        return 0, place, ""

    def _announced(self, place: int) -> tuple[int, str] | None:
        """Whether the words before lead up to a name; where the replaced part begins, and what replaces it."""
        one, two, three = (self._word(place - step) if self._joined(place, step) else "" for step in (1, 2, 3))
        if one in _ME and two in {"nama", "nm", "perkenalkan", "kenalin"}:
            return place - 2, "saya"
        if self._named(one, two) or (one in {"an", "n"} and self._abbreviated(place)):
            return place, SOMEBODY
        kin = one in _ME and two in _KIN
        title = one in _TITLES or (one in _BESIDE_TITLES and (two in _TITLES or three in _TITLES))
        return (place, "") if kin or title else None

    def _named(self, one: str, two: str) -> bool:
        if one == "nama":
            return two not in _ABOUT_NAMES
        return one in {"bernama", "namanya", "named"} or (one, two) in {("is", "name"), ("adalah", "saya")}

    def _abbreviated(self, place: int) -> bool:
        """ "a.n. Budi", "an. Budi", "an Budi"."""
        begin = self._words[place]
        written = "".join(self._tokens[max(0, begin - 5) : begin]).casefold()
        return bool(re.search(r"(?:\ba\.?\s?n\.|\ba/n|\ban)\s*:?\s*$", written))

    def _run(self, place: int, *, expected: bool) -> int:
        length = 0
        while length < _LONGEST_NAME and place + length < len(self._words):
            here = place + length
            if length and not self._joined(here, 1):
                break
            if not (self._may_be_name(here) if expected and length == 0 else self._goes_on(here)):
                break
            length += 1
        return length

    def _may_be_name(self, place: int) -> bool:
        """Where a name is expected, everything is one that is not an ordinary word; a capital makes it likelier."""
        word = self._word(place)
        if word in NAMES or word in ALSO_WORDS or _LIKE_NAMES.match(word):
            return word not in _KIN | _ME
        return word not in _NO_NAME and word not in _TITLES and word not in _BESIDE_TITLES and len(word) > 1

    def _goes_on(self, place: int) -> bool:
        word = self._word(place)
        if word in NAMES or word in ALSO_WORDS or _LIKE_NAMES.match(word) is not None:
            return True
        return self._spelt and self._token(place)[0].isupper() and word not in ORDINARY

    def _is_name(self, place: int) -> bool:
        """Without anything that announces it."""
        word, token = self._word(place), self._token(place)
        if word in NAMES:
            return True
        if word in ORDINARY or word in _TITLES or word in _BESIDE_TITLES or len(word) < 3:
            return False
        if _LIKE_NAMES.match(word) and (not self._spelt or token[0].isupper()):
            return True
        odd = self._spelt and token[0].isupper() and not self._begins_sentence(place)
        return odd and not self._acronym(token) and not self._is_place(place)

    def _is_place(self, place: int) -> bool:
        """What follows "di" and the like is hidden as well, but only where it is long enough to be telling."""
        return self._joined(place, 1) and self._word(place - 1) in _BEFORE_PLACES and len(self._word(place)) < 4

    def _acronym(self, token: str) -> bool:
        return token.isupper() and len(token) <= _ACRONYM

    def _begins_sentence(self, place: int) -> bool:
        before = "".join(self._tokens[: self._words[place]]).rstrip()
        return not before or before[-1] in _SENTENCE_END or before[-1] in ":\"'(["

    def _joined(self, place: int, step: int) -> bool:
        """Only blanks, dots and colons stand between this word and the one `step` words before it."""
        if place - step < 0:
            return False
        between = self._tokens[self._words[place - step] + 1 : self._words[place]]
        return all(token.isspace() or token in {".", ":", "=", "/"} or _LETTERS.match(token) for token in between)

    def _token(self, place: int) -> str:
        return self._tokens[self._words[place]]

    def _word(self, place: int) -> str:
        return self._token(place).casefold()
