"""How many a campaign was approved for: one that has grown far beyond is looked at again."""

import sqlalchemy as sa
from alembic import op

revision = "0031"
down_revision = "0030"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("campaign", sa.Column("approved_for", sa.Integer()))


def downgrade() -> None:
    op.drop_column("campaign", "approved_for")
