"""Times as foreign systems write them, turned into milliseconds UTC.

ISO 8601 with or without an offset, seconds to nanoseconds since 1970, or a pattern of `strptime`.
A time without an offset is local time of the configured zone. When clocks go back an hour occurs
twice (`ambiguous` says which is meant); when they go forward an hour is skipped (`skipped` says
whether a time in it is refused or moved on by the gap).
"""

import math
import re
from datetime import UTC, datetime, timedelta
from typing import Any, Final, Literal
from zoneinfo import ZoneInfo

TimeForm = Literal["auto", "iso", "s", "ms", "us", "ns", "pattern"]
Ambiguous = Literal["earlier", "later", "refuse"]
Skipped = Literal["refuse", "shift"]

EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
EARLIEST_MS: Final = -2_208_988_800_000
"""1900-01-01; what lies before is a mistake, not a measurement."""
LATEST_MS: Final = 7_258_118_400_000
"""2200-01-01."""
SURE_MS: Final = 100_000_000_000
"""1973: whole numbers from here to `LATEST_MS` are milliseconds, whichever form is automatic."""

_NUMBER: Final = re.compile(r"[+-]?\d+(\.\d*)?([eE][+-]?\d{1,3})?")
_MICROSECOND: Final = timedelta(microseconds=1)
_CACHE: Final = 20_000
_PER_MS: Final[dict[str, float]] = {"s": 1e-3, "ms": 1.0, "us": 1e3, "ns": 1e6}


class TimeProblem(ValueError):
    """A time that cannot be read; `problem` and `remedy` are for people."""

    def __init__(self, problem: str, remedy: str) -> None:
        super().__init__(problem)
        self.problem = problem
        self.remedy = remedy


class TimeReader:
    """Reads times of one source. Not thread-safe: it remembers the times it has read."""

    def __init__(
        self,
        *,
        form: TimeForm = "auto",
        pattern: str = "",
        zone: str = "UTC",
        ambiguous: Ambiguous = "earlier",
        skipped: Skipped = "refuse",
        interval: Literal["start", "end"] = "start",
    ) -> None:
        self._form = form
        self._pattern = pattern
        self._zone = ZoneInfo(zone)
        self._zone_name = zone
        self._ambiguous = ambiguous
        self._skipped = skipped
        self._interval = interval
        self._known: dict[str, int] = {}

    def read(self, raw: Any) -> int:
        """Return `raw` in ms UTC; raise `TimeProblem` where that cannot be done."""
        if type(raw) is str:
            known = self._known.get(raw)
            if known is not None:
                return known
            found = self._read_text(raw.strip())
            if len(self._known) >= _CACHE:
                self._known.clear()
            self._known[raw] = found
            return found
        if isinstance(raw, bool) or not isinstance(raw, (int, float)):
            raise TimeProblem(f"a time cannot be {_kind(raw)}", "Map the field that holds the time of measurement.")
        return self._read_number(raw)

    def _read_text(self, text: str) -> int:
        if self._form == "pattern":
            return self._read_pattern(text)
        if self._form != "iso" and len(text) < 40 and _NUMBER.fullmatch(text):
            # ISO 8601 basic dates are digits too; eight of them are read as a date in the form "auto".
            if not (self._form == "auto" and len(text) == 8 and text.isdigit()):
                return self._read_number(int(text) if text.lstrip("+-").isdigit() else float(text))
        elif self._form not in ("auto", "iso"):
            raise TimeProblem(f"{_short(text)} is not a number", "Set the form of the time to ISO 8601 or automatic.")
        if "/" in text and len(text) > 12:
            start, _, end = text.partition("/")
            text = (start if self._interval == "start" else end).strip()
        try:
            moment = datetime.fromisoformat(text)
        except ValueError:
            raise TimeProblem(
                f"{_short(text)} is not a time",
                "Send ISO 8601 such as 2026-03-01T12:00:00Z, or set the form of the time in the mapping.",
            ) from None
        return self.of(moment)

    def _read_pattern(self, text: str) -> int:
        try:
            moment = datetime.strptime(text, self._pattern)  # noqa: DTZ007  # `of` gives it the source's zone
        except (ValueError, re.error):
            raise TimeProblem(
                f"{_short(text)} does not follow the pattern {_short(self._pattern)}", "Change the time pattern."
            ) from None
        return self.of(moment)

    def _read_number(self, number: float) -> int:
        if isinstance(number, float) and not math.isfinite(number):
            raise TimeProblem("the time is not a finite number", "Send seconds or milliseconds since 1970.")
        form = self._form
        if form in ("auto", "iso", "pattern"):
            form = _unit_by_size(abs(number))
        if form == "s":
            found = number * 1000
        elif form == "ms":
            found = number
        else:
            found = number // 1000 if form == "us" else number // 1_000_000
        return _bounded(found)

    def of(self, moment: datetime) -> int:
        """Return `moment` in ms UTC; one without an offset is local time of the zone."""
        if moment.tzinfo is None:
            moment = self._localised(moment)
        return _bounded((moment - EPOCH) // _MICROSECOND // 1000)

    def _localised(self, moment: datetime) -> datetime:
        try:
            first = moment.replace(tzinfo=self._zone, fold=0)
            second = moment.replace(tzinfo=self._zone, fold=1)
            before, after = first.utcoffset(), second.utcoffset()
        except OverflowError:
            raise TimeProblem(f"{moment} is out of range", "Send a time between 1900 and 2200.") from None
        if before is None or after is None or before == after:
            return first
        if before < after:  # the clock skips this hour
            if self._skipped == "shift":
                return first.astimezone(UTC)
            raise TimeProblem(
                f"{moment} does not exist in {self._zone_name}: clocks go forward over it",
                "Send times with an offset, correct the time zone, or let skipped hours be moved on.",
            )
        if self._ambiguous == "refuse":
            raise TimeProblem(
                f"{moment} occurs twice in {self._zone_name}: clocks go back over it",
                "Send times with an offset, or choose the earlier or the later of the two.",
            )
        return (first if self._ambiguous == "earlier" else second).astimezone(UTC)


def _unit_by_size(size: float) -> Literal["s", "ms", "us", "ns"]:
    # Seconds stay below 1e11 until the year 5138; milliseconds exceed it from 1973 on.
    if size < 1e11:
        return "s"
    if size < 1e14:
        return "ms"
    return "us" if size < 1e17 else "ns"


def _bounded(ms: float) -> int:
    if not EARLIEST_MS <= ms <= LATEST_MS:
        raise TimeProblem("the time is out of range", "Check the form of the time: seconds, milliseconds or ISO 8601.")
    return int(ms)


def _kind(raw: Any) -> str:
    if raw is None:
        return "empty"
    return {bool: "true or false", list: "a list", dict: "an object"}.get(type(raw), "of this type")


def _short(text: str) -> str:
    return repr(text if len(text) <= 60 else text[:57] + "…")
