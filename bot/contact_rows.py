"""Lists of contacts as offices keep them in spreadsheets: a CSV file read row by row, with the habits of Excel."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import phonenumbers

from bot.domain.contact_imports import MOST_ROWS, Column, FileRefused, RowError
from bot.domain.masking import mask_text
from bot.domain.messages import ChannelName

_RT, _RW = "rt", "rw"
_PHONES = (
    *("nomor", "nomorhp", "nohp", "hp", "telepon", "nomortelepon", "notelepon", "notelp", "telp", "phone", "wa"),
    *("nomorwa", "nowa", "whatsapp", "nomorwhatsapp", "handphone", "nomorhandphone"),
)
_HEADINGS: Mapping[str, Column | str] = {
    **dict.fromkeys(_PHONES, Column.PHONE),
    **dict.fromkeys(("telegram", "idtelegram", "telegramid", "chattelegram"), Column.TELEGRAM),
    **dict.fromkeys(("nama", "namalengkap", "name"), Column.NAME),
    **dict.fromkeys(("bahasa", "language"), Column.LANGUAGE),
    **dict.fromkeys(("rtrw", "wilayah", "neighbourhood"), Column.NEIGHBOURHOOD),
    **dict.fromkeys(("minat", "topik", "topikminat", "interests", "interest"), Column.INTERESTS),
    **dict.fromkeys(("tanggalsetuju", "tanggalpersetujuan", "tanggal", "date", "agreedon"), Column.AGREED_ON),
    **dict.fromkeys(("carasetuju", "carapersetujuan", "cara", "agreedhow"), Column.AGREED_HOW),
    **dict.fromkeys(("bukti", "dikumpulkanoleh", "pengumpul", "proof"), Column.PROOF),
    "rt": _RT,
    "rw": _RW,
}
_NEEDED = (Column.AGREED_ON, Column.AGREED_HOW, Column.PROOF)
_LANGUAGES = {"": "id", "id": "id", "indonesia": "id", "indonesian": "id", "en": "en", "inggris": "en", "english": "en"}
_SAMPLE = "contoh"
"""Rows that begin so are the template's own."""
_SCIENTIFIC = re.compile(r"\d+(?:[.,]\d+)?e[+-]?\d+", re.IGNORECASE)
_PLAIN_NUMBER = re.compile(r"\+?[\d\s().\-/]{6,25}")
_ZERO_END = re.compile(r"[.,]0+$")
_AREA = re.compile(
    r"(?:rt\W*)?(\d{1,3})\s*[/\\,\-]\s*(?:rw\W*)?(\d{1,3})|rt\W*(\d{1,3})\W+rw\W*(\d{1,3})|rw\W*(\d{1,3})"
)
_EXCEL_DATE = re.compile(r"\d{1,2}[-/ ][A-Za-z]{3}|[A-Za-z]{3}[-/ ]\d{2}|\d{4}-\d\d-\d\d.*|\d{1,2}/\d{1,2}/\d{4}")
_DATE = re.compile(r"(\d{1,2})[-/. ](\d{1,2})[-/. ](\d{4})")
_FIRST_SERIAL = date(1899, 12, 30)
_EARLIEST = date(2010, 1, 1)

Layout = Mapping[Column | str, int]
Problem = Callable[[Column, str], None]


@dataclass(frozen=True, slots=True)
class Contact:
    """Somebody who agreed; `address` as the channel names them, `agreed_on` an ISO date."""

    row: int
    channel: ChannelName
    address: str
    name: str
    language: str
    neighbourhood: str
    interests: tuple[str, ...]
    agreed_on: str
    how: str
    proof: str


@dataclass(frozen=True, slots=True)
class Sheet:
    """Where a file's columns are, and its rows with their numbers, once and as they are read: whoever takes them raises
    FileRefused."""

    layout: Layout
    rows: Iterator[tuple[int, Sequence[str]]]


def read_sheet(content: bytes) -> Sheet:
    """Raises FileRefused."""
    lines = _records(_decoded(content))
    heading = next((cells for _, cells in lines if any(cell.strip() for cell in cells)), None)
    if heading is None:
        raise FileRefused("campaigns_file_empty")
    return Sheet(_layout(heading), _rows(lines))


def _rows(lines: Iterator[tuple[int, list[str]]]) -> Iterator[tuple[int, Sequence[str]]]:
    """Never more than a row is held: many at once would make Python look through all of them, and nothing else then."""
    count = 0
    for number, cells in lines:
        if not _counts(cells):
            continue
        count += 1
        if count > MOST_ROWS:
            more = sum(_counts(each) for _, each in lines)
            raise FileRefused("campaigns_file_long", most=MOST_ROWS, rows=count + more)
        yield number, cells
    if not count:
        raise FileRefused("campaigns_file_empty")


def read_row(
    layout: Layout, number: int, cells: Sequence[str], today: date, interests: Mapping[str, str]
) -> Contact | list[RowError]:
    """`interests`: lower-case words → the topic of interest they name. All that is wrong at once."""
    errors: list[RowError] = []

    def wrong(column: Column, what: str) -> None:
        errors.append(RowError(number, column, what))

    def cell(column: Column | str) -> str:
        place = layout.get(column, -1)
        return cells[place].strip()[:500] if 0 <= place < len(cells) else ""

    channel, address = _address(cell, wrong)
    contact = Contact(
        row=number,
        channel=channel,
        address=address,
        name=mask_text(" ".join(cell(Column.NAME).split()))[:100],
        language=_language(cell(Column.LANGUAGE), wrong),
        neighbourhood=_neighbourhood(cell, wrong),
        interests=_interests(cell(Column.INTERESTS), interests, wrong),
        agreed_on=_agreed_on(cell(Column.AGREED_ON), today, wrong),
        how=_words(cell(Column.AGREED_HOW), Column.AGREED_HOW, wrong),
        proof=_words(cell(Column.PROOF), Column.PROOF, wrong),
    )
    return errors or contact


def whatsapp_id(raw: str) -> str | None:
    """The number as WhatsApp names it (`6281234567890`); None for one that is no mobile number."""
    digits = re.sub(r"[^\d+]", "", raw)
    if digits.startswith("00"):
        digits = f"+{digits[2:]}"
    elif digits.startswith("62"):
        digits = f"+{digits}"
    elif digits.startswith("8"):
        digits = f"0{digits}"  # a spreadsheet took the zero for nothing
    elif not digits.startswith(("0", "+")):
        return None
    try:
        number = phonenumbers.parse(digits, "ID")
    except phonenumbers.NumberParseException:
        return None
    mobile = {phonenumbers.PhoneNumberType.MOBILE, phonenumbers.PhoneNumberType.FIXED_LINE_OR_MOBILE}
    if not phonenumbers.is_valid_number(number) or phonenumbers.number_type(number) not in mobile:
        return None
    return f"{number.country_code}{number.national_number}"


def _decoded(content: bytes) -> str:
    if content.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
        raise FileRefused("campaigns_file_excel")
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16", "replace")
    if b"\x00" in content:
        raise FileRefused("campaigns_file_kind")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", "replace")  # what an older Excel writes


def _records(text: str) -> Iterator[tuple[int, list[str]]]:
    first, _, rest = text.partition("\n")
    named = re.fullmatch(r"sep=(.)\r?", first.strip('"'), re.IGNORECASE)
    separator = named[1] if named else max(";,\t", key=first.count)
    told = rest if named else text
    reader = csv.reader(io.StringIO(told, newline=""), delimiter=separator)
    offset = 2 if named else 1
    most = max(2, told.partition("\n")[0].count(separator) // 2)
    number = offset - 1
    try:
        for number, cells in enumerate(reader, offset):
            if any(_swallows(cell, separator, most) for cell in cells):
                raise FileRefused("campaigns_file_broken", row=number)
            yield number, cells
    except csv.Error:
        raise FileRefused("campaigns_file_broken", row=number + 1) from None


def _swallows(cell: str, separator: str, most: int) -> bool:
    """Whether rows that follow went into it, since its quotation mark is not closed."""
    return "\n" in cell.rstrip() and cell.count(separator) >= most


def _layout(heading: Sequence[str]) -> Layout:
    found: dict[Column | str, int] = {}
    for place, cell in enumerate(heading):
        column = _HEADINGS.get(re.sub(r"[^a-z]", "", cell.lower()))
        if column is not None:
            found.setdefault(column, place)
    if Column.PHONE not in found and Column.TELEGRAM not in found:
        raise FileRefused("campaigns_file_column", column="nomor")
    if missing := [column for column in _NEEDED if column not in found]:
        names = {Column.AGREED_ON: "tanggal_setuju", Column.AGREED_HOW: "cara_setuju", Column.PROOF: "bukti"}
        raise FileRefused("campaigns_file_column", column=", ".join(names[each] for each in missing))
    return found


def _counts(cells: Sequence[str]) -> bool:
    filled = [cell.strip() for cell in cells if cell.strip()]
    return bool(filled) and not filled[0].lower().startswith(_SAMPLE)


def _address(cell: Callable[[Column], str], wrong: Problem) -> tuple[ChannelName, str]:
    phone, chat = _unquoted(cell(Column.PHONE)), _unquoted(cell(Column.TELEGRAM))
    if bool(phone) == bool(chat):
        wrong(Column.PHONE, "two_addresses" if phone else "no_address")
        return ChannelName.WHATSAPP, ""
    if chat:
        if not re.fullmatch(r"\d{5,15}", chat):
            wrong(Column.TELEGRAM, "telegram")
        return ChannelName.TELEGRAM, chat
    return ChannelName.WHATSAPP, _phone(phone, wrong)


def _phone(phone: str, wrong: Problem) -> str:
    digits = re.sub(r"\D", "", phone)
    if _SCIENTIFIC.fullmatch(phone):
        wrong(Column.PHONE, "scientific")
    elif len(digits) == 16:
        wrong(Column.PHONE, "identity")
    elif not _PLAIN_NUMBER.fullmatch(phone) or not (found := whatsapp_id(phone)):
        wrong(Column.PHONE, "phone")
    else:
        return found
    return ""


def _unquoted(cell: str) -> str:
    """Without what keeps a number from being counted with: `'0812`, `="0812"`, `81234567890.0`."""
    return _ZERO_END.sub("", cell.removeprefix("=").strip("\"' "))


def _language(cell: str, wrong: Problem) -> str:
    found = _LANGUAGES.get(cell.lower())
    if found is None:
        wrong(Column.LANGUAGE, "language")
    return found or "id"


def _neighbourhood(cell: Callable[[Column | str], str], wrong: Problem) -> str:
    """ "005/003" for RT 005 of RW 003, "003" for the whole RW, empty where nothing is told."""
    rt, rw = (_ZERO_END.sub("", cell(name)) for name in (_RT, _RW))
    told = cell(Column.NEIGHBOURHOOD) or (f"{rt}/{rw}" if rt and rw else f"RW {rw}" if rw else "")
    if not told:
        return ""
    if _EXCEL_DATE.fullmatch(told):
        wrong(Column.NEIGHBOURHOOD, "area_date")
        return ""
    found = _AREA.fullmatch(told.lower().strip(" ."))
    if not found:
        wrong(Column.NEIGHBOURHOOD, "area")
        return ""
    if found[5]:
        return f"{int(found[5]):03}"
    return f"{int(found[1] or found[3]):03}/{int(found[2] or found[4]):03}"


def _interests(cell: str, known: Mapping[str, str], wrong: Problem) -> tuple[str, ...]:
    told = [each.strip().lower() for each in re.split(r"[,;|]", cell) if each.strip()]
    if any(each not in known for each in told):
        wrong(Column.INTERESTS, "interest")
    return tuple(dict.fromkeys(known[each] for each in told if each in known))


def _agreed_on(cell: str, today: date, wrong: Problem) -> str:
    found = _day(cell)
    if found is None:
        wrong(Column.AGREED_ON, "date" if cell else "empty")
    elif found > today:
        wrong(Column.AGREED_ON, "future")
    elif found < _EARLIEST:
        wrong(Column.AGREED_ON, "date")
    else:
        return found.isoformat()
    return ""


def _day(cell: str) -> date | None:
    """Written as in Indonesia or in ISO order, or as the number a spreadsheet keeps for a day."""
    try:
        if found := _DATE.fullmatch(cell):
            return date(int(found[3]), int(found[2]), int(found[1]))
        if re.fullmatch(r"\d{5}", cell):
            return _FIRST_SERIAL + timedelta(days=int(cell))
        return date.fromisoformat(cell[:10])
    except ValueError:
        return None


def _words(cell: str, column: Column, wrong: Problem) -> str:
    if not cell:
        wrong(column, "empty")
    return mask_text(" ".join(cell.split()))[:200]
