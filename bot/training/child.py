"""The training itself: nlu.train in Rasa's own Python, behind everybody else for the processor, with its progress."""

from __future__ import annotations

import asyncio
import os
import shutil
import signal
from asyncio.subprocess import Process
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from bot.settings import ROOT
from bot.supervisor.child import ChildSpec, spawn
from bot.training.workshop import BEHIND_OTHERS, Lesson, TrainingFailed, Workshop
from nlu import model_store
from nlu.progress import VARIABLE, last_told

_LOOK_SECONDS = 0.5
_TOLD_LAST = 4000
"""Characters of the log that are searched for a known reason."""
Told = Callable[[str, float], None]


async def train(workshop: Workshop, lesson: Lesson, told: Told) -> Path:
    """The model's file. `told` hears phase and share. Ends with its child where it is cancelled. Raises
    TrainingFailed."""
    progress = workshop.scratch / "progress"
    argv = [*BEHIND_OTHERS, str(workshop.python), "-m", "nlu.train", "--config", str(workshop.config)]
    argv += ["--data", str(lesson.folder), "--models", str(workshop.models)]
    # The cache and Rasa's own temporary folders lie beside the data: whatever is left is swept with it.
    environment = {VARIABLE: str(progress), "TMPDIR": str(workshop.scratch)}
    workshop.log.unlink(missing_ok=True)
    process = await spawn(ChildSpec("training", argv, workshop.log, environment, ROOT))
    try:
        while process.returncode is None:
            with suppress(TimeoutError):
                await asyncio.wait_for(process.wait(), _LOOK_SECONDS)
            if found := last_told(progress):
                told(*found)
    finally:
        await end(process)
    model = model_store.fitting(workshop.models, lesson.wanted)
    if process.returncode != 0 or model is None:
        raise TrainingFailed(_reason(process.returncode or 0, workshop.log))
    return model


async def end(process: Process) -> None:
    """It and all it started, at once; nothing where it has ended."""
    if process.returncode is None:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        await process.wait()


def sweep(workshop: Workshop) -> None:
    """Nothing is left of a training but its model; nor of one whose process was killed."""
    shutil.rmtree(workshop.scratch, ignore_errors=True)
    for left in workshop.models.glob(".training-*"):
        shutil.rmtree(left, ignore_errors=True)


def _reason(code: int, log: Path) -> str:
    said = log.read_text(encoding="utf-8", errors="replace")[-_TOLD_LAST:] if log.exists() else ""
    if "No space left on device" in said:
        return "disk_full"
    if code in {-signal.SIGKILL, 128 + signal.SIGKILL} or "MemoryError" in said:
        return "memory"
    return "training"
