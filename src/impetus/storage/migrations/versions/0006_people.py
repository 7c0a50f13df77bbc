"""People: second factors, sessions that can be told apart, accounts of other providers, links for responders."""

from impetus.storage.migrations.closed import ADD, CHANGE, FULL, closed_tables, cross_agency, run

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

TABLES = {
    "person_factor": """
        id text NOT NULL, person text NOT NULL, kind text NOT NULL CHECK (kind IN ('totp', 'passkey')),
        name text NOT NULL, sealed text NOT NULL DEFAULT '', last_step bigint NOT NULL DEFAULT 0,
        credential bytea UNIQUE, public_key bytea, sign_count bigint NOT NULL DEFAULT 0,
        created_at timestamptz NOT NULL, confirmed_at timestamptz, used_at timestamptz, PRIMARY KEY (agency_id, id),
        FOREIGN KEY (agency_id, person) REFERENCES person (agency_id, id) ON DELETE CASCADE""",
    "recovery_code": """
        person text NOT NULL, code_hash bytea NOT NULL, used_at timestamptz,
        PRIMARY KEY (agency_id, person, code_hash),
        FOREIGN KEY (agency_id, person) REFERENCES person (agency_id, id) ON DELETE CASCADE""",
    "login_step": """
        token_hash bytea NOT NULL, kind text NOT NULL, person text NOT NULL DEFAULT '',
        detail jsonb NOT NULL DEFAULT '{}', expires_at timestamptz NOT NULL, PRIMARY KEY (token_hash)""",
    "oidc_provider": """
        id text NOT NULL, name text NOT NULL, issuer text NOT NULL, client_id text NOT NULL, sealed text NOT NULL,
        scopes text NOT NULL, groups_claim text NOT NULL, roles jsonb NOT NULL, default_role text,
        enabled boolean NOT NULL DEFAULT true, changed_at timestamptz NOT NULL, PRIMARY KEY (agency_id, id),
        UNIQUE (id)""",
    "oidc_account": """
        provider text NOT NULL, subject text NOT NULL, person text NOT NULL, linked_at timestamptz NOT NULL,
        PRIMARY KEY (agency_id, provider, subject), UNIQUE (agency_id, provider, person),
        FOREIGN KEY (agency_id, provider) REFERENCES oidc_provider (agency_id, id) ON DELETE CASCADE,
        FOREIGN KEY (agency_id, person) REFERENCES person (agency_id, id) ON DELETE CASCADE""",
    "responder_link": """
        id text NOT NULL, token_hash bytea NOT NULL UNIQUE, alert text NOT NULL, responder text NOT NULL,
        instruction text NOT NULL, phone text NOT NULL, locale text NOT NULL, shown jsonb NOT NULL,
        by_person text NOT NULL, by_name text NOT NULL, made_at timestamptz NOT NULL,
        expires_at timestamptz NOT NULL, revoked_at timestamptz, status text NOT NULL DEFAULT '',
        PRIMARY KEY (agency_id, id),
        FOREIGN KEY (agency_id, alert) REFERENCES alert (agency_id, id) ON DELETE CASCADE""",
    "responder_event": """
        id bigint GENERATED ALWAYS AS IDENTITY, link text NOT NULL, at timestamptz NOT NULL, what text NOT NULL,
        address text NOT NULL DEFAULT '', device text NOT NULL DEFAULT '', PRIMARY KEY (id),
        FOREIGN KEY (agency_id, link) REFERENCES responder_link (agency_id, id) ON DELETE CASCADE""",
}
GRANTS = {
    "person_factor": (FULL, ""),
    "recovery_code": (FULL, ""),
    "login_step": (FULL, ""),
    "oidc_provider": (FULL, ""),
    "oidc_account": (FULL, ""),
    "responder_link": (CHANGE, ""),
    "responder_event": (ADD, ""),
}


def upgrade() -> None:
    """Make them."""
    run(
        (
            "ALTER TABLE session ADD COLUMN id text NOT NULL DEFAULT gen_random_uuid()::text,"
            " ADD COLUMN device text NOT NULL DEFAULT '', ADD COLUMN how text NOT NULL DEFAULT '',"
            " ADD COLUMN proven_at timestamptz",
            # Which agency was first decides who administers the installation: a count, since clocks may be wrong.
            "ALTER TABLE agency ADD COLUMN place bigint GENERATED ALWAYS AS IDENTITY",
            "ALTER TABLE setup_link DROP CONSTRAINT setup_link_kind_check",
            "ALTER TABLE setup_link ADD CONSTRAINT setup_link_kind_check CHECK (kind IN ('setup', 'reset', 'invite')),"
            " ADD COLUMN role text NOT NULL DEFAULT '', ADD COLUMN name text NOT NULL DEFAULT '',"
            " ADD COLUMN id text NOT NULL DEFAULT gen_random_uuid()::text",
        )
    )
    closed_tables(TABLES, GRANTS)
    run(
        (
            "CREATE INDEX person_factor_person ON person_factor (agency_id, person)",
            "CREATE UNIQUE INDEX person_factor_totp ON person_factor (agency_id, person)"
            " WHERE kind = 'totp' AND confirmed_at IS NOT NULL",
            "CREATE INDEX login_step_expires ON login_step (expires_at)",
            "CREATE INDEX responder_link_alert ON responder_link (agency_id, alert)",
            "CREATE INDEX responder_event_link ON responder_event (agency_id, link, id)",
        )
    )
    cross_agency(
        "platform.login",
        (("person_factor", "SELECT"), ("oidc_provider", "SELECT"), ("oidc_account", "SELECT")),
    )
    cross_agency("platform.responder", (("responder_link", "SELECT"),))


def downgrade() -> None:
    """Refuse: going back would destroy what people wrote."""
    raise RuntimeError("This migration cannot be taken back; restore a backup instead.")
