"""One turn of a conversation: understand → handle → reply, ready to be committed to the outbox."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import uuid4

import structlog

from bot.domain.errors import NluUnavailable
from bot.domain.ports import Channel, Clock, Ports, TurnResult, Understander, Waiting
from bot.domain.reply import Effect, LogQuestion, Understanding
from bot.metrics import Metrics
from bot.outbound.coalesce import coalesce
from handlers import Turn, halves, respond, shortcut, words_of

_log = structlog.get_logger(__name__)


class TurnTaker:
    """Everything a turn needs besides the message itself."""

    def __init__(self, understander: Understander, ports: Ports, clock: Clock, metrics: Metrics | None = None) -> None:
        self._understander = understander
        self._ports = ports
        self._clock = clock
        self._metrics = metrics or Metrics()

    async def take(self, waiting: Waiting, channel: Channel) -> TurnResult:
        """The result to commit. Raises nothing on NLU trouble: the resident is told and the question is kept."""
        inbound, state = waiting.inbound, waiting.state
        action = shortcut(inbound, state, self._ports)
        understanding, understood_at, nlu_down = None, None, False
        each: tuple[Understanding, ...] = ()
        if action is None and (words := words_of(inbound)):
            with self._metrics.timed(channel.name, "understood"):
                understanding, understood_at = await self._understand(words)
            nlu_down = understanding is None
            each = () if nlu_down else await self._both(words)
        turn = Turn(
            inbound=inbound,
            state=state,
            question_id=uuid4().hex,
            now=self._clock.now(),
            action=action,
            understanding=understanding,
            nlu_down=nlu_down,
            halves=each,
        )
        with self._metrics.timed(channel.name, "handled"):
            reply = await respond(turn, self._ports)
            payloads = tuple(payload for bubble in coalesce(reply.bubbles) for payload in channel.render(bubble))
        self._count(reply.effects, channel)
        return TurnResult(reply.state, reply.effects, payloads, understood_at)

    def _count(self, effects: Sequence[Effect], channel: Channel) -> None:
        for effect in effects:
            if isinstance(effect, LogQuestion):
                self._metrics.band(channel.name, effect.band)

    async def _both(self, words: str) -> tuple[Understanding, ...]:
        """The halves of a message with two questions, understood one by one; none for any other message."""
        questions = halves(words)
        if questions is None:
            return ()
        found = [(await self._understand(question))[0] for question in questions]
        return tuple(understanding for understanding in found if understanding)

    async def _understand(self, words: str) -> tuple[Understanding | None, datetime | None]:
        try:
            return await self._understander.understand(words), self._clock.now()
        except NluUnavailable as error:
            _log.warning("nlu_unavailable", error=str(error))
            return None, None
