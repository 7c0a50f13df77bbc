"""Whatever comes, nothing breaks: any reading, any clock, any verdict; a replay gives the same alerts."""

from math import isfinite

from hypothesis import given, settings
from hypothesis import strategies as st

from impetus.contracts.bench import Bench, batch
from impetus.model.alert import AlertDraft
from impetus.model.observation import Tick, VerdictGiven
from impetus.model.sensor import SensorKind
from impetus.tools.bacteria.detector import Detector
from impetus.tools.bacteria.plume import ring
from impetus.tools.bacteria.settings import Settings

from .conftest import START, sensor

NAMES = (
    "roof/rlu",
    "roof/cells",
    "roof/cfu",
    "roof/flow",
    "roof/blank",
    "roof/lot",
    "mast/wind",
    "mast/rain",
    "nobody",
)
VALUES = st.floats() | st.sampled_from([0.0, -1.0, 20.0, 500.0, 5e4, float("nan"), float("inf"), 1e308])
TIMES = st.integers(-(2**62), 2**62) | st.integers(START, START + 30 * 86_400_000)
STEPS = st.one_of(
    st.tuples(st.just("reading"), st.sampled_from(NAMES), TIMES, VALUES),
    st.tuples(st.just("tick"), TIMES),
    st.tuples(st.just("verdict"), st.sampled_from(["confirmed", "rejected", "withdrawn", "?"]), st.integers(0, 3)),
)


def made() -> Detector:
    bench = Bench(Detector, Settings(warm_up_days=2, false_alarm_days=1, resample_days=0.5))
    tool = bench.tool
    assert isinstance(tool, Detector)
    tool.sensors(
        [
            sensor(name, kind=SensorKind.WEATHER if name.startswith("mast") else SensorKind.BIOAEROSOL)
            for name in NAMES[:-1]
        ]
    )
    return tool


def play(tool: Detector, steps: list) -> list:  # type: ignore[type-arg]
    found: list = []  # type: ignore[type-arg]
    for number, step in enumerate(steps):
        if step[0] == "reading":
            tool.observe(batch(step[1], [(step[2], step[3])], kind="bioaerosol"))
        elif step[0] == "tick":
            found += tool.tick(Tick(clock="live", now=step[1]))
        else:
            drafts = [one for one in found if isinstance(one, AlertDraft)]
            if drafts:
                told = drafts[step[2] % len(drafts)]
                tool.learn(
                    VerdictGiven(
                        id=str(number), alert="", kind=told.kind, subject=told.subject, word=step[1], reason="normal",
                        at=0, window_start=told.window_start, window_end=told.window_end, sensors=[],
                    )
                )  # fmt: skip
    return found


@settings(max_examples=80, deadline=None)
@given(st.lists(STEPS, max_size=40))
def test_any_stream_is_taken_and_replayed_alike(steps):
    first, second = made(), made()
    assert play(first, steps) == play(second, steps)
    assert first.save() == second.save()
    for station in first.stations.values():
        assert all(isfinite(weight) for weight in station.track.base.weights.tolist())


@settings(max_examples=12, deadline=None)
@given(
    st.lists(st.floats(0, 1e12) | st.sampled_from([0.0, 25.0, 60.0, 5e4]), min_size=20, max_size=60),
    st.integers(0, 150),
    st.integers(0, 2**32),
)
def test_a_snapshot_anywhere_changes_nothing(values, cut, seed):
    warm = [120.0 + (seed >> (n % 29)) % 90 for n in range(100)]
    steps = []
    for number, value in enumerate([*warm, *values]):
        time = START + number * 1_800_000
        steps += [("reading", "roof/rlu", time, value), ("tick", time)]
    whole, split = made(), made()
    expected = play(whole, steps)
    found = play(split, steps[: 2 * cut])
    again = made()
    again.restore(split.save())
    assert found + play(again, steps[2 * cut :]) == expected
    assert again.save() == whole.save()
    for station in whole.stations.values():
        assert all(isfinite(weight) for weight in station.track.base.weights.tolist())
        assert 0 <= station.track.base.phi() <= 0.95


@given(st.floats(-90, 90), st.floats(-180, 180), st.floats(), st.floats(), st.floats(0, 1e6), st.booleans())
def test_any_wind_gives_a_closed_ring_or_none(latitude, longitude, wind, direction, minutes, upwind):
    made = ring(latitude, longitude, wind, direction, minutes, upwind=upwind)
    if made:
        assert made[0] == made[-1]
        assert len(made) >= 4
        assert all(isfinite(x) and isfinite(y) for x, y in made)
        assert max(abs(y - latitude) for _, y in made) < 0.05
