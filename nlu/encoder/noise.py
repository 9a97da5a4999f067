"""Misspelt copies of messages, made anew for every epoch, as thumbs on a telephone misspell."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import random

_ROWS = ("qwertyuiop", "asdfghjkl", "zxcvbnm")
_NEIGHBOURS = {
    letter: row[max(0, place - 1) : place] + row[place + 1 : place + 2]
    for row in _ROWS
    for place, letter in enumerate(row)
}
_VOWELS = "aiueo"
_SHORT = {
    "yang": "yg", "tidak": "gak ga nggak ngga tdk gk kagak", "sudah": "udah udh sdh dah", "belum": "blm blum",
    "bagaimana": "gimana gmn gmana bgmn", "gimana": "gmn gmna", "berapa": "brp brapa", "saya": "sy aku gw gue ane",
    "dengan": "dgn", "untuk": "utk buat", "kalau": "kalo klo kl klau", "kalo": "klo", "dimana": "dmn", "mana": "mn",
    "bisa": "bs bsa", "karena": "krn karna", "dari": "dr", "juga": "jg", "jadi": "jd", "sama": "sm", "saja": "aja",
    "apa": "ap", "apakah": "apa", "lagi": "lg", "bapak": "pak bpk", "ibu": "bu", "orang": "org", "tolong": "tlg",
    "mohon": "mhn", "terima": "trima", "kasih": "ksh", "nomor": "no nomer nmr", "banget": "bgt", "kenapa": "knp knapa",
    "harus": "hrs mesti kudu", "rumah": "rmh", "anak": "ank", "tanggal": "tgl", "lahir": "lhr", "surat": "srt",
    "kelurahan": "kel klurahan", "petugas": "ptgs", "hari": "hr", "bulan": "bln", "tahun": "thn", "masih": "msh",
    "sampai": "sampe smp", "pakai": "pake", "tapi": "tp tpi", "lama": "lm", "tempat": "tmpt", "kantor": "ktr",
    "ktp": "e-ktp ektp ktp-el", "mengurus": "ngurus urus", "membuat": "bikin buat", "hilang": "ilang", "ambil": "ambl",
}  # fmt: skip


def noisy(text: str, chance: random.Random, *, typos: float = 0.06, short: float = 0.25) -> str:
    """The text with some words shortened (`short`: share of those that can be) and some letters wrong (`typos`)."""
    words = [_shortened(word, chance, short) for word in text.split(" ")]
    return "".join(_mistyped(letter, chance, typos) for letter in " ".join(words))


def _shortened(word: str, chance: random.Random, share: float) -> str:
    ways = _SHORT.get(word)
    return chance.choice(ways.split()) if ways and chance.random() < share else word


def _mistyped(letter: str, chance: random.Random, share: float) -> str:
    if chance.random() >= share:
        return letter
    if letter == " ":
        return "" if chance.random() < 0.4 else letter
    if not letter.isalpha():
        return letter
    kind = chance.random()
    if kind < 0.35 or (letter in _VOWELS and kind < 0.55):
        return ""
    if kind < 0.65:
        return letter * 2
    return chance.choice(_NEIGHBOURS.get(letter) or letter)
