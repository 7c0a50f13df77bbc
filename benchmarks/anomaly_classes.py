"""Is an event called what it is: injections besides the table of factors, each with the class that is right.

The classes stand in `anomaly_classes.tsv`, written down before anything was scored by them.
"""

import numpy as np

from benchmarks.anomaly_city import City, Injection, play, raised, start
from benchmarks.anomaly_table import Cell, classes, ours
from benchmarks.report import Figure
from impetus.tools.anomaly.settings import Settings

_EVERY = 96
_HOURS = 2
_SIX = 6


def more_cells(city: City, seed: int, rows: range) -> list[Cell]:
    """Return Melbourne with people who moved from six counters to the six nearest, and with six that read nothing."""
    labels = classes()
    rng = np.random.default_rng(seed)
    east = np.array([np.nan if s.longitude is None else s.longitude * 0.79 for s in city.sensors])
    north = np.array([np.nan if s.latitude is None else s.latitude for s in city.sensors])
    result = []
    for done, factor, gained in (("moved", 0.2, 2.5), ("nothing", 0.0, 1.0)):
        values, injections = city.values.copy(), []
        for first in range(rows.start + 24, rows.stop - 24, _EVERY):
            at = first + int(rng.integers(0, _EVERY - _HOURS))
            span = slice(at, at + _HOURS)
            known = np.flatnonzero(np.isfinite(values[span]).all(axis=0) & np.isfinite(east))
            if len(known) < 2 * _SIX or at + _HOURS > rows.stop:
                continue
            lead = int(rng.choice(known))
            order = known[np.argsort(np.hypot(east[known] - east[lead], north[known] - north[lead]), kind="stable")]
            left, reached = order[:_SIX], order[_SIX : 2 * _SIX]
            values[span, left] = np.rint(values[span, left] * factor)
            values[span, reached] = np.rint(values[span, reached] * gained)
            injections.append(Injection(at, at + _HOURS, left.tolist()))
        label = labels["melbourne", done, factor]
        result.append(Cell(done, factor, city._replace(values=values), injections, label))
    return result


def other_city(name: str, city: City, factor: float, slots: int, every: int, settings: Settings, first: int) -> Cell:
    """Return a city with one sensor at a time multiplied by `factor` for `slots` slots, from row `first` on."""
    rng = np.random.default_rng(31)
    values, injections = city.values.copy(), []
    for begin in range(first, len(values) - every, every):
        at = begin + int(rng.integers(0, every - slots))
        known = np.flatnonzero(np.isfinite(values[at : at + slots]).all(axis=0))
        if len(known):
            column = int(rng.choice(known))
            values[at : at + slots, column] *= factor
            injections.append(Injection(at, at + slots, [column]))
    return Cell("one", factor, city._replace(values=values), injections, classes()[name, "one", factor])


def figure(name: str, cell: Cell, settings: Settings) -> Figure:
    """Play the whole of another city's cell and return how often the class of what is found is right."""
    found, right = ours(cell, raised(play(start(cell.city, settings), cell.city, range(len(cell.city.values)))))
    share = right / max(found, 1)
    return Figure(f"class_{name}", round(share, 3), f"of {found}", reason=f"{len(cell.injections)} injections")
