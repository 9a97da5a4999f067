"""Filters and page marks of the inbox's lists, as SQL conditions and as text in an address."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Row

from bot.clock import JAKARTA
from bot.domain.cases import ENDED
from bot.domain.waiting import Filters

_PARTS = 5
_OVER = ", ".join(f"'{state.value}'" for state in sorted(ENDED))


@dataclass(frozen=True, slots=True)
class Cursor:
    """The last line of a page by what it is ordered by."""

    sleeps: int
    danger: int
    kept: int
    since: datetime
    id: UUID

    @classmethod
    def of(cls, row: Row[Any], newest: bool) -> Cursor:
        if newest:
            return cls(0, 0, 0, row.since, row.id)
        return cls(row.sleeps, 0 if row.rank == 0 else 1, 0 if row.broken else 1, row.since, row.id)

    @classmethod
    def read(cls, told: str) -> Cursor | None:
        """None for a mark that is none of ours."""
        parts = told.split("_")
        try:
            sleeps, danger, kept = (int(part) for part in parts[:3])
            since = datetime.fromtimestamp(0, UTC) + timedelta(microseconds=int(parts[3]))
            return cls(sleeps % 10, danger % 10, kept % 10, since, UUID(parts[4])) if len(parts) == _PARTS else None
        except (ValueError, IndexError, OverflowError):
            return None

    @property
    def told(self) -> str:
        since = (self.since - datetime.fromtimestamp(0, UTC)) // timedelta(microseconds=1)
        return f"{self.sleeps}_{self.danger}_{self.kept}_{since}_{self.id.hex}"

    @property
    def pressing(self) -> dict[str, Any]:
        return {
            "sleeps": self.sleeps,
            "danger": self.danger,
            "kept": self.kept,
            "since": self.since,
            "id": self.id,
        }


def conditions(filters: Filters, moment: str) -> tuple[str, dict[str, Any]]:
    """On `c` (conversation), `d` (desk_card) and the `moment` a list is about."""
    wheres: list[str] = []
    values: dict[str, Any] = {}
    for condition, value in (
        ("c.channel = :channel", filters.channel),
        ("d.labels @> ARRAY[CAST(:label AS varchar)]", filters.label),
        ("d.account = :officer", filters.officer),
        (f"{moment} >= :first", filters.first and datetime.combine(filters.first, time.min, JAKARTA)),
        (f"{moment} < :last", filters.last and datetime.combine(filters.last + timedelta(days=1), time.min, JAKARTA)),
    ):
        if value:
            wheres.append(condition)
            values[condition.rsplit(":", 1)[1].split(" ")[0].rstrip("]")] = value
    if filters.open_cases:
        wheres.append(f"EXISTS (SELECT 1 FROM resident_case o WHERE o.person = c.person AND o.state NOT IN ({_OVER}))")  # noqa: S608
    return "".join(f" AND {each}" for each in wheres), values
