"""`rasa run` on the trained project, its tracker store in a database of ours, its answers sent to a stand-in."""

from __future__ import annotations

import asyncio
import json
import os
from pathlib import Path
from types import TracebackType
from typing import Self
from urllib.parse import parse_qs, urlparse

from bot.supervisor.plan import NLU_PYTHON
from bot.supervisor.ports import free_port
from rig.cluster import until_answers
from rig.deliveries import Delivery
from rig.process import Process

_READY_SECONDS = 120.0


class StockRasa:
    """Answers go to `callback_url`; conversations are kept in the PostgreSQL at `database_url`. Without
    them it only understands."""

    def __init__(self, project: Path, folder: Path, database_url: str = "", callback_url: str = "") -> None:
        self._model = project / "models" / "stock.tar.gz"
        self._site = project / "site"
        self._folder = folder
        self._endpoints = {"tracker_store": _tracker_store(database_url)} if database_url else {}
        # No `telegram:` here: on starting, that channel calls Telegram's own servers to set its webhook.
        self._credentials = {"callback": {"url": callback_url}, "rest": None} if callback_url else {"rest": None}
        self._process: Process | None = None
        self.url = ""

    async def start(self, port: int | None = None) -> None:
        """Returns when messages are taken. Raises RuntimeError when it ends before that, or TimeoutError."""
        port = port or free_port()
        self.url = f"http://127.0.0.1:{port}"
        self._process = Process("stock-rasa", self._argv(port), self._folder / "stock-rasa.log", self._environment())
        try:
            await self._process.start()
            await self._until_ready(self._process)
        except BaseException:
            await self.stop()
            raise

    async def stop(self) -> None:
        if self._process is not None:
            await asyncio.shield(self._process.kill())

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.stop()

    def _argv(self, port: int) -> list[str]:
        endpoints, credentials = self._folder / "endpoints.yml", self._folder / "credentials.yml"
        endpoints.write_text(json.dumps(self._endpoints))
        credentials.write_text(json.dumps(self._credentials))
        argv = [str(NLU_PYTHON), "-m", "rasa", "run", "--enable-api", "--model", str(self._model)]
        argv += ["--port", str(port), "--interface", "127.0.0.1"]
        return [*argv, "--endpoints", str(endpoints), "--credentials", str(credentials)]

    def _environment(self) -> dict[str, str]:
        home = os.environ.get("HOME", str(self._folder))
        return {"PYTHONPATH": str(self._site), "RASA_TELEMETRY_ENABLED": "false", "HOME": home}

    async def _until_ready(self, process: Process) -> None:
        """Its server listens only after the model is loaded."""
        ready = asyncio.create_task(until_answers(f"{self.url}/", _READY_SECONDS))
        try:
            while not ready.done():
                if not process.alive:
                    raise RuntimeError(f"stock Rasa ended while starting: see {process.log.name}")
                await asyncio.wait([ready], timeout=0.2)
            await ready
        finally:
            ready.cancel()


def message(sender: int, text: str) -> Delivery:
    """What a channel posts for one message."""
    body = json.dumps({"sender": str(sender), "message": text}).encode()
    return Delivery("/webhooks/callback/webhook", body, {"Content-Type": "application/json"})


def _tracker_store(database_url: str) -> dict[str, object]:
    """Rasa wants the parts of the address; a socket's folder goes into the query."""
    address = urlparse(database_url)
    host = parse_qs(address.query).get("host", [address.hostname or "127.0.0.1"])[0]
    return {
        "type": "SQL",
        "dialect": "postgresql",
        "url": host,
        "port": address.port or 5432,
        "db": address.path.lstrip("/"),
        "username": address.username or "postgres",
        "password": address.password or "",
        "query": {"host": host} if host.startswith("/") else {},
    }
