"""Files at Meta. One is fetched in two steps: first its address, which holds for five minutes, then the file; both take
our token. One of ours has an id there once it is uploaded."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

from aiohttp import ClientSession
from yarl import URL

from bot.channels.download import read_limited
from bot.domain.errors import MediaGone, MediaTooLarge, MediaUnavailable
from bot.domain.ports import MAX_MEDIA_BYTES
from bot.domain.reply import Payload

_FILES = URL("https://lookaside.fbsbx.com")
"""Where Meta keeps files; the token goes nowhere else."""
_MEDIA_ID = re.compile(r"[0-9A-Za-z_.-]{1,256}")


async def fetch_media(
    session: ClientSession, graph: str, media_id: str, headers: Mapping[str, str], seconds: float
) -> bytes:
    """`graph` is Meta's API with its version. Raises a MediaError."""
    if not _MEDIA_ID.fullmatch(media_id):
        raise MediaGone("no id of Meta's")
    raw = await read_limited(session, f"{graph}/{media_id}", headers, seconds)
    return await read_limited(session, _address(raw, graph), headers, seconds)


def with_media(payload: Payload, media_id: str) -> Payload:
    """The request with Meta's id of its file: in a file's own message, or in the picture above one with buttons or of
    a template."""
    kind = payload["type"]
    part = payload[kind]
    match kind:
        case "interactive":
            return payload | {kind: part | {"header": {"type": "image", "image": {"id": media_id}}}}
        case "template":
            picture = {"type": "header", "parameters": [{"type": "image", "image": {"id": media_id}}]}
            return payload | {kind: part | {"components": [picture, *part.get("components", ())]}}
        case _:
            return payload | {kind: part | {"id": media_id}}


def _address(raw: bytes, graph: str) -> str:
    match _json(raw):
        case {"file_size": int(size)} if size > MAX_MEDIA_BYTES:
            raise MediaTooLarge
        case {"url": str(url)} if _origin(url) in {_FILES.origin(), _origin(graph)}:
            return url
        case _:
            raise MediaUnavailable("no address of Meta's in the answer")


def _origin(url: str) -> URL | None:
    try:
        return URL(url).origin()
    except ValueError:
        return None


def _json(raw: bytes) -> Any:
    try:
        return json.loads(raw)
    except (ValueError, RecursionError):
        return None
