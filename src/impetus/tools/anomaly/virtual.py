"""Sensors made of others, as the detector computes them: slot by slot, from what their parts measured."""

from collections.abc import Iterable, Mapping
from typing import Any, Final, NamedTuple

import numpy as np

from impetus.model.sensor import Aggregate, Sensor, SensorKind
from impetus.tools.anomaly.arrays import F64, I64, Bool
from impetus.tools.anomaly.columns import Columns
from impetus.tools.anomaly.made import Combination, Made

PREFIX: Final = "virtual:"
_LEAST: Final = 1e-9


class Parts(NamedTuple):
    """The places of what a made sensor is made of."""

    how: str
    first: I64
    second: I64


class Virtuals:
    """The made sensors of one domain, by their own place."""

    def __init__(self) -> None:
        self.parts: dict[int, Parts] = {}

    def fill(self, raw: F64, present: Bool, state: Columns) -> None:
        """Write the made sensors' values into a slot's, shape (n,), where all their parts are there and well."""
        for place, parts in self.parts.items():
            every = np.concatenate((parts.first, parts.second))
            well = bool(present[every].all() and (state.health[every] == 0).all() and state.active[place])
            present[place] = well
            if well:
                value = combined(parts.how, float(raw[parts.first].sum()), float(raw[parts.second].sum()))
                present[place], raw[place] = value is not None, value or 0.0

    def real(self, places: Iterable[int]) -> list[int]:
        """Return `places` with each made sensor replaced by what it is made of, each once, in order."""
        found: dict[int, None] = {}
        for place in places:
            parts = self.parts.get(place)
            found |= dict.fromkeys([place] if parts is None else [*parts.first.tolist(), *parts.second.tolist()])
        return list(found)


def combined(how: str, first: float, second: float) -> float | None:
    """Return the value made of two sums; None where it cannot be told (a division by zero)."""
    if how == "difference":
        return first - second
    if how == "ratio":
        return first / second if abs(second) > _LEAST else None
    return first


def sensor_of(id: str, made: Made, parts: list[Sensor]) -> Sensor:
    """Return the made sensor, of its parts' kind where they are of one; it stands nowhere itself.

    Without a place it is nobody's neighbour: it would only repeat what its parts say.
    """
    first = parts[0]
    alike = len({part.kind for part in parts}) == 1
    summed = alike and made.how == "sum"
    areas = {part.area for part in parts}
    units = {part.unit for part in parts}
    return Sensor(
        id=f"{PREFIX}{id}",
        name=made.name,
        kind=first.kind if alike else SensorKind.OTHER,
        source="virtual",
        unit=(units.pop() if len(units) == 1 else "") if made.how != "ratio" else "",
        quantity=first.quantity if summed else "" if made.how == "sum" else made.how,
        aggregate=Aggregate.SUM if summed and all(p.aggregate is Aggregate.SUM for p in parts) else Aggregate.MEAN,
        interval_s=max(part.interval_s for part in parts),
        area=areas.pop() if len(areas) == 1 else "",
        clock=first.clock,
    )


def week_of(
    made: Combination, readings: Mapping[str, list[tuple[int, float]]], means: Mapping[str, bool], slot_ms: int
) -> tuple[list[int], list[float | None]]:
    """Return slots (ms UTC) and values that a made sensor would have had, from its parts' readings.

    `means` says of each part whether a slot is the mean of its readings, rather than their sum.
    """
    slots: dict[str, dict[int, list[float]]] = {}
    for id, some in readings.items():
        held = slots.setdefault(id, {})
        for time, value in some:
            held.setdefault(time - time % slot_ms, []).append(value)
    times = sorted({time for held in slots.values() for time in held})

    def side(ids: list[str], time: int) -> float | None:
        total = 0.0
        for id in ids:
            values = slots.get(id, {}).get(time)
            if values is None:
                return None
            total += sum(values) / (len(values) if means[id] else 1)
        return total

    result: list[float | None] = []
    for time in times:
        first, second = side(made.sensors, time), side(made.against, time)
        result.append(None if first is None or second is None else combined(made.how, first, second))
    return times, result


def resolve(
    entries: Mapping[str, Made], homes: Mapping[str, tuple[str, int]], domains: Mapping[tuple[str, int], Any]
) -> dict[str, str]:
    """Put every made sensor whose parts are known into its domain, retire those that are gone.

    Parts must report on one clock and in slots of one length. Returns why those left out wait: "unknown" or "mixed".
    """
    waiting: dict[str, str] = {}
    wanted: dict[tuple[str, int], dict[str, Made]] = {}
    for id, made in entries.items():
        ids = [name for _, name in made.named()]
        keys = {homes.get(name) for name in ids}
        if None in keys or any(name.startswith(PREFIX) for name in ids):
            waiting[id] = "unknown"
        elif len(keys) > 1:
            waiting[id] = "mixed"
        else:
            wanted.setdefault(next(key for key in keys if key is not None), {})[id] = made
    for key, domain in domains.items():
        domain.make(wanted.get(key, {}))
    return waiting
