"""Sends one outbox row and settles it; the last stop on the road of a message."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Coroutine
from functools import partial
from time import monotonic, perf_counter

import structlog

from bot.domain.errors import SendError, StoreUnavailable, WindowClosed
from bot.domain.ports import Channel, Outbox, Outgoing
from bot.domain.send_failures import decide, staff_reason
from bot.domain.verdict import AccountTrouble, Fate, Verdict
from bot.metrics import Metrics

_LATE_SECONDS = 0.05
_PATIENCE = 6
"""Doublings of the time a send may be late."""
_REMEMBERED = 1_000
_MISSED = Verdict(Fate.AGAIN, counted=False, account=AccountTrouble.UNKNOWN)
_SETTLE_TRIES = 20
_SETTLE_WAIT_SECONDS = 0.5
_log = structlog.get_logger(__name__)

Record = Callable[[], Awaitable[None]]


class Courier:
    """Sends rows at the times they were given."""

    def __init__(self, outbox: Outbox, metrics: Metrics) -> None:
        self._outbox = outbox
        self._metrics = metrics
        self._missed: dict[int, int] = {}

    def deliver(self, row: Outgoing, channel: Channel) -> Coroutine[None, None, None]:
        """Wait for the row's send time, which counts from this call, send, record the result.

        Raises StoreUnavailable when it could not be recorded.
        """
        return self._deliver(row, channel, monotonic() + row.wait)

    async def _deliver(self, row: Outgoing, channel: Channel, send_at: float) -> None:
        with structlog.contextvars.bound_contextvars(outbox=row.outbox_id, channel=row.channel):
            self._metrics.paced(row.channel, row.wait)
            await asyncio.sleep(max(0.0, send_at - monotonic()))
            if self._too_late(row, monotonic() - send_at):
                # This process was held up. Sent now, it would add to those whose time it is.
                _log.info("send_time_missed", taken=row.taken)
                await _settle(partial(self._outbox.failed, row, _MISSED, ""))
                return
            started = perf_counter()
            outcome, record = await _attempt(row, channel, self._outbox)
            self._metrics.send(row.channel, outcome, perf_counter() - started)
            await _settle(record)

    def _too_late(self, row: Outgoing, seconds: float) -> bool:
        """A row may be later each time this process was late with it, so that it leaves in the end however slow we
        are. How often it was given out does not count: outages and dead workers make that many."""
        missed = self._missed.pop(row.outbox_id, 0)
        if seconds <= _LATE_SECONDS * 2 ** min(missed, _PATIENCE):
            return False
        if len(self._missed) >= _REMEMBERED:
            self._missed.clear()
        self._missed[row.outbox_id] = missed + 1
        return True


async def _attempt(row: Outgoing, channel: Channel, outbox: Outbox) -> tuple[str, Record]:
    """Send once: what came of it, and how to record it."""
    try:
        if not row.window_open and channel.needs_window(row.payload):
            raise WindowClosed
        external_id = await channel.send(row.chat, row.payload, str(row.outbox_id))
    except SendError as error:
        return type(error).__name__, _failure(row, error, outbox)
    except Exception as error:
        # Our own bug must not stop the queue: the row becomes a dead letter. Its text may quote the message.
        _log.error("send_broken", error=type(error).__name__)
        dead = Verdict(Fate.DEAD, account=AccountTrouble.UNKNOWN)
        return "bug", partial(outbox.failed, row, dead, f"program: {type(error).__name__}")
    return "sent", partial(outbox.sent, row, external_id)


def _failure(row: Outgoing, error: SendError, outbox: Outbox) -> Record:
    verdict = decide(error, row.attempts, campaign=row.campaign)
    _log.warning(
        "send_failed", error=type(error).__name__, code=error.code, attempt=row.attempts + 1, fate=verdict.fate
    )
    return partial(outbox.failed, row, verdict, staff_reason(error))


async def _settle(record: Record) -> None:
    """Record a result through short database trouble: while it is not recorded the message may be sent twice."""
    for _ in range(_SETTLE_TRIES):
        try:
            return await record()
        except StoreUnavailable:
            await asyncio.sleep(_SETTLE_WAIT_SECONDS)
    raise StoreUnavailable
