"""Why an account's campaigns are held back, beside why the account itself rests."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("pace", sa.Column("campaigns_reason", sa.String(), server_default="", nullable=False))


def downgrade() -> None:
    op.drop_column("pace", "campaigns_reason")
