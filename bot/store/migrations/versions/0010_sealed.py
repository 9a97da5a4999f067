"""Addresses: `chat` and aliases become marks (bot/store/reseal.py makes them), `address` is sealed."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for table in ("conversation", "outbox"):
        op.add_column(table, sa.Column("address", sa.String(), server_default="", nullable=False))
        op.execute(f"UPDATE {table} SET address = chat")
    op.create_table(
        "keyring", sa.Column("one", sa.Boolean(), primary_key=True), sa.Column("mark", sa.String(), nullable=False)
    )
    op.execute("UPDATE inbox SET error = coalesce(body->>'reason', '') WHERE state = 'unreadable'")


def downgrade() -> None:
    raise RuntimeError("what is sealed cannot be opened without the key: restore a backup instead")
