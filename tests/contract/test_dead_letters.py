"""Dead letters are seen with their reason and can be tried again."""

from __future__ import annotations

import pytest
from sqlalchemy import text

from bot.domain.messages import ChannelName, Unreadable
from bot.domain.verdict import Fate, Verdict
from bot.store.dead_letters import dead_letters, try_again
from bot.store.engine import Database
from bot.store.intake import PostgresIntake
from bot.store.mailbox import PostgresMailbox
from bot.store.outbox import PostgresOutbox
from bot.store.wakeup import Wakeup
from tests.contract.test_mailbox import leases
from tests.contract.test_outbox import chats, queue, taken
from tests.residents import ACCOUNT, inbound


@pytest.fixture
async def graveyard(database: Database, wakeup: Wakeup) -> Database:
    """One letter of each kind."""
    await queue(database, ("a", 0))
    [row] = await taken(PostgresOutbox(database))
    await PostgresOutbox(database).failed(row, Verdict(Fate.DEAD), "Isi pesan ditolak kanal. (100)")
    broken = Unreadable(ChannelName.WHATSAPP, ACCOUNT, "unreadable:1", "KeyError in message", {})
    await PostgresIntake(database, wakeup).receive([inbound("racun"), broken])
    async with database.begin() as connection:
        await connection.execute(text("UPDATE inbox SET state = 'dead', error = 'program: X' WHERE state = 'waiting'"))
        await connection.execute(text("DELETE FROM mailbox"))
    return database


async def test_every_dead_letter_is_listed_with_its_reason(graveyard: Database) -> None:
    assert {(letter.kind, letter.reason) for letter in await dead_letters(graveyard)} == {
        ("out", "Isi pesan ditolak kanal. (100)"),
        ("in", "program: X"),
        ("unreadable", "KeyError in message"),
    }


async def test_an_unsent_message_can_be_sent_again(graveyard: Database) -> None:
    assert await try_again(graveyard, "out", 1) == 1
    assert await chats(PostgresOutbox(graveyard)) == [(1, "a")]
    assert await try_again(graveyard, "out", 1) == 0


async def test_an_unhandled_message_can_be_handled_again(graveyard: Database, wakeup: Wakeup) -> None:
    assert await try_again(graveyard, "in", None) == 1
    assert len(await leases(PostgresMailbox(graveyard, wakeup), 5)) == 1
