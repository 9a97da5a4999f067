"""One outgoing row: sent and settled, whatever the channel and the database do."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import pytest

from bot.domain.errors import RecipientGone, Rejected, SendError, StoreUnavailable, Temporary, Throttled
from bot.domain.messages import ChannelName
from bot.domain.ports import Outgoing
from bot.domain.reply import Payload
from bot.outbound.deliver import deliver
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

    async def sent(self, outbox_id: int, external_id: str) -> None:
        self._note("sent", outbox_id, external_id)

    async def later(self, outbox_id: int, seconds: float, reason: str, *, counted: bool) -> None:
        self._note("later", outbox_id, seconds, counted)

    async def dead(self, outbox_id: int, reason: str, *, recipient_gone: bool = False) -> None:
        self._note("dead", outbox_id, recipient_gone)

    async def hold_account(self, channel: ChannelName, account: str, seconds: float) -> None:
        self._note("hold", account, seconds)


def failing(error: Exception) -> FakeChannel:
    async def on_send(chat: str, payload: Payload) -> str:
        raise error

    return FakeChannel(on_send=on_send)


async def test_a_sent_message_is_settled_with_the_channels_id() -> None:
    channel, outbox = FakeChannel(), RecordingOutbox()
    await deliver(ROW, channel, outbox)
    assert channel.sent == [("42", {"text": "halo"})]
    assert outbox.calls == [("sent", 7, "sent-7")]


@pytest.mark.parametrize(
    ("error", "calls"),
    [
        (Throttled(retry_after=3), [("hold", ACCOUNT, 3), ("later", 7, 3, False)]),
        (Temporary(), [("later", 7, 1.0, True)]),
        (RecipientGone(), [("dead", 7, True)]),
        (Rejected(code=100), [("dead", 7, False)]),
    ],
)
async def test_a_failed_send_is_settled_by_its_verdict(error: SendError, calls: list[tuple[Any, ...]]) -> None:
    outbox = RecordingOutbox()
    await deliver(ROW, failing(error), outbox)
    assert outbox.calls == calls


async def test_a_bug_in_a_channel_becomes_a_dead_letter_and_not_an_endless_loop() -> None:
    outbox = RecordingOutbox()
    await deliver(ROW, failing(KeyError("x")), outbox)
    assert outbox.calls == [("dead", 7, False)]


async def test_a_result_is_recorded_after_short_database_trouble_without_sending_twice() -> None:
    channel, outbox = FakeChannel(), RecordingOutbox(failures=1)
    await deliver(ROW, channel, outbox)
    assert len(channel.sent) == 1
    assert outbox.calls == [("sent", 7, "sent-7")]
