"""By when a request is answered: a month from its receipt, at most two more where that is needed (GDPR Article 12(3)).

Days are those of the city. A month ends with the day of the same number, or the last of a month that has none; it is
never counted longer for a weekend or a holiday.
"""

import calendar
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

MONTHS = 1
LONGER = 3
"""From the receipt, with the extension by two further months."""


def due(received: datetime, zone: str, months: int = MONTHS) -> datetime:
    """Return the end of the last day on which an answer is in time.

    >>> due(datetime(2026, 1, 31, 12, tzinfo=UTC), "Europe/Rome").isoformat()
    '2026-02-28T23:00:00+00:00'
    """
    local = _zone(zone)
    day = add_months(received.astimezone(local).date(), months)
    return datetime.combine(day + timedelta(days=1), time(), local).astimezone(UTC)


def add_months(day: date, months: int) -> date:
    """Return the day of the same number `months` later, or the last of that month."""
    count = day.year * 12 + day.month - 1 + months
    year, month = divmod(count, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def days_left(now: datetime, until: datetime) -> int:
    """Return whole days left, negative once it is over; on the last day 0."""
    return (until - now) // timedelta(days=1)


def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):
        return ZoneInfo("UTC")
