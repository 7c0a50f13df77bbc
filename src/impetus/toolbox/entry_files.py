"""Entries from files: CSV with one column a field, and iCalendar (RFC 5545).

Every line or event is read by itself, so that one that is wrong names its place and spoils no other.
"""

import csv
import io
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, Final

import msgspec
from dateutil.rrule import rrulestr
from icalendar import Calendar, Event
from pydantic import BaseModel

from impetus.contracts.lists import Entry, Happening
from impetus.kit.errors import BadInput

MOST_BYTES: Final = 2_000_000
_MOST_TIMES: Final = 200
"""Times that one repeated event may take place."""
_AHEAD: Final = timedelta(days=400)
"""Repeated events are read so far ahead of now."""
_UNREADABLE: Final = (ValueError, KeyError, TypeError, AttributeError, IndexError, OverflowError, RecursionError)
"""What the readers of foreign files raise on nonsense."""


class Row(msgspec.Struct, frozen=True, kw_only=True):
    """One line or event of a file: its number, the fields of the entry it makes, or why it makes none."""

    number: int
    values: dict[str, Any]
    problem: str = ""
    field: str | None = None


def read_csv(text: str, model: type[Entry]) -> list[Row]:
    """Read a file with a header of field names; commas, semicolons or tabs part the columns.

    Several values in one cell are parted by `|`. Raises BadInput for a file that is no such table.
    """
    if "\0" in text:
        raise BadInput("This is no text file.", remedy="Save it as CSV in UTF-8.", field="text")
    head, _, _ = text.lstrip("\ufeff").partition("\n")
    mark = max(",;\t", key=head.count)
    reader = csv.reader(io.StringIO(text.lstrip("\ufeff")), delimiter=mark)
    fields = model.model_json_schema()["properties"]
    try:
        names = [name.strip().lower() for name in next(reader, [])]
        _known(names, fields)
        rows = []
        for number, cells in enumerate(reader, start=2):
            if not any(cell.strip() for cell in cells):
                continue
            if len(cells) > len(names):
                rows.append(Row(number=number, values={}, problem="This line has more cells than the header."))
                continue
            values = {
                name: _value(cell.strip(), fields[name])
                for name, cell in zip(names, cells, strict=False)
                if cell.strip()
            }
            rows.append(Row(number=number, values=values))
    except csv.Error as error:
        problem = f"Line {reader.line_num} cannot be read: {error}."
        raise BadInput(problem, remedy="Save it as CSV in UTF-8.", field="text") from error
    return rows


def _known(names: list[str], fields: dict[str, Any]) -> None:
    if not names or not any(names):
        raise BadInput("The file is empty.", remedy=f"Give a header with {', '.join(fields)}.", field="text")
    for name in names:
        if name not in fields:
            problem = f"There is no column {name[:60]!r}." if name else "A column has no name."
            raise BadInput(problem, remedy=f"Columns are {', '.join(fields)}.", field="text")
    if len(set(names)) < len(names):
        raise BadInput("A column stands there twice.", remedy="Leave one of the two out.", field="text")


def _value(cell: str, schema: dict[str, Any]) -> Any:
    """A cell as the field's type; what does not read as one stays text and is refused by the model, by name."""
    types = {schema.get("type"), *(part.get("type") for part in schema.get("anyOf", ()))}
    if "array" in types:
        return [part.strip() for part in cell.split("|") if part.strip()]
    if types & {"number", "integer"}:
        try:
            return float(cell.replace(",", "."))
        except ValueError:
            return cell
    return cell


def read_ical(text: str, model: type[Entry], now: datetime) -> list[Row]:
    """Read the events of a calendar; repeated ones are written out until `_AHEAD` from now.

    Cancelled events are left out. Raises BadInput for what is no calendar.
    """
    try:
        calendar = Calendar.from_ical(text)
        events = [part for part in calendar.walk("VEVENT") if isinstance(part, Event)]
    except _UNREADABLE as error:
        raise BadInput(
            f"This is no calendar: {str(error)[:120]}.", remedy="Export it as iCalendar (.ics).", field="text"
        ) from error
    rows: list[Row] = []
    for number, event in enumerate(events, start=1):
        try:
            if str(event.get("STATUS", "")).upper() == "CANCELLED":
                continue
            for happening in _happenings(event, now):
                values = model.of_happening(happening)
                if values is not None:
                    rows.append(Row(number=number, values=values))
        except _UNREADABLE as error:
            rows.append(Row(number=number, values={}, problem=f"This event cannot be read: {str(error)[:120]}."))
    return rows


def _happenings(event: Event, now: datetime) -> Iterator[Happening]:
    begins = event.decoded("DTSTART")
    whole_day = not isinstance(begins, datetime)
    if "DTEND" in event:
        lasts = event.decoded("DTEND") - begins
    elif "DURATION" in event:
        lasts = event.decoded("DURATION")
    else:
        lasts = timedelta(days=1) if whole_day else timedelta(hours=1)
    first = _plain(begins)
    geo = event.get("GEO")
    for starts in _times(event, first, now):
        yield Happening(
            name=" ".join(str(event.get("SUMMARY", "")).split())[:120],
            place=" ".join(str(event.get("LOCATION", "")).split())[:200],
            starts=starts,
            ends=starts + lasts,
            latitude=float(geo.latitude) if geo is not None else None,
            longitude=float(geo.longitude) if geo is not None else None,
        )


def _plain(moment: date) -> datetime:
    """A day as its midnight; a time in a zone of its own in UTC; one without a zone as it is (the city's time)."""
    if not isinstance(moment, datetime):
        return datetime.combine(moment, time())
    return moment if moment.tzinfo is None else moment.astimezone(UTC)


def _times(event: Event, first: datetime, now: datetime) -> Iterator[datetime]:
    rule = event.get("RRULE")
    if rule is None:
        yield first
        return
    # Counted in the event's own zone, so that a weekly event stays at its hour when clocks change.
    begins = event.decoded("DTSTART")
    own = begins if isinstance(begins, datetime) else first
    zone = own.tzinfo
    left_out = event.get("EXDATE")
    lists = left_out if isinstance(left_out, list) else [] if left_out is None else [left_out]
    without = {_plain(one.dt) for some in lists for one in some.dts}
    until = (now + _AHEAD).replace(tzinfo=None) if zone is None else now + _AHEAD
    since = (now - timedelta(days=60)).replace(tzinfo=None) if zone is None else now - timedelta(days=60)
    number = 0
    for turn, found in enumerate(rrulestr(rule.to_ical().decode(), dtstart=own)):
        if found > until or number >= _MOST_TIMES or turn > 20_000:
            return
        starts = _plain(found)
        if found >= since and starts not in without:
            number += 1
            yield starts


def columns(model: type[BaseModel]) -> list[str]:
    """The columns that a CSV of these entries may have."""
    return list(model.model_json_schema()["properties"])
