"""Commits finished turns, many at once: fence, inbox, conversation and outbox in one statement, then their effects."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from enum import Enum, auto
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.effect import Effect
from bot.domain.ports import Lease, TurnResult, Waiting
from bot.domain.privacy import EraseResident, LinkTo, SetAnnouncements, Unlink
from bot.store.codec import dump_json, dump_state
from bot.store.effects import Changes, apply
from bot.store.mailboxes import lock_mailboxes
from bot.store.vault import Vault

# `held` locks the mailboxes in order and sees their newest state, so `free` tells whether anything came in since the
# turn's event was read. Whose epoch has passed to somebody else is not in it, and nothing of that turn happens.
# The address is read from the conversation at commit, so a turn cannot answer anybody else.
_COMMIT = text("""
    WITH turn AS (
        SELECT * FROM unnest(
            CAST(:conversations AS uuid[]), CAST(:epochs AS bigint[]), CAST(:generations AS bigint[]),
            CAST(:lasts AS boolean[]), CAST(:inbox_ids AS bigint[]), CAST(:understood AS timestamptz[]),
            CAST(:states AS text[]), CAST(:languages AS text[]))
            AS t (conversation, epoch, generation, last, inbox_id, understood_at, state, language)),
    held AS (
        SELECT turn.*, turn.last AND m.generation = turn.generation AS free
        FROM turn
        JOIN mailbox m ON m.conversation = turn.conversation AND m.epoch = turn.epoch
        JOIN inbox i ON i.id = turn.inbox_id AND i.state = 'waiting'
        ORDER BY turn.conversation FOR UPDATE OF m),
    freed AS (
        DELETE FROM mailbox m USING held h WHERE h.free AND m.conversation = h.conversation),
    kept AS (
        UPDATE mailbox m SET lease_until = clock_timestamp() + CAST(:lease AS interval)
        FROM held h WHERE NOT h.free AND m.conversation = h.conversation),
    done AS (
        UPDATE inbox i SET state = 'handled', handled_at = clock_timestamp(), understood_at = h.understood_at
        FROM held h WHERE i.id = h.inbox_id),
    remembered AS (
        UPDATE conversation c SET state = CAST(h.state AS jsonb), language = h.language
        FROM held h WHERE c.id = h.conversation
        RETURNING c.id, c.channel, c.account, c.chat, c.address, h.inbox_id),
    queued AS (
        INSERT INTO outbox (conversation, channel, account, chat, address, body, priority, state, dedupe, answers)
        SELECT r.id, r.channel, r.account, r.chat, r.address, CAST(p.body AS jsonb), 0, 'queued',
            'turn:' || r.inbox_id || ':' || p.number, r.inbox_id
        FROM remembered r
        JOIN unnest(CAST(:answers AS bigint[]), CAST(:numbers AS integer[]), CAST(:bodies AS text[]))
            AS p (inbox_id, number, body) ON p.inbox_id = r.inbox_id
        ORDER BY p.inbox_id, p.number)
    SELECT inbox_id, free FROM held
""")


_WIDE = (LinkTo, Unlink, EraseResident)
_THEIRS = text("""
    SELECT o.id FROM conversation o WHERE o.person = ANY(:persons)
        OR o.person IN (SELECT person FROM conversation WHERE id = ANY(:conversations))
""")


@dataclass(frozen=True, slots=True)
class Turn:
    """What a worker made of an event it holds the lease for."""

    lease: Lease
    waiting: Waiting
    result: TurnResult


class Ending(Enum):
    """What came of the commit."""

    RELEASED = auto()  # the lease went back: nothing more waits
    KEPT = auto()  # something does
    LOST = auto()  # somebody else holds the lease: nothing was changed


async def commit_turns(
    connection: AsyncConnection, vault: Vault, turns: Sequence[Turn], lease: timedelta
) -> list[Ending]:
    """An ending for each turn, in order."""
    if reached := await _reached(connection, turns):
        await lock_mailboxes(connection, reached)
    rows = await connection.execute(_COMMIT, _columns(vault, turns) | _answers(vault, turns) | {"lease": lease})
    free = {row.inbox_id: row.free for row in rows}
    committed = [turn for turn in turns if turn.waiting.inbox_id in free]
    done = [Changes(turn.lease.conversation, turn.result.effects, turn.waiting.inbox_id) for turn in committed]
    await apply(connection, vault, done)
    return [_ending(free.get(turn.waiting.inbox_id)) for turn in turns]


async def _reached(connection: AsyncConnection, turns: Sequence[Turn]) -> set[UUID]:
    """The mailboxes of all these turns, where some of them change other conversations of their person too: none may be
    locked before these (mailboxes.py). Nearly always none."""
    wide = [turn for turn in turns if any(map(_is_wide, turn.result.effects))]
    if not wide:
        return set()
    persons = [effect.person for turn in wide for effect in turn.result.effects if isinstance(effect, LinkTo)]
    wanted = {"conversations": [turn.lease.conversation for turn in wide], "persons": persons}
    others = (await connection.execute(_THEIRS, wanted)).scalars()
    return {*others, *(turn.lease.conversation for turn in turns)}


def _is_wide(effect: Effect) -> bool:
    stops = isinstance(effect, SetAnnouncements) and not effect.wanted
    return stops or isinstance(effect, _WIDE)


def _ending(free: bool | None) -> Ending:
    if free is None:
        return Ending.LOST
    return Ending.RELEASED if free else Ending.KEPT


def _columns(vault: Vault, turns: Sequence[Turn]) -> dict[str, object]:
    return {
        "conversations": [turn.lease.conversation for turn in turns],
        "epochs": [turn.lease.epoch for turn in turns],
        "generations": [turn.waiting.generation for turn in turns],
        "lasts": [not turn.waiting.more for turn in turns],
        "inbox_ids": [turn.waiting.inbox_id for turn in turns],
        "understood": [turn.result.understood_at for turn in turns],
        "languages": [turn.result.state.language for turn in turns],
        "states": [vault.seal_dump(dump_state(turn.result.state)) for turn in turns],
    }


def _answers(vault: Vault, turns: Sequence[Turn]) -> dict[str, object]:
    answers = [
        (turn.waiting.inbox_id, number, vault.seal_dump(dump_json(payload)))
        for turn in turns
        for number, payload in enumerate(turn.result.payloads)
    ]
    return {
        "answers": [inbox_id for inbox_id, _, _ in answers],
        "numbers": [number for _, number, _ in answers],
        "bodies": [body for _, _, body in answers],
    }
