"""Forms of campaigns that are being written and not saved yet: one for each campaign and writer."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import text

from bot.domain.campaign_desk import Fields, KeptForm
from bot.store.codec import dump_json
from bot.store.engine import Database

_KEEP = text("""
    INSERT INTO campaign_form (campaign, editor, base, fields, kept_at)
    VALUES (:campaign, :editor, :base, CAST(:fields AS jsonb), clock_timestamp())
    ON CONFLICT (campaign, editor) DO UPDATE SET base = excluded.base, fields = excluded.fields,
        kept_at = excluded.kept_at
""")
_FIND = text("SELECT base, fields, kept_at FROM campaign_form WHERE campaign = :campaign AND editor = :editor")
_DROP = text("DELETE FROM campaign_form WHERE campaign = :campaign AND editor = :editor")
_OTHERS = text("""
    SELECT editor, kept_at FROM campaign_form WHERE campaign = :campaign AND editor <> :editor ORDER BY kept_at DESC
""")


class PostgresCampaignForms:
    """Implements the CampaignForms port. The words are meant for the public: they are not sealed."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def keep(self, campaign: UUID, editor: str, base: int, fields: Fields) -> None:
        kept = dump_json({name: list(values) for name, values in fields.items()})
        row = {"campaign": campaign, "editor": editor, "base": base, "fields": kept}
        async with self._database.single() as connection:
            await connection.execute(_KEEP, row)

    async def find(self, campaign: UUID, editor: str) -> KeptForm | None:
        async with self._database.single() as connection:
            row = (await connection.execute(_FIND, {"campaign": campaign, "editor": editor})).first()
        return KeptForm(row.base, row.fields, row.kept_at) if row else None

    async def drop(self, campaign: UUID, editor: str) -> None:
        async with self._database.single() as connection:
            await connection.execute(_DROP, {"campaign": campaign, "editor": editor})

    async def others(self, campaign: UUID, editor: str) -> Sequence[tuple[str, datetime]]:
        async with self._database.single() as connection:
            found = await connection.execute(_OTHERS, {"campaign": campaign, "editor": editor})
            return [(row.editor, row.kept_at) for row in found]
