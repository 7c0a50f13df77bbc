"""Planned events and known patterns: where, when, how much; what is said of them; what they never do."""

from datetime import date, datetime, timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError
from tests.tools.anomaly.conftest import SLOT, City, alerts

from impetus.contracts.lists import AlertFacts
from impetus.model.alert import AlertDraft
from impetus.model.text import LOCALES
from impetus.tools.anomaly.feedback import floor_of
from impetus.tools.anomaly.known import Known
from impetus.tools.anomaly.planned import Planned
from impetus.tools.anomaly.plans import Patterns, Plans
from impetus.tools.anomaly.settings import Settings
from impetus.tools.anomaly.slots import Week

HERE = range(4)
"""The four counters of Rautatientori."""


def planned(city: City, hours: float = 3, **more: object) -> Planned:
    zone = city.detector.week.zone
    start = datetime.fromtimestamp(city.slot * SLOT / 1000, zone).replace(tzinfo=None)
    given_ = {"name": "Cup final", "starts": start, "ends": start + timedelta(hours=hours), "area": "Rautatientori"}
    return Planned.model_validate(given_ | more)


def raised(factor: float, city: City, columns: range = HERE) -> list[AlertDraft]:
    def change(position: int, readings: np.ndarray) -> None:
        readings[list(columns)] *= factor

    return alerts(city.live(12, change))


def test_without_a_plan_a_surge_is_told(city: City) -> None:
    found = raised(2.2, city)
    assert any(alert.kind == "crowd.surge" for alert in found)
    assert all("Planned" not in alert.why.en for alert in found)


def test_where_it_takes_place_the_same_surge_is_expected(city: City) -> None:
    city.detector.know("planned", {"ent_1": planned(city)})
    assert raised(2.2, city) == []


def test_elsewhere_and_afterwards_nothing_is_widened(city: City) -> None:
    city.detector.know("planned", {"ent_1": planned(city)})
    assert raised(2.2, city, range(4, 8))
    city.detector.know("planned", {"ent_1": planned(city, hours=0.1, after_min=0)})
    city.live(6)
    assert raised(2.2, city)


def test_what_goes_far_beyond_is_told_with_the_event_and_an_exact_sum(city: City) -> None:
    city.detector.know("planned", {"ent_1": planned(city, widening=1.5)})
    found = raised(6.0, city)
    assert found
    alert = found[0]
    for locale in LOCALES:
        assert "Cup final" in alert.why.in_(locale)
        assert len(alert.why.in_(locale)) <= 200
    [part] = [part for part in alert.parts if "Cup final" in part.text.en]
    assert part.weight < 0
    assert sum(one.weight for one in alert.parts) == pytest.approx(abs(alert.attributes["score"]), rel=1e-5)


def test_nothing_is_learned_from_what_is_planned(city: City) -> None:
    domain = city.detector.domains["live", SLOT]
    city.detector.know("planned", {"ent_1": planned(city)})
    before = domain.state.overall_level[:10].copy()
    raised(2.2, city)
    assert (domain.state.overall_level[list(HERE)] == before[list(HERE)]).all()
    assert (domain.state.overall_level[4:10] != before[4:10]).any()


def test_by_coordinates_and_for_the_whole_city(city: City) -> None:
    roster = city.detector.domains["live", SLOT].roster
    city.live(1)  # the roster is built
    at = city.slot * SLOT
    week = city.detector.week
    near = planned(city, area="", latitude=60.17, longitude=24.94, radius_m=100)
    eased = Plans([near], week).at(at, at + SLOT, roster)
    assert eased is not None
    assert eased.factor[0] == 3.0
    assert eased.factor[9] == 1.0  # it has no place
    whole = Plans([planned(city, area="")], week).at(at, at + SLOT, roster)
    assert whole is not None
    assert (whole.factor == 3.0).all()
    assert Plans([planned(city, area="Nowhere")], week).at(at, at + SLOT, roster) is None
    written_out = Plans([planned(city, area="rautatientori, Kaivokatu 1")], week).at(at, at + SLOT, roster)
    assert written_out is not None


def test_plans_survive_a_restart_through_the_lists_alone(city: City) -> None:
    state = city.detector.save()
    other = City()
    other.detector.restore(state)
    other.slot = city.slot
    other.detector.know("planned", {"ent_1": planned(city)})
    assert raised(2.2, other) == []


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"ends": "2026-01-01T10:00"}, "ends"),
        ({"ends": "2026-05-01T10:00"}, "ends"),
        ({"ends": "2026-03-01T20:00Z"}, "ends"),
        ({"starts": "0001-01-01T00:00"}, "starts"),
        ({"latitude": 60.0}, "longitude"),
        ({"longitude": 24.0}, "longitude"),
        ({"widening": 0.5}, "widening"),
        ({"name": "  "}, "name"),
        ({"more": 1}, "more"),
    ],
)
def test_a_plan_that_makes_no_sense_names_the_field(wrong: dict[str, object], field: str) -> None:
    good = {"name": "Fair", "starts": "2026-03-01T18:00", "ends": "2026-03-01T21:00"}
    with pytest.raises(ValidationError) as error:
        Planned.model_validate(good | wrong)
    assert error.value.errors()[0]["loc"] == (field,)


def known(**more: object) -> Known:
    given_ = {"reason": "School fair", "kind": "crowd.surge", "area": "Rautatientori", "until": "2026-12-31"}
    return Known.model_validate(given_ | more)


def test_a_known_pattern_lowers_what_it_weighs_and_says_so(city: City) -> None:
    city.detector.know("known", {"ent_1": known()})
    quiet = raised(1.9, city)
    city.live(4)
    loud = raised(30.0, city)
    assert not [alert for alert in quiet if alert.kind == "crowd.surge" and alert.confidence > 0.5]
    told = [alert for alert in loud if alert.kind == "crowd.surge"]
    assert told, "what is large is told all the same"
    assert told[0].confidence < 0.5
    assert any("School fair" in part.text.nb for part in told[0].parts)


@given(kind=st.sampled_from(["crowd.surge", "crowd.flight", "air.plume", "anomaly.other"]), weight=st.floats(0.25, 1.0))
def test_no_pattern_goes_below_the_floor(kind: str, weight: float) -> None:
    floor = floor_of(kind)
    lowered = Patterns().weight(max(weight, floor), kind, "because")
    assert lowered == floor
    assert Patterns().weight(weight, kind, "") == weight
    assert floor_of("crowd.flight") >= 0.7


def test_it_is_over_by_itself(city: City) -> None:
    city.detector.know("known", {"ent_1": known(until="2025-01-02")})
    assert [alert for alert in raised(2.6, city) if alert.confidence > 0.5]


@given(
    first=st.integers(0, 23),
    last=st.integers(1, 24),
    days=st.sampled_from(["every", "working", "weekend", "mon", "sun"]),
)
def test_hours_past_midnight_belong_to_the_day_they_began(first: int, last: int, days: str) -> None:
    rule = known(days=days, from_hour=first, to_hour=last)
    held = {(day, hour) for day in range(7) for hour in range(24) if rule.holds(day, hour)}
    length = last - first if first < last else 24 - first + last
    number = {"every": 7, "working": 5, "weekend": 2}.get(days, 1)
    assert len(held) == number * min(length, 24)


def test_a_pattern_needs_a_place_and_an_end() -> None:
    with pytest.raises(ValidationError, match="never holds for the whole city"):
        known(area=" ", sensor="")
    now = int(datetime(2026, 1, 1, tzinfo=Week("UTC").zone).timestamp() * 1000)
    settings = Settings(timezone="UTC")
    assert [fault.field for fault in known(until="2025-12-31").faults(settings, now)] == ["until"]
    assert [fault.field for fault in known(until="2027-06-01").faults(settings, now)] == ["until"]
    assert list(known(until="2026-06-01").faults(settings, now)) == []


@given(start=st.integers(0, 4_000_000_000_000), hours=st.floats(0, 60), now=st.integers(0, 4_000_000_000_000))
def test_an_alert_gives_a_draft_that_holds_for_it(start: int, hours: float, now: int) -> None:
    settings = Settings()
    end = start + int(hours * 3_600_000)
    alert = AlertFacts(kind="crowd.surge", subject="people-1", place="Square", window_start=start, window_end=end)
    values = Known.of_alert(alert, settings, now)
    assert values is not None
    rule = Known.model_validate(values | {"reason": "Market day"})
    local = datetime.fromtimestamp(start / 1000, Week(settings.timezone).zone)
    assert rule.holds(local.weekday(), local.hour)
    assert list(rule.faults(settings, now)) == []
    if 1990 <= local.year < 2099:
        assert Planned.model_validate(Planned.of_alert(alert, settings, now)).name == "Square"


def test_a_far_end_is_no_overflow() -> None:
    assert known(until=date.max).ends_at(Settings()) is not None
    assert known(until=date.min).ends_at(Settings()) is not None
