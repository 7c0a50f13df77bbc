"""Which checkpoints of the audit log a second party has taken, so that none is left out however long it was away."""

from impetus.storage.migrations.closed import ADD, READ, closed_table, run, wall

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table; what was handed over stays so."""
    closed_table(
        "audit_handed", "size bigint NOT NULL, at timestamptz NOT NULL, PRIMARY KEY (agency_id, size)",
        server=READ, worker=ADD,
    )  # fmt: skip
    wall("audit_handed", "audit", "")
    run(
        (
            "CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_handed"
            " FOR EACH STATEMENT EXECUTE FUNCTION audit_entry_is_append_only()",
        )
    )


def downgrade() -> None:
    """Refuse: what was handed over would be handed over again."""
    raise RuntimeError("This migration cannot be taken back; restore a backup instead.")
