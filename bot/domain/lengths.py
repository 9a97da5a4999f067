"""How long a text is to the channels."""

from __future__ import annotations


def utf16_length(text: str) -> int:
    """In UTF-16 units, as Telegram counts: an emoji outside the basic plane counts two. Meta does not say how it
    counts; this is the strictest way."""
    return len(text) + sum(character > "\uffff" for character in text)
