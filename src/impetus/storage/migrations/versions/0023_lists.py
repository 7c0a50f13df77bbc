"""Lists that people keep for tools: planned events, rules that end by themselves, sensors made of others."""

from impetus.storage.migrations.closed import CHANGE, READ, closed_table, run, wall

revision = "0023"
down_revision = "0019"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table. An entry is never removed: it ends, with who ended it, and may be put back."""
    closed_table(
        "tool_entry",
        "id text NOT NULL, tool text NOT NULL, list text NOT NULL, entry jsonb NOT NULL, version integer NOT NULL,"
        " made_by text NOT NULL, made_at timestamptz NOT NULL, changed_by text NOT NULL,"
        " changed_at timestamptz NOT NULL, ended_by text, ended_at timestamptz, over_at timestamptz,"
        " PRIMARY KEY (agency_id, id), CHECK ((ended_by IS NULL) = (ended_at IS NULL))",
        server=CHANGE,
        worker=READ,
    )
    run(("CREATE INDEX tool_entry_list ON tool_entry (agency_id, tool, list, made_at)",))
    wall("tool_entry", "tool")


def downgrade() -> None:
    """Refuse: going back would destroy what people wrote."""
    raise RuntimeError("This migration cannot be taken back; restore a backup instead.")
