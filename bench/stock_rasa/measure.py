"""Times stock Rasa by itself: one message at a time, then many residents at once."""

from __future__ import annotations

import asyncio
import csv
import itertools
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from aiohttp import ClientSession, TCPConnector

from bench.figures import Figures, percentiles
from bench.platforms import Platforms
from bench.stock_rasa.server import Answered

FEWEST, MOST = 100, 2_000
"""Below a hundred conversations the 99th percentile would be a guess; above, a measurement would last too long."""

_WARM_UP = 10
_ANSWER_SECONDS = 60.0
_WHOLE_SECONDS = 600.0


class Peer(Protocol):
    async def ask(self, http: ClientSession, platforms: Platforms, question: str, seconds: float) -> Answered: ...


@dataclass(frozen=True, slots=True)
class Measured:
    """`idle` and `loaded` hold p50_ms, p95_ms and p99_ms; `per_second` counts until the last first part arrived."""

    conversations: int
    at_once: int
    idle: Figures
    loaded: Figures
    per_second: float


async def measure(
    peer: Peer, platforms: Platforms, questions: Sequence[str], at_once: int = 32, limit: float = _WHOLE_SECONDS
) -> Measured:
    """Each question twice, idle and loaded, always of somebody new. Raises ValueError, RuntimeError or TimeoutError."""
    if not FEWEST <= len(questions) <= MOST or at_once < 1:
        raise ValueError(f"from {FEWEST} to {MOST} questions, at least one at once")
    async with asyncio.timeout(limit), ClientSession(connector=TCPConnector(limit=at_once)) as http:
        await _one_by_one(peer, platforms, http, questions[:_WARM_UP])
        idle = await _one_by_one(peer, platforms, http, questions)
        loaded = await _crowd(peer, platforms, http, questions, at_once)
    seconds = max(answer.arrived for answer in loaded) - min(answer.posted for answer in loaded)
    return Measured(len(questions), at_once, _latency(idle), _latency(loaded), len(loaded) / seconds)


async def _one_by_one(
    peer: Peer, platforms: Platforms, http: ClientSession, questions: Sequence[str]
) -> list[Answered]:
    answers = []
    for question in questions:
        answers.append(await peer.ask(http, platforms, question, _ANSWER_SECONDS))
        await asyncio.sleep(0.02)  # what the server does after answering must not count for the next one
    return answers


async def _crowd(
    peer: Peer, platforms: Platforms, http: ClientSession, questions: Sequence[str], at_once: int
) -> list[Answered]:
    waiting = iter(questions)
    answers: list[Answered] = []

    async def resident() -> None:
        for question in waiting:
            answers.append(await peer.ask(http, platforms, question, _ANSWER_SECONDS))  # noqa: PERF401

    async with asyncio.TaskGroup() as crowd:
        for _ in range(at_once):
            crowd.create_task(resident())
    return answers


def _latency(answers: Sequence[Answered]) -> Figures:
    return percentiles([answer.milliseconds for answer in answers])


def questions_of(test_set: Path, count: int) -> list[str]:
    """The questions residents really ask, in turn."""
    with test_set.open(encoding="utf-8") as file:
        texts = [row["text"] for row in csv.DictReader(file, delimiter="\t") if row["label"].startswith("faq/")]
    return list(itertools.islice(itertools.cycle(texts), count))
