"""What of people has a period: sessions that are over, with where they came from, and steps and links of signing in."""

from typing import Final

from impetus.contracts.retention import Retained
from impetus.storage.retention import Table, together

RETAINED: Final[list[Retained]] = [
    together(
        "session", Table("session", "session", at="t.expires_at"), Table("session", "setup_link", at="t.expires_at")
    )
]
