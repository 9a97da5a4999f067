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
from bot.store.conversations import Name, hold_names
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
_KEEP = text("""
    INSERT INTO stranger_stop AS s (channel, account, value, decision, words, at)
    VALUES (:channel, :account, :value, :decision, :words, LEAST(CAST(:at AS timestamptz), clock_timestamp()))
    ON CONFLICT (channel, account, value) DO UPDATE
    SET decision = excluded.decision, words = excluded.words, at = excluded.at
    WHERE excluded.at > s.at OR (excluded.at = s.at AND excluded.decision = 'no' AND s.decision = 'yes')
""")
_YES = {"decision": "yes", "stopped": False, "grace": timedelta(0), "weightier": ["yes", "no"]}
_NO = {"decision": "no", "stopped": True, "grace": timedelta(seconds=1), "weightier": ["no"]}


async def put_preferences(
    connection: AsyncConnection, vault: Vault, told: Sequence[Preference]
) -> set[tuple[str, ...]]:
    """What names those that changed something, see `key_of`. Of residents we do not know yet it is kept."""
    known = await _known(connection, vault, told)
    changed: set[tuple[str, ...]] = set()
    if strangers := _strangers(told, known):
        # Who is about to be made known is waited for; nobody is made known before this is kept.
        await hold_names(connection, [name for each in strangers for name in _names(vault, each)])
        known += await _known(connection, vault, strangers)
        changed |= await _keep(connection, vault, _strangers(told, known))
    await lock_mailboxes(connection, [conversation for _, conversation in known])
    gone: set[UUID] = set()
    for each, conversation in sorted(known, key=lambda one: one[0].at):
        row = {"conversation": conversation, "about": ABOUT, "words": _words(each), "at": each.at}
        if (await connection.execute(_CHANGE, row | (_YES if each.wanted else _NO))).rowcount:
            changed.add(key_of(each))
            (gone.discard if each.wanted else gone.add)(conversation)
    for conversation in sorted(gone):
        await stopped(connection, conversation)
        await withdraw(connection, conversation, "opted_out")
    return changed


def key_of(told: Preference) -> tuple[str, ...]:
    return told.channel, told.account, *told.aliases, told.at.isoformat(), str(told.wanted)


async def _known(
    connection: AsyncConnection, vault: Vault, told: Sequence[Preference]
) -> list[tuple[Preference, UUID]]:
    """Whose conversations these are."""
    found = []
    for each in told:
        wanted = {"channel": each.channel, "account": each.account, "values": _values(vault, each)}
        found += [(each, conversation) for conversation in (await connection.execute(_WHOSE, wanted)).scalars()]
    return found


def _strangers(told: Sequence[Preference], known: Sequence[tuple[Preference, UUID]]) -> list[Preference]:
    there = {key_of(each) for each, _ in known}
    return [each for each in told if key_of(each) not in there]


async def _keep(connection: AsyncConnection, vault: Vault, strangers: Sequence[Preference]) -> set[tuple[str, ...]]:
    """For when they are known; those that are newer than what was kept."""
    kept = set()
    for each in strangers:
        row = {"decision": "yes" if each.wanted else "no", "at": each.at, "words": _words(each)}
        names = [dict(zip(("channel", "account", "value"), name, strict=True)) for name in _names(vault, each)]
        for name in names:
            if (await connection.execute(_KEEP, row | name)).rowcount:
                kept.add(key_of(each))
    return kept


def _names(vault: Vault, told: Preference) -> list[Name]:
    return [(told.channel, told.account, value) for value in _values(vault, told)]


def _values(vault: Vault, told: Preference) -> list[str]:
    return sorted(vault.mark_chat(alias) for alias in told.aliases)


def _words(told: Preference) -> str:
    return text_column(f"WhatsApp: {told.words}")
