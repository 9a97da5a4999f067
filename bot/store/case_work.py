"""One case and staff's work on it besides moving it: implements the CaseWork port."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import Row, text
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.clock import JAKARTA
from bot.domain.case_work import AlreadyTaken, NewCase, Suggestion, Twin, WorkedCase
from bot.domain.cases import (
    Actor,
    OpenCase,
    Priority,
    Role,
    State,
    Visibility,
    WorkCalendar,
    first_priority,
    next_date,
)  # fmt: skip
from bot.domain.errors import CaseRefused
from bot.domain.masking import mask_text
from bot.domain.messages import ChannelName
from bot.domain.similar import likeness
from bot.domain.staff import Role as StaffRole
from bot.domain.timing import Clock
from bot.store.case_desk import CHANGED, PostgresCaseDesk, line_of, readable_case
from bot.store.case_notes import keep_note, notes_of
from bot.store.cases import HURRY, PostgresCases, insert_case, note_event
from bot.store.codec import load_state, text_column
from bot.store.engine import Database
from bot.store.notices import put_notice, ring_last_used
from bot.store.wakeup import Wakeup

COMPARED = 300
"""Cases whose words are compared, the nearest in time first."""
NEAR = timedelta(days=45)
LEAST_ALIKE = 0.2
_CANDIDATES = text("""
    SELECT * FROM resident_case
    WHERE category = :category AND kind = :kind AND visibility <> 'secret' AND number <> :number
      AND state IN ('received', 'verified', 'in_progress', 'reopened') AND duplicate_of IS NULL
      AND received_at BETWEEN :first AND :last
    ORDER BY abs(extract(epoch FROM received_at - CAST(:at AS timestamptz))) LIMIT :most
""")
_LAST_EVENT = text("SELECT max(id) FROM case_event WHERE number = :number")
_TWINS = text("SELECT number, state FROM resident_case WHERE duplicate_of = :number ORDER BY received_at, number")
_CHATS = text("""
    SELECT id, channel, state FROM conversation WHERE person = :person
    ORDER BY reachable DESC, last_inbound_at DESC NULLS LAST, id
""")
_PERSON = text("SELECT person FROM conversation WHERE id = :conversation")
_NAME = text("SELECT login, name, roles, active FROM staff_account WHERE id = :id")
_ASSIGN = text("""
    UPDATE resident_case SET assignee = :to
    WHERE number = :number AND assignee IS NOT DISTINCT FROM CAST(:was AS uuid)
""")
_PRIORITY = text("UPDATE resident_case SET hurry = :hurry WHERE number = :number")
_LAPOR = text("UPDATE resident_case SET lapor = :lapor WHERE number = :number")
_UNLINK = text("UPDATE resident_case SET duplicate_of = NULL WHERE number = :number")
_MAY_WORK = frozenset({StaffRole.OFFICER, StaffRole.SUPERVISOR, StaffRole.INSPECTOR})


class PostgresCaseWork:
    """Implements the CaseWork port."""

    def __init__(self, database: Database, wakeup: Wakeup, calendar: WorkCalendar, clock: Clock) -> None:
        self._database = database
        self._wakeup = wakeup
        self._calendar = calendar
        self._clock = clock
        self._desk = PostgresCaseDesk(database, wakeup, calendar, clock)

    async def read(self, number: str, role: Role) -> WorkedCase:
        """`event` is read before the rest: what happens meanwhile makes the page stale, never unseen."""
        async with self._database.single() as connection:
            event = (await connection.execute(_LAST_EVENT, {"number": text_column(number)})).scalar_one()
        case = await self._desk.read(number, role)
        async with self._database.begin() as connection:
            row = await readable_case(connection, number, role)
            twins = (await connection.execute(_TWINS, {"number": number})).all()
            notes = await notes_of(connection, self._database.vault, number)
            holder = (await connection.execute(_NAME, {"id": row.assignee})).first()
            chats = (await connection.execute(_CHATS, {"person": row.person})).all()
        found = WorkedCase(
            case=case,
            priority=HURRY[row.hurry],
            event=event,
            assignee=row.assignee,
            assignee_name=holder.name if holder else "",
            lapor=row.lapor,
            notes=notes,
            twins=[Twin(twin.number, State(twin.state)) for twin in twins],
            answered=row.answered_at.astimezone(JAKARTA).date() if row.answered_at else None,
        )
        return self._with_chats(found, chats)

    def _with_chats(self, found: WorkedCase, chats: Sequence[Row[Any]]) -> WorkedCase:
        if not chats:
            return found
        state = load_state(self._database.vault.open_json(chats[0].state) or {})
        open_one = found.case.row.visibility is Visibility.OPEN
        return replace(
            found,
            conversation=chats[0].id if open_one else None,
            channels=[ChannelName(chats[0].channel)],
            language=state.language,
        )

    async def alike(self, number: str, role: Role, most: int = 5) -> Sequence[Suggestion]:
        """Of the same kind and category, at most 45 days apart, still with the office and linked to nothing: the 300
        nearest in time are opened and compared by their words (similar.py), in some 5 ms."""
        async with self._database.begin() as connection:
            row = await readable_case(connection, number, role)
            if row.visibility == Visibility.SECRET or row.duplicate_of:
                return []
            wanted = {
                "number": number,
                "kind": row.kind,
                "category": row.category,
                "at": row.received_at,
                "first": row.received_at - NEAR,
                "last": row.received_at + NEAR,
                "most": COMPARED,
            }
            others = (await connection.execute(_CANDIDATES, wanted)).all()
        opened = self._database.vault.open
        stories = [opened(each.story) for each in others]
        degrees = likeness(opened(row.story), stories)
        compared = zip(others, stories, degrees, strict=True)
        found = [Suggestion(line_of(each), story, alike) for each, story, alike in compared]
        return sorted((each for each in found if each.alike >= LEAST_ALIKE), key=lambda each: -each.alike)[:most]

    async def take_down(self, new: NewCase, author: str) -> str:
        number = await PostgresCases(self._database).number_for(new.key)
        vault, today = self._database.vault, self._clock.now().date()
        async with self._database.begin() as connection:
            person = await _person(connection, new.conversation)
            heard_in = (await ring_last_used(connection, [person])).get(person)
            case = OpenCase(
                number=number,
                key=new.key,
                person=person,
                kind=new.kind,
                category=new.category,
                visibility=new.visibility,
                story=mask_text(new.story),
                happened=mask_text(new.happened),
                place=mask_text(new.place),
                name=mask_text(new.name) if new.visibility is not Visibility.ANONYMOUS else "",
                next_on=next_date(new.kind, State.RECEIVED, today, self._calendar),
                priority=min(new.priority, first_priority(new.category, danger=False), key=HURRY.index),
            )
            if await insert_case(connection, vault, case):
                event = await note_event(connection, vault, number, Actor.STAFF, author=author)
                facts = {"number": number, "event": str(event)}
                await put_notice(connection, vault, heard_in, CHANGED, facts, f"case:{event}")
        self._wakeup.ring("inbox")
        self._wakeup.ring("desk")
        return number

    async def set_priority(self, number: str, priority: Priority, role: Role, author: str) -> None:
        async with self._database.begin() as connection:
            row = await readable_case(connection, number, role, lock=True)
            if HURRY[row.hurry] is priority:
                return
            await connection.execute(_PRIORITY, {"number": number, "hurry": HURRY.index(priority)})
            await keep_note(connection, self._database.vault, number, author, "priority", priority)
        self._wakeup.ring("desk")

    async def assign(self, number: str, to: UUID | None, was: UUID | None, role: Role, author: str) -> None:
        async with self._database.begin() as connection:
            row = await readable_case(connection, number, role, lock=True)
            name = await _worker(connection, to, secret=row.visibility == Visibility.SECRET)
            if row.assignee == to:
                return
            if not (await connection.execute(_ASSIGN, {"number": number, "to": to, "was": was})).rowcount:
                raise AlreadyTaken(f"{number} is somebody else's by now")
            await keep_note(connection, self._database.vault, number, author, "assigned", name)
        self._wakeup.ring("desk")

    async def note(self, number: str, words: str, key: str, role: Role, author: str) -> None:
        async with self._database.begin() as connection:
            await readable_case(connection, number, role)
            await keep_note(connection, self._database.vault, number, author, "note", mask_text(words), key)
        self._wakeup.ring("desk")

    async def set_lapor(self, number: str, lapor: str, role: Role, author: str) -> None:
        async with self._database.begin() as connection:
            row = await readable_case(connection, number, role, lock=True)
            if row.lapor == lapor:
                return
            await connection.execute(_LAPOR, {"number": number, "lapor": text_column(lapor)})
            await keep_note(connection, self._database.vault, number, author, "lapor", lapor)
        self._wakeup.ring("desk")

    async def unlink(self, number: str, role: Role, author: str) -> None:
        async with self._database.begin() as connection:
            row = await readable_case(connection, number, role, lock=True)
            if not row.duplicate_of:
                return
            await connection.execute(_UNLINK, {"number": number})
            await keep_note(connection, self._database.vault, number, author, "unlinked", row.duplicate_of)
        self._wakeup.ring("desk")


async def _person(connection: AsyncConnection, conversation: UUID | None) -> UUID:
    """Somebody at the counter is nobody we know. Raises CaseRefused for a conversation that does not exist."""
    if conversation is None:
        return uuid4()
    person: UUID | None = (await connection.execute(_PERSON, {"conversation": conversation})).scalar_one_or_none()
    if person is None:
        raise CaseRefused("there is no such conversation")
    return person


async def _worker(connection: AsyncConnection, account: UUID | None, *, secret: bool) -> str:
    """Their name; empty for nobody. Raises CaseRefused for one who may not work on it."""
    if account is None:
        return ""
    row = (await connection.execute(_NAME, {"id": account})).first()
    allowed = {StaffRole.INSPECTOR} if secret else _MAY_WORK
    if row is None or not row.active or not allowed & set(row.roles):
        raise CaseRefused("this account may not work on it")
    return str(row.name)
