"""The spine: agencies, people, sensors, sources, alerts, tools, outbox and audit, under row-level security."""

from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

# Columns by table. Every table also gets `agency_id text not null` as its first column. Rows that belong to
# the installation and to no agency (login attempts, first-start links, positions of platform readers) carry
# the reserved agency "platform".
TABLES: dict[str, str] = {
    "agency": """
        name text NOT NULL, realm text NOT NULL DEFAULT 'live' CHECK (realm IN ('live', 'demo', 'replay')),
        locale text NOT NULL DEFAULT 'en', settings jsonb NOT NULL DEFAULT '{}',
        last_number bigint NOT NULL DEFAULT 0, created_at timestamptz NOT NULL, PRIMARY KEY (agency_id)""",
    "person": """
        id text NOT NULL, login text NOT NULL, name text NOT NULL, initials text NOT NULL,
        password_hash text NOT NULL, role text NOT NULL, locale text NOT NULL DEFAULT 'en',
        theme text NOT NULL DEFAULT 'dark', sound boolean NOT NULL DEFAULT true,
        active boolean NOT NULL DEFAULT true, created_at timestamptz NOT NULL, PRIMARY KEY (agency_id, id)""",
    "session": """
        token_hash bytea NOT NULL, person text NOT NULL, csrf text NOT NULL, purpose text NOT NULL,
        created_at timestamptz NOT NULL, seen_at timestamptz NOT NULL, expires_at timestamptz NOT NULL,
        address text NOT NULL DEFAULT '', PRIMARY KEY (token_hash),
        FOREIGN KEY (agency_id, person) REFERENCES person (agency_id, id) ON DELETE CASCADE""",
    "setup_link": """
        token_hash bytea NOT NULL, kind text NOT NULL CHECK (kind IN ('setup', 'reset')), person text,
        created_at timestamptz NOT NULL, expires_at timestamptz NOT NULL, used_at timestamptz,
        PRIMARY KEY (token_hash)""",
    "login_attempt": """
        id bigint GENERATED ALWAYS AS IDENTITY, key text NOT NULL, at timestamptz NOT NULL, PRIMARY KEY (id)""",
    "sensor": """
        id text NOT NULL, name text NOT NULL, kind text NOT NULL, source text NOT NULL,
        unit text NOT NULL DEFAULT '', quantity text NOT NULL DEFAULT '',
        latitude double precision, longitude double precision, aggregate text NOT NULL DEFAULT 'mean',
        interval_s integer NOT NULL DEFAULT 60, minimum double precision, maximum double precision,
        area text NOT NULL DEFAULT '', bearing double precision, reach double precision,
        clock text NOT NULL DEFAULT 'live', changed_at timestamptz NOT NULL, PRIMARY KEY (agency_id, id)""",
    "sensor_health": """
        sensor text NOT NULL, state text NOT NULL, since timestamptz NOT NULL, reason jsonb NOT NULL,
        tool text NOT NULL DEFAULT '', changed_at timestamptz NOT NULL, PRIMARY KEY (agency_id, sensor)""",
    "source": """
        id text NOT NULL, name text NOT NULL, type text NOT NULL, settings jsonb NOT NULL DEFAULT '{}',
        mapping jsonb NOT NULL DEFAULT '{}', enabled boolean NOT NULL DEFAULT true,
        clock text NOT NULL DEFAULT 'live', state text NOT NULL DEFAULT 'unknown',
        reason jsonb NOT NULL DEFAULT '{}', since timestamptz, created_at timestamptz NOT NULL,
        changed_at timestamptz NOT NULL, changed_by text NOT NULL DEFAULT '', PRIMARY KEY (agency_id, id)""",
    "source_token": """
        token_hash bytea NOT NULL, source text NOT NULL, hint text NOT NULL, created_at timestamptz NOT NULL,
        created_by text NOT NULL DEFAULT '', revoked_at timestamptz, PRIMARY KEY (token_hash),
        FOREIGN KEY (agency_id, source) REFERENCES source (agency_id, id) ON DELETE CASCADE""",
    "source_count": """
        source text NOT NULL, accepted bigint NOT NULL DEFAULT 0, late bigint NOT NULL DEFAULT 0,
        repeated bigint NOT NULL DEFAULT 0, refused bigint NOT NULL DEFAULT 0, last_at timestamptz,
        PRIMARY KEY (agency_id, source)""",
    "refused_reading": """
        id bigint GENERATED ALWAYS AS IDENTITY, source text NOT NULL, at timestamptz NOT NULL,
        reason text NOT NULL, field text NOT NULL, problem text NOT NULL, remedy text NOT NULL,
        position integer NOT NULL DEFAULT 0, sample text NOT NULL DEFAULT '',
        count integer NOT NULL DEFAULT 1, PRIMARY KEY (id)""",
    "alert": """
        id text NOT NULL, number bigint NOT NULL, tool text NOT NULL, tool_version text NOT NULL,
        kind text NOT NULL, subject text NOT NULL, clock text NOT NULL,
        window_start timestamptz NOT NULL, window_end timestamptz NOT NULL,
        severity text NOT NULL, severity_rank smallint NOT NULL, confidence double precision NOT NULL,
        state text NOT NULL DEFAULT 'new', title jsonb NOT NULL, why jsonb NOT NULL, place jsonb NOT NULL,
        evidence jsonb NOT NULL, parts jsonb NOT NULL, sensors jsonb NOT NULL, attributes jsonb NOT NULL,
        signature text NOT NULL DEFAULT '', search text NOT NULL, over boolean NOT NULL DEFAULT false,
        revision integer NOT NULL, version integer NOT NULL DEFAULT 1, owner text, verdict text,
        acknowledged_at timestamptz, created_at timestamptz NOT NULL, updated_at timestamptz NOT NULL,
        PRIMARY KEY (agency_id, id), UNIQUE (agency_id, number)""",
    "alert_event": """
        id bigint GENERATED ALWAYS AS IDENTITY, alert text NOT NULL, at timestamptz NOT NULL,
        person text, what text NOT NULL, detail jsonb NOT NULL DEFAULT '{}', PRIMARY KEY (id),
        FOREIGN KEY (agency_id, alert) REFERENCES alert (agency_id, id) ON DELETE CASCADE""",
    "alert_seen": """
        alert text NOT NULL, person text NOT NULL, at timestamptz NOT NULL,
        PRIMARY KEY (agency_id, alert, person),
        FOREIGN KEY (agency_id, alert) REFERENCES alert (agency_id, id) ON DELETE CASCADE""",
    "verdict": """
        id text NOT NULL, alert text NOT NULL, tool text NOT NULL, kind text NOT NULL, person text NOT NULL,
        word text NOT NULL, reason text NOT NULL DEFAULT '', note text NOT NULL DEFAULT '',
        at timestamptz NOT NULL, taken_back_at timestamptz, taken_back_by text, PRIMARY KEY (agency_id, id),
        FOREIGN KEY (agency_id, alert) REFERENCES alert (agency_id, id) ON DELETE CASCADE""",
    "tool_state": """
        tool text NOT NULL, running boolean NOT NULL DEFAULT true, reason text NOT NULL DEFAULT '',
        changed_by text NOT NULL DEFAULT '', changed_at timestamptz NOT NULL,
        health text NOT NULL DEFAULT 'unknown', health_reason jsonb NOT NULL DEFAULT '{}',
        health_at timestamptz, figures jsonb NOT NULL DEFAULT '{}', PRIMARY KEY (agency_id, tool)""",
    "tool_setting": """
        tool text NOT NULL, version integer NOT NULL, settings jsonb NOT NULL,
        changed_by text NOT NULL DEFAULT '', changed_at timestamptz NOT NULL,
        PRIMARY KEY (agency_id, tool, version)""",
    "outbox": """
        id bigint GENERATED ALWAYS AS IDENTITY, seq bigint UNIQUE, topic text NOT NULL, payload jsonb NOT NULL,
        control_subject text, control bytea, created_at timestamptz NOT NULL, published_at timestamptz,
        PRIMARY KEY (id)""",
    "audit_entry": """
        id bigint GENERATED ALWAYS AS IDENTITY, at timestamptz NOT NULL, actor text NOT NULL,
        what text NOT NULL, subject text NOT NULL DEFAULT '', purpose text NOT NULL,
        address text NOT NULL DEFAULT '', detail jsonb NOT NULL DEFAULT '{}', PRIMARY KEY (id)""",
    "history_segment": """
        id text NOT NULL, category text NOT NULL, day date NOT NULL, path text NOT NULL,
        rows bigint NOT NULL, bytes bigint NOT NULL DEFAULT 0, first_sequence bigint NOT NULL,
        last_sequence bigint NOT NULL, first_time timestamptz, last_time timestamptz,
        key text NOT NULL DEFAULT '', created_at timestamptz NOT NULL, PRIMARY KEY (agency_id, id),
        UNIQUE (agency_id, path)""",
    "stream_position": """
        reader text NOT NULL, sequence bigint NOT NULL, at timestamptz NOT NULL,
        PRIMARY KEY (agency_id, reader)""",
    "clock_state": """
        clock text NOT NULL, now timestamptz NOT NULL, realm text NOT NULL DEFAULT 'live',
        speed double precision NOT NULL DEFAULT 1, adjustable boolean NOT NULL DEFAULT false,
        paused boolean NOT NULL DEFAULT false, changed_at timestamptz NOT NULL,
        PRIMARY KEY (agency_id, clock)""",
    "job_progress": """
        task text NOT NULL, done double precision NOT NULL, total double precision NOT NULL,
        text jsonb NOT NULL DEFAULT '{}', changed_at timestamptz NOT NULL, finished_at timestamptz,
        PRIMARY KEY (agency_id, task)""",
}

INDEXES = (
    "CREATE UNIQUE INDEX person_login ON person (lower(login))",
    "CREATE INDEX session_person ON session (agency_id, person)",
    "CREATE INDEX login_attempt_key ON login_attempt (key, at)",
    "CREATE INDEX sensor_source ON sensor (agency_id, source)",
    "CREATE INDEX sensor_place ON sensor USING gist (point(longitude, latitude))",
    "CREATE INDEX source_token_source ON source_token (agency_id, source)",
    "CREATE INDEX refused_reading_source ON refused_reading (agency_id, source, id)",
    "CREATE INDEX alert_queue ON alert (agency_id, (state IN ('new', 'acknowledged')), severity_rank, number)",
    "CREATE INDEX alert_kind ON alert (agency_id, tool, kind)",
    "CREATE INDEX alert_created ON alert (agency_id, created_at)",
    "CREATE INDEX alert_event_alert ON alert_event (agency_id, alert, id)",
    "CREATE INDEX verdict_alert ON verdict (agency_id, alert)",
    "CREATE INDEX verdict_kind ON verdict (agency_id, tool, kind) WHERE taken_back_at IS NULL",
    "CREATE INDEX outbox_waiting ON outbox (id) WHERE published_at IS NULL",
    "CREATE INDEX outbox_agency ON outbox (agency_id, seq)",
    "CREATE INDEX outbox_created ON outbox (created_at) WHERE published_at IS NOT NULL",
    "CREATE INDEX audit_entry_at ON audit_entry (agency_id, id)",
    "CREATE INDEX history_segment_day ON history_segment (agency_id, category, day)",
)

# Duties of the platform that span agencies, each by a named purpose, only on the tables it needs.
CROSS_AGENCY: dict[str, tuple[tuple[str, str], ...]] = {
    "platform.login": (("person", "SELECT"), ("session", "SELECT"), ("setup_link", "SELECT"), ("agency", "SELECT")),
    "platform.agencies": (("agency", "SELECT"),),
    "platform.push": (("source_token", "SELECT"), ("source", "SELECT")),
    "platform.relay": (("outbox", "SELECT"), ("outbox", "UPDATE"), ("outbox", "DELETE")),
    "platform.positions": (("stream_position", "SELECT"), ("clock_state", "SELECT"), ("agency", "SELECT")),
}

READ, ADD, CHANGE, FULL = "SELECT", "SELECT, INSERT", "SELECT, INSERT, UPDATE", "SELECT, INSERT, UPDATE, DELETE"
GRANTS: dict[str, tuple[str, str]] = {  # table: (impetus_server, impetus_worker); "" is none
    "agency": (CHANGE, "SELECT, UPDATE"),
    "person": (CHANGE, ""),
    "session": (FULL, ""),
    "setup_link": (FULL, ""),
    "login_attempt": ("SELECT, INSERT, DELETE", ""),
    "sensor": (FULL, CHANGE),
    "sensor_health": (FULL, FULL),
    "source": (FULL, "SELECT, UPDATE"),
    "source_token": (CHANGE, ""),
    "source_count": (FULL, CHANGE),
    "refused_reading": (FULL, FULL),
    "alert": (CHANGE, CHANGE),
    "alert_event": (ADD, ADD),
    "alert_seen": (CHANGE, ""),
    "verdict": (CHANGE, READ),
    "tool_state": (CHANGE, CHANGE),
    "tool_setting": (ADD, ADD),
    "outbox": (ADD, FULL),
    "audit_entry": (ADD, "INSERT"),
    "history_segment": (READ, FULL),
    "stream_position": (READ, FULL),
    "clock_state": (CHANGE, FULL),
    "job_progress": (FULL, FULL),
}

AGENCY = "nullif(current_setting('impetus.agency', true), '')"
PURPOSE = "nullif(current_setting('impetus.purpose', true), '')"

APPEND_ONLY = """
CREATE FUNCTION audit_entry_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'audit entries are never changed or deleted' USING ERRCODE = 'insufficient_privilege';
END $$
"""


def upgrade() -> None:
    """Make all tables, close them, and give the server and the workers what each needs."""
    for table, columns in TABLES.items():
        op.execute(f"CREATE TABLE {table} (agency_id text NOT NULL, {columns})")
        op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
        op.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
        own = f"agency_id = {AGENCY} AND {PURPOSE} IS NOT NULL"
        op.execute(f"CREATE POLICY own_agency ON {table} USING ({own}) WITH CHECK ({own})")
        for role, rights in zip(("impetus_server", "impetus_worker"), GRANTS[table], strict=True):
            if rights:
                op.execute(f"GRANT {rights} ON {table} TO {role}")
    for statement in INDEXES:
        op.execute(statement)
    for purpose, duties in CROSS_AGENCY.items():
        for table, command in duties:
            name = f"{purpose.replace('.', '_')}_{command.lower()}"
            op.execute(f"CREATE POLICY {name} ON {table} FOR {command} USING ({PURPOSE} = '{purpose}')")
    op.execute("CREATE SEQUENCE outbox_seq")
    op.execute("GRANT USAGE ON SEQUENCE outbox_seq TO impetus_worker")
    op.execute("GRANT SELECT ON alembic_version TO impetus_server, impetus_worker")
    op.execute(APPEND_ONLY)
    op.execute(
        "CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_entry"
        " FOR EACH STATEMENT EXECUTE FUNCTION audit_entry_is_append_only()"
    )


def downgrade() -> None:
    """Refuse: going back would destroy alerts and audit entries."""
    raise RuntimeError("The first migration cannot be taken back; restore a backup instead.")
