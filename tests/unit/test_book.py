"""The book: topics and phrases in two languages, with the office's facts, and honest about what is not certain."""

from __future__ import annotations

import shutil
from datetime import date, datetime
from pathlib import Path

import pytest
import yaml

from bot.domain.errors import SettingsError
from bot.domain.ports import Book
from bot.domain.topics import Part
from faq.book import FOLDER, SAMPLE_OFFICE, load_book
from tests.fakes_book import HILANG, JAM, NOW, book_of, topic_dict, topic_file

OFFICE = yaml.safe_load(SAMPLE_OFFICE.read_text(encoding="utf-8"))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The project's content with one topic."""
    copy = tmp_path / "faq"
    shutil.copytree(FOLDER, copy, ignore=shutil.ignore_patterns("topics", "*.py", "__pycache__"))
    (copy / "topics").mkdir()
    write(copy / "topics" / "ktp_hilang.yml", topic_dict("ktp_hilang"))
    return copy


def write(path: Path, content: object) -> Path:
    path.write_text(yaml.safe_dump(content, allow_unicode=True), encoding="utf-8")
    return path


def load(folder: Path, office_file: Path = SAMPLE_OFFICE) -> Book:
    return load_book(office_file, lambda: NOW, folder)


def test_a_written_topic_is_found_in_both_languages(folder: Path) -> None:
    book = load(folder)
    titles = [view.title for language in ("id", "en") if (view := book.topic("ktp_hilang", language))]
    assert titles == ["T ktp_hilang", "E ktp_hilang"]


def test_a_topic_without_a_file_is_none(folder: Path) -> None:
    assert load(folder).topic("kia", "id") is None


def test_an_unknown_language_is_answered_in_indonesian() -> None:
    view = book_of(HILANG).topic("ktp_hilang", "jv")
    assert view is not None
    assert view.title == "T ktp_hilang"


def test_lists_become_dotted_and_numbered_lines() -> None:
    view = book_of(HILANG).topic("ktp_hilang", "id")
    assert view is not None
    assert view.parts[Part.REQUIREMENTS] == "• Surat hilang dari polisi\n• Kartu Keluarga"
    assert view.parts[Part.STEPS] == "1. Lapor polisi\n2. Datang ke loket"
    assert view.parts[Part.COST_TIME] == "Biaya: Gratis.\nWaktu: Tanyakan ke loket."


def test_the_legal_basis_names_rules_sources_and_the_review_date() -> None:
    doubtful = [{"law": "SE 471", "certainty": "conflicting"}, {"law": "UU 24/2013", "article": "64(7)a"}]
    view = book_of(topic_file("kia", legal_basis=doubtful)).topic("kia", "en")
    assert view is not None
    assert view.parts[Part.LEGAL] == (
        "• SE 471 (our sources disagree; ask at the counter)\n"
        "• UU 24/2013, article 64(7)a\n"
        "Sources:\n• Halaman Dukcapil\nReviewed on 24 November 2026."
    )


def test_only_written_parts_are_there() -> None:
    texts = topic_dict("kia")["texts"]
    bare = {language: {"title": text["title"], "answer": text["answer"]} for language, text in texts.items()}
    view = book_of(topic_file("kia", texts=bare)).topic("kia", "id")
    assert view is not None
    assert set(view.parts) == {Part.LEGAL}


def test_a_text_with_sample_office_facts_says_so() -> None:
    view = book_of(HILANG).topic("ktp_hilang", "id")
    assert view is not None
    assert view.parts[Part.WHERE].endswith("13.00–16.00.\n(Data kantor ini masih contoh.)")
    assert "contoh" not in view.answer


def test_the_office_s_own_facts_are_not_called_a_sample(folder: Path, tmp_path: Path) -> None:
    office = write(tmp_path / "office.yml", OFFICE | {"sample": False, "hours": {"monday": ["08.00-09.00"]}})
    book = load(folder, office)
    view = book.topic("ktp_hilang", "en")
    assert view is not None
    assert view.parts[Part.WHERE] == "Di loket. Buka Monday 08.00–09.00."
    assert book.office().hours == "Senin pukul 08.00–09.00"
    assert not book.office().sample


@pytest.mark.parametrize(("today", "overdue"), [(date(2027, 5, 24), False), (date(2027, 5, 25), True)])
def test_a_topic_past_its_review_date_says_so(today: date, overdue: bool) -> None:
    view = book_of(HILANG, now=datetime.combine(today, NOW.timetz())).topic("ktp_hilang", "id")
    assert view is not None
    assert view.review_overdue is overdue


def test_a_written_topic_names_itself_and_others_have_a_short_title() -> None:
    book = book_of(HILANG)
    assert book.title("faq/ktp_hilang", "en") == "E ktp_hilang"
    assert book.title("task/minta_petugas", "id") == "Tanya petugas"


def test_a_label_nobody_knows_is_a_key_error() -> None:
    with pytest.raises(KeyError):
        book_of().title("faq/nonsense", "id")


def test_the_menu_has_only_groups_with_written_topics() -> None:
    book = book_of(HILANG, JAM)
    assert book.groups() == ["ktp_ganti", "kantor"]
    assert list(book.topics_in("ktp_ganti")) == ["ktp_hilang"]
    assert list(book.topics_in("gone")) == []


def test_a_phrase_is_filled_with_values_and_office_facts() -> None:
    text = book_of().phrase("no_content", "en", title="{office_hours}")
    assert '"{office_hours}"' in text
    assert "Monday–Thursday 07.30" in text


def test_an_unknown_phrase_or_a_missing_value_is_a_key_error() -> None:
    book = book_of()
    with pytest.raises(KeyError):
        book.phrase("nonsense", "id")
    with pytest.raises(KeyError):
        book.phrase("group", "id")


def test_exact_words_are_found_by_task_and_unknown_tasks_have_none() -> None:
    assert "matur nuwun" in book_of().words("terima_kasih")
    assert book_of().words("nonsense") == frozenset()


def test_every_wrong_file_is_named_at_once(folder: Path, tmp_path: Path) -> None:
    write(folder / "topics" / "kia.yml", topic_dict("kia") | {"owner": None, "colour": "red"})
    write(folder / "topics" / "kk_baru.yml", topic_dict("kk_lama"))
    (folder / "words.yml").write_text("menu: [x]\nmenu: [y]\n", encoding="utf-8")
    (folder / "menu.yml").write_text("groups: [", encoding="utf-8")
    write(folder / "phrases" / "z.yml", {"menu": {"id": "Menu", "en": "Menu"}})
    with pytest.raises(SettingsError) as caught:
        load(folder, tmp_path / "nowhere.yml")
    told = "\n".join(caught.value.problems)
    for part in (
        "topics/kia.yml: owner",
        "topics/kia.yml: colour",
        "topics/kk_baru.yml: id kk_lama",
        "words.yml: not YAML: written twice: menu",
        "menu.yml: not YAML",
        "phrases/z.yml: menu stands in another file",
        "nowhere.yml: cannot be read",
    ):
        assert part in told


def test_a_topic_with_an_unknown_placeholder_is_refused(folder: Path) -> None:
    topic = topic_dict("kia")
    topic["texts"]["id"]["where"] = "Di {office_colour}."
    write(folder / "topics" / "kia.yml", topic)
    with pytest.raises(SettingsError, match="office_colour"):
        load(folder)


def test_no_topics_yet_is_no_error(folder: Path) -> None:
    (folder / "topics" / "ktp_hilang.yml").unlink()
    assert load(folder).groups() == []
