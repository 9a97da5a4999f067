"""A message of the bot → what the resident's phone shows; pure."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import PurePosixPath
from typing import Any
from urllib.parse import urlparse

from simulator.whatsapp.templates import header_media

_PICTURES = {"image": "photo", "sticker": "sticker"}


def bubble_of(message: Mapping[str, Any]) -> tuple[str, dict[str, Any]]:
    """Kind and body of the bubble."""
    kind = str(message.get("type", "text"))
    part: Mapping[str, Any] = message[kind]
    match kind:
        case "text":
            return "text", {"text": part["body"]}
        case "interactive":
            return _interactive(part)
        case "location":
            return "location", {"location": dict(part), "text": part.get("name", "")}
        case "document":
            name = part.get("filename") or PurePosixPath(urlparse(str(part.get("link", ""))).path).name
            return "document", {"document": {"file_name": name or "dokumen"}, "text": part.get("caption", "")}
        case _:
            shown = {"text": part.get("caption", part.get("emoji", ""))}
            return _PICTURES.get(kind, kind), shown | _media(message)


def media_of(message: Mapping[str, Any]) -> list[str]:
    """Ids of the files a message is made of, or has above its words."""
    kind = str(message.get("type", "text"))
    part = message.get(kind) or {}
    if kind == "template":
        return header_media(part)
    image = (part.get("header") or {}).get("image") or {} if kind == "interactive" else part
    return [str(image["id"])] if image.get("id") and "link" not in image else []


def _media(message: Mapping[str, Any]) -> dict[str, Any]:
    found = media_of(message)
    return {"media": found[0]} if found else {}


def _interactive(part: Mapping[str, Any]) -> tuple[str, dict[str, Any]]:
    action = part["action"]
    body: dict[str, Any] = {"text": part["body"]["text"]}
    body |= {"footer": part["footer"]["text"]} if part.get("footer") else {}
    body |= {"header": part["header"]["text"]} if (part.get("header") or {}).get("type") == "text" else {}
    body |= _media({"type": "interactive", "interactive": part})
    match part["type"]:
        case "button":
            return "text", body | {"buttons": [button["reply"] for button in action["buttons"]]}
        case "list":
            return "list", body | {"label": action["button"], "sections": action["sections"]}
        case _:
            return "location_request", body
