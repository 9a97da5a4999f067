"""The words of a stored message: of a resident's event, and of a request to a channel whichever that is."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

_TAG = re.compile(r"</?b>")


def said(body: Any) -> str:
    """A resident's words; events of our own have none."""
    content = body.get("content", {}) if isinstance(body, dict) else {}
    return str(content.get("body") or content.get("caption") or content.get("title") or "")


def sent(payload: Any) -> str:
    """Empty for a request that shows no words (typing dots, a template)."""
    match payload:
        case {"text": str(words)} | {"caption": str(words)}:
            return unescape(_TAG.sub("", words))
        case {"text": {"body": str(words)}} | {"interactive": {"body": {"text": str(words)}}}:
            return words
        case {"document": {"caption": str(words)}}:
            return words
        case _:
            return ""
