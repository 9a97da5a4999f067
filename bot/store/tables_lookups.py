"""The tables of look-ups of applications, private to the store."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlmodel import Field, SQLModel

from bot.store.tables import _big_id, _moment


class Watch(SQLModel, table=True):
    """A person who wants to hear of an application. `mark` finds the sealed number; `told` is the version last told,
    `stage` how far the application was then."""

    person: UUID = Field(primary_key=True)
    mark: str = Field(primary_key=True, index=True)
    registration: str
    born: str
    told: int
    stage: str = Field(default="", sa_column_kwargs={"server_default": ""})
    polled_at: datetime = Field(sa_column=_moment())
    created_at: datetime = Field(sa_column=_moment())


class Attempt(SQLModel, table=True):
    """Tries to look something up, by a mark of the person or of the number."""

    mark: str = Field(primary_key=True)
    tries: int
    first_at: datetime = Field(sa_column=_moment())
    locked_until: datetime | None = Field(sa_column=_moment(nullable=True, default=False))


class Booking(SQLModel, table=True):
    """An appointment at the counter, by the mark of its registration number; number and birth date are sealed."""

    mark: str = Field(primary_key=True)
    person: UUID = Field(index=True)
    registration: str
    born: str
    topic: str
    start_at: datetime = Field(sa_column=_moment(default=False), default=None)
    created_at: datetime = Field(sa_column=_moment())


class Lookup(SQLModel, table=True):
    """The log of look-ups, for the owner of an application and for staff."""

    id: int = Field(sa_column=_big_id(), default=None)
    person: UUID = Field(index=True)
    mark: str = Field(index=True)
    registration: str
    outcome: str
    at: datetime = Field(sa_column=_moment())
