"""Days on which a city behaves as on a Sunday: a country's public holidays and those that people list."""

from collections.abc import Iterable
from datetime import date
from functools import lru_cache
from typing import Final

import holidays

_YEARS: Final = range(1990, 2061)


def country_known(code: str) -> bool:
    """Whether there is a calendar for `code`: a country (ISO 3166-1, such as NO), or a part of it (IT-BA)."""
    country, _, part = code.partition("-")
    supported = holidays.list_supported_countries()
    return country in supported and (not part or part in supported[country])


@lru_cache(maxsize=8)
def public_holidays(code: str) -> frozenset[date]:
    """Return the public holidays of 1990 to 2060; none for an empty code."""
    if not code:
        return frozenset()
    country, _, part = code.partition("-")
    return frozenset(holidays.country_holidays(country, subdiv=part or None, years=_YEARS))


def days_off(code: str, listed: Iterable[date]) -> frozenset[date]:
    """Return the holidays of a country with those that people list."""
    return public_holidays(code) | frozenset(listed)
