"""Notes, mentions, drafts and presence beside a conversation: implements the DeskNotes port."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID, uuid4

from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from bot.domain.audit import Deed
from bot.domain.desk_notes import (
    LONGEST_NOTE,
    PRESENT_FOR,
    Doing,
    Draft,
    Mention,
    Note,
    Presence,
    mentioned_in,
)
from bot.domain.front_desk import NothingToSend, UnknownConversation
from bot.domain.staff import Account
from bot.store.audit import note_in
from bot.store.codec import text_column
from bot.store.engine import Database
from bot.store.wakeup import Wakeup

_ADD = text("""
    INSERT INTO desk_note (conversation, author, words, key) VALUES (:conversation, :author, :words, :key)
    ON CONFLICT (key) DO NOTHING RETURNING id
""")
_MENTION = text("""
    INSERT INTO desk_mention (note, account)
    SELECT :note, id FROM staff_account WHERE active AND login = ANY(CAST(:logins AS varchar[])) AND id <> :author
""")
_NOTES = text("""
    SELECT n.id, a.name, n.words, n.at,
        coalesce((SELECT array_agg(o.name ORDER BY o.name) FROM desk_mention m JOIN staff_account o ON o.id = m.account
            WHERE m.note = n.id), '{}') AS mentions
    FROM desk_note n JOIN staff_account a ON a.id = n.author WHERE n.conversation = :conversation ORDER BY n.id
""")
_UNREAD = text("""
    SELECT n.id, n.conversation, a.name, n.words, n.at
    FROM desk_mention m JOIN desk_note n ON n.id = m.note JOIN staff_account a ON a.id = n.author
    WHERE m.account = :account AND m.read_at IS NULL ORDER BY n.id DESC LIMIT 50
""")
_READ = text("""
    UPDATE desk_mention m SET read_at = clock_timestamp() FROM desk_note n
    WHERE n.id = m.note AND n.conversation = :conversation AND m.account = :account AND m.read_at IS NULL
""")
_KEEP = text("""
    INSERT INTO desk_draft (conversation, account, words) VALUES (:conversation, :account, :words)
    ON CONFLICT (conversation, account) DO UPDATE SET words = excluded.words, at = clock_timestamp()
""")
_DROP = text("DELETE FROM desk_draft WHERE conversation = :conversation AND account = :account")
_DRAFTS = text("""
    SELECT d.account, a.name, d.words, d.at FROM desk_draft d JOIN staff_account a ON a.id = d.account
    WHERE d.conversation = :conversation ORDER BY d.at DESC
""")
_PRESENT = text("""
    INSERT INTO desk_presence (conversation, account, doing, until_at)
    VALUES (:conversation, :account, :doing, clock_timestamp() + CAST(:lasts AS interval))
    ON CONFLICT (conversation, account) DO UPDATE SET doing = excluded.doing, until_at = excluded.until_at
    RETURNING (SELECT doing FROM desk_presence o WHERE o.conversation = :conversation AND o.account = :account
        AND o.until_at > clock_timestamp()) AS before
""")
_GONE = text("DELETE FROM desk_presence WHERE account = :account AND until_at < clock_timestamp()")
_THERE = text("""
    SELECT p.account, a.name, p.doing FROM desk_presence p JOIN staff_account a ON a.id = p.account
    WHERE p.conversation = :conversation AND p.until_at > clock_timestamp() ORDER BY a.name
""")


class PostgresDeskNotes:
    """Words are sealed like those of residents."""

    def __init__(self, database: Database, wakeup: Wakeup) -> None:
        self._database = database
        self._wakeup = wakeup

    async def add_note(self, conversation: UUID, by: Account, words: str, key: str = "") -> None:
        words = text_column(words).strip()
        if not words or len(words) > LONGEST_NOTE:
            raise NothingToSend
        row = {
            "conversation": conversation,
            "author": by.id,
            "words": self._database.vault.seal(words),
            "key": f"{by.id}:{text_column(key)[:100] or uuid4().hex}",
        }
        try:
            async with self._database.begin() as connection:
                note = (await connection.execute(_ADD, row)).scalar_one_or_none()
                logins = mentioned_in(words)
                if note is not None and logins:
                    named = {"note": note, "logins": list(logins), "author": by.id}
                    await connection.execute(_MENTION, named)
                if note is not None:
                    deed = Deed(by.login, "conversation.note", f"conversation:{conversation}")
                    await note_in(connection, self._database.vault, deed)
        except IntegrityError:
            raise UnknownConversation from None
        self._wakeup.ring("desk")

    async def notes(self, conversation: UUID) -> Sequence[Note]:
        opened = self._database.vault.open
        async with self._database.single() as connection:
            rows = await connection.execute(_NOTES, {"conversation": conversation})
            return [Note(row.id, row.name, opened(row.words), row.at, tuple(row.mentions)) for row in rows]

    async def mentions(self, account: UUID) -> Sequence[Mention]:
        opened = self._database.vault.open
        async with self._database.single() as connection:
            rows = await connection.execute(_UNREAD, {"account": account})
            return [Mention(row.id, row.conversation, row.name, opened(row.words), row.at) for row in rows]

    async def read_mentions(self, account: UUID, conversation: UUID) -> None:
        async with self._database.single() as connection:
            await connection.execute(_READ, {"account": account, "conversation": conversation})
        self._wakeup.ring("desk")

    async def keep_draft(self, conversation: UUID, account: UUID, words: str) -> None:
        row = {"conversation": conversation, "account": account}
        try:
            async with self._database.single() as connection:
                if words.strip():
                    sealed = self._database.vault.seal(text_column(words))
                    await connection.execute(_KEEP, row | {"words": sealed})
                else:
                    await connection.execute(_DROP, row)
        except IntegrityError:
            raise UnknownConversation from None
        self._wakeup.ring("desk")

    async def drafts(self, conversation: UUID) -> Sequence[Draft]:
        opened = self._database.vault.open
        async with self._database.single() as connection:
            rows = await connection.execute(_DRAFTS, {"conversation": conversation})
            return [Draft(row.account, row.name, opened(row.words), row.at) for row in rows]

    async def be_present(self, conversation: UUID, account: UUID, doing: Doing) -> None:
        """Rings only where colleagues would see something else than before."""
        row = {"conversation": conversation, "account": account, "doing": doing, "lasts": PRESENT_FOR}
        async with self._database.single() as connection:
            before = (await connection.execute(_PRESENT, row)).scalar_one()
            if before is None:
                await connection.execute(_GONE, {"account": account})
        if before != doing:
            self._wakeup.ring("desk")

    async def present(self, conversation: UUID) -> Sequence[Presence]:
        async with self._database.single() as connection:
            rows = await connection.execute(_THERE, {"conversation": conversation})
            return [Presence(row.account, row.name, Doing(row.doing)) for row in rows]
