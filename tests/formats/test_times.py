"""Times of every form, zones and the hours that clocks repeat or skip."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from impetus.formats.times import EARLIEST_MS, LATEST_MS, TimeProblem, TimeReader

MARCH = 1_772_366_400_000  # 2026-03-01T12:00:00Z


@pytest.mark.parametrize(
    "raw",
    [
        "2026-03-01T12:00:00Z",
        "2026-03-01T13:00:00+01:00",
        "2026-03-01 12:00:00",
        "20260301T120000Z",
        "2026-03-01T12:00:00.000000Z",
        "1772366400",
        1772366400,
        1772366400.0,
        1772366400000,
        "1772366400000",
        1772366400000000,
        1772366400000000000,
        "2026-03-01T12:00:00Z/2026-03-01T13:00:00Z",
    ],
)
def test_forms_are_told_apart(raw: object) -> None:
    assert TimeReader().read(raw) == MARCH


def test_an_interval_may_stand_for_its_end() -> None:
    assert TimeReader(interval="end").read("2026-03-01T11:00:00Z/2026-03-01T12:00:00Z") == MARCH


def test_a_pattern() -> None:
    reader = TimeReader(form="pattern", pattern="%d/%m/%Y %H:%M", zone="Europe/Rome")
    assert reader.read("01/03/2026 13:00") == MARCH
    with pytest.raises(TimeProblem, match="pattern"):
        reader.read("2026-03-01")


@pytest.mark.parametrize("form", ["s", "ms", "us", "ns"])
def test_a_set_unit_is_kept(form: str) -> None:
    per_second = {"s": 1, "ms": 1000, "us": 10**6, "ns": 10**9}[form]
    assert TimeReader(form=form).read(5 * per_second) == 5000  # type: ignore[arg-type]


def test_local_time_of_a_zone() -> None:
    assert TimeReader(zone="Europe/Oslo").read("2026-03-01T13:00:00") == MARCH


def test_the_repeated_hour() -> None:
    text = "2026-10-25T02:30:00"  # Europe/Rome goes back from 03:00 to 02:00
    earlier = TimeReader(zone="Europe/Rome").read(text)
    later = TimeReader(zone="Europe/Rome", ambiguous="later").read(text)
    assert earlier == int(datetime(2026, 10, 25, 0, 30, tzinfo=UTC).timestamp()) * 1000
    assert later - earlier == 3_600_000
    with pytest.raises(TimeProblem, match="twice"):
        TimeReader(zone="Europe/Rome", ambiguous="refuse").read(text)


def test_the_skipped_hour() -> None:
    text = "2026-03-29T02:30:00"
    with pytest.raises(TimeProblem, match="does not exist"):
        TimeReader(zone="Europe/Rome").read(text)
    moved = TimeReader(zone="Europe/Rome", skipped="shift").read(text)
    assert moved == int(datetime(2026, 3, 29, 1, 30, tzinfo=UTC).timestamp()) * 1000


@pytest.mark.parametrize("raw", [None, True, [], {}, "", "soon", "2026-13-01", float("nan"), 10**30, "9" * 39, "1e300"])
def test_what_is_no_time_is_a_problem(raw: object) -> None:
    with pytest.raises(TimeProblem) as caught:
        TimeReader().read(raw)
    assert caught.value.problem
    assert caught.value.remedy


@given(
    st.one_of(st.text(max_size=50), st.integers(), st.floats(), st.booleans(), st.none()),
    st.sampled_from(["auto", "iso", "s", "ms", "us", "ns", "pattern"]),
    st.sampled_from(["UTC", "Europe/Rome", "Australia/Melbourne", "Pacific/Apia"]),
)
def test_anything_gives_a_time_in_bounds_or_a_problem(raw: object, form: str, zone: str) -> None:
    reader = TimeReader(form=form, pattern="%Y-%m-%d", zone=zone)  # type: ignore[arg-type]
    try:
        assert EARLIEST_MS <= reader.read(raw) <= LATEST_MS
    except TimeProblem:
        return


FIRST, LAST = (datetime(year, 1, 1, tzinfo=None) for year in (1901, 2199))  # noqa: DTZ001  # local times


@given(st.datetimes(min_value=FIRST, max_value=LAST))
def test_local_times_without_an_offset_are_read_in_every_zone(moment: datetime) -> None:
    for zone in ("Europe/Rome", "Australia/Melbourne", "Pacific/Apia"):
        found = TimeReader(zone=zone, skipped="shift").of(moment)
        assert abs(found - TimeReader().of(moment)) <= 26 * 3_600_000
