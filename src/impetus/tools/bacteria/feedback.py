"""What people said of alerts, and what it changes; always within bounds.

A rejected alert gives its samples back to the baseline, where each teaches a bounded bit, and makes the tool less ready
to speak in the same way at the same device, down to a quarter of the promise. A tenfold rise is told all the same.
"""

from typing import Any, Final

import msgspec

from impetus.model.alert import Word
from impetus.tools.bacteria.track import Episode

FLOOR: Final = 0.25
_KEPT: Final = 200
_SEEN: Final = 2000


class Effect(msgspec.Struct):
    """What one verdict changed. `held` is the lesson that went into the baseline at `at` (ms UTC)."""

    verdict: str
    word: str
    signature: str
    device: str
    at: int = 0
    held: tuple[bytes, bytes] = (b"", b"")
    colonies: tuple[float, float] = (0.0, 0.0)
    """Colonies taught and their air, of a plate."""


class Past(msgspec.Struct):
    """An alert that was raised, as far as a verdict needs it."""

    device: str
    signature: str
    episode: Episode | None = None
    plate: tuple[float, float] = (0.0, 0.0)


class Feedback:
    """Verdicts and their effects. Keys are `kind|subject|window_start`."""

    def __init__(self) -> None:
        self.judged: dict[str, list[int]] = {}
        self.effects: dict[str, Effect] = {}
        self.past: dict[str, Past] = {}
        self.seen: dict[str, None] = {}

    def first_time(self, verdict: str) -> bool:
        """Say whether this verdict is new, and note it."""
        if verdict in self.seen:
            return False
        self.seen[verdict] = None
        while len(self.seen) > _SEEN:
            del self.seen[next(iter(self.seen))]
        return True

    def keep(self, key: str, past: Past) -> None:
        """Remember an alert."""
        self.past.pop(key, None)
        self.past[key] = past
        while len(self.past) > _KEPT:
            del self.past[next(iter(self.past))]

    def remember(self, key: str, effect: Effect) -> None:
        """Remember what a verdict changed."""
        self.effects.pop(key, None)
        self.effects[key] = effect
        while len(self.effects) > _KEPT:
            del self.effects[next(iter(self.effects))]

    def count(self, signature: str, word: str, by: int) -> None:
        """Count a verdict in (1) or out (-1)."""
        counts = self.judged.setdefault(signature, [0, 0])
        place = 0 if word == Word.CONFIRMED else 1
        counts[place] = max(0, counts[place] + by)
        if counts == [0, 0]:
            del self.judged[signature]

    def ready(self, signature: str) -> float:
        """Return how ready the tool is to raise an alert of this signature: 1, or less down to the floor."""
        confirmed, rejected = self.judged.get(signature, (0, 0))
        return max(FLOOR, min(1.0, 2.0 ** (confirmed - rejected)))

    def pack(self) -> list[Any]:
        """Return the whole as plain data."""
        return [self.judged, self.effects, self.past, list(self.seen)]

    @classmethod
    def unpack(cls, packed: list[Any]) -> "Feedback":
        """Make one of what `pack` returned; raise ValueError where it does not fit."""
        made = cls()
        judged, effects, past, seen = packed
        made.judged = msgspec.convert(judged, dict[str, list[int]])
        made.effects = msgspec.convert(effects, dict[str, Effect])
        made.past = msgspec.convert(past, dict[str, Past])
        made.seen = dict.fromkeys(msgspec.convert(seen, list[str]))
        return made
