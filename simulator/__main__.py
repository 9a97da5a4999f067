"""`python -m simulator --port 8090`: serves both stand-ins and the page until told to stop."""

from __future__ import annotations

import argparse
import asyncio
import os
import signal
import sys

from simulator.app import serving
from simulator.settings import Settings, SettingsMissing


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m simulator", description=__doc__)
    parser.add_argument("--port", type=int, help="else SIMULATOR_PORT, else 8090")
    parser.add_argument("--config-from-env", action="store_true", help="as always: settings come by environment")
    arguments = parser.parse_args()
    try:
        settings = Settings.read(os.environ, arguments.port)
    except SettingsMissing as missing:
        print(f"The simulator needs these environment variables: {missing}", file=sys.stderr)
        return 2
    try:
        asyncio.run(_run(settings))
    except OSError as error:
        print(f"The simulator cannot listen on port {settings.port}: {error.strerror}", file=sys.stderr)
        return 1
    return 0


async def _run(settings: Settings) -> None:
    stop = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    async with serving(settings):
        print(f"Two phones: http://{settings.host}:{settings.port}/", flush=True)
        await stop.wait()


if __name__ == "__main__":
    sys.exit(main())
