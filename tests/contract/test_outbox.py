"""Order, leases and outcomes of the outbox, on a real PostgreSQL."""

from __future__ import annotations

import asyncio
import time

import pytest
from sqlalchemy import text

from bot.domain.messages import ChannelName
from bot.store.engine import Database
from bot.store.intake import PostgresIntake
from bot.store.outbox import PostgresOutbox
from bot.store.wakeup import Wakeup
from tests.contract.test_intake import rows
from tests.residents import ACCOUNT, inbound

TELEGRAM = ChannelName.TELEGRAM


@pytest.fixture
def outbox(database: Database) -> PostgresOutbox:
    return PostgresOutbox(database)


async def queue(database: Database, *messages: tuple[str, int]) -> None:
    """Put (chat, priority) rows into the outbox."""
    async with database.begin() as connection:
        for chat, priority in messages:
            await connection.execute(
                text("""
                    INSERT INTO outbox (channel, account, chat, body, priority, state, dedupe)
                    VALUES ('telegram', :account, :chat, '{}', :priority, 'queued', gen_random_uuid()::text)"""),
                {"account": ACCOUNT, "chat": chat, "priority": priority},
            )


async def chats(outbox: PostgresOutbox, limit: int = 10) -> list[tuple[int, str]]:
    return sorted((row.outbox_id, row.chat) for row in await outbox.take(TELEGRAM, ACCOUNT, limit))


async def test_a_chats_next_message_waits_until_the_one_before_is_settled(
    outbox: PostgresOutbox, database: Database
) -> None:
    await queue(database, ("a", 0), ("a", 0), ("b", 0))
    assert await chats(outbox) == [(1, "a"), (3, "b")]
    assert await chats(outbox) == []
    await outbox.sent(1, "x")
    assert await chats(outbox) == [(2, "a")]


async def test_a_message_that_must_wait_holds_back_those_after_it(outbox: PostgresOutbox, database: Database) -> None:
    await queue(database, ("a", 0), ("a", 0))
    await chats(outbox)
    await outbox.later(1, 60, "Kanal sedang terganggu.", counted=True)
    assert await chats(outbox) == []
    assert await rows(database, "SELECT attempts, state FROM outbox WHERE id = 1") == [(1, "queued")]


async def test_a_dead_message_lets_the_next_one_go(outbox: PostgresOutbox, database: Database) -> None:
    await queue(database, ("a", 0), ("a", 0))
    await chats(outbox)
    await outbox.dead(1, "Isi pesan ditolak kanal.")
    assert await chats(outbox) == [(2, "a")]


async def test_a_reply_overtakes_a_broadcast_even_in_the_same_chat(outbox: PostgresOutbox, database: Database) -> None:
    await queue(database, ("a", 5), ("b", 5), ("a", 0))
    assert await chats(outbox, limit=1) == [(3, "a")]


async def test_a_row_whose_worker_died_is_sent_by_another(database: Database) -> None:
    await queue(database, ("a", 0))
    dying = PostgresOutbox(database, lease_seconds=0)
    assert await chats(dying) == [(1, "a")]
    assert await chats(PostgresOutbox(database)) == [(1, "a")]


async def test_a_held_account_sends_nothing(outbox: PostgresOutbox, database: Database) -> None:
    await queue(database, ("a", 0))
    assert await chats(outbox) == [(1, "a")]
    await outbox.later(1, 0, "", counted=False)
    await outbox.hold_account(TELEGRAM, ACCOUNT, 60)
    assert await chats(outbox) == []


async def test_a_resident_who_blocked_the_bot_is_marked(
    outbox: PostgresOutbox, database: Database, wakeup: Wakeup
) -> None:
    await PostgresIntake(database, wakeup).receive([inbound(chat="a")])
    await queue(database, ("a", 0))
    async with database.begin() as connection:
        await connection.execute(text("UPDATE outbox SET conversation = (SELECT id FROM conversation)"))
    await chats(outbox)
    await outbox.dead(1, "Warga tidak dapat dihubungi lagi di kanal ini.", recipient_gone=True)
    assert await rows(database, "SELECT reachable FROM conversation") == [(False,)]


async def test_a_settled_message_stays_settled(outbox: PostgresOutbox, database: Database) -> None:
    await queue(database, ("a", 0))
    await outbox.sent(1, "x")
    await outbox.later(1, 0, "late", counted=True)
    await outbox.dead(1, "late")
    assert await rows(database, "SELECT state, external_id FROM outbox") == [("sent", "x")]


async def test_two_processes_together_never_send_faster_than_the_rate(database: Database) -> None:
    await queue(database, *((str(number), 5) for number in range(60)))
    outboxes = [PostgresOutbox(database, {TELEGRAM: 40.0}) for _ in range(2)]
    sends: list[float] = []

    async def drain(outbox: PostgresOutbox) -> None:
        while len(sends) < 60:
            began = time.monotonic()
            taken = await outbox.take(TELEGRAM, ACCOUNT, 10)
            sends.extend(began + row.wait for row in taken)
            await asyncio.sleep(0.02)

    async with asyncio.timeout(20):
        await asyncio.gather(*(drain(outbox) for outbox in outboxes))
    sends.sort()
    assert sends[-1] - sends[0] >= 59 / 40 - 0.1
