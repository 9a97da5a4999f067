"""The heartbeat of a process: it lives, and what it sees of what it depends on."""

from __future__ import annotations

import asyncio
import shutil
import socket
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Protocol
from uuid import uuid4

from bot.domain.errors import StoreUnavailable
from bot.domain.service import ServiceApi
from bot.domain.system_health import BEAT_SECONDS, State
from bot.store.beats import PostgresBeats
from bot.store.engine import Database

View = Callable[[], Awaitable[Mapping[str, object]]]
_PACKAGE = "sambung-rasa"


class Rasa(Protocol):
    """The NLU, as far as its health goes."""

    async def model(self) -> str | None: ...


class Sights:
    """What a process sees; remembers since when."""

    def __init__(self, folder: Path, rasa: Rasa | None = None, service: ServiceApi | None = None) -> None:
        self._folder = folder
        self._rasa = rasa
        self._service = service
        self._since: dict[str, tuple[str, str]] = {}
        self.telegram = ""

    async def look(self) -> Mapping[str, object]:
        view: dict[str, object] = {**self._disk()}
        if self._rasa is not None:
            model = await self._rasa.model()
            view |= self._told("nlu", State.DOWN if model is None else State.WORKS)
            view |= {"nlu_model": model} if model else {}
        if self._service is not None:
            view |= self._told("service", await service_state(self._service))
        if self.telegram:
            view["telegram"] = self.telegram
        return view

    def hear(self, telegram: str) -> None:
        """`webhook`, `polling` or `down`: how Telegram delivers to us."""
        self.telegram = telegram

    def _told(self, name: str, state: State) -> dict[str, object]:
        known, since = self._since.get(name, ("", ""))
        if known != state:
            since = datetime.now(UTC).isoformat(timespec="seconds")
            self._since[name] = (state, since)
        return {name: str(state), f"{name}_since": since}

    def _disk(self) -> dict[str, object]:
        try:
            room = shutil.disk_usage(self._folder)
        except OSError:
            return {}
        return {"disk_free": room.free, "disk_total": room.total}


async def service_state(service: ServiceApi) -> State:
    """Down while this process keeps requests back after failures in a row, and where the service itself is not well."""
    if not service.connected:
        return State.NONE
    resting = getattr(service, "resting", False)
    return State.WORKS if not resting and await service.healthy() else State.DOWN


async def beat(database: Database, kind: str, view: View, stop: asyncio.Event, seconds: float = BEAT_SECONDS) -> None:
    """Until `stop`; a database that does not answer costs a beat."""
    beats = PostgresBeats(database, uuid4(), kind, socket.gethostname(), _version())
    while not stop.is_set():
        with suppress(StoreUnavailable):
            await beats.beat(await view())
        with suppress(TimeoutError):
            await asyncio.wait_for(stop.wait(), seconds)
    with suppress(StoreUnavailable):
        await beats.leave()


def _version() -> str:
    try:
        return version(_PACKAGE)
    except PackageNotFoundError:
        return ""
