"""The review of questions: groups, members, acts, taught examples, and officers' answers as proposals."""

from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

NOW = sa.text("clock_timestamp()")


def _moment(name: str, *, nullable: bool = False) -> sa.Column[Any]:
    return sa.Column(name, sa.DateTime(timezone=True), server_default=None if nullable else NOW, nullable=nullable)


def _text(name: str, default: str | None = "") -> sa.Column[Any]:
    return sa.Column(name, sa.String(), server_default=default, nullable=False)


def _count(name: str) -> sa.Column[Any]:
    return sa.Column(name, sa.Integer(), server_default="0", nullable=False)


def _question(*, primary: bool) -> sa.Column[Any]:
    link = sa.ForeignKey("question.id", ondelete="CASCADE")
    return sa.Column("question", sa.String(), link, primary_key=primary, nullable=not primary)


def upgrade() -> None:
    op.create_table(
        "review_group",
        sa.Column("id", sa.Uuid(), primary_key=True),
        _count("open"),
        _count("residents"),
        _moment("newest_at"),
        _count("version"),
        _text("holder"),
        _moment("held_until", nullable=True),
        _moment("skipped_at", nullable=True),
        _text("proposed"),
        _text("proposed_title"),
        _text("proposed_by"),
        _text("last_label"),
    )
    op.create_index(
        "review_group_open", "review_group", ["residents", "newest_at"], postgresql_where=sa.text("open > 0")
    )
    op.create_table(
        "review_member",
        _question(primary=True),
        sa.Column("grp", sa.Uuid(), sa.ForeignKey("review_group.id"), nullable=False),
        _text("label"),
        _text("title"),
        _text("reviewed_by"),
        sa.Column("act", sa.Uuid(), nullable=True),
    )
    op.create_index("ix_review_member_grp", "review_member", ["grp"])
    op.create_index("ix_review_member_act", "review_member", ["act"])
    op.create_table(
        "review_act",
        sa.Column("id", sa.Uuid(), primary_key=True),
        _text("actor", None),
        _text("what", None),
        sa.Column("grp", sa.Uuid(), nullable=False),
        _text("label"),
        sa.Column("before", JSONB(), server_default=sa.text("'[]'::jsonb"), nullable=False),
        _count("examples"),
        _moment("at"),
        _moment("undone_at", nullable=True),
    )
    op.create_index("review_act_actor", "review_act", ["actor", "at"])
    op.create_table(
        "taught_example",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), primary_key=True),
        *(_text(name, None) for name in ("text", "mark", "label", "language", "reviewed_by")),
        sa.Column("held_out", sa.Boolean(), nullable=False),
        sa.Column("act", sa.Uuid(), nullable=False),
        _moment("at"),
        _moment("withdrawn_at", nullable=True),
    )
    op.create_index(
        "taught_example_once", "taught_example", ["mark"], unique=True, postgresql_where=sa.text("withdrawn_at IS NULL")
    )
    op.create_index("ix_taught_example_act", "taught_example", ["act"])
    op.create_table(
        "answer_candidate",
        sa.Column("id", sa.Uuid(), primary_key=True),
        sa.Column("source", sa.String(), nullable=False, unique=True),
        _question(primary=False),
        _text("asked", None),
        _text("text", None),
        _text("topic"),
        _text("title"),
        _text("language", None),
        _text("officer", None),
        _moment("made_at"),
        _text("state", "open"),
        _text("decided_by"),
        _moment("decided_at", nullable=True),
    )
    op.create_index("answer_candidate_state", "answer_candidate", ["state", "made_at"])
    op.create_index("ix_answer_candidate_question", "answer_candidate", ["question"])
    op.create_index(
        "question_review",
        "question",
        ["asked_at"],
        postgresql_where=sa.text("band IN ('clarify', 'hand_over') OR helpful = false OR for_staff"),
    )
    op.create_index(
        "inbox_answers", "inbox", ["id"], postgresql_where=sa.text("external_id LIKE 'notice:answered:%'")
    )


def downgrade() -> None:
    op.drop_index("inbox_answers", "inbox")
    op.drop_index("question_review", "question")
    for table in ("answer_candidate", "taught_example", "review_act", "review_member", "review_group"):
        op.drop_table(table)
