"""Whom a feed looks at: recipients that wait, with all that decides whether they are sent something now."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from sqlalchemy import Row, text
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.campaigns import Campaign, Left, Rules
from bot.store.campaign_rows import COUNTS
from bot.store.outbox import WINDOW

# Whoever linked channels since the list was written is the person they are by now. Moments are compared with the
# transaction's: an index can be asked for them.
_COLUMNS = f"""
    r.conversation, COALESCE(c.person, r.person) AS person, r.version, c.sender_name,
    COALESCE(NULLIF(c.language, ''), 'id') AS language,
    COALESCE(c.announcements AND NOT c.campaigns_stopped AND c.erased_at IS NULL, false) AS agreed, c.reachable,
    COALESCE(c.last_inbound_at > now() - CAST(:window AS interval), false) AS fresh,
    EXISTS (SELECT 1 FROM conversation o WHERE o.person = c.person AND o.id <> c.id) AS linked,
    (SELECT count(*) FROM campaign_recipient h WHERE h.person = COALESCE(c.person, r.person)
        AND h.fate IN ('queued', 'sent') AND h.at > now() - interval '7 days' AND {COUNTS.format(row="h")}) AS heard,
    EXISTS (SELECT 1 FROM campaign_recipient h WHERE h.person = COALESCE(c.person, r.person)
        AND h.fate IN ('queued', 'sent') AND h.at > now() - interval '24 hours' AND h.opens
        AND h.channel = r.channel AND h.account = r.account) AS opened
"""  # noqa: S608 - our own words
# Locked rows are left for the next time: somebody is just saying stop, and this waits for nobody.
_REST = """
    r.fate = 'pending' AND r.conversation > :after ORDER BY r.conversation LIMIT :limit FOR UPDATE OF r SKIP LOCKED
"""
_NEXT = text(f"""
    SELECT {_COLUMNS} FROM campaign_recipient r LEFT JOIN conversation c ON c.id = r.conversation
    WHERE r.campaign = :campaign AND r.channel = :channel AND r.account = :account AND {_REST}
""")  # noqa: S608 - our own words
# Those who wrote within the window are few, and so are those a conversation was opened with today.
_NEAR = text(f"""
    WITH near AS (
        SELECT id FROM conversation
        WHERE last_inbound_at > now() - CAST(:window AS interval) AND channel = :channel AND account = :account
        UNION
        SELECT o.id FROM campaign_recipient h JOIN conversation o ON o.person = h.person
        WHERE h.channel = :channel AND h.account = :account AND h.opens AND h.fate IN ('queued', 'sent')
          AND h.at > now() - interval '24 hours' AND o.channel = :channel AND o.account = :account)
    SELECT {_COLUMNS} FROM near JOIN campaign_recipient r ON r.campaign = :campaign AND r.conversation = near.id
    JOIN conversation c ON c.id = r.conversation
    WHERE r.channel = :channel AND r.account = :account AND {_REST}
""")  # noqa: S608 - our own words
_HOLD = text("""
    SELECT person, pg_try_advisory_xact_lock(hashtextextended('campaigns ' || CAST(person AS text), 0)) AS held
    FROM (SELECT DISTINCT person FROM unnest(CAST(:people AS uuid[])) AS person) AS people
""")
# A statement of its own: it sees what whoever held these people before has committed.
_HEARD = text(f"""
    SELECT people.person,
        count(*) FILTER (WHERE h.at > now() - interval '7 days' AND {COUNTS.format(row="h")}) AS heard,
        COALESCE(bool_or(h.campaign = :campaign), false) AS told
    FROM unnest(CAST(:people AS uuid[])) AS people (person)
    LEFT JOIN campaign_recipient h ON h.person = people.person AND h.fate IN ('queued', 'sent')
    GROUP BY people.person
""")  # noqa: S608 - our own words


@dataclass(slots=True)
class People:
    """How many announcements those who linked channels heard this week; nobody else changes that before the commit.
    `told`: this very campaign, on another channel; `busy`: another channel's feed has them just now."""

    heard: dict[UUID, int] = field(default_factory=dict)
    told: set[UUID] = field(default_factory=set)
    busy: Collection[UUID] = ()

    def hear(self, row: Row[Any]) -> None:
        """It is queued for them: of two conversations of one person in one look, the second one is another channel."""
        if row.linked:
            self.heard[row.person] = self.heard.get(row.person, row.heard) + 1
            self.told.add(row.person)


async def look(
    connection: AsyncConnection, wanted: Mapping[str, Any], after: UUID, limit: int, *, near: bool
) -> Sequence[Row[Any]]:
    """Those behind `after`; `near`: only who can be written to without opening a conversation. `wanted`: campaign,
    channel, account."""
    statement = _NEAR if near else _NEXT
    row = dict(wanted) | {"window": WINDOW, "after": after, "limit": limit}
    return (await connection.execute(statement, row)).all()


async def people_of(connection: AsyncConnection, campaign: UUID, rows: Sequence[Row[Any]]) -> People:
    """Holds those who linked channels until the transaction ends. It waits for nobody: who is held by another feed
    stays on the list for the next time."""
    linked = [row.person for row in rows if row.linked and row.agreed and row.reachable]
    if not linked:
        return People()
    found = (await connection.execute(_HOLD, {"people": linked})).all()
    mine = [row.person for row in found if row.held]
    heard = (await connection.execute(_HEARD, {"people": mine, "campaign": campaign})).all()
    return People(
        heard={row.person: row.heard for row in heard},
        told={row.person for row in heard if row.told},
        busy={row.person for row in found if not row.held},
    )


def passed_over(row: Row[Any], people: People, campaign: Campaign, rules: Rules) -> str:
    """Why nothing is sent to this recipient; empty where something is."""
    if not row.agreed:
        return Left.OPTED_OUT
    if not row.reachable:
        return Left.UNREACHABLE
    if row.person in people.told:
        return Left.OTHER_CHANNEL
    heard = people.heard.get(row.person, row.heard)
    if not (campaign.emergency or campaign.corrects) and heard >= rules.per_week:
        return Left.ENOUGH_THIS_WEEK
    return ""
