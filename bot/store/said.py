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
    """Empty for a request that shows no words (typing dots, the template that knocks)."""
    match payload:
        case {"shown": str(words)}:
            return words
        case {"text": str(words)} | {"caption": str(words)}:
            return unescape(_TAG.sub("", words))
        case {"text": {"body": str(words)}} | {"interactive": {"body": {"text": str(words)}}}:
            return words
        case {"document": {"caption": str(words)}} | {"image": {"caption": str(words)}}:
            return words
        case _:
            return ""


def file_name(payload: Any) -> str:
    """Of the file that goes with a request; empty where none does."""
    match payload:
        case {"upload": {"filename": str(name)}}:
            return name
        case _:
            return ""


def is_knock(payload: Any) -> bool:
    """The template that tells a silent resident that an answer is ready."""
    return isinstance(payload, dict) and payload.get("type") == "template" and "shown" not in payload
