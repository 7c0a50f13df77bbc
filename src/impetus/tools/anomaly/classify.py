"""What a deviation is called: by kind of sensor, direction, onset and what the neighbours do."""

from typing import Final

import numpy as np

from impetus.model.alert import Severity
from impetus.model.kinds import REGISTER
from impetus.model.sensor import Sensor, SensorKind
from impetus.tools.anomaly.columns import Columns
from impetus.tools.anomaly.event import Event
from impetus.tools.anomaly.roster import Roster
from impetus.tools.anomaly.slots import DELAY, HEADWAY, is_compared, is_speed
from impetus.tools.anomaly.view import SlotView

SURGE: Final = "crowd.surge"
FLIGHT: Final = "crowd.flight"
VOID: Final = "crowd.void"
BLOCKAGE: Final = "traffic.blockage"
OTHER: Final = "anomaly.other"

_RISEN: Final = 1.5
"""Standardised residual from which a neighbour counts as rising."""


def counts_people(sensor: Sensor) -> bool:
    """Whether the sensor counts people (a camera may)."""
    if is_compared(sensor):
        return False
    if sensor.kind is SensorKind.PEOPLE:
        return True
    words = f"{sensor.quantity} {sensor.unit}".lower()
    return sensor.kind is SensorKind.CAMERA and ("people" in words or "person" in words)


def classify(state: Columns, roster: Roster, view: SlotView, members: list[int], sign: int, radius: float) -> str:
    """Return the alert kind of a deviation of `members` (places) in the direction `sign`."""
    sensor = roster.sensors[members[0]]
    if is_compared(sensor):
        return OTHER
    if counts_people(sensor):
        if sign > 0:
            return SURGE
        return FLIGHT if _sudden(state, view, members) and _displaced(roster, view, members, radius) else VOID
    if sensor.kind is SensorKind.TRAFFIC:
        if sensor.quantity in (DELAY, HEADWAY):
            return BLOCKAGE if sign > 0 else OTHER
        if sign < 0:
            return BLOCKAGE
        return OTHER if is_speed(sensor) else "traffic.surge"
    if sign > 0:
        rising = {SensorKind.AIR: "air.plume", SensorKind.NOISE: "noise.high"}
        return rising.get(sensor.kind, OTHER)
    return OTHER


def _sudden(state: Columns, view: SlotView, members: list[int]) -> bool:
    """Whether the fall began within the last two slots (the newest of the kept ones is not this slot)."""
    before = (state.recent_value[:, members] - state.recent_expected[:, members]) / state.recent_spread[:, members]
    known = np.where(np.isfinite(before), before, np.nan)[-3:]
    calm = np.nanmax(np.where(np.isnan(known), -9.0, known), axis=0)
    return bool(np.median(calm) > -1.5)


def _displaced(roster: Roster, view: SlotView, members: list[int], radius: float) -> bool:
    """Whether counters around rise while these fall: the people went somewhere."""
    others = (roster.codes == roster.codes[members[0]]) & view.ok
    others[members] = False
    around = np.flatnonzero(others)
    if not len(around):
        return False
    lead = members[0]
    gap = np.hypot(roster.east[around] - roster.east[lead], roster.north[around] - roster.north[lead])
    near = around[gap <= 2.0 * radius]
    if not len(near):
        return False
    residual = view.scores.deviation[near] - view.scores.today[near]
    return bool((residual > _RISEN).sum() >= max(2.0, 0.3 * len(near)))


def graver(event: Event, ratio: float) -> int:
    """Return how many sensors make the event graver than its kind: where it is large and wide, else 0."""
    wide, large = len(event.members) >= 4, event.peak >= 8.0 or ratio >= 4.0
    rises = event.kind in {SURGE, BLOCKAGE} and wide and large
    return len(event.members) if rises else 0


def severity_of(event: Event, ratio: float) -> Severity:
    """Return what the event would mean if true: the kind's own severity, graver where it is large and wide."""
    ranks = list(Severity)
    rank = REGISTER[event.kind].severity.rank
    if graver(event, ratio):
        rank += 1
    if event.kind == "air.plume" and len(event.members) == 1:
        rank -= 1
    return ranks[min(rank, Severity.HIGH.rank)]
