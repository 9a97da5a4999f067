"""Writes a Rasa project out of our own training data and answers, and trains it once for each training data."""

from __future__ import annotations

import asyncio
import hashlib
import os
import shutil
import sys
import tempfile
from pathlib import Path
from typing import Any

import yaml

from bot.clock import WallClock
from bot.settings import ROOT
from bot.supervisor.plan import NLU_PYTHON
from faq.book import SAMPLE_OFFICE, load_book

CACHE = ROOT / "var" / "bench" / "stock-rasa"
_DATA = ROOT / "nlu" / "data"
_LOCK = Path(__file__).parent / "requirements.lock"
_INSTALL_SECONDS, _TRAIN_SECONDS = 300.0, 7_200.0

# As documented for a FAQ assistant; epochs are Rasa's own suggestion.
_PIPELINE: list[dict[str, Any]] = [
    {"name": "WhitespaceTokenizer"},
    {"name": "RegexFeaturizer"},
    {"name": "LexicalSyntacticFeaturizer"},
    {"name": "CountVectorsFeaturizer"},
    {"name": "CountVectorsFeaturizer", "analyzer": "char_wb", "min_ngram": 1, "max_ngram": 4},
    {"name": "DIETClassifier", "epochs": 100, "constrain_similarities": True},
    {"name": "EntitySynonymMapper"},
    {"name": "ResponseSelector", "epochs": 100, "retrieval_intent": "faq", "constrain_similarities": True},
    {"name": "FallbackClassifier", "threshold": 0.3, "ambiguity_threshold": 0.1},
]
_POLICIES = [{"name": "MemoizationPolicy"}, {"name": "RulePolicy"}]


def write_project(folder: Path, epochs: int | None = None) -> None:
    """config, domain, nlu and rules; what changes from run to run (endpoints, credentials) is added by the server.

    `epochs` instead of Rasa's own suggestion, where only the speed counts.
    """
    nlu = [entry for path in sorted(_DATA.glob("*/*.yml")) for entry in yaml.safe_load(path.read_text())["nlu"]]
    for entry in nlu:
        entry["intent"] = intent_of(entry["intent"])
    tasks = sorted({entry["intent"] for entry in nlu if not entry["intent"].startswith("faq/")})
    topics = sorted({entry["intent"] for entry in nlu if entry["intent"].startswith("faq/")})
    rules = [_rule("faq", "utter_faq"), *(_rule(task, f"utter_{task}") for task in tasks)]
    rules.append(_rule("nlu_fallback", "utter_default"))
    domain = {
        "version": "3.1",
        "intents": ["faq", *tasks, "nlu_fallback"],
        "responses": _responses(topics, tasks),
        "session_config": {"session_expiration_time": 60, "carry_over_slots_to_new_session": True},
    }
    config = {"recipe": "default.v1", "assistant_id": "stock", "language": "id"}
    pipeline = [{**step, "epochs": epochs} if epochs and "epochs" in step else step for step in _PIPELINE]
    _write(folder / "config.yml", {**config, "pipeline": pipeline, "policies": _POLICIES})
    _write(folder / "domain.yml", domain)
    _write(folder / "data" / "nlu.yml", {"version": "3.1", "nlu": nlu})
    _write(folder / "data" / "rules.yml", {"version": "3.1", "rules": rules})


async def trained_project(epochs: int | None = None) -> Path:
    """A folder with project, model (`models/stock.tar.gz`) and the database driver (`site`); minutes the first time."""
    CACHE.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=CACHE, prefix=".workshop-") as folder:
        workshop = Path(folder) / "project"
        write_project(workshop, epochs)
        project = CACHE / _fingerprint(workshop)
        if not (project / "models" / "stock.tar.gz").exists():
            print("training stock Rasa, once: half an hour or more …", file=sys.stderr, flush=True)
            await _install_driver(workshop / "site")
            await _run(*_train(workshop), cwd=workshop, seconds=_TRAIN_SECONDS)
            shutil.rmtree(project, ignore_errors=True)
            workshop.rename(project)
    return project


def _fingerprint(project: Path) -> str:
    """Of what is learnt from. Answers in domain.yml are those of that day: a new one is not worth an hour."""
    files = sorted(path for path in project.rglob("*.yml") if path.name != "domain.yml")
    return hashlib.sha256(b"".join(path.read_bytes() for path in files)).hexdigest()[:16]


async def _install_driver(site: Path) -> None:
    """Beside nlu/.venv, never into it."""
    target = ["--python", str(NLU_PYTHON), "--target", str(site)]
    install = [str(ROOT / ".venv/bin/uv"), "pip", "install", "--quiet", "--require-hashes", *target, "-r", str(_LOCK)]
    await _run(*install, seconds=_INSTALL_SECONDS)


def _train(project: Path) -> list[str]:
    return [str(NLU_PYTHON), "-m", "rasa", "train", "--fixed-model-name", "stock", "--out", str(project / "models")]


async def _run(*argv: str, seconds: float, cwd: Path | None = None) -> None:
    """Raises RuntimeError with the end of its output, or TimeoutError; either way it no longer runs."""
    process = await asyncio.create_subprocess_exec(
        *argv,
        cwd=cwd,
        env={**os.environ, "RASA_TELEMETRY_ENABLED": "false"},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    try:
        output, _ = await asyncio.wait_for(process.communicate(), seconds)
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
    if process.returncode:
        raise RuntimeError(f"{argv[0]} ended with {process.returncode}: {output.decode(errors='replace')[-2000:]}")


def intent_of(label: str) -> str:
    """Only questions are retrieval intents; a slash would make one of every task."""
    return label if label.startswith("faq/") else label.replace("/", "_")


def _rule(intent: str, action: str) -> dict[str, Any]:
    return {"rule": intent, "steps": [{"intent": intent}, {"action": action}]}


def _responses(topics: list[str], tasks: list[str]) -> dict[str, Any]:
    """The book's short answers; topics nobody has written yet share the sentence that says so."""
    book = load_book(SAMPLE_OFFICE, WallClock().now)
    responses: dict[str, Any] = {}
    for topic in topics:
        view = book.topic(topic.removeprefix("faq/"), "id")
        words = book.phrase("no_content", "id", title="ini") if view is None else view.answer
        responses[f"utter_{topic}"] = [{"text": words}]
    for task in tasks:
        responses[f"utter_{task}"] = [{"text": book.phrase("menu", "id")}]
    responses["utter_default"] = [{"text": book.phrase("say_it_again", "id")}]
    return responses


def _write(path: Path, content: dict[str, Any]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(yaml.safe_dump(content, allow_unicode=True, sort_keys=False))
