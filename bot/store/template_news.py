"""What Meta tells of templates by webhook, each once and never against something newer; part of the intake."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.messages import TemplateNews
from bot.store.codec import text_column

_HEARD = text("""
    INSERT INTO whatsapp_template_event (name, language, at, source, what, value, note, fingerprint)
    VALUES (:name, :language, LEAST(CAST(:at AS timestamptz), clock_timestamp()), 'webhook', :what, :value, :note,
        :fingerprint)
    ON CONFLICT (fingerprint) DO NOTHING RETURNING id, at
""")
# One that was made elsewhere is known by name until the next sync brings its words.
_STUB = text("""
    INSERT INTO whatsapp_template (name, language, category, state) VALUES (:name, :language, 'marketing', 'unknown')
    ON CONFLICT (name, language) DO NOTHING
""")
_APPLY = {
    "state": text("""
        UPDATE whatsapp_template SET state = :value, reason = :note, state_at = :at
        WHERE name = :name AND language = :language AND COALESCE(state_at, '-infinity') <= :at
    """),
    "quality": text("""
        UPDATE whatsapp_template SET quality = :value, quality_at = :at
        WHERE name = :name AND language = :language AND COALESCE(quality_at, '-infinity') <= :at
    """),
    "category": text("""
        UPDATE whatsapp_template SET category = :value, category_at = :at
        WHERE name = :name AND language = :language AND COALESCE(category_at, '-infinity') <= :at
    """),
}
_LATE = text("UPDATE whatsapp_template_event SET late = true WHERE id = :id")
Key = tuple[str, ...]


async def put_news(connection: AsyncConnection, news: Sequence[TemplateNews]) -> set[Key]:
    """(channel, account, external id) of those that were not heard before. In the order of the templates, as every
    transaction that locks several of them."""
    new: set[Key] = set()
    for each in sorted(news, key=lambda one: (one.name, one.language, one.at)):
        row = {
            "name": each.name,
            "language": each.language,
            "at": each.at,
            "what": each.about,
            "value": each.value,
            "note": text_column(each.reason),
            "fingerprint": each.external_id,
        }
        heard = (await connection.execute(_HEARD, row)).first()
        if heard is None:
            continue
        new.add((each.channel, each.account, each.external_id))
        await connection.execute(_STUB, row)
        if not (await connection.execute(_APPLY[each.about], row | {"at": heard.at})).rowcount:
            await connection.execute(_LATE, {"id": heard.id})
    return new
