"""What the detector raises, when it does not, and how an alert ends."""

import msgspec
import pytest

from impetus.model.alert import Severity
from impetus.model.evidence import AreaEvidence, SeriesEvidence
from impetus.model.sensor import SensorKind
from impetus.tools.bacteria.settings import Settings

from .conftest import Roof, alerts, healths, sensor


def test_a_release_is_sampled_again_before_it_is_an_alarm(warm: Roof):
    first = warm.take({"roof/cells": 800 * 15})
    assert [one.severity for one in alerts(first, "bacteria.resample")] == [Severity.LOW]
    assert alerts(first) == []
    second = warm.take({"roof/cells": 800 * 15}, step=600_000)
    [order] = alerts(second, "bacteria.resample")
    assert order.over
    [alarm] = alerts(second)
    assert alarm.severity is Severity.HIGH
    assert alarm.attributes["chart"] == "release"
    assert (alarm.window_start, alarm.window_end) == (order.window_start, warm.now)
    assert "a second sample agrees" in alarm.why.en
    assert all(alarm.why.en != words for words in (alarm.why.it, alarm.why.nb))
    for words in (alarm.why.en, alarm.why.it, alarm.why.nb):
        assert len(words) <= 200


def test_one_high_sample_is_no_alarm_however_high(warm: Roof):
    found = warm.take({"roof/cells": 1e9}) + warm.take({"roof/cells": 700})
    assert alerts(found) == []
    ordered = alerts(found, "bacteria.resample")
    assert [one.over for one in ordered] == [False, True]


def test_a_second_sample_that_never_comes_is_not_waited_for(warm: Roof):
    warm.take({"roof/cells": 800 * 15})
    found = warm.take({"roof/cells": 800 * 15}, step=24 * 3_600_000)
    assert all(one.attributes["chart"] != "release" for one in alerts(found))
    assert alerts(found, "bacteria.resample")[0].over


def test_a_slow_rise_is_told_with_its_beginning(warm: Roof):
    begin = warm.now
    found = warm.days(3, times=2.2)
    alarm = alerts(found)[0]
    assert alarm.attributes["chart"] == "rise"
    assert begin - 24 * 3_600_000 <= alarm.window_start < alarm.window_end
    assert alarm.severity is Severity.MEDIUM


def test_an_alert_ends_and_the_line_shows_it(warm: Roof):
    warm.take({"roof/cells": 12_000})
    warm.take({"roof/cells": 12_000})
    found = warm.days(1)
    last = alerts(found)[-1]
    assert last.over
    assert last.revision == len(alerts(found))
    [series] = [one for one in last.evidence if isinstance(one, SeriesEvidence)]
    assert len({len(series.time), len(series.observed), len(series.expected), len(series.low), len(series.high)}) == 1
    assert series.time == sorted(series.time)


def test_an_alert_that_does_not_end_becomes_usual():
    roof = Roof(Settings(longest_alert_hours=6)).sensors(sensor("roof/cells"))
    roof.days(20)
    found = roof.days(1.5, times=8)
    ended = [one for one in alerts(found) if one.over]
    assert len(ended) == 1
    assert ended[0].window_end - ended[0].window_start > 6 * 3_600_000
    assert roof.tool.stations["roof"].track.recent[-1].usual > 3000


def test_parts_add_up_to_the_whitened_value(warm: Roof):
    warm.take({"roof/cells": 9000})
    [alarm] = alerts(warm.take({"roof/cells": 9000}))
    assert sum(part.weight for part in alarm.parts) == pytest.approx(alarm.attributes["z"], abs=1e-3)


def test_the_wind_makes_an_estimated_area(warm: Roof):
    warm.sensors(
        sensor("mast/wind_speed", kind=SensorKind.WEATHER), sensor("mast/wind_direction", kind=SensorKind.WEATHER)
    )
    wind = {"mast/wind_speed": 4.0, "mast/wind_direction": 270.0}
    warm.take(wind | {"roof/cells": 12_000})
    [alarm] = alerts(warm.take(wind | {"roof/cells": 12_000}))
    down, up = (one for one in alarm.evidence if isinstance(one, AreaEvidence))
    assert down.title.en.startswith("Estimate")
    assert max(longitude for longitude, _ in down.ring) > 24.97, "from the west, so to the east"
    assert min(longitude for longitude, _ in up.ring) < 24.93
    assert alarm.where.area == down.ring
    assert alarm.attributes["wind_from"] == 270.0


def test_history_is_learned_from_in_silence():
    roof = Roof().sensors(sensor("roof/cells"))
    times = [roof.now + n * 1_800_000 for n in range(48 * 20)]
    values = [roof.air() * (30 if 48 * 18 < n < 48 * 18 + 6 else 1) for n in range(len(times))]
    roof.bench.readings("roof/cells", list(zip(times, values, strict=True)), kind="bioaerosol")
    assert alerts(roof.bench.tick(times[-1])) == []
    roof.now = times[-1]
    assert roof.tool.figures()["devices_learning"] == 0
    assert roof.tool.stations["roof"].track.base.phi() == pytest.approx(0.5, abs=0.15)
    roof.take({"roof/cells": 20_000})
    assert alerts(roof.take({"roof/cells": 20_000}))


def test_nothing_is_told_while_it_learns():
    roof = Roof().sensors(sensor("roof/cells"))
    assert alerts(roof.days(5, times=1.0) + roof.days(1, times=40)) == []


def test_samples_below_the_limit_are_no_zeros_and_no_alerts():
    roof = Roof(Settings(false_alarm_days=3650, resample_days=365)).sensors(sensor("roof/rlu"))
    found = []
    for n in range(48 * 25):
        found += roof.take({"roof/rlu": 30.0 + n % 3 if n % 4 else 45.0 + n % 7})
    track = roof.tool.stations["roof"].track
    assert track.censored > 500
    assert track.recent[-1].usual > 50
    assert alerts(found) == []


def test_silence_and_a_jump_of_the_clock(warm: Roof):
    assert healths(warm.bench.tick(warm.now + 2 * 1_800_000)) == []
    late = [state for n in range(3, 30) for state in healths(warm.bench.tick(warm.now + n * 1_800_000))]
    assert late == [("roof/cells", "late"), ("roof/cells", "blind")]
    assert warm.tool.health()[0].value == "blind"
    warm.now += 30 * 1_800_000
    assert healths(warm.take({"roof/cells": 800})) == [("roof/cells", "fresh")]
    jump = warm.bench.tick(warm.now + 40 * 86_400_000)
    assert healths(jump) == [], "the platform was away, not the device"


def test_a_snapshot_goes_on_bit_for_bit(warm: Roof):
    warm.sensors(sensor("roof/cfu"), sensor("mast/wind", kind=SensorKind.WEATHER))
    again = Roof(seed=5)
    again.tool.restore(warm.tool.save())
    assert again.tool.save() == warm.tool.save()
    again.now = warm.now
    for value in (900.0, 15_000.0, 14_000.0, 800.0, 700.0):
        readings = {"mast/wind": 3.0, "roof/cells": value, "roof/cfu": 40.0}
        assert warm.take(readings) == again.take(readings)
    assert again.tool.save() == warm.tool.save()


def test_what_is_there_is_said_in_its_number():
    roof = Roof()
    assert roof.tool.health()[1].en == "No devices yet"
    roof.sensors(sensor("mast/wind", kind=SensorKind.WEATHER))
    assert "weather" in roof.tool.health()[1].en
    roof.sensors(sensor("roof/flow"))
    assert roof.tool.health()[1].en == "No device has sent a result yet"
    roof.sensors(sensor("roof/cells"))
    said = roof.tool.health()[1]
    assert said.en == "The one device can be believed"
    assert all("1" not in said.in_(locale) for locale in ("en", "it", "nb"))
    roof.sensors(sensor("cellar/cells"))
    assert roof.tool.health()[1].en == "All 2 devices can be believed"


@pytest.mark.parametrize("state", [b"", b"\x00", msgspec.msgpack.encode({"version": 99}), b"\x81\xa7version\x01"])
def test_states_that_are_none(warm: Roof, state: bytes):
    before = warm.tool.save()
    with pytest.raises(ValueError, match=r"state|version"):
        warm.tool.restore(state)
    assert warm.tool.save() == before


def test_figures_say_what_became_of_the_promise(warm: Roof):
    found = warm.tool.figures()
    assert found["samples"] == 960
    assert 5 < found["device_days_watched"] < 7
    assert found["alerts_promised_at_most"] < 0.1
