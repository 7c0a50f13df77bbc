"""Plans to clear a place, kept by name: for a venue or an event, or on the incident they were made for."""

from impetus.storage.migrations.closed import CHANGE, closed_table, run, wall

revision = "0033"
down_revision = "0026"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table. A plan is never removed: it is put away, with who did it."""
    closed_table(
        "evacuation_plan",
        "id text NOT NULL, name text NOT NULL, venue text NOT NULL, about text, longitude double precision,"
        " latitude double precision, people integer NOT NULL, posts integer NOT NULL, clear_s double precision,"
        " content bytea NOT NULL, version integer NOT NULL, tasked integer NOT NULL, made_by text NOT NULL,"
        " made_at timestamptz NOT NULL, changed_by text NOT NULL, changed_at timestamptz NOT NULL, ended_by text,"
        " ended_at timestamptz, PRIMARY KEY (agency_id, id), CHECK ((ended_by IS NULL) = (ended_at IS NULL))",
        server=CHANGE,
    )
    run(("CREATE INDEX evacuation_plan_about ON evacuation_plan (agency_id, about, changed_at)",))
    wall("evacuation_plan", "tool", "incident")


def downgrade() -> None:
    """Refuse: going back would destroy what people planned."""
    raise RuntimeError("This migration cannot be taken back; restore a backup instead.")
