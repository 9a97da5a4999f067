"""One outgoing row: sent and settled, whatever the channel and the database do."""

from __future__ import annotations

import time
from collections.abc import Coroutine
from dataclasses import dataclass, field, replace
from typing import Any

import pytest

from bot.domain.errors import RecipientGone, Rejected, SendError, StoreUnavailable, Throttled, WindowClosed
from bot.domain.messages import ChannelName
from bot.domain.ports import Outgoing
from bot.domain.reply import Payload
from bot.domain.send_failures import staff_reason
from bot.domain.verdict import Fate, Verdict
from bot.metrics import Metrics
from bot.outbound.deliver import Courier
from tests.fakes import FakeChannel
from tests.residents import ACCOUNT

ROW = Outgoing(7, ChannelName.TELEGRAM, ACCOUNT, "42", {"text": "halo"}, attempts=0)


@dataclass
class RecordingOutbox:
    """Notes how rows are settled; fails the first `failures` times."""

    failures: int = 0
    calls: list[tuple[Any, ...]] = field(default_factory=list)

    def _note(self, *call: Any) -> None:
        if self.failures > 0:
            self.failures -= 1
            raise StoreUnavailable
        self.calls.append(call)

    async def take(self, channel: ChannelName, account: str, limit: int) -> list[Outgoing]:
        return []

    async def sent(self, row: Outgoing, external_id: str) -> None:
        self._note("sent", row.outbox_id, external_id)

    async def failed(self, row: Outgoing, verdict: Verdict, reason: str) -> None:
        self._note("failed", row.outbox_id, verdict.fate, reason)


def failing(error: Exception) -> FakeChannel:
    async def on_send(chat: str, payload: Payload) -> str:
        raise error

    return FakeChannel(on_send=on_send)


async def test_a_sent_message_is_settled_with_the_channels_id() -> None:
    channel, outbox = FakeChannel(), RecordingOutbox()
    await Courier(outbox, Metrics()).deliver(ROW, channel)
    assert channel.sent == [("42", {"text": "halo"})]
    assert outbox.calls == [("sent", 7, "sent-7")]


@pytest.mark.parametrize(
    ("error", "fate"),
    [(Throttled(retry_after=3), Fate.AGAIN), (RecipientGone(), Fate.DEAD), (Rejected(code=100), Fate.DEAD)],
)
async def test_a_failed_send_is_settled_by_its_verdict(error: SendError, fate: Fate) -> None:
    outbox = RecordingOutbox()
    await Courier(outbox, Metrics()).deliver(ROW, failing(error))
    assert outbox.calls == [("failed", 7, fate, staff_reason(error))]


async def test_a_bug_in_a_channel_becomes_a_dead_letter_and_not_an_endless_loop() -> None:
    outbox = RecordingOutbox()
    await Courier(outbox, Metrics()).deliver(ROW, failing(KeyError("x")))
    assert outbox.calls == [("failed", 7, Fate.DEAD, "program: KeyError")]


async def test_nothing_but_a_template_is_sent_when_the_resident_has_been_silent_for_a_day() -> None:
    channel, outbox = FakeChannel(), RecordingOutbox()
    await Courier(outbox, Metrics()).deliver(replace(ROW, window_open=False), channel)
    assert channel.sent == []
    assert [call[2] for call in outbox.calls] == [Fate.HELD]
    await Courier(outbox, Metrics()).deliver(replace(ROW, window_open=False, payload={"template": "siap"}), channel)
    assert channel.sent == [("42", {"template": "siap"})]


async def test_an_announcement_outside_the_window_is_given_up_with_its_reason() -> None:
    outbox = RecordingOutbox()
    await Courier(outbox, Metrics()).deliver(replace(ROW, window_open=False, campaign=True), FakeChannel())
    assert outbox.calls == [("failed", 7, Fate.DEAD, WindowClosed.staff_text)]


async def test_a_result_is_recorded_after_short_database_trouble_without_sending_twice() -> None:
    channel, outbox = FakeChannel(), RecordingOutbox(failures=1)
    await Courier(outbox, Metrics()).deliver(ROW, channel)
    assert len(channel.sent) == 1
    assert outbox.calls == [("sent", 7, "sent-7")]


async def held_up(sending: Coroutine[None, None, None]) -> None:
    """The whole process stands still while the send waits."""
    time.sleep(0.12)  # noqa: ASYNC251
    await sending


async def test_a_send_that_missed_its_time_asks_for_another_but_not_for_ever() -> None:
    channel, outbox = FakeChannel(), RecordingOutbox()
    courier = Courier(outbox, Metrics())
    for taken in range(1, 4):
        await held_up(courier.deliver(replace(ROW, taken=taken), channel))
    assert [call[:3] for call in outbox.calls] == [
        ("failed", 7, Fate.AGAIN),
        ("failed", 7, Fate.AGAIN),
        ("sent", 7, "sent-7"),
    ]
    assert len(channel.sent) == 1


async def test_a_row_that_outages_gave_out_often_is_no_later_for_it() -> None:
    channel, outbox = FakeChannel(), RecordingOutbox()
    await held_up(Courier(outbox, Metrics()).deliver(replace(ROW, taken=9), channel))
    assert channel.sent == []
