"""What the detector answers on its page: another budget, what would have been normal, a preview."""

from datetime import datetime, timedelta
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.tools.anomaly.conftest import SLOT, City, alerts

from impetus.kit.errors import BadInput
from impetus.model.sensor import Sensor
from impetus.tools.anomaly.answers import weeks
from impetus.tools.anomaly.rehearsal import REACH, Rehearsal, Run

Words = list[dict[str, Any]]


async def ask(city: City, question: str, **values: Any) -> Words:
    return [word async for word in city.detector.answer({"ask": question, **values})]


class Remembered:
    """The history of a city, as the platform would give it."""

    def __init__(self, city: City) -> None:
        self.city = city

    async def history(self, sensor: Sensor, start: int, end: int, points: int = 1000) -> list[tuple[int, float]]:
        column = self.city.column[sensor.id]
        slots = range(-(-start // SLOT), end // SLOT)
        return [(slot * SLOT, float(self.city.usual(slot)[column])) for slot in slots if slot < self.city.slot]


@pytest.fixture
def remembered(city: City) -> City:
    city.live(2)
    city.detector.context.history = Remembered(city).history  # type: ignore[method-assign]
    return city


def local(city: City, ms: int) -> str:
    return datetime.fromtimestamp(ms / 1000, city.detector.week.zone).replace(tzinfo=None).isoformat()


async def test_what_would_have_been_normal_holds_what_was(remembered: City) -> None:
    city = remembered
    start = (city.slot - 288) * SLOT
    *progress, last = await ask(city, "normal", sensor="people-2", start=local(city, start), hours=24)
    assert [word["progress"]["done"] for word in progress] == [0, 1]
    [series] = last["answer"]["evidence"]
    assert series["type"] == "series"
    assert len(series["time"]) == 288
    assert series["time"][0] == start
    inside = [
        low <= value <= high
        for low, value, high in zip(series["low"], series["observed"], series["high"], strict=True)
        if value is not None
    ]
    assert np.mean(inside) > 0.9
    assert set(last["answer"]["text"]) == {"en", "it", "nb"}


async def test_hours_without_readings_still_have_a_course(remembered: City) -> None:
    city = remembered
    late = (city.slot + 2000) * SLOT
    *_, last = await ask(city, "normal", sensor="air-1", start=local(city, late), hours=2)
    [series] = last["answer"]["evidence"]
    assert series["observed"] == [None] * 24
    assert all(
        low <= middle <= high
        for low, middle, high in zip(series["low"], series["expected"], series["high"], strict=True)
    )
    assert last["answer"]["text"]["en"].startswith("Nothing was measured")


async def test_a_preview_is_last_weeks_sum(remembered: City) -> None:
    city = remembered
    *progress, last = await ask(
        city, "preview", how="difference", sensors=["people-0", "people-1"], against=["people-2"]
    )
    assert len(progress) == 3
    [series] = last["answer"]["evidence"]
    usual = city.usual(series["time"][-1] // SLOT)
    assert series["observed"][-1] == pytest.approx(usual[0] + usual[1] - usual[2])
    assert len(series["time"]) == 2016


async def test_another_budget_replays_what_was_scored(city: City) -> None:
    def change(position: int, readings: np.ndarray) -> None:
        if position % 40 < 4:
            readings[position // 40] *= 1.4 + 0.35 * (position // 40)

    told = {(alert.subject, alert.window_start) for alert in alerts(city.live(240, change))}

    async def events(times: float) -> int:
        *_, last = await ask(city, "budget", times=times)
        series, table = last["answer"]["evidence"]
        assert len(series["time"]) == 30
        assert len(table["columns"]) == 5
        total = int(sum(series["observed"]))
        assert len(table["rows"]) == min(50, total)
        return total

    few, now, many = await events(0.05), await events(1.0), await events(REACH)
    assert few <= now <= many
    assert few < many
    assert now >= len({subject for subject, _ in told}) > 0


@pytest.mark.parametrize(
    ("question", "field"),
    [
        ({"ask": "normal", "sensor": "nobody", "start": "2025-01-10T10:00"}, "sensor"),
        ({"ask": "normal", "sensor": "people-1", "start": "yesterday"}, "start"),
        ({"ask": "normal", "sensor": "people-1", "start": "2025-01-10T10:00", "hours": 0}, "hours"),
        ({"ask": "budget", "times": 1000}, "times"),
        ({"ask": "preview", "how": "ratio", "sensors": ["people-1"]}, "against"),
        ({"ask": "preview", "how": "sum", "sensors": ["people-1", "nobody"]}, "sensors"),
        ({"ask": "tea"}, "ask"),
        ({}, "ask"),
        ({"ask": None}, "ask"),
    ],
)
async def test_a_question_that_makes_no_sense_names_the_field(
    remembered: City, question: dict[str, Any], field: str
) -> None:
    with pytest.raises(BadInput) as error:
        [word async for word in remembered.detector.answer(question)]
    assert error.value.field == field


runs = st.lists(
    st.builds(
        lambda start, length, place, sign, share: Run(start, start + length, place, sign, share),
        st.integers(0, 100).map(lambda slot: slot * SLOT),
        st.integers(1, 9).map(lambda slots: slots * SLOT),
        st.integers(0, 5),
        st.sampled_from([-1, 1]),
        st.floats(0.0, REACH),
    ),
    max_size=40,
)


@given(some=runs, low=st.floats(0.01, REACH), high=st.floats(0.01, REACH))
@settings(max_examples=60)
def test_a_replay_loses_no_run_and_is_kept_over_a_restart(some: list[Run], low: float, high: float) -> None:
    rehearsal = Rehearsal()
    rehearsal.runs = sorted(some)
    codes, east, north = np.array([1, 1, 1, 2, 2, 2]), np.arange(6) * 400.0, np.zeros(6)

    def events(times: float) -> list[Any]:
        *_, (_, _, last) = rehearsal.replay(times, codes, east, north, 600.0, SLOT)
        return last

    few = events(min(low, high))
    assert len(few) <= sum(run.share <= min(low, high) for run in some)
    assert bool(few) == any(run.share <= min(low, high) for run in some)
    again = Rehearsal()
    again.unpack(rehearsal.pack())
    assert again.kept() == rehearsal.kept()


@given(
    rows=st.lists(
        st.dictionaries(
            st.integers(2800, 2830),
            st.tuples(st.just(1.0), st.floats(0, 20), st.integers(0, 40), st.integers(0, 5)).map(list),
        ),
        max_size=3,
    )
)
def test_weeks_are_of_all_domains_and_whole(rows: list[dict[int, list[float]]]) -> None:
    known = sorted({week for ledger in rows for week in ledger})
    found = weeks(rows)
    assert len(found) == min(12, max(0, len(known) - 1))
    assert all(value is None or value == value for value in found)


def test_a_weeks_start_is_an_hour() -> None:
    assert timedelta(milliseconds=SLOT) * 12 == timedelta(hours=1)
