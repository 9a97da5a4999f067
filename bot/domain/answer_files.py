"""Files that staff send to residents: what is taken, and where they wait until a channel has them."""

from __future__ import annotations

import re
from typing import Protocol
from uuid import UUID

from bot.domain.composing import AttachedFile
from bot.domain.errors import BotError

LARGEST_FILE = 4 * 1024 * 1024
"""Bytes; both channels take more, residents' data plans do not."""
LONGEST_NAME = 80
_KINDS = ((b"\xff\xd8\xff", "image/jpeg", ".jpg"), (b"\x89PNG\r\n\x1a\n", "image/png", ".png"))
_PDF = b"%PDF-"
_ENDINGS = {"image/jpeg": (".jpg", ".jpeg"), "image/png": (".png",), "application/pdf": (".pdf",)}
_WITHIN = 1024
"""A PDF may begin with a few other bytes."""


class FileRefused(BotError):
    """The file is not taken: `phrase` names words of the console that say why."""

    staff_text = "Berkas tidak bisa dikirim."

    def __init__(self, phrase: str) -> None:
        super().__init__(phrase)
        self.phrase = phrase


def kind_of(content: bytes) -> str:
    """The MIME type by what the file holds, whatever it is called. Raises FileRefused."""
    if not content:
        raise FileRefused("conversation_file_empty")
    if len(content) > LARGEST_FILE:
        raise FileRefused("conversation_file_large")
    for start, mime_type, _ in _KINDS:
        if content.startswith(start):
            return mime_type
    if _PDF in content[:_WITHIN]:
        return "application/pdf"
    raise FileRefused("conversation_file_kind")


def name_for(name: str, mime_type: str) -> str:
    """A plain file name with the ending of what it holds."""
    stem = re.split(r"[\\/]", name)[-1]
    stem = re.sub(r"[^\w .()-]+", "_", stem).strip(" ._") or "berkas"
    endings = _ENDINGS[mime_type]
    if not stem.lower().endswith(endings):
        stem = re.sub(r"\.\w{1,5}$", "", stem) + endings[0]
    if len(stem) > LONGEST_NAME:
        ending = stem[stem.rindex(".") :]
        stem = stem[: LONGEST_NAME - len(ending)] + ending
    return stem


class AnswerFiles(Protocol):
    """Sealed until a channel has taken them, and then forgotten."""

    async def keep(self, conversation: UUID, account: UUID, name: str, content: bytes) -> AttachedFile:
        """Raises FileRefused. The same file again, not sent yet, is one file."""
        ...

    async def find(self, file: UUID, conversation: UUID, account: UUID) -> AttachedFile | None:
        """One of one's own for this conversation."""
        ...
