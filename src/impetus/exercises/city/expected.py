"""What a made-up city's sensors read on a day: rhythm, weather, the city's mood, neighbourhoods, and noise.

The sizes are invented: a city's days differ by some 6 %, neighbours move together by some 7 %, and a single
minute is noisier than a Poisson count.
"""

import math
from fnmatch import fnmatchcase
from typing import Final
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

from impetus.exercises.city.chance import (
    AREA,
    CITY,
    GAPS,
    LEVEL,
    MINUTES,
    OWN,
    PLACE,
    WEATHER,
    WHITE,
    Chance,
)
from impetus.exercises.city.rhythm import curve, minutes_of_week
from impetus.exercises.city.scenario import Scenario
from impetus.model.sensor import SensorKind

F32 = NDArray[np.float32]

AREAS: Final = 10  # fields of mood that neighbours share
AREA_METRES: Final = 260.0
CITY_SHARE, AREA_SHARE, OWN_SHARE, DAY_SHARE = 0.045, 0.07, 0.05, 0.05  # standard deviations of ln
BURST: Final = 0.10  # standard deviation of a minute's count beyond Poisson, as a share of it
RAIN_FROM: Final = 1.25  # standard deviations of the weather field above which it rains
GAP_CHANCE: Final = 0.03  # a sensor drops out on so many of its days
LOST_SHARE: Final = 0.002  # single readings that never arrive
LANE_FLOW: Final = {"primary": 9.0, "secondary": 7.0, "tertiary": 4.0}
"""Vehicles a minute and lane at the busiest, in a city centre with signals."""


class Expected:
    """The made-up city without its happenings."""

    def __init__(self, scenario: Scenario) -> None:
        self.scenario = scenario
        self.chance = Chance(scenario.seed)
        sensors = scenario.sensors
        self.rows = {
            key: np.array([n for n, s in enumerate(sensors) if (s.kind, s.quantity) == key], int)
            for key in dict.fromkeys((s.kind, s.quantity) for s in sensors)
        }
        self.curves = np.stack([curve(rhythm) for rhythm in scenario.rhythms.values()])
        self.mood = self._neighbourhoods()
        self.jitter = self.chance.generator(PLACE, 0).standard_normal(len(sensors)).astype(np.float32)
        self.mix, self.busy = self._people()
        names = [sensors[row].id for row in self._of(SensorKind.TRAFFIC, "flow")]
        loops = [scenario.loops[name] for name in names]
        self.capacity = np.array([LANE_FLOW.get(loop.road, 4.0) * loop.lanes for loop in loops], np.float32)
        self.limit = np.array([loop.speed_limit for loop in loops], np.float32)

    def readings(self, day: int, zone: ZoneInfo, factor: F32 | None, add: F32 | None) -> F32:
        """A UTC day, a value a minute, shape (sensors, 1440); NaN where a sensor dropped out.

        `factor` and `add`, of the same shape, are what happenings do to what is expected.
        """
        chance, count = self.chance, len(self.scenario.sensors)
        minute = minutes_of_week(day, zone)
        shares = self.curves[:, minute]
        weather = chance.smooth(WEATHER, day, 3, 360)
        rain = np.clip((weather[0] - RAIN_FROM) * 1.5, 0, 1)
        city = chance.smooth(CITY, day, 3, 180)  # people, traffic, air
        area = self.mood @ chance.smooth(AREA, day, AREAS, 60)
        own = chance.smooth(OWN, day, count, 30)
        level = chance.smooth(LEVEL, day, count + 3, 1440)
        noise = chance.white(WHITE, day, count)
        values = np.empty((count, MINUTES), np.float32)
        traffic_share = shares[list(self.scenario.rhythms).index("traffic")]

        def changed(rows: NDArray[np.int64], expected: F32) -> F32:
            if factor is None or add is None:
                return expected
            return np.asarray(np.maximum(expected * factor[rows] + add[rows], 0), np.float32)

        def drift(rows: NDArray[np.int64], which: int, scale: float = 1.0) -> F32:
            mixed = CITY_SHARE * city[which] + AREA_SHARE * area[rows] + OWN_SHARE * own[rows]
            mixed += DAY_SHARE * (0.8 * level[count + which] + 0.6 * level[rows])
            return np.asarray(scale * mixed, np.float32)

        if len(rows := self._of(SensorKind.PEOPLE, "people")):
            expected = self.busy[:, None] * (self.mix @ shares)
            expected *= np.exp(drift(rows, 0) - 0.22 * rain)
            expected = changed(rows, expected)
            spread = np.sqrt(expected + (BURST * expected) ** 2)
            values[rows] = np.rint(np.maximum(expected + spread * noise[rows], 0))
        if len(rows := self._of(SensorKind.TRAFFIC, "flow")):
            load = traffic_share * np.exp(drift(rows, 1, 0.8) - 0.04 * rain)
            flow = changed(rows, np.asarray(self.capacity[:, None] * load, np.float32))
            values[rows] = np.rint(np.maximum(flow + np.sqrt(flow) * 0.8 * noise[rows], 0))
            fast = self._of(SensorKind.TRAFFIC, "speed")
            slower = 1 - 0.30 * np.minimum(load, 1.2) ** 2 - 0.06 * rain
            slower *= np.exp(0.25 * drift(fast, 1))
            speed = changed(fast, (0.86 * self.limit[:, None] * slower).astype(np.float32))
            spread = 1.4 * np.minimum(1, 0.2 + speed / self.limit[:, None])
            values[fast] = np.maximum(speed + spread * noise[fast], 0.5).round(1)
        if len(rows := self._of(SensorKind.AIR, "pm2.5")):
            kerb = np.array([self.scenario.sensors[row].id in self.scenario.kerbside for row in rows])[:, None]
            base = 5.2 + np.where(kerb, 3.8, 1.2) * traffic_share
            base = base * np.exp(0.22 * weather[1] - 0.25 * rain + drift(rows, 2))
            dust = changed(rows, base.astype(np.float32))
            values[rows] = np.maximum(dust * np.exp(0.06 * noise[rows]), 0.2).round(1)
        if len(rows := self._of(SensorKind.NOISE, "noise level")):
            evening = shares[list(self.scenario.rhythms).index("evening")]
            loud = 55 + 1.6 * self.jitter[rows][:, None] + 6.5 * np.sqrt(traffic_share) + 4.0 * np.sqrt(evening)
            loud = loud + 1.2 * rain + 8.0 * drift(rows, 0)
            values[rows] = (changed(rows, loud.astype(np.float32)) + 1.1 * noise[rows]).round(1)
        if len(rows := self._of(SensorKind.CAMERA, "frame rate")):
            values[rows] = changed(rows, np.asarray(25 - 0.15 * np.abs(noise[rows]), np.float32)).round(2)
        if len(rows := self._of(SensorKind.WEATHER, "temperature")):
            season = 4.0 - 5.0 * math.cos(2 * math.pi * ((day - 20) % 365.25) / 365.25)
            hour = minute % 1440 / 60
            warm = season + 1.3 * np.cos((hour - 14.5) * math.pi / 12) + 1.1 * weather[2] - 0.5 * rain
            warm = warm[None] + 0.05 * noise[rows]
            values[rows] = (warm if factor is None or add is None else warm * factor[rows] + add[rows]).round(2)
        self._drop_out(values, day)
        return values

    def _of(self, kind: SensorKind, quantity: str) -> NDArray[np.int64]:
        return self.rows.get((kind, quantity), np.empty(0, int))

    def _neighbourhoods(self) -> F32:
        """Weights of the shared fields, shape (sensors, AREAS): near sensors have like ones; squares add up to 1."""
        sensors = self.scenario.sensors
        places = np.array([(s.longitude or 0.0, s.latitude or 0.0) for s in sensors])
        metres = (places - places.mean(axis=0)) * (111_320 * math.cos(math.radians(places[:, 1].mean())), 111_320)
        anchors = metres[np.linspace(0, len(sensors) - 1, AREAS).astype(int)]
        gap = np.hypot(*(metres[:, None] - anchors).transpose(2, 0, 1))
        weights = np.exp(-0.5 * (gap / AREA_METRES) ** 2) + 1e-3
        return np.asarray(weights / np.linalg.norm(weights, axis=1, keepdims=True), np.float32)

    def _people(self) -> tuple[F32, F32]:
        """Which rhythms each counter mixes, and how busy it gets."""
        rows = self._of(SensorKind.PEOPLE, "people")
        names = list(self.scenario.rhythms)
        mix, busy = np.zeros((len(rows), len(names)), np.float32), np.zeros(len(rows), np.float32)
        for n, row in enumerate(rows):
            sensor = self.scenario.sensors[row].id
            counting = next(
                (c for c in self.scenario.people if any(fnmatchcase(sensor, p) for p in c.sensors)),
                self.scenario.people[-1],
            )
            for name, share in counting.rhythms.items():
                mix[n, names.index(name)] = share
            busy[n] = counting.busy * math.exp(0.30 * float(self.jitter[row]))
        return mix, busy

    def _drop_out(self, values: F32, day: int) -> None:
        """Leave out what gets lost: now and then half an hour of a sensor, and single readings."""
        draw = self.chance.generator(GAPS, day)
        away, start, length = draw.random((3, len(values)))
        for row in np.flatnonzero(away < GAP_CHANCE):
            first = int(start[row] * MINUTES)
            values[row, first : first + 8 + int(40 * length[row])] = np.nan
        lost = draw.integers(0, values.size, int(LOST_SHARE * values.size))
        values.ravel()[lost] = np.nan
