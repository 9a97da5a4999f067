"""Campaigns, their recipients, what happened to them, and what residents chose that they may ask for."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None

NOW = sa.text("clock_timestamp()")
EMPTY = sa.text("'{}'::jsonb")


def _text(name: str, default: str | None = "") -> "sa.Column[object]":
    return sa.Column(name, sa.String(), server_default=default, nullable=False)


def _moment(name: str, *, now: bool = False) -> "sa.Column[object]":
    return sa.Column(name, sa.DateTime(timezone=True), server_default=NOW if now else None, nullable=not now)


def upgrade() -> None:
    op.add_column("conversation", _text("language"))
    op.create_table(
        "campaign",
        sa.Column("id", sa.Uuid(), primary_key=True),
        _text("name", None),
        _text("state", "draft"),
        sa.Column("edition", sa.Integer(), server_default="1", nullable=False),
        _text("author", None),
        sa.Column("editors", JSONB(), server_default=EMPTY, nullable=False),
        _text("submitted_by"),
        _text("approved_by"),
        _text("topic"),
        sa.Column("emergency", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("corrects", sa.Uuid(), sa.ForeignKey("campaign.id")),
        sa.Column("message", JSONB(), server_default=EMPTY, nullable=False),
        sa.Column("audience", JSONB(), server_default=EMPTY, nullable=False),
        _moment("due_at"),
        _moment("created_at", now=True),
        _moment("started_at"),
        _moment("ended_at"),
    )
    op.create_table(
        "campaign_recipient",
        sa.Column("campaign", sa.Uuid(), sa.ForeignKey("campaign.id"), primary_key=True),
        sa.Column("conversation", sa.Uuid(), primary_key=True),
        sa.Column("person", sa.Uuid(), nullable=False),
        _text("channel", None),
        _text("account", None),
        sa.Column("version", sa.Integer(), server_default="0", nullable=False),
        _text("fate", "pending"),
        _text("reason"),
        sa.Column("opens", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("outbox", sa.BigInteger()),
        _moment("at", now=True),
        postgresql_with={"fillfactor": "80"},
    )
    for name, columns, fates in (
        ("pending", ["channel", "account", "campaign", "conversation"], "fate = 'pending'"),
        ("open", ["campaign"], "fate IN ('pending', 'queued')"),
        ("queued", ["outbox"], "fate = 'queued'"),
        ("person", ["person", "at"], "fate IN ('queued', 'sent')"),
    ):
        op.create_index(
            f"campaign_recipient_{name}", "campaign_recipient", columns, postgresql_where=sa.text(fates)
        )
    op.create_table(
        "campaign_event",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), primary_key=True),
        sa.Column("campaign", sa.Uuid(), sa.ForeignKey("campaign.id"), nullable=False, index=True),
        _moment("at", now=True),
        _text("actor", None),
        _text("act", None),
        _text("note"),
    )
    op.create_table(
        "trait",
        sa.Column("person", sa.Uuid(), primary_key=True),
        sa.Column("about", sa.String(), primary_key=True),
        sa.Column("value", sa.String(), primary_key=True),
        _moment("at", now=True),
    )


def downgrade() -> None:
    for table in ("trait", "campaign_event", "campaign_recipient", "campaign"):
        op.drop_table(table)
    op.drop_column("conversation", "language")
