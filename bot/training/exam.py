"""Two models asked the same: on the project's messages, on real ones, on protected questions, on recent ones."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from aiohttp import ClientSession, ClientTimeout

from bot.domain.errors import NluUnavailable
from bot.domain.model_quality import (
    Evaluation,
    Exam,
    Failure,
    Judged,
    Mark,
    by_exam,
    by_topic,
    change_of,
)
from bot.domain.reply import Band, Guess
from bot.domain.teaching import Example
from bot.settings import ROOT
from bot.store.model_evaluations import Change
from bot.supervisor.child import ChildSpec, spawn
from bot.supervisor.ports import free_port
from bot.training.child import end
from bot.training.workshop import BEHIND_OTHERS, TrainingFailed, Workshop
from handlers.bands import Thresholds, decide
from nlu.client import RasaClient
from nlu.evaluate import Row

_AT_ONCE = 32
_READY_SECONDS = 90.0
_PATIENCE = 120.0
Rankings = Mapping[str, Sequence[Guess]]


@dataclass(frozen=True, slots=True)
class Paper:
    """What is asked. `questions` are (id, masked text) of residents."""

    test: Sequence[Row]
    real: Sequence[Example]
    protected: Sequence[tuple[str, tuple[str, ...]]]
    questions: Sequence[tuple[str, str]]

    @property
    def texts(self) -> list[str]:
        """Each once."""
        said = [row.text for row in self.test] + [each.text for each in self.real]
        said += [text for text, _ in self.protected] + [text for _, text in self.questions]
        return list(dict.fromkeys(said))


@dataclass(frozen=True, slots=True)
class Findings:
    """What a comparison brings."""

    evaluation: Evaluation
    judged: Sequence[Judged]
    changes: Sequence[Change]


@asynccontextmanager
async def heard_by(workshop: Workshop, model: Path) -> AsyncIterator[RasaClient]:
    """A server of this model for this block alone, on this machine, behind everybody else. Raises TrainingFailed."""
    port = free_port()
    argv = [*BEHIND_OTHERS, str(workshop.python), "-m", "nlu.serve", "--model", str(model)]
    argv += ["--port", str(port), "--exit-with-parent"]
    process = await spawn(ChildSpec("exam", argv, workshop.log, {}, ROOT))
    try:
        async with ClientSession(timeout=ClientTimeout(total=_PATIENCE)) as http:
            client = RasaClient(http, f"http://127.0.0.1:{port}", timeout=_PATIENCE)
            try:
                async with asyncio.timeout(_READY_SECONDS):
                    while process.returncode is None and not await client.healthy():  # noqa: ASYNC110
                        await asyncio.sleep(0.2)
            except TimeoutError:
                raise TrainingFailed("nlu") from None
            if process.returncode is not None:
                raise TrainingFailed("nlu")
            yield client
    finally:
        await end(process)


async def ask_all(client: RasaClient, texts: Sequence[str], on_share: Callable[[float], None]) -> Rankings:
    """Raises TrainingFailed."""
    found: dict[str, Sequence[Guess]] = {}
    waiting = iter(texts)

    async def asker() -> None:
        for text in waiting:
            found[text] = (await client.understand(text)).ranking
            on_share(len(found) / len(texts))

    try:
        async with asyncio.TaskGroup() as group:
            for _ in range(_AT_ONCE):
                group.create_task(asker())
    except* NluUnavailable as trouble:
        raise TrainingFailed("nlu") from trouble
    return found


def findings(paper: Paper, against: str, before: Rankings | None, after: Rankings) -> Findings:
    judged = [_judged(Exam.TEST, row.text, row.label, {row.label, *row.also}, before, after) for row in paper.test] + [
        _judged(Exam.REAL, each.text, each.label, {each.label}, before, after) for each in paper.real
    ]
    changes = [] if before is None else _changes(paper.questions, before, after)
    counts = dict.fromkeys(("gained", "lost", "changed", "asks"), 0)
    for each in changes:
        counts[each.change] += 1
    evaluation = Evaluation(
        against=against,
        exams=by_exam(judged),
        topics=by_topic(judged),
        protected=len(paper.protected),
        failures=tuple(_failures(paper.protected, after)),
        questions=len(paper.questions),
        changes=counts,
    )
    return Findings(evaluation, judged, changes)


def _judged(exam: Exam, text: str, label: str, fine: set[str], before: Rankings | None, after: Rankings) -> Judged:
    old = None if before is None else _mark(before[text], fine)
    return Judged(exam, text, label, old, _mark(after[text], fine))


def _mark(ranking: Sequence[Guess], fine: set[str]) -> Mark:
    band, label = _way(ranking)
    top = [guess.id for guess in ranking[:3]]
    return Mark(
        label=label,
        band=band,
        right=bool(top) and top[0] in fine,
        within_three=bool(fine & set(top)),
        wrong_straight=band == Band.ANSWER and label not in fine,
    )


def _way(ranking: Sequence[Guess]) -> tuple[str, str]:
    """(band, first label)."""
    decision = decide(ranking, Thresholds())
    first = decision.labels[0] if decision.band is Band.ANSWER else (ranking[0].id if ranking else "")
    return decision.band.value, first


def _failures(protected: Sequence[tuple[str, tuple[str, ...]]], after: Rankings) -> list[Failure]:
    answers = [(text, allowed, _way(after[text])) for text, allowed in protected]
    return [
        Failure(text, allowed, label)
        for text, allowed, (band, label) in answers
        if band == Band.ANSWER and label not in allowed
    ]


def _changes(questions: Sequence[tuple[str, str]], before: Rankings, after: Rankings) -> list[Change]:
    found = []
    for question, text in questions:
        old, new = _way(before[text]), _way(after[text])
        if change := change_of(old, new):
            found.append(Change(question, change, old, new))
    return found
