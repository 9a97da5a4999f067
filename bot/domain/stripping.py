"""Takes personal data out of what residents wrote before anything is learnt from it. Pure; rules and lists only.

What identifies is replaced by a neutral word, so that the sentence still teaches: "nama saya Budi, ktp hilang di jalan
Melati no 5" becomes "saya, ktp hilang di suatu jalan". When in doubt a word goes: a lost word costs little.
"""

from __future__ import annotations

import re
import unicodedata

from bot.domain.masking import mask_text
from bot.domain.stripping_names import strip_names

_INVISIBLE = re.compile(r"[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]")
_MASKED = re.compile(r"\[nomor disembunyikan\]", re.IGNORECASE)
_MONTHS = (
    r"(?:jan(?:uari|uary)?|feb(?:ruari|ruary)?|mar(?:et|ch)?|apr(?:il)?|mei|may|jun[ie]?|jul[iy]?|agu?s(?:tus|t)?|"
    r"aug(?:ust)?|sept?(?:ember)?|o[kc]t(?:ober)?|no[vp](?:ember)?|des(?:ember)?|dec(?:ember)?)"
)
_GAP = r"[\s./\-\u2010-\u2015]{1,3}"
_DATE = (
    rf"(?:\d{{1,2}}{_GAP}(?:\d{{1,2}}|{_MONTHS}){_GAP}(?:\d{{4}}|\d{{2}})|\d{{4}}{_GAP}\d{{1,2}}{_GAP}\d{{1,2}})(?!\d)"
)
_TOP_LEVEL = r"(?:com|net|org|info|biz|id|io|me|link|xyz|site|online|app|ly|gl|gd|be|tv|co|cc|my|sg|uk|us|shop|store)"
_DIGIT_WORDS = r"(?:nol|kosong|satu|dua|tiga|empat|lima|enam|tujuh|delapan|sembilan)"
_STREET_END = (
    r"(?:no|nomor|nmr|rt|rw|blok|kel|kec|kelurahan|kecamatan|di|ke|dari|yang|yg|dan|mau|saya|sy|itu|ini|sudah|udah|"
    r"apa|bisa|gimana|dekat|samping|depan|belakang|sebelah|masih|tidak|gak|ga|untuk|buat|ktp|kk)"
)
_ESTATE = "(?:[Pp]erum(?:ahan)?|[Kk]ompleks?|[Kk]omp|[Aa]partemen|[Cc]luster|[Rr]usun(?:awa)?|[Gg]riya)"
_STREET_WORDS = rf"(?:\s+(?!{_STREET_END}\b)[\w'./]+){{1,4}}?"
_NUMBER = "(?:no|nomor|nmr|nomer)"
_HOUSE = r"(?:\s*,?\s*(?:no|nomor|nmr)\b\.?\s*(?:rumah\s*)?\d+(?:\s?[a-z]\b)?(?:[/-]\d+)?)(?!\d)"
_PLATES = (
    r"(?:A|AA|AB|AD|AE|AG|B|BA|BB|BD|BE|BG|BH|BK|BL|BM|BN|BP|D|DA|DB|DC|DD|DE|DG|DH|DK|DL|DM|DN|DR|DS|DT|DW|E|EA|EB|"
    r"ED|F|G|H|K|KB|KH|KT|KU|L|M|N|P|PA|PB|R|S|T|W|Z)"
)
_ANY_CASE, _AS_WRITTEN = re.IGNORECASE, 0
_RULES: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(pattern, flags), instead)
    for pattern, flags, instead in (
        # Where somebody is reached.
        (r"\S*@\S*\.\S+", _ANY_CASE, "email"),
        (r"(?:[a-z][a-z0-9+.\-]*://|www\.)\S*", _ANY_CASE, "situs"),
        (rf"\b(?:[\w\-]+\.)+{_TOP_LEVEL}\b(?:[/:?#]\S*)?", _ANY_CASE, "situs"),
        (r"\S*@\S*", _ANY_CASE, "seseorang"),
        (r"\b(?:ig|instagram|telegram|tele|line|username|akun)(?:\s+\w+)?\s*[:=]\s*\S+", _ANY_CASE, "akun"),
        # Days, money and times keep what kind they were.
        (r"\b(?:jam|pukul|pkl)\.?\s*\d{1,2}[.:]\d{2}(?:\s*(?:-|s/d|sampai|sd)\s*\d{1,2}[.:]\d{2})?(?!\d)", _ANY_CASE,
         "jam sekian"),
        (rf"\b(?:(?:pada\s+)?(?:tanggal|tgl)\.?\s*)?(?<!\d){_DATE}", _ANY_CASE, "tanggal sekian"),
        (rf"\b(lahir|ttl|born)\b(\W+(?:\w+\W+){{0,3}}?)\d{{1,2}}{_GAP}{_MONTHS}\b", _ANY_CASE, r"\1\2tanggal sekian"),
        (
            r"\b(?:rp|idr)\b\.?\s*\d[\d.,]*(?:\s?(?:rb|ribu|jt|juta|k)\b)?|(?<![\d.])\d{1,3}(?:\.\d{3})+(?:,-|,00)?(?![\d.])",
            _ANY_CASE,
            "sejumlah uang",
        ),
        # Where somebody lives.
        (r"\b(?:rt\s*/\s*rw|rt\s*rw)\b[.:\s]*\d{1,3}(?:\s*[/\-\s]\s*\d{1,3})?", _ANY_CASE, "RT RW"),
        (r"\b(rt|rw)[.:\s]*\d{1,3}(?:\s*/\s*\d{1,3})?(?!\d)", _ANY_CASE, r"\1"),
        (rf"(?:suatu )?\b(?:jl|jln|gg|jalan|gang)\b\.?{_STREET_WORDS}{_HOUSE}", _ANY_CASE, "suatu jalan"),
        (rf"\b(?:jl|jln|gg)\b\.?{_STREET_WORDS[:-1]}", _ANY_CASE, "suatu jalan"),
        (r"\b(?:[Jj]alan|[Gg]ang|JALAN|GANG)(?:\s+(?:[A-Z][\w']+|[IVX]+|\d{1,3}))+", _AS_WRITTEN, "suatu jalan"),
        (r"(?<!suatu )\b(?:jalan|gang)\s+\w+\s+(?:raya|dalam|[ivx]+|\d{1,3})\b", _ANY_CASE, "suatu jalan"),
        (rf"\b{_ESTATE}\b\.?(?:\s+[A-Z][\w']+)+", _AS_WRITTEN, "suatu perumahan"),
        (r"\bblok\s+[a-z]{1,2}\b(?:\s?[/.\-]?\s?\d+)?|\bblok\s?[a-z]?\d+\w*", _ANY_CASE, "blok"),
        (rf"\b{_NUMBER}\b\.?\s*(?:rumah\s*)?:?\s*\d{{1,4}}(?:\s?[a-z]\b)?(?![\d]|\s?[.:]\d)", _ANY_CASE, "nomor"),
        (rf"\b{_PLATES}\s?-?\d{{1,4}}\s?-?[A-Z]{{1,3}}\b", _AS_WRITTEN, "nomor kendaraan"),
        (rf"\b{_PLATES}\s?-?\d{{3,4}}\s?-?[A-Z]{{2,3}}\b", _ANY_CASE, "nomor kendaraan"),
        (rf"\bplat(?:nya)?\s+(?:nomor\s+)?{_PLATES}\s?-?\d{{1,4}}\s?-?[A-Z]{{0,3}}\b", _ANY_CASE, "nomor kendaraan"),
        # Whatever number is left: registrations, tracking numbers, phones, NIK and KK.
        (rf"\b{_DIGIT_WORDS}(?:[\s,.\-]+{_DIGIT_WORDS}){{4,}}\b", _ANY_CASE, "nomor"),
        (r"[+(]*\d(?:[\s.,/_\-()+*x\u00b7\u2010-\u2015]{0,2}\d){4,}", _ANY_CASE, "nomor"),
        (r"[^\W\d_]*\d{5,}\w*", _ANY_CASE, "nomor"),
    )
)  # fmt: skip
_TWICE = re.compile(r"\b(nomor|seseorang|situs|email|sejumlah uang|suatu jalan)(?:[\s,./:\-]+\1\b)+", re.IGNORECASE)
_NUMBERED = re.compile(r"\b(?:nomor|nomer|nmr|no)\.?\s*:?\s+nomor\b(?! kendaraan)", re.IGNORECASE)
_SPACES = re.compile(r"\s+")
_LONE = re.compile(r"\s+([,.;:?!])")
_MOST_ROUNDS = 4
_LEFT = re.compile(r"\d{5,}|@|://|\bwww\.", re.IGNORECASE)


def strip_personal(text: str) -> str:
    """The text as it may be learnt from, on one line: no numbers of five digits or more, no addresses, no names that
    were recognised. The same for a text that was stripped before."""
    plain = _plain(text)
    for _ in range(_MOST_ROUNDS):
        stripped = _round(plain)
        if stripped == plain:
            break
        plain = stripped
    return _LEFT.sub("", plain) if _LEFT.search(plain) else plain


def _plain(text: str) -> str:
    """Without the many ways Unicode has to write a digit or an at sign."""
    folded = unicodedata.normalize("NFKC", _INVISIBLE.sub("", text))
    digits = "".join(str(unicodedata.decimal(sign)) if sign.isdecimal() else sign for sign in folded)
    return _SPACES.sub(" ", _MASKED.sub(" ", mask_text(digits))).strip()


def _round(text: str) -> str:
    for pattern, instead in _RULES:
        text = pattern.sub(instead, text)
    text = strip_names(text)
    text = _NUMBERED.sub("nomor", _TWICE.sub(r"\1", text))
    return _SPACES.sub(" ", _LONE.sub(r"\1", text)).strip()
