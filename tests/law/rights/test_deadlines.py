"""A month is a month, in the city's days."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from impetus.law.rights.deadlines import add_months, days_left, due


@pytest.mark.parametrize(
    ("received", "zone", "last_day"),
    [
        ("2026-03-06T12:00:00+00:00", "Europe/Helsinki", date(2026, 4, 6)),
        ("2026-01-31T12:00:00+00:00", "Europe/Rome", date(2026, 2, 28)),
        ("2028-01-31T12:00:00+00:00", "Europe/Rome", date(2028, 2, 29)),
        ("2026-12-31T22:30:00+00:00", "Europe/Oslo", date(2027, 1, 31)),
        ("2026-12-31T23:30:00+00:00", "Europe/Oslo", date(2027, 2, 1)),
        ("2026-02-28T12:00:00+00:00", "no/where", date(2026, 3, 28)),
    ],
)
def test_the_last_day(received: str, zone: str, last_day: date) -> None:
    until = due(datetime.fromisoformat(received), zone)
    there = ZoneInfo(zone if "/where" not in zone else "UTC")
    assert (until - timedelta(seconds=1)).astimezone(there).date() == last_day
    assert until.astimezone(there).hour == 0


@given(st.datetimes(datetime(1990, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC)), st.integers(1, 3))  # noqa: DTZ001
def test_never_more_than_the_month_and_never_less_than_28_days(received: datetime, months: int) -> None:
    until = due(received, "Europe/Rome", months)
    assert timedelta(days=28 * months - 1) < until - received < timedelta(days=31 * months + 2)
    assert days_left(received, until) >= 27 * months
    assert days_left(until, until) == 0
    assert days_left(until + timedelta(seconds=1), until) == -1


@given(st.dates(date(1990, 1, 1), date(2100, 1, 1)), st.integers(0, 12))
def test_months_clamp_and_keep_order(day: date, months: int) -> None:
    later = add_months(day, months)
    assert later.day <= day.day
    assert (later.year * 12 + later.month) - (day.year * 12 + day.month) == months
