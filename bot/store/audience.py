"""Audiences as SQL: counts whom a campaign would reach, and writes its list of recipients, in one statement each."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import Row, TextClause, text
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.audience import About, Audience, Condition, Count
from bot.domain.campaign_desk import Reach
from bot.domain.campaigns import Left, Message, Rules
from bot.domain.interests import ALL
from bot.domain.templates import USABLE
from bot.store.campaign_rows import COUNTS, PARTS
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

# As the feed sees it: who never wrote is outside WhatsApp's window; languages we do not write are told in Indonesian.
_OUTSIDE = """(c.channel = 'whatsapp'
    AND NOT COALESCE(c.last_inbound_at > clock_timestamp() - CAST(:window AS interval), false))"""
_LANGUAGE = "(CASE WHEN c.language = 'en' THEN 'en' ELSE 'id' END)"
# Why somebody is left out, the weightiest reason first; of a person's conversations that would do, the one used last.
# Only those who linked channels (another conversation's id is their person's) have to be put in order for that.
_CLASSIFIED = """
    WITH heard AS (
        SELECT c.person FROM campaign_recipient c
        WHERE c.fate IN ('queued', 'sent') AND c.at > clock_timestamp() - interval '7 days' AND NOT :emergency
            AND {counts} AND {part}
        GROUP BY c.person HAVING count(*) >= :per_week),
    linked AS (SELECT DISTINCT c.person FROM conversation c WHERE c.person <> c.id AND {part}),
    named AS (
        SELECT c.id, c.person, c.channel, c.account, c.last_inbound_at, linked.person IS NOT NULL AS linked,
            {language} AS language, {outside} AS outside, CASE
            WHEN c.campaigns_stopped THEN 'opted_out'
            WHEN NOT c.announcements THEN 'no_consent'
            WHEN NOT c.reachable THEN 'unreachable'
            WHEN {outside} AND NOT {language} = ANY(CAST(:templated AS text[])) THEN 'outside_window'
            WHEN heard.person IS NOT NULL THEN 'enough_this_week'
            ELSE '' END AS reason
        FROM conversation c LEFT JOIN heard ON heard.person = c.person LEFT JOIN linked ON linked.person = c.person
        WHERE c.erased_at IS NULL AND {part} AND {conditions}),
    classified AS (
        SELECT id, person, channel, account, language, outside, last_inbound_at, reason FROM named WHERE NOT linked
        UNION ALL
        SELECT id, person, channel, account, language, outside, last_inbound_at, CASE
            WHEN reason = '' AND row_number() OVER (
                PARTITION BY person, reason ORDER BY last_inbound_at DESC NULLS LAST, id) > 1 THEN 'other_channel'
            ELSE reason END AS reason
        FROM named WHERE linked)
"""
_COUNT = """
    SELECT channel, reason, language, outside, count(*) AS residents FROM classified
    GROUP BY channel, reason, language, outside
"""
_SAMPLES = """,
    chosen AS (
        SELECT DISTINCT ON (channel, language, outside) id, channel, language, outside FROM classified
        WHERE reason = '' ORDER BY channel, language, outside, last_inbound_at DESC NULLS LAST, id)
    SELECT s.id, s.channel, s.language, s.outside, c.sender_name
    FROM chosen s JOIN conversation c ON c.id = s.id ORDER BY s.channel, s.language DESC, s.outside
"""
_LIST = """
    INSERT INTO campaign_recipient (campaign, conversation, person, channel, account, version, fate, reason)
    SELECT CAST(:campaign AS uuid), id, person, channel, account,
        (hashtext(CAST(id AS text) || CAST(:campaign AS text)) & 2147483647) % CAST(:versions AS integer),
        CASE WHEN reason = '' THEN 'pending' ELSE 'skipped' END, reason
    FROM classified ON CONFLICT DO NOTHING
"""
_TAKEN = text("SELECT name, language FROM whatsapp_template WHERE state = ANY(CAST(:usable AS text[]))")
_PART_SIZE = 2**128 // PARTS
_PART = "c.person BETWEEN :first AND :last"
_LANGUAGES = ("id", "en")


@dataclass(frozen=True, slots=True)
class Terms:
    """What decides besides the audience whether somebody gets it. `templated`: the languages whose readers WhatsApp has
    a template for."""

    emergency: bool
    templated: tuple[str, ...]
    per_week: int


Takes = Callable[[str, str], bool]
"""Whether messages can be sent by the template of a name in a language."""


def terms_of(message: Message, rules: Rules, *, emergency: bool, takes: Takes = lambda name, _: bool(name)) -> Terms:
    """Without `takes`, whatever is named counts: what Meta does not take now it may take again."""
    templated = tuple(
        language
        for language in _LANGUAGES
        if all(
            takes(message.wording(version, language).template, language if language in told else "id")
            for version, told in enumerate(message.versions)
        )
    )
    return Terms(emergency, templated, rules.per_week)


async def taken_now(connection: AsyncConnection) -> Takes:
    """As Meta stands to each template now; `en` also stands for `en_US` and its like."""
    rows = await connection.execute(_TAKEN, {"usable": sorted(USABLE)})
    there = {(row.name, code) for row in rows for code in (row.language, row.language.partition("_")[0])}
    return lambda name, language: (name, language) in there


async def count_audience(connection: AsyncConnection, audience: Audience, terms: Terms) -> Count:
    return (await reach_audience(connection, audience, terms)).count


async def reach_audience(connection: AsyncConnection, audience: Audience, terms: Terms) -> Reach:
    statement, values = _statement(audience, _COUNT)
    reached: Counter[str] = Counter()
    left: Counter[Left] = Counter()
    languages: Counter[str] = Counter()
    outside = 0
    for row in await connection.execute(statement, values | _terms(terms)):
        if row.reason:
            left[Left(row.reason)] += row.residents
        else:
            reached[row.channel] += row.residents
            languages[row.language] += row.residents
        if row.outside and row.reason in {"", Left.OUTSIDE_WINDOW}:
            outside += row.residents
    return Reach(Count(dict(reached), dict(left)), dict(languages), outside)


async def sample_audience(connection: AsyncConnection, audience: Audience, terms: Terms) -> Sequence[Row[Any]]:
    """One reached resident of each channel, language and side of the window: id, channel, language, outside, and the
    sealed sender_name."""
    statement, values = _statement(audience, _SAMPLES)
    return (await connection.execute(statement, values | _terms(terms))).all()


async def count_part(connection: AsyncConnection, audience: Audience, terms: Terms, part: int) -> int:
    """How many one of `PARTS` parts of the list would reach."""
    statement, values = _statement(audience, _COUNT, _PART)
    rows = await connection.execute(statement, values | _terms(terms) | _ends(part))
    return sum(row.residents for row in rows if not row.reason)


async def list_part(
    connection: AsyncConnection, campaign: UUID, audience: Audience, terms: Terms, versions: int, part: int
) -> int:
    """Write one of `PARTS` parts of the list; how many are on it, those passed over included. Written again, it stays
    as it was."""
    statement, values = _statement(audience, _LIST, _PART)
    row = values | _terms(terms) | _ends(part) | {"campaign": campaign, "versions": versions}
    return (await connection.execute(statement, row)).rowcount


def _ends(part: int) -> dict[str, UUID]:
    first, last = (UUID(int=(part + end) * _PART_SIZE - end) for end in (0, 1))
    return {"first": first, "last": last}


def _terms(terms: Terms) -> dict[str, Any]:
    return {
        "emergency": terms.emergency,
        "templated": list(terms.templated),
        "per_week": terms.per_week,
        "window": WINDOW,
    }


def _statement(audience: Audience, end: str, part: str = "true") -> tuple[TextClause, dict[str, Any]]:
    conditions, values = _where(audience)
    classified = _CLASSIFIED.format(
        conditions=conditions, part=part, counts=COUNTS.format(row="c"), language=_LANGUAGE, outside=_OUTSIDE
    )
    return text(classified + end), values


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
