"""Receipts of deletion name the keys of other agencies that went with what was shared, so that none is forgotten."""

from impetus.storage.migrations.closed import run

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column; each of its texts is `agency/key`."""
    run(("ALTER TABLE retention_receipt ADD COLUMN others text[] NOT NULL DEFAULT '{}'",))


def downgrade() -> None:
    """Refuse: going back would lose which keys are to be destroyed."""
    raise RuntimeError("This migration cannot be taken back; restore a backup instead.")
