"""More real cities for the benchmark of the anomaly detector: Los Angeles, Beijing, the ramp at Dodger Stadium."""

import csv
import gzip
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import numpy as np

from benchmarks.anomaly_city import HOUR_MS, City
from impetus.model.sensor import Aggregate, Sensor, SensorKind

FIVE_MS = 300_000
_AIR = ("PM2.5", "PM10", "SO2", "NO2", "CO", "O3")


def _slot(stamp: str, step_ms: int) -> int:
    return int(datetime.fromisoformat(stamp).replace(tzinfo=UTC).timestamp() * 1000) // step_ms


def _number(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        return float("nan")


def losangeles(folder: Path) -> City:
    """Read a week of speeds (mph) of 207 loops without known places. Raises FileNotFoundError."""
    with gzip.open(folder / "losangeles_loop_speed_2012w09.csv.gz", "rt", encoding="utf-8") as packed:
        head, *rows = list(csv.reader(packed))
    values = np.array([[_number(cell) for cell in row[1:]] for row in rows])
    sensors = [
        Sensor(
            id=f"la-{name}",
            name=name,
            kind=SensorKind.TRAFFIC,
            source="losangeles",
            unit="mph",
            quantity="speed",
            interval_s=300,
        )
        for name in head[1:]
    ]
    return City(_slot(rows[0][0], FIVE_MS), values, sensors, FIVE_MS)


def beijing(folder: Path) -> City:
    """Read six pollutants of each station, hourly; stations have no known places. Raises FileNotFoundError."""
    table: dict[str, dict[int, float]] = {}
    with gzip.open(folder / "beijing_air_3stations_2013_2014.csv.gz", "rt", encoding="utf-8") as packed:
        for row in csv.DictReader(packed):
            slot = _slot(row["time"], HOUR_MS)
            for quantity in _AIR:
                table.setdefault(f"{row['station']} {quantity}", {})[slot] = _number(row[quantity])
    first = min(min(column) for column in table.values())
    last = max(max(column) for column in table.values())
    values = np.full((last - first + 1, len(table)), np.nan)
    for place, column in enumerate(table.values()):
        values[np.array(list(column)) - first, place] = list(column.values())
    sensors = [
        Sensor(
            id=f"beijing-{name.replace(' ', '-').lower()}",
            name=name,
            kind=SensorKind.AIR,
            source="beijing",
            unit="µg/m³",
            quantity=name.split()[-1],
            interval_s=3600,
        )
        for name in table
    ]
    return City(first, values, sensors)


def dodgers(folder: Path) -> tuple[City, list[int]]:
    """Read the ramp's counts and the rows at which games ended. Raises FileNotFoundError.

    The labels are the hours of the game; the traffic comes around its end (see the data's README).
    """
    with gzip.open(folder / "dodgers_loop_2005_apr_aug.csv.gz", "rt", encoding="utf-8") as packed:
        rows = list(csv.DictReader(packed))
    counts = np.array([float(row["count"]) for row in rows])
    game = np.array([row["label"].startswith("1") for row in rows]) & (counts >= 0)
    ends = [int(row) + 1 for row in np.flatnonzero(game[:-1] & ~game[1:])]
    # A few missing readings in a game do not end it.
    ends = [end for end in ends if not game[end : end + 12].any()]
    values = np.where(counts >= 0, counts, np.nan)[:, None]
    sensor = Sensor(
        id="dodgers-ramp",
        name="Ramp",
        kind=SensorKind.TRAFFIC,
        source="dodgers",
        unit="vehicles",
        aggregate=Aggregate.SUM,
        interval_s=300,
    )
    return City(_slot(rows[0]["time"], FIVE_MS), values, [sensor], FIVE_MS), ends


SETS: dict[str, Callable[[Path], City]] = {"losangeles": losangeles, "beijing": beijing}
