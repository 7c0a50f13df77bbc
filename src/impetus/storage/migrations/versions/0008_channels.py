"""Tables of channels."""

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make them."""


def downgrade() -> None:
    """Refuse: going back would destroy what people wrote."""
    raise RuntimeError("This migration cannot be taken back; restore a backup instead.")
