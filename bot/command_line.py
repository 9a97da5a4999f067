"""What every command shares: it reads the settings, runs, and exits with a code or plain sentences."""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import Awaitable, Callable
from typing import NoReturn

from bot.domain.errors import BotError, SettingsError, StoreUnavailable
from bot.log import configure
from bot.settings import Settings


def finish(command: Callable[[Settings], Awaitable[int]]) -> NoReturn:
    """Run a command and exit with its code; our own errors become plain sentences."""
    try:
        settings = Settings.read(os.environ)
        configure(settings.LOG_LEVEL)
        sys.exit(asyncio.run(_awaited(command(settings))))
    except SettingsError as error:
        complain("These settings need attention:", *(f"  • {problem}" for problem in error.problems))
    except StoreUnavailable:
        complain("The database does not answer. Is DATABASE_URL right, and is PostgreSQL running?")
    except BotError as error:
        complain(str(error))


async def _awaited(result: Awaitable[int]) -> int:
    return await result


def complain(*lines: str) -> NoReturn:
    sys.stderr.write("\n".join(lines) + "\n")
    sys.exit(2)
