"""Audit entries have a period: what is personal in them is emptied, and the chain over them still holds.

The leaf of an entry stays in its link. So that nobody guesses from it what stood there, entries are hashed with a salt
from now on, which is emptied with the rest. The workers may empty a row whole, once; nothing else
of it can be changed.
"""

from impetus.storage.migrations.closed import run

revision = "0027"
down_revision = "0033"
branch_labels = None
depends_on = None

EMPTIED = ("actor", "role", "subject", "case_file", "reason", "recipient", "address", "salt")
STATEMENTS = (
    # entries that are there keep the hash they have: no salt
    "ALTER TABLE audit_entry ADD COLUMN salt text NOT NULL DEFAULT '',"
    " ADD COLUMN forgotten boolean NOT NULL DEFAULT false",
    "ALTER TABLE audit_entry ALTER COLUMN salt SET DEFAULT gen_random_uuid()::text",
    "CREATE INDEX audit_entry_kept ON audit_entry (agency_id, at) WHERE NOT forgotten",
    f"""CREATE FUNCTION audit_entry_is_only_emptied() RETURNS trigger LANGUAGE plpgsql AS $$
    DECLARE emptied audit_entry := OLD;
    BEGIN
        {" ".join(f"emptied.{column} := '';" for column in EMPTIED)}
        emptied.detail := '{{}}'; emptied.forgotten := true;
        IF OLD.forgotten OR NEW IS DISTINCT FROM emptied THEN
            RAISE EXCEPTION 'audit entries are never changed or deleted' USING ERRCODE = 'insufficient_privilege';
        END IF;
        RETURN NEW;
    END $$""",
    "DROP TRIGGER append_only ON audit_entry",
    "CREATE TRIGGER append_only BEFORE DELETE OR TRUNCATE ON audit_entry"
    " FOR EACH STATEMENT EXECUTE FUNCTION audit_entry_is_append_only()",
    "CREATE TRIGGER never_changed BEFORE UPDATE ON audit_entry FOR EACH STATEMENT"
    " WHEN (current_user <> 'impetus_worker') EXECUTE FUNCTION audit_entry_is_append_only()",
    "CREATE TRIGGER only_emptied BEFORE UPDATE ON audit_entry"
    " FOR EACH ROW EXECUTE FUNCTION audit_entry_is_only_emptied()",
    f"GRANT UPDATE ({', '.join(EMPTIED)}, detail, forgotten) ON audit_entry TO impetus_worker",
)


def upgrade() -> None:
    """Salt what is written from now on; let the workers empty what is over."""
    run(STATEMENTS)


def downgrade() -> None:
    """Refuse: without the salts no later entry could be verified."""
    raise RuntimeError("This migration cannot be taken back; restore a backup instead.")
