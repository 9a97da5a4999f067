"""The audit log as a file for a spreadsheet."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence

from bot.domain.audit import AuditEntry
from console.staff.audit.words import deed_words
from console.staff.moments import WIB
from console.staff.visit import Visit

MOST_ROWS = 20_000
"""Of one file; who needs more takes it month by month."""
_COLUMNS = ("number", "at", "actor", "words", "what", "about", "detail")
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def as_csv(visit: Visit, entries: Sequence[AuditEntry]) -> bytes:
    """With a mark at its beginning by which spreadsheets know UTF-8."""
    told = io.StringIO()
    writer = csv.writer(told)
    writer.writerow(visit.text(f"audit_column_{name}") for name in _COLUMNS)
    for entry in entries:
        deed = entry.deed
        detail = deed.detail if entry.readable else visit.text("audit_unreadable")
        at = entry.at.astimezone(WIB).isoformat(timespec="seconds")
        words = deed_words(visit, deed.what)
        row = (str(entry.number), at, deed.actor, words, deed.what, deed.about, detail)
        writer.writerow(_plain(cell) for cell in row)
    return told.getvalue().encode("utf-8-sig")


def _plain(cell: str) -> str:
    """A spreadsheet takes a text that begins so for a formula."""
    return f"'{cell}" if cell.startswith(_FORMULA) else cell
