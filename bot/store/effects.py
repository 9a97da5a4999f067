"""What a turn changes besides the conversation, written in the turn's own transaction."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.effect import Effect
from bot.domain.reply import (
    CancelTimer,
    ExplainRating,
    LogQuestion,
    RateAnswer,
    SetReachable,
    SetTimer,
)
from bot.store import bookings, campaign_answers, cases, desk, erasure, lookups, privacy, subscriptions
from bot.store.apply import Apply
from bot.store.campaign_stops import stopped
from bot.store.codec import dump_json, text_column
from bot.store.timers import cancel_timer, set_timer
from bot.store.vault import Vault

_ASKED = text("""
    INSERT INTO question (id, conversation, event, text, language, band, answered, ranking, model, for_staff, reason,
        campaign)
    VALUES (:id, :conversation, CAST(:event AS bigint), :text, :language, :band, :answered, CAST(:ranking AS jsonb),
        :model, :for_staff, :reason, CAST(:campaign AS uuid))
    ON CONFLICT (id) DO NOTHING
""")

# The conversation is part of the key: a forged button cannot rate another resident's answer.
_RATED = text("""
    UPDATE question SET helpful = :helpful, for_staff = for_staff OR NOT :helpful,
        reason = CASE WHEN :helpful OR for_staff THEN reason ELSE 'not_helpful' END
    WHERE id = :id AND conversation = :conversation
""")

_EXPLAINED = text("""
    UPDATE question SET why = :why, why_words = :words WHERE id = :id AND conversation = :conversation
""")

_REACHABLE = text("UPDATE conversation SET reachable = :reachable WHERE id = :conversation")


@dataclass(frozen=True, slots=True)
class Changes:
    """The effects of one turn; `event` is the inbox row it handled."""

    conversation: UUID
    effects: Sequence[Effect]
    event: int | None = None


async def apply(connection: AsyncConnection, vault: Vault, turns: Sequence[Changes]) -> None:
    """Questions are kept first, all in one go: the other effects may refer to them."""
    questions = [
        _question(vault, effect) | {"conversation": turn.conversation, "event": turn.event}
        for turn in turns
        for effect in turn.effects
        if isinstance(effect, LogQuestion)
    ]
    if questions:
        await connection.execute(_ASKED, questions)
    for turn in turns:
        for effect in turn.effects:
            if not isinstance(effect, LogQuestion):
                await EFFECTS[type(effect)](connection, vault, turn.conversation, effect)


async def _rate(connection: AsyncConnection, _: Vault, conversation: UUID, effect: RateAnswer) -> None:
    row = {"id": effect.question_id, "helpful": effect.helpful, "conversation": conversation}
    await connection.execute(_RATED, row)


async def _explain(connection: AsyncConnection, vault: Vault, conversation: UUID, effect: ExplainRating) -> None:
    words = vault.seal(text_column(effect.words))
    row = {"id": effect.question_id, "why": effect.why, "words": words, "conversation": conversation}
    await connection.execute(_EXPLAINED, row)


async def _reach(connection: AsyncConnection, _: Vault, conversation: UUID, effect: SetReachable) -> None:
    await connection.execute(_REACHABLE, {"reachable": effect.reachable, "conversation": conversation})
    if not effect.reachable:
        await stopped(connection, conversation)


async def _cancel(connection: AsyncConnection, vault: Vault, conversation: UUID, effect: CancelTimer) -> None:
    await cancel_timer(connection, vault, conversation, effect.name)


EFFECTS: Mapping[type[Effect], Apply] = {
    RateAnswer: _rate,
    ExplainRating: _explain,
    SetReachable: _reach,
    SetTimer: set_timer,
    CancelTimer: _cancel,
    **campaign_answers.EFFECTS,
    **cases.EFFECTS,
    **desk.EFFECTS,
    **lookups.EFFECTS,
    **bookings.EFFECTS,
    **privacy.EFFECTS,
    **erasure.EFFECTS,
    **subscriptions.EFFECTS,
}
"""Every kind of effect but LogQuestion, whose rows are written together."""


def _question(vault: Vault, effect: LogQuestion) -> dict[str, object]:
    return {
        "id": effect.question_id,
        "text": vault.seal(text_column(effect.text)),
        "language": effect.language,
        "band": effect.band,
        "answered": effect.answered,
        "ranking": dump_json([asdict(guess) for guess in effect.ranking]),
        "model": effect.model,
        "for_staff": effect.for_staff,
        "reason": effect.reason,
        "campaign": effect.campaign,
    }
