"""Partitions: stable, all used, near places together."""

from hypothesis import given
from hypothesis import strategies as st

from impetus.bus.partition import cell_of, partition_of, partition_of_id, partition_of_sensor
from impetus.model.sensor import Sensor, SensorKind


@given(st.floats(-90, 90), st.floats(-180, 180))
def test_every_place_has_a_partition(latitude: float, longitude: float) -> None:
    assert 0 <= partition_of(latitude, longitude) < 64


@given(st.text())
def test_every_id_has_a_partition(sensor: str) -> None:
    assert 0 <= partition_of_id(sensor) < 64


def test_partitions_never_change_between_releases() -> None:
    assert partition_of(60.1708, 24.9415) == 37
    assert partition_of(-37.8136, 144.9631) == 11
    assert partition_of_id("1001") == 1


def test_a_cell_is_about_500_m() -> None:
    row, column = cell_of(60.1708, 24.9415)
    assert cell_of(60.1708 + 500 / 111_320, 24.9415)[0] == row + 1
    assert cell_of(60.1708, 24.9415 + 500 / (111_320 * 0.4974))[1] - column in (0, 1, 2)


def test_a_city_spreads_over_the_partitions() -> None:
    used = {partition_of(60.1 + i * 0.005, 24.8 + j * 0.01) for i in range(30) for j in range(30)}
    assert len(used) == 64


def test_a_sensor_without_place_goes_by_its_id() -> None:
    there = Sensor(id="a", name="A", kind=SensorKind.AIR, source="s", latitude=60.1708, longitude=24.9415)
    nowhere = Sensor(id="a", name="A", kind=SensorKind.AIR, source="s")
    assert partition_of_sensor(there) == partition_of(60.1708, 24.9415)
    assert partition_of_sensor(nowhere) == partition_of_id("a")
