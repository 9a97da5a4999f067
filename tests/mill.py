"""A mill for databases: copying one takes longer than many a test, so the next ones are made while a test runs."""

from __future__ import annotations

import asyncio
import itertools
import threading
from queue import Queue, SimpleQueue
from types import TracebackType

import asyncpg

from bot.store.engine import Database
from bot.store.migrate import migrate
from bot.store.vault import Vault

_AHEAD = 2
_PATIENCE = 60.0
_BREATH = 0.02
_TEMPLATE = "migrated"


class Mill:
    """A thread of its own with a connection of its own. `address` has `{}` where the database's name stands."""

    def __init__(self, address: str, vault: Vault) -> None:
        self._address = address
        self._vault = vault
        self._ready: Queue[str | Exception] = Queue()
        self._spent: SimpleQueue[str] = SimpleQueue()
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="mill", daemon=True)

    def __enter__(self) -> Mill:
        self._thread.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._stop.set()
        self._thread.join(_PATIENCE)

    def take(self) -> str:
        """The name of a database nobody has used."""
        made = self._ready.get(timeout=_PATIENCE)
        if isinstance(made, Exception):
            raise made
        return made

    def give_back(self, name: str) -> None:
        """It is dropped when there is time."""
        self._spent.put(name)

    def _run(self) -> None:
        try:
            asyncio.run(self._grind())
        except Exception as error:
            self._ready.put(error)  # the next test tells

    async def _grind(self) -> None:
        admin = await asyncpg.connect(self._address.format("postgres"))
        # Nothing of a test outlives its server.
        await admin.execute("ALTER SYSTEM SET fsync = off")
        await admin.execute("SELECT pg_reload_conf()")
        await self._make_template(admin)
        names = (f"test_{number}" for number in itertools.count(1))
        while not self._stop.is_set():
            if self._ready.qsize() < _AHEAD:
                name = next(names)
                await admin.execute(f"CREATE DATABASE {name} TEMPLATE {_TEMPLATE} STRATEGY FILE_COPY")
                self._ready.put(name)
            elif not self._spent.empty():
                await admin.execute(f"DROP DATABASE {self._spent.get()} WITH (FORCE)")
            else:
                await asyncio.sleep(_BREATH)
        await admin.close()

    async def _make_template(self, admin: asyncpg.Connection) -> None:
        await admin.execute(f"CREATE DATABASE {_TEMPLATE}")
        template = Database(self._address.format(_TEMPLATE), self._vault, pool_size=1)
        await migrate(template)
        await template.close()
