"""What of incidents has a period: incidents that everybody has closed, and their evidence, which goes before them."""

from typing import Final

from impetus.contracts.retention import Retained
from impetus.incidents import retained_repository as repository
from impetus.incidents.files import KEYS

RETAINED: Final[list[Retained]] = [
    Retained(
        category="incident_evidence",
        due=repository.due_evidence,
        named=repository.named_evidence,
        delete=repository.delete_evidence,
        keys=KEYS,
        stays=repository.stays_evidence,
    ),
    Retained(
        category="incident",
        due=repository.due,
        named=repository.named,
        delete=repository.delete,
        keys="incident",
        stays=repository.stays,
    ),
]
