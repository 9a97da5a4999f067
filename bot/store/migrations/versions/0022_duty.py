"""Who is on duty, what staff are told, their own Telegram, letters put aside, and what processes tell of themselves."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None

NOW = sa.text("clock_timestamp()")
NO_JSON = sa.text("'{}'::jsonb")
MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "process_beat",
        sa.Column("id", sa.Uuid(), primary_key=True),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("host", sa.String(), nullable=False),
        sa.Column("version", sa.String(), nullable=False),
        sa.Column("view", JSONB(), server_default=NO_JSON, nullable=False),
        sa.Column("started_at", MOMENT, server_default=NOW, nullable=False),
        sa.Column("seen_at", MOMENT, server_default=NOW, nullable=False),
        postgresql_with={"fillfactor": "50"},
    )
    op.create_table(
        "staff_notice",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), primary_key=True),
        sa.Column("account", sa.Uuid(), sa.ForeignKey("staff_account.id"), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("link", sa.String(), nullable=False),
        sa.Column("facts", JSONB(), server_default=NO_JSON, nullable=False),
        sa.Column("created_at", MOMENT, server_default=NOW, nullable=False),
        sa.Column("seen_at", MOMENT),
        sa.Column("sent_at", MOMENT),
        sa.UniqueConstraint("account", "key"),
    )
    op.create_index("staff_notice_of", "staff_notice", ["account", "id"])
    unseen = sa.text("seen_at IS NULL")
    op.create_index("staff_notice_unseen", "staff_notice", ["account", "id"], postgresql_where=unseen)
    op.create_table(
        "staff_phone",
        sa.Column("account", sa.Uuid(), sa.ForeignKey("staff_account.id"), primary_key=True),
        sa.Column("conversation", sa.Uuid(), sa.ForeignKey("conversation.id", ondelete="SET NULL"), unique=True),
        sa.Column("linked_at", MOMENT),
        sa.Column("code", sa.String(), unique=True),
        sa.Column("code_until", MOMENT),
        sa.Column("code_used_by", sa.Uuid()),
    )
    op.create_table(
        "staff_duty",
        sa.Column("account", sa.Uuid(), sa.ForeignKey("staff_account.id"), primary_key=True),
        sa.Column("away_until", MOMENT),
        sa.Column("here_until", MOMENT),
        sa.Column("reason", sa.String(), server_default="", nullable=False),
        sa.Column("set_by", sa.String(), server_default="", nullable=False),
        sa.Column("any_hour", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("muted", ARRAY(sa.String()), server_default=sa.text("'{}'"), nullable=False),
    )
    op.create_table(
        "discarded_letter",
        sa.Column("side", sa.String(), primary_key=True),
        sa.Column("letter", sa.BigInteger(), primary_key=True, autoincrement=False),
        sa.Column("by", sa.Uuid(), sa.ForeignKey("staff_account.id"), nullable=False),
        sa.Column("at", MOMENT, server_default=NOW, nullable=False),
    )


def downgrade() -> None:
    for table in ("discarded_letter", "staff_duty", "staff_phone", "staff_notice", "process_beat"):
        op.drop_table(table)
