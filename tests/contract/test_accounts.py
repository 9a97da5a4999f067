"""The circuit breaker of a channel account, on a real PostgreSQL: outages cost patience, never messages."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import text

from bot.domain.errors import AccountBlocked, QualityLimited, Rejected, SendError, Temporary
from bot.domain.send_failures import MAX_ATTEMPTS, decide, staff_reason
from bot.outbound.pace import DOWN_AFTER
from bot.store.accounts import Alert, alerts
from bot.store.engine import Database
from bot.store.outbox import PostgresOutbox
from tests.contract.test_intake import rows
from tests.contract.test_outbox import chats, queue, taken


@pytest.fixture
def outbox(database: Database) -> PostgresOutbox:
    return PostgresOutbox(database)


async def pass_time(database: Database, seconds: int) -> None:
    async with database.begin() as connection:
        for statement in (
            "UPDATE pace SET held_until = held_until - :gone, next_free_at = next_free_at - :gone, trouble = trouble",
            "UPDATE pace SET campaigns_held_until = campaigns_held_until - :gone",
            "UPDATE outbox SET due_at = due_at - :gone, lease_until = lease_until - :gone",
            "UPDATE chat_pace SET next_free_at = next_free_at - :gone",
        ):
            sql = statement.replace(":gone", "CAST(:gone AS interval)")
            await connection.execute(text(sql), {"gone": timedelta(seconds=seconds)})


async def fail_all(outbox: PostgresOutbox, error: SendError, campaign: bool = False) -> int:
    found = await taken(outbox)
    for row in found:
        await outbox.failed(row, decide(error, row.attempts, campaign=campaign), staff_reason(error))
    return len(found)


async def only_alert(database: Database) -> Alert:
    [alert] = await alerts(database)
    return alert


async def test_a_channel_that_is_down_for_an_hour_costs_no_message(outbox: PostgresOutbox, database: Database) -> None:
    await queue(database, *((str(number), 0) for number in range(6)))
    tries = 0
    for _ in range(60):
        tries += await fail_all(outbox, Temporary())
        await pass_time(database, 61)
    assert tries < 70, "once it is known to be down, one message at a time is tried"
    assert (await only_alert(database)).trouble == "down"
    assert await rows(database, "SELECT DISTINCT state FROM outbox") == [("queued",)]
    [(most,)] = await rows(database, "SELECT max(attempts) FROM outbox")
    assert isinstance(most, int)
    assert most < MAX_ATTEMPTS
    [probe] = await taken(outbox)
    await outbox.sent(probe, "x")
    assert await alerts(database) == []
    assert len(await chats(outbox)) == 5, "one success, and everything flows again, at the account's usual pace"


async def test_a_down_account_is_probed_by_one_message_at_a_time_and_ever_less_often(
    outbox: PostgresOutbox, database: Database
) -> None:
    await queue(database, *((str(number), 0) for number in range(20)))
    first = await taken(outbox, limit=DOWN_AFTER + 3)
    for row in first:
        await outbox.failed(row, decide(Temporary(), row.attempts), "Kanal sedang terganggu.")
    assert await chats(outbox) == [], "it rests a second after the volley, not longer for each message of it"
    [(rest,)] = await rows(database, "SELECT extract(epoch FROM held_until - clock_timestamp())::float8 FROM pace")
    assert isinstance(rest, float)
    assert rest <= 1
    await pass_time(database, 2)
    assert len(await taken(outbox)) == 1
    assert await chats(outbox) == [], "nothing else leaves while the probe is out"


async def test_a_message_of_its_own_trouble_dies_while_the_account_works(
    outbox: PostgresOutbox, database: Database
) -> None:
    await queue(database, ("bad", 0))
    for number in range(MAX_ATTEMPTS):
        [row] = await taken(outbox)
        await outbox.failed(row, decide(Temporary(), row.attempts), "Kanal sedang terganggu.")
        await queue(database, (f"good-{number}", 0))
        await pass_time(database, 400)
        for good in await taken(outbox):
            if good.chat == "bad":
                await outbox.failed(good, decide(Temporary(), good.attempts), "Kanal sedang terganggu.")
            else:
                await outbox.sent(good, good.chat)
        await pass_time(database, 400)
        if (await rows(database, "SELECT state FROM outbox WHERE chat = 'bad'")) == [("dead",)]:
            break
    assert await rows(database, "SELECT state FROM outbox WHERE chat = 'bad'") == [("dead",)]


async def test_a_blocked_account_pauses_alerts_staff_and_goes_on_by_itself_when_repaired(
    outbox: PostgresOutbox, database: Database
) -> None:
    await queue(database, ("a", 0), ("b", 0))
    assert await fail_all(outbox, AccountBlocked(code=190)) == 2
    alert = await only_alert(database)
    assert (alert.trouble, alert.reason) == ("blocked", staff_reason(AccountBlocked(code=190)))
    assert alert.since is not None
    assert await chats(outbox) == []
    await pass_time(database, 61)
    assert await fail_all(outbox, AccountBlocked(code=190)) == 1
    await pass_time(database, 61)
    [probe] = await taken(outbox)
    await outbox.sent(probe, "x")
    assert await alerts(database) == []
    assert await rows(database, "SELECT max(attempts) FROM outbox WHERE state = 'queued'") == [(0,)]


async def test_too_many_reports_stop_announcements_but_not_answers(outbox: PostgresOutbox, database: Database) -> None:
    await queue(database, ("a", 5), ("b", 5))
    [row] = await taken(outbox, limit=1)
    await outbox.failed(row, decide(QualityLimited(), 0, campaign=True), staff_reason(QualityLimited()))
    alert = await only_alert(database)
    assert (alert.trouble, alert.reason) == ("limited", staff_reason(QualityLimited()))
    await queue(database, ("c", 0))
    [answer] = await taken(outbox)
    assert answer.chat == "c"
    await outbox.sent(answer, "x")
    await pass_time(database, 3601)
    assert len(await chats(outbox)) == 2
    assert await alerts(database) == []


async def test_a_refused_message_shows_that_the_account_works(outbox: PostgresOutbox, database: Database) -> None:
    await queue(database, *((str(number), 0) for number in range(DOWN_AFTER + 1)))
    for row in (await taken(outbox))[:-1]:
        await outbox.failed(row, decide(Temporary(), row.attempts), "Kanal sedang terganggu.")
    assert (await only_alert(database)).trouble == "down"
    await pass_time(database, 2)
    [probe] = await taken(outbox)
    await outbox.failed(probe, decide(Rejected(), 0), "Isi pesan ditolak kanal.")
    assert await alerts(database) == []
