"""Sends one outbox row and settles it; the last stop on the road of a message."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from functools import partial

import structlog

from bot.domain.errors import SendError, StoreUnavailable
from bot.domain.ports import Channel, Outbox, Outgoing
from bot.outbound.retry import GiveUp, TryAgain, decide

_SETTLE_TRIES = 20
_SETTLE_WAIT_SECONDS = 0.5
_log = structlog.get_logger(__name__)

Record = Callable[[], Awaitable[None]]


async def deliver(row: Outgoing, channel: Channel, outbox: Outbox) -> None:
    """Wait for the row's send time, send, record the result. Raises StoreUnavailable when it could not be recorded."""
    await asyncio.sleep(row.wait)
    await _settle(await _attempt(row, channel, outbox))


async def _attempt(row: Outgoing, channel: Channel, outbox: Outbox) -> Record:
    """Send once; the answer is how to record what came of it."""
    try:
        external_id = await channel.send(row.chat, row.payload, str(row.outbox_id))
    except SendError as error:
        return partial(_failed, row, error, outbox)
    except Exception as error:
        # Our own bug must not stop the queue: the row becomes a dead letter. Its text may quote the message.
        _log.error("send_broken", outbox=row.outbox_id, channel=row.channel, error=type(error).__name__)
        return partial(outbox.dead, row.outbox_id, f"program: {type(error).__name__}")
    return partial(outbox.sent, row.outbox_id, external_id)


async def _failed(row: Outgoing, error: SendError, outbox: Outbox) -> None:
    reason = error.staff_text if error.code is None else f"{error.staff_text} ({error.code})"
    verdict = decide(error, row.attempts)
    _log.warning(
        "send_failed",
        outbox=row.outbox_id,
        channel=row.channel,
        error=type(error).__name__,
        code=error.code,
        attempt=row.attempts + 1,
        gives_up=isinstance(verdict, GiveUp),
    )
    match verdict:
        case TryAgain():
            if verdict.hold_account:
                await outbox.hold_account(row.channel, row.account, verdict.seconds)
            await outbox.later(row.outbox_id, verdict.seconds, reason, counted=verdict.counted)
        case GiveUp():
            await outbox.dead(row.outbox_id, reason, recipient_gone=verdict.recipient_gone)


async def _settle(record: Record) -> None:
    """Record a result through short database trouble: while it is not recorded the message may be sent twice."""
    for _ in range(_SETTLE_TRIES):
        try:
            return await record()
        except StoreUnavailable:
            await asyncio.sleep(_SETTLE_WAIT_SECONDS)
    raise StoreUnavailable
