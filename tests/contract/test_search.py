"""Search in sealed messages on real PostgreSQL: found by their words, which lie nowhere in the clear."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

import pytest
from sqlalchemy import text

from bot.clock import WallClock
from bot.domain.handover import FOR_INSPECTORS
from bot.domain.ports import TurnResult
from bot.domain.privacy import EraseResident
from bot.domain.waiting import Filters, Viewer
from bot.store.desk_lists import PostgresDeskLists
from bot.store.engine import Database
from bot.store.purge import purge
from bot.store.search_index import mark_messages
from tests.contract.test_desk import ASKED, Town
from tests.contract.test_intake import rows
from tests.contract.test_purge import KEEP
from tests.residents import inbound

OFFICER, INSPECTOR = Viewer(UUID(int=1), inspector=False), Viewer(UUID(int=1), inspector=True)


@pytest.fixture
def lists(database: Database) -> PostgresDeskLists:
    return PostgresDeskLists(database, WallClock(), lambda now: now)


@pytest.fixture
async def told(town: Town, database: Database) -> list[UUID]:
    """Two residents who wrote, findable."""
    first = await town.writes("1", words="KTP saya hilang di kereta, bagaimana mengurusnya?")
    second = await town.writes("2", words="akta kelahiran anak saya salah ketik")
    await mark_messages(database)
    return [first, second]


async def found(lists: PostgresDeskLists, words: str, viewer: Viewer = OFFICER) -> list[UUID]:
    return [line.conversation for line in (await lists.search(words, viewer)).lines]


@pytest.mark.parametrize("words", ["hilang", "KEHILANGAN", "ktp kereta", "urus", "mengurus ktp", "“hilang”!"])
async def test_a_message_is_found_by_any_form_of_its_words(
    lists: PostgresDeskLists, told: list[UUID], words: str
) -> None:
    assert await found(lists, words) == [told[0]]


@pytest.mark.parametrize("words", ["", "  ", "yang", "ktp akta", "kereta api", "'; DROP TABLE x; --", "%", "x" * 5000])
async def test_what_nobody_said_together_is_not_found(lists: PostgresDeskLists, told: list[UUID], words: str) -> None:
    assert not await found(lists, words)


async def test_an_officers_words_are_found_and_the_bots_own_are_not(
    town: Town, lists: PostgresDeskLists, database: Database
) -> None:
    await town.intake.receive([inbound("kapan buka", chat="1")])
    conversation = await _said(town, "Saya asisten otomatis.")
    await town.desk.answer(str(conversation), "Sari", "Loket pindah ke lantai dua.")
    await _said(town, "Loket pindah ke lantai dua.")
    await mark_messages(database)
    assert await found(lists, "lantai dua") == [conversation]
    assert not await found(lists, "asisten otomatis")


async def _said(town: Town, words: str) -> UUID:
    claim, waiting = await town.next()
    result = TurnResult(waiting.state, (), ({"method": "sendMessage", "text": words},))
    if not await town.mailbox.commit(claim.lease, waiting, result):
        await town.mailbox.hand_back(claim.lease)
    return claim.lease.conversation


async def test_a_line_shows_what_was_found(lists: PostgresDeskLists, told: list[UUID]) -> None:
    [line] = (await lists.search("salah ketik", OFFICER)).lines
    assert line.words == "akta kelahiran anak saya salah ketik"


async def test_no_word_lies_in_the_clear_nor_as_a_hash_without_a_key(told: list[UUID], database: Database) -> None:
    [(marks,)] = await rows(database, "SELECT array_agg(DISTINCT mark) FROM search_line, unnest(marks) AS mark")
    guesses = ", ".join(f"hashtextextended('{word}', 0)" for word in ("ktp", "hilang", "kereta"))
    [(guessed,)] = await rows(database, f"SELECT ARRAY[{guesses}]")
    assert len(marks) > 5
    assert not set(marks) & set(guessed)


async def test_marking_again_marks_nothing_twice(told: list[UUID], database: Database) -> None:
    assert await mark_messages(database) == {"in": 0, "out": 0}


async def test_old_messages_are_marked_bite_by_bite_and_then_passed_by(town: Town, database: Database) -> None:
    for chat in ("1", "2", "3"):
        await town.writes(chat, words="surat pindah")
    async with database.begin() as connection:
        await connection.execute(text("UPDATE inbox SET received_at = received_at - interval '1 hour'"))
    assert (await mark_messages(database, most_bites=1))["in"] == 3
    [(floor, last)] = await rows(
        database, "SELECT (SELECT row FROM search_floor WHERE side = 'in'), max(id) FROM inbox"
    )
    assert floor == last


async def test_who_is_erased_is_found_no_more(
    town: Town, lists: PostgresDeskLists, told: list[UUID], database: Database
) -> None:
    await town.writes("1", EraseResident(), words="hapus data saya")
    await mark_messages(database)
    assert not await found(lists, "kereta")
    assert await found(lists, "akta") == [told[1]]


async def test_what_is_purged_is_found_no_more(lists: PostgresDeskLists, told: list[UUID], database: Database) -> None:
    async with database.begin() as connection:
        await connection.execute(text("UPDATE search_line SET at = at - interval '400 days'"))
    await purge(database, KEEP)
    assert not await found(lists, "kereta")


async def test_what_tells_of_bribes_is_found_by_inspectors_only(
    town: Town, lists: PostgresDeskLists, database: Database
) -> None:
    conversation = await town.writes("1", replace(ASKED, reason=FOR_INSPECTORS), words="petugas minta uang rokok")
    await mark_messages(database)
    assert not await found(lists, "rokok")
    assert await found(lists, "rokok", INSPECTOR) == [conversation]


async def test_a_number_of_sixteen_digits_is_neither_kept_nor_searched(
    town: Town, lists: PostgresDeskLists, database: Database
) -> None:
    await town.writes("1", words="nik saya 3174012345678901 salah")
    await mark_messages(database)
    assert not await found(lists, "3174012345678901 salah ketik")


async def test_filters_narrow_a_search(lists: PostgresDeskLists, told: list[UUID]) -> None:
    assert not (await lists.search("ktp", OFFICER, Filters(channel="whatsapp"))).lines
    assert len((await lists.search("ktp", OFFICER, Filters(channel="telegram"))).lines) == 1
