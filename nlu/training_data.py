"""Reads nlu/data without Rasa, for what needs the messages and not the graph: `make encoder` and the tests."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml

from nlu.examples import Example

if TYPE_CHECKING:
    from collections.abc import Iterator

DATA = Path(__file__).with_name("data")


def read_examples(folder: Path = DATA) -> list[Example]:
    """All messages, file by file. A message with several right labels carries them as `metadata: {also: […]}`."""
    return [example for file in sorted(folder.rglob("*.yml")) for example in examples_of(file)]


def examples_of(file: Path) -> Iterator[Example]:
    for block in yaml.safe_load(file.read_text(encoding="utf-8"))["nlu"]:
        written: str | list[dict[str, Any]] = block["examples"]
        if isinstance(written, str):
            for line in written.splitlines():
                yield Example(line.removeprefix("- ").strip(), block["intent"])
        else:
            for each in written:
                yield Example(each["text"].strip(), block["intent"], tuple(each["metadata"]["also"]))
