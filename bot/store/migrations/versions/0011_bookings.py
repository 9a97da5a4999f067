"""Appointments residents made at the counter."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "booking",
        sa.Column("mark", sa.String(), primary_key=True),
        sa.Column("person", sa.Uuid(), nullable=False),
        sa.Column("registration", sa.String(), nullable=False),
        sa.Column("born", sa.String(), nullable=False),
        sa.Column("topic", sa.String(), nullable=False),
        sa.Column("start_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "created_at", sa.DateTime(timezone=True), server_default=sa.text("clock_timestamp()"), nullable=False
        ),
    )
    op.create_index("ix_booking_person", "booking", ["person"])


def downgrade() -> None:
    op.drop_table("booking")
