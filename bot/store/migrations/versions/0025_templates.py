"""WhatsApp templates: their state as Meta tells it, and what happened to them."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "whatsapp_template",
        sa.Column("name", sa.String(), primary_key=True),
        sa.Column("language", sa.String(), primary_key=True),
        sa.Column("meta_id", sa.String(), server_default="", nullable=False),
        sa.Column("category", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("quality", sa.String(), server_default="unknown", nullable=False),
        sa.Column("reason", sa.String(), server_default="", nullable=False),
        sa.Column("parts", JSONB(), server_default=sa.text("'{}'::jsonb"), nullable=False),
        sa.Column("made_by", sa.String(), server_default="", nullable=False),
        sa.Column("state_at", sa.DateTime(timezone=True)),
        sa.Column("quality_at", sa.DateTime(timezone=True)),
        sa.Column("category_at", sa.DateTime(timezone=True)),
        sa.Column("synced_at", sa.DateTime(timezone=True)),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.func.clock_timestamp(), nullable=False),
    )
    op.create_table(
        "whatsapp_template_event",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), primary_key=True),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), server_default=sa.func.clock_timestamp(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("what", sa.String(), nullable=False),
        sa.Column("value", sa.String(), server_default="", nullable=False),
        sa.Column("actor", sa.String(), server_default="", nullable=False),
        sa.Column("note", sa.String(), server_default="", nullable=False),
        sa.Column("late", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("fingerprint", sa.String(), unique=True),
    )
    op.create_index("whatsapp_template_event_of", "whatsapp_template_event", ["name", "language", "id"])
    op.create_table(
        "whatsapp_template_sync",
        sa.Column("one", sa.Boolean(), server_default=sa.text("true"), primary_key=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("problem", sa.String(), server_default="", nullable=False),
    )


def downgrade() -> None:
    for name in ("whatsapp_template_sync", "whatsapp_template_event", "whatsapp_template"):
        op.drop_table(name)
