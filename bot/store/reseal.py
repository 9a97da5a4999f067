"""Seals again, with the newest key, what lies sealed with an older one or not sealed at all: a job of the night."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, TextClause, text

from bot.domain.errors import Unreadable
from bot.store.engine import Database
from bot.store.vault import Vault

BITE = 500
"""Rows sealed in one transaction."""


@dataclass(frozen=True, slots=True)
class _Sealed:
    """What is sealed in a table: texts, and JSON whole. `key` finds a row again."""

    table: str
    key: str
    texts: tuple[str, ...] = ()
    json: str = ""

    @property
    def columns(self) -> tuple[str, ...]:
        return (*self.texts, self.json) if self.json else self.texts

    @property
    def old(self) -> TextClause:
        tests = [f"({column} <> '' AND {column} NOT LIKE :current)" for column in self.texts]
        if self.json:
            tests.append(f"({self.json}::text NOT IN ('{{}}', '[]') AND {self.json}::text NOT LIKE '\"' || :current)")
        return text(
            f"SELECT {self.key} AS key, {', '.join(self.columns)} FROM {self.table} "  # noqa: S608 - our own words
            f"WHERE {self.key} > :after AND ({' OR '.join(tests)}) ORDER BY {self.key} LIMIT :bite "
            "FOR UPDATE SKIP LOCKED"
        )

    @property
    def renew(self) -> TextClause:
        sets = [f"{column} = :{column}" for column in self.texts]
        if self.json:
            sets.append(f"{self.json} = CAST(:{self.json} AS jsonb)")
        return text(f"UPDATE {self.table} SET {', '.join(sets)} WHERE {self.key} = :key")  # noqa: S608

    def sealed(self, vault: Vault, row: Row[Any]) -> dict[str, str]:
        """Raises Unreadable."""
        values = {column: vault.seal(vault.open(getattr(row, column))) for column in self.texts}
        if self.json:
            value = vault.open_json(getattr(row, self.json))
            values[self.json] = vault.seal_dump(json.dumps(value, ensure_ascii=False))
        return values


_FIRST_UUID = "00000000-0000-0000-0000-000000000000"
_TABLES: Mapping[_Sealed, object] = {
    _Sealed("conversation", "id", ("address", "sender_name"), "state"): _FIRST_UUID,
    _Sealed("inbox", "id", (), "body"): 0,
    _Sealed("outbox", "id", ("address",), "body"): 0,
    _Sealed("timer", "key", (), "body"): "",
    _Sealed("question", "id", ("text", "why_words")): "",
    _Sealed("resident_case", "number", ("story", "happened", "place", "name")): "",
    _Sealed("case_event", "id", ("words",)): 0,
    _Sealed("case_note", "id", ("words",)): 0,
    _Sealed("case_file", "id", ("caption", "content")): 0,
    _Sealed("answer_file", "id", ("name", "content")): _FIRST_UUID,
    _Sealed("watch", "mark", ("registration", "born")): "",
    _Sealed("booking", "mark", ("registration", "born")): "",
    _Sealed("lookup", "id", ("registration",)): 0,
    _Sealed("staff_account", "id", ("second_factor",)): _FIRST_UUID,
    _Sealed("staff_duty", "account", ("reason",)): _FIRST_UUID,
    _Sealed("audit", "id", ("detail",)): 0,
    _Sealed("desk_note", "id", ("words",)): 0,
    _Sealed("desk_draft", "id", ("words",)): 0,
    _Sealed("answer_proposal", "id", ("words", "reply")): 0,
    _Sealed("taught_example", "id", ("text",)): 0,
    _Sealed("consent", "id", ("words",)): 0,
    _Sealed("contact_chunk", "id", ("body",)): 0,
    _Sealed("campaign_pilot", "conversation", ("label",)): _FIRST_UUID,
    _Sealed("answer_candidate", "id", ("asked", "text")): _FIRST_UUID,
}
"""Each with the value before its first key."""


async def reseal(database: Database, bite: int = BITE) -> dict[str, int]:
    """How many rows of each table were sealed anew; `closed` counts those whose key is not here any more."""
    counts: dict[str, int] = {}
    for sealed, first in _TABLES.items():
        after = first
        while (found := await _one_bite(database, sealed, after, bite, _counting(counts, sealed.table))) is not None:
            after = found
    return counts


def _counting(counts: dict[str, int], table: str) -> Callable[[bool], None]:
    def count(opened: bool) -> None:
        name = table if opened else "closed"
        counts[name] = counts.get(name, 0) + 1

    return count


async def _one_bite(
    database: Database, sealed: _Sealed, after: object, bite: int, count: Callable[[bool], None]
) -> object | None:
    """The last key it looked at; None at the end of the table."""
    vault = database.vault
    async with database.begin() as connection:
        wanted = {"after": after, "bite": bite, "current": f"{vault.current}%"}
        rows = (await connection.execute(sealed.old, wanted)).all()
        for row in rows:
            try:
                values = sealed.sealed(vault, row)
            except Unreadable:
                count(False)
                continue
            await connection.execute(sealed.renew, values | {"key": row.key})
            count(True)
    last: object = rows[-1].key if rows else None
    return last
