"""Threads by conversation, for officers and for a resident's own file; a question knows the event that asked it."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("inbox_thread", "inbox", ["conversation", "id"])
    op.create_index("outbox_thread", "outbox", ["conversation", "id"])
    op.add_column("question", sa.Column("event", sa.BigInteger(), nullable=True))


def downgrade() -> None:
    op.drop_column("question", "event")
    op.drop_index("outbox_thread", "outbox")
    op.drop_index("inbox_thread", "inbox")
