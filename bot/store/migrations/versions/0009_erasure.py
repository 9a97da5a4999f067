"""When a resident had their data erased."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("conversation", sa.Column("erased_at", sa.DateTime(timezone=True), nullable=True))
    op.create_index(
        "conversation_erased", "conversation", ["erased_at"], postgresql_where=sa.text("erased_at IS NOT NULL")
    )


def downgrade() -> None:
    op.drop_index("conversation_erased", "conversation")
    op.drop_column("conversation", "erased_at")
