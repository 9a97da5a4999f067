"""Campaigns that go on without their template, how many a cut list lacks, and stops of residents not known yet."""

import sqlalchemy as sa
from alembic import op

revision = "0030"
down_revision = "0029"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "campaign", sa.Column("without_template", sa.Boolean(), server_default=sa.text("false"), nullable=False)
    )
    op.add_column("campaign", sa.Column("unlisted", sa.Integer()))
    op.create_table(
        "stranger_stop",
        sa.Column("channel", sa.String(), primary_key=True),
        sa.Column("account", sa.String(), primary_key=True),
        sa.Column("value", sa.String(), primary_key=True),
        sa.Column("decision", sa.String(), nullable=False),
        sa.Column("words", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
    )


def downgrade() -> None:
    op.drop_table("stranger_stop")
    op.drop_column("campaign", "unlisted")
    op.drop_column("campaign", "without_template")
