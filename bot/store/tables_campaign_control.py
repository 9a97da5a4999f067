"""The table of the pilot group, private to the store."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlmodel import Field, SQLModel

from bot.store.tables import _moment


class CampaignPilot(SQLModel, table=True):
    """Somebody who agreed to get trials of campaigns. `label`, what staff call them, is sealed."""

    __tablename__ = "campaign_pilot"

    conversation: UUID = Field(primary_key=True, foreign_key="conversation.id", ondelete="CASCADE")
    label: str = Field(default="", sa_column_kwargs={"server_default": ""})
    added_by: str
    added_at: datetime = Field(sa_column=_moment())
