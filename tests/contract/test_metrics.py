"""The metrics page over real HTTP: queues from a real database, counts of this process, nothing about a resident."""

from __future__ import annotations

from functools import partial

import pytest
from aiohttp import ClientSession

from bot.domain.backlog import Backlog
from bot.domain.errors import AccountBlocked, StoreUnavailable
from bot.domain.messages import ChannelName
from bot.inbound.metrics_page import metrics_page, metrics_routes
from bot.metrics import Metrics
from bot.store.backlog import read_backlog
from bot.store.engine import Database
from bot.store.intake import PostgresIntake
from bot.store.outbox import PostgresOutbox
from bot.store.wakeup import Wakeup
from bot.supervisor.ports import free_port
from tests.conftest import VAULT
from tests.contract.answers import queue_answer
from tests.contract.test_accounts import fail_all
from tests.contract.test_intake import rows
from tests.residents import inbound

TELEGRAM = ChannelName.TELEGRAM


async def page(metrics: Metrics, database: Database) -> dict[str, float]:
    """Every sample by its name with labels."""
    port = free_port()
    routes = metrics_routes(metrics, partial(read_backlog, database))
    async with (
        metrics_page("127.0.0.1", port, routes),
        ClientSession() as http,
        http.get(f"http://127.0.0.1:{port}/metrics") as answer,
    ):
        assert answer.headers["Content-Type"].startswith("text/plain")
        lines = (await answer.text()).splitlines()
    samples = (line.rsplit(" ", 1) for line in lines if not line.startswith("#"))
    return {name: float(value) for name, value in samples}


async def test_the_page_shows_what_waits_where(database: Database, wakeup: Wakeup) -> None:
    await PostgresIntake(database, wakeup).receive([inbound("rahasia"), inbound("lagi")])
    await queue_answer(database)
    await queue_answer(database, priority=5)
    await rows(database, "UPDATE inbox SET received_at = received_at - interval '90 seconds' RETURNING 1")
    found = await page(Metrics(), database)
    assert found['sambung_inbox_depth{channel="telegram"}'] == 2
    assert found['sambung_inbox_oldest_seconds{channel="telegram"}'] >= 90
    assert found['sambung_outbox_depth{channel="telegram",priority="0"}'] == 1
    assert found['sambung_outbox_depth{channel="telegram",priority="5"}'] == 1
    assert not any("rahasia" in name or "4201" in name for name in found)


async def test_what_is_over_disappears_from_the_page(database: Database, wakeup: Wakeup) -> None:
    await PostgresIntake(database, wakeup).receive([inbound()])
    metrics = Metrics()
    assert 'sambung_inbox_depth{channel="telegram"}' in await page(metrics, database)
    await rows(database, "UPDATE inbox SET state = 'dead' RETURNING 1")
    found = await page(metrics, database)
    assert 'sambung_inbox_depth{channel="telegram"}' not in found
    assert found['sambung_dead_letters{channel="telegram",queue="in"}'] == 1


async def test_an_account_in_trouble_shows(database: Database, wakeup: Wakeup) -> None:
    await PostgresIntake(database, wakeup).receive([inbound()])
    await queue_answer(database)
    await fail_all(PostgresOutbox(database), AccountBlocked(code=401))
    found = await page(Metrics(), database)
    assert found['sambung_account_trouble{channel="telegram",trouble="blocked"}'] == 1


async def test_counts_of_the_process_are_there_even_without_a_database(postgres: str) -> None:
    metrics = Metrics()
    metrics.delivery(TELEGRAM, "stored")
    metrics.stored(TELEGRAM, 2, 1)
    metrics.send(TELEGRAM, "sent", 0.02)
    metrics.paced(TELEGRAM, 0.1)
    metrics.band(TELEGRAM, "answer")
    metrics.failed_turn(TELEGRAM)
    with metrics.timed(TELEGRAM, "handled"):
        pass
    nowhere = Database(postgres.format("gone"), VAULT)
    with pytest.raises(StoreUnavailable):
        await read_backlog(nowhere)
    found = await page(metrics, nowhere)
    await nowhere.close()
    for sample in (
        'sambung_deliveries_total{channel="telegram",result="stored"}',
        'sambung_events_total{channel="telegram",kind="repeated"}',
        'sambung_sends_total{channel="telegram",outcome="sent"}',
        'sambung_send_seconds_count{channel="telegram"}',
        'sambung_pace_wait_seconds_count{channel="telegram"}',
        'sambung_nlu_bands_total{band="answer",channel="telegram"}',
        'sambung_failed_turns_total{channel="telegram"}',
        'sambung_turn_seconds_count{channel="telegram",step="handled"}',
    ):
        assert found[sample] == 1


async def test_without_a_port_there_is_no_page() -> None:
    async with metrics_page("127.0.0.1", None, []):
        pass


def test_two_processes_in_one_interpreter_do_not_share_their_counts() -> None:
    one, other = Metrics(), Metrics()
    one.delivery(TELEGRAM, "forged")
    assert b'result="forged"' in one.page(Backlog())
    assert b'result="forged"' not in other.page(Backlog())
