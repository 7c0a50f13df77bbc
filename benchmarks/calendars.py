"""Public holidays by rule, as a city would enter them in the tool's settings: they are known before the year begins."""

from datetime import date, timedelta

_DAY = timedelta(days=1)


def easter(year: int) -> date:
    """Return Easter Sunday (Gregorian; the anonymous algorithm of Nature, 1876)."""
    a, b, c = year % 19, year // 100, year % 100
    h = (19 * a + b - b // 4 - (b - (b + 8) // 25 + 1) // 3 + 15) % 30
    i = (32 + 2 * (b % 4) + 2 * (c // 4) - h - c % 4) % 7
    m = (a + 11 * h + 22 * i) // 451
    month, day = divmod(h + i - 7 * m + 114, 31)
    return date(year, month, day + 1)


def _nth(year: int, month: int, weekday: int, number: int) -> date:
    first = date(year, month, 1)
    return first + _DAY * ((weekday - first.weekday()) % 7 + 7 * (number - 1))


def _observed(day: date) -> list[date]:
    """Return the day, and the Monday after it where it falls on a weekend."""
    return [day] if day.weekday() < 5 else [day, day + _DAY * (7 - day.weekday())]


def victoria(first: int, last: int) -> list[date]:
    """Return the public holidays of Melbourne from year `first` to `last`."""
    days: list[date] = []
    for year in range(first, last + 1):
        sunday = easter(year)
        days += [*_observed(date(year, 1, 1)), *_observed(date(year, 1, 26)), date(year, 4, 25)]
        days += [sunday - 2 * _DAY, sunday - _DAY, sunday, sunday + _DAY]
        days += [_nth(year, 3, 0, 2), _nth(year, 6, 0, 2), _nth(year, 11, 1, 1)]
        days += [*_observed(date(year, 12, 25)), *_observed(date(year, 12, 26))]
    return sorted(set(days))


def united_states(first: int, last: int) -> list[date]:
    """Return the federal public holidays of the United States from year `first` to `last` (5 U.S.C. 6103)."""
    days: list[date] = []
    for year in range(first, last + 1):
        days += [*_observed(date(year, 1, 1)), _nth(year, 1, 0, 3), _nth(year, 2, 0, 3)]
        days += [_nth(year, 6, 0, 1) - 7 * _DAY, *_observed(date(year, 7, 4)), _nth(year, 9, 0, 1)]
        days += [_nth(year, 10, 0, 2), date(year, 11, 11), _nth(year, 11, 3, 4), *_observed(date(year, 12, 25))]
    return sorted(set(days))
