"""The real NLU for the tests: trained by nlu.train, served by nlu.serve in its own Python."""

from __future__ import annotations

import json
import os
import re
import subprocess
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from nlu.model_store import ROOT

PYTHON = ROOT / "nlu" / ".venv" / "bin" / "python"

Run = Callable[..., "subprocess.CompletedProcess[str]"]


@dataclass(frozen=True)
class Server:
    """A running nlu.serve."""

    url: str
    process: subprocess.Popen[str]
    log: Path


def run_module(name: str, *arguments: str | Path) -> subprocess.CompletedProcess[str]:
    command = [str(PYTHON), "-m", name, *map(str, arguments)]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=900)


@pytest.fixture(scope="session")
def run() -> Run:
    """Run a module of nlu in its own Python."""
    assert PYTHON.exists(), "nlu/.venv is missing: `make test` makes it"
    return run_module


@pytest.fixture(scope="session")
def model(run: Run) -> Path:
    """The model of today's training data; trained if need be."""
    trained = run("nlu.train")
    assert trained.returncode == 0, trained.stderr
    return Path(trained.stdout.strip())


@pytest.fixture(scope="session")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with training data of two ids, quick to train."""
    data = tmp_path_factory.mktemp("tiny") / "data"
    data.mkdir()
    write_examples(data, "faq/ktp_hilang", ["ktp saya hilang", "dompet dicuri", "kartu jatuh di jalan"])
    write_examples(data, "task/sapa", ["halo", "selamat pagi", "assalamualaikum"])
    return data


@pytest.fixture(scope="session")
def tiny_model(run: Run, tiny: Path) -> Path:
    """A model of the tiny training data."""
    return Path(run("nlu.train", "--data", tiny, "--models", tiny.parent / "models").stdout.strip())


def write_examples(data: Path, label: str, messages: Sequence[str]) -> None:
    lines = "".join(f"    - {message}\n" for message in messages)
    text = f'version: "3.1"\nnlu:\n- intent: {label}\n  examples: |\n{lines}'
    (data / f"{label.replace('/', '_')}.yml").write_text(text, encoding="utf-8")


@pytest.fixture(scope="session")
def server(model: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """One server all tests may ask; none may replace its model."""
    yield from start_server(model, tmp_path_factory.mktemp("nlu"))


def start_server(model: Path, folder: Path) -> Iterator[Server]:
    log = folder / "serve.log"
    command = [str(PYTHON), "-m", "nlu.serve", "--model", str(model), "--port", "0", "--exit-with-parent"]
    with log.open("w") as stderr:
        process = subprocess.Popen(
            command, cwd=ROOT, env={**os.environ, "PYTHONUNBUFFERED": "1"}, stderr=stderr, text=True
        )
    try:
        yield Server(_address(process, log), process, log)
    finally:
        process.terminate()
        process.wait(timeout=10)


def _address(process: subprocess.Popen[str], log: Path) -> str:
    """Wait for the server to say where it is."""
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and process.poll() is None:
        if found := re.search(r"NLU ready on (\S+)", log.read_text()):
            return found[1]
        time.sleep(0.05)
    raise AssertionError(f"nlu.serve did not start:\n{log.read_text()}")


@pytest.fixture(scope="session")
def report(run: Run, model: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What nlu.evaluate says about the model on our own test set."""
    out = tmp_path_factory.mktemp("evaluation") / "report.json"
    done = run("nlu.evaluate", "--data", ROOT / "nlu" / "test_set.tsv", "--out", out, "--model", model)
    assert done.returncode == 0, done.stderr
    found: dict[str, Any] = json.loads(out.read_text(encoding="utf-8"))
    return found
