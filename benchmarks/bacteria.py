"""The bacteria detector: is the promise on false alarms kept, and how soon is a rise told.

Air is an AR(1) on the log scale about a level nobody knows, ln standard deviation 0.5, one sample in half an hour (the
simulation of the research behind the design). The detector under test is the whole tool: it learns level, hours,
correlation and spread from 60 days of samples and goes on learning. Beside it, in the same run: the simple charts of
the literature with limits that know the truth, and the same charts with limits for independent samples. A delay counts
samples from the first one of a step to the alarm; a second sample that is ordered counts as one.
"""

import sys
import time
from collections.abc import Callable, Sequence
from math import log, sqrt
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from benchmarks.report import Figure, arguments, report
from impetus.contracts.bench import BenchContext, batch
from impetus.kit.clock import ManualClock
from impetus.model.alert import AlertDraft
from impetus.model.observation import Tick
from impetus.model.sensor import Sensor, SensorKind
from impetus.tools.bacteria.baseline import Weather
from impetus.tools.bacteria.calibration import Concentration
from impetus.tools.bacteria.charts import CLIP, limits, quantile
from impetus.tools.bacteria.detector import Detector
from impetus.tools.bacteria.settings import Settings
from impetus.tools.bacteria.track import Track

F64 = NDArray[np.float64]
SPREAD = 0.5
STEP_MS = 1_800_000
PROMISE = 4320
"""Samples in 90 days at one in half an hour."""
STEPS = (1.5, 2.0, 3.0, 5.0, 10.0)
START = 1_735_689_600_000
WARM = 60 * 48


class Chart(NamedTuple):
    """A simple chart: one step of its statistic, from (statistic, whitened value), and how it is called."""

    name: str
    step: Callable[[F64, F64], F64]
    whitened: bool


CHARTS = (
    Chart("Shewhart", lambda _s, x: x, False),
    Chart("EWMA 0.2", lambda s, x: 0.8 * s + 0.2 * x, False),
    Chart("CUSUM k=0.5", lambda s, x: np.maximum(0.0, s + x - 0.5), False),
    Chart("CUSUM k=1", lambda s, x: np.maximum(0.0, s + x - 1.0), False),
)
TABLE = {  # the delay table of the research, AR(1) 0.5
    "Shewhart": (312, 71, 14.8, 3.5, 1.2),
    "EWMA 0.2": (89, 22, 7.8, 4.1, 2.6),
    "CUSUM k=0.5": (48, 20, 10.4, 6.5, 4.4),
    "CUSUM k=1": (80, 20, 7.6, 4.2, 2.7),
}


def air(rng: np.random.Generator, phi: float, lanes: int, steps: int) -> F64:
    """Return AR(1) deviations of ln concentration, shape (steps, lanes), in units of their standard deviation."""
    noise = rng.normal(0.0, sqrt(1.0 - phi * phi), (steps, lanes))
    made = np.empty((steps, lanes))
    level = rng.normal(0.0, 1.0, lanes)
    for step in range(steps):
        level = phi * level + noise[step]
        made[step] = level
    return made


def interval(chart: Chart, limit: float, x: F64) -> float:
    """Return the mean number of samples to a false alarm of a simple chart."""
    state, alarms = np.zeros(x.shape[1]), 0
    for row in x:
        state = chart.step(state, row)
        over = state > limit
        alarms += int(over.sum())
        state = np.where(over, 0.0, state)
    return x.size / max(alarms, 1)


def limit_for(chart: Chart, x: F64, promise: float) -> float:
    """Return the limit that gives the promised interval on `x`."""
    low, high = 0.2, 40.0
    for _ in range(16):
        middle = 0.5 * (low + high)
        low, high = (middle, high) if interval(chart, middle, x) < promise else (low, middle)
    return 0.5 * (low + high)


def delay(chart: Chart, limit: float, x: F64, shift: float) -> float:
    """Return the mean delay of a simple chart; the first 50 rows of `x` are ordinary."""
    state = np.zeros(x.shape[1])
    told = np.zeros(x.shape[1], dtype=np.int64)
    for number, row in enumerate(x):
        after = number - 50
        state = chart.step(state, row + (shift if after >= 0 else 0.0))
        over = state > limit
        if after < 0:
            state = np.where(over, 0.0, state)
        else:
            told = np.where((told == 0) & over, after + 1, told)
            if told.all():
                break
    return float(np.where(told == 0, len(x), told).mean())


def our_charts(phi: float, lanes: int, steps: int, rng: np.random.Generator, factor: float = 1.0) -> float:
    """Return the mean interval of false alarms of our two charts with the truth known, or the delay to `factor`."""
    weight = 1.0 - phi
    found = limits(PROMISE, PROMISE * 7 / 90, weight)
    scale, shift = sqrt(1.0 - phi * phi), log(factor) / SPREAD
    level = rng.normal(0.0, 1.0, lanes)
    before, rise, first = level.copy(), np.zeros(lanes), np.zeros(lanes)
    waiting, told = np.zeros(lanes, dtype=np.bool_), np.zeros(lanes, dtype=np.int64)
    alarms, counted = 0, 0
    for step in range(-50, steps):
        level = phi * level + rng.normal(0.0, scale, lanes)
        seen = level + (shift if step >= 0 else 0.0)
        z, before = (seen - phi * before) / scale, seen
        rise = np.maximum(0.0, rise + np.minimum(z, CLIP) - found.reference)
        both = (first + weight * z) / sqrt(1.0 + weight * weight)
        alarm = (rise > found.rise) | (waiting & (both > found.release))
        waiting = (z > found.order) & ~alarm
        first = np.where(waiting, z, 0.0)
        rise = np.where(alarm, 0.0, rise)
        if step >= 0:
            alarms, counted = alarms + int(alarm.sum()), counted + lanes
            told = np.where((told == 0) & alarm, step + 1, told)
            if factor > 1.0 and told.all():
                break
    return float(np.where(told == 0, steps, told).mean()) if factor > 1.0 else counted / max(alarms, 1)


def tracks(phi: float, lanes: int, samples: int, seed: int) -> tuple[int, int, int]:
    """Run the tool's own learning tracks on ordinary air. Returns alarms, second samples and samples watched."""
    settings, weather = Settings(false_alarm_days=90.0), Weather()
    alarms = orders = watched = 0
    for lane in range(lanes):
        rng = np.random.default_rng([seed, lane])
        logs = log(800.0) + SPREAD * air(rng, phi, 1, WARM + samples)[:, 0]
        track = Track()
        for number, value in enumerate(np.exp(logs).tolist()):
            track.step(
                START + number * STEP_MS, Concentration(value, 0.2, 0.05), weather, 7_200_000, settings,
                interval_s=1800.0, share=1.0, ready={}, aloud=number >= WARM,
            )  # fmt: skip
        alarms, orders, watched = alarms + track.alarms, orders + track.orders, watched + track.counted
    return alarms, orders, watched


def tool_delays(phi: float, factor: float, lanes: int, seed: int) -> list[int]:
    """Return the delay of the whole tool (readings and ticks in, alerts out) for a step in each of `lanes` devices."""
    sensor = Sensor(
        id="roof/cells", name="Roof", kind=SensorKind.BIOAEROSOL, source="bench", quantity="cells", interval_s=1800
    )
    found = []
    for lane in range(lanes):
        rng = np.random.default_rng([seed, lane])
        tool = Detector(BenchContext(Settings(), "bench", ManualClock()))
        tool.sensors([sensor])
        # the step comes at any time of an ordinary stretch
        until = WARM + int(rng.integers(0, 200))
        values = 800.0 * np.exp(SPREAD * air(rng, phi, 1, until + 400)[:, 0])
        values[until:] *= factor
        open_before = ""
        for number, value in enumerate(values.tolist()):
            now = START + number * STEP_MS
            tool.observe(batch(sensor.id, [(now, value)], kind="bioaerosol"))
            told = [one for one in tool.tick(Tick(clock="live", now=now)) if isinstance(one, AlertDraft)]
            high = [one for one in told if one.kind == "bacteria.high"]
            if number >= until and any(one.revision == 0 for one in high):
                found.append(number - until + 1)
                break
            if high:
                open_before = "" if high[-1].over else high[-1].subject
            if number == until - 1 and open_before:
                break  # an alert was under way already: this lane says nothing of delays
        else:
            found.append(400)
    return found


def main() -> int:
    """Measure, print the table; return 1 when a correctness figure fails."""
    options = arguments("bacteria", __doc__ or "")
    short, rng = options.short, np.random.default_rng(20_261_122)
    figures = _promise(short)
    figures += _delays(short, rng)
    figures += _speed()
    report("bacteria", figures, as_json=options.json)
    return int(any(figure.met is False for figure in figures if not figure.name.endswith("_per_s")))


def _promise(short: bool) -> list[Figure]:
    figures = []
    lanes = 400 if short else 3000
    steps = 4000 if short else 8640
    for phi in (0.0, 0.3, 0.5, 0.8):
        rng = np.random.default_rng([7, int(phi * 10)])
        known = our_charts(phi, lanes, steps, rng) / PROMISE
        # the peer of this figure: a Shewhart limit that takes samples for independent and normal, on raw values
        x = air(np.random.default_rng([8, int(phi * 10)]), phi, 600, 4000)
        cusum = CHARTS[2]
        white = air(np.random.default_rng(9), 0.0, 600, 4000)
        naive = interval(cusum, limit_for(cusum, white, PROMISE), x) / PROMISE
        name = f"{phi:g}".replace(".", "")
        figures.append(
            Figure(
                f"known_over_promised_phi_{name}", round(known, 3), "", "0.8-1.25", 0.8 <= known <= 1.25,
                peer=f"CUSUM for independent samples: {naive:.2f}",
            )
        )  # fmt: skip
    for phi in (0.0, 0.5, 0.8):
        name = f"realised_over_promised_phi_{phi:g}".replace(".", "")
        if short and phi != 0.5:
            figures.append(Figure(name, None, reason="not measured in the short form"))
            continue
        alarms, orders, watched = tracks(phi, 2 if short else 20, (2 if short else 8) * PROMISE, 31)
        ratio = watched / max(alarms, 1) / PROMISE
        spread = 100.0 / sqrt(max(alarms, 1))
        figures.append(
            Figure(
                name, round(ratio, 3), f"{alarms} alarms, ±{spread:.0f} %", "0.8-1.25",
                None if short else 0.8 <= ratio <= 1.25,
                peer=f"a needless second sample every {watched / max(orders, 1) / 48:.1f} days (promise 7)",
            )
        )  # fmt: skip
    return figures


def _delays(short: bool, rng: np.random.Generator) -> list[Figure]:
    figures: list[Figure] = []
    lanes = 400 if short else 3000
    best: dict[float, float] = {}
    plain = air(rng, 0.5, 600, 4000 if short else 8640)
    shifted = air(rng, 0.5, lanes, 3000)
    print("Mean delay in samples, AR(1) 0.5, one false alarm in 90 days; in brackets the research's own table")
    print("  chart           " + "".join(f"x{factor:<16g}" for factor in STEPS))
    for chart in CHARTS:
        limit = limit_for(chart, plain, PROMISE)
        row = [delay(chart, limit, shifted, log(factor) / SPREAD) for factor in STEPS]
        for factor, value in zip(STEPS, row, strict=True):
            best[factor] = min(best.get(factor, 1e9), value)
        _row(chart.name, row, TABLE[chart.name])
    ours = [our_charts(0.5, lanes, 3000, rng, factor) for factor in STEPS]
    _row("ours", ours)
    for factor, value in zip(STEPS, ours, strict=True):
        figures.append(
            Figure(
                f"delay_x{factor:g}_phi_05_known".replace("1.5", "15"), round(value, 2), "samples",
                peer=f"best simple chart: {best[factor]:.2f}",
            )
        )  # fmt: skip
    told = tool_delays(0.5, 5.0, 6 if short else 60, 77)
    mean = float(np.mean(told))
    error = float(np.std(told) / sqrt(len(told)))
    figures.append(
        Figure(
            "delay_x5_phi_05_samples", round(mean, 2), f"samples, ±{error:.2f}", "≤ 4", None if short else mean <= 4.0,
            peer=f"best simple chart, truth known: {best[5.0]:.2f}",
        )
    )  # fmt: skip
    return figures


def _row(name: str, values: Sequence[float], known: Sequence[float] = ()) -> None:
    cells = [f"{value:.1f}" + (f" ({known[place]})" if known else "") for place, value in enumerate(values)]
    print(f"  {name:<16}" + "".join(f"{cell:<17}" for cell in cells))


def _speed() -> list[Figure]:
    begun, samples = time.process_time(), 2000
    tracks(0.5, 1, samples, 5)
    spent = time.process_time() - begun
    assert quantile(0.5) < 1e-6
    return [Figure("samples_per_s", round((samples + WARM) / spent), "1/s of one core")]


if __name__ == "__main__":
    sys.exit(main())
