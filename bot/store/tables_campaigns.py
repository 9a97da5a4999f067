"""The tables of campaigns, private to the store."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, Index, text
from sqlmodel import Field, SQLModel

from bot.store.tables import _big_id, _json, _moment


class CampaignRow(SQLModel, table=True):
    """An announcement: what is said, to whom, and how far it is. `edition` counts changes. Its words are for the
    public, so they are not sealed."""

    __tablename__ = "campaign"

    id: UUID = Field(primary_key=True)
    name: str
    state: str = Field(default="draft", sa_column_kwargs={"server_default": "draft"})
    edition: int = Field(default=1, sa_column_kwargs={"server_default": "1"})
    author: str
    editors: Any = Field(sa_column=_json())
    submitted_by: str = Field(default="", sa_column_kwargs={"server_default": ""})
    approved_by: str = Field(default="", sa_column_kwargs={"server_default": ""})
    topic: str = Field(default="", sa_column_kwargs={"server_default": ""})
    emergency: bool = Field(default=False, sa_column_kwargs={"server_default": text("false")})
    corrects: UUID | None = Field(default=None, foreign_key="campaign.id")
    message: Any = Field(sa_column=_json())
    audience: Any = Field(sa_column=_json())
    due_at: datetime | None = Field(sa_column=_moment(nullable=True, default=False))
    created_at: datetime = Field(sa_column=_moment())
    started_at: datetime | None = Field(sa_column=_moment(nullable=True, default=False))
    ended_at: datetime | None = Field(sa_column=_moment(nullable=True, default=False))
    emergency_reason: str = Field(default="", sa_column_kwargs={"server_default": ""})
    repeats: str = Field(default="", sa_column_kwargs={"server_default": ""})
    series: UUID | None = Field(default=None, foreign_key="campaign.id")
    parts_listed: int = Field(default=0, sa_column_kwargs={"server_default": "0"})  # of its list, see audience.py
    without_template: bool = Field(default=False, sa_column_kwargs={"server_default": text("false")})
    unlisted: int | None = Field(default=None)  # whom the rest of a list would have reached that was cut by a cancel
    approved_for: int | None = None


class CampaignRecipient(SQLModel, table=True):
    """Somebody the audience named, and what became of it. `opens`: WhatsApp counts it as a conversation we opened.
    `button`: the first one tapped; `stopped_at`: said stop, or blocked us, in answer to it."""

    __tablename__ = "campaign_recipient"
    __table_args__ = (
        Index(
            "campaign_recipient_pending",
            "channel",
            "account",
            "campaign",
            "conversation",
            postgresql_where=text("fate = 'pending'"),
        ),
        Index("campaign_recipient_open", "campaign", postgresql_where=text("fate IN ('pending', 'queued')")),
        Index("campaign_recipient_queued", "outbox", postgresql_where=text("fate = 'queued'")),
        Index("campaign_recipient_person", "person", "at", postgresql_where=text("fate IN ('queued', 'sent')")),
        Index(
            "campaign_recipient_opened",
            "channel",
            "account",
            "at",
            "person",
            postgresql_where=text("opens AND fate IN ('queued', 'sent')"),
        ),
        {"postgresql_with": {"fillfactor": "80"}},
    )

    campaign: UUID = Field(primary_key=True, foreign_key="campaign.id")
    conversation: UUID = Field(primary_key=True)
    person: UUID
    channel: str
    account: str
    version: int = Field(default=0, sa_column_kwargs={"server_default": "0"})
    fate: str = Field(default="pending", sa_column_kwargs={"server_default": "pending"})
    reason: str = Field(default="", sa_column_kwargs={"server_default": ""})
    opens: bool = Field(default=False, sa_column_kwargs={"server_default": text("false")})
    outbox: int | None = Field(default=None, sa_type=BigInteger)
    at: datetime = Field(sa_column=_moment())
    delivered_at: datetime | None = Field(sa_column=_moment(nullable=True, default=False))
    read_at: datetime | None = Field(sa_column=_moment(nullable=True, default=False))
    tapped_at: datetime | None = Field(sa_column=_moment(nullable=True, default=False))
    button: int | None = Field(default=None)
    replied_at: datetime | None = Field(sa_column=_moment(nullable=True, default=False))
    stopped_at: datetime | None = Field(sa_column=_moment(nullable=True, default=False))


class CampaignEvent(SQLModel, table=True):
    """What somebody did to a campaign, or the clock did (`actor` empty)."""

    __tablename__ = "campaign_event"

    id: int = Field(sa_column=_big_id(), default=None)
    campaign: UUID = Field(foreign_key="campaign.id", index=True)
    at: datetime = Field(sa_column=_moment())
    actor: str
    act: str
    note: str = Field(default="", sa_column_kwargs={"server_default": ""})


class Trait(SQLModel, table=True):
    """Something a resident chose that campaigns may ask for: a topic of interest, the neighbourhood."""

    person: UUID = Field(primary_key=True)
    about: str = Field(primary_key=True)
    value: str = Field(primary_key=True)
    at: datetime = Field(sa_column=_moment())
