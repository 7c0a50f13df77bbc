"""Times at the border: ms integers inside, datetimes in the database, ISO 8601 in the API."""

from datetime import UTC, datetime, timedelta

from impetus.kit.errors import BadInput

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MIN_MS = -62_135_596_800_000
"""The year 1: the earliest time a datetime can say."""
MAX_MS = 253_402_300_799_999
"""The end of the year 9999: the latest."""


def as_datetime(ms: int) -> datetime:
    """Return milliseconds since 1970 as an aware UTC datetime; raise BadInput outside the years 1 to 9999."""
    if not MIN_MS <= ms <= MAX_MS:
        raise BadInput("The time lies outside the years 1 to 9999.", remedy="Give milliseconds since 1970 in UTC.")
    return _EPOCH + timedelta(milliseconds=ms)


def as_ms(moment: datetime) -> int:
    """Return an aware datetime as whole milliseconds since 1970 UTC."""
    return (moment - _EPOCH) // timedelta(milliseconds=1)


def iso(moment: datetime) -> str:
    """Return an aware datetime as ISO 8601 in UTC with milliseconds, e.g. `2026-03-06T14:00:00.000Z`."""
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def parse_iso(text: str, *, field: str) -> datetime:
    """Read an ISO 8601 time; one without a zone is UTC. Raise BadInput naming `field` otherwise."""
    try:
        moment = datetime.fromisoformat(text.replace(" ", "+") if text.count(" ") == 1 and "T" in text else text)
        return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError):
        raise BadInput("This is not a time.", remedy="Write it as 2026-03-06T14:00:00Z.", field=field) from None


def iso_ms(ms: int) -> str:
    """Return milliseconds since 1970 as ISO 8601 text; as a plain number where no calendar reaches."""
    return iso(as_datetime(ms)) if MIN_MS <= ms <= MAX_MS else str(ms)
