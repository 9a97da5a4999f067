"""Cases from the staff's side: list, read, change, link; and the clock that closes what nobody replied to."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import Row, text
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.case_desk import CaseChanged, CaseEvent, Change, DeskCase, DeskRow, KeptFile
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
from bot.store.case_notes import keep_note
from bot.store.cases import note_event
from bot.store.codec import text_column
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
_DUPLICATES = text("SELECT number, state FROM resident_case WHERE duplicate_of = :number ORDER BY number")
_LINK = text("UPDATE resident_case SET duplicate_of = :main WHERE :duplicate IN (number, duplicate_of)")
_LOCK_BOTH = text("SELECT number FROM resident_case WHERE number = ANY(:numbers) ORDER BY number FOR UPDATE")
_DONE = text("SELECT 1 FROM case_event WHERE key = :key")
_LAST_EVENT = text("SELECT max(id) FROM case_event WHERE number = :number")
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
        return [line_of(row) for row in rows]

    async def read(self, number: str, role: Role) -> DeskCase:
        opened = self._database.vault.open
        async with self._database.begin() as connection:
            row = await readable_case(connection, number, role)
            events = (await connection.execute(_EVENTS, {"number": number})).all()
            files = (await connection.execute(_FILES, {"number": number, "key": row.key})).all()
        return DeskCase(
            row=line_of(row),
            story=opened(row.story),
            happened=opened(row.happened),
            place=opened(row.place),
            name=opened(row.name),
            events=[
                CaseEvent(
                    at=each.at,
                    actor=Actor(each.actor),
                    author=each.author,
                    state=State(each.state),
                    words=opened(each.words),
                    next_on=each.next_on,
                    id=each.id,
                )
                for each in events
            ],
            files=[KeptFile(each.id, each.media, each.mime_type, opened(each.caption)) for each in files],
        )

    async def file(self, number: str, file: int, role: Role) -> bytes:
        async with self._database.begin() as connection:
            row = await readable_case(connection, number, role)
            files = (await connection.execute(_FILES, {"number": number, "key": row.key})).all()
            if file not in {each.id for each in files}:
                raise UnknownCase(f"{number} has no file {file}")
            return await open_file(connection, self._database.vault, file)

    async def change(self, number: str, change: Change, role: Role, author: str) -> int:
        if not (change.state or change.words or change.next_on):
            raise CaseRefused("nothing to change: give a state, words or a date")
        changed, twins = 1, await self._change_one(number, change, role, author)
        # Each on its own: two residents' mailboxes in one transaction could wait for each other.
        for twin in twins:
            try:
                await self._change_one(twin.number, change.for_twin(twin.number), role, author)
            except (CaseRefused, SecretCase):
                continue  # it is further than the main case, and its own way goes on
            changed += 1
        self._wakeup.ring("inbox")
        self._wakeup.ring("desk")
        return changed

    async def _change_one(self, number: str, change: Change, role: Role, author: str) -> Sequence[Row[Any]]:
        """Unless it is done already; the cases that were linked to this one at that moment."""
        async with self._database.begin() as connection:
            heard_in = await _ring_for(connection, number)
            row = await readable_case(connection, number, role, lock=True)
            twins = (await connection.execute(_DUPLICATES, {"number": number})).all()
            if change.key and (await connection.execute(_DONE, {"key": change.key})).first():
                return twins
            await _check_fresh(connection, number, change, twins)
            state, to = State(row.state), change.state or State(row.state)
            today = self._clock.now().date()
            _check(state, change, today)
            due = change.next_on or row.next_on
            if change.next_on is None and to is not state:
                due = next_date(Kind(row.kind), to, today, self._calendar)
            said = (author, change.words, change.key or None)
            event = await self._move(connection, row, to, due, Actor.STAFF, said)
            await self._tell(connection, heard_in, number, event)
        return twins

    async def link(self, duplicate: str, main: str, role: Role, author: str = "") -> None:
        async with self._database.begin() as connection:
            await connection.execute(_LOCK_BOTH, {"numbers": [duplicate, main]})
            first, second = [await readable_case(connection, number, role) for number in (duplicate, main)]
            if duplicate == main or second.duplicate_of:
                raise CaseRefused("a duplicate is linked to a case that is none itself")
            if Visibility.SECRET in {first.visibility, second.visibility}:
                raise CaseRefused("a secret case is linked to no other: its answer would be read by others")
            if first.duplicate_of == main:
                return
            await connection.execute(_LINK, {"duplicate": duplicate, "main": main})
            await keep_note(connection, self._database.vault, duplicate, author or "system", "linked", main)
        self._wakeup.ring("desk")

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
                    event = await self._move(connection, row, State.CLOSED, None, Actor.CLOCK)
                    await self._tell(connection, heard_in, number, event)
                    closed += 1
        if closed:
            self._wakeup.ring("inbox")
            self._wakeup.ring("desk")
        return closed

    async def _move(
        self,
        connection: AsyncConnection,
        row: Row[Any],
        to: State,
        due: date | None,
        actor: Actor,
        said: tuple[str, str, str | None] = ("", "", None),
    ) -> int | None:
        """Change and keep it, with author, words and key; the id of what happened."""  # fmt: skip
        answered = to in NEEDS_WORDS and to != row.state
        new = {"number": row.number, "state": to, "next_on": due, "answered": answered}
        await connection.execute(_CHANGE, new)
        author, words, key = said
        return await note_event(
            connection, self._database.vault, row.number, actor, author=author, words=words, key=key
        )

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


async def _check_fresh(connection: AsyncConnection, number: str, change: Change, twins: Sequence[Row[Any]]) -> None:
    """Raises CaseChanged."""
    last = (await connection.execute(_LAST_EVENT, {"number": number})).scalar_one()
    if change.seen is not None and last != change.seen:
        raise CaseChanged(f"{number} was changed since")
    following = [
        twin for twin in twins if change.state is None or may_move(Actor.STAFF, State(twin.state), change.state)
    ]
    if change.reach is not None and 1 + len(following) != change.reach:
        raise CaseChanged(f"{number} has {1 + len(following)} to reach, not {change.reach}")


def _check(state: State, change: Change, today: date) -> None:
    """Raises CaseRefused."""
    if change.state and not may_move(Actor.STAFF, state, change.state):
        raise CaseRefused(f"staff cannot bring a case that is {state} to {change.state}")
    if change.state in NEEDS_WORDS and not change.words.strip():
        raise CaseRefused(f"{change.state} needs words for the resident")
    if change.next_on and change.next_on < today:
        raise CaseRefused("the next date has passed already")


async def readable_case(connection: AsyncConnection, number: str, role: Role, *, lock: bool = False) -> Row[Any]:
    """Raises UnknownCase, SecretCase."""
    row = (await connection.execute(_LOCK if lock else _CASE, {"number": text_column(number)})).first()
    if row is None:
        raise UnknownCase(f"no case has the number {number}")
    if row.visibility == Visibility.SECRET and role is not Role.INSPECTOR:
        raise SecretCase(f"{number} is secret: only an inspector may read it")
    return row


def line_of(row: Row[Any]) -> DeskRow:
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
