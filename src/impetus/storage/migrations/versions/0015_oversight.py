"""Human oversight, the rights of persons, breaches.

A warning, a link for somebody outside, and a share with another installation cannot be written without a
confirmation that the same person used for exactly that within the last minute: the database asks for it too.
"""

from impetus.storage.migrations.closed import ADD, CHANGE, READ, closed_tables, run, wall

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

_REQUEST = "FOREIGN KEY (agency_id, request) REFERENCES subject_request (agency_id, id) ON DELETE CASCADE"
_BREACH = "FOREIGN KEY (agency_id, breach) REFERENCES breach (agency_id, id) ON DELETE CASCADE"
_NUMBERED = "id text NOT NULL, number bigint NOT NULL,"

TABLES = {
    "confirmation": """
        id text NOT NULL, token_hash bytea NOT NULL UNIQUE, person text NOT NULL, act text NOT NULL,
        subject text NOT NULL, made_at timestamptz NOT NULL, expires_at timestamptz NOT NULL, used_at timestamptz,
        PRIMARY KEY (agency_id, id),
        FOREIGN KEY (agency_id, person) REFERENCES person (agency_id, id) ON DELETE CASCADE""",
    "tool_pause": """
        id text NOT NULL, tool text NOT NULL, reason text NOT NULL, by_person text NOT NULL, by_name text NOT NULL,
        at timestamptz NOT NULL, ended_at timestamptz, ended_by text, ended_by_name text,
        end_reason text NOT NULL DEFAULT '', PRIMARY KEY (agency_id, id)""",
    # who asks, how to reach them and what they gave to be found by is sealed with a key of the request's own
    "subject_request": f"""
        {_NUMBERED} kind text NOT NULL
        CHECK (kind IN ('access', 'correction', 'erasure', 'objection', 'restriction')),
        state text NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'closed')), received_at timestamptz NOT NULL,
        received_by text NOT NULL, way text NOT NULL, locale text NOT NULL, time_zone text NOT NULL,
        due_at timestamptz NOT NULL, extended_at timestamptz, extension_reason text NOT NULL DEFAULT '',
        identity text NOT NULL DEFAULT '', identity_at timestamptz, identity_by text, searched_at timestamptz,
        outcome text NOT NULL DEFAULT '', outcome_reason text NOT NULL DEFAULT '', closed_at timestamptz,
        closed_by text, sealed bytea NOT NULL, key_id text NOT NULL, version integer NOT NULL DEFAULT 1,
        PRIMARY KEY (agency_id, id), UNIQUE (agency_id, number)""",
    "subject_request_event": f"""
        id bigint GENERATED ALWAYS AS IDENTITY, request text NOT NULL, at timestamptz NOT NULL, person text NOT NULL,
        what text NOT NULL, detail jsonb NOT NULL DEFAULT '{{}}', PRIMARY KEY (id), {_REQUEST}""",
    "subject_request_item": f"""
        request text NOT NULL, domain text NOT NULL, kind text NOT NULL, item text NOT NULL,
        done text NOT NULL CHECK (done IN ('given', 'corrected', 'erased', 'restricted', 'kept')),
        reason text NOT NULL DEFAULT '', person text NOT NULL, at timestamptz NOT NULL, lifted_at timestamptz,
        PRIMARY KEY (agency_id, request, domain, kind, item), {_REQUEST}""",
    "breach": f"""
        {_NUMBERED} state text NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'closed')), title text NOT NULL,
        aware_at timestamptz NOT NULL, happened_from timestamptz, happened_until timestamptz,
        facts jsonb NOT NULL DEFAULT '{{}}', risk text NOT NULL DEFAULT ''
        CHECK (risk IN ('', 'unlikely', 'risk', 'high')), tell_authority boolean, authority_reason text NOT NULL
        DEFAULT '', authority_told_at timestamptz, authority_reference text NOT NULL DEFAULT '',
        tell_persons boolean, persons_reason text NOT NULL DEFAULT '', persons_told_at timestamptz,
        persons_how text NOT NULL DEFAULT '', late_reason text NOT NULL DEFAULT '', made_at timestamptz NOT NULL,
        made_by text NOT NULL, closed_at timestamptz, closed_by text, version integer NOT NULL DEFAULT 1,
        PRIMARY KEY (agency_id, id), UNIQUE (agency_id, number)""",
    "breach_event": f"""
        id bigint GENERATED ALWAYS AS IDENTITY, breach text NOT NULL, at timestamptz NOT NULL, person text NOT NULL,
        what text NOT NULL, detail jsonb NOT NULL DEFAULT '{{}}', PRIMARY KEY (id), {_BREACH}""",
}
GRANTS = {
    "confirmation": (CHANGE, ""),
    "tool_pause": (CHANGE, READ),
    "subject_request": (f"{CHANGE}, DELETE", "SELECT, DELETE"),
    "subject_request_event": (ADD, "SELECT, DELETE"),
    "subject_request_item": (CHANGE, "SELECT, DELETE"),
    "breach": (CHANGE, READ),
    "breach_event": (ADD, READ),
}
BEHIND = {  # a confirmation is each person's own, and stands before no wall
    "tool_pause": "tool",
    "subject_request": "subject_request",
    "subject_request_event": "subject_request",
    "breach": "breach",
    "breach_event": "breach",
}
INDEXES = (
    "CREATE INDEX confirmation_use ON confirmation (agency_id, act, subject, used_at)",
    "CREATE UNIQUE INDEX tool_pause_open ON tool_pause (agency_id, tool) WHERE ended_at IS NULL",
    "CREATE INDEX subject_request_open ON subject_request (agency_id, due_at) WHERE state = 'open'",
    "CREATE INDEX subject_request_event_of ON subject_request_event (agency_id, request, id)",
    "CREATE INDEX subject_request_item_of ON subject_request_item (agency_id, domain, kind, item)",
    "CREATE INDEX breach_event_of ON breach_event (agency_id, breach, id)",
    "CREATE INDEX verdict_at ON verdict (agency_id, at) WHERE taken_back_at IS NULL",
)

_CONFIRMED = """
CREATE FUNCTION confirmed_just_now(of_act text, of_subject text, by_whom text, at_time timestamptz)
RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT EXISTS (SELECT 1 FROM confirmation c WHERE c.act = of_act AND c.subject = of_subject
        AND c.person = by_whom AND c.used_at BETWEEN at_time - interval '1 minute' AND at_time)
$$"""
_REFUSED = "RAISE EXCEPTION 'nothing goes out without the confirmation of a named person'"


def _gate(table: str, event: str, when: str, act: str, subject: str, person: str, at: str) -> tuple[str, str]:
    return (
        f"CREATE FUNCTION {table}_goes_out() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
        f" IF {when} AND NOT confirmed_just_now('{act}', {subject}, {person}, {at}) THEN"
        f" {_REFUSED} USING ERRCODE = 'insufficient_privilege'; END IF; RETURN NEW; END $$",
        f"CREATE TRIGGER goes_out BEFORE {event} ON {table} FOR EACH ROW EXECUTE FUNCTION {table}_goes_out()",
    )


GATES = (
    *_gate(
        "warning", "UPDATE", "OLD.state = 'draft' AND NEW.state = 'released'", "warning.release",
        "OLD.id || '@' || OLD.version", "NEW.released_by", "NEW.released_at",
    ),
    *_gate("responder_link", "INSERT", "true", "responder.share", "NEW.alert", "NEW.by_person", "NEW.made_at"),
)  # fmt: skip


_FIXED = """
CREATE FUNCTION incident_entry_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (NEW.text, NEW.by_name) IS DISTINCT FROM (OLD.text, OLD.by_name)
        AND coalesce(current_setting('impetus.purpose', true), '') <> 'subject_rights' THEN
        RAISE EXCEPTION 'permission denied: what was written stays' USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NEW;
END $$"""
_KEPT = """
CREATE FUNCTION alert_event_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF coalesce(current_setting('impetus.purpose', true), '') <> 'subject_rights' THEN
        RAISE EXCEPTION 'permission denied: what was written stays' USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NEW;
END $$"""


def upgrade() -> None:
    """Make the tables, close the ways out, and remember when somebody first opened an alert."""
    closed_tables(TABLES, GRANTS)
    run(INDEXES)
    for table, of in BEHIND.items():
        wall(table, of)
    wall("subject_request_item", "", "subject_request")  # whoever unmasks has to know what is restricted
    run((_CONFIRMED, *GATES))
    run(
        (
            "ALTER TABLE alert_seen ADD COLUMN first_at timestamptz",
            "UPDATE alert_seen SET first_at = at",
            "CREATE INDEX alert_seen_person ON alert_seen (agency_id, person, alert)",
            # history stays as it was written, but for the person who is to be forgotten or was named wrongly
            "GRANT UPDATE (text, by_name) ON incident_entry TO impetus_server",
            "GRANT UPDATE (detail) ON alert_event TO impetus_server",
            _FIXED,
            _KEPT,
            "CREATE TRIGGER stays BEFORE UPDATE ON incident_entry FOR EACH ROW EXECUTE FUNCTION incident_entry_stays()",
            "CREATE TRIGGER stays BEFORE UPDATE ON alert_event FOR EACH ROW EXECUTE FUNCTION alert_event_stays()",
        )
    )


def downgrade() -> None:
    """Refuse: going back would destroy what people wrote."""
    raise RuntimeError("This migration cannot be taken back; restore a backup instead.")
