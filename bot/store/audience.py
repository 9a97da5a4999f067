"""Audiences as SQL: counts whom a campaign would reach, and writes its list of recipients, in one statement each."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.audience import About, Audience, Condition, Count
from bot.domain.campaigns import Left
from bot.domain.interests import ALL
from bot.store.outbox import WINDOW

_TRAIT = "EXISTS (SELECT 1 FROM trait t WHERE t.person = c.person AND t.about = '{about}' AND t.value = ANY(:{name}))"
_SQL = {
    About.INTEREST: _TRAIT.format(about="interest", name="{name}"),
    # On any channel of theirs; asked once, not for each resident.
    About.LABEL: """c.person IN (SELECT l.person FROM desk_card d JOIN conversation l ON l.id = d.conversation
        WHERE d.labels && CAST(:{name} AS varchar[]))""",
    About.SURVEY: _TRAIT.format(about="survey", name="{name}"),
    About.LISTED: _TRAIT.format(about="list", name="{name}"),
    About.APPLICATION: "EXISTS (SELECT 1 FROM watch w WHERE w.person = c.person AND w.stage = ANY(:{name}))",
    # "005/003" is RT 005 of RW 003; "003" stands for its whole RW.
    About.NEIGHBOURHOOD: """EXISTS (SELECT 1 FROM trait t WHERE t.person = c.person AND t.about = 'neighbourhood'
        AND (t.value = ANY(:{name}) OR split_part(t.value, '/', 2) = ANY(:{name})))""",
    About.LANGUAGE: "COALESCE(NULLIF(c.language, ''), 'id') = ANY(:{name})",
    About.CHANNEL: "c.channel = ANY(:{name})",
    About.WROTE_WITHIN: "c.last_inbound_at > clock_timestamp() - make_interval(days => CAST((:{name})[1] AS integer))",
    About.SILENT_FOR: """COALESCE(c.last_inbound_at, c.created_at)
        < clock_timestamp() - make_interval(days => CAST((:{name})[1] AS integer))""",
    About.HEARD: """EXISTS (SELECT 1 FROM campaign_recipient h WHERE h.conversation = c.id AND h.fate = 'sent'
        AND CAST(h.campaign AS text) = ANY(:{name}))""",
}

# Why somebody is left out, the weightiest reason first; of a person's conversations that would do, the one used last.
_CLASSIFIED = """
    WITH heard AS (
        SELECT person, count(*) AS times FROM campaign_recipient
        WHERE fate IN ('queued', 'sent') AND at > clock_timestamp() - interval '7 days' GROUP BY person),
    named AS (
        SELECT c.id, c.person, c.channel, c.account, c.last_inbound_at, CASE
            WHEN c.campaigns_stopped THEN 'opted_out'
            WHEN NOT c.announcements THEN 'no_consent'
            WHEN NOT c.reachable THEN 'unreachable'
            WHEN c.channel = 'whatsapp' AND NOT :templated
                AND COALESCE(c.last_inbound_at, c.created_at) < clock_timestamp() - CAST(:window AS interval)
                THEN 'outside_window'
            WHEN NOT :emergency AND COALESCE(heard.times, 0) >= :per_week THEN 'enough_this_week'
            ELSE '' END AS reason
        FROM conversation c LEFT JOIN heard ON heard.person = c.person
        WHERE c.erased_at IS NULL AND {conditions}),
    classified AS (
        SELECT id, person, channel, account, CASE
            WHEN reason = '' AND row_number() OVER (
                PARTITION BY person, reason ORDER BY last_inbound_at DESC NULLS LAST, id) > 1 THEN 'other_channel'
            ELSE reason END AS reason
        FROM named)
"""
_COUNT = "SELECT channel, reason, count(*) AS residents FROM classified GROUP BY channel, reason"
_LIST = """
    INSERT INTO campaign_recipient (campaign, conversation, person, channel, account, version, fate, reason)
    SELECT CAST(:campaign AS uuid), id, person, channel, account,
        (hashtext(CAST(id AS text) || CAST(:campaign AS text)) & 2147483647) % CAST(:versions AS integer),
        CASE WHEN reason = '' THEN 'pending' ELSE 'skipped' END, reason
    FROM classified ON CONFLICT DO NOTHING
"""
# A million residents are listed in parts: each statement is done long before its time is up.
_PARTS = 64
_PART_SIZE = 2**128 // _PARTS
_PART = "c.person BETWEEN :first AND :last"


@dataclass(frozen=True, slots=True)
class Terms:
    """What decides besides the audience whether somebody gets it. `templated`: WhatsApp has a template for it."""

    emergency: bool
    templated: bool
    per_week: int


async def count_audience(connection: AsyncConnection, audience: Audience, terms: Terms) -> Count:
    conditions, values = _where(audience)
    statement = text(_CLASSIFIED.format(conditions=conditions) + _COUNT)
    reached: Counter[str] = Counter()
    left: Counter[Left] = Counter()
    for row in await connection.execute(statement, values | _terms(terms)):
        if row.reason:
            left[Left(row.reason)] += row.residents
        else:
            reached[row.channel] += row.residents
    return Count(dict(reached), dict(left))


async def list_audience(
    connection: AsyncConnection, campaign: UUID, audience: Audience, terms: Terms, versions: int
) -> int:
    """Write the list; how many are on it, those passed over included. Written again, it stays as it was."""
    conditions, values = _where(audience)
    statement = text(_CLASSIFIED.format(conditions=f"{conditions} AND {_PART}") + _LIST)
    row = values | _terms(terms) | {"campaign": campaign, "versions": versions}
    listed = 0
    for part in range(_PARTS):
        first, last = (UUID(int=(part + end) * _PART_SIZE - end) for end in (0, 1))
        listed += (await connection.execute(statement, row | {"first": first, "last": last})).rowcount
    return listed


def _terms(terms: Terms) -> dict[str, Any]:
    return {
        "emergency": terms.emergency,
        "templated": terms.templated,
        "per_week": terms.per_week,
        "window": WINDOW,
    }


def _where(audience: Audience) -> tuple[str, dict[str, Any]]:
    """Values are bound; only names and statements of ours stand in the text."""
    parts, values = ["true"], {}
    for number, (condition, wanted) in enumerate(
        [*((each, True) for each in audience.include), *((each, False) for each in audience.exclude)]
    ):
        name = f"value_{number}"
        if condition.about is About.EVERYBODY:
            parts.append("true" if wanted else "false")
            continue
        found = _one(condition, name)
        parts.append(f"COALESCE({found}, false)" if wanted else f"NOT COALESCE({found}, false)")
        values[name] = [*condition.values, *_meant_too(condition, wanted)]
    return " AND ".join(parts), values


def _meant_too(condition: Condition, wanted: bool) -> tuple[str, ...]:
    """Who wants to hear everything hears this, too; but is not left out with those who asked for it."""
    return (ALL,) if condition.about is About.INTEREST and wanted else ()


def _one(condition: Condition, name: str) -> str:
    return _SQL[condition.about].format(name=name).replace(f":{name}", f"CAST(:{name} AS text[])")
