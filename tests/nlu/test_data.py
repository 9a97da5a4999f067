"""The training data and the test set: complete, clean and apart from each other."""

from __future__ import annotations

import re
from collections import defaultdict
from pathlib import Path

import pytest

from nlu import taxonomy
from nlu.evaluate import read_rows
from nlu.model_store import DATA, ROOT
from nlu.training_data import examples_of, read_examples

LEAST_TAUGHT = {"faq": 60, "task": 50}
LEAST_TESTED = {"faq": 15, "task": 11}
LEAST_OFF_TOPIC = 400
TEST_SET = read_rows(ROOT / "nlu" / "test_set.tsv")
FILES = sorted(DATA.rglob("*.yml"))


TAUGHT: defaultdict[str, list[str]] = defaultdict(list)
for example in read_examples():
    TAUGHT[example.label].append(example.text)


def folded(text: str) -> str:
    return " ".join(text.casefold().split())


def test_every_id_of_the_taxonomy_is_taught_and_nothing_else() -> None:
    assert set(TAUGHT) == set(taxonomy.labels())


@pytest.mark.parametrize("file", FILES, ids=lambda file: str(file.relative_to(DATA)))
def test_a_file_teaches_the_id_it_is_named_after(file: Path) -> None:
    found = list(examples_of(file))
    assert {example.label for example in found} == {file.relative_to(DATA).with_suffix("").as_posix()}
    assert {label for example in found for label in example.also} <= set(taxonomy.labels())


@pytest.mark.parametrize("label", sorted(taxonomy.labels()))
def test_every_id_has_enough_messages(label: str) -> None:
    family = label.split("/", maxsplit=1)[0]
    assert len(TAUGHT[label]) >= LEAST_TAUGHT[family]
    assert sum(row.label == label for row in TEST_SET) >= LEAST_TESTED[family]


def test_messages_that_are_none_of_ours_are_taught_in_plenty() -> None:
    assert len(TAUGHT["task/di_luar_topik"]) >= LEAST_OFF_TOPIC


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
