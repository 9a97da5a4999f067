"""Order, leases and outcomes of the outbox, on a real PostgreSQL."""

from __future__ import annotations

import asyncio
import time
from dataclasses import replace

import pytest
from sqlalchemy import text

from bot.domain.errors import RecipientGone, Throttled
from bot.domain.messages import ChannelName
from bot.domain.ports import Outgoing
from bot.domain.send_failures import decide
from bot.domain.verdict import Fate, Verdict
from bot.outbound.pace import DEFAULT_PACES
from bot.outbound.rules import ChannelRules
from bot.store.engine import Database
from bot.store.intake import PostgresIntake
from bot.store.outbox import PostgresOutbox
from bot.store.wakeup import Wakeup
from tests.contract.test_intake import rows
from tests.residents import ACCOUNT, inbound

TELEGRAM = ChannelName.TELEGRAM
LATER = Verdict(Fate.AGAIN, 60)
DEAD = Verdict(Fate.DEAD)


@pytest.fixture
def outbox(database: Database) -> PostgresOutbox:
    return PostgresOutbox(database)


async def queue(database: Database, *messages: tuple[str, int]) -> None:
    """Put (chat, priority) rows into the outbox."""
    async with database.begin() as connection:
        for chat, priority in messages:
            await connection.execute(
                text("""
                    INSERT INTO outbox (channel, account, chat, address, body, priority, state, dedupe)
                    VALUES ('telegram', :account, :chat, :chat, '{}', :priority, 'queued', gen_random_uuid()::text)"""),
                {"account": ACCOUNT, "chat": chat, "priority": priority},
            )


async def taken(outbox: PostgresOutbox, limit: int = 10) -> list[Outgoing]:
    return sorted(await outbox.take(TELEGRAM, ACCOUNT, limit), key=lambda row: row.outbox_id)


async def chats(outbox: PostgresOutbox, limit: int = 10) -> list[tuple[int, str]]:
    return [(row.outbox_id, row.chat) for row in await taken(outbox, limit)]


async def test_a_chats_next_message_waits_until_the_one_before_is_settled(
    outbox: PostgresOutbox, database: Database
) -> None:
    await queue(database, ("a", 0), ("a", 0), ("b", 0))
    first, other = await taken(outbox)
    assert [(row.outbox_id, row.chat) for row in (first, other)] == [(1, "a"), (3, "b")]
    assert await chats(outbox) == []
    await outbox.sent(first, "x")
    assert await chats(outbox) == [(2, "a")]


async def test_a_message_that_must_wait_holds_back_those_after_it(outbox: PostgresOutbox, database: Database) -> None:
    await queue(database, ("a", 0), ("a", 0))
    [row] = await taken(outbox)
    await outbox.failed(row, LATER, "Kanal sedang terganggu.")
    assert await chats(outbox) == []
    assert await rows(database, "SELECT attempts, state FROM outbox WHERE id = 1") == [(1, "queued")]


async def test_a_dead_message_lets_the_next_one_go(outbox: PostgresOutbox, database: Database) -> None:
    await queue(database, ("a", 0), ("a", 0))
    [row] = await taken(outbox)
    await outbox.failed(row, DEAD, "Isi pesan ditolak kanal.")
    assert await chats(outbox) == [(2, "a")]


async def test_a_reply_overtakes_a_broadcast_even_in_the_same_chat(outbox: PostgresOutbox, database: Database) -> None:
    await queue(database, ("a", 5), ("b", 5), ("a", 0))
    assert await chats(outbox) == [(2, "b"), (3, "a")]


async def test_a_reply_waits_for_the_announcement_that_is_just_being_sent_to_its_chat(
    outbox: PostgresOutbox, database: Database
) -> None:
    await queue(database, ("a", 5))
    [announcement] = await taken(outbox)
    await queue(database, ("a", 0))
    assert await chats(outbox) == []
    await outbox.sent(announcement, "x")
    assert await chats(outbox) == [(2, "a")]


async def test_a_row_whose_worker_died_is_sent_by_another(database: Database) -> None:
    await queue(database, ("a", 0))
    dying = PostgresOutbox(database, lease_seconds=0)
    assert await chats(dying) == [(1, "a")]
    [again] = await taken(PostgresOutbox(database))
    assert (again.outbox_id, again.taken) == (1, 2)


async def test_a_sender_that_was_given_up_on_cannot_undo_what_came_after(database: Database) -> None:
    await queue(database, ("a", 0))
    [stale] = await taken(PostgresOutbox(database, lease_seconds=0))
    [current] = await taken(PostgresOutbox(database))
    await PostgresOutbox(database).failed(stale, DEAD, "late")
    assert await rows(database, "SELECT state FROM outbox") == [("queued",)]
    await PostgresOutbox(database).sent(current, "x")
    assert await rows(database, "SELECT state, external_id FROM outbox") == [("sent", "x")]


async def test_a_throttled_account_sends_nothing_and_counts_no_attempt(
    outbox: PostgresOutbox, database: Database
) -> None:
    await queue(database, ("a", 0), ("b", 0))
    [row] = await taken(outbox, limit=1)
    await outbox.failed(row, decide(Throttled(retry_after=60), 0), "Kanal meminta kita menunggu sebentar.")
    assert await chats(outbox) == []
    assert await rows(database, "SELECT attempts FROM outbox WHERE id = 1") == [(0,)]


async def test_a_resident_who_blocked_the_bot_is_marked(
    outbox: PostgresOutbox, database: Database, wakeup: Wakeup
) -> None:
    await PostgresIntake(database, wakeup).receive([inbound(chat="a")])
    await queue(database, ("a", 0))
    async with database.begin() as connection:
        await connection.execute(text("UPDATE outbox SET conversation = (SELECT id FROM conversation)"))
    [row] = await taken(outbox)
    await outbox.failed(row, decide(RecipientGone(), 0), "Warga tidak dapat dihubungi lagi di kanal ini.")
    assert await rows(database, "SELECT reachable FROM conversation") == [(False,)]


async def test_a_settled_message_stays_settled(outbox: PostgresOutbox, database: Database) -> None:
    await queue(database, ("a", 0))
    [row] = await taken(outbox)
    await outbox.sent(row, "x")
    await outbox.sent(row, "y")
    assert await rows(database, "SELECT state, external_id FROM outbox") == [("sent", "x")]


async def test_two_processes_together_never_send_faster_than_the_rate(database: Database) -> None:
    await queue(database, *((str(number), 5) for number in range(60)))
    rules = {TELEGRAM: ChannelRules(replace(DEFAULT_PACES[TELEGRAM], per_second=40.0))}
    outboxes = [PostgresOutbox(database, rules) for _ in range(2)]
    sends: list[float] = []

    async def drain(outbox: PostgresOutbox) -> None:
        while len(sends) < 60:
            began = time.monotonic()
            rows = await outbox.take(TELEGRAM, ACCOUNT, 10)
            sends.extend(began + row.wait for row in rows)
            await asyncio.sleep(0.02)

    async with asyncio.timeout(20):
        await asyncio.gather(*(drain(outbox) for outbox in outboxes))
    sends.sort()
    assert sends[-1] - sends[0] >= 59 / 40 - 0.1


@pytest.mark.parametrize(("chat", "burst"), [("4201", 5), ("-4201", 5)])
async def test_one_chat_gets_a_short_burst_and_then_has_to_wait_while_others_go_on(
    outbox: PostgresOutbox, database: Database, chat: str, burst: int
) -> None:
    await queue(database, *[(chat, 0)] * (burst + 2))
    for _ in range(burst):
        [row] = await taken(outbox)
        await outbox.sent(row, str(row.outbox_id))
    assert await chats(outbox) == []
    await queue(database, ("other", 0))
    assert await chats(outbox) == [(burst + 3, "other")]
    async with database.begin() as connection:
        # As if the chat had been quiet for one interval (a group's is four seconds).
        await connection.execute(text("UPDATE chat_pace SET next_free_at = next_free_at - interval '4 seconds'"))
    assert await chats(outbox) == [(burst + 1, chat)]
