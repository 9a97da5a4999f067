"""The tables of the review: groups of questions, what editors decided, what was taught, and officers' answers as
proposals. Private to the store."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Column, ForeignKey, Index, String, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field, SQLModel

from bot.store.tables import _big_id, _moment

_EMPTY = {"server_default": ""}
_NONE = {"server_default": "0"}


def _question(*, primary: bool) -> Column[Any]:
    """Goes with the question: whoever has everything erased, or whose questions are too old, is not reviewed."""
    return Column(String, ForeignKey("question.id", ondelete="CASCADE"), primary_key=primary, nullable=not primary)


class ReviewGroup(SQLModel, table=True):
    """Questions that are alike. `open` and `residents` count those that wait to be labelled; `holder` looks at it until
    `held_until`; `version` moves on with every act."""

    __tablename__ = "review_group"
    __table_args__ = (Index("review_group_open", "residents", "newest_at", postgresql_where=text("open > 0")),)

    id: UUID = Field(primary_key=True)
    open: int = Field(default=0, sa_column_kwargs=_NONE)
    residents: int = Field(default=0, sa_column_kwargs=_NONE)
    newest_at: datetime = Field(sa_column=_moment())
    version: int = Field(default=0, sa_column_kwargs=_NONE)
    holder: str = Field(default="", sa_column_kwargs=_EMPTY)
    held_until: datetime | None = Field(sa_column=_moment(nullable=True, default=False))
    skipped_at: datetime | None = Field(sa_column=_moment(nullable=True, default=False))
    proposed: str = Field(default="", sa_column_kwargs=_EMPTY)
    proposed_title: str = Field(default="", sa_column_kwargs=_EMPTY)
    proposed_by: str = Field(default="", sa_column_kwargs=_EMPTY)
    last_label: str = Field(default="", sa_column_kwargs=_EMPTY)


class ReviewMember(SQLModel, table=True):
    """A question in its group; `label` is empty while nobody has decided, `title` names a topic that is new."""

    __tablename__ = "review_member"

    question: str = Field(sa_column=_question(primary=True))
    grp: UUID = Field(foreign_key="review_group.id", index=True)
    label: str = Field(default="", sa_column_kwargs=_EMPTY)
    title: str = Field(default="", sa_column_kwargs=_EMPTY)
    reviewed_by: str = Field(default="", sa_column_kwargs=_EMPTY)
    act: UUID | None = Field(default=None, index=True)


class ReviewAct(SQLModel, table=True):
    """What somebody did, with where the questions were before, so that it can be undone; that part is forgotten once
    it is too late to."""

    __tablename__ = "review_act"
    __table_args__ = (Index("review_act_actor", "actor", "at"),)

    id: UUID = Field(primary_key=True)
    actor: str
    what: str
    grp: UUID
    label: str = Field(default="", sa_column_kwargs=_EMPTY)
    before: Any = Field(sa_column=Column(JSONB, nullable=False, server_default=text("'[]'::jsonb")))
    examples: int = Field(default=0, sa_column_kwargs=_NONE)
    at: datetime = Field(sa_column=_moment())
    undone_at: datetime | None = Field(sa_column=_moment(nullable=True, default=False))


class TaughtExample(SQLModel, table=True):
    """A message the bot learns from, stripped and sealed. Nothing in it leads to who wrote it: it stays when they have
    everything erased. `mark` keeps the same message from being learnt twice; `act` is what taught it."""

    __tablename__ = "taught_example"
    __table_args__ = (Index("taught_example_once", "mark", unique=True, postgresql_where=text("withdrawn_at IS NULL")),)

    id: int = Field(sa_column=_big_id(), default=None)
    text: str
    mark: str
    label: str
    language: str
    reviewed_by: str
    held_out: bool
    act: UUID = Field(index=True)
    at: datetime = Field(sa_column=_moment())
    withdrawn_at: datetime | None = Field(sa_column=_moment(nullable=True, default=False))


class AnswerCandidate(SQLModel, table=True):
    """An officer's answer as a proposal; `asked` and `text` are stripped and sealed, and empty in one that was dropped.

    `source` is a mark of the event, so that it is proposed once. `question` is forgotten when it is accepted; until
    then an erasure takes the row along.
    """

    __tablename__ = "answer_candidate"
    __table_args__ = (
        Index("answer_candidate_state", "state", "made_at"),
        Index("ix_answer_candidate_question", "question"),
    )

    id: UUID = Field(primary_key=True)
    source: str = Field(unique=True)
    question: str | None = Field(sa_column=_question(primary=False), default=None)
    asked: str
    text: str
    topic: str = Field(default="", sa_column_kwargs=_EMPTY)
    title: str = Field(default="", sa_column_kwargs=_EMPTY)
    language: str
    officer: str
    made_at: datetime = Field(sa_column=_moment())
    state: str = Field(default="open", sa_column_kwargs={"server_default": "open"})
    decided_by: str = Field(default="", sa_column_kwargs=_EMPTY)
    decided_at: datetime | None = Field(sa_column=_moment(nullable=True, default=False))
