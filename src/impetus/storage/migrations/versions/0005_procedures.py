"""Tables of procedures: their versions, and the runs with every answer."""

from impetus.storage.migrations.closed import ADD, CHANGE, FULL, READ, closed_tables, run

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

TABLES = {
    "procedure": """
        id text NOT NULL, origin text NOT NULL DEFAULT '', made_at timestamptz NOT NULL, made_by text,
        PRIMARY KEY (agency_id, id)""",
    "procedure_version": """
        procedure text NOT NULL, version integer NOT NULL, state text NOT NULL
        CHECK (state IN ('draft', 'published', 'archived')), content jsonb NOT NULL, edits integer NOT NULL DEFAULT 1,
        kinds text[] NOT NULL, changed_at timestamptz NOT NULL, changed_by text, note text NOT NULL DEFAULT '',
        PRIMARY KEY (agency_id, procedure, version),
        FOREIGN KEY (agency_id, procedure) REFERENCES procedure (agency_id, id) ON DELETE CASCADE""",
    "procedure_run": """
        id text NOT NULL, procedure text NOT NULL, version integer NOT NULL, alert text, incident text,
        started_at timestamptz NOT NULL, started_by text NOT NULL, ended_at timestamptz, state text NOT NULL
        CHECK (state IN ('running', 'done', 'stopped')), PRIMARY KEY (agency_id, id),
        CHECK ((alert IS NULL) <> (incident IS NULL)),
        FOREIGN KEY (agency_id, procedure, version) REFERENCES procedure_version (agency_id, procedure, version)""",
    "procedure_event": """
        id bigint GENERATED ALWAYS AS IDENTITY, run text NOT NULL, at timestamptz NOT NULL, person text NOT NULL,
        what text NOT NULL CHECK (what IN ('answered', 'skipped', 'undone', 'acted', 'stopped')),
        step text NOT NULL, answer integer, note text NOT NULL DEFAULT '', undoes bigint,
        PRIMARY KEY (agency_id, id), FOREIGN KEY (agency_id, run) REFERENCES procedure_run (agency_id, id)""",
}
GRANTS = {
    "procedure": (FULL, READ),
    "procedure_version": (FULL, READ),
    "procedure_run": (CHANGE, READ),
    "procedure_event": (ADD, READ),
}


def upgrade() -> None:
    """Make them. At most one version is a draft and one published; answers are never changed or deleted."""
    closed_tables(TABLES, GRANTS)
    run(
        (
            "CREATE UNIQUE INDEX procedure_draft ON procedure_version (agency_id, procedure) WHERE state = 'draft'",
            "CREATE UNIQUE INDEX procedure_in_force ON procedure_version (agency_id, procedure)"
            " WHERE state = 'published'",
            "CREATE UNIQUE INDEX procedure_origin ON procedure (agency_id, origin) WHERE origin <> ''",
            "CREATE INDEX procedure_run_alert ON procedure_run (agency_id, alert) WHERE alert IS NOT NULL",
            "CREATE INDEX procedure_run_incident ON procedure_run (agency_id, incident) WHERE incident IS NOT NULL",
            "CREATE INDEX procedure_event_run ON procedure_event (agency_id, run, id)",
        )
    )


def downgrade() -> None:
    """Refuse: going back would destroy what people wrote."""
    raise RuntimeError("This migration cannot be taken back; restore a backup instead.")
