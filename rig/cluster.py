"""A database of its own with any number of web and worker processes on it, in a folder that goes with it."""

from __future__ import annotations

import asyncio
import os
import shutil
import signal
import tempfile
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import Self

from aiohttp import ClientError, ClientSession, ClientTimeout
from sqlalchemy import text

from bot.store.embedded import EmbeddedServer, start_embedded
from bot.store.engine import Database
from bot.store.migrate import migrate
from bot.store.vault import Vault
from bot.supervisor.plan import NLU_PYTHON
from bot.supervisor.ports import free_port
from rig.process import Process

TOKEN = "7012345678:AAinvented-token-for-the-rig"
TELEGRAM_ACCOUNT = TOKEN.partition(":")[0]
PHONE = "100000000000003"
ACCESS_TOKEN = "EAAinvented"
APP_SECRET = "rig-app-secret"
TELEGRAM_SECRET = "rig-telegram-secret"
VERIFY_TOKEN = "rig-verify"
SECRET_KEY = "an-invented-key-for-the-rig"

_READY_SECONDS = 60.0


class Cluster:
    """`platform_url` is where both channels are sent to; `public_url` is where they deliver, if not to the first web
    process; `settings` win over the rig's own."""

    def __init__(
        self,
        platform_url: str,
        *,
        public_url: str = "https://bot.invalid",
        nlu_url: str = "http://127.0.0.1:9",
        settings: Mapping[str, str] | None = None,
    ) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="sambung-rig-"))
        self.processes: list[Process] = []
        self._postgres: EmbeddedServer | None = None
        self._numbers = 0
        self._environment = {
            "NLU_URL": nlu_url,
            "PUBLIC_URL": public_url,
            "TELEGRAM_BOT_TOKEN": TOKEN,
            "TELEGRAM_WEBHOOK_SECRET": TELEGRAM_SECRET,
            "TELEGRAM_API_BASE": platform_url,
            "WHATSAPP_PHONE_NUMBER_ID": PHONE,
            "WHATSAPP_ACCESS_TOKEN": ACCESS_TOKEN,
            "WHATSAPP_APP_SECRET": APP_SECRET,
            "WHATSAPP_VERIFY_TOKEN": VERIFY_TOKEN,
            "WHATSAPP_API_BASE": platform_url,
            "SECRET_KEY": SECRET_KEY,
            "RESIDENT_BURST": "1000000",  # the load of a few invented residents is that of many
            "CAMPAIGN_QUIET_FROM": "00:00",  # never quiet: a proof or a measurement may run at night
            "CAMPAIGN_QUIET_UNTIL": "00:00",
            "CAMPAIGN_PER_WEEK": "50",
            "CAMPAIGN_SECOND_ABOVE": "10000000",
            "LOG_LEVEL": "INFO",
            **(settings or {}),
        }
        self.database: Database

    async def __aenter__(self) -> Self:
        self._postgres = await asyncio.to_thread(start_embedded, self.folder / "postgres")
        url = self._postgres.get_uri()
        self._environment["DATABASE_URL"] = url
        self.database = Database(url, Vault([SECRET_KEY]), pool_size=4)
        await migrate(self.database)
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await asyncio.gather(*(process.kill() for process in self.processes))
        await self.database.close()
        if self._postgres is not None:
            await asyncio.to_thread(self._postgres.cleanup)
        shutil.rmtree(self.folder, ignore_errors=True)

    @property
    def database_url(self) -> str:
        return self._environment["DATABASE_URL"]

    async def waiting(self) -> int:
        """Events not handled and messages not sent."""
        return await self._count(
            """SELECT (SELECT count(*) FROM inbox WHERE state = 'waiting')
                    + (SELECT count(*) FROM outbox WHERE state = 'queued')"""
        )

    async def answered(self) -> int:
        """Events with an answer; asked of the outbox, so that a deep inbox costs the asker nothing."""
        return await self._count("SELECT count(DISTINCT answers) FROM outbox")

    async def _count(self, query: str) -> int:
        async with self.database.begin() as connection:
            found: int = (await connection.execute(text(query))).scalar_one()
        return found

    async def restart_database(self) -> None:
        """As after a power cut: PostgreSQL is gone at once, and comes back on the same address."""
        server = self._postgres
        if server is None or (pid := server.get_pid()) is None:
            raise RuntimeError("the database does not run")
        os.kill(pid, signal.SIGQUIT)
        async with asyncio.timeout(30):
            while Path(f"/proc/{pid}").exists():
                await asyncio.sleep(0.02)
        await asyncio.to_thread(server.ensure_postgres_running)

    async def web(self, port: int | None = None) -> tuple[Process, str]:
        """A web process and its address, ready to take deliveries."""
        port = port or free_port()
        process = await self._start("web", {"HTTP_PORT": str(port)})
        url = f"http://127.0.0.1:{port}"
        await until_answers(f"{url}/health/live")
        return process, url

    async def worker(self) -> Process:
        return await self._start("worker", {})

    async def nlu(self, model: Path) -> Process:
        """Our Rasa server on the address all processes were told."""
        port = self._environment["NLU_URL"].rpartition(":")[2]
        argv = (str(NLU_PYTHON), "-m", "nlu.serve", "--model", str(model), "--port", port, "--exit-with-parent")
        process = Process("rasa", argv, self.folder / "rasa.log")
        await process.start()
        self.processes.append(process)
        await until_answers(f"http://127.0.0.1:{port}/status")
        return process

    async def _start(self, command: str, env: Mapping[str, str]) -> Process:
        self._numbers += 1
        process = Process.own(f"{command}-{self._numbers}", command, self.folder, {**self._environment, **env})
        await process.start()
        self.processes.append(process)
        return process


async def until_answers(url: str, seconds: float = _READY_SECONDS) -> None:
    """Wait until `url` answers 200. Raises TimeoutError."""
    async with asyncio.timeout(seconds), ClientSession(timeout=ClientTimeout(total=2)) as http:
        while True:
            try:
                async with http.get(url) as answer:
                    if answer.status == 200:
                        return
            except (ClientError, TimeoutError):
                pass
            await asyncio.sleep(0.05)
