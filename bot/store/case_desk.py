"""Cases from the staff's side: list, read, change, link; and the clock that closes what nobody replied to."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import Row, text
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.case_desk import CaseEvent, Change, DeskCase, DeskRow, KeptFile
from bot.domain.cases import (
    ENDED,
    NEEDS_WORDS,
    Actor,
    Category,
    Kind,
    Role,
    State,
    Visibility,
    WorkCalendar,
    may_move,
    next_date,
)
from bot.domain.errors import CaseRefused, SecretCase, UnknownCase
from bot.domain.timing import Clock
from bot.store.case_files import open_file
from bot.store.cases import note_event
from bot.store.engine import Database
from bot.store.notices import put_notice, ring_last_used
from bot.store.wakeup import Wakeup

CHANGED = "case_changed"
"""The notice handlers/notices.py has a rule for."""

_LIST = text("""
    SELECT * FROM resident_case WHERE (:ended OR NOT state = ANY(:over)) AND (:secret OR visibility <> 'secret')
    ORDER BY (state = 'answered'), next_on NULLS LAST, received_at LIMIT 500
""")
_CASE = text("SELECT * FROM resident_case WHERE number = :number")
_REPORTED_BY = text("SELECT person FROM resident_case WHERE number = :number")
_LOCK = text("SELECT * FROM resident_case WHERE number = :number FOR UPDATE")
_EVENTS = text("SELECT * FROM case_event WHERE number = :number ORDER BY id")
_FILES = text("""
    SELECT id, media, mime_type, caption FROM case_file
    WHERE key = :key OR key IN (SELECT key FROM case_event WHERE number = :number) ORDER BY id
""")
_CHANGE = text("""
    UPDATE resident_case SET state = :state, next_on = :next_on,
        answered_at = CASE WHEN :answered THEN clock_timestamp() ELSE answered_at END
    WHERE number = :number
""")
_DUPLICATES = text("SELECT number FROM resident_case WHERE duplicate_of = :number ORDER BY number")
_LINK = text("UPDATE resident_case SET duplicate_of = :main WHERE number = :duplicate")
_UNANSWERED = text("SELECT number FROM resident_case WHERE state = 'answered' AND next_on < :today ORDER BY number")


class PostgresCaseDesk:
    """Implements the CaseDesk port."""

    def __init__(self, database: Database, wakeup: Wakeup, calendar: WorkCalendar, clock: Clock) -> None:
        self._database = database
        self._wakeup = wakeup
        self._calendar = calendar
        self._clock = clock

    async def cases(self, role: Role, *, ended: bool = False) -> Sequence[DeskRow]:
        async with self._database.begin() as connection:
            secret = role is Role.INSPECTOR
            rows = (await connection.execute(_LIST, {"ended": ended, "over": list(ENDED), "secret": secret})).all()
        return [_line(row) for row in rows]

    async def read(self, number: str, role: Role) -> DeskCase:
        opened = self._database.vault.open
        async with self._database.begin() as connection:
            row = await _readable(connection, number, role)
            events = (await connection.execute(_EVENTS, {"number": number})).all()
            files = (await connection.execute(_FILES, {"number": number, "key": row.key})).all()
        return DeskCase(
            row=_line(row),
            story=opened(row.story),
            happened=opened(row.happened),
            place=opened(row.place),
            name=opened(row.name),
            events=[
                CaseEvent(each.at, Actor(each.actor), each.author, State(each.state), opened(each.words), each.next_on)
                for each in events
            ],
            files=[KeptFile(each.id, each.media, each.mime_type, opened(each.caption)) for each in files],
        )

    async def file(self, number: str, file: int, role: Role) -> bytes:
        async with self._database.begin() as connection:
            row = await _readable(connection, number, role)
            files = (await connection.execute(_FILES, {"number": number, "key": row.key})).all()
            if file not in {each.id for each in files}:
                raise UnknownCase(f"{number} has no file {file}")
            return await open_file(connection, self._database.vault, file)

    async def change(self, number: str, change: Change, role: Role, author: str) -> int:
        if not (change.state or change.words or change.next_on):
            raise CaseRefused("nothing to change: give a state, words or a date")
        await self._change_one(number, change, role, author)
        changed = 1
        async with self._database.begin() as connection:
            duplicates = (await connection.execute(_DUPLICATES, {"number": number})).scalars().all()
        # Each on its own: two residents' mailboxes in one transaction could wait for each other.
        for duplicate in duplicates:
            try:
                await self._change_one(duplicate, change, role, author)
            except (CaseRefused, SecretCase):
                continue  # it is further than the main case, and its own way goes on
            changed += 1
        return changed

    async def _change_one(self, number: str, change: Change, role: Role, author: str) -> None:
        async with self._database.begin() as connection:
            heard_in = await _ring_for(connection, number)
            row = await _readable(connection, number, role, lock=True)
            state, to = State(row.state), change.state or State(row.state)
            today = self._clock.now().date()
            _check(state, change, today)
            due = change.next_on or row.next_on
            if change.next_on is None and to is not state:
                due = next_date(Kind(row.kind), to, today, self._calendar)
            event = await self._move(connection, row, to, due, Actor.STAFF, author, change.words)
            await self._tell(connection, heard_in, number, event)
        self._wakeup.ring("inbox")

    async def link(self, duplicate: str, main: str, role: Role) -> None:
        async with self._database.begin() as connection:
            first, second = [await _readable(connection, number, role) for number in (duplicate, main)]
            if duplicate == main or second.duplicate_of:
                raise CaseRefused("a duplicate is linked to a case that is none itself")
            if Visibility.SECRET in {first.visibility, second.visibility}:
                raise CaseRefused("a secret case is linked to no other: its answer would be read by others")
            await connection.execute(_LINK, {"duplicate": duplicate, "main": main})

    async def close_unanswered(self) -> int:
        """Close what was answered and got no reply in time; run by the clock, twice does no harm."""
        today = self._clock.now().date()
        async with self._database.begin() as connection:
            numbers = (await connection.execute(_UNANSWERED, {"today": today})).scalars().all()
        closed = 0
        for number in numbers:
            async with self._database.begin() as connection:
                heard_in = await _ring_for(connection, number)
                row = (await connection.execute(_LOCK, {"number": number})).one()
                if may_move(Actor.CLOCK, State(row.state), State.CLOSED) and row.next_on < today:
                    event = await self._move(connection, row, State.CLOSED, None, Actor.CLOCK, "", "")
                    await self._tell(connection, heard_in, number, event)
                    closed += 1
        if closed:
            self._wakeup.ring("inbox")
        return closed

    async def _move(
        self,
        connection: AsyncConnection,
        row: Row[Any],
        to: State,
        due: date | None,
        actor: Actor,
        author: str,
        words: str,
    ) -> int | None:
        """Change and keep it; the id of what happened."""  # fmt: skip
        answered = to in NEEDS_WORDS and to != row.state
        new = {"number": row.number, "state": to, "next_on": due, "answered": answered}
        await connection.execute(_CHANGE, new)
        return await note_event(connection, self._database.vault, row.number, actor, author=author, words=words)

    async def _tell(
        self, connection: AsyncConnection, heard_in: Row[Any] | None, number: str, event: int | None
    ) -> None:
        facts = {"number": number, "event": str(event)}
        await put_notice(connection, self._database.vault, heard_in, CHANGED, facts, f"case:{event}")


async def _ring_for(connection: AsyncConnection, number: str) -> Row[Any] | None:
    """Where the one who reported it hears of a change. Before the case is locked: a turn of theirs that changes it
    holds the mailbox already (mailboxes.py)."""
    person = (await connection.execute(_REPORTED_BY, {"number": number})).scalar_one_or_none()
    return (await ring_last_used(connection, [person])).get(person) if person else None


def _check(state: State, change: Change, today: date) -> None:
    """Raises CaseRefused."""
    if change.state and not may_move(Actor.STAFF, state, change.state):
        raise CaseRefused(f"staff cannot bring a case that is {state} to {change.state}")
    if change.state in NEEDS_WORDS and not change.words.strip():
        raise CaseRefused(f"{change.state} needs words for the resident")
    if change.next_on and change.next_on < today:
        raise CaseRefused("the next date has passed already")


async def _readable(connection: AsyncConnection, number: str, role: Role, *, lock: bool = False) -> Row[Any]:
    row = (await connection.execute(_LOCK if lock else _CASE, {"number": number})).first()
    if row is None:
        raise UnknownCase(f"no case has the number {number}")
    if row.visibility == Visibility.SECRET and role is not Role.INSPECTOR:
        raise SecretCase(f"{number} is secret: only an inspector may read it")
    return row


def _line(row: Row[Any]) -> DeskRow:
    return DeskRow(
        number=row.number,
        kind=Kind(row.kind),
        category=Category(row.category),
        visibility=Visibility(row.visibility),
        state=State(row.state),
        received_at=row.received_at,
        next_on=row.next_on,
        duplicate_of=row.duplicate_of or "",
    )
