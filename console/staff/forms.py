"""What a form brought, read with limits: nobody's browser decides how much we keep."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from enum import StrEnum
from typing import TypeVar
from uuid import UUID

from aiohttp import web
from multidict import MultiDictProxy

from bot.domain.errors import BotError

SHORT = 200
LONG = 4000
"""Characters: what both channels take in one message is about 4,096."""
Kind = TypeVar("Kind", bound=StrEnum)


class BadForm(BotError):
    """A form cannot be taken as it is."""

    staff_text = "Isian belum lengkap atau tidak benar."

    def __init__(self, phrase: str, **values: object) -> None:
        """`phrase` names words of the console that say what to mend."""
        super().__init__(phrase)
        self.phrase = phrase
        self.values: Mapping[str, object] = values


class Form:
    """Texts are trimmed, with \\n for every kind of line break and without NUL. Everything raises BadForm."""

    def __init__(self, fields: MultiDictProxy[str | bytes | bytearray | web.FileField]) -> None:
        self._fields = fields

    def text(self, name: str, most: int = SHORT) -> str:
        """Empty where it is missing."""
        return _clean(self._fields.get(name, ""), most)

    def needed(self, name: str, most: int = SHORT) -> str:
        text = self.text(name, most)
        if not text:
            raise BadForm("form_missing")
        return text

    def many(self, name: str, most: int = 200) -> Sequence[str]:
        values = self._fields.getall(name, [])
        if len(values) > most:
            raise BadForm("form_too_many", most=most)
        return [_clean(value, SHORT) for value in values]

    def flag(self, name: str) -> bool:
        return bool(self.text(name))

    def choice(self, name: str, kind: type[Kind]) -> Kind:
        return _one_of(kind, self.text(name))

    def choices(self, name: str, kind: type[Kind]) -> frozenset[Kind]:
        return frozenset(_one_of(kind, value) for value in self.many(name))

    def number(self, name: str, default: int | None = None) -> int:
        text = self.text(name)
        if not text and default is not None:
            return default
        if not (text.isascii() and text.isdecimal() and len(text) <= 18):
            raise BadForm("form_broken")
        return int(text)

    def uuid(self, name: str) -> UUID:
        return read_uuid(self.text(name))

    def day(self, name: str) -> date | None:
        text = self.text(name)
        try:
            return date.fromisoformat(text) if text else None
        except ValueError:
            raise BadForm("form_day") from None


def read_uuid(text: str) -> UUID:
    """Raises BadForm."""
    try:
        return UUID(text)
    except ValueError:
        raise BadForm("form_broken") from None


def _clean(value: object, most: int) -> str:
    if not isinstance(value, str):
        raise BadForm("form_broken")
    text = value.replace("\x00", "").replace("\r\n", "\n").replace("\r", "\n").strip()
    text = text.encode("utf-8", "replace").decode()
    if len(text) > most:
        raise BadForm("form_too_long", most=most, length=len(text))
    return text


def _one_of(kind: type[Kind], value: str) -> Kind:
    try:
        return kind(value)
    except ValueError:
        raise BadForm("form_broken") from None
