"""The tables of consent and of linking, private to the store."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlmodel import Field, SQLModel

from bot.store.tables import _big_id, _moment


class Consent(SQLModel, table=True):
    """A line of the consent ledger; nothing is ever changed in it. It goes with the person."""

    id: int = Field(sa_column=_big_id(), default=None)
    person: UUID = Field(index=True)
    channel: str
    about: str
    decision: str
    words: str
    at: datetime = Field(sa_column=_moment())


class StrangerStop(SQLModel, table=True):
    """What somebody told WhatsApp itself about announcements before we know them, by the mark of their number; it goes
    into the ledger once there is a conversation. `decision`: yes or no."""

    __tablename__ = "stranger_stop"

    channel: str = Field(primary_key=True)
    account: str = Field(primary_key=True)
    value: str = Field(primary_key=True)
    decision: str
    words: str
    at: datetime = Field(sa_column=_moment(default=False))


class LinkCode(SQLModel, table=True):
    """A code that waits to be written on another channel, by its mark."""

    __tablename__ = "link_code"

    mark: str = Field(primary_key=True)
    person: UUID
    expires_at: datetime = Field(sa_column=_moment(default=False), default=None)
