"""The shared inbox: who has which conversation, labels, notes, drafts, presence; and search by keyed marks."""

from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import ARRAY

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

NOW = sa.text("clock_timestamp()")
NONE = sa.text("'{}'")


def moment(name: str) -> sa.Column[datetime]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=True)


def now(name: str) -> sa.Column[datetime]:
    return sa.Column(name, sa.DateTime(timezone=True), server_default=NOW, nullable=False)


def conversation(*, key: bool = False) -> sa.Column[UUID]:
    whose = sa.ForeignKey("conversation.id", ondelete="CASCADE")
    return sa.Column("conversation", sa.Uuid(), whose, primary_key=key, nullable=False)


def account(name: str = "account", *, key: bool = False, nullable: bool = False) -> sa.Column[UUID]:
    return sa.Column(name, sa.Uuid(), sa.ForeignKey("staff_account.id"), primary_key=key, nullable=nullable)


def upgrade() -> None:
    op.create_table(
        "desk_card",
        conversation(key=True),
        account(nullable=True),
        moment("held_since"),
        moment("snoozed_at"),
        moment("snoozed_until"),
        moment("closed_at"),
        sa.Column("labels", ARRAY(sa.String()), server_default=NONE, nullable=False),
        sa.Column("act", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("answer", sa.BigInteger(), server_default="0", nullable=False),
        account("answered_by", nullable=True),
        moment("answered_at"),
    )
    op.create_index("desk_card_held", "desk_card", ["account"], postgresql_where=sa.text("account IS NOT NULL"))
    snoozed = sa.text("snoozed_until IS NOT NULL")
    op.create_index("desk_card_snoozed", "desk_card", ["snoozed_until"], postgresql_where=snoozed)
    op.create_index("desk_card_labels", "desk_card", ["labels"], postgresql_using="gin")
    op.create_table("desk_label", sa.Column("name", sa.String(), primary_key=True), now("used_at"))
    _beside_a_conversation()
    _search()
    _found_quickly()


def _beside_a_conversation() -> None:
    op.create_table(
        "desk_note",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), primary_key=True),
        conversation(),
        account("author"),
        sa.Column("words", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=False, unique=True),
        now("at"),
    )
    op.create_index("ix_desk_note_conversation", "desk_note", ["conversation"])
    op.create_table(
        "desk_mention",
        sa.Column("note", sa.BigInteger(), sa.ForeignKey("desk_note.id", ondelete="CASCADE"), primary_key=True),
        account(key=True),
        moment("read_at"),
    )
    op.create_index("desk_mention_unread", "desk_mention", ["account"], postgresql_where=sa.text("read_at IS NULL"))
    op.create_table(
        "desk_draft",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), primary_key=True),
        conversation(),
        account(),
        sa.Column("words", sa.String(), nullable=False),
        now("at"),
        sa.UniqueConstraint("conversation", "account"),
    )
    op.create_table(
        "desk_presence",
        sa.Column("conversation", sa.Uuid(), primary_key=True),
        sa.Column("account", sa.Uuid(), primary_key=True),
        sa.Column("doing", sa.String(), nullable=False),
        sa.Column("until_at", sa.DateTime(timezone=True), nullable=False),
        prefixes=["UNLOGGED"],
    )


def _search() -> None:
    op.create_table(
        "search_line",
        sa.Column("side", sa.String(), primary_key=True),
        sa.Column("row", sa.BigInteger(), primary_key=True),
        sa.Column("conversation", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("marks", ARRAY(sa.BigInteger()), server_default=NONE, nullable=False),
    )
    op.create_index("search_line_marks", "search_line", ["marks"], postgresql_using="gin")
    op.create_index("search_line_at", "search_line", ["at"])
    op.create_index("ix_search_line_conversation", "search_line", ["conversation"])
    op.create_table(
        "search_floor",
        sa.Column("side", sa.String(), primary_key=True),
        sa.Column("row", sa.BigInteger(), nullable=False),
    )


def _found_quickly() -> None:
    op.create_index("conversation_newest", "conversation", ["last_inbound_at", "id"])
    op.create_index("question_secret", "question", ["conversation"], postgresql_where=sa.text("reason = 'secret'"))
    untouched, secret = sa.text("state = 'received'"), sa.text("visibility = 'secret'")
    op.create_index("case_untouched", "resident_case", ["received_at"], postgresql_where=untouched)
    op.create_index("case_secret", "resident_case", ["person"], postgresql_where=secret)


def downgrade() -> None:
    op.drop_index("case_secret", "resident_case")
    op.drop_index("case_untouched", "resident_case")
    op.drop_index("question_secret", "question")
    op.drop_index("conversation_newest", "conversation")
    for table in (
        "search_floor", "search_line", "desk_presence", "desk_draft", "desk_mention", "desk_note", "desk_label",
        "desk_card",
    ):  # fmt: skip
        op.drop_table(table)
