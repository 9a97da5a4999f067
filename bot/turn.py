"""One turn of a conversation: understand → handle → reply, ready to be committed to the outbox."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from uuid import uuid4

import structlog

from bot.domain.effect import Effect
from bot.domain.errors import NluUnavailable
from bot.domain.ports import Channel, Ports, TurnResult, Understander, Waiting
from bot.domain.reply import LogQuestion, Understanding
from bot.domain.timing import Clock
from bot.metrics import Metrics
from bot.outbound.coalesce import coalesce
from handlers import Turn, halves, heard, respond, shortcut, words_of

_log = structlog.get_logger(__name__)


class TurnTaker:
    """Everything a turn needs besides the message itself."""

    def __init__(
        self,
        understander: Understander,
        ports: Ports,
        clock: Clock,
        metrics: Metrics | None = None,
        *,
        burst: int = 20,
    ) -> None:
        self._burst = burst
        self._understander = understander
        self._ports = ports
        self._clock = clock
        self._metrics = metrics or Metrics()

    async def take(self, waiting: Waiting, channel: Channel) -> TurnResult:
        """The result to commit. Raises nothing on NLU trouble: the resident is told and the question is kept."""
        turn = Turn(
            inbound=waiting.inbound,
            state=waiting.state,
            question_id=uuid4().hex,
            now=self._clock.now(),
            conversation=waiting.conversation,
            person=waiting.person,
            burst=self._burst,
            announcement=waiting.announcement,
        )
        turn = heard(turn, self._ports)
        turn = replace(turn, action=shortcut(turn, self._ports))
        understood: Sequence[Understanding] = ()
        understood_at, nlu_down = None, False
        if turn.action is None and (words := words_of(turn.inbound)):
            with self._metrics.timed(channel.name, "understood"):
                understood = await self._understand(words)
            nlu_down = not understood
            understood_at = None if nlu_down else self._clock.now()
        turn = replace(
            turn,
            understanding=understood[0] if understood else None,
            nlu_down=nlu_down,
            halves=tuple(understood[1:]),
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

    async def _understand(self, words: str) -> Sequence[Understanding]:
        """The message and, where it has two questions, each of them, read at once; nothing while the NLU is away."""
        texts = (words, *(halves(words) or ()))
        try:
            return await asyncio.gather(*map(self._understander.understand, texts))
        except NluUnavailable as error:
            _log.warning("nlu_unavailable", error=str(error))
            return ()
