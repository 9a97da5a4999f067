"""The health of each channel account, kept beside its pace: a circuit breaker all processes share."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta

import structlog
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.messages import ChannelName
from bot.domain.verdict import AccountTrouble, Verdict
from bot.outbound.pace import rest_of
from bot.store.engine import Database

_BLOCKED, _DOWN = "blocked", "down"
_log = structlog.get_logger(__name__)

_WORKS = text("""
    UPDATE pace SET failures = 0, trouble = '', trouble_since = NULL, held_until = clock_timestamp()
    WHERE (channel, account) IN (SELECT * FROM unnest(CAST(:channels AS text[]), CAST(:accounts AS text[])))
        AND (failures > 0 OR trouble <> '') RETURNING channel
""")
_NEW = text("INSERT INTO pace (channel, account) VALUES (:channel, :account) ON CONFLICT DO NOTHING")
_LOCK = text("SELECT failures, trouble FROM pace WHERE channel = :channel AND account = :account FOR UPDATE")
_REST = text("""
    UPDATE pace SET held_until = GREATEST(held_until, clock_timestamp() + CAST(:rest AS interval))
    WHERE channel = :channel AND account = :account
""")
_PROBE_OVER = text("""
    UPDATE pace SET held_until = clock_timestamp() + CAST(:rest AS interval)
    WHERE channel = :channel AND account = :account
""")
_REST_CAMPAIGNS = text("""
    UPDATE pace SET campaigns_held_until = GREATEST(campaigns_held_until, clock_timestamp() + CAST(:rest AS interval)),
        campaigns_reason = :reason
    WHERE channel = :channel AND account = :account
""")
_TROUBLE = text("""
    UPDATE pace SET failures = :failures, trouble = CAST(:trouble AS varchar), reason = :reason,
        held_until = CASE
            WHEN CAST(:rest AS interval) > interval '0' THEN clock_timestamp() + CAST(:rest AS interval)
            ELSE held_until END,
        trouble_since = CASE WHEN CAST(:trouble AS varchar) <> '' THEN COALESCE(trouble_since, clock_timestamp()) END
    WHERE channel = :channel AND account = :account
""")
_ALERTS = text("""
    SELECT channel, account, trouble, reason, trouble_since AS since FROM pace WHERE trouble <> ''
    UNION ALL
    SELECT channel, account, 'limited', campaigns_reason, NULL FROM pace
    WHERE campaigns_held_until > clock_timestamp()
    ORDER BY channel, account, trouble
""")


@dataclass(frozen=True, slots=True)
class Account:
    """A channel account."""

    channel: ChannelName
    account: str


@dataclass(frozen=True, slots=True)
class Alert:
    """An account staff must look at. `trouble`: `blocked` (needs a repair), `down` (the channel does not answer; we
    keep trying), `limited` (announcements rest; it may be one of the others besides)."""

    channel: str
    account: str
    trouble: str
    reason: str
    since: datetime | None


async def alerts(database: Database) -> list[Alert]:
    """Accounts in trouble; none when all is well."""
    async with database.begin() as connection:
        return [Alert(*row) for row in await connection.execute(_ALERTS)]


async def works(connection: AsyncConnection, accounts: Collection[Account]) -> None:
    """The channel answered about messages of these accounts: whatever was wrong is over."""
    columns = {"channels": [who.channel for who in accounts], "accounts": [who.account for who in accounts]}
    for channel in (await connection.execute(_WORKS, columns)).scalars():
        _log.info("account_works", channel=channel)


async def note_failure(
    connection: AsyncConnection, who: Account, verdict: Verdict, reason: str, *, probe: bool, late: bool
) -> bool:
    """What a failed send says about its account; True when it is the account's fault alone, not the message's.

    `probe`: it was sent to find out whether the account works again. `late`: told after the message had been taken.
    """
    await connection.execute(_NEW, asdict(who))
    match verdict.account:
        case AccountTrouble.BLOCKED:
            await _blocked(connection, who, verdict, reason)
        case AccountTrouble.STRAINED if not late:
            return await _strained(connection, who, reason, probe=probe)
        case AccountTrouble.THROTTLED:
            await _rest(connection, who, verdict.rest, probe=probe)
        case AccountTrouble.QUALITY:
            rest = {"rest": timedelta(seconds=verdict.rest), "reason": reason[:200]}
            await connection.execute(_REST_CAMPAIGNS, asdict(who) | rest)
            _log.error("account_limited", channel=who.channel, reason=reason)
            await _rest(connection, who, 0.0, probe=probe)
        case AccountTrouble.UNKNOWN if probe:
            await _rest(connection, who, 0.0, probe=True)
        case AccountTrouble.NONE if not late:
            await works(connection, [who])
    return False


async def _rest(connection: AsyncConnection, who: Account, seconds: float, *, probe: bool) -> None:
    await connection.execute(_PROBE_OVER if probe else _REST, asdict(who) | {"rest": timedelta(seconds=seconds)})


async def _blocked(connection: AsyncConnection, who: Account, verdict: Verdict, reason: str) -> None:
    before = (await connection.execute(_LOCK, asdict(who))).one()
    await _trouble(connection, who, before.failures, _BLOCKED, reason, verdict.rest)
    if before.trouble != _BLOCKED:
        _log.error("account_blocked", channel=who.channel, reason=reason)


async def _strained(connection: AsyncConnection, who: Account, reason: str, *, probe: bool) -> bool:
    """Count a failure; from the fifth in a row on the account counts as down and is only probed."""
    before = (await connection.execute(_LOCK, asdict(who))).one()
    if before.trouble and not probe:
        return True  # it left before the trouble was known
    failures = before.failures + 1
    rest = rest_of(failures)
    trouble = before.trouble or (_DOWN if rest else "")
    await _trouble(connection, who, failures, trouble, reason if trouble else "", rest)
    if trouble and not before.trouble:
        _log.error("account_down", channel=who.channel, reason=reason)
    return bool(trouble)


async def _trouble(
    connection: AsyncConnection, who: Account, failures: int, trouble: str, reason: str, rest: float
) -> None:
    row = {"failures": failures, "trouble": trouble, "reason": reason[:200], "rest": timedelta(seconds=rest)}
    await connection.execute(_TROUBLE, asdict(who) | row)
