"""Pace per chat, health of accounts, held replies, timers that ring, jobs by the clock"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

_NOW = sa.text("clock_timestamp()")


def upgrade() -> None:
    op.add_column("conversation", sa.Column("campaigns_stopped", sa.Boolean(), server_default=sa.text("false"), nullable=False))
    op.add_column("outbox", sa.Column("taken", sa.Integer(), server_default="0", nullable=False))
    # An index that starts like outbox_chat but is smaller tempts the planner to search it for chats.
    op.drop_index("outbox_external", table_name="outbox")
    op.create_index("outbox_external", "outbox", ["external_id"], postgresql_where=sa.text("external_id <> ''"))
    op.create_index("outbox_held", "outbox", ["conversation", "id"], postgresql_where=sa.text("state = 'held'"))
    op.create_index("outbox_letters", "outbox", ["id"], postgresql_where=sa.text("state = 'dead'"))
    op.create_index("inbox_age", "inbox", ["received_at"], postgresql_where=sa.text("state = 'waiting'"))
    op.create_index("inbox_letters", "inbox", ["state"], postgresql_where=sa.text("state IN ('dead', 'unreadable')"))
    for name in ("held_until", "campaigns_held_until"):
        op.add_column("pace", sa.Column(name, sa.DateTime(timezone=True), server_default=_NOW, nullable=False))
    op.add_column("pace", sa.Column("failures", sa.Integer(), server_default="0", nullable=False))
    op.add_column("pace", sa.Column("trouble", sa.String(), server_default="", nullable=False))
    op.add_column("pace", sa.Column("reason", sa.String(), server_default="", nullable=False))
    op.add_column("pace", sa.Column("trouble_since", sa.DateTime(timezone=True), nullable=True))
    op.create_table(
        "chat_pace",
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("account", sa.String(), nullable=False),
        sa.Column("chat", sa.String(), nullable=False),
        sa.Column("next_free_at", sa.DateTime(timezone=True), server_default=_NOW, nullable=False),
        sa.PrimaryKeyConstraint("channel", "account", "chat"),
        postgresql_with={"fillfactor": "70"},
    )
    op.create_table(
        "cron",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("next_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("error", sa.String(), server_default="", nullable=False),
        sa.PrimaryKeyConstraint("name"),
    )
    op.create_index("timer_due", "timer", ["due_at"])
    op.create_index("ix_timer_conversation", "timer", ["conversation"])
    # These tables are rewritten all the time: dead rows must go before they pile up.
    for table in ("mailbox", "pace", "chat_pace", "outbox"):
        op.execute(f"ALTER TABLE {table} SET (autovacuum_vacuum_scale_factor = 0.01, autovacuum_vacuum_threshold = 500)")


def downgrade() -> None:
    for table in ("mailbox", "pace", "outbox"):
        op.execute(f"ALTER TABLE {table} RESET (autovacuum_vacuum_scale_factor, autovacuum_vacuum_threshold)")
    op.drop_index("ix_timer_conversation", table_name="timer")
    op.drop_index("timer_due", table_name="timer")
    op.drop_table("cron")
    op.drop_table("chat_pace")
    for name in ("trouble_since", "reason", "trouble", "failures", "campaigns_held_until", "held_until"):
        op.drop_column("pace", name)
    op.drop_index("inbox_letters", table_name="inbox")
    op.drop_index("inbox_age", table_name="inbox")
    op.drop_index("outbox_external", table_name="outbox")
    op.create_index("outbox_external", "outbox", ["channel", "account", "external_id"])
    op.drop_index("outbox_letters", table_name="outbox")
    op.drop_index("outbox_held", table_name="outbox")
    op.drop_column("outbox", "taken")
    op.drop_column("conversation", "campaigns_stopped")
