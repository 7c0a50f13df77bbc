"""What is masked, the sealed originals, and grants to see them.

An original is read by whoever has a grant for it that is in force under its case, by its author for ten minutes, and
for a person's own rights. The database asks for all of that itself: four eyes, the clock, the case.
"""

from impetus.storage.migrations.closed import CHANGE, FULL, closed_tables, run, wall

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

TABLES = {
    "masked_item": """
        kind text NOT NULL, item text NOT NULL, parent text NOT NULL, about text NOT NULL,
        categories text[] NOT NULL, key_id text NOT NULL, written_by text, written_at timestamptz NOT NULL,
        PRIMARY KEY (agency_id, kind, item)""",
    "original": """
        kind text NOT NULL, item text NOT NULL, sealed bytea NOT NULL, PRIMARY KEY (agency_id, kind, item),
        FOREIGN KEY (agency_id, kind, item) REFERENCES masked_item (agency_id, kind, item) ON DELETE CASCADE""",
    "unmask_grant": """
        id text NOT NULL, number bigint NOT NULL, kind text NOT NULL, item text NOT NULL, about text NOT NULL,
        categories text[] NOT NULL, purpose text NOT NULL, case_id text NOT NULL, case_reference text NOT NULL,
        reason text NOT NULL CHECK (reason <> ''), minutes integer NOT NULL CHECK (minutes BETWEEN 1 AND 60),
        override boolean NOT NULL,
        state text NOT NULL CHECK (state IN ('waiting', 'in_force', 'refused', 'ended')),
        asked_by text NOT NULL, asked_name text NOT NULL, asked_at timestamptz NOT NULL,
        decided_by text, decided_name text NOT NULL DEFAULT '', decided_at timestamptz,
        refusal text NOT NULL DEFAULT '', expires_at timestamptz,
        ended_by text, ended_name text NOT NULL DEFAULT '', ended_at timestamptz,
        uses integer NOT NULL DEFAULT 0, last_used_at timestamptz,
        review_due_at timestamptz, reviewed_by text, reviewed_name text NOT NULL DEFAULT '', reviewed_at timestamptz,
        review_right boolean, review_note text NOT NULL DEFAULT '',
        PRIMARY KEY (agency_id, id), UNIQUE (agency_id, number),
        CHECK (decided_by <> asked_by), CHECK (reviewed_by <> asked_by), CHECK (NOT override OR decided_by IS NULL),
        CHECK (state <> 'in_force' OR expires_at IS NOT NULL),
        CHECK (expires_at <= coalesce(decided_at, asked_at) + minutes * interval '1 minute'),
        CHECK (state NOT IN ('in_force', 'refused') OR override OR decided_by IS NOT NULL),
        CHECK (override = (review_due_at IS NOT NULL)),
        FOREIGN KEY (agency_id, case_id) REFERENCES case_file (agency_id, id) ON DELETE CASCADE""",
}
GRANTS = {"masked_item": (FULL, FULL), "original": (FULL, FULL), "unmask_grant": (CHANGE, "SELECT, DELETE")}

NOW = "to_timestamp(nullif(current_setting('impetus.now', true), '')::bigint / 1000.0)"
ACTOR = "current_setting('impetus.actor', true)"
_REFUSE = "USING ERRCODE = 'insufficient_privilege'"

_READABLE = f"""
CREATE POLICY only_under_a_grant ON original AS RESTRICTIVE FOR SELECT USING (
    (SELECT current_setting('impetus.role', true) = 'platform')
    OR (SELECT current_setting('impetus.purpose', true) = 'subject_rights'
        AND wall_allows('subject_request', 'write'))
    OR EXISTS (SELECT 1 FROM masked_item m WHERE m.kind = original.kind AND m.item = original.item
        AND 'person:' || m.written_by = {ACTOR} AND {NOW} < m.written_at + interval '10 minutes')
    OR ((SELECT wall_allows('unmasked_item', 'read')) AND EXISTS (SELECT 1 FROM unmask_grant g
        WHERE g.kind = original.kind AND g.item = original.item AND g.state = 'in_force'
        AND 'person:' || g.asked_by = {ACTOR} AND {NOW} < g.expires_at
        AND g.case_id = current_setting('impetus.case', true)
        AND g.purpose = current_setting('impetus.purpose', true))))"""  # noqa: S608 - constants of ours

_FOUR_EYES = f"""
CREATE FUNCTION unmask_grant_four_eyes() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE person text := substr({ACTOR}, 8); moment timestamptz := {NOW};
BEGIN
    IF current_setting('impetus.role', true) = 'platform' THEN RETURN NEW; END IF;
    IF TG_OP = 'INSERT' THEN
        IF NEW.asked_by IS DISTINCT FROM person OR NEW.decided_by IS NOT NULL OR NEW.reviewed_by IS NOT NULL
            OR NEW.state <> (CASE WHEN NEW.override THEN 'in_force' ELSE 'waiting' END) THEN
            RAISE EXCEPTION 'a grant is asked for in one''s own name and decided by another' {_REFUSE};
        END IF;
        RETURN NEW;
    END IF;
    IF (NEW.id, NEW.kind, NEW.item, NEW.purpose, NEW.case_id, NEW.reason, NEW.override, NEW.asked_by, NEW.asked_at)
        IS DISTINCT FROM
       (OLD.id, OLD.kind, OLD.item, OLD.purpose, OLD.case_id, OLD.reason, OLD.override, OLD.asked_by, OLD.asked_at)
    THEN RAISE EXCEPTION 'what was asked for stays as it was' {_REFUSE}; END IF;
    IF NEW.state IS DISTINCT FROM OLD.state AND (OLD.state, NEW.state) NOT IN
        (('waiting', 'in_force'), ('waiting', 'refused'), ('waiting', 'ended'), ('in_force', 'ended')) THEN
        RAISE EXCEPTION 'a grant does not go from % to %', OLD.state, NEW.state {_REFUSE};
    END IF;
    IF OLD.state = 'waiting' AND NEW.state IN ('in_force', 'refused')
        AND (NEW.decided_by IS DISTINCT FROM person OR NEW.decided_by = OLD.asked_by) THEN
        RAISE EXCEPTION 'a second person decides' {_REFUSE};
    END IF;
    IF OLD.state <> 'waiting' AND (NEW.decided_by, NEW.decided_at, NEW.expires_at)
        IS DISTINCT FROM (OLD.decided_by, OLD.decided_at, OLD.expires_at) THEN
        RAISE EXCEPTION 'what was decided stays' {_REFUSE};
    END IF;
    IF NEW.uses <> OLD.uses AND (person <> OLD.asked_by OR OLD.state <> 'in_force' OR moment >= OLD.expires_at) THEN
        RAISE EXCEPTION 'the grant is not in force' {_REFUSE};
    END IF;
    IF NEW.reviewed_by IS DISTINCT FROM OLD.reviewed_by AND (NOT OLD.override OR OLD.reviewed_by IS NOT NULL
        OR NEW.reviewed_by IS DISTINCT FROM person OR NEW.reviewed_by = OLD.asked_by) THEN
        RAISE EXCEPTION 'a second person reviews, once' {_REFUSE};
    END IF;
    RETURN NEW;
END $$"""


def _forgets(table: str, kind: str) -> tuple[str, str]:
    """What is masked goes with the row that it stood in."""
    return (
        f"CREATE FUNCTION {table}_forgets_originals() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"  # noqa: S608
        f" DELETE FROM masked_item m USING gone WHERE m.agency_id = gone.agency_id AND m.kind = '{kind}'"
        " AND m.item = gone.id; RETURN NULL; END $$",
        f"CREATE TRIGGER forgets_originals AFTER DELETE ON {table} REFERENCING OLD TABLE AS gone"
        f" FOR EACH STATEMENT EXECUTE FUNCTION {table}_forgets_originals()",
    )


def upgrade() -> None:
    """Make them."""
    closed_tables(TABLES, GRANTS)
    run(
        (
            "CREATE INDEX unmask_grant_item ON unmask_grant (agency_id, kind, item, asked_by)",
            "CREATE INDEX unmask_grant_state ON unmask_grant (agency_id, state, asked_at)",
            _FOUR_EYES,
            "CREATE TRIGGER four_eyes BEFORE INSERT OR UPDATE ON unmask_grant"
            " FOR EACH ROW EXECUTE FUNCTION unmask_grant_four_eyes()",
            _READABLE,
            *_forgets("incident_entry", "incident_entry"),
            *_forgets("incident_task", "incident_task"),
            *_forgets("verdict", "alert_note"),
        )
    )
    wall("unmask_grant", "grant")


def downgrade() -> None:
    """Refuse: going back would destroy what people wrote."""
    raise RuntimeError("This migration cannot be taken back; restore a backup instead.")
