"""The tables of who is on duty, what they are told, and what processes tell of themselves; private to the store."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, Column, Index, String, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlmodel import Field, SQLModel

from bot.store.tables import _big_id, _json, _moment


class ProcessBeat(SQLModel, table=True):
    """A process that runs, or ran: it writes here every ten seconds."""

    __tablename__ = "process_beat"
    __table_args__ = ({"postgresql_with": {"fillfactor": "50"}},)

    id: UUID = Field(primary_key=True)
    kind: str
    host: str
    version: str
    view: dict[str, Any] = Field(sa_column=_json())
    started_at: datetime = Field(sa_column=_moment())
    seen_at: datetime = Field(sa_column=_moment())


class StaffNoticeRow(SQLModel, table=True):
    """Something one person is told, once a key. `facts` hold no personal data. `sent_at`: to their Telegram."""

    __tablename__ = "staff_notice"
    __table_args__ = (
        UniqueConstraint("account", "key"),
        Index("staff_notice_of", "account", "id"),
        Index("staff_notice_unseen", "account", "id", postgresql_where=text("seen_at IS NULL")),
    )

    id: int = Field(sa_column=_big_id(), default=None)
    account: UUID = Field(foreign_key="staff_account.id")
    kind: str
    key: str
    link: str
    facts: dict[str, Any] = Field(sa_column=_json())
    created_at: datetime = Field(sa_column=_moment())
    seen_at: datetime | None = Field(sa_column=_moment(nullable=True, default=False))
    sent_at: datetime | None = Field(sa_column=_moment(nullable=True, default=False))


class StaffPhone(SQLModel, table=True):
    """Somebody's own Telegram, and the code that links it: a mark, the chat that used it, and until when it holds."""

    __tablename__ = "staff_phone"

    account: UUID = Field(primary_key=True, foreign_key="staff_account.id")
    conversation: UUID | None = Field(default=None, foreign_key="conversation.id", unique=True, ondelete="SET NULL")
    linked_at: datetime | None = Field(sa_column=_moment(nullable=True, default=False))
    code: str | None = Field(default=None, unique=True)
    code_until: datetime | None = Field(sa_column=_moment(nullable=True, default=False))
    code_used_by: UUID | None = None


class StaffDuty(SQLModel, table=True):
    """Away, or here by a supervisor's word, until when; what somebody wants on their Telegram. The reason is sealed."""

    __tablename__ = "staff_duty"

    account: UUID = Field(primary_key=True, foreign_key="staff_account.id")
    away_until: datetime | None = Field(sa_column=_moment(nullable=True, default=False))
    here_until: datetime | None = Field(sa_column=_moment(nullable=True, default=False))
    reason: str = Field(default="", sa_column_kwargs={"server_default": ""})
    set_by: str = Field(default="", sa_column_kwargs={"server_default": ""})
    any_hour: bool = Field(default=False, sa_column_kwargs={"server_default": text("false")})
    muted: list[str] = Field(sa_column=Column(ARRAY(String), nullable=False, server_default=text("'{}'")))


class DiscardedLetter(SQLModel, table=True):
    """A dead letter somebody put aside; the letter itself stays as long as the others."""

    __tablename__ = "discarded_letter"

    side: str = Field(primary_key=True)  # in (also unreadable ones), out
    letter: int = Field(primary_key=True, sa_type=BigInteger)
    by: UUID = Field(foreign_key="staff_account.id")
    at: datetime = Field(sa_column=_moment())
