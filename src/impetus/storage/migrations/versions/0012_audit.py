"""The audit log, made tamper-evident: what the law wants in each entry, a chain over the entries, signed checkpoints.

Entries are written unchained in the acting transaction. One sequencer links them afterwards, in the order of their
transactions: `txid` says which have ended, since ids are given before the commit.
"""

from impetus.storage.migrations.closed import ADD, FULL, READ, closed_tables, run, wall

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

TABLES = {
    "audit_link": """
        seq bigint NOT NULL, entry bigint NOT NULL, leaf bytea NOT NULL, chain bytea NOT NULL,
        PRIMARY KEY (agency_id, seq), UNIQUE (agency_id, entry)""",
    "audit_head": """
        size bigint NOT NULL, chain bytea NOT NULL, peaks bytea NOT NULL, horizon bigint NOT NULL,
        at timestamptz NOT NULL, PRIMARY KEY (agency_id)""",
    "audit_checkpoint": """
        size bigint NOT NULL, root bytea NOT NULL, note text NOT NULL, at timestamptz NOT NULL,
        PRIMARY KEY (agency_id, size)""",
}
GRANTS = {"audit_link": (READ, ADD), "audit_head": (READ, FULL), "audit_checkpoint": (READ, ADD)}


def upgrade() -> None:
    """Add the columns and the tables of the chain."""
    run(
        (
            "ALTER TABLE audit_entry ADD COLUMN operation text NOT NULL DEFAULT 'system',"
            " ADD COLUMN role text NOT NULL DEFAULT '', ADD COLUMN case_file text NOT NULL DEFAULT '',"
            " ADD COLUMN reason text NOT NULL DEFAULT '', ADD COLUMN recipient text NOT NULL DEFAULT '',"
            " ADD COLUMN txid bigint NOT NULL DEFAULT (pg_current_xact_id()::text::bigint)",
            "CREATE INDEX audit_entry_txid ON audit_entry (agency_id, txid)",
            "CREATE INDEX audit_entry_subject ON audit_entry (agency_id, subject, id) WHERE subject <> ''",
            "GRANT SELECT ON audit_entry TO impetus_worker",
        )
    )
    closed_tables(TABLES, GRANTS)
    for table in TABLES:
        wall(table, "audit", "")
    run(
        f"CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON {table}"
        " FOR EACH STATEMENT EXECUTE FUNCTION audit_entry_is_append_only()"
        for table in ("audit_link", "audit_checkpoint")
    )


def downgrade() -> None:
    """Refuse: going back would destroy the chain."""
    raise RuntimeError("This migration cannot be taken back; restore a backup instead.")
