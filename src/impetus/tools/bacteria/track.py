"""One device's air samples in order of time: baseline, charts, second samples, and alerts under way."""

from math import exp, log
from typing import Any, Final, Literal

import msgspec
import numpy as np

from impetus.tools.bacteria.baseline import FEATURES, Baseline, Lesson, Seen, Weather, features
from impetus.tools.bacteria.calibration import Concentration
from impetus.tools.bacteria.charts import Charts, Limits, limits, samples_in, together
from impetus.tools.bacteria.settings import Settings

RECENT: Final = 96
"""Samples kept for the chart of an alert: two days at one in half an hour."""
BAND: Final = 2.0
"""Half width of the usual band in standard deviations."""
_NORMAL: Final = 2
"""So many samples in a row within the band end an alert."""
_PATIENCE: Final = 6.0
"""A second sample that does not come within so many usual distances is not waited for any longer."""
SEVERE: Final = 10.0
"""From this ratio on nothing that people rejected before makes the tool less ready to speak."""
_DAY_MS: Final = 86_400_000

What = Literal["order", "cleared", "alarm", "more", "over"]


class Point(msgspec.Struct, frozen=True, array_like=True):
    """One sample as shown; cells per cubic metre."""

    time: int
    value: float
    low: float
    high: float
    censored: bool
    usual: float
    usual_low: float
    usual_high: float


class Episode(msgspec.Struct):
    """An alert of air samples, or a second sample that was ordered (chart "resample"). Times ms UTC.

    `held` is what its samples would teach; it stays out of the baseline until a person says that they were usual.
    """

    chart: Literal["release", "rise", "resample"]
    start: int
    end: int
    point: Point
    """The sample told of."""
    ratio: float
    seen: Seen
    peak: float
    samples: int = 1
    normal: int = 0
    revision: int = 0
    over: bool = False
    aged: bool = False
    held: tuple[bytes, bytes] = (b"", b"")


class Happened(msgspec.Struct, frozen=True):
    """What became of a sample."""

    what: What
    episode: Episode


class Track:
    """State of one device's samples."""

    def __init__(self) -> None:
        self.base = Baseline()
        self.charts = Charts()
        self.recent: list[Point] = []
        self.open: Episode | None = None
        self.order: Episode | None = None
        self.waiting: Lesson | None = None
        self.run: Lesson | None = None
        self.sum, self.number = 0.0, 0
        self.first = 0
        self.counted = 0
        self.alarms = 0
        self.orders = 0
        self.censored = 0

    def mature(self, time: int, settings: Settings) -> bool:
        """Say whether it has learned long enough to speak."""
        return self.base.seen >= 30 and time - self.first >= settings.warm_up_days * _DAY_MS

    def limits(self, settings: Settings, gap_s: float, share: float, ready: float) -> Limits:
        """Return the limits in force: `share` of the device's promise is this track's, `ready` of that is used."""
        usual = self.base.gap or gap_s
        days = settings.false_alarm_days / (share * ready)
        weight = 1.0 - self.base.phi(gap_s)
        doubt = self.base.vague**0.5
        return limits(samples_in(days, usual), samples_in(settings.resample_days, usual), weight, doubt)

    def step(
        self,
        time: int,
        result: Concentration,
        weather: Weather,
        offset_ms: int,
        settings: Settings,
        *,
        interval_s: float,
        share: float,
        ready: dict[str, float],
        aloud: bool,
    ) -> list[Happened]:
        """Take one sample in; `time` must be later than the last. Returns what it led to.

        `ready` says for each chart how ready it is to speak, by what people said of its alerts. With `aloud` false it
        is only learned from.
        """
        memory_ms = settings.memory_days * _DAY_MS
        f = features(time, offset_ms, weather)
        self.first = self.first or time
        before = self.base.last
        seen = self.base.look(time, f, log(result.value), result.repeat, censored=result.censored)
        gap_s = (time - before) / 1000.0 if before else interval_s
        point = self._remember(time, result, seen)
        self.censored += result.censored
        told: list[Happened] = []
        if self.open is not None:
            self._follow(time, seen, point, settings, told)
            return told
        aloud = aloud and self.mature(time, settings)
        if not aloud:
            self.charts.clear()
            self._forget_order(time, told)
            self.run = None
            self.base.learn(seen, memory_ms)
            return told
        self.counted += 1
        alarm = self._judge(time, seen, point, gap_s, settings, interval_s, share, ready, told)
        if alarm is not None:
            self._raise(alarm, seen, told)
        elif self.charts.waiting:
            self.waiting = self.base.lesson(seen)
        else:
            self._learn(seen, memory_ms)
        return told

    def _judge(
        self,
        time: int,
        seen: Seen,
        point: Point,
        gap_s: float,
        settings: Settings,
        interval_s: float,
        share: float,
        ready: dict[str, float],
        told: list[Happened],
    ) -> Episode | None:
        """Bring both charts up to this sample; return the alert that they raise."""
        charts, ratio = self.charts, exp(seen.observed - seen.usual - seen.weather)
        severe = ratio >= SEVERE
        gap = gap_s if gap_s > 0.0 else interval_s

        def limit(chart: str) -> Limits:
            return self.limits(settings, gap, share, 1.0 if severe else ready.get(chart, 1.0))

        release, rise = limit("release"), limit("rise")
        alarm: Episode | None = None
        if charts.waiting and gap_s > _PATIENCE * (self.base.gap or interval_s):
            self._clear_order(time, told)
        if charts.waiting:
            both = together(charts.first_z, seen.z, seen.weight)
            if both > release.release and ratio >= settings.minimum_ratio and not point.censored:
                alarm = Episode("release", charts.first, time, point, ratio, seen, ratio, samples=2)
        self._accumulate(time, seen, rise)
        if alarm is None and charts.rise > rise.rise and not point.censored:
            mean = exp(self.sum / max(self.number, 1))
            if mean >= settings.minimum_ratio and self.number > 1:
                alarm = Episode("rise", charts.since, time, point, mean, seen, max(mean, ratio), samples=self.number)
            charts.rise = min(charts.rise, rise.rise)
        if alarm is not None:
            self._end_order(time, told)
            return alarm
        if charts.waiting:
            self._clear_order(time, told)
        if seen.z > release.order and ratio >= settings.minimum_ratio and not point.censored:
            charts.waiting, charts.first, charts.first_z = True, time, seen.z
            self.orders += 1
            self.order = Episode("resample", time, time, point, ratio, seen, ratio)
            told.append(Happened("order", self.order))
        return None

    def _accumulate(self, time: int, seen: Seen, limits: Limits) -> None:
        charts = self.charts
        if charts.rise <= 0.0:
            charts.since, self.sum, self.number, self.run = time, 0.0, 0, None
        self.sum += seen.observed - seen.usual - seen.weather
        self.number += 1
        charts.add(seen.z, limits.reference)

    def _learn(self, seen: Seen, memory_ms: float) -> None:
        if self.waiting is not None:
            self.base.add(self.waiting)
            self.waiting = None
        lesson = self.base.learn(seen, memory_ms)
        if self.charts.rise > 0.0:
            kept = self.base.faded(memory_ms)
            run = self.run
            self.run = lesson if run is None else (run[0] * kept + lesson[0], run[1] * kept + lesson[1])
        else:
            self.run = None

    def _raise(self, alarm: Episode, seen: Seen, told: list[Happened]) -> None:
        """Open an alert: what its samples taught is taken back, and held."""
        held = self.base.lesson(seen)
        for lesson in (self.waiting, self.run):
            if lesson is not None:
                held = (held[0] + lesson[0], held[1] + lesson[1])
        if self.run is not None:
            self.base.add(self.run, -1.0)
        self.waiting = self.run = None
        alarm.held = (held[0].tobytes(), held[1].tobytes())
        self.charts.clear()
        self.open = alarm
        self.alarms += 1
        told.append(Happened("alarm", alarm))

    def _follow(self, time: int, seen: Seen, point: Point, settings: Settings, told: list[Happened]) -> None:
        """Bring an alert up to this sample."""
        episode = self.open
        assert episode is not None
        above = seen.observed - seen.usual - seen.weather
        episode.end, episode.samples = time, episode.samples + 1
        episode.normal = episode.normal + 1 if above <= BAND * seen.spread or point.censored else 0
        if exp(min(above, 50.0)) > episode.peak and not point.censored:
            episode.peak, episode.point, episode.seen = exp(min(above, 50.0)), point, seen
            episode.ratio = max(episode.ratio, episode.peak)
        held, lesson = lesson_of(episode.held), self.base.lesson(seen)
        episode.held = ((held[0] + lesson[0]).tobytes(), (held[1] + lesson[1]).tobytes())
        episode.revision += 1
        aged = time - episode.start > settings.longest_alert_hours * 3_600_000
        if episode.normal >= _NORMAL or aged:
            episode.over, episode.aged = True, aged and episode.normal < _NORMAL
            if episode.aged:
                self.base.shift(min(max(above, 0.0), log(50.0)))
            self.open = None
            self.charts.clear()
            told.append(Happened("over", episode))
        else:
            told.append(Happened("more", episode))

    def _forget_order(self, time: int, told: list[Happened]) -> None:
        if self.order is not None:
            self._clear_order(time, told)

    def _clear_order(self, time: int, told: list[Happened]) -> None:
        """The second sample was ordinary, or never came."""
        self.charts.waiting = False
        if self.waiting is not None:
            self.base.add(self.waiting)
            self.waiting = None
        self._end_order(time, told)

    def _end_order(self, time: int, told: list[Happened]) -> None:
        order, self.order = self.order, None
        if order is not None:
            order.over, order.end, order.revision = True, time, order.revision + 1
            told.append(Happened("cleared", order))

    def _remember(self, time: int, result: Concentration, seen: Seen) -> Point:
        middle = seen.usual + seen.weather
        point = Point(
            time,
            result.value,
            result.low,
            result.high,
            result.censored,
            exp(middle),
            exp(middle - BAND * seen.spread),
            exp(middle + BAND * seen.spread),
        )
        self.recent.append(point)
        del self.recent[:-RECENT]
        return point

    def pack(self) -> dict[str, Any]:
        """Return the whole as plain data and bytes."""
        return {
            "base": self.base.pack(),
            "charts": self.charts,
            "recent": self.recent,
            "open": self.open,
            "order": self.order,
            "lessons": [bytes_of(self.waiting), bytes_of(self.run)],
            "numbers": [
                self.sum, self.number, self.first, self.counted, self.alarms, self.orders, self.censored
            ],
        }  # fmt: skip

    @classmethod
    def unpack(cls, packed: dict[str, Any]) -> "Track":
        """Make one of what `pack` returned; raise ValueError where it does not fit."""
        made = cls()
        made.base = Baseline.unpack(packed["base"])
        made.charts = msgspec.convert(packed["charts"], Charts)
        made.recent = msgspec.convert(packed["recent"], list[Point])
        made.open = msgspec.convert(packed["open"], Episode | None)
        made.order = msgspec.convert(packed["order"], Episode | None)
        waiting, run = packed["lessons"]
        made.waiting, made.run = (None if one is None else lesson_of(one) for one in (waiting, run))
        made.sum, made.number, made.first, made.counted, made.alarms, made.orders, made.censored = packed["numbers"]
        return made


def lesson_of(held: tuple[bytes, bytes]) -> Lesson:
    """Return a lesson kept as bytes; an empty one teaches nothing."""
    if not held[0]:
        return np.zeros((FEATURES, FEATURES)), np.zeros(FEATURES)
    return np.frombuffer(held[0]).reshape(FEATURES, FEATURES).copy(), np.frombuffer(held[1]).copy()


def bytes_of(lesson: Lesson | None) -> tuple[bytes, bytes] | None:
    """Return a lesson as bytes."""
    return None if lesson is None else (lesson[0].tobytes(), lesson[1].tobytes())
