"""What of alerts has a period: alerts with their history, verdicts and links, until an incident needs them."""

from typing import Final

from impetus.contracts.retention import Retained
from impetus.storage.retention import Table

RETAINED: Final[list[Retained]] = [
    Table(
        "alert",
        "alert",
        at="t.created_at",
        # an alert of an incident goes after the incident
        over="NOT EXISTS (SELECT 1 FROM incident_alert i WHERE i.agency_id = t.agency_id AND i.alert = t.id)",
        of="t.tool",
        by_day=True,
        keys="alert",
    ).retained()
]
