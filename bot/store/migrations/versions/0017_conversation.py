"""Ready-made replies, and files that staff send to residents."""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

NOW = sa.text("clock_timestamp()")


def upgrade() -> None:
    op.create_table(
        "canned_reply",
        sa.Column("id", sa.Uuid(), primary_key=True),
        sa.Column("owner", sa.Uuid(), sa.ForeignKey("staff_account.id"), nullable=True),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("words", sa.String(), nullable=False),
        sa.Column("topic", sa.String(), server_default="", nullable=False),
        sa.Column("edition", sa.String(), server_default="", nullable=False),
        sa.Column("author", sa.String(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), server_default=NOW, nullable=False),
    )
    op.create_index("ix_canned_reply_owner", "canned_reply", ["owner"])
    op.create_table(
        "answer_file",
        sa.Column("id", sa.Uuid(), primary_key=True),
        sa.Column("conversation", sa.Uuid(), nullable=False),
        sa.Column("account", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("mime_type", sa.String(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("content", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=NOW, nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
    )
    op.create_index("ix_answer_file_conversation", "answer_file", ["conversation"])
    op.create_index("answer_file_kept", "answer_file", ["created_at"], postgresql_where=sa.text("content <> ''"))


def downgrade() -> None:
    for table in ("answer_file", "canned_reply"):
        op.drop_table(table)
