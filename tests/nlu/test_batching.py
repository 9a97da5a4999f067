"""Gathering, remembering and replacing: the queue in front of the trained graph."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Sequence
from typing import Any

import pytest

from nlu.batching import REMEMBERED, Batcher


class Graph:
    """Answers with its name; notes each batch; fails for texts that say so; waits while `gate` is closed."""

    def __init__(self, name: str = "one") -> None:
        self.model_id = name
        self.batches: list[list[str]] = []
        self.gate = threading.Event()
        self.gate.set()

    def parse(self, texts: Sequence[str]) -> list[dict[str, Any]]:
        self.gate.wait(5)
        self.batches.append(list(texts))
        if any("gagal" in text for text in texts):
            raise RuntimeError("no")
        return [{"text": text, "model": self.model_id} for text in texts]


def batcher(graph: Graph) -> Batcher:
    return Batcher(graph)  # type: ignore[arg-type]


async def test_an_identical_question_costs_nothing_twice() -> None:
    graph = Graph()
    async with batcher(graph) as queue:
        first, second = await queue.parse("ktp hilang"), await queue.parse("ktp hilang")
    assert first == second
    assert graph.batches == [["ktp hilang"]]


async def test_a_question_that_differs_only_in_its_looks_is_remembered_and_keeps_its_own_words() -> None:
    graph = Graph()
    async with batcher(graph) as queue:
        await queue.parse("ktp hilang")
        assert (await queue.parse("  KTP   hilang "))["text"] == "  KTP   hilang "
    assert len(graph.batches) == 1


async def test_the_same_question_asked_by_many_at_once_is_read_once() -> None:
    graph = Graph()
    graph.gate.clear()
    async with batcher(graph) as queue:
        asked = [asyncio.create_task(queue.parse("ktp hilang")) for _ in range(20)]
        await asyncio.sleep(0.05)
        asked[0].cancel()
        graph.gate.set()
        answers = await asyncio.gather(*asked[1:])
    assert len(answers) == 19
    assert graph.batches == [["ktp hilang"]]


async def test_what_waits_is_read_in_one_batch() -> None:
    graph = Graph()
    graph.gate.clear()
    async with batcher(graph) as queue:
        asked = [asyncio.create_task(queue.parse(f"soal {number}")) for number in range(10)]
        await asyncio.sleep(0.05)
        graph.gate.set()
        await asyncio.gather(*asked)
    assert max(len(batch) for batch in graph.batches) >= 9


async def test_a_failure_is_told_and_not_remembered() -> None:
    graph = Graph()
    async with batcher(graph) as queue:
        for _ in range(2):
            with pytest.raises(RuntimeError):
                await queue.parse("gagal")
    assert len(graph.batches) == 2


async def test_another_model_answers_anew_and_the_one_before_is_kept() -> None:
    old, new = Graph("old"), Graph("new")
    async with batcher(old) as queue:
        await queue.parse("halo")
        queue.replace(new)  # type: ignore[arg-type]
        assert (await queue.parse("halo"))["model"] == "new"
        assert queue.previous is old  # type: ignore[comparison-overlap]


async def test_only_so_many_answers_are_kept() -> None:
    graph = Graph()
    async with batcher(graph) as queue:
        for number in range(REMEMBERED + 1):
            await queue.parse(" ".join(str(number)))
        before = len(graph.batches)
        await queue.parse(" ".join(str(REMEMBERED)))
        assert len(graph.batches) == before
        await queue.parse("0")
        assert len(graph.batches) == before + 1
