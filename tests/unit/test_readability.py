"""The measure of how hard a text is to read, and that the check uses it."""

from __future__ import annotations

import pytest

from faq.book import FOLDER, SAMPLE_OFFICE
from faq.files import read_content
from faq.readability import LIMITS, reading, too_hard
from faq.schema import TopicText

EASY = "Bawa KTP ke loket. Isi formulir di sana. Semua gratis."


def text(answer: str, **parts: object) -> TopicText:
    return TopicText.model_validate({"title": "Judul", "answer": answer, **parts})


def test_words_and_sentences_are_counted_by_hand() -> None:
    found = reading("Bawa KTP. Datang ke loket hari ini!\nGratis")
    assert (found.longest, found.mean_words) == (5, 8 / 3)
    assert found.mean_letters == pytest.approx(33 / 8)


def test_addresses_forms_and_office_facts_are_not_counted_as_words() -> None:
    assert reading("Buka alpukat-dukcapil.jakarta.go.id dan isi F-1.02 di {office_name}.").longest == 4


def test_a_plain_answer_passes() -> None:
    assert list(too_hard(text(EASY), "id")) == []


def test_a_long_sentence_is_found_wherever_it_stands() -> None:
    long = "satu dua tiga empat lima enam tujuh delapan sembilan sepuluh sebelas dua belas tiga belas lagi"
    assert list(too_hard(text(EASY, steps=[long]), "id")) == []
    assert list(too_hard(text(EASY, steps=[f"{long} lagi"]), "id")) == ["a sentence of 17 words in id, at most 16"]


def test_officialese_is_found_by_its_long_words() -> None:
    official = "Permohonan penerbitan dilaksanakan berdasarkan persyaratan administrasi kependudukan."
    assert any("letters in a word" in line for line in too_hard(text(official), "id"))


def test_every_answer_of_the_project_is_easy_enough() -> None:
    topics = read_content(FOLDER, SAMPLE_OFFICE).topics.values()
    found = [
        f"{topic.id}: {line}"
        for topic in topics
        for language in LIMITS
        for line in too_hard(topic.texts.en if language == "en" else topic.texts.id, language)
    ]
    assert found == []
