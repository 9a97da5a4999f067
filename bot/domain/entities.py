"""What a dialogue needs out of a text besides dates: RT/RW, phone numbers, kinds of document. Pure.

Numbers of applications and cases have check digits and are read where they are made.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum


class Document(StrEnum):
    """The documents residents ask for."""

    KTP = "ktp"
    KK = "kk"
    KIA = "kia"
    BIRTH = "akta_lahir"
    DEATH = "akta_kematian"
    MARRIAGE = "akta_perkawinan"
    DIVORCE = "akta_perceraian"
    MOVING = "surat_pindah"
    DOMICILE = "surat_domisili"
    IKD = "ikd"


@dataclass(frozen=True, slots=True)
class Neighbourhood:
    """RT and RW as numbers; either may be missing from a text."""

    rt: int | None = None
    rw: int | None = None


_DOCUMENTS = (
    (Document.KIA, r"kia|kartu identitas anak|ktp anak"),
    (Document.IKD, r"ikd|(?:ktp|identitas) digital|digital id"),
    (Document.BIRTH, r"akt[ae] (?:ke)?lahir(?:an)?|surat lahir|birth certificate"),
    (Document.DEATH, r"akt[ae] (?:ke)?mati(?:an)?|surat kematian|death certificate"),
    (Document.DIVORCE, r"akt[ae] (?:per)?cerai(?:an)?|divorce certificate"),
    (Document.MARRIAGE, r"akt[ae] (?:per)?(?:kawin(?:an)?|nikah(?:an)?)|marriage certificate"),
    (Document.MOVING, r"surat pindah|skpwni|skpln|moving letter"),
    (Document.DOMICILE, r"(?:surat )?(?:keterangan )?domisili|letter of domicile"),
    (Document.KK, r"kk|kartu keluarga|family card"),
    (Document.KTP, r"(?:e-?)?ktp(?:-?el)?|kartu tanda penduduk|id card|identity card"),
)
"""The narrower kinds first: "ktp anak" is no KTP."""

_PAIR = re.compile(r"\b(?:rt\s*/\s*rw|rt\s*rw)\.?\s*:?\s*0*(\d{1,3})\s*[/\s-]\s*0*(\d{1,3})\b")
_RT = re.compile(r"\brt\.?\s*:?\s*0*(\d{1,3})\b")
_RW = re.compile(r"\brw\.?\s*:?\s*0*(\d{1,3})\b")
_AFTER_RT = re.compile(r"\brt\.?\s*:?\s*0*\d{1,3}\s*/\s*0*(\d{1,3})\b")
_PHONE = re.compile(r"(?<![\d+])(?:\+?62|0)[\s.-]?(8\d{1,2}(?:[\s.-]?\d{2,4}){2,3})(?!\d)")


def neighbourhood(text: str) -> Neighbourhood:
    """ "RT 05/03", "rt 5 rw 3", "RT/RW 005/003" and the like."""
    folded = text.casefold()
    if pair := _PAIR.search(folded):
        return Neighbourhood(int(pair[1]), int(pair[2]))
    rt, rw = _RT.search(folded), _RW.search(folded) or _AFTER_RT.search(folded)
    return Neighbourhood(int(rt[1]) if rt else None, int(rw[1]) if rw else None)


def phone(text: str) -> str | None:
    """An Indonesian mobile number in international form (`+628…`); None when there is none of a real length."""
    found = _PHONE.search(text)
    digits = re.sub(r"\D", "", found[1]) if found else ""
    return f"+62{digits}" if 9 <= len(digits) <= 12 else None


def document(text: str) -> Document | None:
    """The first kind of document that is named."""
    folded = " ".join(text.casefold().split())
    found = ((match.start(), order, kind) for order, (kind, match) in enumerate(_named(folded)))
    return min(found, default=(0, 0, None))[2]


def _named(text: str) -> list[tuple[Document, re.Match[str]]]:
    named = []
    for kind, words in _DOCUMENTS:
        match = re.search(rf"(?<!\w)(?:{words})(?!\w)", text)
        if match:
            named.append((kind, match))
            text = text[: match.start()] + " " * len(match[0]) + text[match.end() :]
    return named
