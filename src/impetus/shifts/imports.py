"""Reading rosters from calendars (iCalendar) and tables (CSV): pure, and honest about what could not be mapped."""

import csv
import io
import re
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import msgspec

from impetus.kit.errors import BadInput
from impetus.shifts.records import Somebody

MOST_LINES: Final = 5000
LONGEST: Final = timedelta(hours=36)
_DURATION: Final = re.compile(r"P(?:(\d{1,3})W)?(?:(\d{1,3})D)?(?:T(?:(\d{1,3})H)?(?:(\d{1,4})M)?(?:(\d{1,6})S)?)?")


class Line(msgspec.Struct, frozen=True, kw_only=True):
    """A shift that was read: whom it is for, from when to when."""

    line: int
    person: str
    starts_at: datetime
    ends_at: datetime


class Unmapped(msgspec.Struct, frozen=True, kw_only=True):
    """Something that could not be mapped: the line of the file, what is wrong, what to do, and the text."""

    line: int
    problem: str
    remedy: str
    text: str


Found = Line | Unmapped


def read(text: str, form: str, team: Sequence[Somebody], zone: str) -> list[Found]:
    """Return each shift of a file, or why it could not be mapped; times without a zone are the city's.

    Raise BadInput where the file as a whole is not of its form.
    """
    found = list((_csv if form == "csv" else _calendar)(text, team, zone))
    if not found:
        raise BadInput("The file holds no shifts.", remedy="Choose a calendar or a table with some.", field="text")
    return found


def _person(given: str, team: Sequence[Somebody]) -> str | None:
    wanted = " ".join(given.casefold().split())
    if not wanted:
        return None
    same = {one.id for one in team if wanted in (one.id.casefold(), one.login.casefold(), one.name.casefold())}
    return next(iter(same)) if len(same) == 1 else None


def _line(number: int, who: Sequence[str], starts: datetime, ends: datetime, team: Sequence[Somebody]) -> Found:
    text = f"{', '.join(one for one in who if one)} {starts.isoformat()} {ends.isoformat()}"[:200]
    person = next((one for one in (_person(given, team) for given in who) if one), None)
    if person is None:
        return Unmapped(line=number, problem="Nobody here has this name.", remedy="Use names or logins.", text=text)
    if ends <= starts:
        return Unmapped(line=number, problem="It ends before it begins.", remedy="Mend the times.", text=text)
    if ends - starts > LONGEST:
        return Unmapped(line=number, problem="It lasts more than 36 hours.", remedy="Part it into shifts.", text=text)
    return Line(line=number, person=person, starts_at=starts.astimezone(UTC), ends_at=ends.astimezone(UTC))


def _csv(text: str, team: Sequence[Somebody], zone: str) -> Iterator[Found]:
    sample = text.lstrip("\ufeff")
    first = sample.split("\n", 1)[0]
    delimiter = max(",;\t", key=first.count)
    reader = csv.reader(io.StringIO(sample), delimiter=delimiter)
    try:
        head = [name.strip().casefold() for name in next(reader, [])]
        if not {"person", "from", "to"} <= set(head):
            raise BadInput(
                "The first line has to name the columns.", remedy="Name them person, from and to.", field="text"
            )
        where = {name: head.index(name) for name in ("person", "from", "to")}
        for cells in reader:
            if not any(cell.strip() for cell in cells):
                continue
            number = reader.line_num
            if number > MOST_LINES:
                yield _too_many(number)
                return
            raw = delimiter.join(cells)[:200]
            if len(cells) <= max(where.values()):
                yield Unmapped(line=number, problem="Cells are missing.", remedy="Fill all three.", text=raw)
                continue
            try:
                starts, ends = (_iso(cells[where[name]], zone) for name in ("from", "to"))
            except (ValueError, OverflowError):
                remedy = "Write times as 2026-03-06 14:00."
                yield Unmapped(line=number, problem="A time cannot be read.", remedy=remedy, text=raw)
                continue
            yield _line(number, [cells[where["person"]].strip()], starts, ends, team)
    except csv.Error as error:
        raise BadInput("The table cannot be read.", remedy=f"Save it as CSV anew ({error}).", field="text") from None


def _iso(text: str, zone: str) -> datetime:
    moment = datetime.fromisoformat(text.strip())
    return _sane(moment if moment.tzinfo else moment.replace(tzinfo=ZoneInfo(zone)))


def _sane(moment: datetime) -> datetime:
    if not 1990 <= moment.year <= 2200:
        raise ValueError("not a year for a roster")
    return moment.astimezone(UTC)


def _too_many(number: int) -> Unmapped:
    return Unmapped(line=number, problem=f"Only {MOST_LINES} lines are read.", remedy="Part the file.", text="")


def _unfolded(text: str) -> Iterator[tuple[int, str]]:
    """Lines of a calendar with their numbers; a line that begins with a space goes on the one before."""
    kept, at = "", 0
    for number, line in enumerate(text.lstrip("\ufeff").splitlines(), 1):
        if line[:1] in (" ", "\t"):
            kept += line[1:]
            continue
        if kept:
            yield at, kept
        kept, at = line, number
    if kept:
        yield at, kept


def _calendar(text: str, team: Sequence[Somebody], zone: str) -> Iterator[Found]:
    lines = _unfolded(text)
    if next((line for _, line in lines if line.strip()), "").strip().upper() != "BEGIN:VCALENDAR":
        raise BadInput("This is not a calendar.", remedy="Choose an .ics file, or a table.", field="text")
    event: dict[str, tuple[str, str]] | None = None
    began = count = inner = 0
    for number, line in lines:
        name, _, value = line.partition(":")
        word, _, parameters = name.partition(";")
        word, mark = word.strip().upper(), value.strip().upper()
        if word == "BEGIN" and mark == "VEVENT":
            event, began, inner = {}, number, 0
        elif word in ("BEGIN", "END") and event is not None and mark != "VEVENT":
            inner += 1 if word == "BEGIN" else -1
        elif word == "END" and mark == "VEVENT" and event is not None:
            count += 1
            if count > MOST_LINES:
                yield _too_many(number)
                return
            yield _event(began, event, team, zone)
            event = None
        elif event is not None and inner <= 0:
            event.setdefault(word, (parameters, value))
    if event is not None:
        yield Unmapped(line=began, problem="The entry has no end.", remedy="Export the calendar anew.", text="")


def _event(number: int, event: dict[str, tuple[str, str]], team: Sequence[Somebody], zone: str) -> Found:
    words = _unescaped(event.get("SUMMARY", ("", ""))[1])
    attendee = event.get("ATTENDEE", ("", ""))
    common = re.search(r"CN=\"?([^\";:]+)", attendee[0], re.IGNORECASE)
    who = [words, common[1] if common else "", attendee[1].casefold().removeprefix("mailto:")]
    said = words[:200]
    if "RRULE" in event or "RDATE" in event:
        remedy = "Export single entries, or copy the week forward here."
        return Unmapped(line=number, problem="It repeats by a rule.", remedy=remedy, text=said)
    if event.get("STATUS", ("", ""))[1].strip().upper() == "CANCELLED":
        return Unmapped(line=number, problem="It is cancelled.", remedy="Nothing is to be done.", text=said)
    try:
        starts = _moment(*event["DTSTART"], zone)
        ends = _moment(*event["DTEND"], zone) if "DTEND" in event else starts + _length(event["DURATION"][1])
        return _line(number, who, starts, _sane(ends), team)
    except ZoneInfoNotFoundError:
        return Unmapped(line=number, problem="Its time zone is not known.", remedy="Export in UTC.", text=said)
    except KeyError:
        return Unmapped(line=number, problem="It lacks a start or an end.", remedy="Give both.", text=said)
    except (ValueError, OverflowError, OSError):
        return Unmapped(line=number, problem="A time cannot be read.", remedy="Export the calendar anew.", text=said)


def _moment(parameters: str, value: str, zone: str) -> datetime:
    named = re.search(r"TZID=\"?([^\";:]+)", parameters, re.IGNORECASE)
    text = value.strip()
    if len(text) == 8:
        raise ValueError("a whole day is no shift")
    moment = datetime.strptime(text.removesuffix("Z") + "+0000", "%Y%m%dT%H%M%S%z")
    if text.endswith("Z"):
        return _sane(moment.replace(tzinfo=UTC))
    return _sane(moment.replace(tzinfo=ZoneInfo(named[1] if named else zone)))


def _length(text: str) -> timedelta:
    found = _DURATION.fullmatch(text.strip().upper())
    if found is None or not any(found.groups()):
        raise ValueError("not a duration")
    weeks, days, hours, minutes, seconds = (int(part or 0) for part in found.groups())
    return timedelta(weeks=weeks, days=days, hours=hours, minutes=minutes, seconds=seconds)


def _unescaped(text: str) -> str:
    return re.sub(r"\\([,;\\])", r"\1", re.sub(r"\\[nN]", " ", text)).strip()
