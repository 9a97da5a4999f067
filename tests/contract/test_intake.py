"""What a webhook's delivery becomes in the database."""

from __future__ import annotations

import asyncio
import json
from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import text

from bot.domain.errors import StoreUnavailable
from bot.domain.messages import ChannelName, DeliveryStatus, Event, Ignored, Receipt, Unreadable
from bot.store.engine import Database
from bot.store.intake import PostgresIntake
from bot.store.wakeup import Wakeup
from tests.conftest import VAULT
from tests.residents import ACCOUNT, inbound


async def rows(database: Database, query: str, **values: object) -> list[tuple[Any, ...]]:
    """What is sealed is opened."""
    async with database.begin() as connection:
        return [tuple(_opened(value) for value in row) for row in await connection.execute(text(query), values)]


def _opened(value: object) -> object:
    if not isinstance(value, str) or not value.startswith(VAULT.current):
        return value
    plain = VAULT.open(value)
    return json.loads(plain) if plain.startswith(("{", "[")) else plain


async def test_a_delivery_is_stored_once_however_often_it_comes(database: Database, wakeup: Wakeup) -> None:
    intake = PostgresIntake(database, wakeup)
    message = inbound("halo", external_id="85")
    stored = await asyncio.gather(*(intake.receive([message]) for _ in range(8)))
    assert sum(stored) == 1
    assert await rows(database, "SELECT external_id, state FROM inbox") == [("85", "waiting")]


async def test_the_same_id_on_another_channel_is_another_message(database: Database, wakeup: Wakeup) -> None:
    intake = PostgresIntake(database, wakeup)
    assert await intake.receive([inbound(external_id="85")]) == 1
    assert await intake.receive([inbound(external_id="85", channel=ChannelName.WHATSAPP)]) == 1


async def test_every_event_of_a_batch_gets_its_place(database: Database, wakeup: Wakeup) -> None:
    now = datetime(2026, 11, 24, tzinfo=UTC)
    batch: list[Event] = [
        inbound("satu", chat="1"),
        Unreadable(ChannelName.WHATSAPP, ACCOUNT, "bad-1", "no sender", {"x": "a\x00b \ud800"}),
        Receipt(ChannelName.WHATSAPP, ACCOUNT, "wamid.1", DeliveryStatus.READ, now, "7"),
        Ignored(ChannelName.WHATSAPP, "account_update"),
        Ignored(ChannelName.WHATSAPP, "account_update"),
        inbound("dua", chat="2"),
    ]
    assert await PostgresIntake(database, wakeup).receive(batch) == 4
    assert await rows(database, "SELECT state FROM inbox ORDER BY id") == [
        ("waiting",),
        ("waiting",),
        ("unreadable",),
    ]
    assert await rows(database, "SELECT status, reference FROM receipt") == [("read", "7")]
    counts = await rows(database, "SELECT what, count FROM event_count ORDER BY what")
    assert counts == [("account_update", 2), ("unreadable", 1)]


async def test_an_element_nested_too_deep_to_keep_is_still_counted(database: Database, wakeup: Wakeup) -> None:
    deep: dict[str, object] = {}
    for _ in range(5000):
        deep = {"x": deep}
    element = Unreadable(ChannelName.TELEGRAM, ACCOUNT, "deep", "KeyError in message", deep)
    assert await PostgresIntake(database, wakeup).receive([element]) == 1
    kept = await rows(database, "SELECT error, body FROM inbox")
    assert kept == [("KeyError in message; nested too deep to keep", {"raw": {}})]


async def test_a_resident_with_phone_number_and_bsuid_stays_one_conversation(
    database: Database, wakeup: Wakeup
) -> None:
    intake = PostgresIntake(database, wakeup)
    await intake.receive([inbound(chat="628000000001")])
    await intake.receive([inbound(chat="628000000001", aliases=("628000000001", "ID.77"))])
    await intake.receive([inbound(chat="ID.77")])
    assert await rows(database, "SELECT count(*) FROM conversation") == [(1,)]
    assert await rows(database, "SELECT count(DISTINCT conversation) FROM inbox") == [(1,)]
    # An answer goes to the address the resident used last.
    assert await rows(database, "SELECT address FROM conversation") == [("ID.77",)]


async def test_two_first_messages_at_once_make_one_conversation(database: Database, wakeup: Wakeup) -> None:
    intake = PostgresIntake(database, wakeup)
    await asyncio.gather(*(intake.receive([inbound(chat="9", aliases=("9", "ID.9"))]) for _ in range(8)))
    assert await rows(database, "SELECT count(*) FROM conversation") == [(1,)]
    assert await rows(database, "SELECT count(*) FROM inbox") == [(8,)]


async def test_deliveries_for_the_same_residents_in_other_order_do_not_deadlock(
    database: Database, wakeup: Wakeup
) -> None:
    intake = PostgresIntake(database, wakeup)
    people = [str(number) for number in range(12)]
    forth = [[inbound(chat=person) for person in people] for _ in range(5)]
    back = [[inbound(chat=person) for person in reversed(people)] for _ in range(5)]
    assert sum(await asyncio.gather(*(intake.receive(batch) for batch in forth + back))) == 120


@pytest.mark.parametrize("trouble", ["no such database", "nobody listens"])
async def test_a_dead_database_is_said_so(postgres: str, trouble: str) -> None:
    nobody = "postgresql://postgres@127.0.0.1:1/bot"
    url = postgres.format("does_not_exist") if trouble == "no such database" else nobody
    nowhere = Database(url, VAULT)
    with pytest.raises(StoreUnavailable):
        await PostgresIntake(nowhere, Wakeup(url)).receive([inbound()])
    await nowhere.close()
