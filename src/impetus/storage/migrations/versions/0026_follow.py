"""Copies of alerts in incidents follow once a statement, not once a row: triage changes hundreds of alerts in one.

The wall is asked once a statement too, and almost no alert of a storm is in an incident.
"""

from impetus.storage.migrations.closed import run

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None

_FOLLOW = """
CREATE FUNCTION incident_alerts_follow() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    now_is alert;
    was alert;
BEGIN
    FOR now_is IN SELECT n.* FROM changed n
        WHERE EXISTS (SELECT 1 FROM incident_alert c WHERE c.agency_id = n.agency_id AND c.alert = n.id)
    LOOP
        UPDATE incident_alert SET shown = incident_alert_shown(now_is)
            WHERE agency_id = now_is.agency_id AND alert = now_is.id;
        SELECT o.* INTO was FROM before_change o WHERE o.agency_id = now_is.agency_id AND o.id = now_is.id;
        IF (now_is.severity, now_is.state, now_is.over) IS DISTINCT FROM (was.severity, was.state, was.over) THEN
            INSERT INTO outbox (agency_id, topic, payload, created_at)
                SELECT s.agency_id, 'incident', jsonb_build_object('id', i.id, 'root', i.root), now_is.updated_at
                FROM incident_alert a JOIN incident i ON i.agency_id = a.home AND i.id = a.incident
                JOIN sub_incident s ON s.incident = i.id AND s.active
                WHERE a.agency_id = now_is.agency_id AND a.alert = now_is.id;
        END IF;
    END LOOP;
    RETURN NULL;
END $$"""


def upgrade() -> None:
    """Put the trigger of statements in the place of the trigger of rows."""
    run(
        (
            "DROP TRIGGER incident_alert_follows ON alert",
            "DROP FUNCTION incident_alert_follows()",
            _FOLLOW,
            "CREATE TRIGGER incident_alerts_follow AFTER UPDATE ON alert"
            " REFERENCING OLD TABLE AS before_change NEW TABLE AS changed FOR EACH STATEMENT"
            " EXECUTE FUNCTION incident_alerts_follow()",
        )
    )


def downgrade() -> None:
    """Refuse: an older program would let the copies of alerts grow old."""
    raise RuntimeError("This migration cannot be taken back; restore a backup instead.")
