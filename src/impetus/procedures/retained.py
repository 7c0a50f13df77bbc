"""What of procedures has a period: runs that are over, with every answer."""

from typing import Final

from impetus.contracts.retention import Retained
from impetus.storage.retention import Table

RETAINED: Final[list[Retained]] = [
    Table(
        "procedure_run",
        "procedure_run",
        at="coalesce(t.ended_at, t.started_at)",
        over="t.state <> 'running'",
        hanging=(("procedure_event", "run"),),
    ).retained()
]
