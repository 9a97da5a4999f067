"""When the counter is open: weeks, breaks, holidays, seasons and the next opening, in both languages."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from bot.clock import JAKARTA
from faq.book import FOLDER, SAMPLE_OFFICE
from faq.files import read_content
from faq.office import Office, Week
from faq.opening import day_of, holiday, today_in_words, week_in_words

SAMPLE: dict[str, Any] = yaml.safe_load(SAMPLE_OFFICE.read_text(encoding="utf-8"))
OFFICE = Office.model_validate(SAMPLE)
PHRASES = read_content(FOLDER, SAMPLE_OFFICE).phrases


def words(key: str) -> str:
    return PHRASES[key].id


def said(moment: str, office: Office = OFFICE, language: str = "id") -> str:
    now = datetime.fromisoformat(moment).replace(tzinfo=JAKARTA)
    return today_in_words(office, now, language, lambda key: PHRASES[key].in_language(language))


@pytest.mark.parametrize(
    ("moment", "answer"),
    [
        ("2026-11-24T06:00", "Loket belum buka. Hari ini buka pukul 07.30–12.00 dan 13.00–16.00."),
        ("2026-11-24T07:30", "Hari ini loket buka sampai pukul 16.00."),
        ("2026-11-24T12:00", "Loket sedang istirahat. Buka lagi pukul 13.00 sampai 16.00."),
        ("2026-11-24T15:59", "Hari ini loket buka sampai pukul 16.00."),
        ("2026-11-24T16:00", "Hari ini loket sudah tutup. Buka lagi besok pukul 07.30."),
        ("2026-11-27T17:00", "Hari ini loket sudah tutup. Buka lagi Senin, 30 November 2026, pukul 07.30."),
        ("2026-11-28T09:00", "Hari ini loket tutup. Buka lagi Senin, 30 November 2026, pukul 07.30."),
        ("2027-02-09T06:30", "Loket belum buka. Hari ini buka pukul 07.00–14.00."),
    ],
)
def test_a_resident_is_told_whether_the_counter_is_open_now(moment: str, answer: str) -> None:
    assert said(moment) == answer


def test_a_national_holiday_is_closed_and_announced_the_day_before() -> None:
    assert said("2026-12-23T10:00").endswith("Besok tutup: Cuti Bersama Hari Raya Natal.")
    assert said("2026-12-25T10:00") == (
        "Hari ini loket tutup: libur nasional (Hari Raya Natal). Buka lagi Senin, 28 Desember 2026, pukul 07.30."
    )
    assert said("2026-12-25T10:00", language="en").startswith(
        "The counter is closed today: public holiday (Christmas Day)."
    )


def test_collective_leave_is_known_and_the_office_may_work_all_the_same() -> None:
    leave = date(2026, 12, 24)
    found = holiday(leave)
    assert found is not None
    assert not found.public
    assert day_of(OFFICE, leave).periods == ()
    busy = Office.model_validate(SAMPLE | {"open_on": [leave]})
    assert day_of(busy, leave).periods


def test_the_office_s_own_closure_is_told_with_its_reason() -> None:
    closed = {"day": date(2026, 11, 25), "reason": {"id": "rapat seluruh petugas", "en": "staff meeting"}}
    office = Office.model_validate(SAMPLE | {"closed_on": [closed]})
    assert said("2026-11-24T10:00", office).endswith("Besok tutup: rapat seluruh petugas.")
    assert "rapat seluruh petugas" in said("2026-11-25T10:00", office)


def test_days_with_the_same_hours_are_said_together() -> None:
    week = Week.model_validate({"monday": ["08.00-12.00"], "tuesday": ["08.00-12.00"], "thursday": ["08.00-12.00"]})
    assert week_in_words(week, "id", words) == "Senin–Selasa pukul 08.00–12.00, Kamis pukul 08.00–12.00"


@given(st.datetimes(datetime(2026, 1, 1), datetime(2027, 12, 31)))
def test_the_next_opening_is_never_a_closed_day(moment: datetime) -> None:
    answer = said(moment.isoformat())
    assert answer
    if "besok" in answer and "Buka lagi" in answer:
        assert day_of(OFFICE, moment.date() + timedelta(days=1)).periods
    if "buka sampai" in answer:
        assert any(period.opens <= moment.time() < period.closes for period in day_of(OFFICE, moment.date()).periods)
    if moment.time() < time(7, 0) and day_of(OFFICE, moment.date()).periods:
        assert answer.startswith("Loket belum buka. Hari ini buka pukul")


@pytest.mark.parametrize(
    "hours",
    [
        {"monday": ["12.00-07.30"]},
        {"monday": ["07.30-12.00", "11.00-16.00"]},
        {"monday": ["half past seven"]},
        {"funday": ["07.30-12.00"]},
        {},
    ],
)
def test_hours_that_cannot_be_are_refused(hours: dict[str, list[str]]) -> None:
    with pytest.raises(ValidationError):
        Office.model_validate(SAMPLE | {"hours": hours})
