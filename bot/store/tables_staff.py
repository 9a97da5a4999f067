"""The tables of staff and of what they did, private to the store."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Column, String, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlmodel import Field, SQLModel

from bot.store.tables import _big_id, _moment


def _texts() -> Column[Any]:
    return Column(ARRAY(String), nullable=False, server_default=text("'{}'"))


class StaffAccount(SQLModel, table=True):
    """Somebody who may sign in. `password` and `recovery` are hashes, `second_factor` is sealed."""

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
    created_at: datetime = Field(sa_column=_moment())


class StaffSession(SQLModel, table=True):
    """Somebody signed in on a device; `secret` is the hash of what the browser holds."""

    __tablename__ = "staff_session"

    secret: str = Field(primary_key=True)
    id: UUID = Field(unique=True)
    account: UUID = Field(foreign_key="staff_account.id", index=True)
    complete: bool
    device: str = Field(default="", sa_column_kwargs={"server_default": ""})
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
    at: datetime = Field(sa_column=_moment(default=False), default=None)
    actor: str = Field(index=True)
    what: str
    about: str = Field(index=True)
    detail: str
    link: str
