"""One process of the product: started, watched, started again when it dies, stopped cleanly."""

from __future__ import annotations

import asyncio
import ctypes
import os
import signal
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

_PR_SET_PDEATHSIG = 1
_FIRST_WAIT = 0.5
_LONGEST_WAIT = 15.0
_STEADY_SECONDS = 60.0
_STOP_SECONDS = 14.0

Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class ChildSpec:
    """What to run. Its output goes to `log`."""

    name: str
    argv: Sequence[str]
    log: Path
    env: Mapping[str, str] = field(default_factory=dict)
    cwd: Path | None = None


class Child:
    """Runs a ChildSpec until stopped."""

    def __init__(self, spec: ChildSpec, say: Say, *, stop_seconds: float = _STOP_SECONDS) -> None:
        self.spec = spec
        self._stop_seconds = stop_seconds
        self._say = say
        self._process: asyncio.subprocess.Process | None = None
        self._stopping = False

    @property
    def pid(self) -> int | None:
        return self._process.pid if self._process else None

    async def run(self) -> None:
        """Start the process, and again whenever it ends, with a growing wait between tries, until stopped."""
        wait = _FIRST_WAIT
        while not self._stopping:
            started = time.monotonic()
            code = await self._once()
            if self._stopping:
                return
            wait = _FIRST_WAIT if time.monotonic() - started > _STEADY_SECONDS else min(wait * 2, _LONGEST_WAIT)
            self._say(f"{self.spec.name} ended (code {code}); starting it again in {wait:.0f} s — see {self.spec.log}")
            await asyncio.sleep(wait)

    def start_with(self, spec: ChildSpec) -> None:
        """From its next start on; one that runs goes on as it is."""
        self.spec = spec

    async def stop(self) -> None:
        """Ask it to end; kill it when it does not."""
        self._stopping = True
        process = self._process
        if process is None or process.returncode is not None:
            return
        with suppress(ProcessLookupError):
            process.send_signal(signal.SIGTERM)
        try:
            await asyncio.wait_for(process.wait(), self._stop_seconds)
        except TimeoutError:
            self._say(f"{self.spec.name} did not end in time; killing it")
            self.kill()

    def kill(self) -> None:
        """End it and whatever it started, at once."""
        if self._process is not None and self._process.returncode is None:
            with suppress(ProcessLookupError):
                os.killpg(self._process.pid, signal.SIGKILL)

    async def _once(self) -> int:
        self._process = await spawn(self.spec)
        return await self._process.wait()


async def spawn(spec: ChildSpec) -> asyncio.subprocess.Process:
    """Start it, in a session of its own: Ctrl-C in the terminal reaches only us, and we stop the children in order."""
    spec.log.parent.mkdir(parents=True, exist_ok=True)
    with spec.log.open("ab") as log:
        return await asyncio.create_subprocess_exec(
            *spec.argv,
            stdin=asyncio.subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            env={**os.environ, **spec.env},
            cwd=spec.cwd,
            start_new_session=True,
            preexec_fn=_die_with_parent if sys.platform == "linux" else None,
        )


def _die_with_parent() -> None:
    """Linux: the kernel ends the child when we are killed without a chance to do so."""
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)
