"""Gathers the messages that came in while the graph was busy and asks it about all of them at once.

A message in a batch costs half of what it costs alone, and onnxruntime leaves Python's lock to others while it
counts, so that two batches at once keep two cores busy (docs/adr/0006-meaning.md has the figures).
Nobody waits for a batch to fill: an idle reader takes what there is. What was answered is remembered: a text that looks
the same to the models (nlu/text_shape.py) costs nothing twice, neither later nor while the first is still being read.
"""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

from nlu.text_shape import shape

if TYPE_CHECKING:
    from nlu.graph import TrainedGraph

LARGEST_BATCH = 16
READERS = 2
"""Batches read at once."""
REMEMBERED = 2_000
"""Answers kept, the most recently asked; some 3 kB each."""


class Batcher:
    """Use as an async context manager. `replace` puts another graph in charge; the next batch asks the new one, and the
    one before stays loaded, ready to be taken back at once."""

    def __init__(self, graph: TrainedGraph) -> None:
        self.graph = graph
        self.previous: TrainedGraph | None = None
        self._waiting: asyncio.Queue[tuple[str, asyncio.Future[dict[str, Any]]]] = asyncio.Queue()
        self._threads = ThreadPoolExecutor(max_workers=READERS, thread_name_prefix="graph")
        self._answers: OrderedDict[str, asyncio.Future[dict[str, Any]]] = OrderedDict()

    async def __aenter__(self) -> Batcher:
        self._readers = [asyncio.create_task(self._read()) for _ in range(READERS)]
        return self

    async def __aexit__(self, *_: object) -> None:
        for reader in self._readers:
            reader.cancel()
        await asyncio.gather(*self._readers, return_exceptions=True)
        self._threads.shutdown(wait=False)

    def replace(self, graph: TrainedGraph) -> None:
        self.graph, self.previous = graph, self.graph
        # What is being read at this moment may be answered by either: nothing of it may be told as the other's.
        self._answers.clear()

    async def parse(self, text: str) -> dict[str, Any]:
        """What the graph says about the text; raises what the graph raised for it."""
        key = shape(text)
        answer = self._answers.get(key)
        if answer is None or _failed(answer):
            answer = asyncio.get_running_loop().create_future()
            self._answers[key] = answer
            self._waiting.put_nowait((text, answer))
        self._answers.move_to_end(key)
        while len(self._answers) > REMEMBERED:
            self._answers.popitem(last=False)
        # Shielded: who goes away must not take the answer from others who asked the same.
        return {**await asyncio.shield(answer), "text": text}

    async def _read(self) -> None:
        loop = asyncio.get_running_loop()
        while True:
            batch = [await self._waiting.get()]
            while len(batch) < LARGEST_BATCH and not self._waiting.empty():
                batch.append(self._waiting.get_nowait())
            try:
                answers = await loop.run_in_executor(self._threads, self.graph.parse, [text for text, _ in batch])
            except Exception as error:  # handed to those who asked
                _settle(batch, [error] * len(batch))
            else:
                _settle(batch, answers)


def _failed(answer: asyncio.Future[dict[str, Any]]) -> bool:
    return answer.done() and (answer.cancelled() or answer.exception() is not None)


def _settle(batch: list[tuple[str, asyncio.Future[dict[str, Any]]]], outcomes: list[Any]) -> None:
    for (_, answer), outcome in zip(batch, outcomes, strict=True):
        if answer.done():  # the asker went away
            continue
        if isinstance(outcome, Exception):
            answer.set_exception(outcome)
        else:
            answer.set_result(outcome)
