"""The tables of language models: jobs that train them, what they proved, which one answers; private to the store."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Boolean, Column, ForeignKey, Index, Integer, String, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field, SQLModel

from bot.store.tables import _big_id, _moment


def _model() -> Column[Any]:
    return Column(String, ForeignKey("language_model.name", ondelete="CASCADE"), nullable=False)


class ModelJob(SQLModel, table=True):
    """A training that was asked for. `open` while it waits or runs: one at most. `runner` is the claim of the process
    that works on it; whoever lost it changes nothing any more."""

    __tablename__ = "model_job"
    __table_args__ = (Index("model_job_open", "open", unique=True, postgresql_where=text("open")),)

    id: UUID = Field(primary_key=True)
    key: UUID = Field(unique=True)
    asked_by: str
    asked_at: datetime = Field(sa_column=_moment())
    state: str = Field(default="waiting", sa_column_kwargs={"server_default": "waiting"})
    open: bool = Field(default=True, sa_column=Column(Boolean, nullable=False, server_default=text("true")))
    phase: str = Field(default="", sa_column_kwargs={"server_default": ""})
    percent: int = Field(default=0, sa_column=Column(Integer, nullable=False, server_default="0"))
    reason: str = Field(default="", sa_column_kwargs={"server_default": ""})
    model: str = Field(default="", sa_column_kwargs={"server_default": ""})
    compares: bool = Field(default=False, sa_column=Column(Boolean, nullable=False, server_default=text("false")))
    cancelling: bool = Field(default=False, sa_column=Column(Boolean, nullable=False, server_default=text("false")))
    runner: UUID | None = None
    seen_at: datetime | None = Field(sa_column=_moment(nullable=True, default=False))
    ended_at: datetime | None = Field(sa_column=_moment(nullable=True, default=False))


class LanguageModelRow(SQLModel, table=True):
    """A trained model; `files` is the fingerprint of the project's own data, `evaluation` what it proved."""

    __tablename__ = "language_model"

    name: str = Field(primary_key=True)
    made_at: datetime = Field(sa_column=_moment())
    files: str
    taught: int = Field(default=0, sa_column=Column(Integer, nullable=False, server_default="0"))
    taught_until: datetime | None = Field(sa_column=_moment(nullable=True, default=False))
    state: str = Field(default="candidate", sa_column_kwargs={"server_default": "candidate"})
    evaluation: Any = Field(default=None, sa_column=Column(JSONB(none_as_null=True), nullable=True))


class ModelActivation(SQLModel, table=True):
    """Which model took over from which. The newest row names the one that answers."""

    __tablename__ = "model_activation"

    id: int = Field(sa_column=_big_id(), default=None)
    model: str = Field(sa_column=Column(String, ForeignKey("language_model.name"), nullable=False))
    before: str = Field(default="", sa_column_kwargs={"server_default": ""})
    by: str
    at: datetime = Field(sa_column=_moment())
    how: str


class ModelJudgement(SQLModel, table=True):
    """A message of an exam under both models. Messages of the project stand here, real ones only by their mark: their
    words stay where they can be taken back."""

    __tablename__ = "model_judgement"
    __table_args__ = (Index("ix_model_judgement_model", "model", "exam", "label"),)

    id: int = Field(sa_column=_big_id(), default=None)
    model: str = Field(sa_column=_model())
    exam: str
    text: str = Field(default="", sa_column_kwargs={"server_default": ""})
    mark: str = Field(default="", sa_column_kwargs={"server_default": ""})
    label: str
    change: str
    before_band: str = Field(default="", sa_column_kwargs={"server_default": ""})
    before_label: str = Field(default="", sa_column_kwargs={"server_default": ""})
    after_band: str
    after_label: str


class ChangedAnswer(SQLModel, table=True):
    """A question of the last weeks that the model would answer differently; it goes with the question."""

    __tablename__ = "changed_answer"

    model: str = Field(
        sa_column=Column(String, ForeignKey("language_model.name", ondelete="CASCADE"), primary_key=True)
    )
    question: str = Field(
        sa_column=Column(String, ForeignKey("question.id", ondelete="CASCADE"), primary_key=True, index=True)
    )
    change: str
    before_band: str
    before_label: str
    after_band: str
    after_label: str


class ModelStation(SQLModel, table=True):
    """A process that trains or serves, with what it said last."""

    __tablename__ = "model_station"

    name: str = Field(primary_key=True)
    kind: str
    model: str = Field(default="", sa_column_kwargs={"server_default": ""})
    problem: str = Field(default="", sa_column_kwargs={"server_default": ""})
    seen_at: datetime = Field(sa_column=_moment())
