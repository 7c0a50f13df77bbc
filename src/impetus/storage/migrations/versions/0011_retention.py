"""Retention: shortened periods, locks, orders to erase, receipts; and what the workers need to delete."""

from impetus.storage.migrations.closed import ADD, CHANGE, READ, closed_tables, run, wall

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

TABLES = {
    # the newest row of a category and `of` holds; earlier ones say who changed what
    "retention_period": """
        id bigint GENERATED ALWAYS AS IDENTITY, category text NOT NULL, of text NOT NULL DEFAULT '',
        days integer NOT NULL CHECK (days > 0), reason text NOT NULL, by_person text NOT NULL,
        at timestamptz NOT NULL, PRIMARY KEY (agency_id, id)""",
    "retention_lock": """
        id text NOT NULL, category text NOT NULL, item text NOT NULL, reason text NOT NULL CHECK (reason <> ''),
        by_person text NOT NULL, at timestamptz NOT NULL, until timestamptz, ended_at timestamptz, ended_by text,
        end_reason text NOT NULL DEFAULT '', PRIMARY KEY (agency_id, id)""",
    "retention_order": """
        id text NOT NULL, category text NOT NULL, items text[] NOT NULL, reason text NOT NULL CHECK (reason <> ''),
        by_person text NOT NULL, at timestamptz NOT NULL, done_at timestamptz, receipts text[] NOT NULL DEFAULT '{}',
        kept text[] NOT NULL DEFAULT '{}', PRIMARY KEY (agency_id, id)""",
    "retention_receipt": """
        id text NOT NULL, category text NOT NULL, of text NOT NULL DEFAULT '', at timestamptz NOT NULL,
        days integer, before timestamptz, items bigint NOT NULL, rows bigint NOT NULL, files integer NOT NULL,
        keys text[] NOT NULL, waiting integer NOT NULL, kept integer NOT NULL, oldest timestamptz, newest timestamptz,
        reason text NOT NULL, by_person text, order_id text, PRIMARY KEY (agency_id, id)""",
}
GRANTS = {
    "retention_period": (ADD, READ),
    "retention_lock": (CHANGE, "SELECT, UPDATE"),
    "retention_order": (ADD, "SELECT, UPDATE"),
    "retention_receipt": (READ, ADD),
}
DELETED = (
    "alert", "incident", "incident_seen", "incident_link", "procedure_run", "procedure_event", "shift", "duty",
    "handover", "shift_note", "notice", "delivery", "session", "login_step", "setup_link",
)  # fmt: skip
STATEMENTS = (
    "CREATE UNIQUE INDEX retention_lock_open ON retention_lock (agency_id, category, item) WHERE ended_at IS NULL",
    "CREATE INDEX retention_order_open ON retention_order (agency_id) WHERE done_at IS NULL",
    "CREATE INDEX retention_receipt_at ON retention_receipt (agency_id, at)",
    """CREATE FUNCTION receipt_stays() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        RAISE EXCEPTION 'receipts of deletion are never changed or deleted' USING ERRCODE = 'insufficient_privilege';
    END $$""",
    "CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON retention_receipt"
    " FOR EACH STATEMENT EXECUTE FUNCTION receipt_stays()",
    "CREATE INDEX alert_tool_created ON alert (agency_id, tool, created_at)",
    "GRANT SELECT ON handover, shift_note, incident_setting, incident_seen, incident_link TO impetus_worker",
    "GRANT SELECT (agency_id, id, created_at, expires_at) ON session TO impetus_worker",
    "GRANT SELECT (agency_id, expires_at) ON login_step TO impetus_worker",
    "GRANT SELECT (agency_id, id, expires_at) ON setup_link TO impetus_worker",
    "GRANT UPDATE (deleted_at, content) ON incident_evidence TO impetus_worker",
)


def upgrade() -> None:
    """Make the tables; let the workers delete what is over."""
    closed_tables(TABLES, GRANTS)
    for table in TABLES:
        wall(table, "retention")
    run(STATEMENTS)
    run(f"GRANT DELETE ON {table} TO impetus_worker" for table in DELETED)


def downgrade() -> None:
    """Refuse: going back would destroy what people wrote."""
    raise RuntimeError("This migration cannot be taken back; restore a backup instead.")
