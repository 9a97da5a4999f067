"""Makes a text of a delivery fit to keep: no characters a database refuses, no identity numbers, no excess."""

from __future__ import annotations

from bot.domain.masking import mask_text
from bot.domain.messages import MAX_TEXT

MAX_NAME = 64


def clean_text(raw: str) -> tuple[str, bool]:
    """The text to keep, and whether an identity number was taken out of it."""
    text = raw.replace("\x00", "").encode("utf-8", "replace").decode()
    masked = mask_text(text)
    # Cut last: a number across the cut would otherwise keep its first digits.
    return masked[:MAX_TEXT], masked != text


def clean_name(raw: object) -> str:
    return clean_text(raw)[0][:MAX_NAME].strip() if isinstance(raw, str) else ""
