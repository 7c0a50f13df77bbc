"""What was promised and what happened, week by week."""

from typing import Any

_WEEK_MS = 7 * 86_400_000
_MONDAY_MS = 4 * 86_400_000
"""1970-01-05 was a Monday."""


class Ledger:
    """Per week: slots scored, events promised, events raised, and those that people confirmed."""

    def __init__(self) -> None:
        self.weeks: dict[int, list[float]] = {}

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
        return {"weeks": [[week, row] for week, row in self.weeks.items()]}

    def unpack(self, packed: dict[str, Any]) -> None:
        """Take over what `pack` returned."""
        self.weeks = {int(week): [float(value) for value in row] for week, row in packed["weeks"]}
