"""The tables of complaints, suggestions and requests for information, private to the store."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import Index, text
from sqlmodel import Field, SQLModel

from bot.store.tables import _big_id, _moment


class Ticket(SQLModel, table=True):
    """One case. What the resident told (`story`, `place`, `name`) is sealed; a secret one only inspectors read."""

    __table_args__ = (
        Index("ticket_open", "next_on", postgresql_where=text("state NOT IN ('solved', 'closed')")),
        Index("ticket_person", "person", "opened_at"),
    )

    number: str = Field(primary_key=True)
    key: str = Field(unique=True)
    person: UUID
    kind: str
    category: str
    story: str
    place: str = Field(default="", sa_column_kwargs={"server_default": ""})
    name: str = Field(default="", sa_column_kwargs={"server_default": ""})
    happened_on: date | None = None
    visibility: str
    state: str = Field(default="received", sa_column_kwargs={"server_default": "received"})
    since: datetime = Field(sa_column=_moment())
    next_on: date | None = None
    said: str = Field(default="", sa_column_kwargs={"server_default": ""})
    opened_at: datetime = Field(sa_column=_moment())


class TicketEvent(SQLModel, table=True):
    """What happened to a case, in order; `words` are sealed. `actor` is `resident` or an officer's name."""

    __tablename__ = "ticket_event"

    id: int = Field(sa_column=_big_id(), default=None)
    number: str = Field(foreign_key="ticket.number", index=True)
    at: datetime = Field(sa_column=_moment())
    actor: str
    state: str = Field(default="", sa_column_kwargs={"server_default": ""})
    words: str = Field(default="", sa_column_kwargs={"server_default": ""})
