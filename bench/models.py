"""Our own language model for a measurement; trained where it is missing."""

from __future__ import annotations

import asyncio
from pathlib import Path

from bot.settings import ROOT
from bot.supervisor.plan import NLU_PYTHON


async def newest_model() -> Path:
    """Raises RuntimeError when training fails."""
    process = await asyncio.create_subprocess_exec(
        str(NLU_PYTHON), "-m", "nlu.train", cwd=ROOT, stdout=asyncio.subprocess.PIPE
    )
    output, _ = await process.communicate()
    if process.returncode:
        raise RuntimeError("our own model could not be trained")
    return Path(output.decode().strip())
