"""Sends one outbox row and settles it; the last stop on the road of a message."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Coroutine
from functools import partial
from time import monotonic, perf_counter

import structlog

from bot.domain.errors import SendError, StoreUnavailable, WindowClosed
from bot.domain.ports import Channel, Outbox, Outgoing
from bot.domain.verdict import AccountTrouble, Fate, Verdict
from bot.metrics import Metrics
from bot.outbound.retry import decide, staff_reason

_LATE_SECONDS = 0.05
_MISSED = Verdict(Fate.AGAIN, counted=False, account=AccountTrouble.UNKNOWN)
_SETTLE_TRIES = 20
_SETTLE_WAIT_SECONDS = 0.5
_log = structlog.get_logger(__name__)

Record = Callable[[], Awaitable[None]]


def deliver(row: Outgoing, channel: Channel, outbox: Outbox, metrics: Metrics) -> Coroutine[None, None, None]:
    """Wait for the row's send time, which counts from this call, send, record the result.

    Raises StoreUnavailable when it could not be recorded.
    """
    return _deliver(row, channel, outbox, metrics, monotonic() + row.wait)


async def _deliver(row: Outgoing, channel: Channel, outbox: Outbox, metrics: Metrics, send_at: float) -> None:
    with structlog.contextvars.bound_contextvars(outbox=row.outbox_id, channel=row.channel):
        metrics.paced(row.channel, row.wait)
        await asyncio.sleep(max(0.0, send_at - monotonic()))
        if monotonic() - send_at > _tolerance(row):
            # This process was held up. Sent now, it would add to those whose time it is.
            _log.info("send_time_missed", taken=row.taken)
            await _settle(partial(outbox.failed, row, _MISSED, ""))
            return
        started = perf_counter()
        outcome, record = await _attempt(row, channel, outbox)
        metrics.send(row.channel, outcome, perf_counter() - started)
        await _settle(record)


def _tolerance(row: Outgoing) -> float:
    """Seconds a send may be late; more each time it was, so that it leaves in the end however slow we are."""
    return float(_LATE_SECONDS * 2 ** min(row.taken - 1, 6))


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
