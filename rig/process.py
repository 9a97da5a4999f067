"""One process of the product: started, killed, ended; it never outlives us."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from bot.settings import ROOT
from bot.supervisor.child import ChildSpec, spawn

_STOP_SECONDS = 20.0


@dataclass(slots=True)
class Process:
    """`argv` with `env` added to ours; its output goes to `log`."""

    name: str
    argv: Sequence[str]
    log: Path
    env: Mapping[str, str] = field(default_factory=dict)
    _running: asyncio.subprocess.Process | None = None

    @classmethod
    def own(cls, name: str, command: str, folder: Path, env: Mapping[str, str]) -> Process:
        """A `python -m bot …` process."""
        return cls(name, (sys.executable, "-m", "bot", command), folder / f"{name}.log", env)

    @property
    def pid(self) -> int:
        if self._running is None:
            raise RuntimeError(f"{self.name} was never started")
        return self._running.pid

    @property
    def alive(self) -> bool:
        return self._running is not None and self._running.returncode is None

    async def start(self) -> None:
        self._running = await spawn(ChildSpec(self.name, self.argv, self.log, self.env, ROOT))

    async def kill(self) -> None:
        """SIGKILL to it and all it started; returns when it is gone."""
        if self._running is not None and self.alive:
            with suppress(ProcessLookupError):
                os.killpg(self._running.pid, signal.SIGKILL)
            await self._running.wait()

    async def stop(self) -> int:
        """SIGTERM; returns its exit code. What does not end in time is killed."""
        if self._running is None:
            return 0
        if self.alive:
            with suppress(ProcessLookupError):
                self._running.send_signal(signal.SIGTERM)
            try:
                await asyncio.wait_for(self._running.wait(), _STOP_SECONDS)
            except TimeoutError:
                await self.kill()
        return self._running.returncode or 0

    def memory(self) -> float:
        """Resident megabytes; Linux only."""
        for line in Path(f"/proc/{self.pid}/status").read_text().splitlines():
            if line.startswith("VmRSS"):
                return int(line.split()[1]) / 1024
        return 0.0
