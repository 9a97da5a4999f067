"""Pictures of campaigns: what is taken, and where they are kept. They are for the public, so they are not sealed."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Protocol
from uuid import UUID

from bot.domain.errors import BotError

LARGEST_PICTURE = 4 * 1024 * 1024
"""Bytes; both channels take 5 MB."""
_KINDS = ((b"\xff\xd8\xff", "image/jpeg", ".jpg"), (b"\x89PNG\r\n\x1a\n", "image/png", ".png"))
_LONGEST_NAME = 80


class PictureRefused(BotError):
    """The file is not taken: `phrase` names words of the console that say why."""

    staff_text = "Gambar tidak bisa dipakai."

    def __init__(self, phrase: str) -> None:
        super().__init__(phrase)
        self.phrase = phrase


@dataclass(frozen=True, slots=True)
class Picture:
    """A JPEG or PNG of at most LARGEST_PICTURE bytes."""

    id: UUID
    name: str
    mime_type: str
    content: bytes


def kind_of(content: bytes) -> tuple[str, str]:
    """The MIME type and the ending, by what the file holds, whatever it is called. Raises PictureRefused."""
    if not content:
        raise PictureRefused("campaigns_picture_empty")
    if len(content) > LARGEST_PICTURE:
        raise PictureRefused("campaigns_picture_large")
    for start, mime_type, ending in _KINDS:
        if content.startswith(start):
            return mime_type, ending
    raise PictureRefused("campaigns_picture_kind")


def name_for(name: str, ending: str) -> str:
    """A plain file name with the ending of what it holds."""
    stem = re.split(r"[\\/]", name)[-1]
    stem = re.sub(r"\.\w{1,5}$", "", stem)
    stem = re.sub(r"[^\w .()-]+", "_", stem).strip(" ._") or "gambar"
    return stem[: _LONGEST_NAME - len(ending)] + ending


class CampaignPictures(Protocol):
    """The same picture kept twice is one picture."""

    async def keep(self, name: str, content: bytes) -> UUID:
        """Drawn anew without what a camera wrote into it. Raises PictureRefused."""
        ...

    async def find(self, picture: UUID) -> Picture | None: ...
