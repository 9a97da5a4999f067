"""The tables as SQLModel classes, private to the store; migrations/ has their history."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, Column, DateTime, Identity, Index, UniqueConstraint, func, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field, SQLModel


def _moment(*, nullable: bool = False, default: bool = True) -> Column[datetime]:
    return Column(
        DateTime(timezone=True), nullable=nullable, server_default=func.clock_timestamp() if default else None
    )


def _json() -> Column[Any]:
    return Column(JSONB, nullable=False, server_default=text("'{}'::jsonb"))


def _big_id() -> Column[int]:
    return Column(BigInteger, Identity(always=True), primary_key=True)


class Conversation(SQLModel, table=True):
    """One resident on one channel account. `state` is written only under the mailbox lease; `owner` and `officer` show
    what it says of hand-over to those who look for whom to answer."""

    __table_args__ = (
        Index("conversation_erased", "erased_at", postgresql_where=text("erased_at IS NOT NULL")),
        Index("conversation_newest", "last_inbound_at", "id"),
        Index("conversation_handed_over", "queued_at", postgresql_where=text("owner IN ('queue', 'person')")),
    )

    id: UUID = Field(primary_key=True)
    person: UUID = Field(index=True)  # the same for all conversations a resident has linked; at first `id`
    channel: str
    account: str
    chat: str  # a mark, see bot/store/vault.py
    address: str = Field(default="", sa_column_kwargs={"server_default": ""})  # what the mark stands for, sealed
    sender_name: str = ""  # sealed
    state: Any = Field(sa_column=_json())  # sealed
    language: str = Field(default="", sa_column_kwargs={"server_default": ""})  # as the last turn left it
    owner: str = Field(default="bot", sa_column_kwargs={"server_default": "bot"})
    officer: str = Field(default="", sa_column_kwargs={"server_default": ""})
    queued_at: datetime | None = Field(sa_column=_moment(nullable=True, default=False))
    erased_at: datetime | None = Field(sa_column=_moment(nullable=True, default=False))
    reachable: bool = Field(default=True, sa_column_kwargs={"server_default": text("true")})
    announcements: bool = Field(default=False, sa_column_kwargs={"server_default": text("false")})  # asked for
    campaigns_stopped: bool = Field(default=False, sa_column_kwargs={"server_default": text("false")})
    last_inbound_at: datetime | None = Field(sa_column=_moment(nullable=True, default=False))
    created_at: datetime = Field(sa_column=_moment())


class Alias(SQLModel, table=True):
    """A name a channel gives a resident (chat id, phone number, business-scoped id), as a mark → the conversation."""

    channel: str = Field(primary_key=True)
    account: str = Field(primary_key=True)
    value: str = Field(primary_key=True)
    conversation: UUID = Field(foreign_key="conversation.id", index=True)


class Inbox(SQLModel, table=True):
    """One event as received, masked and sealed; its commit is the permission to answer 200. Rows also serve as the
    dedupe set."""

    __table_args__ = (
        UniqueConstraint("channel", "account", "external_id"),
        Index("inbox_waiting", "conversation", "id", postgresql_where=text("state = 'waiting'")),
        Index("inbox_age", "received_at", postgresql_where=text("state = 'waiting'")),
        Index("inbox_thread", "conversation", "id"),
        Index("inbox_letters", "state", postgresql_where=text("state IN ('dead', 'unreadable')")),
        Index("inbox_answers", "id", postgresql_where=text("external_id LIKE 'notice:answered:%'")),
    )

    id: int = Field(sa_column=_big_id())
    channel: str
    account: str
    external_id: str
    conversation: UUID | None = Field(default=None, foreign_key="conversation.id")
    body: Any = Field(sa_column=_json())
    state: str = "waiting"  # waiting → handled | dead; unreadable from the start
    attempts: int = Field(default=0, sa_column_kwargs={"server_default": "0"})
    error: str = Field(default="", sa_column_kwargs={"server_default": ""})
    received_at: datetime = Field(sa_column=_moment())
    understood_at: datetime | None = Field(sa_column=_moment(nullable=True, default=False))
    handled_at: datetime | None = Field(sa_column=_moment(nullable=True, default=False))


class Mailbox(SQLModel, table=True):
    """One row per conversation that has work: the unit a worker leases."""

    __table_args__ = (Index("mailbox_ready", "ready_at"), {"postgresql_with": {"fillfactor": "70"}})

    conversation: UUID = Field(primary_key=True, foreign_key="conversation.id")
    ready_at: datetime = Field(sa_column=_moment())
    lease_until: datetime = Field(sa_column=_moment())
    epoch: int = Field(default=0, sa_type=BigInteger, sa_column_kwargs={"server_default": "0"})
    generation: int = Field(default=1, sa_type=BigInteger, sa_column_kwargs={"server_default": "1"})


class Outbox(SQLModel, table=True):
    """One request to a channel, sealed, written in the handler's own transaction."""

    __table_args__ = (
        Index(
            "outbox_due", "channel", "account", "priority", "due_at", "id",
            postgresql_where=text("state = 'queued'"),
        ),
        Index("outbox_chat", "channel", "account", "chat", "id", postgresql_where=text("state = 'queued'")),
        Index("outbox_external", "external_id", postgresql_where=text("external_id <> ''")),
        Index("outbox_held", "conversation", "id", postgresql_where=text("state = 'held'")),
        Index("outbox_thread", "conversation", "id"),
        Index("outbox_letters", "id", postgresql_where=text("state = 'dead'")),
        {"postgresql_with": {"fillfactor": "75"}},
    )  # fmt: skip

    id: int = Field(sa_column=_big_id())
    conversation: UUID | None = Field(default=None, foreign_key="conversation.id")
    channel: str
    account: str
    chat: str
    address: str = Field(default="", sa_column_kwargs={"server_default": ""})
    body: Any = Field(sa_column=_json())
    priority: int = Field(default=0, sa_column_kwargs={"server_default": "0"})
    state: str = "queued"  # queued → sent | dead | held (queued again when the resident writes)
    attempts: int = Field(default=0, sa_column_kwargs={"server_default": "0"})
    taken: int = Field(default=0, sa_column_kwargs={"server_default": "0"})  # how often it was given out to be sent
    due_at: datetime = Field(sa_column=_moment())
    lease_until: datetime = Field(sa_column=_moment())
    dedupe: str = Field(unique=True)
    campaign: UUID | None = None
    answers: int | None = Field(default=None, sa_type=BigInteger)
    external_id: str = Field(default="", sa_column_kwargs={"server_default": ""})
    error: str = Field(default="", sa_column_kwargs={"server_default": ""})
    created_at: datetime = Field(sa_column=_moment())
    sent_at: datetime | None = Field(sa_column=_moment(nullable=True, default=False))


class Receipt(SQLModel, table=True):
    """Every delivery status a channel reported, by the channel's message id: it may come before our own commit."""

    channel: str = Field(primary_key=True)
    account: str = Field(primary_key=True)
    external_id: str = Field(primary_key=True)
    status: str = Field(primary_key=True)
    at: datetime = Field(sa_column=_moment(default=False))
    reference: str = ""
    error_code: int | None = None


class Pace(SQLModel, table=True):
    """When the next request of a channel account may leave; its lock makes one process at a time take rows.

    `failures` in a row and `trouble` ('', 'down', 'blocked') tell the account's health; while there is trouble one
    message at a time is tried, not before `held_until`. Announcements also wait for `campaigns_held_until`.
    """

    __table_args__ = ({"postgresql_with": {"fillfactor": "70"}},)

    channel: str = Field(primary_key=True)
    account: str = Field(primary_key=True)
    next_free_at: datetime = Field(sa_column=_moment())
    held_until: datetime = Field(sa_column=_moment())
    campaigns_held_until: datetime = Field(sa_column=_moment())
    failures: int = Field(default=0, sa_column_kwargs={"server_default": "0"})
    trouble: str = Field(default="", sa_column_kwargs={"server_default": ""})
    reason: str = Field(default="", sa_column_kwargs={"server_default": ""})
    campaigns_reason: str = Field(default="", sa_column_kwargs={"server_default": ""})
    trouble_since: datetime | None = Field(sa_column=_moment(nullable=True, default=False))


class ChatPace(SQLModel, table=True):
    """The GCRA clock of one chat; rows whose clock lies in the past are swept."""

    __tablename__ = "chat_pace"
    __table_args__ = ({"postgresql_with": {"fillfactor": "70"}},)

    channel: str = Field(primary_key=True)
    account: str = Field(primary_key=True)
    chat: str = Field(primary_key=True)
    next_free_at: datetime = Field(sa_column=_moment())


class Cron(SQLModel, table=True):
    """When each job that runs by the clock is due next; moving `next_at` on is the right to run it."""

    name: str = Field(primary_key=True)
    next_at: datetime = Field(sa_column=_moment(default=False), default=None)
    last_at: datetime | None = Field(sa_column=_moment(nullable=True, default=False))
    error: str = Field(default="", sa_column_kwargs={"server_default": ""})


class Timer(SQLModel, table=True):
    """A moment that becomes an inbox row when due, so that it is ordered with messages. One of a name per resident."""

    __table_args__ = (Index("timer_due", "due_at"),)

    key: str = Field(primary_key=True)
    conversation: UUID = Field(foreign_key="conversation.id", index=True)
    due_at: datetime = Field(sa_column=_moment(default=False), default=None)
    body: Any = Field(sa_column=_json())  # sealed


class Question(SQLModel, table=True):
    """What residents asked (masked, sealed), what the NLU thought and what was answered; `for_staff` waits for a
    person."""

    __table_args__ = (
        Index("question_open", "asked_at", postgresql_where=text("for_staff AND closed_at IS NULL")),
        Index("question_answered", "answered", "asked_at"),
        Index(
            "question_review", "asked_at",
            postgresql_where=text("band IN ('clarify', 'hand_over') OR helpful = false OR for_staff"),
        ),
        Index("question_secret", "conversation", postgresql_where=text("reason = 'secret'")),
        Index("question_campaign", "campaign", postgresql_where=text("campaign IS NOT NULL")),
    )  # fmt: skip

    id: str = Field(primary_key=True)
    conversation: UUID = Field(foreign_key="conversation.id", index=True)
    event: int | None = Field(default=None, sa_type=BigInteger)  # the inbox row that asked it
    campaign: UUID | None = None  # the announcement it answers, by words or by a tap
    text: str
    language: str
    band: str
    answered: str = ""
    ranking: list[dict[str, Any]] = Field(sa_column=Column(JSONB, nullable=False))
    model: str = ""
    for_staff: bool = False
    reason: str = ""
    helpful: bool | None = None
    why: str = Field(default="", sa_column_kwargs={"server_default": ""})
    why_words: str = Field(default="", sa_column_kwargs={"server_default": ""})
    asked_at: datetime = Field(sa_column=_moment())
    closed_at: datetime | None = Field(sa_column=_moment(nullable=True, default=False))


class Keyring(SQLModel, table=True):
    """One row: a mark made when the database was begun, by which a wrong SECRET_KEY is seen at start."""

    one: bool = Field(default=True, primary_key=True)
    mark: str


class EventCount(SQLModel, table=True):
    """How many events of kinds we do not act on came in."""

    __tablename__ = "event_count"

    channel: str = Field(primary_key=True)
    what: str = Field(primary_key=True)
    count: int = Field(sa_type=BigInteger)
