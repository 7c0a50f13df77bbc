"""Tables of shifts."""

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make them."""


def downgrade() -> None:
    """Refuse: going back would destroy what people wrote."""
    raise RuntimeError("This migration cannot be taken back; restore a backup instead.")
