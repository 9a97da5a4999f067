"""The short version of `make prove`: real processes, killed and starved, and an audit of every message."""

from __future__ import annotations

import asyncio
import sys

from bot.settings import ROOT

_SECONDS = 400.0


async def test_nothing_is_lost_doubled_or_out_of_order_whatever_is_done_to_the_processes() -> None:
    """In a process of its own, as `make prove` runs it: there the arrival of sends is timed, and a collection of the
    thousands of tests' garbage in this one would hold several back and let them arrive at once."""
    proving = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "prove",
        "--short",
        cwd=ROOT,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    try:
        output, _ = await asyncio.wait_for(proving.communicate(), _SECONDS)
    finally:
        if proving.returncode is None:
            proving.kill()
            await proving.wait()
    assert proving.returncode == 0, output.decode()
