"""Dates in words, as both languages write them."""

from __future__ import annotations

from datetime import date

WEEKDAY_NAMES = {
    "id": ("Senin", "Selasa", "Rabu", "Kamis", "Jumat", "Sabtu", "Minggu"),
    "en": ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
}
_MONTHS = {
    "id": "Januari,Februari,Maret,April,Mei,Juni,Juli,Agustus,September,Oktober,November,Desember",
    "en": "January,February,March,April,May,June,July,August,September,October,November,December",
}


def written_day(day: date, language: str) -> str:
    """Kamis, 26 November."""
    return f"{WEEKDAY_NAMES[language][day.weekday()]}, {day.day} {_MONTHS[language].split(',')[day.month - 1]}"


def written_date(day: date, language: str) -> str:
    """24 November 2026."""
    return f"{day.day} {_MONTHS[language].split(',')[day.month - 1]} {day.year}"
