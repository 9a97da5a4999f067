"""Campaigns' pictures join a message when it leaves: a request only names one (bot/channels/files.py)."""

from __future__ import annotations

import base64
from typing import Any, Protocol
from uuid import UUID

from bot.domain.errors import Unreadable

UPLOAD, PICTURE = "upload", "picture"
_MOST = 8
"""Pictures kept in memory, of at most 4 MB each: few campaigns run at once, and all their recipients get the same."""


class KeptPicture(Protocol):
    """What is needed of one."""

    @property
    def mime_type(self) -> str: ...

    @property
    def content(self) -> bytes: ...


class Pictures(Protocol):
    """Where they are kept (bot/domain/campaign_pictures.py)."""

    async def find(self, picture: UUID) -> KeptPicture | None: ...


class PictureShelf:
    """Reads each picture once; what is kept under an id never changes."""

    def __init__(self, pictures: Pictures | None) -> None:
        self._pictures = pictures
        self._read: dict[UUID, tuple[str, str]] = {}

    async def joined(self, payload: dict[str, Any]) -> dict[str, Any]:
        """The request with its picture. Raises Unreadable for one that is not there."""
        mime_type, content = await self._find(_named(payload))
        told = payload[UPLOAD] | {"mime_type": mime_type, "content": content}
        return payload | {UPLOAD: told | {"filename": "gambar." + mime_type.rpartition("/")[2]}}

    async def _find(self, picture: UUID) -> tuple[str, str]:
        if picture not in self._read:
            found = await self._pictures.find(picture) if self._pictures else None
            if found is None:
                raise Unreadable("the picture is not kept any more")
            while len(self._read) >= _MOST:
                self._read.pop(next(iter(self._read)))
            self._read[picture] = found.mime_type, base64.b64encode(found.content).decode()
        return self._read[picture]


def needs_picture(payload: Any) -> bool:
    match payload:
        case {"upload": {"picture": str()}}:
            return True
        case _:
            return False


def _named(payload: dict[str, Any]) -> UUID:
    try:
        return UUID(payload[UPLOAD][PICTURE])
    except ValueError:
        raise Unreadable("no picture's name") from None
