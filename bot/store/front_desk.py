"""The shared inbox on PostgreSQL: what staff decide stands at once, and reaches the bot as an event of the
conversation in the same transaction. The mailbox's lock makes acts on one conversation come one after the other."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import Row, text
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.audit import Deed
from bot.domain.front_desk import (
    STAFF_OF_THE_DESK,
    Answer,
    CannotTake,
    Colleague,
    DeskAct,
    SecretConversation,
    Standing,
    as_labels,
    check,
    check_answer,
    check_secret,
)
from bot.domain.handover import Owner
from bot.domain.staff import Account, Role
from bot.store.audit import note_in
from bot.store.codec import text_column
from bot.store.desk import close_questions, put_act
from bot.store.desk_cards import change_card, colleague, labels_used, locked, secret_waits, standing_of
from bot.store.engine import Database
from bot.store.mailboxes import ring_mailboxes
from bot.store.wakeup import Wakeup

_COLLEAGUES = text("""
    SELECT id, login, name FROM staff_account WHERE active AND roles && CAST(:roles AS varchar[]) ORDER BY name, login
""")
_KNOWN = text("SELECT name FROM desk_label ORDER BY used_at DESC LIMIT 60")
_OWNER = text("""
    UPDATE conversation SET owner = CAST(:owner AS text), officer = :officer,
        queued_at = CASE WHEN CAST(:owner AS text) = 'queue' THEN coalesce(queued_at, clock_timestamp()) END
    WHERE id = :conversation
""")
_PUT_BEFORE = text("SELECT 1 FROM inbox WHERE channel = :channel AND account = :account AND external_id = :key")


@dataclass(frozen=True, slots=True)
class _Open:
    """A conversation whose mailbox is locked: its row, how it stands, and the connection to change it on. `secret`:
    only inspectors may have it."""

    connection: AsyncConnection
    row: Row[Any]
    standing: Standing
    secret: bool


class PostgresFrontDesk:
    """Implements the FrontDesk port."""

    def __init__(self, database: Database, wakeup: Wakeup) -> None:
        self._database = database
        self._wakeup = wakeup

    async def standing(self, conversation: UUID) -> Standing:
        async with self._database.begin() as connection:
            return standing_of(await locked(connection, conversation, lock=False))

    async def claim(self, conversation: UUID, by: Account) -> Standing:
        async def act(it: _Open) -> str | None:
            check(DeskAct.CLAIM, it.standing, by)
            if it.standing.held_by(by.id):
                return None
            await self._give(it, by.id, by.name, "claimed")
            return ""

        return await self._do(conversation, by, DeskAct.CLAIM, "conversation.claim", act)

    async def assign(self, conversation: UUID, by: Account, to: UUID) -> Standing:
        async def act(it: _Open) -> str | None:
            check(DeskAct.ASSIGN, it.standing, by)
            taker = await colleague(it.connection, to, STAFF_OF_THE_DESK)
            if taker is None:
                raise CannotTake
            if it.secret and await colleague(it.connection, to, {Role.INSPECTOR}) is None:
                raise SecretConversation
            if it.standing.held_by(to):
                return None
            await self._give(it, to, taker.name, "assigned")
            return "" if to == by.id else f"to {taker.login}"

        return await self._do(
            conversation, by, DeskAct.ASSIGN, "conversation.take_over" if to == by.id else "conversation.assign", act
        )

    async def release(self, conversation: UUID, by: Account) -> Standing:
        async def act(it: _Open) -> str | None:
            check(DeskAct.RELEASE, it.standing, by)
            if it.standing.holder is None:
                return None
            await self._event(it, "returned", _held(it.standing))
            await self._own(it, Owner.QUEUE)
            return ""

        return await self._do(conversation, by, DeskAct.RELEASE, "conversation.release", act)

    async def close(self, conversation: UUID, by: Account) -> Standing:
        async def act(it: _Open) -> str | None:
            check(DeskAct.CLOSE, it.standing, by)
            await close_questions(it.connection, conversation)
            if it.standing.owner is not Owner.BOT:
                await self._event(it, "released", _held(it.standing) or {"officer": by.name, "account": str(by.id)})
            await self._own(it, Owner.BOT, closed_at=it.row.now, snoozed_until=None)
            return ""

        return await self._do(conversation, by, DeskAct.CLOSE, "conversation.close", act)

    async def reopen(self, conversation: UUID, by: Account) -> Standing:
        async def act(it: _Open) -> str | None:
            check(DeskAct.REOPEN, it.standing, by)
            if it.standing.owner is not Owner.BOT:
                return None
            await self._event(it, "reopened", {"officer": by.name, "account": str(by.id)})
            await self._own(it, Owner.QUEUE, closed_at=None)
            return ""

        return await self._do(conversation, by, DeskAct.REOPEN, "conversation.reopen", act)

    async def snooze(self, conversation: UUID, by: Account, until: datetime | None) -> Standing:
        async def act(it: _Open) -> str | None:
            check(DeskAct.SNOOZE, it.standing, by)
            await change_card(it.connection, conversation, snoozed_until=until, snoozed_at=it.row.now)
            return f"until {until:%Y-%m-%d %H:%M%z}" if until else ""

        return await self._do(
            conversation, by, DeskAct.SNOOZE, "conversation.snooze" if until else "conversation.wake", act
        )

    async def answer(self, conversation: UUID, by: Account, answer: Answer) -> Standing:
        key = f"notice:answered:{by.id}:{answer.key}"

        async def act(it: _Open) -> str | None:
            if await _put_before(it, key):
                return None
            seconds = int((it.row.now - it.row.answered_at).total_seconds()) if it.row.answered_at else 0
            check_answer(it.standing, answer, by, (it.row.answered_by, it.row.answered_name or "", seconds))
            if not it.standing.held_by(by.id):
                taken = "assigned" if it.standing.holder else "claimed"
                await self._give(it, by.id, by.name, taken, silent="1")
            words = {"officer": by.name, "account": str(by.id), "text": text_column(answer.text)}
            put = await self._event(it, "answered", {**answer.facts, **words}, key)
            said = {"answer": put, "answered_by": by.id, "answered_at": it.row.now}
            await change_card(it.connection, conversation, **said, snoozed_until=None, closed_at=None)
            return "with a file" if "file" in answer.facts else ""

        return await self._do(conversation, by, DeskAct.ANSWER, "conversation.answer", act)

    async def label(self, conversation: UUID, by: Account, add: Sequence[str], drop: Sequence[str] = ()) -> Standing:
        async def act(it: _Open) -> str | None:
            gone = set(as_labels(drop))
            labels = as_labels([*(each for each in it.standing.labels if each not in gone), *add])
            await change_card(it.connection, conversation, labels=[text_column(each) for each in labels])
            await labels_used(it.connection, as_labels(add))
            return _difference(it.standing.labels, labels)

        return await self._do(conversation, by, DeskAct.LABEL, "conversation.label", act)

    async def known_labels(self) -> Sequence[str]:
        async with self._database.single() as connection:
            return list((await connection.execute(_KNOWN)).scalars())

    async def colleagues(self) -> Sequence[Colleague]:
        async with self._database.single() as connection:
            rows = await connection.execute(_COLLEAGUES, {"roles": sorted(STAFF_OF_THE_DESK)})
            return [Colleague(row.id, row.login, row.name) for row in rows]

    async def _do(
        self, conversation: UUID, by: Account, deed: DeskAct, what: str, act: Callable[[_Open], Awaitable[str | None]]
    ) -> Standing:
        """Inside one transaction, the mailbox locked before anything else (mailboxes.py) and the log after everything.
        `act` returns what is noted beside `what`, None where nothing has changed."""
        async with self._database.begin() as connection:
            await locked(connection, conversation, lock=False)
            await ring_mailboxes(connection, {conversation})
            row = await locked(connection, conversation)
            it = _Open(connection, row, standing_of(row), await secret_waits(connection, row.person))
            if it.secret:
                check_secret(deed, it.standing, by)
            detail = await act(it)
            standing = standing_of(await locked(connection, conversation))
            if detail is not None:
                noted = Deed(by.login, what, f"conversation:{conversation}", detail)
                await note_in(connection, self._database.vault, noted)
        self._wakeup.ring("inbox")
        self._wakeup.ring("desk")
        return standing

    async def _give(self, it: _Open, account: UUID, name: str, notice: str, **facts: str) -> None:
        await self._event(it, notice, {"officer": name, "account": str(account), **facts})
        await self._own(it, Owner.PERSON, name, account=account, held_since=it.row.now, closed_at=None)

    async def _event(self, it: _Open, name: str, facts: Mapping[str, str], key: str = "") -> int | None:
        """The newest act: until it is handled, turns of before do not change who has the conversation."""
        key = key or f"notice:{name}:{uuid4().hex}"
        put = await put_act(it.connection, self._database.vault, it.row, name, facts, key)
        await change_card(it.connection, it.row.conversation, act=put)
        return put

    async def _own(self, it: _Open, owner: Owner, officer: str = "", **card: object) -> None:
        told = {"owner": owner, "officer": officer, "conversation": it.row.conversation}
        await it.connection.execute(_OWNER, told)
        nobody: dict[str, object] = {"account": None, "held_since": None}
        await change_card(it.connection, it.row.conversation, **(nobody | card))


def _difference(before: Sequence[str], after: Sequence[str]) -> str | None:
    """`+new -old`; None where they are the same."""
    added = [f"+{each}" for each in after if each not in before]
    return " ".join([*added, *(f"-{each}" for each in before if each not in after)]) or None


def _held(standing: Standing) -> dict[str, str]:
    """Who has it, as the bot knows them: what is done by a supervisor ends their turn."""
    holder = standing.holder
    return {"officer": holder.name, "account": str(holder.account or "")} if holder else {}


async def _put_before(it: _Open, key: str) -> bool:
    wanted = {"channel": it.row.channel, "account": it.row.account, "key": key}
    return (await it.connection.execute(_PUT_BEFORE, wanted)).first() is not None
