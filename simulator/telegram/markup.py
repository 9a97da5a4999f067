"""Telegram's HTML → text and entities, refusing what Telegram refuses; pure."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html import unescape
from typing import Any

from simulator.telegram.errors import bad_request

Entity = dict[str, Any]

_KINDS = {
    "b": "bold",
    "strong": "bold",
    "i": "italic",
    "em": "italic",
    "u": "underline",
    "ins": "underline",
    "s": "strikethrough",
    "strike": "strikethrough",
    "del": "strikethrough",
    "code": "code",
    "pre": "pre",
    "a": "text_link",
    "blockquote": "blockquote",
    "tg-spoiler": "spoiler",
    "span": "spoiler",
    "tg-emoji": "custom_emoji",
}
_TOKEN = re.compile(r"<|&(?:lt|gt|amp|quot|#\d+|#x[0-9a-fA-F]+);|[^<&]+|&")
_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9-]*)((?:\s+[a-zA-Z-]+(?:\s*=\s*(?:\"[^\"]*\"|'[^']*'|[^\s>]+))?)*)\s*>")
_ATTRIBUTE = re.compile(r"([a-zA-Z-]+)\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s>]+))")
_COMMAND = re.compile(r"(?<![\w/])/[A-Za-z0-9_]{1,32}(?:@\w{3,32})?")
_MENTION = re.compile(r"(?<!\w)@\w{4,32}")


def utf16_length(text: str) -> int:
    """Telegram counts offsets and limits in UTF-16 units."""
    return len(text.encode("utf-16-le")) // 2


@dataclass(slots=True)
class _Reading:
    """What was read so far."""

    source: str
    text: str = ""
    entities: list[Entity] = field(default_factory=list)
    open: list[tuple[str, int, Entity]] = field(default_factory=list)

    def at(self, index: int) -> str:
        return f"at byte offset {len(self.source[:index].encode())}"


def parse_html(source: str) -> tuple[str, list[Entity]]:
    """Text and entities by offset. Raises the 400 "can't parse entities" Telegram answers."""
    reading = _Reading(source)
    index = 0
    while index < len(source):
        token = _TOKEN.match(source, index)
        if token is None:
            break
        if token[0] == "<":
            index = _tag(reading, index)
        else:
            reading.text += unescape(token[0]) if token[0] != "&" else "&"
            index = token.end()
    if reading.open:
        raise _unparsable(f'Can\'t find end tag corresponding to start tag "{reading.open[-1][0]}"')
    return trim(reading.text, reading.entities)


def trim(text: str, entities: list[Entity]) -> tuple[str, list[Entity]]:
    """Without white space around it, as Telegram stores it; entities move along."""
    lead = utf16_length(text) - utf16_length(text.lstrip())
    body = text.strip()
    end = utf16_length(body)
    kept = []
    for entity in entities:
        start = max(0, entity["offset"] - lead)
        length = min(entity["offset"] - lead + entity["length"], end) - start
        if length > 0:
            kept.append({**entity, "offset": start, "length": length})
    return body, sorted(kept, key=lambda entity: (entity["offset"], -entity["length"]))


def find_entities(text: str) -> list[Entity]:
    """Commands and mentions in what a resident typed."""
    found = [("bot_command", match) for match in _COMMAND.finditer(text)]
    found += [("mention", match) for match in _MENTION.finditer(text)]
    return [
        {"type": kind, "offset": utf16_length(text[: match.start()]), "length": utf16_length(match[0])}
        for kind, match in sorted(found, key=lambda item: item[1].start())
    ]


def _tag(reading: _Reading, index: int) -> int:
    tag = _TAG.match(reading.source, index)
    if tag is None:
        raise _unparsable(f"Unclosed start tag {reading.at(index)}")
    name = tag[2].lower()
    if tag[1]:
        _close(reading, name, index)
    else:
        _open(reading, name, tag[3], index)
    return tag.end()


def _open(reading: _Reading, name: str, attributes: str, index: int) -> None:
    given = {
        match[1].lower(): unescape(match[2] or match[3] or match[4] or "") for match in _ATTRIBUTE.finditer(attributes)
    }
    if name not in _KINDS or (name == "span" and given.get("class") != "tg-spoiler"):
        raise _unparsable(f'Unsupported start tag "{name}" {reading.at(index)}')
    entity: Entity = {"type": _KINDS[name], "offset": utf16_length(reading.text)}
    if name == "a":
        entity["url"] = given.get("href", "")
    if name == "tg-emoji":
        entity["custom_emoji_id"] = given.get("emoji-id", "")
    reading.open.append((name, index, entity))


def _close(reading: _Reading, name: str, index: int) -> None:
    if not reading.open:
        raise _unparsable(f"Unexpected end tag {reading.at(index)}")
    opened, _, entity = reading.open.pop()
    if opened != name:
        raise _unparsable(f'Unmatched end tag {reading.at(index)}, expected "</{opened}>", found "</{name}>"')
    entity["length"] = utf16_length(reading.text) - entity["offset"]
    if entity["length"]:
        reading.entities.append(entity)


def _unparsable(words: str) -> Exception:
    return bad_request(f"can't parse entities: {words}")
