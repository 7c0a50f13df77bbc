"""Incidents: what one agency has, and what of it others may see.

A row of an incident carries two agencies: `agency_id` wrote it, `home` has the incident. Its own agency sees it
always. Others see it if its audience is `all` and they are the home, or the home shares that part with them
(`incident_share`, not revoked). An alert itself is never readable by another agency: what others see of it is the
copy `shown` in `incident_alert`, which a trigger keeps up to date.
"""

from impetus.storage.migrations.closed import ADD, AGENCY, CHANGE, FULL, PURPOSE, READ, closed_tables, cross_agency, run

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

_IN = "home text NOT NULL, incident text NOT NULL,"
_OF = "FOREIGN KEY (home, incident) REFERENCES incident (agency_id, id) ON DELETE CASCADE"
_AUDIENCE = "audience text NOT NULL DEFAULT 'all' CHECK (audience IN ('own', 'all')),"

TABLES = {
    "incident_setting": """
        version integer NOT NULL, settings jsonb NOT NULL, changed_by text NOT NULL,
        changed_at timestamptz NOT NULL, PRIMARY KEY (agency_id, version)""",
    "incident_number": "last bigint NOT NULL, PRIMARY KEY (agency_id)",
    "incident": """
        id text NOT NULL, number bigint NOT NULL, title text NOT NULL, severity text NOT NULL,
        severity_rank smallint NOT NULL, place jsonb NOT NULL, opened_at timestamptz NOT NULL,
        opened_by text, updated_at timestamptz NOT NULL, version integer NOT NULL DEFAULT 1,
        merged_into text, root text NOT NULL, split_from text, partner text, remote text, remote_number text,
        PRIMARY KEY (agency_id, id), UNIQUE (id), UNIQUE (agency_id, number)""",
    "incident_share": """
        incident text NOT NULL, guest text NOT NULL, guest_name text NOT NULL, parts text[] NOT NULL,
        rule text, reason text NOT NULL DEFAULT '', by_person text, at timestamptz NOT NULL,
        revoked_at timestamptz, PRIMARY KEY (agency_id, incident, guest), CHECK (guest <> agency_id),
        FOREIGN KEY (agency_id, incident) REFERENCES incident (agency_id, id) ON DELETE CASCADE""",
    "sub_incident": f"""
        {_IN} name text NOT NULL, stage text NOT NULL DEFAULT 'collect', stages jsonb NOT NULL DEFAULT '[]',
        owner text, joined_at timestamptz NOT NULL, started_at timestamptz NOT NULL, acknowledged_at timestamptz,
        dispatched_at timestamptz, closed_at timestamptz, close_reason text NOT NULL DEFAULT '',
        active boolean NOT NULL DEFAULT true, version integer NOT NULL DEFAULT 1,
        PRIMARY KEY (agency_id, incident), {_OF}""",
    "incident_alert": f"""
        {_IN} alert text NOT NULL, shown jsonb NOT NULL, added_at timestamptz NOT NULL, added_agency text NOT NULL,
        added_by text, PRIMARY KEY (agency_id, alert), {_OF},
        FOREIGN KEY (agency_id, alert) REFERENCES alert (agency_id, id) ON DELETE CASCADE""",
    "incident_entry": f"""
        {_IN} id text NOT NULL, seq bigint GENERATED ALWAYS AS IDENTITY, part text NOT NULL, side text NOT NULL,
        at timestamptz NOT NULL,
        written_at timestamptz NOT NULL, kind text NOT NULL, text jsonb NOT NULL, person text, by_name text,
        {_AUDIENCE} mentions jsonb NOT NULL DEFAULT '[]', link text, system boolean NOT NULL DEFAULT false,
        PRIMARY KEY (agency_id, id), UNIQUE (id), {_OF}""",
    "incident_task": f"""
        {_IN} id text NOT NULL, text text NOT NULL, for_agency text NOT NULL, owner text,
        state text NOT NULL DEFAULT 'open', due_at timestamptz, {_AUDIENCE} reason text NOT NULL DEFAULT '',
        made_at timestamptz NOT NULL, made_by text, changed_at timestamptz NOT NULL,
        version integer NOT NULL DEFAULT 1, PRIMARY KEY (agency_id, id), UNIQUE (id), {_OF}""",
    "incident_person": f"""
        {_IN} person text NOT NULL, name text NOT NULL, initials text NOT NULL, at timestamptz NOT NULL,
        PRIMARY KEY (agency_id, incident, person), {_OF}""",
    "incident_evidence": f"""
        {_IN} id text NOT NULL, part text NOT NULL, kind text NOT NULL, title jsonb NOT NULL, name text NOT NULL,
        media_type text NOT NULL, size bigint NOT NULL, sha256 text NOT NULL, path text NOT NULL DEFAULT '',
        alert text, content jsonb, entry text, by_person text, at timestamptz NOT NULL, {_AUDIENCE}
        deleted_at timestamptz, PRIMARY KEY (agency_id, id), UNIQUE (id), {_OF}""",
    "incident_lock": f"""
        {_IN} id text NOT NULL, evidence text NOT NULL, reason text NOT NULL, by_person text,
        at timestamptz NOT NULL, {_AUDIENCE} released_at timestamptz, released_by text,
        release_reason text NOT NULL DEFAULT '',
        PRIMARY KEY (agency_id, id), {_OF}, FOREIGN KEY (evidence) REFERENCES incident_evidence (id)""",
    "incident_seen": """
        incident text NOT NULL, person text NOT NULL, at timestamptz NOT NULL,
        PRIMARY KEY (agency_id, incident, person)""",
    "incident_link": """
        id text NOT NULL, seq bigint GENERATED ALWAYS AS IDENTITY,
        kind text NOT NULL CHECK (kind IN ('merge', 'split')), source text NOT NULL,
        target text NOT NULL, reason text NOT NULL DEFAULT '', detail jsonb NOT NULL DEFAULT '{}',
        by_person text, at timestamptz NOT NULL, undone_at timestamptz, undone_by text,
        PRIMARY KEY (agency_id, id)""",
    "incident_partner": """
        id text NOT NULL, name text NOT NULL, address text NOT NULL, secret text NOT NULL,
        enabled boolean NOT NULL DEFAULT true, notes boolean NOT NULL DEFAULT true,
        made_at timestamptz NOT NULL, gone_at timestamptz, PRIMARY KEY (agency_id, id), UNIQUE (id)""",
    "incident_federation": """
        incident text NOT NULL, partner text NOT NULL, began_at timestamptz NOT NULL, ended_at timestamptz,
        dirty boolean NOT NULL DEFAULT true, attempts integer NOT NULL DEFAULT 0,
        next_at timestamptz NOT NULL, sent_at timestamptz, error text NOT NULL DEFAULT '',
        PRIMARY KEY (agency_id, incident, partner),
        FOREIGN KEY (agency_id, incident) REFERENCES incident (agency_id, id) ON DELETE CASCADE""",
    "incident_message": """
        partner text NOT NULL, id text NOT NULL, at timestamptz NOT NULL, PRIMARY KEY (agency_id, partner, id)""",
}
_ENTRY = f"{READ}, INSERT, UPDATE (incident)"
GRANTS = {
    "incident_setting": (ADD, ""),
    "incident_number": (CHANGE, ""),
    "incident": (CHANGE, READ),
    "incident_share": (CHANGE, READ),
    "sub_incident": (CHANGE, READ),
    "incident_alert": (FULL, "SELECT, UPDATE"),
    "incident_entry": (_ENTRY, READ),
    "incident_task": (CHANGE, READ),
    "incident_person": (CHANGE, READ),
    "incident_evidence": (CHANGE, READ),
    "incident_lock": (CHANGE, READ),
    "incident_seen": (CHANGE, ""),
    "incident_link": (CHANGE, ""),
    "incident_partner": (CHANGE, ""),
    "incident_federation": (CHANGE, ""),
    "incident_message": ("SELECT, INSERT, DELETE", ""),
}

_SHARED = """
CREATE FUNCTION incident_shared(of_home text, of_incident text, of_part text) RETURNS boolean
LANGUAGE sql STABLE AS $$
    SELECT EXISTS (SELECT 1 FROM incident_share s WHERE s.agency_id = of_home AND s.incident = of_incident
        AND s.guest = nullif(current_setting('impetus.agency', true), '') AND s.revoked_at IS NULL
        AND of_part = ANY (s.parts) AND 'summary' = ANY (s.parts))
$$"""
_NEWS = """topic IN ('incident', 'mention') AND control IS NULL AND control_subject IS NULL AND EXISTS
    (SELECT 1 FROM sub_incident s WHERE s.incident = payload ->> 'id' AND s.agency_id = outbox.agency_id
    AND s.active)"""
_HERE = f"{PURPOSE} IS NOT NULL"
_HOME = f"home = {AGENCY}"


def _shares(part: str) -> str:
    """Whether the home shares a part: a column's name, or a quoted word."""
    return f"incident_shared(home, incident, {part})"


_SUMMARY, _TIMELINE, _TASKS = _shares("'summary'"), _shares("'timeline'"), _shares("'tasks'")
_SAME = _shares("part")
_GIVEN = f"for_agency = {AGENCY} AND {_SUMMARY}"
# table: what a guest needs to read a row, besides an audience of all
_READ = {
    "sub_incident": _SUMMARY,
    "incident_alert": _shares("'alerts'"),
    "incident_entry": f"(part = 'chat' OR {_TIMELINE}) AND {_SAME}",
    "incident_task": f"({_TASKS} OR ({_GIVEN}))",
    "incident_person": _shares("'people'"),
    "incident_evidence": _SAME,
    "incident_lock": _shares("'evidence'"),
}
_WITH_AUDIENCE = ("incident_entry", "incident_task", "incident_evidence", "incident_lock")
# rows of guests that the home moves with the incident when it merges, splits or stops sharing
_HOME_CHANGES = ("sub_incident", "incident_alert", "incident_entry", "incident_task", "incident_evidence")

_KEEP_SHOWN = """
CREATE FUNCTION incident_alert_follows() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE incident_alert SET shown = incident_alert_shown(NEW) WHERE agency_id = NEW.agency_id AND alert = NEW.id;
    IF FOUND AND (NEW.severity, NEW.state, NEW.over) IS DISTINCT FROM (OLD.severity, OLD.state, OLD.over) THEN
        INSERT INTO outbox (agency_id, topic, payload, created_at)
            SELECT s.agency_id, 'incident', jsonb_build_object('id', i.id, 'root', i.root), NEW.updated_at
            FROM incident_alert a JOIN incident i ON i.agency_id = a.home AND i.id = a.incident
            JOIN sub_incident s ON s.incident = i.id AND s.active
            WHERE a.agency_id = NEW.agency_id AND a.alert = NEW.id;
    END IF;
    RETURN NULL;
END $$"""
_COPIED = (
    "id", "number", "tool", "tool_version", "kind", "subject", "clock", "window_start", "window_end", "severity",
    "confidence", "state", "title", "why", "place", "signature", "over", "revision", "version", "acknowledged_at",
    "created_at", "updated_at", "sensors",
)  # fmt: skip
_PAIRS = ", ".join(f"'{name}', of_alert.{name}" for name in _COPIED)
_SHOWN = f"""
CREATE FUNCTION incident_alert_shown(of_alert alert) RETURNS jsonb LANGUAGE sql STABLE AS $$
    SELECT jsonb_build_object({_PAIRS})
$$"""

INDEXES = (
    "CREATE INDEX incident_root ON incident (agency_id, root)",
    "CREATE UNIQUE INDEX incident_remote ON incident (agency_id, partner, remote) WHERE remote IS NOT NULL",
    "CREATE INDEX incident_share_guest ON incident_share (guest, incident) WHERE revoked_at IS NULL",
    "CREATE INDEX sub_incident_of ON sub_incident (home, incident)",
    "CREATE INDEX incident_alert_of ON incident_alert (home, incident)",
    "CREATE INDEX incident_entry_of ON incident_entry (home, incident, at, seq)",
    "CREATE INDEX incident_task_of ON incident_task (home, incident)",
    "CREATE INDEX incident_evidence_of ON incident_evidence (home, incident)",
    "CREATE INDEX incident_lock_of ON incident_lock (evidence) WHERE released_at IS NULL",
    "CREATE INDEX incident_federation_due ON incident_federation (agency_id, next_at) WHERE dirty",
)


def _policies() -> list[str]:
    made = [
        _SHARED,
        f"CREATE POLICY guest_reads ON incident_share FOR SELECT USING (guest = {AGENCY} AND {_HERE})",
        f"CREATE POLICY shared ON incident FOR SELECT USING ({_HERE} AND incident_shared(agency_id, id, 'summary'))",
    ]
    for table, guest in _READ.items():
        audience = " AND audience = 'all'" if table in _WITH_AUDIENCE else ""
        seen = f"{_HERE}{audience} AND ({_HOME} OR ({guest}))"
        made.append(f"CREATE POLICY shared ON {table} FOR SELECT USING ({seen})")
        made.append(f"CREATE POLICY takes_part ON {table} AS RESTRICTIVE FOR INSERT WITH CHECK ({_HOME} OR {_SUMMARY})")
        if table in _HOME_CHANGES:
            moved = f"{_HERE}{audience} AND {_HOME}"
            made.append(f"CREATE POLICY home_changes ON {table} FOR UPDATE USING ({moved}) WITH CHECK ({moved})")
    mine = f"{_HERE} AND audience = 'all' AND {_GIVEN}"
    still = f"{_HERE} AND audience = 'all' AND {_SUMMARY}"
    return [
        *made,
        f"CREATE POLICY home_invites ON sub_incident FOR INSERT WITH CHECK ({_HERE} AND {_HOME})",
        f"CREATE POLICY home_removes ON incident_alert FOR DELETE USING ({_HERE} AND {_HOME})",
        f"CREATE POLICY given ON incident_task FOR UPDATE USING ({mine}) WITH CHECK ({still})",
        f"CREATE POLICY incident_news ON outbox FOR INSERT WITH CHECK ({_HERE} AND {_NEWS})",
    ]


def upgrade() -> None:
    """Make the tables, the wall between agencies, and the trigger that keeps copies of shared alerts."""
    closed_tables(TABLES, GRANTS)
    run(_policies())
    run(INDEXES)
    cross_agency("platform.federation", [("incident_partner", "SELECT"), ("incident_federation", "SELECT")])
    run(
        (
            _SHOWN,
            _KEEP_SHOWN,
            "CREATE TRIGGER incident_alert_follows AFTER UPDATE ON alert FOR EACH ROW"
            " EXECUTE FUNCTION incident_alert_follows()",
        )
    )


def downgrade() -> None:
    """Refuse: going back would destroy what people wrote."""
    raise RuntimeError("This migration cannot be taken back; restore a backup instead.")
