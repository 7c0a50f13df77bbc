"""Gathers readings while a message is read, and turns what is wrong into refusals."""

from math import isfinite
from typing import Any, Final

from impetus.contracts.format import Readings, Refusal
from impetus.formats.times import TimeProblem, TimeReader

SHOWN: Final = 100
"""Refusals of one reason and field that are kept one by one; further ones are only counted."""
MAX_RECORDS: Final = 500_000
"""Records of one message; what exceeds it is refused."""
_LONGEST_NAME: Final = 200
_LONGEST_SAMPLE: Final = 500
_KNOWN_NAMES: Final = 200_000
MISSING_WORDS: Final = frozenset({"", "na", "n/a", "nan", "null", "none", "-", "--"})
"""What tables write where nothing was measured, in lower case."""


class Collector:
    """Takes raw sensor, time and value of each reading; checks them and keeps what is right.

    Remembers names and times between messages of one source, so build it once per mapping.
    """

    def __init__(
        self, times: TimeReader, *, missing: frozenset[str] = frozenset(), decimal_comma: bool = False
    ) -> None:
        self.times = times
        self._missing = missing
        self._comma = decimal_comma
        self._names: dict[Any, str] = {}
        self.start()

    def start(self) -> None:
        """Begin a new message."""
        self.readings = Readings()
        self.at = -1  # index from 0 of the record being read; of its line where the message is lines
        self.line: int | None = None
        self.records = 0
        self.refused = 0
        self._counts: dict[tuple[str, str], int] = {}
        self._last: dict[tuple[str, str], int] = {}

    def room(self, wanted: int) -> int:
        """Return how many of `wanted` further records are read; what is beyond a message's limit is refused."""
        taken = min(wanted, max(0, MAX_RECORDS - self.records))
        if taken < wanted:
            self.refuse(
                "too_large",
                "",
                f"the message has more than {MAX_RECORDS} records",
                "Send smaller messages.",
                position=self.at + 1 + taken if self.line is None else self.line,
                count=wanted - taken,
            )
        return taken

    def record(self) -> int:
        """Begin the next record; return its index."""
        self.records += 1
        self.at = self.at + 1 if self.line is None else self.line
        return self.at

    def refuse(
        self, reason: str, field: str, problem: str, remedy: str, *, position: int = 0, sample: Any = "", count: int = 1
    ) -> None:
        """Note that something could not be taken, or `count` of them that are told as one."""
        key = (reason, field)
        self.refused += count
        refusals = self.readings.refusals
        if count == 1:
            self._counts[key] = self._counts.get(key, 0) + 1
        if count > 1 or self._counts[key] <= SHOWN:
            if count == 1:
                self._last[key] = len(refusals)
            refusals.append(
                Refusal(
                    reason=reason,
                    field=field,
                    problem=problem,
                    remedy=remedy,
                    position=position,
                    sample=sample_of(sample),
                    count=count,
                )
            )

    def finish(self) -> Readings:
        """Return the readings of this message; refusals beyond the shown ones are counted in the last of their kind."""
        for key, seen in self._counts.items():
            if seen > SHOWN:
                at = self._last[key]
                last = self.readings.refusals[at]
                self.readings.refusals[at] = Refusal(
                    reason=last.reason,
                    field=last.field,
                    problem=last.problem,
                    remedy=last.remedy,
                    position=last.position,
                    sample=last.sample,
                    count=seen - SHOWN + 1,
                )
        return self.readings

    def name(self, raw: Any, position: int, field: str, sample: Any, count: int = 1) -> str | None:
        """Return a sensor's name as text, or None after refusing it and its `count` readings."""
        kind = type(raw)
        if kind is str or kind is int or kind is float:
            known = self._names.get(raw)
            if known is not None:
                return known
            text = raw.strip() if kind is str else _as_name(raw)
            if good_name(text):
                if len(self._names) >= _KNOWN_NAMES:
                    self._names.clear()
                self._names[raw] = text
                return text
            problem = "the sensor's name is empty, too long or has unreadable characters"
        else:
            problem = "the sensor's name is missing" if raw is None else "the sensor's name is not text or a number"
        self.refuse(
            "bad_name",
            field,
            problem,
            f"Map a field that holds a name of 1 to {_LONGEST_NAME} readable characters.",
            position=position,
            sample=sample,
            count=count,
        )
        return None

    def time(self, raw: Any, position: int, field: str, sample: Any) -> int | None:
        """Return a time in ms UTC, or None after refusing it."""
        try:
            return self.times.read(raw)
        except TimeProblem as fault:
            self.refuse("bad_time", field, fault.problem, fault.remedy, position=position, sample=sample)
        return None

    def value(self, raw: Any, position: int, field: str, sample: Any) -> float | None:
        """Return a finite number, or None where there is none or after refusing it.

        True and false count as 1 and 0. Null and the missing words are no reading, and no fault either.
        """
        kind = type(raw)
        if kind is float:
            if isfinite(raw) and not self._missing:
                return raw  # type: ignore[no-any-return]  # the type was compared above
        elif kind is str:
            text = raw.strip()
            if text.lower() in MISSING_WORDS or text in self._missing:
                return None
            if self._comma and "." not in text:
                text = text.replace(",", ".")
            try:
                number = float(text) if len(text) < 64 and "_" not in text else float("nan")
            except ValueError:
                number = float("nan")
            return self._checked(number, raw, position, field, sample)
        elif raw is None:
            return None
        elif kind is not int and kind is not bool:
            return self._checked(float("nan"), raw, position, field, sample)
        try:
            number = float(raw)
        except OverflowError:
            number = float("inf")
        if self._missing and (str(raw) in self._missing or (number.is_integer() and str(int(number)) in self._missing)):
            return None
        return self._checked(number, raw, position, field, sample)

    def _checked(self, number: float, raw: Any, position: int, field: str, sample: Any) -> float | None:
        if isfinite(number):
            return number
        self.refuse(
            "not_a_number",
            field,
            f"{sample_of(raw)[:60] or 'nothing'} is not a finite number",
            "Map a field that holds a number, or list this word among the missing values.",
            position=position,
            sample=sample,
        )
        return None

    def add(self, sensor: str, time: int, value: float, unit: str = "") -> None:
        """Keep one checked reading."""
        readings = self.readings
        readings.sensors.append(sensor)
        readings.times.append(time)
        readings.values.append(value)
        readings.units.append(unit)
        readings.positions.append(self.at)

    def place(self, sensor: str, latitude: Any, longitude: Any) -> None:
        """Keep where a sensor stands, if both are degrees; 0, 0 is taken as unknown."""
        try:
            north, east = float(latitude), float(longitude)
        except (TypeError, ValueError, OverflowError):
            return
        if -90 <= north <= 90 and -180 <= east <= 180 and (north or east):
            self.readings.places[sensor] = (north, east)


def _as_name(raw: int | float) -> str:
    """Return a number as a name; 7.0 and 7 are the same sensor."""
    if isinstance(raw, float) and isfinite(raw) and raw.is_integer():
        raw = int(raw)
    try:
        return str(raw)
    except ValueError:  # more digits than Python writes
        return ""


def good_name(text: str) -> bool:
    """Whether a text, stripped, can be a sensor's name: 1 to 200 readable characters."""
    text = text.strip()
    return 0 < len(text) <= _LONGEST_NAME and text.isprintable() and "\ufffd" not in text


def unit_of(raw: Any) -> str:
    """Return a unit as short printable text, "" if it is none."""
    if type(raw) is not str:
        return ""
    text = raw.strip()
    return text if len(text) <= 40 and text.isprintable() and "\ufffd" not in text else ""


def sample_of(raw: Any) -> str:
    """Return at most 500 printable characters of what came in."""
    if isinstance(raw, (bytes, bytearray, memoryview)):
        text = bytes(raw[:_LONGEST_SAMPLE]).decode("utf-8", "replace")
    elif type(raw) is str:
        text = raw[:_LONGEST_SAMPLE]
    elif isinstance(raw, (dict, list)):
        text = _brief(raw)
    else:
        try:
            text = str(raw)
        except ValueError:  # an integer of more digits than Python writes
            text = "a very large number"
    return "".join(c if c.isprintable() and c != "\x7f" else "·" for c in text[:_LONGEST_SAMPLE])


def _brief(raw: Any, depth: int = 0) -> str:
    # json.dumps would write the whole of a large message before it could be cut.
    if type(raw) is dict:
        if depth > 3:
            return "{…}"
        parts = []
        for key, item in list(raw.items())[:20]:
            parts.append(f"{str(key)[:60]!r}: {_brief(item, depth + 1)}")
        return "{" + ", ".join(parts) + ("…" if len(raw) > 20 else "") + "}"
    if type(raw) is list:
        if depth > 3:
            return "[…]"
        return "[" + ", ".join(_brief(item, depth + 1) for item in raw[:20]) + ("…" if len(raw) > 20 else "") + "]"
    if type(raw) is str:
        return repr(raw[:80])
    return sample_of(raw)[:80] if raw is not None else "null"


def merge(parts: list[Readings]) -> Readings:
    """Return the readings of several messages as one, in order."""
    if len(parts) == 1:
        return parts[0]
    whole = Readings()
    for part in parts:
        whole.sensors += part.sensors
        whole.times += part.times
        whole.values += part.values
        whole.units += part.units
        whole.positions += part.positions or range(len(part.values))
        whole.places |= part.places
        whole.refusals += part.refusals
    return whole
