"""One person may have several conversations; why an answer did not help."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("conversation", sa.Column("person", sa.Uuid(), nullable=True))
    op.execute("UPDATE conversation SET person = id")
    op.alter_column("conversation", "person", nullable=False)
    op.create_index("ix_conversation_person", "conversation", ["person"])
    op.add_column("question", sa.Column("why", sa.String(), server_default="", nullable=False))
    op.add_column("question", sa.Column("why_words", sa.String(), server_default="", nullable=False))


def downgrade() -> None:
    op.drop_column("question", "why_words")
    op.drop_column("question", "why")
    op.drop_index("ix_conversation_person", "conversation")
    op.drop_column("conversation", "person")
