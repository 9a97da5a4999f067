"""Residents who stop or resume announcements in WhatsApp itself: once, in the order they chose, in the ledger."""

from __future__ import annotations

import asyncio
import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from aiohttp.test_utils import TestClient, TestServer

from bot.channels.whatsapp.adapter import WhatsAppChannel
from bot.channels.whatsapp.parse import parse
from bot.domain.messages import ChannelName, Event
from bot.inbound.web import build_application
from bot.inbound.webhooks import webhook_routes
from bot.store.engine import Database
from bot.store.intake import PostgresIntake
from bot.store.wakeup import Wakeup
from simulator.whatsapp.webhook import sign
from tests.contract.test_intake import rows
from tests.residents import inbound

STOPPED = Path(__file__).parent.parent / "payloads" / "whatsapp" / "marketing_stopped.json"
NUMBER, PHONE = "100000000000001", "620000000001"
NOW = datetime.now(UTC)
SECRET = "invented-secret"


def delivery(value: str, at: datetime, phone: str = PHONE) -> bytes:
    told = json.loads(STOPPED.read_bytes())
    preference = told["entry"][0]["changes"][0]["value"]
    preference["contacts"] = [{"wa_id": phone}]
    preference["user_preferences"][0] |= {"wa_id": phone, "value": value, "timestamp": int(at.timestamp())}
    return json.dumps(told).encode()


def chose(value: str, at: datetime = NOW, phone: str = PHONE) -> list[Event]:
    return list(parse(delivery(value, at, phone), NUMBER, lambda: NOW))


@pytest.fixture
async def intake(database: Database, wakeup: Wakeup) -> PostgresIntake:
    """With a resident who asked for announcements an hour ago."""
    made = PostgresIntake(database, wakeup)
    await made.receive([inbound("halo", channel=ChannelName.WHATSAPP, chat=PHONE)])
    await rows(database, "UPDATE conversation SET announcements = true RETURNING 1")
    await rows(
        database,
        "INSERT INTO consent (person, channel, about, decision, words, at) SELECT person, channel, 'announcements',"
        " 'yes', '', clock_timestamp() - interval '1 hour' FROM conversation RETURNING 1",
    )
    return made


async def stands(database: Database) -> tuple[bool, bool]:
    [found] = await rows(database, "SELECT announcements, campaigns_stopped FROM conversation")
    return bool(found[0]), bool(found[1])


async def ledger(database: Database) -> list[str]:
    found = await rows(database, "SELECT decision FROM consent WHERE about = 'announcements' ORDER BY id")
    return [str(decision) for (decision,) in found]


async def test_a_stop_ends_announcements_and_stands_in_the_ledger_once(
    database: Database, intake: PostgresIntake
) -> None:
    assert await intake.receive(chose("stop")) == 1
    assert await intake.receive(chose("stop")) == 0
    assert await stands(database) == (True, True)
    assert await ledger(database) == ["yes", "no"]
    [(words,)] = await rows(database, "SELECT words FROM consent WHERE decision = 'no'")
    assert words == "WhatsApp: User requested to stop marketing messages"


async def test_resuming_lets_announcements_come_again_but_gives_no_consent_of_its_own(
    database: Database, intake: PostgresIntake
) -> None:
    await intake.receive(chose("stop", NOW - timedelta(minutes=5)))
    await intake.receive(chose("resume", NOW))
    assert await stands(database) == (True, False)
    await rows(database, "UPDATE conversation SET announcements = false RETURNING 1")
    await intake.receive(chose("stop", NOW + timedelta(seconds=3)))
    await intake.receive(chose("resume", NOW + timedelta(seconds=5)))
    assert await stands(database) == (False, False)


@pytest.mark.parametrize("last", ["stop", "resume"])
async def test_whatever_order_they_come_in_the_last_choice_counts(
    database: Database, intake: PostgresIntake, last: str
) -> None:
    first = "resume" if last == "stop" else "stop"
    await intake.receive(chose(last, NOW))
    await intake.receive(chose(first, NOW - timedelta(seconds=30)))
    assert await stands(database) == (True, last == "stop")


async def test_in_the_same_second_stopping_wins(database: Database, intake: PostgresIntake) -> None:
    await intake.receive(chose("resume", NOW))
    await intake.receive(chose("stop", NOW))
    await intake.receive(chose("resume", NOW))
    assert await stands(database) == (True, True)


async def test_a_late_stop_does_not_undo_what_the_resident_asked_for_here_since(
    database: Database, intake: PostgresIntake
) -> None:
    assert await intake.receive(chose("stop", NOW - timedelta(hours=2))) == 0
    assert await stands(database) == (True, False)


async def test_the_choice_of_somebody_unknown_changes_nobody_and_is_kept_once(
    database: Database, intake: PostgresIntake
) -> None:
    assert await intake.receive(chose("stop", phone="620000000002")) == 1
    assert await intake.receive(chose("stop", phone="620000000002")) == 0
    assert await stands(database) == (True, False)


async def test_choices_messages_and_repeats_at_once_do_not_wait_for_each_other_for_ever(
    database: Database, intake: PostgresIntake
) -> None:
    def events(number: int) -> list[Event]:
        said = inbound(f"halo {number}", channel=ChannelName.WHATSAPP, chat=PHONE)
        return [*chose("stop" if number % 2 else "resume", NOW - timedelta(seconds=60 - number)), said]

    await asyncio.gather(*(intake.receive(events(number)) for number in range(20)))
    assert await stands(database) == (True, True)


async def test_a_forged_choice_is_refused_and_a_signed_one_taken(database: Database, intake: PostgresIntake) -> None:
    channel = WhatsAppChannel(NUMBER, "t", SECRET, "v", "http://127.0.0.1", "v26.0", None)  # type: ignore[arg-type]
    body = delivery("stop", NOW)
    server = TestServer(build_application(webhook_routes(intake, None, channel)))
    async with TestClient(server) as client:
        forged = await client.post("/hooks/whatsapp", data=body, headers={"X-Hub-Signature-256": sign(body, "guess")})
        assert (forged.status, await stands(database)) == (401, (True, False))
        signed = await client.post("/hooks/whatsapp", data=body, headers={"X-Hub-Signature-256": sign(body, SECRET)})
        assert (signed.status, await stands(database)) == (200, (True, True))
