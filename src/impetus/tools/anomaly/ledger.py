"""What was promised and what happened, week by week."""

from typing import Any

_WEEK_MS = 7 * 86_400_000
_MONDAY_MS = 4 * 86_400_000
"""1970-01-05 was a Monday."""
_MONTH_MS = 30 * 86_400_000
_MOST_BIRTHS = 5_000


class Ledger:
    """Per week: slots scored, events promised, events raised, and those that people confirmed."""

    def __init__(self) -> None:
        self.weeks: dict[int, list[float]] = {}
        self.births: list[tuple[int, float]] = []
        """When each event of the last month began (ms UTC), and its p-value as a share of the threshold of then."""

    def born(self, time: int, share: float) -> None:
        """Note that an event began at `time`, its p-value being this share of the threshold."""
        self.births.append((time, share))
        oldest = time - _MONTH_MS
        self.births = [birth for birth in self.births if birth[0] > oldest][-_MOST_BIRTHS:]

    def at_budget(self, share: float) -> int:
        """Return how many of the last month's events a budget of this share of the present one would still have told.

        `share` is at most 1: what a larger budget would have told was never formed into events.
        """
        return sum(born <= share for _, born in self.births)

    def latest(self) -> tuple[float, float] | None:
        """Return what was promised and what happened, confirmed ones left out, in the last whole week, or None."""
        whole = sorted(self.weeks)[:-1]
        if not whole or self.weeks[whole[-1]][1] <= 0.0:
            return None
        row = self.weeks[whole[-1]]
        return row[1], row[2] - row[3]

    def note(self, time: int, scored: int, promised: float, happened: int) -> None:
        """Add one slot of one kind, at `time` (ms UTC)."""
        row = self._row(time)
        row[0] += scored
        row[1] += promised
        row[2] += happened

    def confirmed(self, time: int, by: int) -> None:
        """Count an event at `time` as true (1), or no longer (-1)."""
        self._row(time)[3] += by

    def _row(self, time: int) -> list[float]:
        row = self.weeks.setdefault((time - _MONDAY_MS) // _WEEK_MS, [0.0, 0.0, 0.0, 0.0])
        while len(self.weeks) > 60:
            del self.weeks[min(self.weeks)]
        return row

    def ratios(self, weeks: int = 8) -> list[float | None]:
        """Return realised over promised false events of the last `weeks`, oldest first.

        None where nothing was promised.
        """
        rows = [self.weeks[week] for week in sorted(self.weeks)[-weeks:]]
        return [round((row[2] - row[3]) / row[1], 2) if row[1] > 0 else None for row in rows]

    def total(self) -> list[float]:
        """Return the sums over all weeks kept."""
        return [sum(column) for column in zip(*self.weeks.values(), strict=True)] or [0.0] * 4

    def pack(self) -> dict[str, Any]:
        """Return the weeks as plain data."""
        return {"weeks": [[week, row] for week, row in self.weeks.items()], "births": self.births}

    def unpack(self, packed: dict[str, Any]) -> None:
        """Take over what `pack` returned."""
        self.weeks = {int(week): [float(value) for value in row] for week, row in packed["weeks"]}
        self.births = [(int(time), float(share)) for time, share in packed.get("births", [])]
