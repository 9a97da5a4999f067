"""Files of ours on their way to a channel: they lie in the payload until its adapter uploads them."""

from __future__ import annotations

import base64
from dataclasses import dataclass
from typing import Any

from bot.domain.errors import Rejected
from bot.domain.reply import Payload, SendDocument

UPLOAD = "upload"
"""The key in a payload; no channel has a parameter of that name."""


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


def without_upload(payload: Payload) -> tuple[Payload, Upload | None]:
    """The request itself, and the file that goes with it. Raises Rejected for one that is no file."""
    if UPLOAD not in payload:
        return payload, None
    told = payload[UPLOAD]
    try:
        file = Upload(told["filename"], told["mime_type"], base64.b64decode(told["content"], validate=True))
    except (KeyError, TypeError, ValueError) as error:
        raise Rejected("a file that cannot be read") from error
    return {name: value for name, value in payload.items() if name != UPLOAD}, file
