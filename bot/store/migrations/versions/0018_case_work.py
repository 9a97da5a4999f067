"""Staff's work on cases: priority, who works on it, the number at SP4N-LAPOR!, notes residents do not see."""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

NOW = sa.text("clock_timestamp()")
OPEN = sa.text("state NOT IN ('done', 'declined', 'closed')")


def upgrade() -> None:
    # Extortion begins higher (bot.domain.cases.first_priority); those that are here already are caught up.
    op.add_column("resident_case", sa.Column("hurry", sa.SmallInteger(), server_default="2", nullable=False))
    op.execute("UPDATE resident_case SET hurry = 1 WHERE category = 'extortion'")
    op.add_column("resident_case", sa.Column("assignee", sa.Uuid(), sa.ForeignKey("staff_account.id")))
    op.add_column("resident_case", sa.Column("lapor", sa.String(), server_default="", nullable=False))
    op.create_index("ix_resident_case_assignee", "resident_case", ["assignee"])
    op.create_index(
        "case_work",
        "resident_case",
        [
            sa.text("(state = 'answered')"),
            sa.text("coalesce(next_on, '9999-12-31'::date)"),
            "hurry",
            "received_at",
            "number",
        ],
        postgresql_where=OPEN,
    )
    op.create_index("case_received", "resident_case", ["received_at", "number"])
    op.create_table(
        "case_note",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), primary_key=True),
        sa.Column("number", sa.String(), sa.ForeignKey("resident_case.number"), nullable=False),
        sa.Column("key", sa.String(), unique=True),
        sa.Column("at", sa.DateTime(timezone=True), server_default=NOW, nullable=False),
        sa.Column("author", sa.String(), nullable=False),
        sa.Column("what", sa.String(), nullable=False),
        sa.Column("words", sa.String(), server_default="", nullable=False),
    )
    op.create_index("ix_case_note_number", "case_note", ["number"])


def downgrade() -> None:
    op.drop_table("case_note")
    for index in ("case_received", "case_work", "ix_resident_case_assignee"):
        op.drop_index(index, "resident_case")
    for column in ("lapor", "assignee", "hurry"):
        op.drop_column("resident_case", column)
