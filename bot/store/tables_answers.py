"""The tables of answers as editors change them, private to the store."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Index, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from bot.store.tables import _big_id, _json, _moment


class TopicVersion(SQLModel, table=True):
    """One version of a topic as an editor wrote it; the published one that is not withdrawn is what residents get.

    `base` is the version it was written over (0: the file's default). `kind` is a Kind of bot.domain.answers; a
    version that takes the topic back to its file is withdrawn in the moment it is published.
    """

    __tablename__ = "topic_version"
    __table_args__ = (
        UniqueConstraint("topic", "number"),
        Index(
            "topic_version_waiting",
            "topic",
            postgresql_where=text("submitted_at IS NOT NULL AND published_at IS NULL AND sent_back_at IS NULL"),
        ),
    )

    id: int = Field(sa_column=_big_id(), default=None)
    topic: str
    number: int
    content: dict[str, Any] = Field(sa_column=_json())
    author: str
    note: str = Field(default="", sa_column_kwargs={"server_default": ""})
    created_at: datetime = Field(sa_column=_moment())
    published_at: datetime | None = Field(sa_column=_moment(nullable=True, default=False))
    published_by: str = Field(default="", sa_column_kwargs={"server_default": ""})
    withdrawn_at: datetime | None = Field(sa_column=_moment(nullable=True, default=False))
    base: int = Field(default=0, sa_column_kwargs={"server_default": "0"})
    kind: str = Field(default="edit", sa_column_kwargs={"server_default": "edit"})
    restores: int | None = None
    key: str | None = Field(default=None, unique=True)
    submitted_at: datetime | None = Field(sa_column=_moment(nullable=True, default=False))
    sent_back_at: datetime | None = Field(sa_column=_moment(nullable=True, default=False))
    sent_back_by: str = Field(default="", sa_column_kwargs={"server_default": ""})
    sent_back_words: str = Field(default="", sa_column_kwargs={"server_default": ""})


class AnswerDraft(SQLModel, table=True):
    """What an editor is writing, as the form has it: unfinished, seen by nobody else until it is handed in."""

    __tablename__ = "answer_draft"

    topic: str = Field(primary_key=True)
    editor: str = Field(primary_key=True)
    base: int
    content: dict[str, Any] = Field(sa_column=_json())
    note: str = Field(default="", sa_column_kwargs={"server_default": ""})
    kept_at: datetime = Field(sa_column=_moment())


class AnswerProposal(SQLModel, table=True):
    """What somebody of the staff wants to be told otherwise, in words; `words` and `reply` are masked and sealed."""

    __tablename__ = "answer_proposal"

    id: int = Field(sa_column=_big_id(), default=None)
    key: str = Field(unique=True)
    topic: str = Field(default="", sa_column_kwargs={"server_default": ""})
    words: str
    author: str
    proposed_at: datetime = Field(sa_column=_moment())
    closed_at: datetime | None = Field(sa_column=_moment(nullable=True, default=False))
    closed_by: str = Field(default="", sa_column_kwargs={"server_default": ""})
    reply: str = Field(default="", sa_column_kwargs={"server_default": ""})
