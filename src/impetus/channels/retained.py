"""What of channels has a period: messages with whom they went to, and why they were sent."""

from typing import Final

from impetus.contracts.retention import Retained
from impetus.storage.retention import Table, together

RETAINED: Final[list[Retained]] = [
    together(
        "delivery",
        Table("delivery", "delivery", at="t.made_at", over="t.state NOT IN ('waiting', 'sending')", id="key"),
        Table("delivery", "notice", at="t.made_at", over="t.state <> 'waiting'", id="key"),
    )
]
