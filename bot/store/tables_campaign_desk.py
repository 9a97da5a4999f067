"""The tables of writing campaigns, private to the store: unsaved forms, pictures, segments, imported contacts."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Index, text
from sqlmodel import Field, SQLModel

from bot.store.tables import _big_id, _json, _moment


class CampaignForm(SQLModel, table=True):
    """What somebody writes on a campaign and has not saved; `base` is the edition it was written over."""

    __tablename__ = "campaign_form"

    campaign: UUID = Field(primary_key=True, foreign_key="campaign.id")
    editor: str = Field(primary_key=True)
    base: int
    fields: Any = Field(sa_column=_json())
    kept_at: datetime = Field(sa_column=_moment())


class CampaignPicture(SQLModel, table=True):
    """A picture for the public, named by what it holds."""

    __tablename__ = "campaign_picture"

    id: UUID = Field(primary_key=True)
    name: str
    mime_type: str
    content: bytes
    created_at: datetime = Field(sa_column=_moment())


class SegmentRow(SQLModel, table=True):
    """An audience with a name; campaigns hold copies of it."""

    __tablename__ = "segment"
    __table_args__ = (Index("segment_name", text("lower(name)"), unique=True),)

    id: UUID = Field(primary_key=True)
    name: str
    audience: Any = Field(sa_column=_json())
    author: str
    edition: int = Field(default=1, sa_column_kwargs={"server_default": "1"})
    created_at: datetime = Field(sa_column=_moment())
    changed_at: datetime = Field(sa_column=_moment())


class ContactImportRow(SQLModel, table=True):
    """A list of contacts who agreed elsewhere. `mark` tells the same file again; a discarded one has none."""

    __tablename__ = "contact_import"

    id: UUID = Field(primary_key=True)
    name: str
    mark: str | None = Field(default=None, unique=True)
    phase: str = Field(default="checking", sa_column_kwargs={"server_default": "checking"})
    author: str
    decided_by: str = Field(default="", sa_column_kwargs={"server_default": ""})
    row_count: int
    counts: Any = Field(sa_column=_json())
    created_at: datetime = Field(sa_column=_moment())
    ended_at: datetime | None = Field(sa_column=_moment(nullable=True, default=False))


class ContactChunk(SQLModel, table=True):
    """Some hundred rows of an import, sealed; emptied once they are taken or discarded. `step`: raw, checked, taken."""

    __tablename__ = "contact_chunk"
    __table_args__ = (Index("contact_chunk_import", "contacts", "step", "id"),)

    id: int = Field(sa_column=_big_id(), default=None)
    contacts: UUID = Field(foreign_key="contact_import.id")
    step: str = Field(default="raw", sa_column_kwargs={"server_default": "raw"})
    body: str


class ContactError(SQLModel, table=True):
    """A row that cannot be taken and why; nothing of what it says."""

    __tablename__ = "contact_error"

    contacts: UUID = Field(primary_key=True, foreign_key="contact_import.id")
    row: int = Field(primary_key=True)
    field: str = Field(primary_key=True)
    what: str
    other: int = Field(default=0, sa_column_kwargs={"server_default": "0"})


class ContactSeen(SQLModel, table=True):
    """Addresses that stood in an import already, as marks: for twins in one file. They go when it is decided."""

    __tablename__ = "contact_seen"

    contacts: UUID = Field(primary_key=True, foreign_key="contact_import.id")
    mark: str = Field(primary_key=True)
    row: int
