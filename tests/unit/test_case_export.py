"""The table for LAPOR!: it is read back as it was told, and starts no formula."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.clock import JAKARTA
from bot.domain.case_desk import DeskRow
from bot.domain.case_work import ExportRow
from bot.domain.cases import Category, Kind, State, Visibility
from console.staff.cases.export import COLUMNS, lines_of
from console.staff.spreadsheet import defused, sheet
from console.staff.words import read_words

WORDS = read_words()
AT = datetime(2026, 11, 24, 23, 30, tzinfo=JAKARTA)
TEXTS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=300)


def row(**changes: object) -> ExportRow:
    desk = DeskRow(
        "48271930", Kind.COMPLAINT, Category.SLOW, Visibility.ANONYMOUS, State.VERIFIED, AT, date(2026, 12, 1)
    )
    told = {"story": "Loket lama; sangat", "happened": "2026-11-23", "place": "RT 05"} | changes
    return ExportRow(desk, **told)  # type: ignore[arg-type]


def read(lines: Sequence[Sequence[str]]) -> list[list[str]]:
    """As it lies in the file."""
    body = sheet("laporan.csv", lines).body
    assert isinstance(body, bytes)
    text = body.decode()
    assert text.startswith("\ufeff")
    return list(csv.reader(io.StringIO(text[1:], newline=""), delimiter=";"))


def test_the_columns_are_those_an_admin_of_lapor_keys_in() -> None:
    head, line = read(lines_of([row()], WORDS, "Kelurahan Tanjung Barat", 1))
    assert head == [
        "nomor",
        "jenis/klasifikasi",
        "kategori",
        "judul ringkas",
        "isi laporan",
        "tanggal kejadian",
        "lokasi",
        "instansi tujuan",
        "anonim/rahasia",
        "status",
        "tanggal diterima",
        "tenggat",
    ]
    assert line == [
        "4827-1930",
        "Pengaduan",
        "Lambat atau antre",
        "Loket lama; sangat",
        "Loket lama; sangat",
        "23-11-2026",
        "RT 05",
        "Kelurahan Tanjung Barat",
        "Anonim",
        "Diperiksa",
        "24-11-2026",
        "01-12-2026",
    ]


@given(TEXTS, TEXTS, TEXTS)
def test_whatever_residents_write_comes_back_and_begins_no_formula(story: str, happened: str, place: str) -> None:
    told = row(story=story, happened=happened, place=place)
    _, *lines = read(lines_of([told, told], WORDS, "=Kelurahan", 2))
    assert len(lines) == 2
    for cells in lines:
        assert len(cells) == len(COLUMNS)
        assert cells[4].removeprefix("'") == story.removeprefix("'")
        assert not any(cell[:1] in {"=", "+", "-", "@", "\t", "\r"} for cell in cells)


@pytest.mark.parametrize("cell", ['=HYPERLINK("http://x")', "+62811", "-5", "@SUM(A1)", "\t=1", " =1", "\r=1"])
def test_cells_that_begin_like_a_formula_become_text(cell: str) -> None:
    assert defused(cell) == f"'{cell}"


def test_other_cells_stay_as_they_are() -> None:
    assert defused("Jl. Raya - no. 5") == "Jl. Raya - no. 5"
    assert defused("") == ""


def test_a_file_that_is_cut_says_so_in_its_last_line() -> None:
    whole, cut = (read(lines_of([row()] * 3, WORDS, "Kelurahan", most)) for most in (3, 2))
    assert len(whole) == len(cut) == 4
    assert "hanya memuat 2 laporan" in cut[-1][0]
