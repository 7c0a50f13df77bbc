"""How fast and how big the anomaly detector is: the full path beside half-space trees, a large tick, save and restore.

Made-up counts, some of which surge for half an hour (thirty a day among 20,000 sensors, beside the false ones of the
budget), so that events are formed, followed and ended while it is timed. One core: the process is bound to one while
this runs. Times are by the clock on the wall where they end in `_ms` and `_s`, the processor's own beside them; on a
busy machine the first say little.
"""

import importlib
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, NamedTuple

import numpy as np

from benchmarks.anomaly_city import F64, Bare, batch
from benchmarks.report import Figure
from impetus.model.observation import ObservationBatch, Tick
from impetus.model.sensor import Aggregate, Sensor, SensorKind
from impetus.tools.anomaly.detector import Detector
from impetus.tools.anomaly.settings import Settings

SLOT_MS = 300_000
NOT_SHORT = "not measured in the short form"
_BEGIN = 1_736_121_600_000 // SLOT_MS * SLOT_MS
"""A Monday, 0 h UTC: the first hours of Wednesday are timed, working days all."""
_WARM_SLOTS = 588
"""Two days and an hour: one until hours are known and scored, one until the pools know a whole day; only then is
anything told.
"""
_SURGES_PER_SLOT = 5e-6
_SURGE_SLOTS = 6


class Timed(NamedTuple):
    """What a run took: processor seconds and readings of the timed slots, seconds of each tick, events formed.

    `own` are the ticks' processor seconds.
    """

    worked: float
    readings: int
    ticks: list[float]
    own: list[float]
    events: int


def figures(*, short: bool) -> list[Figure]:
    """Measure; in the short form only what does not depend on the machine."""
    with _one_core():
        if short:
            made = _Made(20_000)  # scaled to 100,000: with fewer, what does not grow with them (pools) would count
            made.run(20)
            return [*made.kept(), *_not_timed(), _against_trees(0.0, 500)]
        small = _Made(20_000)
        slots = small.run(_WARM_SLOTS + 120)
        large = _Made(100_000)
        ticks = large.run(_WARM_SLOTS + 200)
        p99, own = (float(np.quantile(times, 0.99)) * 1000 for times in (ticks.ticks, ticks.own))
        return [
            _against_trees(slots.readings / slots.worked, 20_000),
            Figure("readings_per_s_20k", round(slots.readings / slots.worked), "1/s", peer=f"{slots.events} events"),
            Figure("tick_100k_p99_ms", round(p99, 1), "ms", "≤ 100", p99 <= 100.0, f"{ticks.events} events"),
            Figure("tick_100k_p99_processor_ms", round(own, 1), "ms", "≤ 100", own <= 100.0),
            Figure("tick_100k_p50_ms", round(float(np.median(ticks.ticks)) * 1000, 1), "ms"),
            Figure("readings_per_s_100k", round(ticks.readings / ticks.worked), "1/s"),
            *large.kept(timed=True),
            *warm(120, days=14),
        ]


def _not_timed() -> list[Figure]:
    names = ("tick_100k_p99_ms", "readings_per_s_20k", "warm_slot_120_us")
    return [Figure(name, None, reason=NOT_SHORT) for name in names]


@contextmanager
def _one_core() -> Iterator[None]:
    before = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {min(before)})
    try:
        yield
    finally:
        os.sched_setaffinity(0, before)


def made_up(number: int) -> list[Sensor]:
    """Return sensors of a made-up city: half count people, three in ten vehicles, the rest air and noise."""
    rng = np.random.default_rng(0)
    kinds = [SensorKind.PEOPLE] * 5 + [SensorKind.TRAFFIC] * 3 + [SensorKind.AIR, SensorKind.NOISE]
    side = 0.02 * (number / 120) ** 0.5
    north, east = rng.random(number).tolist(), rng.random(number).tolist()
    return [
        Sensor(
            id=f"made-up-{place}",
            name=f"Sensor {place}",
            kind=kinds[place % 10],
            source="made-up",
            latitude=60.17 + side * north[place],
            longitude=24.94 + 2 * side * east[place],
            aggregate=Aggregate.SUM if place % 10 < 8 else Aggregate.MEAN,
            interval_s=300,
        )
        for place in range(number)
    ]


class _Made:
    """A made-up city under way. Its sensors count as weeks old after four slots: from there on all is scored."""

    def __init__(self, number: int) -> None:
        self.number = number
        self.sensors = made_up(number)
        self.ids = [sensor.id for sensor in self.sensors]
        self.settings = Settings()
        self.detector = Detector(Bare(self.settings))
        self.detector.sensors(self.sensors)
        self.rng = np.random.default_rng(1)
        self.usual: F64 = np.abs(self.rng.normal(40, 10, number))
        self.surging = np.zeros(number, dtype=np.int64)
        self.slot = 0

    def readings(self) -> tuple[ObservationBatch, Tick]:
        """Return the next slot's readings and the tick that closes it."""
        self.surging = np.maximum(self.surging - 1, 0)
        self.surging[self.rng.random(self.number) < _SURGES_PER_SLOT] = _SURGE_SLOTS
        counts = self.rng.poisson(np.where(self.surging > 0, 4.0, 1.0) * self.usual).astype(np.float64)
        now = _BEGIN + self.slot * SLOT_MS
        self.slot += 1
        return (
            batch(self.ids, np.arange(self.number), np.full(self.number, now), counts),
            Tick(clock="live", now=now + SLOT_MS),
        )

    def run(self, slots: int) -> Timed:
        """Feed slots one by one and time those after the first `_WARM_SLOTS`."""
        worked, ticks, own = 0.0, [], []
        for slot in range(slots):
            if slot == 4:
                for domain in self.detector.domains.values():
                    domain.state.seen[: domain.state.count] = 10_000
            if slot == _WARM_SLOTS - 1:
                for domain in self.detector.domains.values():
                    domain.pool.refresh(1.0)
            readings, tick = self.readings()
            before = time.process_time()
            self.detector.observe(readings)
            begin, between = time.perf_counter(), time.process_time()
            self.detector.tick(tick)
            if slot >= _WARM_SLOTS:
                ticks.append(time.perf_counter() - begin)
                own.append(time.process_time() - between)
                worked += time.process_time() - before
        return Timed(worked, self.number * len(ticks), ticks, own, self.detector.alerts)

    def kept(self, *, timed: bool = False) -> list[Figure]:
        """Return size of the state, time to save and restore it, and whether it goes on bit for bit."""
        memory = sum(domain.nbytes() for domain in self.detector.domains.values()) / 2**20 * 100_000 / self.number
        begin, worked = time.perf_counter(), time.process_time()
        saved = self.detector.save()
        again = Detector(Bare(self.settings))
        again.restore(saved)
        both, worked = time.perf_counter() - begin, time.process_time() - worked
        same = again.save() == saved
        size = len(saved) / 2**20
        del saved
        for _ in range(2):
            readings, tick = self.readings()
            found: list[Any] = []
            for detector in (self.detector, again):
                detector.observe(readings)
                found.append(detector.tick(tick))
            same &= found[0] == found[1]
        same &= again.save() == self.detector.save()
        return [
            Figure("state_memory_mb", round(memory, 1), "MB", "≤ 500", memory <= 500),
            Figure("restored_goes_on_bit_for_bit", float(same), "", "1", same),
            Figure(
                "save_restore_s", round(both, 2), "s", "≤ 2", both <= 2.0, f"{size:,.0f} MB, processor {worked:.2f} s"
            )
            if timed
            else Figure("save_restore_s", None, reason=NOT_SHORT),
        ]


def _against_trees(rate: float, readings: int) -> Figure:
    """Compare readings a second of processor time with river's HalfSpaceTrees (25 trees of height 8, one model).

    The trees score and learn the same counts one by one, without weeks, neighbours, calibration or grouping.
    `rate` is the detector's; 0 runs the trees without timing.
    """
    name = "speed_vs_half_space_trees"
    try:
        anomaly = importlib.import_module("river.anomaly")
    except ImportError:
        return Figure(name, None, reason="river is not installed: uv sync --group bench")
    trees = anomaly.HalfSpaceTrees(n_trees=25, height=8, seed=1)
    counts = np.minimum(np.random.default_rng(1).poisson(40.0, readings) / 100.0, 1.0).tolist()
    begin = time.process_time()
    for value in counts:
        trees.score_one({"count": value})
        trees.learn_one({"count": value})
    theirs = readings / (time.process_time() - begin)
    if rate == 0.0:
        return Figure(name, None, reason=NOT_SHORT)
    ratio = rate / theirs
    return Figure(name, round(ratio, 1), "times", "≥ 100", ratio >= 100, f"river: {theirs:,.0f} 1/s")


def warm(number: int, days: int) -> list[Figure]:
    """Load history in day batches and give the time a slot takes, and eight weeks of it."""
    sensors = made_up(number)
    ids = [sensor.id for sensor in sensors]
    detector = Detector(Bare(Settings()))
    detector.sensors(sensors)
    rng = np.random.default_rng(1)
    begin = 1_736_000_000_000 // 86_400_000 * 86_400_000
    index = np.tile(np.arange(number), 288)
    spent = 0.0
    for day in range(days):
        times = np.repeat(begin + day * 86_400_000 + np.arange(288) * SLOT_MS, number)
        readings = batch(ids, index, times, rng.poisson(40.0, len(times)).astype(np.float64))
        one = time.perf_counter()
        detector.observe(readings)
        detector.tick(Tick(clock="live", now=begin + (day + 1) * 86_400_000))
        spent += time.perf_counter() - one
    slot = spent / days / 288
    return [
        Figure("warm_slot_120_us", round(slot * 1e6, 1), "µs", "≤ 250", slot <= 250e-6),
        Figure("warm_8_weeks_120_s", round(slot * 288 * 56, 2), "s"),
    ]
