"""What is kept of an assessment, as plain values."""

from datetime import datetime
from typing import Any, Final, Literal

import msgspec

from impetus.contracts.manifest import DataCategory, Manifest

PLATFORM: Final = "platform"
"""The subject of the platform's own assessment."""

PERSONAL: Final = frozenset(
    {
        DataCategory.MASKED_VIDEO,
        DataCategory.MASKED_PUBLIC_TEXT,
        DataCategory.NETWORK_LOGS,
        DataCategory.THREAT_INTELLIGENCE,
        DataCategory.OPERATOR_WORKLOAD,
        DataCategory.BIOLOGICAL_SAMPLES,
    }
)
"""Categories that are about persons, or may be: masking lowers the risk and does not make data anonymous."""

GRACE_HOURS: Final = 72
State = Literal["draft", "accepted", "refused", "replaced"]
Facts = dict[str, Any]


class Answer(msgspec.Struct, kw_only=True, omit_defaults=True):
    """An answer to a question; `gauge` is 1 to 4 where the question has one, 0 where nothing is chosen.

    `final` says that the answer holds wherever the tool runs; else it depends on the context of use.
    """

    text: str = ""
    gauge: int = 0
    final: bool = False


class Affected(msgspec.Struct, kw_only=True, omit_defaults=True):
    """What those affected, or who speaks for them, said; or why they were not asked."""

    asked: bool = False
    text: str = ""


class Content(msgspec.Struct, kw_only=True):
    """What people write."""

    answers: dict[str, Answer] = {}
    affected: Affected = msgspec.field(default_factory=Affected)


class Opinion(msgspec.Struct, kw_only=True):
    """The data protection officer's advice."""

    favourable: bool
    text: str
    by: str
    at: datetime


class Assessment(msgspec.Struct, kw_only=True):
    """One assessment of one subject: a tool, or the platform."""

    id: str
    subject: str
    number: int
    revision: int
    state: State
    demonstration: bool
    content: Content
    facts: Facts
    made_by: str
    made_at: datetime
    changed_by: str
    changed_at: datetime
    opinion: Opinion | None = None
    decided_by: str | None = None
    decided_at: datetime | None = None
    decision: str = ""
    valid_until: datetime | None = None
    stale_at: datetime | None = None
    stops_at: datetime | None = None

    def holds(self, now: datetime) -> bool:
        """Whether a tool may run on it: accepted, in time, and not stale for longer than the grace."""
        in_time = self.valid_until is not None and now < self.valid_until
        return self.state == "accepted" and in_time and (self.stops_at is None or now < self.stops_at)


class LawSetting(msgspec.Struct, kw_only=True):
    """What the agency says of itself, and how long a tool may run on after its assessment went stale."""

    grace_hours: int = GRACE_HOURS
    controller: str = ""
    contact: str = ""
    officer: str = ""
    authority: str = ""
    transfers: str = ""
    published: bool = True


def needed(manifest: Manifest) -> bool:
    """Whether a tool does not start without a valid assessment: high risk, or data about persons."""
    return manifest.risk_class == "high" or bool(PERSONAL & set(manifest.data_categories))
