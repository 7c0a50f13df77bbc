"""The class of an event: the nine names of the method's table, from the alert's kind and what was seen with it.

The table stands in the tool's README, written down before anything was scored by it.
"""

from typing import Final

import numpy as np

from impetus.tools.anomaly.arrays import I64
from impetus.tools.anomaly.event import Event
from impetus.tools.anomaly.roster import Roster
from impetus.tools.anomaly.view import SlotView

SENSOR_FAULT: Final = "sensor_fault"
UNKNOWN: Final = "unknown"
_BY_KIND: Final = {
    "crowd.surge": "crowd_surge",
    "crowd.void": "crowd_flight",
    "traffic.blockage": "traffic_incident",
    "air.plume": "pollution_plume",
}
_OUT: Final = 3
"""So many sensors of an event must measure nothing at all to be an area outage."""
CLASSES: Final = (
    SENSOR_FAULT,
    "crowd_surge",
    "crowd_flight",
    "displacement",
    "traffic_incident",
    "pollution_plume",
    "area_outage",
    UNKNOWN,
)


def class_of(event: Event, nothing: int = 0) -> str:
    """Return the class of `event`; `nothing` is how many of its members measure zero where zero is not usual."""
    if event.sign < 0 and nothing >= _OUT and 2 * nothing > len(event.members):
        return "area_outage"
    if event.kind == "crowd.flight":
        return "displacement" if event.received else "crowd_flight"
    return _BY_KIND.get(event.kind, UNKNOWN)


def nothing_at(view: SlotView, roster: Roster, places: I64) -> int:
    """Return how many of the counters `places` measure zero in this slot where zero is not usual."""
    zero = (view.value[places] <= 0.0) & (view.usual.level[places] > 2.0 * view.usual.spread[places])
    return int(np.count_nonzero(zero & roster.rooted[places]))
