"""Writing campaigns: unsaved forms, pictures, segments, imported contacts."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None

NOW = sa.text("clock_timestamp()")
EMPTY = sa.text("'{}'::jsonb")


def _text(name: str, default: str | None = None, *, key: bool = False) -> "sa.Column[object]":
    return sa.Column(name, sa.String(), server_default=default, nullable=False, primary_key=key)


def _moment(name: str, *, now: bool = True) -> "sa.Column[object]":
    return sa.Column(name, sa.DateTime(timezone=True), server_default=NOW if now else None, nullable=not now)


def _json(name: str) -> "sa.Column[object]":
    return sa.Column(name, JSONB(), server_default=EMPTY, nullable=False)


def _of(table: str, name: str, *, key: bool = True) -> "sa.Column[object]":
    return sa.Column(name, sa.Uuid(), sa.ForeignKey(f"{table}.id"), primary_key=key, nullable=False)


def upgrade() -> None:
    op.create_table(
        "campaign_form",
        _of("campaign", "campaign"),
        _text("editor", key=True),
        sa.Column("base", sa.Integer(), nullable=False),
        _json("fields"),
        _moment("kept_at"),
    )
    op.create_table(
        "campaign_picture",
        sa.Column("id", sa.Uuid(), primary_key=True),
        _text("name"),
        _text("mime_type"),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        _moment("created_at"),
    )
    op.create_table(
        "segment",
        sa.Column("id", sa.Uuid(), primary_key=True),
        _text("name"),
        _json("audience"),
        _text("author"),
        sa.Column("edition", sa.Integer(), server_default="1", nullable=False),
        _moment("created_at"),
        _moment("changed_at"),
    )
    op.create_index("segment_name", "segment", [sa.text("lower(name)")], unique=True)
    op.create_table(
        "contact_import",
        sa.Column("id", sa.Uuid(), primary_key=True),
        _text("name"),
        sa.Column("mark", sa.String(), unique=True),
        _text("phase", "checking"),
        _text("author"),
        _text("decided_by", ""),
        sa.Column("row_count", sa.Integer(), nullable=False),
        _json("counts"),
        _moment("created_at"),
        _moment("ended_at", now=False),
    )
    op.create_table(
        "contact_chunk",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), primary_key=True),
        _of("contact_import", "contacts", key=False),
        _text("step", "raw"),
        _text("body"),
    )
    op.create_index("contact_chunk_import", "contact_chunk", ["contacts", "step", "id"])
    op.create_table(
        "contact_error",
        _of("contact_import", "contacts"),
        sa.Column("row", sa.Integer(), primary_key=True, autoincrement=False),
        _text("field", key=True),
        _text("what"),
        sa.Column("other", sa.Integer(), server_default="0", nullable=False),
    )
    op.create_table(
        "contact_seen",
        _of("contact_import", "contacts"),
        _text("mark", key=True),
        sa.Column("row", sa.Integer(), nullable=False),
    )


def downgrade() -> None:
    for table in (
        "contact_seen",
        "contact_error",
        "contact_chunk",
        "contact_import",
        "segment",
        "campaign_picture",
        "campaign_form",
    ):
        op.drop_table(table)
