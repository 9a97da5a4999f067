"""What editors do with the review queue: implements the ReviewActs port. Groups are locked in order of their ids."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import Row, text
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.review import NEW_TOPIC, UNDOABLE, Done, NothingToUndo, StaleGroup, UnknownGroup, Verdict
from bot.domain.stripping import strip_personal
from bot.store.codec import text_column
from bot.store.engine import Database
from bot.store.review_groups import RECOUNT
from bot.store.taught import Lesson, teach, withdraw
from bot.store.wakeup import Wakeup

_LOCK = text("SELECT id, version, open FROM review_group WHERE id = ANY(:groups) ORDER BY id FOR UPDATE")
_DONE = text("SELECT id, what, grp, label, before, examples FROM review_act WHERE id = :key AND actor = :actor")
_ACT = text("""
    INSERT INTO review_act (id, actor, what, grp, label, before, examples)
    VALUES (:id, :actor, :what, :grp, :label, CAST(:before AS jsonb), :examples)
""")
_LABEL = text("""
    UPDATE review_member m SET label = :label, title = :title, reviewed_by = :actor, act = :act
    FROM question q WHERE q.id = m.question AND m.grp = :group AND m.label = '' AND m.question = ANY(:members)
    RETURNING q.id, q.text, q.language
""")
_MOVED_ON = text("""
    UPDATE review_group SET version = version + 1, holder = '', held_until = NULL, skipped_at = NULL,
        proposed = '', proposed_title = '', proposed_by = '',
        last_label = coalesce(nullif(CAST(:label AS text), ''), last_label)
    WHERE id = ANY(:groups)
""")
_PROPOSE = text("""
    UPDATE review_group SET version = version + 1, holder = '', held_until = NULL,
        proposed = :label, proposed_title = :title, proposed_by = :actor WHERE id = :group
""")
_SKIP = text("""
    UPDATE review_group SET holder = '', held_until = NULL, skipped_at = clock_timestamp() WHERE id = :group
""")
_BEGIN = text("INSERT INTO review_group (id) VALUES (:id) ON CONFLICT (id) DO NOTHING")
_OF_GROUPS = text("""
    SELECT question, grp FROM review_member WHERE grp = ANY(:groups) AND (:all OR question = ANY(:members))
    ORDER BY question FOR UPDATE
""")
_MOVE = text("UPDATE review_member SET grp = :to WHERE question = :question AND grp = :grp")
_LAST = text("""
    SELECT id, what, grp, label, before, examples FROM review_act
    WHERE actor = :actor AND undone_at IS NULL AND at > clock_timestamp() - CAST(:undoable AS interval)
    ORDER BY at DESC LIMIT 1
""")
_UNDONE = text("UPDATE review_act SET undone_at = clock_timestamp() WHERE id = :id AND undone_at IS NULL")
_UNLABEL = text("""
    UPDATE review_member SET label = '', title = '', reviewed_by = '', act = NULL WHERE act = :act
    RETURNING grp
""")
_CHANGED = text("UPDATE review_group SET version = version + 1 WHERE id = ANY(:groups)")
_UNSKIP = text("UPDATE review_group SET skipped_at = NULL WHERE id = :group")
_UNPROPOSE = text("""
    UPDATE review_group SET proposed = '', proposed_title = '', proposed_by = '' WHERE id = :group
        AND proposed_by = :actor
""")


@dataclass(frozen=True, slots=True)
class _Act:
    """What is kept of an act; `before`: question and the group it was in."""

    key: UUID
    actor: str
    what: str
    group: UUID
    before: Sequence[tuple[str, str]] = ()
    label: str = ""
    examples: int = 0


class PostgresReviewActs:
    """Each act is one transaction. Sent twice under one key it is done once."""

    def __init__(self, database: Database, wakeup: Wakeup) -> None:
        self._database = database
        self._wakeup = wakeup

    async def label(self, verdict: Verdict, actor: str) -> Done:
        async with self._database.begin() as connection:
            if done := await _already(connection, verdict.key, actor):
                return done
            await _locked(connection, verdict.group, verdict.version)
            row = {
                "label": verdict.label,
                "title": strip_personal(text_column(verdict.title)),
                "actor": actor,
                "act": verdict.key,
                "group": verdict.group,
                "members": list(verdict.members),
            }
            asked = (await connection.execute(_LABEL, row)).all()
            if not asked:
                raise UnknownGroup(str(verdict.group))
            examples = await self._teach(connection, verdict, actor, asked)
            before = [(each.id, str(verdict.group)) for each in asked]
            act = _Act(verdict.key, actor, "label", verdict.group, before, verdict.label, examples)
            await _note(connection, act)
            await _moved_on(connection, [verdict.group], "" if verdict.label == NEW_TOPIC else verdict.label)
        self._wakeup.ring("desk")
        return _done(act)

    async def _teach(self, connection: AsyncConnection, verdict: Verdict, actor: str, asked: Sequence[Row[Any]]) -> int:
        if verdict.label == NEW_TOPIC:
            return 0
        messages = [(verdict.texts.get(row.id, self._database.vault.readable(row.text)), row.language) for row in asked]
        return await teach(connection, self._database.vault, Lesson(verdict.key, verdict.label, actor, messages))

    async def propose(self, group: UUID, version: int, label: str, title: str, actor: str) -> Done:
        act = _Act(uuid4(), actor, "propose", group, label=label)
        row = {"group": group, "label": label, "title": strip_personal(text_column(title)), "actor": actor}
        async with self._database.begin() as connection:
            await _locked(connection, group, version)
            await connection.execute(_PROPOSE, row)
            await _note(connection, act)
        self._wakeup.ring("desk")
        return _done(act)

    async def split(self, key: UUID, group: UUID, version: int, members: Sequence[str], actor: str) -> Done:
        async with self._database.begin() as connection:
            if done := await _already(connection, key, actor):
                return done
            await _locked(connection, group, version)
            before = await _members(connection, [group], members)
            if not before:
                raise UnknownGroup(str(group))
            made = uuid4()
            await connection.execute(_BEGIN, {"id": made})
            await _move(connection, before, made)
            act = _Act(key, actor, "split", made, before)
            await _note(connection, act)
            await _moved_on(connection, [group, made])
        self._wakeup.ring("desk")
        return _done(act)

    async def merge(self, key: UUID, groups: Sequence[UUID], actor: str) -> Done:
        into, others = groups[0], [group for group in groups[1:] if group != groups[0]]
        async with self._database.begin() as connection:
            if done := await _already(connection, key, actor):
                return done
            found = {row.id for row in await connection.execute(_LOCK, {"groups": list(groups)})}
            if into not in found or not others or not found.issuperset(others):
                raise UnknownGroup(str(into))
            before = await _members(connection, others)
            await _move(connection, before, into)
            act = _Act(key, actor, "merge", into, before)
            await _note(connection, act)
            await _moved_on(connection, groups)
        self._wakeup.ring("desk")
        return _done(act)

    async def skip(self, key: UUID, group: UUID, actor: str) -> Done:
        act = _Act(key, actor, "skip", group)
        async with self._database.begin() as connection:
            if done := await _already(connection, key, actor):
                return done
            await _locked(connection, group, None)
            await connection.execute(_SKIP, {"group": group})
            await _note(connection, act)
        self._wakeup.ring("desk")
        return _done(act)

    async def last_act(self, actor: str) -> Done | None:
        async with self._database.single() as connection:
            row = (await connection.execute(_LAST, {"actor": actor, "undoable": UNDOABLE})).one_or_none()
        return _done(_act(row, actor)) if row else None

    async def undo(self, actor: str) -> Done:
        async with self._database.begin() as connection:
            row = (await connection.execute(_LAST, {"actor": actor, "undoable": UNDOABLE})).one_or_none()
            if row is None:
                raise NothingToUndo(actor)
            act = _act(row, actor)
            touched = sorted({UUID(group) for _, group in act.before} | {act.group})
            await connection.execute(_LOCK, {"groups": touched})
            if (await connection.execute(_UNDONE, {"id": act.key})).rowcount == 0:
                raise NothingToUndo(actor)
            await connection.execute(_BEGIN, [{"id": group} for group in touched])
            await _put_back(connection, act)
            await connection.execute(_CHANGED, {"groups": touched})
            await _recount(connection, touched)
        self._wakeup.ring("desk")
        return _done(act)


async def _put_back(connection: AsyncConnection, act: _Act) -> None:
    match act.what:
        case "label":
            await connection.execute(_UNLABEL, {"act": act.key})
            await withdraw(connection, act.key)
        case "split" | "merge":
            for question, group in act.before:
                row = {"question": question, "grp": act.group, "to": UUID(group)}
                await connection.execute(_MOVE, row)
        case "propose":
            await connection.execute(_UNPROPOSE, {"group": act.group, "actor": act.actor})
        case _:
            await connection.execute(_UNSKIP, {"group": act.group})


async def _already(connection: AsyncConnection, key: UUID, actor: str) -> Done | None:
    row = (await connection.execute(_DONE, {"key": key, "actor": actor})).one_or_none()
    return _done(_act(row, actor)) if row else None


async def _locked(connection: AsyncConnection, group: UUID, version: int | None) -> None:
    """Raises UnknownGroup, and StaleGroup for one that is not as it was shown."""
    row = (await connection.execute(_LOCK, {"groups": [group]})).one_or_none()
    if row is None:
        raise UnknownGroup(str(group))
    if version is not None and row.version != version:
        raise StaleGroup(str(group))


async def _members(
    connection: AsyncConnection, groups: Sequence[UUID], members: Sequence[str] | None = None
) -> list[tuple[str, str]]:
    wanted = {"groups": list(groups), "all": members is None, "members": list(members or ())}
    return [(row.question, str(row.grp)) for row in await connection.execute(_OF_GROUPS, wanted)]


async def _move(connection: AsyncConnection, members: Sequence[tuple[str, str]], to: UUID) -> None:
    if members:
        rows = [{"question": question, "grp": UUID(group), "to": to} for question, group in members]
        await connection.execute(_MOVE, rows)


async def _note(connection: AsyncConnection, act: _Act) -> None:
    row = {
        "id": act.key,
        "actor": act.actor,
        "what": act.what,
        "grp": act.group,
        "label": act.label,
        "before": json.dumps(act.before),
        "examples": act.examples,
    }
    await connection.execute(_ACT, row)


async def _moved_on(connection: AsyncConnection, groups: Sequence[UUID], label: str = "") -> None:
    await connection.execute(_MOVED_ON, {"groups": list(groups), "label": label})
    await _recount(connection, groups)


async def _recount(connection: AsyncConnection, groups: Sequence[UUID]) -> None:
    await connection.execute(RECOUNT, {"groups": list(groups)})


def _act(row: Row[Any], actor: str) -> _Act:
    before = [(question, group) for question, group in row.before]
    return _Act(row.id, actor, row.what, row.grp, before, row.label, row.examples)


def _done(act: _Act) -> Done:
    return Done(act.what, act.group, len(act.before), act.examples, act.label)
