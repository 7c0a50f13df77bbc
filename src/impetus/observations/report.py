"""What became of readings that were handed in."""

from dataclasses import dataclass, field

from impetus.contracts.format import Refusal


@dataclass
class Report:
    """Counts that add up to what was handed in. `accepted` came in time, `late` after their slot was closed.

    `refusals` tells the first of each reason one by one; their `count`s add up to `refused`.
    """

    accepted: int = 0
    late: int = 0
    repeated: int = 0
    refused: int = 0
    refusals: list[Refusal] = field(default_factory=list)

    def add(self, other: "Report") -> None:
        """Count another report in."""
        self.accepted += other.accepted
        self.late += other.late
        self.repeated += other.repeated
        self.refused += other.refused
        self.refusals += other.refusals
