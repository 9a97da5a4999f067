"""Dates and hours in residents' words; today is Tuesday, 24 November 2026."""

from __future__ import annotations

from datetime import date, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.when import MONTHS, PartOfDay, When, birth_date, when

TODAY = date(2026, 11, 24)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("hari ini", TODAY),
        ("besok", date(2026, 11, 25)),
        ("bsk pagi bisa?", date(2026, 11, 25)),
        ("lusa", date(2026, 11, 26)),
        ("besok lusa aja", date(2026, 11, 26)),
        ("kemarin", date(2026, 11, 23)),
        ("kemarin lusa", date(2026, 11, 22)),
        ("tomorrow please", date(2026, 11, 25)),
        ("selasa", TODAY),
        ("hari kamis", date(2026, 11, 26)),
        ("Senin", date(2026, 11, 30)),
        ("senin depan", date(2026, 11, 30)),
        ("kamis depan", date(2026, 12, 3)),
        ("Jum'at besok", date(2026, 11, 27)),
        ("rabu minggu depan", date(2026, 12, 2)),
        ("senin kemarin", date(2026, 11, 23)),
        ("next monday", date(2026, 11, 30)),
        ("2 Des 2026", date(2026, 12, 2)),
        ("2 desember", date(2026, 12, 2)),
        ("1 nov", date(2027, 11, 1)),
        ("24 november", TODAY),
        ("02/12/2026", date(2026, 12, 2)),
        ("2-12-26", date(2026, 12, 2)),
        ("2.12.2026", date(2026, 12, 2)),
        ("2026-12-02", date(2026, 12, 2)),
        ("17 Agustus 1945", date(1945, 8, 17)),
        ("tgl 5", date(2026, 12, 5)),
        ("tanggal 28", date(2026, 11, 28)),
        ("tgl 5 bulan depan", date(2026, 12, 5)),
        ("3 hari lagi", date(2026, 11, 27)),
        ("seminggu lagi", date(2026, 12, 1)),
        ("dua minggu yang lalu", date(2026, 11, 10)),
        ("sebulan lagi", date(2026, 12, 24)),
        ("29 februari", date(2028, 2, 29)),
    ],
)
def test_a_day_is_read_as_residents_mean_it(text: str, day: date) -> None:
    assert when(text, TODAY).day == day


@pytest.mark.parametrize(
    "text",
    ["", "minggu depan", "bulan depan", "31 februari 2026", "32/01/2026", "ktp hilang", "RT 05/03", "jam 9", "nanti"],
)
def test_what_is_no_day_is_not_guessed(text: str) -> None:
    assert when(text, TODAY).day is None


@pytest.mark.parametrize(
    ("text", "hour"),
    [
        ("besok jam 9", time(9, 0)),
        ("pukul 13.30", time(13, 30)),
        ("jam 2 siang", time(14, 0)),
        ("jam 11 siang", time(11, 0)),
        ("jam 4 sore", time(16, 0)),
        ("pkl 08:15", time(8, 15)),
        ("at 3 pm", time(15, 0)),
        ("jam 25", None),
        ("besok", None),
    ],
)
def test_an_hour_is_read(text: str, hour: time | None) -> None:
    assert when(text, TODAY).hour == hour


def test_day_and_hour_come_together() -> None:
    assert when("Senin depan jam 9 pagi ya bu", TODAY) == When(date(2026, 11, 30), time(9, 0))


@pytest.mark.parametrize(
    ("text", "born"),
    [
        ("12-05-1987", date(1987, 5, 12)),
        ("12 mei 87", date(1987, 5, 12)),
        ("lahir 1 Januari 2009", date(2009, 1, 1)),
        ("12 mei", None),
        ("12-05-2030", None),
        ("12-05-1850", None),
        ("besok", None),
    ],
)
def test_a_birth_date_needs_its_year_and_lies_behind_us(text: str, born: date | None) -> None:
    assert birth_date(text, TODAY) == born


@given(st.dates(date(1930, 1, 1), TODAY), st.sampled_from(sorted(MONTHS)), st.sampled_from(["-", "/", ".", " "]))
def test_every_date_written_out_is_read_back(day: date, name: str, mark: str) -> None:
    month = MONTHS[name]
    if day.day <= 28:
        assert birth_date(f"{day.day} {name} {day.year}", TODAY + timedelta(days=366)) == day.replace(month=month)
    if mark != " ":
        assert birth_date(f"{day.day}{mark}{day.month}{mark}{day.year}", TODAY) == day


@given(st.text(max_size=60))
def test_no_text_breaks_it(text: str) -> None:
    when(text, TODAY)
    birth_date(text, TODAY)


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("besok pagi", PartOfDay.MORNING),
        ("senin siang aja", PartOfDay.NOON),
        ("rabu sore ya bu", PartOfDay.LATE),
        ("tomorrow afternoon", PartOfDay.AFTERNOON),
        ("jumat malem", PartOfDay.EVENING),
        ("pagi pak, besok bisa", None),
        ("selamat siang, saya mau besok", None),
        ("besok jam 9 pagi", None),
        ("besok", None),
    ],
)
def test_a_part_of_the_day_is_read_unless_it_greets_or_an_hour_says_more(text: str, part: PartOfDay | None) -> None:
    assert when(text, TODAY).part == part


@given(st.times())
def test_pagi_siang_sore_and_malam_share_out_the_day(hour: time) -> None:
    indonesian = (PartOfDay.MORNING, PartOfDay.NOON, PartOfDay.LATE, PartOfDay.EVENING)
    assert sum(part.holds(hour) for part in indonesian) == 1 or hour == time.max
