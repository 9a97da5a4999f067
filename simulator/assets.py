"""The files residents send from the phones: a drawn picture, a sticker, a second of voice, a letter."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

STATIC = Path(__file__).parent / "page" / "static"


@dataclass(frozen=True, slots=True)
class Asset:
    """A sample file; `picture` is its name under /static for the page, if it can be shown."""

    name: str
    mime_type: str
    content: bytes
    picture: str = ""
    width: int = 0
    height: int = 0
    seconds: int = 0


def _file(name: str, mime_type: str, width: int, height: int) -> Asset:
    return Asset(name, mime_type, (STATIC / name).read_bytes(), name, width, height)


def samples() -> dict[str, Asset]:
    """By kind: photo, sticker, voice, document."""
    return {
        "photo": _file("photo.jpg", "image/jpeg", 480, 320),
        "sticker": _file("sticker.webp", "image/webp", 256, 256),
        "voice": Asset("voice.ogg", "audio/ogg", b"OggS\x00\x02" + bytes(58), seconds=4),
        "document": Asset("surat.pdf", "application/pdf", b"%PDF-1.4\n%%EOF\n"),
    }
