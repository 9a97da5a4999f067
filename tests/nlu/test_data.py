"""The training data and the test set: complete, clean and apart from each other."""

from __future__ import annotations

import re
from collections import defaultdict
from pathlib import Path

import pytest
import yaml

from nlu import taxonomy
from nlu.evaluate import read_rows
from nlu.model_store import DATA, ROOT

LEAST_TAUGHT = 15
LEAST_TESTED = 2
TEST_SET = read_rows(ROOT / "nlu" / "test_set.tsv")
FILES = sorted(DATA.rglob("*.yml"))


def examples(file: Path) -> dict[str, list[str]]:
    """Messages by label."""
    return {
        block["intent"]: [line.removeprefix("- ") for line in block["examples"].splitlines()]
        for block in yaml.safe_load(file.read_text(encoding="utf-8"))["nlu"]
    }


TAUGHT = {label: messages for file in FILES for label, messages in examples(file).items()}


def folded(text: str) -> str:
    return " ".join(text.casefold().split())


def test_every_id_of_the_taxonomy_is_taught_and_nothing_else() -> None:
    assert set(TAUGHT) == set(taxonomy.labels())


@pytest.mark.parametrize("file", FILES, ids=lambda file: str(file.relative_to(DATA)))
def test_a_file_teaches_the_id_it_is_named_after(file: Path) -> None:
    assert list(examples(file)) == [file.relative_to(DATA).with_suffix("").as_posix()]


@pytest.mark.parametrize("label", sorted(taxonomy.labels()))
def test_every_id_has_enough_messages(label: str) -> None:
    assert len(TAUGHT[label]) >= LEAST_TAUGHT
    assert sum(row.label == label for row in TEST_SET) >= LEAST_TESTED


def test_no_message_is_taught_twice() -> None:
    labels = defaultdict(list)
    for label, messages in TAUGHT.items():
        for message in messages:
            labels[folded(message)].append(label)
    assert {message: found for message, found in labels.items() if len(found) > 1} == {}


def test_no_message_of_the_test_set_is_taught() -> None:
    taught = {folded(message) for messages in TAUGHT.values() for message in messages}
    assert [row.text for row in TEST_SET if folded(row.text) in taught] == []


def test_the_test_set_asks_only_for_ids_of_the_taxonomy() -> None:
    assert {label for row in TEST_SET for label in (row.label, *row.also)} <= set(taxonomy.labels())


def test_no_message_carries_a_number_as_long_as_a_nik() -> None:
    texts = [text for messages in TAUGHT.values() for text in messages] + [row.text for row in TEST_SET]
    assert [text for text in texts if re.search(r"\d{16}", re.sub(r"[\s.-]", "", text))] == []


def test_no_message_is_written_in_rasas_markup_or_cut_by_the_shape() -> None:
    texts = [text for messages in TAUGHT.values() for text in messages]
    assert [text for text in texts if re.search(r"[\[\]{}]|^/", text) or not 0 < len(text) <= 500] == []
