"""Assessments with their versions, and what the agency says of itself in the record and the citizens' register."""

from impetus.storage.migrations.closed import ADD, CHANGE, READ, closed_tables, run, wall

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

TABLES = {
    # `facts` is the configuration that was assessed; it is stale from `stale_at` and no longer holds at `stops_at`
    "assessment": """
        id text NOT NULL, subject text NOT NULL, number integer NOT NULL, revision integer NOT NULL DEFAULT 1,
        state text NOT NULL DEFAULT 'draft' CHECK (state IN ('draft', 'accepted', 'refused', 'replaced')),
        demonstration boolean NOT NULL DEFAULT false, content jsonb NOT NULL, facts jsonb NOT NULL,
        made_by text NOT NULL, made_at timestamptz NOT NULL, changed_by text NOT NULL, changed_at timestamptz NOT NULL,
        opinion jsonb, decided_by text, decided_at timestamptz, decision text NOT NULL DEFAULT '',
        valid_until timestamptz, stale_at timestamptz, stops_at timestamptz,
        PRIMARY KEY (agency_id, id), UNIQUE (agency_id, subject, number),
        CHECK (state NOT IN ('accepted', 'refused') OR decided_at IS NOT NULL),
        CHECK (state <> 'accepted' OR valid_until > decided_at),
        CHECK (state <> 'accepted' OR demonstration OR opinion ->> 'by' <> decided_by)""",
    "assessment_version": """
        assessment text NOT NULL, revision integer NOT NULL, content jsonb NOT NULL, facts jsonb NOT NULL,
        by_person text NOT NULL, at timestamptz NOT NULL, PRIMARY KEY (agency_id, assessment, revision),
        FOREIGN KEY (agency_id, assessment) REFERENCES assessment (agency_id, id) ON DELETE CASCADE""",
    "law_setting": """
        grace_hours integer NOT NULL DEFAULT 72 CHECK (grace_hours BETWEEN 0 AND 720),
        controller text NOT NULL DEFAULT '', contact text NOT NULL DEFAULT '', officer text NOT NULL DEFAULT '',
        authority text NOT NULL DEFAULT '', transfers text NOT NULL DEFAULT '', published boolean NOT NULL DEFAULT true,
        changed_by text NOT NULL, changed_at timestamptz NOT NULL, PRIMARY KEY (agency_id)""",
}
GRANTS = {
    "assessment": (CHANGE, CHANGE),
    "assessment_version": (ADD, ADD),
    "law_setting": (CHANGE, READ),
}
BEHIND = {"assessment": "assessment", "assessment_version": "assessment", "law_setting": "register"}
INDEXES = (
    "CREATE UNIQUE INDEX assessment_one_draft ON assessment (agency_id, subject) WHERE state = 'draft'",
    "CREATE UNIQUE INDEX assessment_one_accepted ON assessment (agency_id, subject) WHERE state = 'accepted'",
)


def upgrade() -> None:
    """Make the tables."""
    closed_tables(TABLES, GRANTS)
    run(INDEXES)
    for table, of in BEHIND.items():
        wall(table, of)


def downgrade() -> None:
    """Refuse: going back would destroy what people wrote."""
    raise RuntimeError("This migration cannot be taken back; restore a backup instead.")
