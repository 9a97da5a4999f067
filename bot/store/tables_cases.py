"""The tables of complaints, suggestions and requests for information, private to the store."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import Index, SmallInteger, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from bot.store.tables import _big_id, _moment

_OPEN = text("state NOT IN ('done', 'declined', 'closed')")


class ResidentCase(SQLModel, table=True):
    """One case. Story, time, place and name are sealed. `key` is the dialogue it came from: sent twice, kept once."""

    __tablename__ = "resident_case"
    __table_args__ = (
        Index("case_due", "next_on", postgresql_where=_OPEN),
        Index(
            "case_work", text("(state = 'answered')"), text("coalesce(next_on, '9999-12-31'::date)"),
            "hurry", "received_at", "number", postgresql_where=_OPEN,
        ),
        Index("case_received", "received_at", "number"),
        Index("case_untouched", "received_at", postgresql_where=text("state = 'received'")),
        Index("case_secret", "person", postgresql_where=text("visibility = 'secret'")),
    )  # fmt: skip

    number: str = Field(primary_key=True)
    key: str = Field(unique=True)
    person: UUID = Field(index=True)
    kind: str
    category: str
    visibility: str
    story: str
    happened: str = ""
    place: str = ""
    name: str = ""
    state: str = "received"
    next_on: date | None = None
    hurry: int = Field(default=2, sa_type=SmallInteger, sa_column_kwargs={"server_default": "2"})  # see cases.HURRY
    assignee: UUID | None = Field(default=None, foreign_key="staff_account.id", index=True)
    lapor: str = Field(default="", sa_column_kwargs={"server_default": ""})  # its Tracking ID at SP4N-LAPOR!
    duplicate_of: str | None = Field(default=None, foreign_key="resident_case.number", index=True)
    received_at: datetime = Field(sa_column=_moment())
    answered_at: datetime | None = Field(sa_column=_moment(nullable=True, default=False))


class CaseEvent(SQLModel, table=True):
    """One change of a case, or something added to it; the words are sealed. `key` makes what a dialogue adds happen
    once, and is that of the files that belong to it."""

    __tablename__ = "case_event"

    id: int = Field(sa_column=_big_id(), default=None)
    number: str = Field(foreign_key="resident_case.number", index=True)
    key: str | None = Field(default=None, unique=True)
    at: datetime = Field(sa_column=_moment())
    actor: str
    author: str = Field(default="", sa_column_kwargs={"server_default": ""})
    state: str
    words: str = Field(default="", sa_column_kwargs={"server_default": ""})
    next_on: date | None = None


class CaseFile(SQLModel, table=True):
    """A photo or voice note of the resident's, sealed, by the key of the dialogue it was sent in."""

    __tablename__ = "case_file"
    __table_args__ = (UniqueConstraint("key", "media_id"),)

    id: int = Field(sa_column=_big_id(), default=None)
    key: str
    media_id: str
    media: str
    mime_type: str
    caption: str = ""
    content: str
    created_at: datetime = Field(sa_column=_moment())


class CaseNote(SQLModel, table=True):
    """What staff notes among themselves, and what they did without telling the resident; the words are sealed. Apart
    from events, so that no query for residents can ever show them."""

    __tablename__ = "case_note"

    id: int = Field(sa_column=_big_id(), default=None)
    number: str = Field(foreign_key="resident_case.number", index=True)
    key: str | None = Field(default=None, unique=True)
    at: datetime = Field(sa_column=_moment())
    author: str
    what: str
    words: str = Field(default="", sa_column_kwargs={"server_default": ""})
