"""Staff's own Telegram: codes that link it, and messages that leave by the one outbox (StaffPhones port)."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Row, text
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.audit import Deed
from bot.domain.messages import ChannelName
from bot.domain.ports import Channel
from bot.domain.reply import Say
from bot.domain.staff_notices import News, NoticeKind, Phone, StaffNotice
from bot.store.audit import PostgresAudit
from bot.store.codec import dump_json
from bot.store.engine import Database
from bot.store.staff_notices import PostgresStaffNotices, known, notice_of
from bot.store.wakeup import Wakeup

CODE_HOLDS = timedelta(minutes=10)
_LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ"

_OFFER = text("""
    INSERT INTO staff_phone (account, code, code_until) VALUES (:account, :code, clock_timestamp() + :holds)
    ON CONFLICT (account) DO UPDATE SET code = excluded.code, code_until = excluded.code_until, code_used_by = NULL
""")
# Handled again (a worker died before its commit), the same turn finds its own use of the code.
_TAKEN = text("""
    UPDATE staff_phone p SET code_used_by = :conversation
    FROM (SELECT account, code_used_by FROM staff_phone WHERE code = :code FOR UPDATE) before,
        staff_account a, conversation c
    WHERE p.account = before.account AND p.code = :code AND p.code_until > clock_timestamp()
      AND a.id = p.account AND a.active
      AND (before.code_used_by IS NULL OR before.code_used_by = :conversation)
      AND c.id = :conversation AND c.channel = 'telegram'
    RETURNING p.account, a.name, a.login, p.code_until, before.code_used_by IS NULL AS first
""")
_ONE_EACH = text("""
    UPDATE staff_phone SET conversation = NULL, linked_at = NULL
    WHERE conversation = :conversation AND account <> :account
""")
_LINK = text("""
    UPDATE staff_phone SET conversation = :conversation,
        linked_at = CASE WHEN conversation = :conversation THEN linked_at ELSE clock_timestamp() END
    WHERE account = :account
""")
_BURN = text("UPDATE staff_phone SET code = NULL, code_until = NULL WHERE code = :code")
_PHONE = text("""
    SELECT p.linked_at, c.reachable FROM staff_phone p JOIN conversation c ON c.id = p.conversation
    WHERE p.account = :account
""")
_UNLINK = text("""
    UPDATE staff_phone p SET conversation = NULL, linked_at = NULL, code = NULL, code_until = NULL
    FROM (SELECT account, conversation FROM staff_phone WHERE account = :account FOR UPDATE) before
    WHERE p.account = before.account RETURNING before.conversation IS NOT NULL AS linked
""")
_HEARS = """
    FROM staff_phone p
    JOIN staff_account a ON a.id = p.account AND a.active
    JOIN conversation c ON c.id = p.conversation AND c.reachable
        AND (c.erased_at IS NULL OR c.last_inbound_at > c.erased_at)
"""
_SAY = text(f"""
    INSERT INTO outbox (conversation, channel, account, chat, address, body, priority, state, dedupe)
    SELECT c.id, c.channel, c.account, c.chat, c.address, CAST(:body AS jsonb), 0, 'queued', :dedupe
    {_HEARS} WHERE p.account = :account AND c.account = :bot
    ON CONFLICT (dedupe) DO NOTHING
""")
_LISTENING = text(f"SELECT p.account {_HEARS} ORDER BY p.account")
_LOCK = text("SELECT 1 FROM staff_phone WHERE account = :account AND conversation IS NOT NULL FOR UPDATE SKIP LOCKED")
_PENDING = text("""
    SELECT id, kind, link, facts, created_at, false AS seen FROM staff_notice
    WHERE account = :account AND seen_at IS NULL AND sent_at IS NULL
      AND created_at > clock_timestamp() - interval '4 days' ORDER BY id
""")
_LAST = text("""
    SELECT kind, max(sent_at) AS at FROM staff_notice
    WHERE account = :account AND sent_at > clock_timestamp() - interval '1 hour' GROUP BY kind
""")
_SENT = text("UPDATE staff_notice SET sent_at = clock_timestamp() WHERE id = ANY(:ids)")
_NOW = text("SELECT clock_timestamp()")


@dataclass(frozen=True, slots=True)
class Pending:
    """What somebody was not sent yet, and when the last of each kind was; `now` by the database's clock."""

    now: datetime
    notices: Sequence[StaffNotice]
    last_sent: Mapping[NoticeKind, datetime]


Chooser = Callable[[Pending], Sequence[tuple[str, Sequence[StaffNotice]]]]
"""What is pending → messages, each with the notices it tells."""


class PostgresStaffPhones:
    """`telegram` is None where that channel is not set up: nothing is sent then."""

    def __init__(self, database: Database, wakeup: Wakeup, telegram: Channel | None) -> None:
        self._database = database
        self._wakeup = wakeup
        self._telegram = telegram

    async def offer(self, account: UUID) -> str:
        letters = "".join(secrets.choice(_LETTERS) for _ in range(4))
        code = f"{letters}-{secrets.randbelow(10_000):04}"
        row = {"account": account, "code": self._mark(code), "holds": CODE_HOLDS}
        async with self._database.begin() as connection:
            await connection.execute(_OFFER, row)
        return code

    async def link(self, code: str, conversation: UUID) -> str | None:
        row = {"code": self._mark(code), "conversation": conversation}
        async with self._database.begin() as connection:
            found = (await connection.execute(_TAKEN, row)).one_or_none()
            if found is None:
                return None
            link = {"account": found.account, "conversation": conversation}
            await connection.execute(_ONE_EACH, link)
            await connection.execute(_LINK, link)
        if found.first:
            await self._told(found)
        return str(found.name)

    async def _told(self, found: Row[Any]) -> None:
        """Whoever was tricked out of a code learns it in the page, and the log has it."""
        news = News(NoticeKind.PHONE, f"phone:{found.code_until:%Y-%m-%dT%H:%M:%S}", "/console/akun/tugas")
        await PostgresStaffNotices(self._database, self._wakeup).tell(news, [found.account])
        await PostgresAudit(self._database).note(Deed(found.login, "duty.telegram_linked", f"staff:{found.login}"))

    async def burn(self, code: str) -> None:
        async with self._database.begin() as connection:
            await connection.execute(_BURN, {"code": self._mark(code)})

    async def phone(self, account: UUID) -> Phone:
        async with self._database.single() as connection:
            row = (await connection.execute(_PHONE, {"account": account})).one_or_none()
        return Phone(row.linked_at, row.reachable) if row else Phone()

    async def unlink(self, account: UUID) -> bool:
        async with self._database.begin() as connection:
            row = (await connection.execute(_UNLINK, {"account": account})).one_or_none()
        return bool(row and row.linked)

    async def say(self, account: UUID, text: str, key: str) -> bool:
        async with self._database.begin() as connection:
            queued = await self._queue(connection, account, text, key)
        if queued:
            self._wakeup.ring("outbox")
        return queued

    async def listening(self) -> Sequence[UUID]:
        """Accounts whose Telegram hears us."""
        async with self._database.single() as connection:
            return list((await connection.execute(_LISTENING)).scalars())

    async def send(self, account: UUID, choose: Chooser) -> int:
        """Queue what `choose` makes of what is pending: texts, with the notices each stands for. One worker at a time;
        another finds nothing. How many messages."""
        async with self._database.begin() as connection:
            if (await connection.execute(_LOCK, {"account": account})).one_or_none() is None:
                return 0
            messages = choose(await self._pending(connection, account))
            for text_, notices in messages:
                ids = [notice.id for notice in notices]
                await connection.execute(_SENT, {"ids": ids})
                await self._queue(connection, account, text_, f"notices:{max(ids)}")
        if messages:
            self._wakeup.ring("outbox")
        return len(messages)

    async def _pending(self, connection: AsyncConnection, account: UUID) -> Pending:
        wanted = {"account": account}
        rows = (await connection.execute(_PENDING, wanted)).all()
        last = (await connection.execute(_LAST, wanted)).all()
        now = (await connection.execute(_NOW)).scalar_one()
        sent = {NoticeKind(row.kind): row.at for row in last if row.kind in set(NoticeKind)}
        return Pending(now, [notice_of(row) for row in rows if known(row)], sent)

    async def _queue(self, connection: AsyncConnection, account: UUID, words: str, key: str) -> bool:
        if self._telegram is None or self._telegram.name is not ChannelName.TELEGRAM:
            return False
        queued = 0
        for number, payload in enumerate(self._telegram.render(Say(words))):
            row: dict[str, Any] = {
                "account": account,
                "bot": self._telegram.account,
                "body": self._database.vault.seal_dump(dump_json(payload)),
                "dedupe": f"staff:{account}:{key}:{number}",
            }
            queued += (await connection.execute(_SAY, row)).rowcount
        return bool(queued)

    def _mark(self, code: str) -> str:
        bare = code.upper().replace("-", "").replace(" ", "")
        return self._database.vault.mark(f"staff code {bare}")
