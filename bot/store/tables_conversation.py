"""The tables of the conversation page, private to the store: ready-made replies, and files staff send."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import Index, text
from sqlmodel import Field, SQLModel

from bot.store.tables import _moment


class CannedReply(SQLModel, table=True):
    """A ready-made reply of staff; `owner` is empty where everybody has it. `edition` tells how its topic read when it
    was written."""

    __tablename__ = "canned_reply"

    id: UUID = Field(primary_key=True)
    owner: UUID | None = Field(default=None, foreign_key="staff_account.id", index=True)
    title: str
    words: str
    topic: str = Field(default="", sa_column_kwargs={"server_default": ""})
    edition: str = Field(default="", sa_column_kwargs={"server_default": ""})
    author: str
    changed_at: datetime = Field(sa_column=_moment())


class AnswerFile(SQLModel, table=True):
    """A file that staff send; name and content are sealed, and the content goes once a channel has it."""

    __tablename__ = "answer_file"
    __table_args__ = (Index("answer_file_kept", "created_at", postgresql_where=text("content <> ''")),)

    id: UUID = Field(primary_key=True)
    conversation: UUID = Field(index=True)
    account: UUID
    name: str
    mime_type: str
    size: int
    content: str
    created_at: datetime = Field(sa_column=_moment())
    sent_at: datetime | None = Field(sa_column=_moment(nullable=True, default=False))
