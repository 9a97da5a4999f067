"""The peer of the benchmark: what is written for Rasa, without Rasa itself."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from bench.stock_rasa.project import write_project


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
