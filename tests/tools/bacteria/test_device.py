"""Both stages of a device: unfit is health, never an alert, and an unfit result is not learned from."""

import pytest

from impetus.model.sensor import SensorKind
from impetus.tools.bacteria.device import device_of, role_of
from impetus.tools.bacteria.settings import Settings

from .conftest import Roof, alerts, healths, sensor

ALL = [
    sensor(f"roof/{name}")
    for name in ("rlu", "flow", "volume", "water", "pressure", "blank", "standard", "lot", "days_left")
]
WELL = {"roof/flow": 200.0, "roof/blank": 20.0, "roof/standard": 1170.0, "roof/lot": 7.0, "roof/days_left": 30.0}


@pytest.fixture
def roof() -> Roof:
    made = Roof(Settings(warm_up_days=2)).sensors(*ALL)
    for _ in range(48 * 4):
        made.take({"roof/rlu": 20 + made.air() / 8} | WELL)
    return made


@pytest.mark.parametrize(
    ("change", "sensor_", "words"),
    [
        ({"roof/flow": 120.0}, "roof/flow", "air flow is 120"),
        ({"roof/volume": 0.0}, "roof/volume", "no air"),
        ({"roof/water": 0.0}, "roof/water", "no water"),
        ({"roof/blank": 150.0}, "roof/blank", "blank is 150"),
        ({"roof/standard": 500.0}, "roof/standard", "the standard reads 42 %"),
        ({"roof/days_left": -3.0}, "roof/days_left", "out of date for 3"),
    ],
)
def test_an_unfit_stage_is_health_and_its_results_are_not_believed(roof: Roof, change, sensor_, words):
    seen = roof.tool.stations["roof"].track.base.seen
    found = roof.take({"roof/rlu": 90_000.0} | WELL | change) + roof.take({"roof/rlu": 90_000.0} | WELL | change)
    assert alerts(found) == []
    assert set(healths(found)) == {(sensor_, "impossible"), ("roof/rlu", "unknown")}
    reasons = [one.reason for one in found if one.sensor == sensor_]
    assert words in reasons[0].en
    assert roof.tool.stations["roof"].track.base.seen == seen
    assert roof.tool.figures()["samples_not_believed"] == 2
    if sensor_ == "roof/volume":
        change = {"roof/volume": 4000.0}
    healed = roof.take({"roof/rlu": 100.0} | change | {"roof/water": 5.0} | WELL)
    assert set(healths(healed)) == {(sensor_, "fresh"), ("roof/rlu", "fresh")}


def test_a_fouled_inlet_is_told_and_results_go_on(roof: Roof):
    found = roof.take({"roof/pressure": 9000.0, "roof/rlu": 100.0} | WELL)
    assert healths(found) == [("roof/pressure", "impossible")]
    assert roof.tool.figures()["samples_not_believed"] == 0


def test_a_new_lot_waits_for_its_standard(roof: Roof):
    found = roof.take({"roof/rlu": 100.0, "roof/lot": 8.0})
    assert ("roof/lot", "impossible") in healths(found)
    found = roof.take({"roof/standard": 1150.0, "roof/rlu": 100.0})
    assert ("roof/lot", "fresh") in healths(found)


def test_an_analyser_that_repeats_itself_is_stuck(roof: Roof):
    found = [state for _ in range(7) for state in healths(roof.take({"roof/rlu": 333.0} | WELL))]
    assert found == [("roof/rlu", "stuck")]


@pytest.mark.parametrize("value", [float("nan"), float("inf"), -5.0, 1e300])
def test_impossible_values(roof: Roof, value: float):
    found = roof.take({"roof/rlu": value} | WELL)
    assert healths(found) == [("roof/rlu", "impossible")]
    assert alerts(found) == []


def test_the_reported_air_and_blank_are_used(roof: Roof):
    def usual(**more: float) -> float:
        roof.take({"roof/rlu": 420.0} | WELL | {f"roof/{name}": value for name, value in more.items()})
        return roof.tool.stations["roof"].track.recent[-1].value

    whole = usual(volume=4000.0, blank=20.0)
    assert usual(volume=2000.0, blank=20.0) == pytest.approx(2 * whole)
    assert usual(volume=4000.0, blank=50.0) < whole


def test_names_and_roles():
    assert device_of("north/roof/rlu") == "north/roof"
    assert device_of("alone") == "alone"
    assert role_of(sensor("roof/x", quantity="ATP_signal")) == "signal"
    assert role_of(sensor("roof/days-left")) == "days_left"
    assert role_of(sensor("roof/beauty")) == ""


def test_a_sensor_may_move_to_another_device(roof: Roof):
    roof.sensors(sensor("roof/rlu", kind=SensorKind.OTHER))
    assert "signal" not in roof.tool.stations["roof"].device.sensors
    assert alerts(roof.take({"roof/rlu": 1e6})) == []
