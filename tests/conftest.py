"""Fixtures all tests share: no test leaves this machine, and the database is a real PostgreSQL."""

from __future__ import annotations

import shutil
import sys
import tempfile
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import pytest

from bot.store.embedded import start_embedded
from bot.store.engine import Database
from bot.store.vault import Vault
from bot.store.wakeup import Wakeup
from tests.mill import Mill

SECRET_KEY = "an-invented-key-for-tests"
VAULT = Vault([SECRET_KEY])

_LOOPBACK = {"127.0.0.1", "::1", "localhost"}


def _stay_here(event: str, arguments: tuple[Any, ...]) -> None:
    if event == "socket.connect" and isinstance(arguments[1], tuple) and arguments[1][0] not in _LOOPBACK:
        raise AssertionError(f"tests stay on this machine, not {arguments[1]}")


# An audit hook sees every connection of this process, whichever library makes it, and needs no patching.
sys.addaudithook(_stay_here)


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """The address of a PostgreSQL for this test run; `{}` stands for the database's name."""
    folder = Path(tempfile.mkdtemp(prefix="sambung-test-"))
    server = start_embedded(folder / "postgres")
    yield server.get_uri().replace("/postgres?", "/{}?", 1)
    server.cleanup()
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def mill(postgres: str) -> Iterator[Mill]:
    """Makes the next tests' databases while one runs."""
    with Mill(postgres, VAULT) as running:
        yield running


@pytest.fixture
def database_url(postgres: str, mill: Mill) -> Iterator[str]:
    """A fresh, migrated database for one test."""
    name = mill.take()
    yield postgres.format(name)
    mill.give_back(name)


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    opened = Database(database_url, VAULT)
    yield opened
    await opened.close()


@pytest.fixture
async def wakeup(database_url: str) -> AsyncIterator[Wakeup]:
    bell = Wakeup(database_url)
    yield bell
    await bell.close()
