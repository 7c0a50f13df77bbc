"""What of the law itself has a period: requests of persons, from when they are closed. Their key goes with them."""

from typing import Final

from impetus.contracts.retention import Retained
from impetus.law.rights.records import CATEGORY
from impetus.storage.retention import Table

RETAINED: Final[list[Retained]] = [
    Table(
        CATEGORY,
        "subject_request",
        at="t.closed_at",
        over="t.closed_at IS NOT NULL",
        scope="t.id",
        keys=CATEGORY,
        hanging=(("subject_request_event", "request"), ("subject_request_item", "request")),
    ).retained()
]
