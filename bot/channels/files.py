"""Files of ours on their way to a channel: they lie in the payload until its adapter uploads them."""

from __future__ import annotations

import base64
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from bot.domain.errors import Rejected
from bot.domain.reply import Payload, SendDocument

UPLOAD = "upload"
"""The key in a payload; no channel has a parameter of that name."""
SHOWN = "shown"
"""The words a resident reads where the request itself has none of them (a template); for staff, never sent."""
PICTURE = "picture"
"""In an upload: the id of a campaign's picture, the same for all who get it."""
_PRIVATE = frozenset({UPLOAD, SHOWN})
_REUSE = timedelta(days=7)
_MOST_KNOWN = 50


@dataclass(frozen=True, slots=True)
class Upload:
    """A file as bytes."""

    filename: str
    mime_type: str
    content: bytes


def upload_of(document: SendDocument) -> dict[str, Any]:
    """As it lies in the payload; what is kept apart is only named there (bot/store/answer_files.py)."""
    if document.kept:
        return {"filename": document.filename, "mime_type": document.mime_type, "kept": document.kept}
    return {"filename": document.filename, "mime_type": document.mime_type, "content": document.content}


def picture_upload(picture: str, mime_type: str = "image/jpeg") -> dict[str, Any]:
    """A campaign's picture, only named: it joins the message when it leaves."""
    return {"filename": "gambar." + mime_type.rpartition("/")[2], "mime_type": mime_type, PICTURE: picture}


def upload_key(payload: Payload) -> str:
    """What names the same file in many messages; empty where it goes to one resident."""
    told = payload.get(UPLOAD)
    return str(told.get(PICTURE, "")) if isinstance(told, dict) else ""


def without_private(payload: Payload) -> Payload:
    """What the channel is asked."""
    return {name: value for name, value in payload.items() if name not in _PRIVATE}


class KnownPictures:
    """What a channel calls pictures it was given lately."""

    def __init__(self, now: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        self._now = now
        self._known: dict[str, tuple[str, datetime]] = {}

    def find(self, key: str) -> str:
        """Empty for one that must be sent again."""
        told, at = self._known.get(key, ("", self._now()))
        return told if self._now() - at < _REUSE else ""

    def keep(self, key: str, told: str) -> None:
        if key:
            self._known.pop(key, None)
            self._known[key] = (told, self._now())
            while len(self._known) > _MOST_KNOWN:
                self._known.pop(next(iter(self._known)))

    def forget(self, key: str) -> None:
        self._known.pop(key, None)


def without_upload(payload: Payload) -> tuple[Payload, Upload | None]:
    """The request itself, and the file that goes with it. Raises Rejected for one that is no file."""
    if UPLOAD not in payload:
        return without_private(payload), None
    told = payload[UPLOAD]
    try:
        file = Upload(told["filename"], told["mime_type"], base64.b64decode(told["content"], validate=True))
    except (KeyError, TypeError, ValueError) as error:
        raise Rejected("a file that cannot be read") from error
    return without_private(payload), file
