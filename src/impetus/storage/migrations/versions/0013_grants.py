"""Nothing yet."""

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Change nothing."""


def downgrade() -> None:
    """Refuse: going back would destroy what people wrote."""
    raise RuntimeError("This migration cannot be taken back; restore a backup instead.")
