"""Forgets a person: messages, answers, look-ups, watches, what cases tell; in the turn's own transaction."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.cases import ENDED
from bot.domain.effect import Effect
from bot.domain.privacy import EraseResident
from bot.store.apply import Apply
from bot.store.campaign_stops import forget
from bot.store.vault import Vault

_THEIRS = "(SELECT o.id FROM conversation c JOIN conversation o ON o.person = c.person WHERE c.id = :conversation)"
_PERSON = "(SELECT person FROM conversation WHERE id = :conversation)"
_ENDED = ", ".join(f"'{state.value}'" for state in sorted(ENDED))
_CASES = f"(SELECT number FROM resident_case WHERE person = {_PERSON})"  # noqa: S608 - our own words

# Handled events stay without their content: their keys make a repeated delivery harmless. What is queued is the answer
# to this very wish, and leaves.
_STATEMENTS = tuple(
    text(statement)
    for statement in (
        f"""DELETE FROM case_file WHERE key IN (
            SELECT id FROM question WHERE conversation IN {_THEIRS})""",  # noqa: S608
        f"DELETE FROM question WHERE conversation IN {_THEIRS}",  # noqa: S608
        f"UPDATE inbox SET body = '{{}}' WHERE conversation IN {_THEIRS} AND state = 'handled'",  # noqa: S608
        f"DELETE FROM inbox WHERE conversation IN {_THEIRS} AND state = 'dead'",  # noqa: S608
        f"DELETE FROM outbox WHERE conversation IN {_THEIRS} AND state <> 'queued'",  # noqa: S608
        f"DELETE FROM answer_file WHERE conversation IN {_THEIRS}",  # noqa: S608
        f"DELETE FROM search_line WHERE conversation IN {_THEIRS}",  # noqa: S608 - after the messages, search_index.py
        f"DELETE FROM desk_note WHERE conversation IN {_THEIRS}",  # noqa: S608
        f"DELETE FROM desk_draft WHERE conversation IN {_THEIRS}",  # noqa: S608
        f"DELETE FROM desk_card WHERE conversation IN {_THEIRS}",  # noqa: S608
        f"DELETE FROM campaign_pilot WHERE conversation IN {_THEIRS}",  # noqa: S608
        f"DELETE FROM timer WHERE conversation IN {_THEIRS}",  # noqa: S608
        f"DELETE FROM watch WHERE person = {_PERSON}",  # noqa: S608
        f"DELETE FROM consent WHERE person = {_PERSON}",  # noqa: S608
        f"DELETE FROM trait WHERE person = {_PERSON}",  # noqa: S608
        f"DELETE FROM link_code WHERE person = {_PERSON}",  # noqa: S608
        f"DELETE FROM booking WHERE person = {_PERSON}",  # noqa: S608
        f"DELETE FROM lookup WHERE person = {_PERSON}",  # noqa: S608
        f"""DELETE FROM case_file WHERE key IN (
            SELECT key FROM resident_case WHERE person = {_PERSON}
            UNION SELECT key FROM case_event WHERE number IN {_CASES} AND key IS NOT NULL)""",  # noqa: S608
        f"UPDATE case_event SET words = '' WHERE number IN {_CASES}",  # noqa: S608
        f"UPDATE case_note SET words = '' WHERE number IN {_CASES} AND what = 'note'",  # noqa: S608
        # What is not told any more cannot be worked on: staff see that its resident has closed it.
        f"""INSERT INTO case_event (number, actor, state) SELECT number, 'resident', 'closed' FROM resident_case
            WHERE person = {_PERSON} AND state NOT IN ({_ENDED})""",  # noqa: S608
        f"""UPDATE resident_case SET story = '', happened = '', place = '', name = '',
            next_on = CASE WHEN state IN ({_ENDED}) THEN next_on END,
            state = CASE WHEN state IN ({_ENDED}) THEN state ELSE 'closed' END
            WHERE person = {_PERSON}""",  # noqa: S608
        f"UPDATE conversation SET state = '{{}}' WHERE id IN {_THEIRS} AND id <> :conversation",  # noqa: S608
        f"""UPDATE conversation SET sender_name = '', owner = 'bot', officer = '', queued_at = NULL,
            announcements = false,
            erased_at = clock_timestamp() WHERE id IN {_THEIRS}""",  # noqa: S608
    )
)


async def _erase(connection: AsyncConnection, _: Vault, conversation: UUID, __: EraseResident) -> None:
    await forget(connection, conversation)
    for statement in _STATEMENTS:
        await connection.execute(statement, {"conversation": conversation})


EFFECTS: Mapping[type[Effect], Apply] = {EraseResident: _erase}
