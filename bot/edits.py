"""Brings editors' published answers into the book of a running process, within seconds and without a restart."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import Any, Protocol

import structlog

from bot.domain.errors import BadTopic, StoreUnavailable
from faq.schema import Topic

_SECONDS = 3.0
_log = structlog.get_logger(__name__)


class Published(Protocol):
    """The reader's side of bot.store.topic_versions."""

    async def stamp(self) -> tuple[object, ...]: ...

    async def current(self) -> Mapping[str, Any]: ...


class Edits:
    """`read` turns stored content into a topic or raises BadTopic; `use` puts topics over the files' defaults."""

    def __init__(
        self,
        published: Published,
        read: Callable[[Any], Topic],
        use: Callable[[Mapping[str, Topic]], None],
    ) -> None:
        self._published = published
        self._read = read
        self._use = use
        self._seen: tuple[object, ...] = ()

    async def run(self, stop: asyncio.Event) -> None:
        """Until `stop`. A database that is away costs nothing but a late edit."""
        while not stop.is_set():
            with suppress(StoreUnavailable):
                await self.refresh()
            with suppress(TimeoutError):
                await asyncio.wait_for(stop.wait(), _SECONDS)

    async def refresh(self) -> None:
        """Read again if something was published or withdrawn. Raises StoreUnavailable.

        An entry that no longer fits (written under older rules) is passed over: its default answers.
        """
        stamp = await self._published.stamp()
        if stamp == self._seen:
            return
        topics = {}
        for name, content in (await self._published.current()).items():
            try:
                topics[name] = self._read(content)
            except BadTopic as error:
                _log.error("edited_topic_passed_over", topic=name, problems=len(error.problems))
        self._use(topics)
        self._seen = stamp
        _log.info("edited_topics", count=len(topics))
