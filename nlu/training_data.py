"""The labelled messages of nlu/data, readable without Rasa: for `make encoder` and the tests."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml

if TYPE_CHECKING:
    from collections.abc import Iterator

DATA = Path(__file__).with_name("data")
MAIN_SHARE = 0.6
"""Of a message with several right labels, for the one its file is named after; the others share the rest."""


@dataclass(frozen=True)
class Example:
    """One message of nlu/data."""

    text: str
    label: str
    also: tuple[str, ...] = ()

    def shares(self) -> dict[str, float]:
        """How much of the message each right label gets; they sum to 1."""
        others = [label for label in self.also if label != self.label]
        if not others:
            return {self.label: 1.0}
        return {self.label: MAIN_SHARE} | dict.fromkeys(others, (1 - MAIN_SHARE) / len(others))


def read_examples(folder: Path = DATA) -> list[Example]:
    """All messages, file by file. A message with several right labels carries them as `metadata: {also: […]}`."""
    return [example for file in sorted(folder.rglob("*.yml")) for example in examples_of(file)]


def examples_of(file: Path) -> Iterator[Example]:
    for block in yaml.load(file.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)["nlu"]:
        written: str | list[dict[str, Any]] = block["examples"]
        if isinstance(written, str):
            for line in written.splitlines():
                yield Example(line.removeprefix("- ").strip(), block["intent"])
        else:
            for each in written:
                yield Example(each["text"].strip(), block["intent"], tuple(each["metadata"]["also"]))
