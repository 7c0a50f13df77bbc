"""What of shifts has a period: who worked when, what was handed over, notes that are done."""

from typing import Final

from impetus.contracts.retention import Retained
from impetus.storage.retention import Table, together

RETAINED: Final[list[Retained]] = [
    together(
        "shift",
        Table("shift", "shift", at="t.ends_at"),
        Table("shift", "duty", at="t.ended_at", over="t.ended_at IS NOT NULL"),
        Table("shift", "handover", at="t.ended_at", over="t.ended_at IS NOT NULL", scope="t.id"),
        Table("shift", "shift_note", at="t.done_at", over="t.done_at IS NOT NULL", scope="t.id"),
        keys="shift",
    )
]
