"""What staff do at the front desk stands in the audit log just when it was done: in the same transaction, once."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from uuid import UUID

import pytest
from sqlalchemy.exc import IntegrityError

from bot.domain.front_desk import Answer, HeldByOther
from bot.domain.staff import Account, Role
from bot.store.audit import PostgresAudit
from bot.store.desk_notes import PostgresDeskNotes
from bot.store.engine import Database
from bot.store.front_desk import PostgresFrontDesk
from bot.store.hands import ConversationHands
from bot.store.wakeup import Wakeup
from tests.contract.test_desk import IN_QUEUE, Town
from tests.contract.test_front_desk import Staff
from tests.contract.test_intake import rows

LATER = datetime(2026, 12, 1, 0, 30, tzinfo=UTC)
Act = Callable[[PostgresFrontDesk, UUID, Account], Awaitable[object]]
ACTS: list[tuple[str, str, Act]] = [
    ("conversation.claim", "", lambda desk, which, by: desk.claim(which, by)),
    ("conversation.take_over", "", lambda desk, which, by: desk.assign(which, by, by.id)),
    ("conversation.answer", "", lambda desk, which, by: desk.answer(which, by, Answer("Besok.", "k"))),
    (
        "conversation.answer",
        "with a file",
        lambda desk, which, by: desk.answer(which, by, Answer("", "k", facts={"file": "x"})),
    ),
    ("conversation.snooze", "until 2026-12-01 00:30+0000", lambda desk, which, by: desk.snooze(which, by, LATER)),
    ("conversation.wake", "", lambda desk, which, by: desk.snooze(which, by, None)),
    ("conversation.label", "+lansia", lambda desk, which, by: desk.label(which, by, ["Lansia"])),
    ("conversation.close", "", lambda desk, which, by: desk.close(which, by)),
]


@pytest.fixture
def staff(database: Database, wakeup: Wakeup) -> Staff:
    return Staff(database, wakeup)


async def deeds(database: Database) -> list[tuple[str, str, str]]:
    entries = await PostgresAudit(database).search(what="conversation.")
    return [(entry.deed.actor, entry.deed.what, entry.deed.detail) for entry in reversed(entries)]


@pytest.mark.parametrize(("what", "detail", "act"), ACTS)
async def test_each_act_is_noted_with_what_it_did(
    town: Town, staff: Staff, database: Database, what: str, detail: str, act: Act
) -> None:
    conversation = await town.writes("1", IN_QUEUE)
    await act(staff.desk, conversation, await staff.hire("sari"))
    assert await deeds(database) == [("sari", what, detail)]


async def test_handing_on_tells_the_receiver_and_a_label_taken_off_is_told(
    town: Town, staff: Staff, database: Database
) -> None:
    conversation = await town.writes("1", IN_QUEUE)
    sari, budi = await staff.hire("sari"), await staff.hire("budi")
    await staff.desk.assign(conversation, sari, budi.id)
    await staff.desk.label(conversation, sari, ["lansia"])
    await staff.desk.label(conversation, sari, [], ["lansia"])
    await staff.desk.release(conversation, budi)
    assert await deeds(database) == [
        ("sari", "conversation.assign", "to budi"),
        ("sari", "conversation.label", "+lansia"),
        ("sari", "conversation.label", "-lansia"),
        ("budi", "conversation.release", ""),
    ]


async def test_what_changes_nothing_is_not_noted(town: Town, staff: Staff, database: Database) -> None:
    conversation = await town.writes("1", IN_QUEUE)
    sari, budi = await staff.hire("sari"), await staff.hire("budi")
    for _ in range(2):
        await staff.desk.answer(conversation, sari, Answer("Besok.", "k"))
        await staff.desk.claim(conversation, sari)
    with pytest.raises(HeldByOther):
        await staff.desk.claim(conversation, budi)
    assert await deeds(database) == [("sari", "conversation.answer", "")]


async def test_an_act_that_cannot_be_noted_is_not_done(town: Town, staff: Staff, database: Database) -> None:
    conversation = await town.writes("1", IN_QUEUE)
    sari = await staff.hire("sari")
    before = await rows(database, "SELECT owner, officer, queued_at FROM conversation")
    async with database.begin() as connection:
        await connection.exec_driver_sql("ALTER TABLE audit ADD CONSTRAINT full_up CHECK (false) NOT VALID")
    for act in (staff.desk.claim(conversation, sari), staff.desk.answer(conversation, sari, Answer("Besok.", "k"))):
        with pytest.raises(IntegrityError):
            await act
    assert await rows(database, "SELECT owner, officer, queued_at FROM conversation") == before
    assert await rows(database, "SELECT 1 FROM inbox WHERE external_id LIKE 'notice:%'") == []


async def test_a_note_is_noted_once(town: Town, staff: Staff, database: Database, wakeup: Wakeup) -> None:
    conversation = await town.writes("1", IN_QUEUE)
    sari, notes = await staff.hire("sari"), PostgresDeskNotes(database, wakeup)
    for _ in range(2):
        await notes.add_note(conversation, sari, "Sudah ditelepon.", "k")
    assert await deeds(database) == [("sari", "conversation.note", "")]


async def test_what_is_given_back_for_somebody_absent_is_not_noted_as_theirs(
    town: Town, staff: Staff, database: Database, wakeup: Wakeup
) -> None:
    conversation = await town.writes("1", IN_QUEUE)
    sari, notes = await staff.hire("sari", Role.OFFICER), PostgresDeskNotes(database, wakeup)
    await staff.desk.claim(conversation, sari)
    assert await ConversationHands(database, staff.desk, notes, "sedang tidak ada").give_back(sari.id) == 1
    assert await deeds(database) == [
        ("sari", "conversation.claim", ""),
        ("system", "conversation.release", ""),
        ("system", "conversation.note", ""),
    ]
