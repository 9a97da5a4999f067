"""Fetches the files a dialogue asked for from the channel they came by, and keeps them cleaned and sealed."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping

from bot.domain.errors import MediaUnavailable
from bot.domain.messages import ChannelName, Media, MediaKind
from bot.domain.ports import Channel
from bot.pictures import MIME_TYPE, only_the_picture
from bot.store.case_files import CaseFiles

_SOUND = frozenset({MediaKind.VOICE, MediaKind.AUDIO})
_AT_ONCE = 2
"""Pictures drawn anew at the same time in one process: each takes some hundred megabytes and a processor."""


class ChannelAttachments:
    """Implements the Attachments port."""

    def __init__(self, channels: Mapping[ChannelName, Channel], files: CaseFiles) -> None:
        self._channels = channels
        self._files = files
        self._drawing = asyncio.Semaphore(_AT_ONCE)

    async def keep(self, key: str, channel: ChannelName, media: Media) -> None:
        source = self._channels.get(channel)
        if source is None:
            raise MediaUnavailable(f"{channel} is not set up here")
        if await self._files.has(key, media.media_id):
            return
        raw = await source.download(media.media_id)
        if media.media in _SOUND:
            await self._files.keep(key, media, media.mime_type, raw)
            return
        async with self._drawing:
            picture = await asyncio.to_thread(only_the_picture, raw)
        await self._files.keep(key, media, MIME_TYPE, picture)
