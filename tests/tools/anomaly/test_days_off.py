"""Public holidays by country, beside those that people list."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from impetus.tools.anomaly.days_off import days_off
from impetus.tools.anomaly.settings import Settings
from impetus.tools.anomaly.slots import Week


@pytest.mark.parametrize(
    ("country", "day"),
    [("FI", date(2026, 12, 6)), ("NO", date(2026, 5, 17)), ("IT", date(2026, 4, 25)), ("DE-SN", date(2026, 11, 18))],
)
def test_a_countrys_holidays_count_as_sundays(country: str, day: date) -> None:
    week = Week("UTC", days_off(country, [date(2026, 3, 3)]))
    for free in (day, date(2026, 3, 3)):
        assert (
            week.place(int(datetime(free.year, free.month, free.day, 12, tzinfo=UTC).timestamp() * 1000)).weekday == 6
        )
    assert days_off("", []) == frozenset()


def test_the_setting_takes_codes_in_any_case() -> None:
    assert Settings(country="it-ba").country == "IT-BA"
    assert Settings(country=" no ").country == "NO"


@given(st.text(max_size=8))
def test_what_is_no_country_is_refused_by_name(text: str) -> None:
    refused: list[object] = []
    try:
        assert isinstance(days_off(Settings(country=text).country, []), frozenset)
    except ValidationError as error:
        refused = [one["loc"] for one in error.errors()]
    assert refused in ([], [("country",)])
