"""Keeps one NLU server on the model in charge: asks the database every second, loads what changed, says what it serves.

The server answers with the model it has until the next one is wholly loaded, and keeps the former one ready.
"""

from __future__ import annotations

import asyncio
import os
import socket
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import structlog
from aiohttp import ClientError, ClientSession, ClientTimeout

from bot.domain.errors import StoreUnavailable
from bot.store.model_jobs import sign_of_life, sign_off
from bot.training.room import ModelRoom
from nlu import model_store

POLL_SECONDS = 1.0
_PATIENCE = ClientTimeout(total=60)
_log = structlog.get_logger(__name__)


class Follower:
    """`served` hears the file of each model that took over: whoever starts the server again starts it with that."""

    def __init__(
        self, room: ModelRoom, http: ClientSession, url: str, served: Callable[[Path], None] | None = None
    ) -> None:
        self._database = room.database
        self._models = room.models
        self._http = http
        self._url = url.rstrip("/")
        self._folder = room.workshop.models
        self._served = served
        self._name = f"nlu {socket.gethostname()} {os.getpid()} {self._url.rpartition(':')[2]}"

    async def run(self) -> None:
        """For ever; cancel to stop."""
        try:
            while True:
                with suppress(StoreUnavailable):
                    await self.look()
                await asyncio.sleep(POLL_SECONDS)
        finally:
            with suppress(StoreUnavailable):
                await sign_off(self._database, self._name)

    async def look(self) -> None:
        """Once. Raises StoreUnavailable."""
        active = await self._models.active()
        serving, problem = await self._serving(), ""
        if active is not None and serving and serving != active.model:
            problem = await self._take(active.model)
            serving = await self._serving()
        if not serving:
            problem = "silent"
        await sign_of_life(self._database, self._name, "nlu", serving, problem)

    async def _take(self, model: str) -> str:
        """Have the server load it. What is wrong, or nothing."""
        file = self._folder / model
        if not file.is_file():
            _log.error("model_file_missing", model=model)
            return "missing_file"
        try:
            asked = {"model_file": str(file)}
            async with self._http.put(f"{self._url}/model", json=asked, timeout=_PATIENCE) as answer:
                if answer.status != 204:
                    _log.error("model_not_loaded", model=model, status=answer.status)
                    return "not_loaded"
        except (ClientError, TimeoutError, OSError) as error:
            _log.warning("model_not_loaded", model=model, error=type(error).__name__)
            return "silent"
        _log.info("model_in_charge", model=model)
        if self._served is not None:
            self._served(file)
        active = await self._models.active()
        if active is not None:
            model_store.keep(self._folder, [active.model, active.before])
        return ""

    async def _serving(self) -> str:
        """The name of the model the server answers with; empty where it does not answer."""
        try:
            async with self._http.get(f"{self._url}/status", timeout=ClientTimeout(total=5)) as answer:
                told = await answer.json()
        except (ClientError, TimeoutError, OSError, ValueError):
            return ""
        return str(told.get("model_file", "")) if isinstance(told, dict) else ""
