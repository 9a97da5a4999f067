"""The peer of the benchmark: what is written for Rasa, and how it is timed, without Rasa itself."""

from __future__ import annotations

import asyncio
import time
from pathlib import Path
from typing import Any

import pytest
import yaml
from aiohttp import ClientSession

from bench.platforms import Platforms
from bench.stock_rasa.measure import FEWEST, MOST, measure, questions_of
from bench.stock_rasa.project import write_project
from bench.stock_rasa.server import Answered
from bot.settings import ROOT

TEST_SET = ROOT / "nlu" / "test_set.tsv"


class FakePeer:
    """Answers after `seconds`; remembers how many it had at the same time."""

    def __init__(self, seconds: float = 0.0, error: Exception | None = None) -> None:
        self._seconds = seconds
        self._error = error
        self._now = self.most = self.asked = 0

    async def ask(self, http: ClientSession, platforms: Platforms, question: str, seconds: float) -> Answered:
        self.asked += 1
        self._now += 1
        self.most = max(self.most, self._now)
        posted = time.perf_counter()
        await asyncio.sleep(self._seconds)
        self._now -= 1
        if self._error is not None:
            raise self._error
        return Answered(posted, time.perf_counter())


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("stock")
    write_project(folder)
    return folder


def _read(path: Path) -> dict[str, Any]:
    content: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return content


def test_every_question_stock_rasa_learns_has_an_answer(project: Path) -> None:
    learned = {entry["intent"] for entry in _read(project / "data" / "nlu.yml")["nlu"]}
    responses = _read(project / "domain.yml")["responses"]
    assert {f"utter_{intent}" for intent in learned} <= responses.keys()
    assert all(response["text"].strip() for [response] in responses.values())


def test_every_intent_has_exactly_one_rule(project: Path) -> None:
    rules = [rule["steps"][0]["intent"] for rule in _read(project / "data" / "rules.yml")["rules"]]
    assert sorted(rules) == sorted(_read(project / "domain.yml")["intents"])


def test_the_same_content_writes_the_same_files(project: Path, tmp_path: Path) -> None:
    write_project(tmp_path)
    for path in sorted(project.rglob("*.yml")):
        assert (tmp_path / path.relative_to(project)).read_bytes() == path.read_bytes()


def test_questions_repeat_in_turn_when_more_are_wanted() -> None:
    once = len(set(questions_of(TEST_SET, MOST)))
    questions = questions_of(TEST_SET, once + 2)
    assert questions[once:] == questions[:2]


async def test_a_crowd_is_never_larger_than_allowed_and_everybody_is_answered() -> None:
    peer = FakePeer(seconds=0.001)
    found = await measure(peer, Platforms(), ["?"] * FEWEST, at_once=7)
    assert (found.conversations, found.at_once, peer.most) == (FEWEST, 7, 7)
    assert peer.asked == 2 * FEWEST + 10
    assert found.per_second > 0
    assert 0 < found.idle["p50_ms"] <= found.idle["p95_ms"] <= found.idle["p99_ms"]


async def test_a_message_without_an_answer_fails_the_measurement() -> None:
    with pytest.raises(RuntimeError, match="answered 500"):
        await measure(FakePeer(error=RuntimeError("a message was answered 500")), Platforms(), ["?"] * FEWEST)


async def test_a_measurement_ends_at_its_limit() -> None:
    with pytest.raises(TimeoutError):
        await measure(FakePeer(seconds=30), Platforms(), ["?"] * FEWEST, limit=0.05)


@pytest.mark.parametrize(("count", "at_once"), [(FEWEST - 1, 32), (MOST + 1, 32), (FEWEST, 0)])
async def test_too_few_or_too_many_are_refused_before_anything_is_asked(count: int, at_once: int) -> None:
    peer = FakePeer()
    with pytest.raises(ValueError, match="questions"):
        await measure(peer, Platforms(), ["?"] * count, at_once)
    assert peer.asked == 0
