"""Look-ups of applications: watches, tries, and a log."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

NOW = sa.text("clock_timestamp()")


def upgrade() -> None:
    op.create_table(
        "watch",
        sa.Column("person", sa.Uuid(), primary_key=True),
        sa.Column("mark", sa.String(), primary_key=True),
        sa.Column("registration", sa.String(), nullable=False),
        sa.Column("born", sa.String(), nullable=False),
        sa.Column("told", sa.Integer(), nullable=False),
        sa.Column("polled_at", sa.DateTime(timezone=True), server_default=NOW, nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=NOW, nullable=False),
    )
    op.create_index("ix_watch_mark", "watch", ["mark"])
    op.create_table(
        "attempt",
        sa.Column("mark", sa.String(), primary_key=True),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("first_at", sa.DateTime(timezone=True), server_default=NOW, nullable=False),
        sa.Column("locked_until", sa.DateTime(timezone=True), nullable=True),
    )
    op.create_table(
        "lookup",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), primary_key=True),
        sa.Column("person", sa.Uuid(), nullable=False),
        sa.Column("mark", sa.String(), nullable=False),
        sa.Column("registration", sa.String(), nullable=False),
        sa.Column("outcome", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), server_default=NOW, nullable=False),
    )
    op.create_index("ix_lookup_person", "lookup", ["person"])
    op.create_index("ix_lookup_mark", "lookup", ["mark"])


def downgrade() -> None:
    for table in ("lookup", "attempt", "watch"):
        op.drop_table(table)
