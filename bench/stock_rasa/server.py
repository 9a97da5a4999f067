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
from rig.cluster import free_port, until_answers
from rig.deliveries import Delivery
from rig.process import Process

_READY_SECONDS = 120.0


class StockRasa:
    """Answers go to `callback_url`; conversations are kept in the PostgreSQL at `database_url`."""

    def __init__(self, project: Path, folder: Path, database_url: str, callback_url: str) -> None:
        self._folder = folder
        self._port = free_port()
        self.url = f"http://127.0.0.1:{self._port}"
        endpoints, credentials = folder / "endpoints.yml", folder / "credentials.yml"
        endpoints.write_text(json.dumps({"tracker_store": _tracker_store(database_url)}))
        credentials.write_text(json.dumps({"callback": {"url": callback_url}}))
        argv = [str(NLU_PYTHON), "-m", "rasa", "run", "--model", str(project / "models" / "stock.tar.gz")]
        argv += ["--port", str(self._port), "--interface", "127.0.0.1"]
        argv += ["--endpoints", str(endpoints), "--credentials", str(credentials)]
        environment = {
            "PYTHONPATH": str(project / "site"),
            "RASA_TELEMETRY_ENABLED": "false",
            "HOME": os.environ.get("HOME", str(folder)),
        }
        self.process = Process("stock-rasa", argv, folder / "stock-rasa.log", environment)

    async def __aenter__(self) -> Self:
        await self.process.start()
        await until_answers(f"{self.url}/", _READY_SECONDS)
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await asyncio.shield(self.process.kill())


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
