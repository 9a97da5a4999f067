"""Pictures of campaigns: drawn anew when they come, so that no place or device goes out with them."""

from __future__ import annotations

import asyncio
import hashlib
from uuid import UUID

from sqlalchemy import text

from bot.domain.campaign_pictures import Picture, PictureRefused, kind_of, name_for
from bot.domain.errors import MediaError
from bot.pictures import MIME_TYPE, only_the_picture
from bot.store.codec import text_column
from bot.store.engine import Database

_KEEP = text("""
    INSERT INTO campaign_picture (id, name, mime_type, content) VALUES (:id, :name, :mime_type, :content)
    ON CONFLICT (id) DO NOTHING
""")
_FIND = text("SELECT id, name, mime_type, content FROM campaign_picture WHERE id = :id")


class PostgresCampaignPictures:
    """Implements the CampaignPictures port."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def keep(self, name: str, content: bytes) -> UUID:
        kind_of(content)
        try:
            drawn = await asyncio.to_thread(only_the_picture, content)
        except MediaError as error:
            raise PictureRefused("campaigns_picture_kind") from error
        picture = UUID(bytes=hashlib.sha256(drawn).digest()[:16])
        row = {"id": picture, "name": text_column(name_for(name, ".jpg")), "mime_type": MIME_TYPE, "content": drawn}
        async with self._database.single() as connection:
            await connection.execute(_KEEP, row)
        return picture

    async def find(self, picture: UUID) -> Picture | None:
        async with self._database.single() as connection:
            row = (await connection.execute(_FIND, {"id": picture})).first()
        return Picture(row.id, row.name, row.mime_type, bytes(row.content)) if row else None
