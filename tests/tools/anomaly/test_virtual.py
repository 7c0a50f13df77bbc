"""Sensors made of others: computed, scored, shown; and what happens to them when their parts change."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.tools.anomaly.conftest import SLOT, City, alerts, health

from impetus.model.evidence import AreaEvidence, SeriesEvidence
from impetus.tools.anomaly.columns import Columns
from impetus.tools.anomaly.made import Combination, Made
from impetus.tools.anomaly.virtual import Parts, Virtuals, combined, week_of

IN, OUT = ["people-0", "people-1", "people-2"], ["people-3"]


def made(**more: object) -> Made:
    return Made.model_validate({"name": "Square, in less out", "how": "sum", "sensors": IN} | more)


def taught(city: City, entry: Made) -> None:
    """Have the sensor made and let it learn its usual days."""
    city.detector.know("made", {"ent_1": entry})
    for _ in range(9):
        slots = range(city.slot, city.slot + 288)
        city.detector.observe(city.batch(slots, np.stack([city.usual(slot) for slot in slots])))
        city.slot += 288
        city.detector.tick(city.tick())


@pytest.mark.parametrize(
    ("how", "against", "expected"), [("sum", [], 60.0), ("difference", OUT, 20.0), ("ratio", OUT, 1.5)]
)
def test_a_slot_of_each_sort(city: City, how: str, against: list[str], expected: float) -> None:
    city.detector.know("made", {"ent_1": made(how=how, against=against)})

    def change(position: int, readings: np.ndarray) -> None:
        readings[:4] = [10, 20, 30, 40]

    city.live(1, change)
    domain = city.detector.domains["live", SLOT]
    place = domain.roster.places["virtual:ent_1"]
    value = float(domain.state.last_value[place])
    assert value == pytest.approx(expected)
    assert city.detector.figures()["made_sensors"] == 1


def test_it_learns_deviates_and_is_shown_where_its_parts_stand(city: City) -> None:
    taught(city, made(how="difference", against=OUT))

    def change(position: int, readings: np.ndarray) -> None:
        readings[:3] += 90

    found = [alert for alert in alerts(city.live(6, change)) if alert.subject == "virtual:ent_1"]
    assert found
    alert = found[0]
    assert alert.where.name == "Square, in less out"
    assert alert.where.latitude == pytest.approx(60.173, abs=0.003)
    assert set(alert.sensors) == {*IN, *OUT}
    [area] = [piece for piece in alert.evidence if isinstance(piece, AreaEvidence)]
    assert set(area.sensors) == {*IN, *OUT}
    [series] = [piece for piece in alert.evidence if isinstance(piece, SeriesEvidence)]
    assert series.observed[-1] is not None


def test_a_part_that_is_silent_or_unwell_silences_it(city: City) -> None:
    city.detector.know("made", {"ent_1": made()})

    def silent(position: int, readings: np.ndarray) -> None:
        readings[1] = np.nan

    city.live(1)
    domain = city.detector.domains["live", SLOT]
    place = domain.roster.places["virtual:ent_1"]
    before = int(domain.state.seen[place])
    found = city.live(40, silent)
    assert int(domain.state.seen[place]) == before
    assert "people-1" in {sensor for sensor, _ in health(found)}
    assert "virtual:ent_1" not in {sensor for sensor, _ in health(found)}, "no health of its own"


def test_it_waits_for_parts_goes_when_ended_and_comes_back_knowing_nothing(city: City) -> None:
    city.detector.know("made", {"ent_1": made(sensors=["people-0", "stranger"])})
    assert city.detector.figures()["made_sensors_waiting"] == 1
    city.detector.know("made", {"ent_1": made()})
    city.live(3)
    domain = city.detector.domains["live", SLOT]
    place = domain.roster.places["virtual:ent_1"]
    assert domain.state.active[place]
    city.detector.know("made", {})
    assert not domain.state.active[place]
    city.live(2)
    city.detector.know("made", {"ent_1": made()})
    city.live(1)
    assert int(domain.state.seen[place]) == 1


def test_it_keeps_what_it_learned_over_a_restart(city: City) -> None:
    city.detector.know("made", {"ent_1": made()})
    city.live(3)
    other = City()
    other.detector.restore(city.detector.save())
    other.slot = city.slot
    other.detector.know("made", {"ent_1": made()})
    other.live(2)
    city.live(2)
    assert other.detector.save() == city.detector.save()


def test_its_parts_are_scored_as_before(city: City) -> None:
    """Made sensors stand nowhere: to their parts nothing changes."""
    alone = City()
    alone.detector.restore(city.detector.save())
    alone.slot = city.slot
    city.detector.know("made", {"ent_1": made(how="ratio", against=OUT)})
    city.live(5)
    alone.live(5)
    with_it, without = (one.detector.domains["live", SLOT].state.recent_expected[:, :18] for one in (city, alone))
    assert np.array_equal(with_it, without, equal_nan=True)


@given(
    how=st.sampled_from(["sum", "difference", "ratio"]),
    first=st.floats(-1e9, 1e9),
    second=st.floats(-1e9, 1e9),
)
def test_no_value_is_nonsense(how: str, first: float, second: float) -> None:
    value = combined(how, first, second)
    assert value is None or math.isfinite(value)
    assert (value is None) == (how == "ratio" and abs(second) <= 1e-9)


@given(
    readings=st.dictionaries(
        st.sampled_from(["a", "b", "c"]),
        st.lists(st.tuples(st.integers(0, 10_000_000), st.floats(-1e6, 1e6)), max_size=20),
    )
)
def test_a_preview_has_a_value_only_where_all_parts_have(readings: dict[str, list[tuple[int, float]]]) -> None:
    entry = Combination(how="difference", sensors=["a", "b"], against=["c"])
    means = dict.fromkeys(["a", "b", "c"], True)
    times, values = week_of(entry, readings, means, SLOT)
    assert times == sorted(set(times))
    held = {id: {time - time % SLOT for time, _ in readings.get(id, [])} for id in means}
    assert [value is not None for value in values] == [all(time in held[id] for id in means) for time in times]


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"how": "sum", "against": ["people-3"]}, "against"),
        ({"how": "ratio", "against": []}, "against"),
        ({"how": "sum", "sensors": ["people-1", "people-1"]}, "sensors"),
    ],
)
def test_what_does_not_fit_together_is_named(wrong: dict[str, object], field: str) -> None:
    entry = made(**wrong)
    assert [fault.field for fault in entry.faults(None, 0)] == [field]  # type: ignore[arg-type]


def test_members_stand_in_for_it_once() -> None:
    virtual = Virtuals()
    virtual.parts[5] = Parts("sum", np.array([1, 2]), np.array([3]))
    assert virtual.real([5, 2, 4]) == [1, 2, 3, 4]
    state = Columns()
    state.add(6)
    state.active[:] = True
    raw, present = np.array([0.0, 2.0, 3.0, 4.0, 0.0, 0.0]), np.array([False, True, True, True, False, False])
    virtual.fill(raw, present, state)
    assert (raw[5], bool(present[5])) == (5.0, True)
