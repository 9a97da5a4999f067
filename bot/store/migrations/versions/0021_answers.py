"""Answers that wait for a second editor, what editors are writing, and what others propose."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None

NOW = sa.text("clock_timestamp()")
NONE = sa.text("'{}'::jsonb")


def upgrade() -> None:
    for column in (
        sa.Column("base", sa.Integer(), server_default="0", nullable=False),
        sa.Column("kind", sa.String(), server_default="edit", nullable=False),
        sa.Column("restores", sa.Integer(), nullable=True),
        sa.Column("key", sa.String(), nullable=True),
        sa.Column("submitted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("sent_back_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("sent_back_by", sa.String(), server_default="", nullable=False),
        sa.Column("sent_back_words", sa.String(), server_default="", nullable=False),
    ):
        op.add_column("topic_version", column)
    op.create_unique_constraint("topic_version_key_key", "topic_version", ["key"])
    op.create_index(
        "topic_version_waiting",
        "topic_version",
        ["topic"],
        postgresql_where=sa.text("submitted_at IS NOT NULL AND published_at IS NULL AND sent_back_at IS NULL"),
    )
    op.create_table(
        "answer_draft",
        sa.Column("topic", sa.String(), primary_key=True),
        sa.Column("editor", sa.String(), primary_key=True),
        sa.Column("base", sa.Integer(), nullable=False),
        sa.Column("content", postgresql.JSONB(astext_type=sa.Text()), server_default=NONE, nullable=False),
        sa.Column("note", sa.String(), server_default="", nullable=False),
        sa.Column("kept_at", sa.DateTime(timezone=True), server_default=NOW, nullable=False),
    )
    op.create_table(
        "answer_proposal",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), primary_key=True),
        sa.Column("key", sa.String(), nullable=False, unique=True),
        sa.Column("topic", sa.String(), server_default="", nullable=False),
        sa.Column("words", sa.String(), nullable=False),
        sa.Column("author", sa.String(), nullable=False),
        sa.Column("proposed_at", sa.DateTime(timezone=True), server_default=NOW, nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_by", sa.String(), server_default="", nullable=False),
        sa.Column("reply", sa.String(), server_default="", nullable=False),
    )
    op.create_index("question_answered", "question", ["answered", "asked_at"])


def downgrade() -> None:
    op.drop_index("question_answered", "question")
    op.drop_table("answer_proposal")
    op.drop_table("answer_draft")
    op.drop_index("topic_version_waiting", "topic_version")
    op.drop_constraint("topic_version_key_key", "topic_version")
    for column in (
        "sent_back_words",
        "sent_back_by",
        "sent_back_at",
        "submitted_at",
        "key",
        "restores",
        "kind",
        "base",
    ):
        op.drop_column("topic_version", column)
