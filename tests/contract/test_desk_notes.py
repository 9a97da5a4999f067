"""What staff tell each other beside a conversation, on real PostgreSQL."""

from __future__ import annotations

from uuid import UUID

import pytest
from sqlalchemy import text

from bot.domain.desk_notes import Doing, mentioned_in
from bot.domain.front_desk import NothingToSend, UnknownConversation
from bot.store.desk_notes import PostgresDeskNotes
from bot.store.engine import Database
from bot.store.wakeup import Wakeup
from tests.contract.test_desk import IN_QUEUE, Town
from tests.contract.test_front_desk import Staff
from tests.contract.test_intake import rows


@pytest.fixture
def notes(database: Database, wakeup: Wakeup) -> PostgresDeskNotes:
    return PostgresDeskNotes(database, wakeup)


@pytest.fixture
def staff(database: Database, wakeup: Wakeup) -> Staff:
    return Staff(database, wakeup)


@pytest.mark.parametrize(
    ("words", "logins"),
    [
        ("tolong @sari.", ("sari",)),
        ("@Sari @budi_2 @sari", ("sari", "budi_2")),
        ("surel a@b.id", ()),
        ("@@sari @", ()),
        ("(@sari.w)", ("sari.w",)),
    ],
)
def test_who_is_named_in_a_note(words: str, logins: tuple[str, ...]) -> None:
    assert mentioned_in(words) == logins


async def test_who_is_named_in_a_note_is_told_until_they_have_read_it(
    town: Town, staff: Staff, notes: PostgresDeskNotes
) -> None:
    conversation = await town.writes("1", IN_QUEUE)
    sari, budi = await staff.hire("sari"), await staff.hire("budi")
    await notes.add_note(conversation, sari, "@budi @sari @nobody tolong cek", "form")
    await notes.add_note(conversation, sari, "@budi @sari @nobody tolong cek", "form")
    [note] = await notes.notes(conversation)
    assert (note.author, note.mentions) == ("Sari", ("Budi",))
    assert [each.conversation for each in await notes.mentions(budi.id)] == [conversation]
    assert not await notes.mentions(sari.id)
    await notes.read_mentions(budi.id, conversation)
    assert not await notes.mentions(budi.id)


async def test_notes_and_drafts_lie_sealed(
    town: Town, staff: Staff, notes: PostgresDeskNotes, database: Database
) -> None:
    conversation = await town.writes("1", IN_QUEUE)
    sari = await staff.hire("sari")
    await notes.add_note(conversation, sari, "catatan rahasia")
    await notes.keep_draft(conversation, sari.id, "konsep rahasia")
    query = (
        "SELECT count(*) FROM (SELECT words FROM desk_note UNION SELECT words FROM desk_draft) kept WHERE words LIKE"
    )
    assert await rows(database, f"{query} 's1.%'") == [(2,)]
    assert await rows(database, f"{query} '%rahasia%'") == [(0,)]


async def test_a_draft_is_kept_for_each_person_and_goes_when_it_is_empty(
    town: Town, staff: Staff, notes: PostgresDeskNotes
) -> None:
    conversation = await town.writes("1", IN_QUEUE)
    sari, budi = await staff.hire("sari"), await staff.hire("budi")
    await notes.keep_draft(conversation, sari.id, "Bes")
    await notes.keep_draft(conversation, sari.id, "Besok")
    await notes.keep_draft(conversation, budi.id, "Lusa")
    assert {(each.name, each.words) for each in await notes.drafts(conversation)} == {
        ("Sari", "Besok"),
        ("Budi", "Lusa"),
    }
    await notes.keep_draft(conversation, sari.id, " ")
    assert [each.name for each in await notes.drafts(conversation)] == ["Budi"]


async def test_who_is_there_is_forgotten_when_no_sign_comes(
    town: Town, staff: Staff, notes: PostgresDeskNotes, database: Database
) -> None:
    conversation = await town.writes("1", IN_QUEUE)
    sari = await staff.hire("sari")
    await notes.be_present(conversation, sari.id, Doing.LOOKING)
    await notes.be_present(conversation, sari.id, Doing.TYPING)
    assert [(each.name, each.doing) for each in await notes.present(conversation)] == [("Sari", Doing.TYPING)]
    async with database.begin() as connection:
        await connection.execute(text("UPDATE desk_presence SET until_at = clock_timestamp()"))
    assert not await notes.present(conversation)


async def test_nothing_is_written_to_a_conversation_that_is_not_there(staff: Staff, notes: PostgresDeskNotes) -> None:
    sari = await staff.hire("sari")
    with pytest.raises(UnknownConversation):
        await notes.add_note(UUID(int=7), sari, "halo")
    with pytest.raises(UnknownConversation):
        await notes.keep_draft(UUID(int=7), sari.id, "halo")


@pytest.mark.parametrize("words", ["", " \n ", "x" * 2001])
async def test_a_note_without_words_or_with_too_many_is_refused(
    town: Town, staff: Staff, notes: PostgresDeskNotes, words: str
) -> None:
    conversation = await town.writes("1", IN_QUEUE)
    with pytest.raises(NothingToSend):
        await notes.add_note(conversation, await staff.hire("sari"), words)
