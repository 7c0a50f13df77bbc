"""What happens in a made-up city: the script, its further happenings, and its ground truth."""

from datetime import datetime
from fnmatch import fnmatchcase
from typing import Any, Final, Self
from zoneinfo import ZoneInfo

import msgspec
import numpy as np

MINUTE: Final = 60_000
DAY: Final = 86_400_000
WEEK: Final = 7 * DAY
_SCRIPT: Final = 0x5C819
"""The stream of random numbers that further happenings are drawn from."""


def in_ms(local: datetime, zone: ZoneInfo) -> int:
    """Return a local time without a zone as ms UTC."""
    return round(local.replace(tzinfo=zone).timestamp() * 1000)


def fitting(ids: list[str], patterns: list[str]) -> list[str]:
    """Return the ids that fit one of the patterns (`*` is any text); raise ValueError for a pattern that fits none."""
    found: list[str] = []
    for pattern in patterns:
        fits = [name for name in ids if fnmatchcase(name, pattern)]
        if not fits:
            raise ValueError(f"no sensor fits {pattern!r}")
        found += [name for name in fits if name not in found]
    return found


class Effect(msgspec.Struct, frozen=True, kw_only=True):
    """What a happening does to some sensors from `start` to `end` (ms UTC).

    What is expected becomes `factor` times it plus `add`, growing over `rise` and fading over `fall` minutes;
    `freeze` repeats the last reading, `silent` sends none.
    """

    sensors: list[str]
    start: int
    end: int
    factor: float = 1.0
    add: float = 0.0
    rise: float = 0.0
    fall: float = 0.0
    freeze: bool = False
    silent: bool = False


class Happening(msgspec.Struct, frozen=True, kw_only=True):
    """Ground truth: what happens (`kind` is an alert kind, or `sensor.stuck`), where, when (ms UTC), and how."""

    id: str
    kind: str
    place: str
    start: int
    end: int
    effects: list[Effect]
    text: str = ""

    @property
    def sensors(self) -> list[str]:
        """Every sensor it touches."""
        return list(dict.fromkeys(name for effect in self.effects for name in effect.sensors))

    @property
    def core(self) -> list[str]:
        """The sensors at its place: those of its first effect. Further effects are what comes of it elsewhere."""
        return self.effects[0].sensors

    @classmethod
    def read(cls, row: dict[str, Any], ids: list[str], zone: ZoneInfo) -> Self:
        """Read one table of `happenings.toml`; raise KeyError or ValueError for what makes no sense."""
        start = in_ms(datetime.fromisoformat(row["start"]), zone)
        minutes = float(row["minutes"])
        effects = [_effect(part, fitting(ids, part["sensors"]), start, minutes) for part in row["effect"]]
        if not effects:
            raise ValueError(f"{row['id']} has no effect")
        return cls(
            id=row["id"],
            kind=row["kind"],
            place=row["place"],
            start=start,
            end=start + round(minutes * MINUTE),
            effects=effects,
            text=row.get("text", ""),
        )


def _effect(part: dict[str, Any], sensors: list[str], start: int, minutes: float) -> Effect:
    after = float(part.get("after", 0))
    begin = start + round(after * MINUTE)
    end = begin + round(float(part.get("minutes", minutes - after)) * MINUTE)
    if end <= begin:
        raise ValueError("an effect ends before it begins")
    return Effect(
        sensors=sensors,
        start=begin,
        end=end,
        factor=float(part.get("factor", 1.0)),
        add=float(part.get("add", 0.0)),
        rise=float(part.get("rise", 0)),
        fall=float(part.get("fall", 0)),
        freeze=bool(part.get("freeze", False)),
        silent=bool(part.get("silent", False)),
    )


class Spot(msgspec.Struct, frozen=True, kw_only=True):
    """Where a pattern can happen."""

    place: str
    sensors: list[str]


class Pattern(msgspec.Struct, frozen=True, kw_only=True):
    """A happening that can come again: how often beside others (`share`), how long, where, what it does."""

    id: str
    kind: str
    share: float
    minutes: tuple[float, float]
    spots: list[Spot]
    effects: list[dict[str, Any]]


class Later(msgspec.Struct, frozen=True, kw_only=True):
    """Further happenings, one at a time, drawn from the seed: a function of the seed and the week."""

    starts: int
    timezone: str
    mean_gap_minutes: float
    least_gap_minutes: float
    hours: tuple[int, int]
    patterns: list[Pattern]

    @classmethod
    def read(cls, row: dict[str, Any], ids: list[str], zone: ZoneInfo) -> Self:
        """Read the table `later` of `happenings.toml`."""
        if not 0 <= row["least_gap_minutes"] < row["mean_gap_minutes"]:
            raise ValueError("the mean gap must be longer than the least")
        return cls(
            starts=in_ms(datetime.fromisoformat(row["starts"]), zone),
            timezone=zone.key,
            mean_gap_minutes=float(row["mean_gap_minutes"]),
            least_gap_minutes=float(row["least_gap_minutes"]),
            hours=(int(row["hours"][0]), int(row["hours"][1])),
            patterns=[
                Pattern(
                    id=part["id"],
                    kind=part["kind"],
                    share=float(part["share"]),
                    minutes=(float(part["minutes"][0]), float(part["minutes"][1])),
                    spots=[Spot(place=spot["place"], sensors=fitting(ids, spot["sensors"])) for spot in part["places"]],
                    effects=part["effect"],
                )
                for part in row["pattern"]
            ],
        )

    def week(self, number: int, seed: int) -> list[Happening]:
        """Return the happenings of week `number` (0 is the one that begins at `starts`), in order of time."""
        if number < 0:
            return []
        draw = np.random.Generator(np.random.Philox(key=[seed, _SCRIPT], counter=[0, 0, 0, number]))
        zone = ZoneInfo(self.timezone)
        shares = np.array([pattern.share for pattern in self.patterns])
        at, end = self.starts + number * WEEK, self.starts + (number + 1) * WEEK
        made: list[Happening] = []
        spare = self.mean_gap_minutes - self.least_gap_minutes
        while True:
            at += round((self.least_gap_minutes + spare * draw.standard_exponential()) * MINUTE) // MINUTE * MINUTE
            choice, spot, share = draw.random(3)
            strength = float(draw.random())
            if at + self.least_gap_minutes * MINUTE >= end:
                return made
            if not self.hours[0] <= datetime.fromtimestamp(at / 1000, zone).hour < self.hours[1]:
                continue
            pattern = self.patterns[int(np.searchsorted(np.cumsum(shares / shares.sum()), choice, side="right"))]
            made.append(self._happening(pattern, at, float(spot), float(share), strength))

    def _happening(self, pattern: Pattern, start: int, spot: float, share: float, strength: float) -> Happening:
        where = pattern.spots[int(spot * len(pattern.spots))]
        minutes = float(round(_between(list(pattern.minutes), share)))
        effects = [
            _effect(
                {key: _between(value, strength) if isinstance(value, list) else value for key, value in part.items()},
                where.sensors,
                start,
                minutes,
            )
            for part in pattern.effects
        ]
        return Happening(
            id=f"{pattern.id}-{start // MINUTE}",
            kind=pattern.kind,
            place=where.place,
            start=start,
            end=start + round(minutes * MINUTE),
            effects=effects,
        )


def _between(pair: list[float], share: float) -> float:
    return pair[0] + (pair[1] - pair[0]) * share


class Script:
    """Every happening of a city, found by time."""

    def __init__(self, happenings: list[Happening], later: Later | None, seed: int) -> None:
        self.fixed = sorted(happenings, key=lambda happening: happening.start)
        self.later = later
        self.seed = seed
        self._weeks: dict[int, list[Happening]] = {}

    def between(self, start: int, end: int) -> list[Happening]:
        """Return what happens at some time from `start` to before `end` (ms UTC), in order of time."""
        found = [happening for happening in self.fixed if happening.start < end and happening.end > start]
        if self.later is not None and end > self.later.starts:
            first = (max(start, self.later.starts) - self.later.starts) // WEEK
            for number in range(max(first - 1, 0), (end - self.later.starts) // WEEK + 1):
                found += [row for row in self._week(number) if row.start < end and row.end > start]
        return sorted(found, key=lambda happening: (happening.start, happening.id))

    def _week(self, number: int) -> list[Happening]:
        if number not in self._weeks and self.later is not None:
            self._weeks = dict(list(self._weeks.items())[-3:])  # a city that runs for years keeps few
            self._weeks[number] = self.later.week(number, self.seed)
        return self._weeks.get(number, [])
