"""What is entered for one device holds for it alone; nothing else is taken."""

import json
from math import isfinite

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from impetus.model.sensor import HealthState, SensorHealth
from impetus.toolbox.entry_files import read_csv
from impetus.tools.bacteria.lists import LISTS, NUMBERS, Own, curve_of
from impetus.tools.bacteria.settings import Settings

from .conftest import Roof, sensor

CURVE = "1000:240, 10000:2300, 100000:23600"


def test_a_curve_of_its_own_halves_what_a_signal_stands_for() -> None:
    roof = Roof().sensors(*(sensor(f"{name}/rlu", quantity="rlu") for name in ("roof", "yard")))
    roof.tool.know("devices", {"1": Own(device="yard", curve=CURVE)})
    roof.take({"roof/rlu": 1170.0, "yard/rlu": 1170.0})
    roof.take({})
    seen = [roof.tool.stations[name].track.recent[-1].value for name in ("roof", "yard")]
    assert seen[0] / seen[1] == pytest.approx(2.0, rel=0.05)
    roof.tool.know("devices", {})
    roof.take({"yard/rlu": 1170.0})
    roof.take({})
    assert roof.tool.stations["yard"].track.recent[-1].value == pytest.approx(seen[0])


def test_an_expired_lot_is_not_believed_on_that_device_alone() -> None:
    roof = Roof().sensors(*(sensor(f"{name}/cells") for name in ("roof", "yard")))
    roof.tool.know("devices", {"1": Own(device="yard", lot="7", expires="2025-06-12")})
    found = []
    for _ in range(3 * 48):
        found += roof.take({name: roof.air() for name in ("roof/cells", "yard/cells")})
    ill = [one for one in found if isinstance(one, SensorHealth)]
    assert [(one.sensor, one.state) for one in ill] == [("yard/cells", HealthState.UNKNOWN)]
    assert roof.tool.stations["yard"].device.unfit > 0
    assert roof.tool.stations["roof"].device.unfit == 0
    roof.tool.know("devices", {"1": Own(device="yard", lot="8", expires="2026-06-12")})
    found = roof.days(0.1, name="yard/cells")
    assert HealthState.FRESH in [one.state for one in found if isinstance(one, SensorHealth) and "yard" in one.sensor]


def test_a_promise_of_its_own_is_counted() -> None:
    roof = Roof(Settings(warm_up_days=2)).sensors(sensor("roof/cells"))
    roof.days(10)
    usual = roof.tool.figures()["alerts_promised_at_most"]
    roof.tool.know("devices", {"1": Own(device="roof", false_alarm_days=9)})
    assert roof.tool.figures()["alerts_promised_at_most"] == pytest.approx(10 * usual, abs=0.06)


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({}, "device"),
        ({"device": "roof/"}, "device"),
        ({"device": "roof", "curve": "1000:120"}, "curve"),
        ({"device": "roof", "curve": "1000:120, 10000:60"}, "curve"),
        ({"device": "roof", "curve": "1000 120"}, "curve"),
        ({"device": "roof", "curve": "1e3:nan 1e4:5"}, "curve"),
        ({"device": "roof", "expires": "soon"}, "expires"),
        ({"device": "roof", "flow": -1}, "flow"),
        ({"device": "roof", "efficiency": 1.5}, "efficiency"),
        ({"device": "roof", "false_alarm_days": 0}, "false_alarm_days"),
        ({"device": "roof", "colour": "red"}, "colour"),
    ],
)
def test_what_is_wrong_is_named(values: dict[str, object], field: str) -> None:
    with pytest.raises(ValidationError) as caught:
        Own.model_validate(values)
    assert [error["loc"][0] for error in caught.value.errors()] == [field]


@given(st.text(max_size=200) | st.from_regex(r"([0-9.e+-]{1,8}:[0-9.e+-]{1,8}[ ,;]*){1,4}", fullmatch=True))
def test_any_text_is_a_curve_or_says_why_not(text: str) -> None:
    try:
        standards = curve_of(text)
    except ValueError:
        return
    assert len(standards) >= 2
    assert all(isfinite(one.signal) and one.cells_per_ml > 0 for one in standards)


@given(st.dictionaries(st.sampled_from([*NUMBERS]), st.floats(allow_nan=False, allow_infinity=False)))
def test_numbers_are_within_the_bounds_of_the_settings(numbers: dict[str, float]) -> None:
    try:
        own = Own(device="roof", **numbers)
    except ValidationError:
        return
    Settings.model_validate(own.over_settings(Settings()).model_dump())
    assert Own.model_validate(json.loads(own.model_dump_json())) == own


def test_a_file_makes_entries() -> None:
    text = "device;site;curve;lot;expires;flow\nroof;Library, 12 m;1000:120 10000:1150;A7;2027-01-31;198,5\nyard;;;;;\n"
    rows = read_csv(text, LISTS["devices"])
    [roof, yard] = [Own.model_validate(row.values) for row in rows]
    assert (roof.flow, roof.detail("en")) == (198.5, "Library, 12 m · lot A7 · until 2027-01-31")
    assert yard.over_settings(Settings()) == Settings()
