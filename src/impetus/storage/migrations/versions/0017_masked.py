"""What is masked besides: files, titles, reasons for closing, notes between shifts; forgotten with its row."""

from impetus.storage.migrations.closed import run

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def forgets(table: str, kind: str, column: str = "id") -> tuple[str, str]:
    """What is masked goes with the row that it stood in."""
    return (
        f"CREATE FUNCTION {table}_{kind}_forgotten() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"  # noqa: S608
        f" DELETE FROM masked_item m USING gone WHERE m.agency_id = gone.agency_id AND m.kind = '{kind}'"
        f" AND m.item = gone.{column}; RETURN NULL; END $$",
        f"CREATE TRIGGER {kind}_forgotten AFTER DELETE ON {table} REFERENCING OLD TABLE AS gone"
        f" FOR EACH STATEMENT EXECUTE FUNCTION {table}_{kind}_forgotten()",
    )


_DELETED = (
    # a piece that was deleted leaves its row, which says that it was there
    "CREATE FUNCTION incident_evidence_emptied() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
    " DELETE FROM masked_item m WHERE m.agency_id = NEW.agency_id AND m.kind = 'incident_evidence'"
    " AND m.item = NEW.id; RETURN NULL; END $$",
    "CREATE TRIGGER evidence_emptied AFTER UPDATE ON incident_evidence FOR EACH ROW"
    " WHEN (OLD.deleted_at IS NULL AND NEW.deleted_at IS NOT NULL) EXECUTE FUNCTION incident_evidence_emptied()",
)


def upgrade() -> None:
    """Make the triggers."""
    run(
        (
            *forgets("incident_evidence", "incident_evidence"),
            *_DELETED,
            *forgets("incident", "incident"),
            *forgets("sub_incident", "incident_close", "incident"),
            *forgets("shift_note", "shift_note"),
            *forgets("handover", "handover"),
        )
    )


def downgrade() -> None:
    """Refuse: going back would leave originals of what was deleted."""
    raise RuntimeError("This migration cannot be taken back; restore a backup instead.")
