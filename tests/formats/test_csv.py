"""Tables as text."""

import gzip
from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from tests.formats.sanity import check, mutations

from impetus.formats.csv import Csv, unzip

LONG = {"sensor": "sensor_id", "time": "time", "values": [{"path": "count"}], "time_zone": "Australia/Melbourne"}
WIDE = {"layout": "wide", "time": "time"}
TEXT = b"time,sensor_id,count\n2012-01-01 00:00:00,1.0,826.0\n2012-01-01 01:00:00,2.0,5\n"


def read(payload: bytes, mapping: dict[str, Any], **more: Any) -> Any:
    readings = Csv().parse(payload, mapping=mapping, **more)
    check(readings)
    return readings


def test_long_form_in_local_time() -> None:
    found = read(TEXT, LONG)
    assert found.sensors == ["1.0", "2.0"]
    assert found.times == [1325336400000, 1325340000000]  # Melbourne is at +11:00 in January
    assert found.values == [826.0, 5.0]


def test_gzip_a_byte_order_mark_and_semicolons() -> None:
    text = "\ufefftime;sensor_id;count\n2012-01-01 00:00:00;a;8,5\n".encode()
    found = read(gzip.compress(text), LONG | {"decimal_comma": True})
    assert (found.sensors, found.values) == (["a"], [8.5])


def test_wide_form() -> None:
    found = read(b"time,n,s\n2012-10-02T00:00:00Z,4,\n2012-10-02T01:00:00Z,x,2\n", WIDE | {"prefix": "bridge/"})
    assert found.sensors == ["bridge/n", "bridge/s"]
    assert found.values == [4.0, 2.0]
    assert [(refusal.field, refusal.position) for refusal in found.refusals] == [("n", 1)]


def test_wide_form_with_stations() -> None:
    mapping = WIDE | {"sensor": "station", "values": [{"path": "NO2", "unit": "µg/m³"}, {"path": "CO"}]}
    found = read(b"time,NO2,CO,wd,station\n2013-03-01 00:00:00,7,300,NNW,Gucheng\n", mapping)
    assert found.sensors == ["Gucheng/NO2", "Gucheng/CO"]
    assert found.units == ["µg/m³", ""]


def test_a_row_too_short_is_refused_and_the_rest_kept() -> None:
    found = read(TEXT + b"2012-01-01 02:00:00,3\n2012-01-01 03:00:00,4,1\n", LONG)
    assert found.sensors == ["1.0", "2.0", "4"]
    assert [(refusal.reason, refusal.position) for refusal in found.refusals] == [("bad_row", 2)]


def test_what_is_no_table() -> None:
    assert read(b"", LONG).refusals[0].reason == "empty"
    assert read(b"\x1f\x8bnonsense", LONG).refusals[0].reason == "bad_gzip"
    assert read(b"a,b\n1,2\n", WIDE).refusals[0].reason == "no_time"
    assert unzip(gzip.compress(b"0" * 1000), 999) is None


@given(mutations(TEXT), st.sampled_from([LONG, WIDE]))
def test_damaged_bytes_never_raise(payload: bytes, mapping: dict[str, Any]) -> None:
    read(payload, mapping)


@given(mutations(gzip.compress(TEXT, mtime=0)))
def test_damaged_gzip_never_raises(payload: bytes) -> None:
    read(payload, LONG)


@given(st.binary(max_size=300), st.sampled_from([LONG, WIDE]))
def test_random_bytes_never_raise(payload: bytes, mapping: dict[str, Any]) -> None:
    read(payload, mapping)
