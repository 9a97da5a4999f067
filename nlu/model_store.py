"""Where trained models lie and which one fits the training data of today: `nlu-<time>-<fingerprint>.tar.gz`."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

ROOT = Path(__file__).resolve().parent.parent
CONFIG = ROOT / "config.yml"
DATA = ROOT / "nlu" / "data"
MODELS = ROOT / "var" / "models"

_SOURCES = (
    "text_shape.py",
    "training_data.py",
    "lesson.py",
    "linear.py",
    "surface_model.py",
    "meaning_model.py",
    "meaning.py",
    "weights/encoder.onnx",
    "weights/tokenizer.json",
    "intent_classifier.py",
    "pipeline.py",
    "requirements.lock",
)
_KEPT = 5
_IN_USE = "in-use"
"""A file beside the models: the names of those that must stay, whatever their age."""


def fingerprint(config: Path = CONFIG, data: Path = DATA) -> str:
    """Changes with everything a model is made of: pipeline, training data, the component's code, the libraries."""
    digest = hashlib.sha256()
    files = [config, *(ROOT / "nlu" / name for name in _SOURCES), *sorted(data.rglob("*.yml"))]
    for file in files:
        name = file.relative_to(data).as_posix() if file.is_relative_to(data) else file.name
        content = file.read_bytes()
        digest.update(f"{name}\0{len(content)}\0".encode())
        digest.update(content)
    return digest.hexdigest()[:16]


def newest(folder: Path) -> Path | None:
    """The model trained last; None when there is none."""
    return max(folder.glob("nlu-*.tar.gz"), default=None)


def fitting(folder: Path, wanted: str) -> Path | None:
    """The newest model made of exactly that; None when there is none."""
    return max(folder.glob(f"nlu-*-{wanted}.tar.gz"), default=None)


def resolve(path: Path) -> Path:
    """A model file, or the newest one in a folder. Raises FileNotFoundError with what to do about it."""
    found = newest(path) if path.is_dir() else path
    if found is None or not found.is_file():
        raise FileNotFoundError(f"no trained model at {path}: run `python -m nlu.train`")
    return found


def keep(folder: Path, names: Iterable[str]) -> None:
    """From now on these stay: the model in use and the one before it, for instance."""
    folder.mkdir(parents=True, exist_ok=True)
    written = folder / f".{_IN_USE}"
    written.write_text("".join(f"{name}\n" for name in names), encoding="utf-8")
    written.replace(folder / _IN_USE)


def forget_old(folder: Path, kept: int = _KEPT) -> None:
    """Keep the newest few, so that a bad retraining can be taken back, and those in use."""
    marks = folder / _IN_USE
    used = set(marks.read_text(encoding="utf-8").split()) if marks.exists() else set()
    for old in sorted(folder.glob("nlu-*.tar.gz"))[:-kept]:
        if old.name not in used:
            old.unlink(missing_ok=True)
