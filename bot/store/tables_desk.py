"""The tables of the shared inbox and of search, private to the store."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, Column, DateTime, Index, String, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlmodel import Field, SQLModel

from bot.store.tables import _big_id, _moment


def _array(kind: Any) -> Column[Any]:
    return Column(ARRAY(kind), nullable=False, server_default=text("'{}'"))


class DeskCard(SQLModel, table=True):
    """What staff did with a conversation. `account` has it; `act` and `answer` are the inbox rows of the newest act
    and of the newest answer. Beside `conversation`, whose rows are wide and always moving."""

    __tablename__ = "desk_card"
    __table_args__ = (
        Index("desk_card_held", "account", postgresql_where=text("account IS NOT NULL")),
        Index("desk_card_snoozed", "snoozed_until", postgresql_where=text("snoozed_until IS NOT NULL")),
        Index("desk_card_labels", "labels", postgresql_using="gin"),
    )

    conversation: UUID = Field(primary_key=True, foreign_key="conversation.id", ondelete="CASCADE")
    account: UUID | None = Field(default=None, foreign_key="staff_account.id")
    held_since: datetime | None = Field(default=None, sa_column=_moment(nullable=True, default=False))
    snoozed_at: datetime | None = Field(default=None, sa_column=_moment(nullable=True, default=False))
    snoozed_until: datetime | None = Field(default=None, sa_column=_moment(nullable=True, default=False))
    closed_at: datetime | None = Field(default=None, sa_column=_moment(nullable=True, default=False))
    labels: list[str] = Field(sa_column=_array(String))
    act: int = Field(default=0, sa_type=BigInteger, sa_column_kwargs={"server_default": "0"})
    answer: int = Field(default=0, sa_type=BigInteger, sa_column_kwargs={"server_default": "0"})
    answered_by: UUID | None = Field(default=None, foreign_key="staff_account.id")
    answered_at: datetime | None = Field(default=None, sa_column=_moment(nullable=True, default=False))


class DeskLabel(SQLModel, table=True):
    """A label somebody has used, offered again."""

    __tablename__ = "desk_label"

    name: str = Field(primary_key=True)
    used_at: datetime = Field(sa_column=_moment(), default=None)


class DeskNote(SQLModel, table=True):
    """A note for colleagues, sealed. `key` is of the form it came from."""

    __tablename__ = "desk_note"

    id: int = Field(sa_column=_big_id(), default=None)
    conversation: UUID = Field(foreign_key="conversation.id", ondelete="CASCADE", index=True)
    author: UUID = Field(foreign_key="staff_account.id")
    words: str
    key: str = Field(unique=True)
    at: datetime = Field(sa_column=_moment(), default=None)


class DeskMention(SQLModel, table=True):
    """Somebody who was named in a note."""

    __tablename__ = "desk_mention"
    __table_args__ = (Index("desk_mention_unread", "account", postgresql_where=text("read_at IS NULL")),)

    note: int = Field(primary_key=True, sa_type=BigInteger, foreign_key="desk_note.id", ondelete="CASCADE")
    account: UUID = Field(primary_key=True, foreign_key="staff_account.id")
    read_at: datetime | None = Field(default=None, sa_column=_moment(nullable=True, default=False))


class DeskDraft(SQLModel, table=True):
    """What somebody has written and not sent, sealed."""

    __tablename__ = "desk_draft"
    __table_args__ = (UniqueConstraint("conversation", "account"),)

    id: int = Field(sa_column=_big_id(), default=None)
    conversation: UUID = Field(foreign_key="conversation.id", ondelete="CASCADE")
    account: UUID = Field(foreign_key="staff_account.id")
    words: str
    at: datetime = Field(sa_column=_moment(), default=None)


class DeskPresence(SQLModel, table=True):
    """Who has a conversation open. Not logged by the database: nothing is lost with it that lasts half a minute."""

    __tablename__ = "desk_presence"
    __table_args__ = ({"prefixes": ["UNLOGGED"]},)

    conversation: UUID = Field(primary_key=True)
    account: UUID = Field(primary_key=True)
    doing: str
    until_at: datetime = Field(sa_column=Column(DateTime(timezone=True), nullable=False))


class SearchLine(SQLModel, table=True):
    """A message that can be found by its words: keyed marks of their stems, never the words. `row` is in the inbox
    (side `in`) or in the outbox (`out`)."""

    __tablename__ = "search_line"
    __table_args__ = (
        Index("search_line_marks", "marks", postgresql_using="gin"),
        Index("search_line_at", "at"),
        Index("ix_search_line_conversation", "conversation"),
    )

    side: str = Field(primary_key=True)
    row: int = Field(primary_key=True, sa_type=BigInteger)
    conversation: UUID
    at: datetime = Field(sa_column=Column(DateTime(timezone=True), nullable=False))
    marks: list[int] = Field(sa_column=_array(BigInteger))


class SearchFloor(SQLModel, table=True):
    """Up to which row everything of a side can be found."""

    __tablename__ = "search_floor"

    side: str = Field(primary_key=True)
    row: int = Field(sa_type=BigInteger)
