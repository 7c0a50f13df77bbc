"""How long audit entries stay readable: after their period their personal contents go, and their place stays.

Only what a signed checkpoint covers is forgotten, so that the leaf which stays is one that somebody vouches for. The
entry that says what was forgotten holds nothing personal and stays: the verifier asks for it.
"""

from typing import Final

from impetus.audit import forgetting_repository as repository
from impetus.contracts.retention import Retained
from impetus.storage.retention import Table

_TABLE: Final = Table(
    repository.CATEGORY,
    "audit_entry",
    at="t.at",
    over=repository.OVER,
    scope="t.case_file",
    numbered=True,
)

RETAINED: Final[list[Retained]] = [
    Retained(
        category=repository.CATEGORY,
        due=_TABLE.due_within,
        named=_TABLE.named,
        delete=repository.forget,
        # nobody has traces of their own acts erased before their time
        erasable=False,
    )
]
