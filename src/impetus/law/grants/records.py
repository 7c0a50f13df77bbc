"""What is masked and who may see it, as the database keeps it; and how a grant goes from one state to the next."""

from datetime import datetime, timedelta
from typing import Final, Literal

import msgspec

State = Literal["waiting", "in_force", "refused", "ended"]
LONGEST: Final = 60
"""Minutes that a grant may be in force at most."""
OVERRIDE_MINUTES: Final = 30
REVIEW_WITHIN: Final = timedelta(hours=24)
AUTHOR_SEES: Final = timedelta(minutes=10)
"""For how long whoever wrote something sees it as they wrote it."""


class Item(msgspec.Struct, frozen=True, kw_only=True):
    """Something masked. `parent` is the incident or alert it stands in, `about` its number."""

    kind: str
    item: str
    parent: str
    about: str
    categories: list[str]
    key_id: str
    written_by: str | None
    written_at: datetime


class Grant(msgspec.Struct, frozen=True, kw_only=True):
    """A grant, from its asking to its review."""

    id: str
    number: int
    kind: str
    item: str
    about: str
    categories: list[str]
    purpose: str
    case_id: str
    case_reference: str
    reason: str
    minutes: int
    override: bool
    state: State
    asked_by: str
    asked_name: str
    asked_at: datetime
    decided_by: str | None
    decided_name: str
    decided_at: datetime | None
    refusal: str
    expires_at: datetime | None
    ended_by: str | None
    ended_name: str
    ended_at: datetime | None
    uses: int
    last_used_at: datetime | None
    review_due_at: datetime | None
    reviewed_by: str | None
    reviewed_name: str
    reviewed_at: datetime | None
    review_right: bool | None
    review_note: str

    def state_at(self, at: datetime) -> State:
        """The state at a time: what has run out is ended, whatever the row says."""
        if self.state == "in_force" and (self.expires_at is None or at >= self.expires_at):
            return "ended"
        return self.state

    def shows(self, person: str, case: str, at: datetime) -> bool:
        """Whether `person` may read the original at a time, under a case."""
        return self.state_at(at) == "in_force" and self.asked_by == person and self.case_id == case

    def may_decide(self, person: str) -> bool:
        """Whether `person` may allow or refuse it: never the one who asked."""
        return self.state == "waiting" and person != self.asked_by

    def may_review(self, person: str) -> bool:
        """Whether `person` may judge an override: never the one who overrode, and once."""
        return self.override and self.reviewed_by is None and person != self.asked_by
