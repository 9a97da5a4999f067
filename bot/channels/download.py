"""Reads a file from a channel's server, never more of it than we take."""

from __future__ import annotations

from collections.abc import Mapping

from aiohttp import ClientError, ClientSession, ClientTimeout

from bot.domain.errors import MediaGone, MediaTooLarge, MediaUnavailable
from bot.domain.ports import MAX_MEDIA_BYTES


async def read_limited(session: ClientSession, url: str, headers: Mapping[str, str], seconds: float) -> bytes:
    """Raises a MediaError. Its words never hold the address: there may be a token in it."""
    try:
        # A token must not follow a redirect to another host.
        async with session.get(
            url, headers=headers, timeout=ClientTimeout(total=seconds), allow_redirects=False
        ) as answer:
            if answer.status in {400, 404, 410}:
                raise MediaGone(f"HTTP {answer.status}")
            if answer.status != 200:
                raise MediaUnavailable(f"HTTP {answer.status}")
            if (answer.content_length or 0) > MAX_MEDIA_BYTES:
                raise MediaTooLarge
            content = bytearray()
            async for piece in answer.content.iter_chunked(64 * 1024):
                content += piece
                if len(content) > MAX_MEDIA_BYTES:
                    raise MediaTooLarge
    except (ClientError, TimeoutError, OSError) as error:
        raise MediaUnavailable(type(error).__name__) from None
    if not content:
        raise MediaUnavailable("empty file")
    return bytes(content)
