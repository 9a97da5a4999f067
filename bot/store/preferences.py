"""Residents who tell WhatsApp itself to stop or resume announcements; part of the intake. The consent ledger says what
was decided when, so that a choice that comes late changes nothing any more, and a repeated one nothing twice."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.messages import Preference
from bot.store.campaign_stops import stopped, withdraw
from bot.store.codec import text_column
from bot.store.mailboxes import lock_mailboxes
from bot.store.vault import Vault

ABOUT = "announcements"
_WHOSE = text("""
    SELECT DISTINCT a.conversation FROM alias a
    WHERE a.channel = :channel AND a.account = :account AND a.value = ANY(:values)
""")
# Meta tells whole seconds: a stop is not undone by what was decided here in the same one.
_CHANGE = text("""
    WITH decided AS (
        INSERT INTO consent (person, channel, about, decision, words, at)
        SELECT c.person, c.channel, CAST(:about AS text), CAST(:decision AS text), CAST(:words AS text),
            LEAST(CAST(:at AS timestamptz), clock_timestamp())
        FROM conversation c WHERE c.id = :conversation AND NOT EXISTS (
            SELECT 1 FROM consent k
            WHERE k.person = c.person AND k.channel = c.channel AND k.about = CAST(:about AS text)
              AND (k.at > CAST(:at AS timestamptz) + CAST(:grace AS interval)
                OR (k.at >= CAST(:at AS timestamptz) AND k.decision = ANY(CAST(:weightier AS text[])))))
        RETURNING person)
    UPDATE conversation SET campaigns_stopped = :stopped WHERE id = :conversation AND EXISTS (SELECT 1 FROM decided)
""")
_YES = {"decision": "yes", "stopped": False, "grace": timedelta(0), "weightier": ["yes", "no"]}
_NO = {"decision": "no", "stopped": True, "grace": timedelta(seconds=1), "weightier": ["no"]}


async def put_preferences(
    connection: AsyncConnection, vault: Vault, told: Sequence[Preference]
) -> set[tuple[str, ...]]:
    """What names those that changed something, see `key_of`. Of residents we do not know there is nothing to change."""
    known = [(each, found) for each in told for found in await _conversations(connection, vault, each)]
    await lock_mailboxes(connection, [conversation for _, conversation in known])
    changed: set[tuple[str, ...]] = set()
    gone: set[UUID] = set()
    for each, conversation in sorted(known, key=lambda one: one[0].at):
        words = text_column(f"WhatsApp: {each.words}")
        row = {"conversation": conversation, "about": ABOUT, "words": words, "at": each.at}
        if (await connection.execute(_CHANGE, row | (_YES if each.wanted else _NO))).rowcount:
            changed.add(key_of(each))
            (gone.discard if each.wanted else gone.add)(conversation)
    for conversation in sorted(gone):
        await stopped(connection, conversation)
        await withdraw(connection, conversation, "opted_out")
    return changed


def key_of(told: Preference) -> tuple[str, ...]:
    return told.channel, told.account, *told.aliases, told.at.isoformat(), str(told.wanted)


async def _conversations(connection: AsyncConnection, vault: Vault, told: Preference) -> Sequence[UUID]:
    values = [vault.mark_chat(alias) for alias in told.aliases]
    wanted = {"channel": told.channel, "account": told.account, "values": values}
    return list((await connection.execute(_WHOSE, wanted)).scalars())
