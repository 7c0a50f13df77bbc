"""Who becomes an officer needs a second person; rules of notification, of triage and silences go behind the wall."""

from impetus.storage.migrations.closed import run, wall

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

BEHIND = {"triage_setting": "tool", "silence": "alert", "notify_rule": "channel"}


def upgrade() -> None:
    """Let a link wait for an officer: until then the database lets nobody use it, and nobody approves their own."""
    run(
        (
            "ALTER TABLE setup_link ADD COLUMN asked_by text NOT NULL DEFAULT '',"
            " ADD COLUMN needs_officer boolean NOT NULL DEFAULT false, ADD COLUMN approved_by text,"
            " ADD COLUMN approved_at timestamptz",
            "ALTER TABLE setup_link ADD CONSTRAINT setup_link_two_people"
            " CHECK (approved_by IS NULL OR approved_by <> asked_by)",
            "ALTER TABLE setup_link ADD CONSTRAINT setup_link_waits"
            " CHECK (used_at IS NULL OR NOT needs_officer OR approved_by IS NOT NULL)",
        )
    )
    for table, of in BEHIND.items():
        wall(table, of)


def downgrade() -> None:
    """Refuse: going back would destroy what people wrote."""
    raise RuntimeError("This migration cannot be taken back; restore a backup instead.")
