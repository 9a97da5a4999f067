"""Where models are made: folders, programs, and the data a training reads, with what staff taught beside it."""

from __future__ import annotations

import errno
import shutil
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import yaml

from bot.domain.errors import BotError
from bot.domain.teaching import Example
from bot.settings import Settings
from bot.supervisor.plan import NLU_PYTHON
from nlu import model_store, taxonomy
from nlu.evaluate import OWN_TEST_SET, Row, read_rows
from nlu.text_shape import shape

PROTECTED = model_store.ROOT / "nlu" / "protected.tsv"
BEHIND_OTHERS = ("nice", "-n", "15")
"""Residents' messages come first on every core."""
_NEEDED = 400 * 1024 * 1024
"""Bytes: a copy of the data, Rasa's cache and the model, several times over."""
_NOT_IN_AN_EXAMPLE = str.maketrans("[]{}<>|\\\n\r\t", " " * 11)
"""What Rasa or YAML would read as something else than words."""


class TrainingFailed(BotError):
    """`reason` is one of those of `Job`."""

    staff_text = "Latihan tidak berhasil."

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Workshop:
    """`models` is shared with whoever serves them; `scratch` is emptied after each training."""

    models: Path
    scratch: Path
    log: Path
    python: Path = NLU_PYTHON
    config: Path = model_store.CONFIG
    data: Path = model_store.DATA
    test_set: Path = OWN_TEST_SET
    protected: Path = PROTECTED
    needed: int = _NEEDED

    @classmethod
    def of(cls, settings: Settings) -> Workshop:
        var = settings.VAR_DIR
        return cls(var / "models", var / "training", var / "log" / "training.log")

    @property
    def files(self) -> str:
        """The fingerprint of the project's own data: changes with a release, not with what staff teach."""
        return model_store.fingerprint(self.config, self.data)

    def check_disk(self) -> None:
        """Raises TrainingFailed."""
        for folder in (self.models, self.scratch):
            folder.mkdir(parents=True, exist_ok=True)
            if shutil.disk_usage(folder).free < self.needed:
                raise TrainingFailed("disk_full")

    def exam(self) -> list[Row]:
        return read_rows(self.test_set)

    def protected_questions(self) -> list[tuple[str, tuple[str, ...]]]:
        """(question, labels that may be answered)."""
        lines = self.protected.read_text(encoding="utf-8").splitlines()[1:]
        return [(text, tuple(allowed.split())) for text, allowed in (line.split("\t") for line in lines)]


@dataclass(frozen=True, slots=True)
class Lesson:
    """The data one training reads: `folder`, what is in it of staff's, and the fingerprint of the model to come."""

    folder: Path
    wanted: str
    taught: int
    taught_until: datetime | None


def prepare(workshop: Workshop, examples: Sequence[Example]) -> Lesson:
    """Write the project's data and what staff taught into a folder of its own. Raises TrainingFailed."""
    folder = workshop.scratch / "data"
    usable = teachable(workshop, examples)
    try:
        shutil.rmtree(workshop.scratch, ignore_errors=True)
        shutil.copytree(workshop.data, folder)
        if usable:
            _write(folder / "taught", usable)
    except OSError as error:
        raise TrainingFailed("disk_full" if error.errno == errno.ENOSPC else "data") from error
    wanted = model_store.fingerprint(workshop.config, folder)
    return Lesson(folder, wanted, len(usable), max((each.at for each in examples), default=None))


def teachable(workshop: Workshop, examples: Sequence[Example]) -> list[Example]:
    """Those to learn from: of known topics, with words in them, and none that an exam asks."""
    known = taxonomy.labels()
    asked = {shape(row.text) for row in workshop.exam()}
    asked |= {shape(text) for text, _ in workshop.protected_questions()}
    asked |= {shape(each.text) for each in examples if each.held_out}
    return [
        each
        for each in examples
        if not each.held_out
        and each.label in known
        and any(map(str.isalnum, each.text))
        and shape(each.text) not in asked
    ]


def _write(folder: Path, examples: Sequence[Example]) -> None:
    folder.mkdir()
    by_label: dict[str, list[str]] = defaultdict(list)
    for each in examples:
        by_label[each.label].append(" ".join(each.text.translate(_NOT_IN_AN_EXAMPLE).split()))
    for label, texts in by_label.items():
        block = {"intent": label, "examples": "".join(f"- {text}\n" for text in texts)}
        words = yaml.safe_dump({"version": "3.1", "nlu": [block]}, allow_unicode=True, width=10_000)
        (folder / f"{label.replace('/', '_')}.yml").write_text(words, encoding="utf-8")
