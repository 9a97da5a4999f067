"""The web application over real HTTP with a real database: what each delivery is answered."""

from __future__ import annotations

import io
from collections.abc import AsyncIterator
from functools import partial

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer
from sqlalchemy import text

from bot.domain.messages import ChannelName, Ignored
from bot.inbound.health import health_routes
from bot.inbound.web import build_application
from bot.inbound.webhooks import MAX_BODY, webhook_routes
from bot.store.backlog import read_backlog
from bot.store.engine import Database
from bot.store.intake import PostgresIntake
from bot.store.wakeup import Wakeup
from tests.conftest import VAULT
from tests.contract.test_intake import rows
from tests.fakes import FakeChannel, FakeUnderstander
from tests.residents import inbound

Client = TestClient[web.Request, web.Application]
GOOD = {"X-Signature": "good"}


@pytest.fixture
def channel() -> FakeChannel:
    return FakeChannel()


@pytest.fixture
async def client(channel: FakeChannel, database: Database, wakeup: Wakeup) -> AsyncIterator[Client]:
    routes = webhook_routes(PostgresIntake(database, wakeup), channel, None)
    routes += health_routes(partial(read_backlog, database), FakeUnderstander().healthy)
    async with TestClient(TestServer(build_application(routes))) as opened:
        yield opened


async def test_a_signed_delivery_is_stored_before_it_is_answered(
    client: Client, channel: FakeChannel, database: Database
) -> None:
    channel.delivery = [inbound("halo")]
    answer = await client.post("/hooks/telegram", data=b"{}", headers=GOOD)
    assert answer.status == 200
    assert await rows(database, "SELECT state FROM inbox") == [("waiting",)]


async def test_a_forged_delivery_is_refused_and_leaves_no_trace(
    client: Client, channel: FakeChannel, database: Database
) -> None:
    channel.delivery = [inbound("halo")]
    assert (await client.post("/hooks/telegram", data=b"{}")).status == 401
    assert await rows(database, "SELECT count(*) FROM inbox") == [(0,)]


async def test_a_delivery_with_nothing_for_us_is_answered_200(client: Client, channel: FakeChannel) -> None:
    channel.delivery = [Ignored(ChannelName.TELEGRAM, "poll")]
    assert (await client.post("/hooks/telegram", data=b"{}", headers=GOOD)).status == 200


async def test_a_body_over_four_mebibytes_is_too_large(client: Client) -> None:
    assert (await client.post("/hooks/telegram", data=io.BytesIO(b"x" * (MAX_BODY + 1)), headers=GOOD)).status == 413
    assert (await client.post("/hooks/telegram", data=io.BytesIO(b"x" * (MAX_BODY - 1)), headers=GOOD)).status == 200


async def test_the_platform_is_asked_to_come_again_while_the_database_is_down(
    client: Client, channel: FakeChannel, database: Database, postgres: str
) -> None:
    channel.delivery = [inbound("halo")]
    nowhere = Database(postgres.format("gone"), VAULT)
    routes = webhook_routes(PostgresIntake(nowhere, Wakeup(postgres.format("gone"))), channel, None)
    async with TestClient(TestServer(build_application(routes))) as broken:
        answer = await broken.post("/hooks/telegram", data=b"{}", headers=GOOD)
    assert (answer.status, answer.headers["Retry-After"]) == (503, "2")
    await nowhere.close()


async def test_a_channel_that_is_not_set_up_has_no_webhook(client: Client) -> None:
    assert (await client.post("/hooks/whatsapp", data=b"{}", headers=GOOD)).status == 404


async def test_a_bug_is_answered_500_so_that_the_platform_repeats_the_delivery(
    client: Client, channel: FakeChannel
) -> None:
    broken = inbound("x")
    object.__setattr__(broken, "aliases", None)
    channel.delivery = [broken]
    assert (await client.post("/hooks/telegram", data=b"{}", headers=GOOD)).status == 500


async def test_health_tells_whether_residents_get_answers(client: Client, database: Database) -> None:
    assert (await client.get("/health/live")).status == 200
    answer = await client.get("/health/ready")
    assert answer.status == 200
    assert await answer.json() == {
        "ready": True,
        "database": True,
        "nlu": True,
        "oldest_message_seconds": 0.0,
        "oldest_reply_seconds": 0.0,
        "dead_letters": 0,
        "accounts_in_trouble": {},
    }


async def test_we_are_not_ready_while_messages_wait_for_minutes(
    client: Client, channel: FakeChannel, database: Database
) -> None:
    channel.delivery = [inbound("halo")]
    await client.post("/hooks/telegram", data=b"{}", headers=GOOD)
    assert (await client.get("/health/ready")).status == 200
    async with database.begin() as connection:
        await connection.execute(text("UPDATE inbox SET received_at = received_at - interval '5 minutes'"))
    answer = await client.get("/health/ready")
    assert answer.status == 503
    assert (await answer.json())["oldest_message_seconds"] > 290


async def test_we_are_not_ready_without_rasa_or_without_the_database(database: Database, postgres: str) -> None:
    nowhere = Database(postgres.format("gone"), VAULT)
    for store, rasa, expected in ((database, None, (True, False)), (nowhere, "faq/x", (False, True))):
        routes = health_routes(partial(read_backlog, store), FakeUnderstander(rasa).healthy)
        async with TestClient(TestServer(build_application(routes))) as client:
            answer = await client.get("/health/ready")
            report = await answer.json()
        assert (answer.status, report["ready"]) == (503, False)
        assert (report["database"], report["nlu"]) == expected
    await nowhere.close()
