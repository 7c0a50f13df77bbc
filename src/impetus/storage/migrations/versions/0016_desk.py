"""The severity that triage decided on: after a restart it tells a rise that is still to be decided."""

from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column; what was decided so far was decided on the severity it has."""
    op.execute("ALTER TABLE alert ADD COLUMN triaged_rank smallint")
    op.execute("UPDATE alert SET triaged_rank = severity_rank WHERE triaged_revision IS NOT NULL")


def downgrade() -> None:
    """Refuse: going back would destroy what people wrote."""
    raise RuntimeError("This migration cannot be taken back; restore a backup instead.")
