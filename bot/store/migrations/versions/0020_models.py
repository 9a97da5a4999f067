"""Language models: jobs that train them, what they proved, which one answers, and who trains and serves."""

from datetime import datetime

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None

NOW = sa.text("clock_timestamp()")
NO, YES = sa.text("false"), sa.text("true")


def _text(name: str, server_default: str | None = None) -> sa.Column[str]:
    return sa.Column(name, sa.String(), nullable=False, server_default=server_default)


def _optional(name: str) -> sa.Column[str]:
    return _text(name, server_default="")


def _moment(name: str) -> sa.Column[datetime]:
    return sa.Column(name, sa.DateTime(timezone=True), server_default=NOW, nullable=False)


def _later(name: str) -> sa.Column[datetime]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=True)


def upgrade() -> None:
    op.create_table(
        "language_model",
        sa.Column("name", sa.String(), primary_key=True),
        _moment("made_at"),
        _text("files"),
        sa.Column("taught", sa.Integer(), server_default="0", nullable=False),
        _later("taught_until"),
        _text("state", server_default="candidate"),
        sa.Column("evaluation", JSONB(none_as_null=True), nullable=True),
    )
    op.create_table(
        "model_job",
        sa.Column("id", sa.Uuid(), primary_key=True),
        sa.Column("key", sa.Uuid(), nullable=False, unique=True),
        _text("asked_by"),
        _moment("asked_at"),
        _text("state", server_default="waiting"),
        sa.Column("open", sa.Boolean(), server_default=YES, nullable=False),
        _optional("phase"),
        sa.Column("percent", sa.Integer(), server_default="0", nullable=False),
        _optional("reason"),
        _optional("model"),
        sa.Column("compares", sa.Boolean(), server_default=NO, nullable=False),
        sa.Column("cancelling", sa.Boolean(), server_default=NO, nullable=False),
        sa.Column("runner", sa.Uuid(), nullable=True),
        _later("seen_at"),
        _later("ended_at"),
    )
    op.create_index("model_job_open", "model_job", ["open"], unique=True, postgresql_where=sa.text("open"))
    op.create_table(
        "model_activation",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), primary_key=True),
        sa.Column("model", sa.String(), sa.ForeignKey("language_model.name"), nullable=False),
        _optional("before"),
        _text("by"),
        _moment("at"),
        _text("how"),
    )
    op.create_table(
        "model_judgement",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), primary_key=True),
        sa.Column("model", sa.String(), sa.ForeignKey("language_model.name", ondelete="CASCADE"), nullable=False),
        _text("exam"),
        _optional("text"),
        _optional("mark"),
        _text("label"),
        _text("change"),
        _optional("before_band"),
        _optional("before_label"),
        _text("after_band"),
        _text("after_label"),
    )
    op.create_index("ix_model_judgement_model", "model_judgement", ["model", "exam", "label"])
    op.create_table(
        "changed_answer",
        sa.Column("model", sa.String(), sa.ForeignKey("language_model.name", ondelete="CASCADE"), primary_key=True),
        sa.Column("question", sa.String(), sa.ForeignKey("question.id", ondelete="CASCADE"), primary_key=True),
        _text("change"),
        _text("before_band"),
        _text("before_label"),
        _text("after_band"),
        _text("after_label"),
    )
    op.create_index("ix_changed_answer_question", "changed_answer", ["question"])
    op.create_table(
        "model_station",
        sa.Column("name", sa.String(), primary_key=True),
        _text("kind"),
        _optional("model"),
        _optional("problem"),
        _moment("seen_at"),
    )


def downgrade() -> None:
    for table in (
        "model_station",
        "changed_answer",
        "model_judgement",
        "model_activation",
        "model_job",
        "language_model",
    ):
        op.drop_table(table)
