"""What triage decided of each alert, its settings, silences and state."""

from impetus.storage.migrations.closed import ADD, CHANGE, FULL, READ, closed_tables, run

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

COLUMNS = (
    "triaged_revision integer",
    "triaged_at timestamptz",
    "triage_seq bigint",
    "shown boolean",
    "grp text",
    "lead boolean NOT NULL DEFAULT false",
    "held_rule text",
    "held_reason jsonb",
    "joined_reason jsonb",
    "raised_reason jsonb",
    "priority double precision NOT NULL DEFAULT 0",
)
TABLES = {
    "triage_setting": """
        version integer NOT NULL, settings jsonb NOT NULL, changed_by text NOT NULL,
        changed_at timestamptz NOT NULL, PRIMARY KEY (agency_id, version)""",
    "silence": """
        id text NOT NULL, kind text NOT NULL CHECK (kind IN ('silence', 'maintenance')), scope jsonb NOT NULL,
        author text NOT NULL, reason text NOT NULL CHECK (reason <> ''), made_at timestamptz NOT NULL,
        starts_at timestamptz NOT NULL, ends_at timestamptz NOT NULL, ended_by text,
        PRIMARY KEY (agency_id, id), CHECK (ends_at >= starts_at)""",
    "triage_state": """
        state bytea NOT NULL, seq bigint NOT NULL, at timestamptz NOT NULL, PRIMARY KEY (agency_id)""",
}
GRANTS = {"triage_setting": (ADD, READ), "silence": (CHANGE, READ), "triage_state": ("", FULL)}
INDEXES = (
    "CREATE INDEX alert_untriaged ON alert (agency_id, number) WHERE triaged_revision IS DISTINCT FROM revision",
    "CREATE INDEX alert_triage_seq ON alert (agency_id, triage_seq)",
    "CREATE INDEX alert_group ON alert (agency_id, grp)",
    "CREATE INDEX alert_held ON alert (agency_id, created_at) WHERE NOT shown",
    "CREATE INDEX silence_running ON silence (agency_id, ends_at)",
)


def upgrade() -> None:
    """Add the columns and tables."""
    run(f"ALTER TABLE alert ADD COLUMN {column}" for column in COLUMNS)
    closed_tables(TABLES, GRANTS)
    run(INDEXES)


def downgrade() -> None:
    """Refuse: going back would destroy what people wrote."""
    raise RuntimeError("This migration cannot be taken back; restore a backup instead.")
