"""Which officer has a conversation, and since when it waits for one."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("conversation", sa.Column("officer", sa.String(), server_default="", nullable=False))
    op.add_column("conversation", sa.Column("queued_at", sa.DateTime(timezone=True), nullable=True))
    op.create_index(
        "conversation_handed_over",
        "conversation",
        ["queued_at"],
        postgresql_where=sa.text("owner IN ('queue', 'person')"),
    )


def downgrade() -> None:
    op.drop_index("conversation_handed_over", "conversation")
    op.drop_column("conversation", "queued_at")
    op.drop_column("conversation", "officer")
