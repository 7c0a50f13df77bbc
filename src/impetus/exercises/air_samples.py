"""A simulated air-sampling device: collector and analyser, a year of weather and bacteria, releases and faults.

`python -m impetus.exercises.air_samples --out FILE.csv [--days 60] [--seed 1] [--release DAY:FACTOR:HOURS ...]
[--fault DAY:HOURS:flow|blank|standard ...]` writes a table with a column for each sensor. Play it with
`impetus replay FILE.csv --kind bioaerosol`, or send its rows over HTTP or MQTT with the layout `wide`.
All numbers are invented; the sizes follow what is published of streets (Bovallius 1978: some 100 to 4,000 per m³).
"""

import argparse
import csv
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from math import cos, exp, log, pi, sqrt
from pathlib import Path
from typing import Final

import numpy as np

from impetus.kit.errors import BadInput
from impetus.kit.times import as_datetime, iso

STEP_MS: Final = 1_800_000
START: Final = 1_748_736_000_000
"""1 June 2025, 00:00 UTC."""
SENSORS: Final = ("rlu", "flow", "volume", "water", "pressure", "blank", "standard", "lot", "days_left")
_LEVEL: Final = 600.0
_SPREAD: Final = 0.45
_PHI: Final = 0.55
_PER_CELL: Final = 5.0 / (4.0 * 0.6)
"""Cells per m³ of air for one cell per ml: 5 ml of water, 4 m³ of air, 60 % caught."""
_SIGNAL: Final = 0.117
"""RLU for one cell per ml."""
_DAY_MS: Final = 86_400_000


@dataclass(frozen=True)
class Release:
    """Bacteria multiplied by `factor` for `hours`, from day `day` on."""

    day: float
    factor: float
    hours: float


@dataclass(frozen=True)
class Fault:
    """A stage that is not as it should be for `hours`: `flow` too small, `blank` too high, `standard` off."""

    day: float
    hours: float
    stage: str


@dataclass(frozen=True)
class Plan:
    """What to simulate."""

    days: float = 60.0
    seed: int = 1
    device: str = "roof"
    releases: Sequence[Release] = field(default_factory=tuple)
    faults: Sequence[Fault] = field(default_factory=tuple)


def columns(plan: Plan) -> list[str]:
    """Return the names of the table's columns: time, then a sensor each."""
    return ["time", *(f"{plan.device}/{name}" for name in SENSORS)]


def rows(plan: Plan) -> Iterator[list[float]]:
    """Yield a row a sample: time in ms UTC, then the values in the order of `SENSORS`. The same plan, the same rows."""
    rng = np.random.default_rng(plan.seed)
    level = 0.0
    for number in range(round(plan.days * _DAY_MS / STEP_MS)):
        time, day = START + number * STEP_MS, number * STEP_MS / _DAY_MS
        level = _PHI * level + float(rng.normal(0.0, _SPREAD * sqrt(1.0 - _PHI**2)))
        season = 0.5 * cos(2 * pi * (day + 151 - 220) / 365.2425)
        hour = 0.25 * cos(2 * pi * (day % 1.0 - 0.55))
        factor = 1.0
        for release in plan.releases:
            if 0.0 <= day - release.day < release.hours / 24.0:
                factor *= release.factor
        failing = {fault.stage for fault in plan.faults if 0.0 <= day - fault.day < fault.hours / 24.0}
        cells = exp(log(_LEVEL) + season + hour + level) * factor
        flow = float(rng.normal(200.0, 2.0)) * (0.6 if "flow" in failing else 1.0)
        air = flow * 20.0
        blank = max(float(rng.normal(20.0, 4.0)), 0.0) * (8.0 if "blank" in failing else 1.0)
        water = float(rng.normal(5.0, 0.05))
        seen = cells * (air / 4000.0) * (5.0 / water) / _PER_CELL
        rlu = blank + _SIGNAL * seen * exp(float(rng.normal(0.0, 0.08)))
        standard = blank + 1_150.0 * float(rng.normal(1.0, 0.03)) * (0.4 if "standard" in failing else 1.0)
        pressure = 1_500.0 + 20.0 * (day % 30.0) + float(rng.normal(0.0, 15.0))
        lot, left = 1.0 + number * STEP_MS // (28 * _DAY_MS), 28.0 - day % 28.0
        values = [rlu, flow, air, water, pressure, blank, standard, lot, left]
        yield [float(time), *(round(value, 3) for value in values)]


def write(plan: Plan, path: Path) -> int:
    """Write the table; return how many samples it has. Raise BadInput where the file cannot be written."""
    try:
        with path.open("w", newline="", encoding="utf-8") as file:
            table = csv.writer(file)
            table.writerow(columns(plan))
            number = 0
            for row in rows(plan):
                table.writerow([iso(as_datetime(int(row[0]))), *row[1:]])
                number += 1
    except OSError as error:
        raise BadInput(
            f"{path} cannot be written: {error.strerror}", remedy="Name another file with --out.", field="out"
        ) from error
    return number


def _numbers(text: str, kinds: int) -> list[str]:
    parts = text.split(":")
    if len(parts) != kinds:
        raise argparse.ArgumentTypeError(f"write {kinds} values with : between them")
    return parts


def _release(text: str) -> Release:
    day, factor, hours = (float(part) for part in _numbers(text, 3))
    return Release(day, factor, hours)


def _fault(text: str) -> Fault:
    day, hours, stage = _numbers(text, 3)
    if stage not in ("flow", "blank", "standard"):
        raise argparse.ArgumentTypeError("the stage is flow, blank or standard")
    return Fault(float(day), float(hours), stage)


def main(given: Sequence[str] | None = None) -> int:
    """Write the file that the command line asks for."""
    parser = argparse.ArgumentParser(prog="python -m impetus.exercises.air_samples", description=__doc__)
    parser.add_argument("--out", type=Path, required=True, help="CSV file to write")
    parser.add_argument("--days", type=float, default=60.0)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--device", default="roof", help="name before the / of every sensor")
    parser.add_argument("--release", type=_release, action="append", default=[], help="DAY:FACTOR:HOURS")
    parser.add_argument("--fault", type=_fault, action="append", default=[], help="DAY:HOURS:flow|blank|standard")
    args = parser.parse_args(given)
    plan = Plan(min(max(args.days, 1.0), 3660.0), abs(args.seed), args.device, args.release, args.fault)
    number = write(plan, args.out)
    sys.stdout.write(f"{number:,} samples of {plan.device} in {args.out}\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
