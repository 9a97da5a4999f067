"""The tables of staff and of what they did, private to the store."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Column, DateTime, String, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlmodel import Field, SQLModel

from bot.store.tables import _big_id, _moment


def _texts() -> Column[Any]:
    return Column(ARRAY(String), nullable=False, server_default=text("'{}'"))


class StaffAccount(SQLModel, table=True):
    """Somebody who may sign in. `password` is a hash, `second_factor` sealed, `recovery` keyed marks; `version` counts
    changes; `sample`: made by the first run for looking around."""

    __tablename__ = "staff_account"

    id: UUID = Field(primary_key=True)
    login: str = Field(unique=True)
    name: str
    roles: list[str] = Field(sa_column=_texts())
    password: str
    second_factor: str = Field(default="", sa_column_kwargs={"server_default": ""})
    last_code: int = Field(default=0, sa_column_kwargs={"server_default": "0"})
    recovery: list[str] = Field(sa_column=_texts())
    active: bool = Field(default=True, sa_column_kwargs={"server_default": text("true")})
    must_change: bool = Field(default=True, sa_column_kwargs={"server_default": text("true")})
    language: str = Field(default="id", sa_column_kwargs={"server_default": "id"})
    version: int = Field(default=0, sa_column_kwargs={"server_default": "0"})
    seen_at: datetime | None = Field(sa_column=_moment(nullable=True, default=False), default=None)
    sample: bool = Field(default=False, sa_column_kwargs={"server_default": text("false")})
    created_at: datetime = Field(sa_column=_moment())


class StaffSession(SQLModel, table=True):
    """Somebody signed in on a device; `secret` is the hash of what the browser holds."""

    __tablename__ = "staff_session"

    secret: str = Field(primary_key=True)
    id: UUID = Field(unique=True)
    account: UUID = Field(foreign_key="staff_account.id", index=True)
    complete: bool
    device: str = Field(default="", sa_column_kwargs={"server_default": ""})
    proved_at: datetime | None = Field(sa_column=_moment(nullable=True, default=False), default=None)
    begun_at: datetime = Field(sa_column=_moment())
    seen_at: datetime = Field(sa_column=_moment())


class SignInTry(SQLModel, table=True):
    """Failures to sign in, by a mark of the login or of the address."""

    __tablename__ = "sign_in_try"

    mark: str = Field(primary_key=True)
    failures: int
    last_at: datetime = Field(sa_column=_moment())


class Audit(SQLModel, table=True):
    """What staff did, each entry with the hash of the one before; `detail` is sealed."""

    id: int = Field(sa_column=_big_id(), default=None)
    at: datetime = Field(sa_column=Column(DateTime(timezone=True), nullable=False, index=True), default=None)
    actor: str = Field(index=True)
    what: str = Field(index=True)
    about: str = Field(index=True)
    detail: str
    link: str


class AuditPause(SQLModel, table=True):
    """Deeds that are noted seldom: how many were left out since the last entry."""

    __tablename__ = "audit_pause"

    actor: str = Field(primary_key=True)
    what: str = Field(primary_key=True)
    about: str = Field(primary_key=True)
    since: datetime = Field(sa_column=_moment())
    left_out: int = Field(default=0, sa_column_kwargs={"server_default": "0"})
