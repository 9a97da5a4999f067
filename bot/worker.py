"""The loops that move messages: inbox → turn, outbox → deliver. Any number of workers may run on one database."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Coroutine, Mapping
from contextlib import suppress
from dataclasses import dataclass

import structlog

from bot.domain.errors import LeaseLost, StoreUnavailable
from bot.domain.messages import ChannelName
from bot.domain.ports import Channel, Claim, Idle, Lease, Mailbox, Outbox, Waiting
from bot.metrics import Metrics
from bot.outbound.deliver import Courier
from bot.turn import TurnTaker
from bot.typing_dots import TypingDots

_POLL_SECONDS = 0.5
_GATHER_SECONDS = 0.005
_STOP_SECONDS = 10.0
_log = structlog.get_logger(__name__)


class Crew:
    """A bounded set of running tasks, filled again whenever one ends or the bell rings."""

    def __init__(self, size: int, fill: Callable[[int], Awaitable[list[Coroutine[None, None, None]]]]) -> None:
        self._size = size
        self._fill = fill
        self._tasks: set[asyncio.Task[None]] = set()
        self._bell = asyncio.Event()

    def ring(self) -> None:
        """There may be work."""
        self._bell.set()

    async def run(self, stop: asyncio.Event) -> None:
        """Work until `stop`, then let running tasks end."""
        while not stop.is_set():
            self._bell.clear()
            if not await self._recruit():
                with suppress(TimeoutError):
                    await asyncio.wait_for(self._bell.wait(), _POLL_SECONDS)
            if self._tasks:
                # Hands that get free at about the same time are filled by one trip to the database.
                await asyncio.sleep(_GATHER_SECONDS)
        if self._tasks:
            _, late = await asyncio.wait(self._tasks, timeout=_STOP_SECONDS)
            for task in late:
                task.cancel()

    async def _recruit(self) -> bool:
        """Take as much work as there are free hands; True when all of it was used and more may wait."""
        free = self._size - len(self._tasks)
        if free <= 0:
            return False
        try:
            work = await self._fill(free)
        except StoreUnavailable:
            return False
        except Exception as error:
            # A bug of ours in one queue must not stop the others; the backlog's age will tell.
            _log.error("queue_broken", error=type(error).__name__)
            return False
        for job in work:
            task = asyncio.create_task(job)
            self._tasks.add(task)
            task.add_done_callback(self._ended)
        return len(work) == free

    def _ended(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        self._bell.set()
        if not task.cancelled() and (error := task.exception()) is not None:
            # The words of a database error may quote what it was given.
            _log.error("task_broken", error=type(error).__name__)


@dataclass(frozen=True, slots=True)
class Size:
    """How much one worker does at once. `renew_seconds` must be well below the mailbox's lease."""

    conversations_at_once: int = 32
    sends_at_once: int = 32
    renew_seconds: float = 2.5


class Worker:
    """Handles inbound messages and sends outgoing ones for all channels of this process."""

    def __init__(
        self,
        mailbox: Mailbox,
        outbox: Outbox,
        channels: Mapping[ChannelName, Channel],
        turns: TurnTaker,
        metrics: Metrics | None = None,
        size: Size = Size(),
    ) -> None:
        self._mailbox = mailbox
        self._outbox = outbox
        self._channels = channels
        self._turns = turns
        self._metrics = metrics or Metrics()
        self._courier = Courier(outbox, self._metrics)
        self._dots = TypingDots()
        self._renew_seconds = size.renew_seconds
        self._handling = Crew(size.conversations_at_once, self._claim)
        self._sending = [Crew(size.sends_at_once, self._taker(channel)) for channel in channels.values()]
        self._stop = asyncio.Event()
        self._courtesies: set[asyncio.Task[None]] = set()

    def ring(self, bell: str) -> None:
        """Wake the loop that `bell` is for; there are bells for others, too."""
        for crew in {"inbox": [self._handling], "outbox": self._sending}.get(bell, []):
            crew.ring()

    async def run(self, stop: asyncio.Event) -> None:
        """Work until `stop`; conversations being handled are finished or handed back."""
        self._stop = stop
        await asyncio.gather(*(crew.run(stop) for crew in (self._handling, *self._sending)))
        await asyncio.gather(*self._courtesies, return_exceptions=True)

    async def _claim(self, free: int) -> list[Coroutine[None, None, None]]:
        return [self._converse(claim) for claim in await self._mailbox.claim(free)]

    def _taker(self, channel: Channel) -> Callable[[int], Awaitable[list[Coroutine[None, None, None]]]]:
        async def take(free: int) -> list[Coroutine[None, None, None]]:
            rows = await self._outbox.take(channel.name, channel.account, free)
            return [self._courier.deliver(row, channel) for row in rows]

        return take

    async def _converse(self, claim: Claim) -> None:
        """Handle a conversation's events in order until none waits."""
        lease, found = claim.lease, claim.found
        renewal = asyncio.create_task(self._keep(lease))
        try:
            while not self._stop.is_set():
                if isinstance(found, Idle):
                    if await self._mailbox.release(lease, found):
                        return
                elif await self._handle_logged(lease, found):
                    return
                found = await self._mailbox.next(lease)
            await self._mailbox.hand_back(lease)
        except (LeaseLost, StoreUnavailable) as error:
            _log.info("conversation_dropped", error=type(error).__name__)
        finally:
            renewal.cancel()

    async def _handle_logged(self, lease: Lease, waiting: Waiting) -> bool:
        """Everything that is logged meanwhile tells which turn it belongs to."""
        with structlog.contextvars.bound_contextvars(turn=waiting.inbox_id, channel=waiting.inbound.channel):
            return await self._handle(lease, waiting)

    async def _handle(self, lease: Lease, waiting: Waiting) -> bool:
        """One turn; True when the lease went back with it: nothing more waits, or the turn failed and must rest."""
        channel = self._channels.get(waiting.inbound.channel)
        if channel is None or channel.account != waiting.inbound.account:
            await self._mailbox.fail(lease, waiting, "channel account is not configured here")
            return True
        self._metrics.step(channel.name, "waited", waiting.waited)
        self._beside(channel.acknowledge(waiting.inbound))
        typing = asyncio.create_task(self._dots.show_soon(channel, waiting.inbound))
        try:
            result = await self._turns.take(waiting, channel)
        except Exception as error:
            # The text of the error may quote the resident: only its kind is kept.
            _log.error("turn_broken", error=type(error).__name__, attempt=waiting.attempts + 1)
            self._metrics.failed_turn(channel.name)
            await self._mailbox.fail(lease, waiting, f"program: {type(error).__name__}")
            return True
        finally:
            typing.cancel()
        with self._metrics.timed(channel.name, "committed"):
            released = await self._mailbox.commit(lease, waiting, result)
        _log.debug("turn_done", bubbles=len(result.payloads))
        return released

    def _beside(self, courtesy: Coroutine[None, None, None]) -> None:
        """Callback answers and read marks run beside the turn; nobody waits for them."""
        task = asyncio.create_task(courtesy)
        self._courtesies.add(task)
        task.add_done_callback(self._courtesies.discard)

    async def _keep(self, lease: Lease) -> None:
        """Renew the lease while the turn runs; when it is lost the commit will find out."""
        with suppress(LeaseLost, StoreUnavailable):
            while True:
                await asyncio.sleep(self._renew_seconds)
                await self._mailbox.renew(lease)
