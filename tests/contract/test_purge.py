"""What may not be kept longer goes; what is still needed stays."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import text

from bot.domain.audience import Audience
from bot.domain.campaigns import Draft
from bot.domain.messages import ChannelName, DeliveryStatus, Receipt, Unreadable
from bot.store.campaign_forms import PostgresCampaignForms
from bot.store.campaigns import PostgresCampaigns
from bot.store.engine import Database
from bot.store.intake import PostgresIntake
from bot.store.purge import Retention, purge, sweep
from bot.store.wakeup import Wakeup
from tests.contract.answers import queue_answer
from tests.contract.campaign_town import RULES, TOLD, resident, running
from tests.contract.test_intake import rows
from tests.residents import ACCOUNT, inbound

KEEP = Retention(*(timedelta(days=days) for days in (90, 180, 365, 730)))
AGES = """
    UPDATE inbox SET received_at = received_at - make_interval(days => :days);
    UPDATE outbox SET created_at = created_at - make_interval(days => :days);
    UPDATE receipt SET at = at - make_interval(days => :days);
    UPDATE question SET asked_at = asked_at - make_interval(days => :days);
    UPDATE conversation SET created_at = created_at - make_interval(days => :days),
        last_inbound_at = last_inbound_at - make_interval(days => :days)
"""


@pytest.fixture
async def archive(database: Database, wakeup: Wakeup) -> Database:
    """One of everything: handled, waiting, unreadable and dead events, sent, queued and dead messages, questions."""
    intake = PostgresIntake(database, wakeup)
    now = datetime.now(UTC)
    await intake.receive([inbound("satu"), inbound("dua"), inbound("tiga")])
    await intake.receive([Unreadable(ChannelName.WHATSAPP, ACCOUNT, "u", "x", {})])
    await intake.receive([Receipt(ChannelName.WHATSAPP, ACCOUNT, "w", DeliveryStatus.READ, now)])
    for _ in range(3):
        await queue_answer(database)
    await run(
        database,
        "UPDATE inbox SET state = 'handled' WHERE id = 1",
        "UPDATE inbox SET state = 'dead' WHERE id = 2",
        "UPDATE outbox SET state = 'sent' WHERE id = 1",
        "UPDATE outbox SET state = 'dead' WHERE id = 2",
        "DELETE FROM mailbox",
        """INSERT INTO question (id, conversation, text, language, band, answered, ranking, model, for_staff, reason)
           SELECT 'done', id, 'x', 'id', 'answer', '', '[]', '', false, '' FROM conversation""",
        """INSERT INTO question (id, conversation, text, language, band, answered, ranking, model, for_staff, reason)
           SELECT 'open', id, 'x', 'id', 'hand_over', '', '[]', '', true, '' FROM conversation""",
    )
    return database


async def run(database: Database, *statements: str) -> None:
    async with database.begin() as connection:
        for statement in statements:
            await connection.execute(text(statement))


async def age(database: Database, days: int) -> None:
    async with database.begin() as connection:
        for statement in AGES.split(";"):
            await connection.execute(text(statement), {"days": days})


async def left(database: Database) -> dict[str, list[object]]:
    found = {}
    for table in ("inbox", "outbox"):
        found[table] = [row[0] for row in await rows(database, f"SELECT state FROM {table} ORDER BY id")]
    found["question"] = [row[0] for row in await rows(database, "SELECT id FROM question ORDER BY id")]
    found["receipt"] = [row[0] for row in await rows(database, "SELECT status FROM receipt")]
    return found


async def test_nothing_goes_before_its_time(archive: Database) -> None:
    await age(archive, 89)
    assert set((await purge(archive, KEEP)).values()) == {0}


async def test_handled_and_sent_messages_go_first_and_unfinished_ones_never(archive: Database) -> None:
    await age(archive, 91)
    gone = await purge(archive, KEEP)
    assert {kind: count for kind, count in gone.items() if count} == {"events": 1, "messages": 1, "receipts": 1}
    await age(archive, 300)
    await purge(archive, KEEP)
    assert await left(archive) == {"inbox": ["waiting"], "outbox": ["queued"], "question": ["open"], "receipt": []}


async def test_a_resident_of_whom_nothing_is_left_is_forgotten(archive: Database) -> None:
    await age(archive, 800)
    assert (await purge(archive, KEEP))["residents"] == 0, "something still waits"
    await run(archive, "DELETE FROM inbox", "DELETE FROM outbox", "DELETE FROM question")
    assert (await purge(archive, KEEP))["residents"] == 1
    assert await rows(archive, "SELECT count(*) FROM alias") == [(0,)]


async def test_large_amounts_go_in_bites(archive: Database) -> None:
    await run(
        archive,
        """INSERT INTO inbox (channel, account, external_id, state, body, received_at)
           SELECT 'telegram', 'a', n::text, 'handled', '{}', clock_timestamp() - interval '1 year'
           FROM generate_series(1, 4500) n""",
    )
    assert (await purge(archive, KEEP))["events"] == 4500


async def test_a_shorter_retention_purges_earlier(archive: Database) -> None:
    await age(archive, 10)
    assert (await purge(archive, replace(KEEP, messages=timedelta(days=8))))["events"] == 1


async def test_clocks_of_chats_that_are_free_again_are_swept(database: Database) -> None:
    await run(
        database,
        """INSERT INTO chat_pace VALUES ('telegram', 'a', '1', clock_timestamp() - interval '1 hour'),
           ('telegram', 'a', '2', clock_timestamp())""",
    )
    assert await sweep(database) == {"chat clocks": 1}


async def test_what_was_written_on_a_campaign_and_never_saved_goes_once_nobody_can_save_it(database: Database) -> None:
    campaigns, forms = PostgresCampaigns(database, RULES), PostgresCampaignForms(database)
    await resident(database)
    kept, thrown_away = [await campaigns.add(Draft("Libur", TOLD, Audience()), "sari") for _ in range(2)]
    begun = await running(campaigns)
    for each in (kept, thrown_away, begun):
        await forms.keep(each, "sari", 1, {"name": ["Libur"]})
    await campaigns.cancel(thrown_away, "sari")
    assert (await purge(database, KEEP))["campaign forms"] == 2
    assert [await forms.find(each, "sari") is not None for each in (kept, thrown_away, begun)] == [True, False, False]
