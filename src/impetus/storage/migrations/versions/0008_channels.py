"""Tables of channels: ways out, rules of notification, what was sent, public warnings, warnings from others."""

from impetus.storage.migrations.closed import CHANGE, FULL, PURPOSE, READ, closed_tables, cross_agency, run

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

TABLES = {
    "channel": """
        id text NOT NULL, name text NOT NULL, type text NOT NULL, settings jsonb NOT NULL,
        enabled boolean NOT NULL DEFAULT true, locale text NOT NULL DEFAULT 'en', quiet jsonb NOT NULL DEFAULT '{}',
        most_per_hour integer NOT NULL DEFAULT 60, state text NOT NULL DEFAULT 'unknown',
        reason jsonb NOT NULL DEFAULT '{}', since timestamptz, created_at timestamptz NOT NULL,
        changed_at timestamptz NOT NULL, changed_by text NOT NULL, gone_at timestamptz,
        PRIMARY KEY (agency_id, id)""",
    "notify_rule": """
        id text NOT NULL, name text NOT NULL, enabled boolean NOT NULL DEFAULT true, conditions jsonb NOT NULL,
        steps jsonb NOT NULL, created_at timestamptz NOT NULL, changed_at timestamptz NOT NULL,
        changed_by text NOT NULL, gone_at timestamptz, PRIMARY KEY (agency_id, id)""",
    "contact": """
        person text NOT NULL, email text NOT NULL DEFAULT '',
        on_call boolean NOT NULL DEFAULT false, changed_at timestamptz NOT NULL, changed_by text NOT NULL,
        PRIMARY KEY (agency_id, person),
        FOREIGN KEY (agency_id, person) REFERENCES person (agency_id, id) ON DELETE CASCADE""",
    # one row for each step of a rule on each thing it is about: exists once, by its key
    "notice": """
        key text NOT NULL, rule text NOT NULL, step integer NOT NULL, about text NOT NULL, subject text NOT NULL,
        severity text NOT NULL, state text NOT NULL DEFAULT 'waiting'
        CHECK (state IN ('waiting', 'done', 'stopped')), due_at timestamptz NOT NULL,
        made_at timestamptz NOT NULL, changed_at timestamptz NOT NULL, reason text NOT NULL DEFAULT '',
        PRIMARY KEY (agency_id, key)""",
    # one row for each message to somebody: exists once, by its key, and is sent under that key
    "delivery": """
        id bigint GENERATED ALWAYS AS IDENTITY, key text NOT NULL, notice text, channel text NOT NULL,
        about text NOT NULL, subject text NOT NULL, severity text NOT NULL, step integer NOT NULL DEFAULT 0,
        person text, address text NOT NULL DEFAULT '', name text NOT NULL DEFAULT '', locale text NOT NULL,
        message jsonb NOT NULL, state text NOT NULL DEFAULT 'waiting'
        CHECK (state IN ('waiting', 'sending', 'sent', 'dead', 'stopped')), attempts integer NOT NULL DEFAULT 0,
        next_at timestamptz NOT NULL, made_at timestamptz NOT NULL, sent_at timestamptz, seen_at timestamptz,
        answer text NOT NULL DEFAULT '', PRIMARY KEY (agency_id, key)""",
    "notify_position": "sequence bigint NOT NULL, at timestamptz NOT NULL, PRIMARY KEY (agency_id)",
    "warning": """
        id text NOT NULL, number bigint NOT NULL, state text NOT NULL DEFAULT 'draft'
        CHECK (state IN ('draft', 'released', 'dropped')), message_type text NOT NULL DEFAULT 'Alert'
        CHECK (message_type IN ('Alert', 'Update', 'Cancel')), content jsonb NOT NULL, about text,
        replaces text, replaced_by text, editors text[] NOT NULL DEFAULT '{}', drafted_by text NOT NULL,
        drafted_at timestamptz NOT NULL, changed_at timestamptz NOT NULL, released_by text,
        released_at timestamptz, expires_at timestamptz, identifier text, cap bytea, status text,
        version integer NOT NULL DEFAULT 1, PRIMARY KEY (agency_id, id), UNIQUE (agency_id, number),
        UNIQUE (identifier),
        CHECK (released_by IS NULL OR released_by <> ALL (editors))""",
    "warning_feed": """
        id text NOT NULL, name text NOT NULL, url text NOT NULL, enabled boolean NOT NULL DEFAULT true,
        every_s integer NOT NULL DEFAULT 300, next_at timestamptz NOT NULL, state text NOT NULL DEFAULT 'unknown',
        reason jsonb NOT NULL DEFAULT '{}', since timestamptz, read_at timestamptz, accepted bigint NOT NULL DEFAULT 0,
        refused bigint NOT NULL DEFAULT 0, changed_at timestamptz NOT NULL, changed_by text NOT NULL,
        PRIMARY KEY (agency_id, id)""",
}
GRANTS = {
    "channel": (CHANGE, "SELECT, UPDATE"),
    "notify_rule": (CHANGE, READ),
    "contact": (FULL, READ),
    "notice": (CHANGE, CHANGE),
    "delivery": (CHANGE, CHANGE),
    "notify_position": ("", CHANGE),
    "warning": (CHANGE, READ),
    "warning_feed": (FULL, "SELECT, UPDATE"),
}
INDEXES = (
    "CREATE INDEX notice_due ON notice (agency_id, due_at) WHERE state = 'waiting'",
    "CREATE INDEX notice_subject ON notice (agency_id, about, subject)",
    "CREATE UNIQUE INDEX delivery_id ON delivery (agency_id, id)",
    "CREATE INDEX delivery_next ON delivery (agency_id, next_at) WHERE state IN ('waiting', 'sending')",
    "CREATE INDEX delivery_channel ON delivery (agency_id, channel, id)",
    "CREATE INDEX delivery_person ON delivery (agency_id, person, id) WHERE person IS NOT NULL",
    "CREATE INDEX delivery_subject ON delivery (agency_id, about, subject)",
    "CREATE INDEX warning_running ON warning (expires_at) WHERE state = 'released'",
)


def upgrade() -> None:
    """Make the tables; the worker may see who people are, never how they sign in."""
    closed_tables(TABLES, GRANTS)
    run(INDEXES)
    run(("GRANT SELECT (agency_id, id, name, role, locale, active) ON person TO impetus_worker",))
    cross_agency("platform.channels", (("notice", READ), ("delivery", READ), ("warning_feed", READ), ("outbox", READ)))
    run(
        (
            f"CREATE POLICY platform_public_select ON warning FOR SELECT"
            f" USING ({PURPOSE} = 'platform.public' AND state = 'released')",
        )
    )


def downgrade() -> None:
    """Refuse: going back would destroy what people wrote."""
    raise RuntimeError("This migration cannot be taken back; restore a backup instead.")
