"""Files of readings as sorted columns."""

import gzip
from collections import Counter
from pathlib import Path
from typing import Any

import duckdb
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from impetus.kit.errors import BadInput
from impetus.observations.mapping import Mapping
from impetus.sources.replay.places import described, guessed
from impetus.sources.replay.repository import Table, header

LONG: dict[str, Any] = {"sensor": "sensor_id", "time": "time", "values": [{"path": "count"}]}
ROWS = "time,sensor_id,count\n2026-03-01 01:00:00,b,2\n2026-03-01 00:00:00,a,1\n2026-03-01 01:00:00,a,3\n"
MIDNIGHT = 1_772_323_200_000
HOUR = 3_600_000


def everything(table: Table, most: int = 2) -> list[tuple[str, int, float]]:
    """All readings of a table, part by part, checking what every part promises."""
    found: list[tuple[str, int, float]] = []
    clock: int | None = None
    while len(found) < table.rows:
        readings, ahead = table.part(len(found), most)
        if clock is not None:
            assert readings.times.min() >= clock
        if ahead is not None:
            assert readings.times.max() < ahead
            clock = ahead
        found += zip(
            (readings.sensors[at] for at in readings.index),
            readings.times.tolist(),
            readings.values.tolist(),
            strict=True,
        )
    assert [time for _, time, _ in found] == sorted(time for _, time, _ in found)
    return found


def written(tmp_path: Path, text: str | bytes, name: str = "readings.csv") -> Path:
    path = tmp_path / name
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return path


@pytest.mark.parametrize("form", ["csv", "csv.gz", "parquet"])
def test_every_kind_of_file_comes_in_order_of_time(tmp_path: Path, form: str) -> None:
    path = written(tmp_path, gzip.compress(ROWS.encode()) if form == "csv.gz" else ROWS, f"readings.{form}")
    if form == "parquet":
        plain = written(tmp_path, ROWS, "plain.csv")
        with duckdb.connect() as db:
            db.execute(f"COPY (SELECT * FROM read_csv('{plain}')) TO '{path}'")
    with Table(path, Mapping.model_validate(LONG)) as table:
        assert everything(table) == [
            ("a", MIDNIGHT, 1.0),
            ("b", MIDNIGHT + HOUR, 2.0),
            ("a", MIDNIGHT + HOUR, 3.0),
        ]
        assert (table.rows, table.first, table.last) == (3, MIDNIGHT, MIDNIGHT + HOUR)
        assert table.interval_ms() == HOUR
        assert table.row_at(MIDNIGHT + 1) == 1


def test_what_cannot_be_taken_is_told_with_its_row(tmp_path: Path) -> None:
    text = ROWS + "soon,a,4\n2026-03-01 02:00:00,a,much\n2026-03-01 02:00:00,a\n2026-03-01 02:00:00,a,-1\n"
    mapping = Mapping.model_validate(LONG | {"missing": ["-1"]})
    with Table(written(tmp_path, text), mapping) as table:
        assert table.rows == 3
        assert {(refusal.reason, refusal.count) for refusal in table.refusals} == {
            ("bad_row", 1),
            ("bad_time", 1),
            ("not_a_number", 1),
        }
        assert [refusal.position for refusal in table.refusals if refusal.reason == "bad_time"] == [3]


def test_wide_form_and_stations(tmp_path: Path) -> None:
    wide = written(tmp_path, "time,n,s\n2026-03-01 00:00:00,1,\n2026-03-01 01:00:00,2,3\n")
    with Table(wide, Mapping.model_validate({"layout": "wide", "time": "time", "prefix": "b/"})) as table:
        assert table.sensors == ["b/n", "b/s"]
        assert table.rows == 3
    stations = written(tmp_path, "time,NO2,CO,station\n2026-03-01,7,300,Gucheng\n", "stations.csv")
    mapping = {"layout": "wide", "time": "time", "sensor": "station", "values": [{"path": "NO2"}]}
    with Table(stations, Mapping.model_validate(mapping)) as table:
        assert table.sensors == ["Gucheng/NO2"]


@pytest.mark.parametrize(
    ("mapping", "field"),
    [
        (LONG | {"time": "when"}, "mapping.time"),
        (LONG | {"sensor": "who"}, "mapping.sensor"),
        (LONG | {"values": [{"path": "what"}]}, "mapping.values"),
        (LONG | {"values": []}, "mapping.values"),
        ({"time": "time", "values": [{"path": "count"}]}, "mapping.sensor"),
    ],
)
def test_a_mapping_that_does_not_fit(tmp_path: Path, mapping: dict[str, Any], field: str) -> None:
    with pytest.raises(BadInput) as caught:
        Table(written(tmp_path, ROWS), Mapping.model_validate(mapping))
    assert caught.value.field == field


def test_names_that_look_like_sql_are_names(tmp_path: Path) -> None:
    column = "x\" FROM file; DROP TABLE file; --'"
    quoted = column.replace('"', '""')
    path = written(tmp_path, f'time,sensor_id,"{quoted}"\n2026-03-01,a\',4\n')
    mapping = LONG | {"values": [{"path": column, "suffix": "'; --"}], "prefix": "' || 'y"}
    with Table(path, Mapping.model_validate(mapping)) as table:
        assert table.sensors == ["' || 'ya''; --"]


def test_what_is_no_file(tmp_path: Path) -> None:
    with pytest.raises(BadInput):
        Table(tmp_path / "missing.csv", Mapping.model_validate(LONG))
    for name in ("broken.parquet", "broken.csv.gz"):
        path = written(tmp_path, b"no such thing", name)
        with pytest.raises(BadInput):
            Table(path, Mapping.model_validate(LONG))
        with pytest.raises(BadInput):
            header(path)


def test_the_form_of_the_melbourne_counters_is_recognised(urban_data: Path) -> None:
    file = urban_data / "melbourne_pedestrians_2012_2014.csv.gz"
    mapping = guessed(file, zone="Australia/Melbourne")
    assert (mapping.sensor, mapping.time, mapping.values[0].path) == ("sensor_id", "time", "count")
    assert (mapping.kind, mapping.aggregate) == ("people", "sum")
    with Table(file, mapping) as table:
        assert table.rows == 526_206
        assert len(table.sensors) == 35
        # 18 rows lie in the hours that Melbourne's clocks skip, 2 name no sensor.
        reasons = Counter({"bad_time": 0, "bad_name": 0})
        for refusal in table.refusals:
            reasons[refusal.reason] += refusal.count
        assert reasons == {"bad_time": 18, "bad_name": 2}
        sensors = described(
            table.sensors,
            urban_data / "melbourne_sensors.csv",
            mapping,
            source="src",
            clock="src",
            interval_s=table.interval_ms() // 1000,
        )
    named = {sensor.id: sensor for sensor in sensors}
    assert named["1.0"].name == "Bourke Street Mall (North)"
    assert named["1.0"].interval_s == 3600
    assert all(sensor.latitude is not None for sensor in sensors)


@pytest.mark.parametrize(
    ("file", "sensors"),
    [
        ("losangeles_loop_speed_2012w09.csv.gz", 207),
        ("seattle_fremont_bikes_2012_2014.csv.gz", 2),
        ("beijing_air_3stations_2013_2014.csv.gz", 33),
    ],
)
def test_other_cities_are_recognised_too(urban_data: Path, file: str, sensors: int) -> None:
    with Table(urban_data / file, guessed(urban_data / file)) as table:
        assert len(table.sensors) == sensors


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=40)
@given(st.one_of(st.binary(max_size=300), st.text("time,sensor_id\n0123-: \"'ab;", max_size=200).map(str.encode)))
def test_no_bytes_make_it_stumble(tmp_path: Path, payload: bytes) -> None:
    path = written(tmp_path, b"time,sensor_id,count\n" + payload)
    try:
        with Table(path, Mapping.model_validate(LONG)) as table:
            everything(table)
    except BadInput as fault:
        assert fault.remedy  # noqa: PT017
