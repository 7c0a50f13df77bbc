"""What a tool failed on lately."""

from dataclasses import dataclass, field


@dataclass
class Failures:
    """What the tool failed on: tries by sequence, and on how many messages in a row."""

    tries: dict[int, int] = field(default_factory=dict)
    streak: int = 0
    rest_until: float = 0.0
    well_since: int = 0
