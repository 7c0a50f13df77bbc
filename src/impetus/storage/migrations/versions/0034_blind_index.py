"""What is masked is found by an exact handle, plate, number or address without being opened.

A row is an HMAC under a key of one tenant, project and month; it goes with what it was made of. Only an officer who
works on a person's request reads it.
"""

from impetus.storage.migrations.closed import ADD, FULL, closed_table, run

revision = "0034"
down_revision = "0028"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table."""
    closed_table(
        "masked_index",
        "kind text NOT NULL, item text NOT NULL, key_id text NOT NULL, token text NOT NULL,"
        " PRIMARY KEY (agency_id, token, kind, item), FOREIGN KEY (agency_id, kind, item)"
        " REFERENCES masked_item (agency_id, kind, item) ON DELETE CASCADE",
        server=FULL, worker=ADD,
    )  # fmt: skip
    run(
        (
            "CREATE INDEX masked_index_item ON masked_index (agency_id, kind, item)",
            "CREATE INDEX masked_index_key ON masked_index (agency_id, key_id)",
            "CREATE POLICY only_for_requests ON masked_index AS RESTRICTIVE FOR SELECT USING ("
            "(SELECT current_setting('impetus.role', true) = 'platform')"
            " OR (SELECT current_setting('impetus.purpose', true) = 'subject_rights'"
            " AND wall_allows('subject_request', 'write')))",
        )
    )


def downgrade() -> None:
    """Refuse: what was masked would be found no more beyond the bounded search."""
    raise RuntimeError("This migration cannot be taken back; restore a backup instead.")
