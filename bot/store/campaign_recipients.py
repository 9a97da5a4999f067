"""Recipients of a campaign one by one, page after page or all of them: implements the CampaignRecipients port."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Row, TextClause, text

from bot.domain.campaign_recipients import Like, Recipient, Shown, Which, masked
from bot.domain.campaigns import Fate, Left
from bot.domain.errors import RecipientGone, Unreadable
from bot.store.campaign_progress import settled
from bot.store.campaign_report import LANGUAGE
from bot.store.engine import Database

_TOLD = (
    "conversation", "channel", "language", "version", "at", "delivered_at", "read_at", "tapped_at", "button",
    "replied_at", "stopped_at",
)  # fmt: skip
_COLUMNS = f"""r.conversation, r.channel, {LANGUAGE} AS language, r.version, r.fate, r.reason, r.at, r.delivered_at,
    r.read_at, r.tapped_at, r.button, r.replied_at, r.stopped_at,
    (SELECT state = 'cancelled' FROM campaign WHERE id = :id) AS cancelled"""  # noqa: S608 - our own words
_FROM = "FROM campaign_recipient r LEFT JOIN conversation c ON c.id = r.conversation"
_SHOWN: dict[Shown, str] = {
    Shown.ALL: "true",
    Shown.SENT: "r.fate = 'sent'",
    Shown.FAILED: "r.fate = 'failed'",
    Shown.SKIPPED: "r.fate = 'skipped'",
    Shown.PENDING: "r.fate IN ('pending', 'queued')",
    Shown.DELIVERED: "COALESCE(r.delivered_at, r.read_at) IS NOT NULL",
    Shown.READ: "r.read_at IS NOT NULL",
    Shown.TAPPED: "r.tapped_at IS NOT NULL",
    Shown.REPLIED: "r.replied_at IS NOT NULL",
    Shown.STOPPED: "r.stopped_at IS NOT NULL",
    Shown.BLOCKED: "r.fate = 'failed' AND starts_with(r.reason, :gone)",
}
# Of a cancelled one those who still wait on paper are passed over, see `settled`.
_SHOWN_CANCELLED = _SHOWN | {
    Shown.SKIPPED: "r.fate IN ('skipped', 'pending')",
    Shown.PENDING: "r.fate = 'queued'",
}
_REASON_CANCELLED = f"CASE r.fate WHEN 'pending' THEN '{Left.CANCELLED}' ELSE r.reason END = :reason"
_CANCELLED = text("SELECT state = 'cancelled' FROM campaign WHERE id = :id")
_NARROWED: Mapping[str, str] = {
    "channel": "r.channel = :channel",
    "language": f"{LANGUAGE} = :language",
    "version": "r.version = :version",
    "button": "r.button = :button",
    "reason": "r.reason = :reason",
}
BITE = 5_000
_WORDS, _BUTTON = "\x1e", "\x1f"
"""In lines that are alike these stand for what they have in common: it is put in for thousands at once."""


def _written(*moments: str) -> str:
    """WIB to the second, with semicolons between."""
    cells = (f"COALESCE(left(CAST(r.{each} AT TIME ZONE interval '7 hours' AS text), 19), '')" for each in moments)
    return f"concat_ws(';', {', '.join(cells)})"


# Cut before the look at conversations, by a number the planner sees, and one by one: a bite reads its own part only.
_LINES = text(f"""
    WITH bite AS (
        SELECT r.conversation, CAST(r.conversation AS text) AS id, r.channel COLLATE "C" AS channel,
            {LANGUAGE} COLLATE "C" AS language, r.version, r.fate COLLATE "C" AS fate, r.reason COLLATE "C" AS reason,
            r.button, {_written("at", "delivered_at", "read_at", "tapped_at")} AS first,
            {_written("replied_at", "stopped_at")} AS last
        FROM (SELECT * FROM campaign_recipient WHERE campaign = :id AND conversation > :after
              ORDER BY conversation LIMIT {BITE}) r
        LEFT JOIN LATERAL (SELECT language FROM conversation WHERE id = r.conversation LIMIT 1) c ON true)
    SELECT channel, language, version, fate, reason, button, count(*) AS residents, max(id COLLATE "C") AS furthest,
        string_agg(id || :words || first || :button || last || E'\\r\\n', '' ORDER BY conversation) AS lines
    FROM bite GROUP BY channel, language, version, fate, reason, button ORDER BY 1, 2, 3, 4, 5, 6
""")  # noqa: S608 - our own words
_FIRST = UUID(int=0)


class PostgresRecipients:
    """Reads only; names are masked."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def page(self, campaign: UUID, which: Which, after: UUID | None, limit: int = 50) -> Sequence[Recipient]:
        async with self._database.single() as connection:
            cancelled = bool((await connection.execute(_CANCELLED, {"id": campaign})).scalar_one_or_none())
            statement, values = _asked(campaign, which, after, limit, cancelled=cancelled)
            return [self._recipient(row) for row in await connection.execute(statement, values)]

    async def lines(self, campaign: UUID, cells: Callable[[Like], tuple[str, str]]) -> AsyncIterator[str]:
        """Each bite is read by itself: whoever downloads slowly holds up nobody."""
        wanted: dict[str, Any] = {"id": campaign, "after": _FIRST, "words": _WORDS, "button": _BUTTON}
        residents = BITE
        while residents == BITE:
            async with self._database.single() as connection:
                cancelled = bool((await connection.execute(_CANCELLED, {"id": campaign})).scalar_one_or_none())
                rows = (await connection.execute(_LINES, wanted)).all()
            for row in rows:
                words, button = cells(_like(row, cancelled=cancelled))
                yield row.lines.replace(_WORDS, f";{words};").replace(_BUTTON, f";{button};")
            residents = sum(row.residents for row in rows)
            if rows:
                wanted["after"] = UUID(max(row.furthest for row in rows))

    def _recipient(self, row: Row[Any]) -> Recipient:
        told = {name: getattr(row, name) for name in _TOLD}
        fate, reason = settled(row)
        return Recipient(fate=fate, reason=reason, name=self._masked(row.sender_name), **told)

    def _masked(self, sealed: str) -> str:
        try:
            return masked(self._database.vault.open(sealed)) if sealed else ""
        except Unreadable:
            return ""


def _like(row: Row[Any], *, cancelled: bool) -> Like:
    """See `settled`."""
    found = Like._make(row[:6])
    waits = cancelled and found.fate == Fate.PENDING
    return found._replace(fate=Fate.SKIPPED, reason=Left.CANCELLED.value) if waits else found


def _asked(
    campaign: UUID, which: Which, after: UUID | None, limit: int, *, cancelled: bool
) -> tuple[TextClause, dict[str, Any]]:
    """The page that is asked for, and the values in it."""
    parts = [(_SHOWN_CANCELLED if cancelled else _SHOWN)[which.shown]]
    values: dict[str, Any] = {"id": campaign, "limit": limit}
    if which.shown is Shown.BLOCKED:
        values["gone"] = RecipientGone.staff_text
    for name, condition in _NARROWED.items():
        value = getattr(which, name)
        if value not in ("", None):
            parts.append(_REASON_CANCELLED if cancelled and name == "reason" else condition)
            values[name] = value
    if after:
        parts.append("r.conversation > :after")
        values["after"] = after
    statement = text(f"""
        SELECT {_COLUMNS}, COALESCE(c.sender_name, '') AS sender_name {_FROM}
        WHERE r.campaign = :id AND {" AND ".join(parts)} ORDER BY r.conversation LIMIT :limit
    """)
    return statement, values
