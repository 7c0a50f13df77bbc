"""Desks, the roster, who is on duty, handovers with their items, notes for the next, and owners who have left."""

from impetus.storage.migrations.closed import ADD, CHANGE, FULL, READ, closed_tables, run

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

_PERSON = "FOREIGN KEY (agency_id, person) REFERENCES person (agency_id, id) ON DELETE CASCADE"
_DESK = "FOREIGN KEY (agency_id, desk) REFERENCES desk (agency_id, id)"
_KINDS = "'alert', 'incident', 'task', 'note', 'silence', 'sensor', 'source', 'run'"

TABLES = {
    "shift_setting": """
        version integer NOT NULL, settings jsonb NOT NULL, changed_by text NOT NULL,
        changed_at timestamptz NOT NULL, PRIMARY KEY (agency_id, version)""",
    # a desk owns the alerts whose kind begins with one of its kinds; one without kinds owns what no other does
    "desk": """
        id text NOT NULL, name text NOT NULL, kinds text[] NOT NULL DEFAULT '{}', made_at timestamptz NOT NULL,
        made_by text, closed_at timestamptz, PRIMARY KEY (agency_id, id)""",
    "shift": f"""
        id text NOT NULL, desk text NOT NULL, person text NOT NULL, starts_at timestamptz NOT NULL,
        ends_at timestamptz NOT NULL, origin text NOT NULL CHECK (origin IN ('hand', 'copied', 'ical', 'csv')),
        made_at timestamptz NOT NULL, made_by text NOT NULL, PRIMARY KEY (agency_id, id),
        UNIQUE (agency_id, desk, person, starts_at), CHECK (ends_at > starts_at), {_DESK}, {_PERSON}""",
    "duty": f"""
        id text NOT NULL, desk text NOT NULL, person text NOT NULL, since timestamptz NOT NULL,
        until timestamptz, ended_at timestamptz, ended_how text, PRIMARY KEY (agency_id, id), {_DESK}, {_PERSON}""",
    "handover": f"""
        id text NOT NULL, desk text NOT NULL, leaver text NOT NULL, taker text NOT NULL,
        started_at timestamptz NOT NULL, ended_at timestamptz,
        state text NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'done', 'dropped')),
        note text NOT NULL DEFAULT '', PRIMARY KEY (agency_id, id), CHECK (leaver <> taker), {_DESK}""",
    "handover_item": f"""
        handover text NOT NULL, kind text NOT NULL CHECK (kind IN ({_KINDS})), subject text NOT NULL,
        title jsonb NOT NULL, detail jsonb NOT NULL DEFAULT '{{}}', owner text,
        done text NOT NULL DEFAULT 'open' CHECK (done IN ('open', 'taken', 'left')), note text NOT NULL DEFAULT '',
        at timestamptz, PRIMARY KEY (agency_id, handover, kind, subject),
        FOREIGN KEY (agency_id, handover) REFERENCES handover (agency_id, id) ON DELETE CASCADE""",
    "shift_note": f"""
        id text NOT NULL, desk text NOT NULL, text text NOT NULL, due_at timestamptz, author text NOT NULL,
        owner text, made_at timestamptz NOT NULL, done_at timestamptz, done_by text,
        PRIMARY KEY (agency_id, id), {_DESK}""",
    "owner_left": """
        kind text NOT NULL, subject text NOT NULL, owner text NOT NULL, since timestamptz NOT NULL,
        PRIMARY KEY (agency_id, kind, subject)""",
}
GRANTS = {
    "shift_setting": (ADD, ""),
    "desk": (CHANGE, READ),
    "shift": (FULL, READ),
    "duty": (CHANGE, READ),
    "handover": (CHANGE, ""),
    "handover_item": (CHANGE, ""),
    "shift_note": (CHANGE, ""),
    "owner_left": (FULL, ""),
}
INDEXES = (
    "CREATE UNIQUE INDEX desk_rest ON desk (agency_id) WHERE kinds = '{}' AND closed_at IS NULL",
    "CREATE UNIQUE INDEX duty_open ON duty (agency_id, person) WHERE ended_at IS NULL",
    "CREATE INDEX duty_desk ON duty (agency_id, desk, since)",
    "CREATE INDEX shift_when ON shift (agency_id, starts_at)",
    "CREATE INDEX handover_when ON handover (agency_id, started_at)",
    "CREATE UNIQUE INDEX handover_open ON handover (agency_id, desk, leaver) WHERE state = 'open'",
    "CREATE INDEX shift_note_open ON shift_note (agency_id, desk) WHERE done_at IS NULL",
    "CREATE INDEX alert_owner ON alert (agency_id, owner) WHERE owner IS NOT NULL",
    "CREATE INDEX alert_event_at ON alert_event (agency_id, at)",
)


def upgrade() -> None:
    """Make them."""
    closed_tables(TABLES, GRANTS)
    run(INDEXES)


def downgrade() -> None:
    """Refuse: going back would destroy what people wrote."""
    raise RuntimeError("This migration cannot be taken back; restore a backup instead.")
