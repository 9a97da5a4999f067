"""What is known of a resident, read for staff: sealed words are opened here, and secrets left out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from pydantic import ValidationError
from sqlalchemy import Row, text
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.cases import Category, Kind, State, Visibility
from bot.domain.errors import Unreadable
from bot.domain.handover import FOR_INSPECTORS
from bot.domain.messages import ChannelName
from bot.domain.reply import ConversationState
from bot.domain.resident_card import (
    Appointment,
    GivenConsent,
    LinkedChannel,
    OwnCase,
    PastLookup,
    PastQuestion,
    PersonalData,
    ResidentCard,
)
from bot.store.codec import load_state
from bot.store.engine import Database

_HERE = text("SELECT id, person, state, created_at FROM conversation WHERE id = :conversation")
_CHANNELS = text("""
    SELECT id, channel, last_inbound_at, reachable, announcements, campaigns_stopped FROM conversation
    WHERE person = :person ORDER BY last_inbound_at DESC NULLS LAST, id
""")
# One query for what may be hidden: an open secret, and until when closed ones hide what was said.
_SECRET = text("""
    SELECT coalesce(bool_or(q.closed_at IS NULL), false) AS waits, max(q.closed_at) AS until
    FROM question q JOIN conversation c ON c.id = q.conversation
    WHERE c.person = :person AND q.reason = :secret
""")
_OPEN_QUESTION = text("""
    SELECT id, text FROM question WHERE conversation = :conversation AND for_staff AND closed_at IS NULL
    ORDER BY asked_at DESC LIMIT 1
""")
_PAST = text("""
    SELECT q.asked_at, q.text, q.answered, q.reason
    FROM question q JOIN conversation c ON c.id = q.conversation
    WHERE c.person = :person AND q.for_staff AND q.closed_at IS NOT NULL AND (:inspector OR q.reason <> :secret)
    ORDER BY q.asked_at DESC LIMIT 10
""")
_CASES = text("""
    SELECT number, kind, category, state, received_at FROM resident_case
    WHERE person = :person AND (:inspector OR visibility <> :secret)
    ORDER BY state IN ('done', 'declined', 'closed'), received_at DESC LIMIT 20
""")
_LOOKUPS = text("SELECT at, outcome FROM lookup WHERE person = :person ORDER BY id DESC LIMIT 10")
_APPOINTMENTS = text("""
    SELECT start_at, topic FROM booking WHERE person = :person AND start_at > clock_timestamp() - interval '1 day'
    ORDER BY start_at LIMIT 10
""")
_CONSENTS = text("SELECT at, channel, about, decision FROM consent WHERE person = :person ORDER BY id DESC LIMIT 12")
_NAMES = text("""
    SELECT channel, sender_name, address FROM conversation WHERE person = :person ORDER BY created_at, id
""")
_TOLD = text("""
    SELECT name FROM resident_case WHERE person = :person AND name <> '' AND visibility = 'open'
    ORDER BY received_at DESC LIMIT 5
""")


class PostgresResidentCards:
    """Implements the ResidentCards port."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def card(self, conversation: UUID, *, inspector: bool) -> ResidentCard | None:
        async with self._database.begin() as connection:
            here = (await connection.execute(_HERE, {"conversation": conversation})).one_or_none()
            if here is None:
                return None
            found = _Found(connection, here.person, inspector)
            card = await self._card(found, here)
            if inspector:
                return replace(card, secret=False, hidden_until=None)
            return card

    async def personal(self, person: UUID) -> PersonalData:
        opened = self._database.vault.open
        async with self._database.begin() as connection:
            rows = (await connection.execute(_NAMES, {"person": person})).all()
            told = (await connection.execute(_TOLD, {"person": person})).scalars().all()
        names = [(ChannelName(row.channel), opened(row.sender_name)) for row in rows if row.sender_name]
        addresses = [(ChannelName(row.channel), opened(row.address)) for row in rows if row.address]
        return PersonalData(names, addresses, list(dict.fromkeys(opened(name) for name in told)))

    async def _card(self, found: _Found, here: Row[Any]) -> ResidentCard:
        channels = [_channel(row) for row in await found.rows(_CHANNELS)]
        [secret] = await found.rows(_SECRET)
        question = (await found.connection.execute(_OPEN_QUESTION, {"conversation": here.id})).first()
        state = self._state(here.state)
        return ResidentCard(
            person=here.person,
            here=next(channel for channel in channels if channel.conversation == here.id),
            since=here.created_at,
            language=state.language,
            channels=channels,
            cases=[_case(row) for row in await found.rows(_CASES)],
            lookups=[PastLookup(row.at, row.outcome) for row in await found.rows(_LOOKUPS)],
            appointments=[Appointment(row.start_at, row.topic) for row in await found.rows(_APPOINTMENTS)],
            consents=[
                GivenConsent(row.at, row.channel, row.about, row.decision) for row in await found.rows(_CONSENTS)
            ],
            past=[self._past(row) for row in await found.rows(_PAST)],
            secret=secret.waits,
            hidden_until=secret.until,
            question=question.id if question else "",
            quote=self._database.vault.open(question.text) if question else "",
            state=state,
        )

    def _past(self, row: Row[Any]) -> PastQuestion:
        return PastQuestion(row.asked_at, self._database.vault.open(row.text), row.answered, row.reason)

    def _state(self, stored: object) -> ConversationState:
        """A state nobody can read is no reason to show nothing."""
        try:
            return load_state(self._database.vault.open_json(stored))
        except (Unreadable, ValidationError):
            return ConversationState()


@dataclass(frozen=True, slots=True)
class _Found:
    """Reads of one person, in one transaction."""

    connection: AsyncConnection
    person: UUID
    inspector: bool

    async def rows(self, query: Any) -> Sequence[Row[Any]]:
        wanted = {"person": self.person, "inspector": self.inspector, "secret": FOR_INSPECTORS}
        known = {name: wanted[name] for name in query.compile().params}
        return (await self.connection.execute(query, known)).all()


def _channel(row: Row[Any]) -> LinkedChannel:
    return LinkedChannel(
        row.id,
        ChannelName(row.channel),
        row.last_inbound_at,
        row.reachable,
        row.announcements,
        row.campaigns_stopped,
    )


def _case(row: Row[Any]) -> OwnCase:
    return OwnCase(row.number, Kind(row.kind), Category(row.category), State(row.state), row.received_at)


assert Visibility.SECRET == FOR_INSPECTORS  # noqa: S101 - one word for both in the statements above
