"""Lists written in parts, questions that answer an announcement, and the openings of a day found quickly."""

import sqlalchemy as sa
from alembic import op

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None

PARTS = 64


def upgrade() -> None:
    op.add_column("campaign", sa.Column("parts_listed", sa.Integer(), server_default="0", nullable=False))
    op.execute(f"UPDATE campaign SET parts_listed = {PARTS} WHERE started_at IS NOT NULL")
    op.add_column("question", sa.Column("campaign", sa.Uuid()))
    op.create_index(
        "question_campaign", "question", ["campaign"], postgresql_where=sa.text("campaign IS NOT NULL")
    )
    op.create_index(
        "campaign_recipient_opened",
        "campaign_recipient",
        ["channel", "account", "at", "person"],
        postgresql_where=sa.text("opens AND fate IN ('queued', 'sent')"),
    )


def downgrade() -> None:
    op.drop_index("campaign_recipient_opened", "campaign_recipient")
    op.drop_index("question_campaign", "question")
    op.drop_column("question", "campaign")
    op.drop_column("campaign", "parts_listed")
