"""The stage of a watched application, and everything for those who chose no topics of interest."""

import sqlalchemy as sa
from alembic import op

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("watch", sa.Column("stage", sa.String(), server_default="", nullable=False))
    op.execute("""
        INSERT INTO trait (person, about, value)
        SELECT DISTINCT c.person, 'interest', 'all' FROM conversation c
        WHERE c.announcements AND NOT c.campaigns_stopped AND c.erased_at IS NULL
            AND NOT EXISTS (SELECT 1 FROM trait t WHERE t.person = c.person AND t.about = 'interest')
    """)


def downgrade() -> None:
    op.drop_column("watch", "stage")
