"""Consent, announcements wanted or not, and channels linked to one person."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.effect import Effect
from bot.domain.privacy import LinkTo, NoteConsent, OfferLink, SetAnnouncements, Unlink
from bot.store.apply import Apply
from bot.store.campaign_stops import hold_theirs, stopped, withdraw_all
from bot.store.codec import text_column
from bot.store.engine import Database
from bot.store.notices import put_notice, ring_last_used
from bot.store.subscriptions import forget_choices, join_choices, part_choices
from bot.store.vault import Vault

CODE_HOLDS = timedelta(minutes=10)

_NOTE = text("""
    INSERT INTO consent (person, channel, about, decision, words)
    SELECT person, channel, :about, :decision, :words FROM conversation WHERE id = :conversation
""")
_ANNOUNCE = text("""
    UPDATE conversation SET announcements = true, campaigns_stopped = false WHERE id = :conversation
""")
# On all channels: who stops on the one does not want to hear it on the other instead.
_STOP = text("""
    UPDATE conversation SET announcements = false, campaigns_stopped = true WHERE id IN (
        SELECT o.id FROM conversation c JOIN conversation o ON o.person = c.person WHERE c.id = :conversation
        ORDER BY o.id FOR NO KEY UPDATE OF o)
""")
_OFFER = text("""
    INSERT INTO link_code (mark, person, expires_at)
    SELECT :mark, person, clock_timestamp() + CAST(:holds AS interval) FROM conversation WHERE id = :conversation
    ON CONFLICT (mark) DO NOTHING
""")
_CLEAR = text("DELETE FROM link_code WHERE expires_at < clock_timestamp() OR person = :person")
_OWNER = text("SELECT person FROM link_code WHERE mark = :mark AND expires_at > clock_timestamp()")
_CHANNELS = text("SELECT count(*) FROM conversation WHERE person = :person")
_MINE = text("SELECT person FROM conversation WHERE id = :conversation")
# A watch both had is one watch.
_MERGE = tuple(
    text(statement)
    for statement in (
        """DELETE FROM watch w WHERE w.person = :mine
            AND EXISTS (SELECT 1 FROM watch o WHERE o.person = :person AND o.mark = w.mark)""",
        *(
            f"UPDATE {table} SET person = :person WHERE person = :mine"  # noqa: S608 - our own words
            for table in ("watch", "lookup", "booking", "resident_case", "consent", "conversation")
        ),
        # Those that count for the week's limit; the older ones are history.
        """UPDATE campaign_recipient SET person = :person
            WHERE person = :mine AND fate IN ('queued', 'sent') AND at > clock_timestamp() - interval '30 days'""",
    )
)
# Each conversation keeps what came to it: an answer is known by it, and it counts for the week.
_PART = text("""
    UPDATE campaign_recipient r SET person = c.id FROM conversation c
    WHERE c.person = :mine AND c.id <> :mine AND r.person = :mine AND r.conversation = c.id
      AND r.fate IN ('queued', 'sent') AND r.at > clock_timestamp() - interval '30 days'
""")
_SPLIT = text("UPDATE conversation SET person = id WHERE person = :mine")


class PostgresLinks:
    """Implements the Links port."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def owner(self, code: str) -> UUID | None:
        async with self._database.single() as connection:
            row = {"mark": _mark(self._database.vault, code)}
            found: UUID | None = (await connection.execute(_OWNER, row)).scalar_one_or_none()
        return found

    async def channels(self, person: UUID) -> int:
        async with self._database.single() as connection:
            return int((await connection.execute(_CHANNELS, {"person": person})).scalar_one())


async def _note(connection: AsyncConnection, _: Vault, conversation: UUID, effect: NoteConsent) -> None:
    row = {"about": effect.about, "decision": effect.decision, "words": text_column(effect.words)}
    await connection.execute(_NOTE, row | {"conversation": conversation})


async def _announce(connection: AsyncConnection, _: Vault, conversation: UUID, effect: SetAnnouncements) -> None:
    await connection.execute(_ANNOUNCE if effect.wanted else _STOP, {"conversation": conversation})
    if not effect.wanted:
        await stopped(connection, conversation)
        await withdraw_all(connection, conversation, "opted_out")
        await forget_choices(connection, conversation)


async def _offer(connection: AsyncConnection, vault: Vault, conversation: UUID, effect: OfferLink) -> None:
    """One code a person: a newer one ends the older."""
    mine = (await connection.execute(_MINE, {"conversation": conversation})).scalar_one()
    await connection.execute(_CLEAR, {"person": mine})
    row = {"mark": _mark(vault, effect.code), "holds": CODE_HOLDS, "conversation": conversation}
    await connection.execute(_OFFER, row)


async def _link(connection: AsyncConnection, vault: Vault, conversation: UUID, effect: LinkTo) -> None:
    mine = (await connection.execute(_MINE, {"conversation": conversation})).scalar_one()
    await connection.execute(_CLEAR, {"person": effect.person})
    if mine == effect.person:
        return
    heard_in = (await ring_last_used(connection, [effect.person])).get(effect.person)
    await put_notice(connection, vault, heard_in, "linked", {}, f"linked:{conversation}:{effect.person}")
    await join_choices(connection, mine, effect.person)
    await hold_theirs(connection, conversation)
    for statement in _MERGE:
        await connection.execute(statement, {"mine": mine, "person": effect.person})


async def _unlink(connection: AsyncConnection, _: Vault, conversation: UUID, __: Unlink) -> None:
    mine = (await connection.execute(_MINE, {"conversation": conversation})).scalar_one()
    await part_choices(connection, mine)
    await hold_theirs(connection, conversation)
    await connection.execute(_PART, {"mine": mine})
    await connection.execute(_SPLIT, {"mine": mine})


def _mark(vault: Vault, code: str) -> str:
    return vault.mark(f"link {code}")


EFFECTS: Mapping[type[Effect], Apply] = {
    NoteConsent: _note,
    SetAnnouncements: _announce,
    OfferLink: _offer,
    LinkTo: _link,
    Unlink: _unlink,
}
