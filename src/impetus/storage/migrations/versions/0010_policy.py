"""Purposes and cases, and the second wall: what each role reads and writes under each purpose, by class of data.

The table `wall` is compiled from the policies and written by the migrator at each start. Nobody else reads it: the
function `wall_allows` answers for the transaction's own role, purpose and case, which the unit of work sets.
"""

from impetus.storage.migrations.closed import ADD, CHANGE, closed_tables, cross_agency, run, wall

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

TABLES = {
    "case_file": """
        id text NOT NULL, reference text NOT NULL, title text NOT NULL, purpose text NOT NULL,
        opened_by text NOT NULL, opened_at timestamptz NOT NULL, ends_at timestamptz NOT NULL,
        closed_by text, closed_at timestamptz, reason text NOT NULL DEFAULT '', PRIMARY KEY (agency_id, id),
        CHECK (ends_at > opened_at)""",
    "purpose_text": """
        purpose text NOT NULL, label jsonb NOT NULL, legal_basis jsonb NOT NULL, changed_by text NOT NULL,
        changed_at timestamptz NOT NULL, version integer NOT NULL, PRIMARY KEY (agency_id, purpose, version)""",
}
GRANTS = {"case_file": (CHANGE, "SELECT"), "purpose_text": (ADD, "SELECT")}

_WALL = (
    "CREATE TABLE wall (agency_id text NOT NULL, resource text NOT NULL, role text NOT NULL, purpose text NOT NULL,"
    " with_case boolean NOT NULL, may_read boolean NOT NULL, may_write boolean NOT NULL,"
    " PRIMARY KEY (role, purpose, with_case, resource))",
    "ALTER TABLE wall ENABLE ROW LEVEL SECURITY",
    "ALTER TABLE wall FORCE ROW LEVEL SECURITY",
    "CREATE POLICY migrator ON wall TO impetus_migrator USING (true) WITH CHECK (true)",
    "REVOKE ALL ON wall FROM PUBLIC",
    # run as their owner, who alone reads the wall; every name is qualified, so that no search path leads elsewhere
    """
    CREATE FUNCTION wall_allows(wanted text, act text) RETURNS boolean
    LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog AS $$
    BEGIN
        RETURN EXISTS (SELECT 1 FROM public.wall w WHERE w.role = current_setting('impetus.role', true)
            AND w.purpose IN ('*', current_setting('impetus.purpose', true)) AND w.resource = wanted
            AND w.with_case = (coalesce(current_setting('impetus.case', true), '') <> '')
            AND CASE act WHEN 'read' THEN w.may_read WHEN 'write' THEN w.may_write ELSE false END);
    END $$""",
    """
    CREATE FUNCTION wall_fingerprint() RETURNS text
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog AS $$
        SELECT max(role) FROM public.wall WHERE resource = '#'
    $$""",
)

_OWN_ROW = "id = substr(current_setting('impetus.actor', true), 8)"  # after `person:`

# table: class for reading, class for writing where it is another
BEHIND: dict[str, tuple[str, str | None]] = {
    "alert": ("alert", None),
    "alert_event": ("alert", None),
    "alert_seen": ("figures", "alert.read"),
    "verdict": ("figures", None),
    "incident": ("incident", None),
    "sub_incident": ("incident", None),
    "incident_share": ("incident", None),
    "incident_alert": ("incident", None),
    "incident_entry": ("incident", None),
    "incident_task": ("incident", None),
    "incident_person": ("incident", "incident.read"),
    "incident_seen": ("incident", "incident.read"),
    "incident_evidence": ("incident_evidence", None),
    "incident_lock": ("incident_evidence", None),
    "procedure": ("procedure", None),
    "procedure_version": ("procedure", None),
    "procedure_run": ("incident", None),
    "procedure_event": ("incident", None),
    "sensor": ("sensor", None),
    "sensor_health": ("sensor", None),
    "source": ("source", None),
    "source_token": ("source", None),
    "refused_reading": ("source", None),
    "tool_state": ("tool", None),
    "tool_setting": ("tool", None),
    "shift": ("shift", None),
    "warning": ("warning", None),
    "audit_entry": ("audit", ""),
    "case_file": ("case", None),
    "purpose_text": ("", "policy"),
}


def upgrade() -> None:
    """Make the tables and put what is there behind the wall."""
    run(_WALL)
    closed_tables(TABLES, GRANTS)
    run(
        (
            "CREATE UNIQUE INDEX case_file_reference ON case_file (agency_id, lower(reference))",
            "ALTER TABLE session ADD COLUMN case_file text, ADD COLUMN purpose_reason text NOT NULL DEFAULT ''",
        )
    )
    cross_agency("platform.login", (("case_file", "SELECT"), ("purpose_text", "SELECT")))
    for table, (read, write) in BEHIND.items():
        wall(table, read, write)
    wall("person", "", "person", own=_OWN_ROW)


def downgrade() -> None:
    """Refuse: going back would destroy what people wrote."""
    raise RuntimeError("This migration cannot be taken back; restore a backup instead.")
