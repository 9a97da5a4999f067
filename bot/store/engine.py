"""The connection to PostgreSQL: pool, transactions, and database trouble turned into StoreUnavailable."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager

from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from bot.domain.errors import StoreUnavailable
from bot.store.vault import Vault

# Our statements are short: compiling one would cost more than running it.
_SERVER_SETTINGS = {"jit": "off"}

_TROUBLE = (OperationalError, InterfaceError, PoolTimeout, OSError, TimeoutError)


def async_url(url: str) -> str:
    """The given PostgreSQL address for SQLAlchemy's asyncpg driver."""
    return "postgresql+asyncpg://" + url.split("://", 1)[1]


class Database:
    """A pool of connections. Every transaction goes through `begin`; `vault` seals what lies in the tables."""

    def __init__(self, url: str, vault: Vault, *, pool_size: int = 10) -> None:
        self.vault = vault
        self.engine: AsyncEngine = create_async_engine(
            async_url(url),
            pool_size=pool_size,
            hide_parameters=True,
            max_overflow=5,
            pool_timeout=5,
            pool_recycle=1800,
            connect_args={"timeout": 5, "command_timeout": 20, "server_settings": _SERVER_SETTINGS},
        )
        self._autocommit = self.engine.execution_options(isolation_level="AUTOCOMMIT")

    @asynccontextmanager
    async def begin(self) -> AsyncIterator[AsyncConnection]:
        """A transaction, committed at the end. Raises StoreUnavailable when the database does not answer."""
        with _our_errors():
            async with self.engine.begin() as connection:
                yield connection

    @asynccontextmanager
    async def single(self) -> AsyncIterator[AsyncConnection]:
        """Each statement is a transaction of its own, without the two round trips of BEGIN and COMMIT."""
        with _our_errors():
            async with self._autocommit.connect() as connection:
                yield connection

    async def close(self) -> None:
        await self.engine.dispose()


@contextmanager
def _our_errors() -> Iterator[None]:
    try:
        yield
    except DBAPIError as error:
        if isinstance(error, _TROUBLE) or error.connection_invalidated or _server_side_trouble(error):
            raise StoreUnavailable from error
        raise
    except _TROUBLE as error:
        raise StoreUnavailable from error


def _server_side_trouble(error: DBAPIError) -> bool:
    """SQLSTATE classes of trouble that is not in the statement: connection (08), access (28, 3D), resources (53),
    intervention (57), input and output (58), locks."""
    state = getattr(error.orig, "sqlstate", None) or ""
    return state[:2] in {"08", "28", "3D", "53", "57", "58"} or state in {"40001", "40P01", "55P03", "25006"}
