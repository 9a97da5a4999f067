"""WhatsApp's 24 hours, judged when sending: what is held, what asks the resident to write, and what then leaves."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import count

import pytest

from bot.channels.whatsapp.errors import late_failure
from bot.channels.whatsapp.template import knock
from bot.domain.messages import ChannelName, DeliveryStatus, Receipt, Text
from bot.domain.reply import Payload
from bot.metrics import Metrics
from bot.outbound.deliver import Courier
from bot.outbound.pace import DEFAULT_PACES
from bot.outbound.rules import ChannelRules
from bot.store.engine import Database
from bot.store.intake import PostgresIntake
from bot.store.mailbox import PostgresMailbox
from bot.store.outbox import PostgresOutbox
from bot.store.wakeup import Wakeup
from tests.contract.answers import queue_answer
from tests.contract.test_intake import rows
from tests.contract.test_mailbox import leases, waiting
from tests.fakes import FakeChannel
from tests.residents import ACCOUNT, inbound

WHATSAPP = ChannelName.WHATSAPP
KNOCK = knock("jawaban_siap", "id")
RULES = {WHATSAPP: ChannelRules(DEFAULT_PACES[WHATSAPP], KNOCK, failure=late_failure)}
FIRST, SECOND = {"text": "satu"}, {"text": "dua"}


class Desk:
    """A WhatsApp account with one resident, who wrote `hours` ago."""

    def __init__(self, database: Database, wakeup: Wakeup) -> None:
        self.database = database
        self.intake = PostgresIntake(database, wakeup, RULES)
        self.outbox = PostgresOutbox(database, RULES)
        self.channel = FakeChannel(name=WHATSAPP, on_send=self._named)
        self._names = (f"wamid.{number}" for number in count(1))

    async def _named(self, chat: str, payload: Payload) -> str:
        return next(self._names)

    async def resident_writes(self, words: str = "halo", hours: float = 0.0) -> None:
        moment = datetime.now(UTC) - timedelta(hours=hours)
        await self.intake.receive([inbound(words, channel=WHATSAPP, chat="62800", sent_at=moment)])

    async def send_all(self) -> list[Payload]:
        before = len(self.channel.sent)
        while found := await self.outbox.take(WHATSAPP, ACCOUNT, 5):
            for row in found:
                await Courier(self.outbox, Metrics()).deliver(row, self.channel)
        return [payload for _, payload in self.channel.sent[before:]]


@pytest.fixture
def desk(database: Database, wakeup: Wakeup) -> Desk:
    return Desk(database, wakeup)


async def test_inside_the_window_an_answer_simply_leaves(desk: Desk) -> None:
    await desk.resident_writes(hours=23.9)
    await queue_answer(desk.database, '{"text": "satu"}')
    assert await desk.send_all() == [FIRST]


async def test_outside_the_window_answers_are_held_and_one_template_knocks(desk: Desk) -> None:
    await desk.resident_writes(hours=25)
    await queue_answer(desk.database, '{"text": "satu"}')
    await queue_answer(desk.database, '{"text": "dua"}')
    assert await desk.send_all() == [KNOCK]
    assert await rows(desk.database, "SELECT state FROM outbox ORDER BY id") == [("held",), ("held",), ("sent",)]


async def test_held_answers_leave_in_order_when_the_resident_writes(desk: Desk) -> None:
    await desk.resident_writes(hours=25)
    await queue_answer(desk.database, '{"text": "satu"}')
    await queue_answer(desk.database, '{"text": "dua"}')
    await desk.send_all()
    await desk.resident_writes("BUKA")
    assert await desk.send_all() == [FIRST, SECOND]


async def test_the_message_that_opens_the_window_knows_what_it_did(desk: Desk, wakeup: Wakeup) -> None:
    await desk.resident_writes(hours=25)
    await queue_answer(desk.database)
    await desk.send_all()
    await desk.resident_writes("buka")
    mailbox = PostgresMailbox(desk.database, wakeup)
    [lease] = await leases(mailbox, 1)
    first = await waiting(mailbox, lease)
    assert first.inbound.frees_held is False
    bodies = [body for (body,) in await rows(desk.database, "SELECT body FROM inbox")]
    assert [body["frees_held"] for body in bodies if body["content"]["body"] == "buka"] == [True]


async def test_a_second_silence_gets_a_second_template(desk: Desk) -> None:
    await desk.resident_writes(hours=60)
    await queue_answer(desk.database, '{"text": "satu"}')
    assert await desk.send_all() == [KNOCK]
    await desk.resident_writes(hours=30)
    assert await desk.send_all() == [KNOCK], "that message came late: its window is over, too"


async def test_the_window_counts_from_the_moment_of_writing_not_of_delivery(desk: Desk) -> None:
    await desk.resident_writes(hours=30)
    [(age,)] = await rows(
        desk.database, "SELECT extract(epoch FROM clock_timestamp() - last_inbound_at)::float8 FROM conversation"
    )
    assert isinstance(age, float)
    assert age > 29 * 3600


async def test_an_announcement_outside_the_window_is_given_up_with_its_reason(desk: Desk) -> None:
    await desk.resident_writes(hours=25)
    await queue_answer(desk.database, priority=5)
    assert await desk.send_all() == []
    assert await rows(desk.database, "SELECT state FROM outbox") == [("dead",)]


async def test_a_closed_window_told_late_holds_the_answer_and_knocks(desk: Desk) -> None:
    await desk.resident_writes()
    await queue_answer(desk.database, '{"text": "satu"}')
    assert await desk.send_all() == [FIRST]
    late = Receipt(WHATSAPP, ACCOUNT, "wamid.1", DeliveryStatus.FAILED, datetime.now(UTC), "1", 131047)
    await desk.intake.receive([late])
    assert await desk.send_all() == [KNOCK]
    await desk.resident_writes("BUKA")
    assert await desk.send_all() == [FIRST]


async def test_telegram_has_no_window(database: Database, wakeup: Wakeup) -> None:
    intake = PostgresIntake(database, wakeup)
    await intake.receive([inbound(Text("halo"), sent_at=datetime.now(UTC) - timedelta(days=30))])
    await queue_answer(database)
    [row] = await PostgresOutbox(database).take(ChannelName.TELEGRAM, ACCOUNT, 5)
    assert row.window_open is False, "it is the channel that knows whether that matters"
