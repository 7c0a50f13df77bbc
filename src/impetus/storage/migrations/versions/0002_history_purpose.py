"""Segments of the history say for which purpose their readings were collected."""

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column; what exists was collected for urban safety."""
    op.execute("ALTER TABLE history_segment ADD COLUMN purpose text NOT NULL DEFAULT 'urban_safety'")


def downgrade() -> None:
    """Drop the column."""
    op.execute("ALTER TABLE history_segment DROP COLUMN purpose")
