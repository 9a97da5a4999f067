"""The tables of WhatsApp templates, private to the store. They hold what is for the public, so nothing is sealed."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Index, text
from sqlmodel import Field, SQLModel

from bot.store.tables import _big_id, _json, _moment

_EMPTY = {"server_default": ""}


class WhatsAppTemplate(SQLModel, table=True):
    """A template as far as we know it; `parts` are its words. The moments are Meta's: what was told before one of them
    changes nothing any more."""

    __tablename__ = "whatsapp_template"

    name: str = Field(primary_key=True)
    language: str = Field(primary_key=True)
    meta_id: str = Field(default="", sa_column_kwargs=_EMPTY)
    category: str
    state: str
    quality: str = Field(default="unknown", sa_column_kwargs={"server_default": "unknown"})
    reason: str = Field(default="", sa_column_kwargs=_EMPTY)
    parts: Any = Field(sa_column=_json())
    made_by: str = Field(default="", sa_column_kwargs=_EMPTY)
    state_at: datetime | None = Field(sa_column=_moment(nullable=True, default=False))
    quality_at: datetime | None = Field(sa_column=_moment(nullable=True, default=False))
    category_at: datetime | None = Field(sa_column=_moment(nullable=True, default=False))
    synced_at: datetime | None = Field(sa_column=_moment(nullable=True, default=False))
    created_at: datetime = Field(sa_column=_moment())


class WhatsAppTemplateEvent(SQLModel, table=True):
    """What happened to one. `fingerprint`: of a webhook, so that it is heard once."""

    __tablename__ = "whatsapp_template_event"
    __table_args__ = (Index("whatsapp_template_event_of", "name", "language", "id"),)

    id: int = Field(sa_column=_big_id(), default=None)
    name: str
    language: str
    at: datetime = Field(sa_column=_moment())
    source: str
    what: str
    value: str = Field(default="", sa_column_kwargs=_EMPTY)
    actor: str = Field(default="", sa_column_kwargs=_EMPTY)
    note: str = Field(default="", sa_column_kwargs=_EMPTY)
    late: bool = Field(default=False, sa_column_kwargs={"server_default": text("false")})
    fingerprint: str | None = Field(default=None, unique=True)


class WhatsAppTemplateSync(SQLModel, table=True):
    """When Meta's list was asked for last, and what went wrong."""

    __tablename__ = "whatsapp_template_sync"

    one: bool = Field(default=True, primary_key=True, sa_column_kwargs={"server_default": text("true")})
    at: datetime = Field(sa_column=_moment(default=False))
    problem: str = Field(default="", sa_column_kwargs=_EMPTY)
