"""The pilot group, to whom trials of campaigns go."""

import sqlalchemy as sa
from alembic import op

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "campaign_pilot",
        sa.Column("conversation", sa.Uuid(), sa.ForeignKey("conversation.id", ondelete="CASCADE"), primary_key=True),
        sa.Column("label", sa.String(), server_default="", nullable=False),
        sa.Column("added_by", sa.String(), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), server_default=sa.text("clock_timestamp()"), nullable=False),
    )


def downgrade() -> None:
    op.drop_table("campaign_pilot")
