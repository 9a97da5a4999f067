"""Delivery statuses in whatever order they come, and what a late failure leads to."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from itertools import permutations

import pytest

from bot.channels.whatsapp.errors import late_failure
from bot.channels.whatsapp.template import knock
from bot.domain.errors import OutcomeUnknown
from bot.domain.messages import ChannelName, DeliveryStatus, Receipt
from bot.domain.ports import Outgoing
from bot.domain.send_failures import MAX_ATTEMPTS, decide
from bot.outbound.pace import DEFAULT_PACES
from bot.outbound.rules import ChannelRules
from bot.store.engine import Database
from bot.store.intake import PostgresIntake
from bot.store.outbox import PostgresOutbox
from bot.store.receipts import shown_statuses
from bot.store.wakeup import Wakeup
from tests.conftest import VAULT
from tests.contract.answers import queue_answer
from tests.contract.test_intake import rows
from tests.residents import ACCOUNT, inbound

WHATSAPP = ChannelName.WHATSAPP
RULES = {WHATSAPP: ChannelRules(DEFAULT_PACES[WHATSAPP], knock("jawaban_siap", "id"), failure=late_failure)}
NOW = datetime(2026, 11, 24, tzinfo=UTC)
SENT, DELIVERED, READ, FAILED = (
    *(DeliveryStatus.SENT, DeliveryStatus.DELIVERED),
    *(DeliveryStatus.READ, DeliveryStatus.FAILED),
)


@pytest.fixture
def outbox(database: Database) -> PostgresOutbox:
    return PostgresOutbox(database, RULES)


@pytest.fixture
async def intake(database: Database, wakeup: Wakeup) -> PostgresIntake:
    """Knows one resident, who wrote just now and has an answer coming."""
    intake = PostgresIntake(database, wakeup, RULES)
    await intake.receive([inbound(channel=WHATSAPP, chat="62800")])
    await queue_answer(database)
    return intake


def receipt(status: DeliveryStatus, *, external_id: str = "wamid.1", code: int | None = None) -> Receipt:
    return Receipt(WHATSAPP, ACCOUNT, external_id, status, NOW, "1", code)


async def send(outbox: PostgresOutbox, external_id: str = "wamid.1") -> Outgoing:
    [row] = await outbox.take(WHATSAPP, ACCOUNT, 5)
    await outbox.sent(row, external_id)
    return row


@pytest.mark.parametrize("order", list(permutations([SENT, DELIVERED, READ])))
async def test_the_shown_status_is_the_furthest_whatever_the_order(
    database: Database, intake: PostgresIntake, outbox: PostgresOutbox, order: list[DeliveryStatus]
) -> None:
    await send(outbox)
    furthest = []
    for status in order:
        await intake.receive([receipt(status)])
        furthest.append((await shown_statuses(database, [1]))[1])
    assert furthest[-1] is READ
    ranks = [[SENT, DELIVERED, READ].index(shown) for shown in furthest]
    assert ranks == sorted(ranks)
    assert await rows(database, "SELECT count(*) FROM receipt") == [(3,)]


async def test_several_statuses_of_a_message_come_in_one_delivery_and_again(
    database: Database, intake: PostgresIntake, outbox: PostgresOutbox
) -> None:
    await send(outbox)
    batch = [receipt(DELIVERED), receipt(SENT), receipt(READ)]
    assert await intake.receive(batch) == 3
    assert await intake.receive(batch) == 0
    assert await shown_statuses(database, [1]) == {1: READ}


async def test_a_status_that_comes_before_our_own_commit_settles_the_message(
    database: Database, intake: PostgresIntake, outbox: PostgresOutbox
) -> None:
    [row] = await outbox.take(WHATSAPP, ACCOUNT, 5)
    await intake.receive([receipt(SENT)])
    assert await rows(database, "SELECT state, external_id FROM outbox") == [
        ("sent", VAULT.mark_id(WHATSAPP, "wamid.1"))
    ]
    await outbox.sent(row, "wamid.1")
    assert await shown_statuses(database, [1]) == {1: SENT}


async def test_a_sender_that_heard_no_answer_cannot_undo_the_channels_own_word(
    database: Database, intake: PostgresIntake, outbox: PostgresOutbox
) -> None:
    [row] = await outbox.take(WHATSAPP, ACCOUNT, 5)
    await intake.receive([receipt(SENT)])
    await outbox.failed(row, decide(OutcomeUnknown(), 0), "Belum jelas apakah pesan sudah sampai.")
    assert await rows(database, "SELECT state FROM outbox") == [("sent",)]


async def test_a_failure_after_sent_makes_a_dead_letter_with_its_reason(
    database: Database, intake: PostgresIntake, outbox: PostgresOutbox
) -> None:
    await send(outbox)
    await intake.receive([receipt(SENT), receipt(FAILED, code=131026)])
    [(state, error)] = await rows(database, "SELECT state, error FROM outbox")
    assert state == "dead"
    assert str(error).endswith("(131026)")
    assert await rows(database, "SELECT reachable FROM conversation") == [(False,)]


@pytest.mark.parametrize("early", [True, False])
async def test_a_failure_before_our_own_commit_is_not_lost(
    database: Database, intake: PostgresIntake, outbox: PostgresOutbox, early: bool
) -> None:
    [row] = await outbox.take(WHATSAPP, ACCOUNT, 5)
    if early:
        await intake.receive([receipt(FAILED, code=131026)])
        await outbox.sent(row, "wamid.1")
    else:
        await asyncio.gather(outbox.sent(row, "wamid.1"), intake.receive([receipt(FAILED, code=131026)]))
    assert await rows(database, "SELECT state FROM outbox") == [("dead",)]


async def test_passing_trouble_told_late_is_tried_again_but_not_for_ever(
    database: Database, intake: PostgresIntake, outbox: PostgresOutbox
) -> None:
    for number in range(MAX_ATTEMPTS):
        assert await rows(database, "SELECT state FROM outbox") == [("queued",)]
        await rows(database, "UPDATE outbox SET due_at = clock_timestamp() RETURNING id")
        await send(outbox, f"wamid.{number}")
        await intake.receive([receipt(FAILED, external_id=f"wamid.{number}", code=131000)])
    assert await rows(database, "SELECT state, attempts FROM outbox") == [("dead", MAX_ATTEMPTS)]


async def test_a_failure_of_an_earlier_try_does_not_touch_the_later_one(
    database: Database, intake: PostgresIntake, outbox: PostgresOutbox
) -> None:
    await send(outbox, "wamid.2")
    await intake.receive([receipt(FAILED, external_id="wamid.1", code=131026)])
    assert await rows(database, "SELECT state FROM outbox") == [("sent",)]


async def test_what_arrived_stays_arrived_even_if_another_device_reports_a_failure(
    database: Database, intake: PostgresIntake, outbox: PostgresOutbox
) -> None:
    await send(outbox)
    await intake.receive([receipt(DELIVERED)])
    await intake.receive([receipt(FAILED, code=131026)])
    assert await rows(database, "SELECT state FROM outbox") == [("sent",)]
    assert await shown_statuses(database, [1]) == {1: DELIVERED}


async def test_a_stop_at_the_channel_ends_announcements_but_not_answers(
    database: Database, intake: PostgresIntake, outbox: PostgresOutbox
) -> None:
    await send(outbox)
    await intake.receive([receipt(FAILED, code=131050)])
    assert await rows(database, "SELECT reachable, campaigns_stopped FROM conversation") == [(True, True)]


async def test_a_failure_of_somebody_elses_message_is_only_kept(database: Database, intake: PostgresIntake) -> None:
    strange = Receipt(WHATSAPP, ACCOUNT, "wamid.X", FAILED, NOW, "", 131026)
    assert await intake.receive([strange]) == 1
    assert await rows(database, "SELECT state FROM outbox") == [("queued",)]
