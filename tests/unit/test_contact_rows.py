"""Lists of contacts as spreadsheets write them: separators, lost zeros, cut numbers, dates made of RT/RW."""

from __future__ import annotations

from datetime import date

import pytest

from bot.contact_rows import Contact, read_row, read_sheet, whatsapp_id
from bot.domain.contact_imports import Column, FileRefused, RowError
from bot.domain.messages import ChannelName

TODAY = date(2026, 11, 28)
INTERESTS = {"ktp hilang": "ktp_hilang", "ktp_hilang": "ktp_hilang"}
HEAD = "nomor;nama;bahasa;rt_rw;minat;tanggal_setuju;cara_setuju;bukti"
ROW = "0812 3456 7890;Siti Rahma;id;RT 005 RW 003;KTP hilang;12-11-2026;formulir;Map A"


def only(row: str, head: str = HEAD) -> Contact | list[RowError]:
    sheet = read_sheet(f"{head}\n{row}\n".encode())
    [(number, cells)] = sheet.rows
    return read_row(sheet.layout, number, cells, TODAY, INTERESTS)


def wrong(row: str, head: str = HEAD) -> list[tuple[Column | None, str]]:
    found = only(row, head)
    assert isinstance(found, list), found
    return [(each.column, each.what) for each in found]


def test_a_right_row_is_a_contact_whose_number_is_written_as_whatsapp_does() -> None:
    assert only(ROW) == Contact(
        2,
        ChannelName.WHATSAPP,
        "6281234567890",
        "Siti Rahma",
        "id",
        "005/003",
        ("ktp_hilang",),
        "2026-11-12",
        "formulir",
        "Map A",
    )


@pytest.mark.parametrize(
    "raw",
    ["081234567890", "81234567890", "+62 812-3456-7890", "6281234567890", "0062 812 3456 7890", "(0812) 3456.7890"],
)
def test_however_a_number_is_written_it_is_the_same_one(raw: str) -> None:
    assert whatsapp_id(raw) == "6281234567890"


@pytest.mark.parametrize("cell", ["'081234567890", '="081234567890"', "81234567890.0", "81234567890,00"])
def test_what_keeps_a_number_a_text_in_excel_is_taken_off(cell: str) -> None:
    found = only(ROW.replace("0812 3456 7890", '"' + cell.replace('"', '""') + '"'))
    assert isinstance(found, Contact)
    assert found.address == "6281234567890"


@pytest.mark.parametrize(
    ("cell", "what"),
    [
        ("6,28123E+12", "scientific"),
        ("6.28123e12", "scientific"),
        ("3174010101900001", "identity"),
        ("0217806542", "phone"),
        ("0812", "phone"),
        ("tidak ada", "phone"),
        ("6591234567", "phone"),
        ("", "no_address"),
    ],
)
def test_a_cell_that_is_no_mobile_number_says_why(cell: str, what: str) -> None:
    assert wrong(ROW.replace("0812 3456 7890", cell)) == [(Column.PHONE, what)]


def test_a_number_of_another_country_is_taken_with_its_plus() -> None:
    found = only(ROW.replace("0812 3456 7890", "+65 9123 4567"))
    assert isinstance(found, Contact)
    assert found.address == "6591234567"


@pytest.mark.parametrize(
    ("cell", "area"),
    [
        ("005/003", "005/003"),
        ("5/3", "005/003"),
        ("RT 05/RW 03", "005/003"),
        ("rt.5 rw.3", "005/003"),
        ("RW 3", "003"),
        ("", ""),
    ],
)
def test_neighbourhoods_are_read_however_they_are_written(cell: str, area: str) -> None:
    found = only(ROW.replace("RT 005 RW 003", cell))
    assert isinstance(found, Contact)
    assert found.neighbourhood == area


def test_rt_and_rw_may_stand_in_columns_of_their_own() -> None:
    head = "No. HP,RT,RW,Tanggal setuju,Cara setuju,Dikumpulkan oleh"
    found = only("081234567890,5,3,2026-11-12,rapat warga,Pak RT", head)
    assert isinstance(found, Contact)
    assert (found.neighbourhood, found.proof) == ("005/003", "Pak RT")


@pytest.mark.parametrize("cell", ["05-Mar", "3-May", "2026-03-05", "5/3/2026"])
def test_an_area_that_excel_made_a_date_is_told_as_such(cell: str) -> None:
    assert wrong(ROW.replace("RT 005 RW 003", cell)) == [(Column.NEIGHBOURHOOD, "area_date")]


@pytest.mark.parametrize("cell", ["2026-11-12", "12/11/2026", "12.11.2026", "46338"])
def test_dates_are_read_as_people_and_spreadsheets_write_them(cell: str) -> None:
    found = only(ROW.replace("12-11-2026", cell))
    assert isinstance(found, Contact)
    assert found.agreed_on == "2026-11-12"


def test_all_that_is_wrong_in_a_row_is_told_at_once() -> None:
    assert wrong("0812;;jawa;blok C;sepak bola;29-11-2026;;") == [
        (Column.PHONE, "phone"),
        (Column.LANGUAGE, "language"),
        (Column.NEIGHBOURHOOD, "area"),
        (Column.INTERESTS, "interest"),
        (Column.AGREED_ON, "future"),
        (Column.AGREED_HOW, "empty"),
        (Column.PROOF, "empty"),
    ]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
@pytest.mark.parametrize("separator", [";", ",", "\t"])
def test_files_are_read_in_every_encoding_and_with_every_separator(encoding: str, separator: str) -> None:
    told = f"{HEAD}\r\n{ROW.replace('Siti Rahma', 'Renée')}\r\n".replace(";", separator)
    sheet = read_sheet(told.encode(encoding))
    assert [cells[1] for _, cells in sheet.rows] == ["Renée"]


def test_rows_are_numbered_as_the_spreadsheet_does_it_and_empty_or_sample_ones_are_skipped() -> None:
    two_lines = ROW.replace("Siti Rahma", '"Siti\nR"')
    told = f"sep=;\n{HEAD}\ncontoh: 0812;x\n;;;;;;;\n{two_lines}\n"
    sheet = read_sheet(told.encode())
    assert [number for number, _ in sheet.rows] == [5]


@pytest.mark.parametrize(
    ("content", "phrase"),
    [
        (b"", "campaigns_file_empty"),
        (HEAD.encode(), "campaigns_file_empty"),
        (b"PK\x03\x04rest", "campaigns_file_excel"),
        (b"a\x00b", "campaigns_file_kind"),
        (b"nama;tanggal\nSiti;1", "campaigns_file_column"),
        (b"nomor;nama\n0812;Siti", "campaigns_file_column"),
        (HEAD.encode() + b"\n" + b"x" * 200_000, "campaigns_file_broken"),
        (f'{HEAD}\n{ROW}\n0812;"Siti;id;;;;;\n{ROW}\n{ROW}'.encode(), "campaigns_file_broken"),
    ],
)
def test_a_file_that_is_no_list_is_refused_with_the_reason(content: bytes, phrase: str) -> None:
    with pytest.raises(FileRefused) as refused:
        list(read_sheet(content).rows)
    assert refused.value.phrase == phrase


def test_more_rows_than_we_take_are_refused_as_a_whole() -> None:
    with pytest.raises(FileRefused) as refused:
        list(read_sheet(f"{HEAD}\n{ROW}\n".encode() + f"{ROW}\n".encode() * 50_000).rows)
    assert refused.value.phrase == "campaigns_file_long"


@pytest.mark.parametrize(
    ("broken", "after"),
    [
        (ROW.replace("Siti Rahma", '"Siti Rahma'), [ROW, ROW]),
        (ROW.replace("Siti Rahma", '"Siti Rahma'), [ROW.replace("Siti Rahma", '"Budi"'), ROW]),
        (ROW.replace("Map A", '"Map A'), [ROW]),
        (ROW.replace("0812", '"0812'), [ROW] * 3000),
    ],
)
def test_a_quotation_mark_that_is_not_closed_swallows_no_rows_and_its_row_is_named(
    broken: str, after: list[str]
) -> None:
    with pytest.raises(FileRefused) as refused:
        list(read_sheet("\n".join([HEAD, ROW, "", broken, *after]).encode()).rows)
    assert (refused.value.phrase, refused.value.values) == ("campaigns_file_broken", {"row": 4})


def test_rows_are_numbered_as_the_spreadsheet_does_also_where_a_cell_has_lines() -> None:
    lines = [HEAD, ROW.replace("Map A", '"Map A;\nnomor 17"'), "", ROW]
    assert [number for number, _ in read_sheet("\n".join(lines).encode()).rows] == [2, 4]
