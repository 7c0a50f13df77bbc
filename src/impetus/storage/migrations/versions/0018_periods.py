"""What the law itself writes has a period too: workers may delete cases, breaches and assessments that are over."""

from impetus.storage.migrations.closed import run

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

TABLES = ("case_file", "breach", "breach_event", "assessment", "assessment_version")


def upgrade() -> None:
    """Allow it; row-level security and the wall still decide on each row."""
    run(f"GRANT SELECT, DELETE ON {table} TO impetus_worker" for table in TABLES)


def downgrade() -> None:
    """Take the right back."""
    run(f"REVOKE DELETE ON {table} FROM impetus_worker" for table in TABLES)
