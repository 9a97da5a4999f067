"""What recipients did with an announcement, and campaigns that are sent again."""

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None

MOMENTS = ("delivered_at", "read_at", "tapped_at", "replied_at", "stopped_at")


def upgrade() -> None:
    for name in MOMENTS:
        op.add_column("campaign_recipient", sa.Column(name, sa.DateTime(timezone=True)))
    op.add_column("campaign_recipient", sa.Column("button", sa.Integer()))
    for name in ("emergency_reason", "repeats"):
        op.add_column("campaign", sa.Column(name, sa.String(), server_default="", nullable=False))
    op.add_column("campaign", sa.Column("series", sa.Uuid(), sa.ForeignKey("campaign.id")))


def downgrade() -> None:
    for name in ("series", "repeats", "emergency_reason"):
        op.drop_column("campaign", name)
    for name in ("button", *MOMENTS):
        op.drop_column("campaign_recipient", name)
