"""What can be chosen: words that questions, files and the reckoning share."""

from typing import Final, Literal, get_args

Kind = Literal["bound", "plan", "simulate"]
Precision = Literal["quick", "usual", "fine"]
Trigger = Literal["announcement", "shots", "firecrackers", "smoke", "brawl", "none"]
Place = Literal["fenced_square", "protest", "stadium", "metro"]

PRECISIONS: Final[tuple[str, ...]] = get_args(Precision)
TRIGGERS: Final[tuple[str, ...]] = get_args(Trigger)
