"""An event as rules see it: named fields, and where it came from."""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any, Final, NamedTuple

from impetus.tools.cyber_response.sigma.text import written

RAW: Final = "_raw"
"""The field that holds a line as it came; keyword rules look there too."""


class Label(NamedTuple):
    """One way to name an event's source, as in a rule's `logsource`. "*" stands for what is not known."""

    product: str | None = None
    category: str | None = None
    service: str | None = None


UNKNOWN: Final = (Label("*", "*", "*"),)
"""The source of an event of which nothing is known: every rule but those bound to Windows is tried."""


class Record:
    """One event. Lower-cased texts are made once and kept, since many rules ask for the same field.

    `fields` maps names to text, numbers, truth values, None, or lists of these; `labels` say which rules are meant for
    it; `stamp` is the event's own time, as seconds since 1970 or ISO 8601 (without a zone: UTC), None where unknown.
    """

    __slots__ = ("_everything", "_lower", "fields", "labels", "stamp")

    def __init__(
        self, fields: dict[str, Any], labels: tuple[Label, ...] = UNKNOWN, stamp: str | float | None = None
    ) -> None:
        self.fields = fields
        self.labels = labels
        self.stamp = stamp
        self._lower: dict[str, str | tuple[str, ...]] = {}
        self._everything: tuple[str, ...] | None = None

    def time(self) -> float | None:
        """The event's own time in seconds since 1970; None where it is unknown or no time."""
        stamp = self.stamp
        if not isinstance(stamp, str):
            return stamp
        try:
            time = datetime.fromisoformat(stamp.strip())
        except ValueError:
            return None
        return (time if time.tzinfo else time.replace(tzinfo=UTC)).timestamp()

    def lower(self, field: str) -> str | tuple[str, ...]:
        """The field's text in lower case; a tuple where it is a list (empty where it is absent or null)."""
        known = self._lower.get(field)
        if known is None:
            value = self.fields.get(field)
            if type(value) is str:
                known = value.lower()
            elif value is None:
                known = ("",) if field in self.fields else ()
            elif isinstance(value, list | tuple):
                known = tuple(written(one).lower() for one in value if one is not None)
            else:
                known = written(value).lower()
            self._lower[field] = known
        return known

    def lowers(self, field: str) -> tuple[str, ...]:
        """The same, always as a tuple."""
        known = self.lower(field)
        return (known,) if type(known) is str else known  # type: ignore[return-value]  # the union has these two

    def exact(self, field: str) -> tuple[str, ...]:
        """The field's texts as they were written."""
        value = self.fields.get(field)
        if type(value) is str:
            return (value,)
        if value is None:
            return ("",) if field in self.fields else ()
        if isinstance(value, list | tuple):
            return tuple(written(one) for one in value if one is not None)
        return (written(value),)

    def everything(self) -> tuple[str, ...]:
        """Every text of the event, for keywords."""
        return tuple(text for field in self.fields for text in self.exact(field))

    def joined(self) -> str:
        """Every text of the event in lower case, with a NUL between them: what a literal of a keyword stands in."""
        if self._everything is not None:
            return "\0".join(self._everything)
        texts = []
        for value in self.fields.values():
            if type(value) is str:
                texts.append(value)
            elif type(value) is int:
                texts.append(str(value))
            elif isinstance(value, list | tuple):
                texts += [written(one) for one in value if one is not None]
            elif value is not None:
                texts.append(written(value))
        return "\0".join(texts).lower()

    def everything_lower(self) -> tuple[str, ...]:
        """Every text of the event in lower case; made once."""
        if self._everything is None:
            self._everything = tuple(text for field in self.fields for text in self.lowers(field))
        return self._everything


def flat(fields: Mapping[str, Any], prefix: str = "") -> dict[str, Any]:
    """Return nested fields by dotted names; a list of objects gives each name the list of its values."""
    found: dict[str, Any] = {}
    for name, value in fields.items():
        key = f"{prefix}{name}"
        if isinstance(value, Mapping):
            found.update(flat(value, f"{key}."))
        elif isinstance(value, list) and any(isinstance(one, Mapping) for one in value):
            _merge(found, key, value)
        else:
            found[key] = value
    return found


def _merge(found: dict[str, Any], key: str, values: Iterable[Any]) -> None:
    for value in values:
        inner = flat(value, f"{key}.") if isinstance(value, Mapping) else {key: value}
        for name, one in inner.items():
            found.setdefault(name, [])
            if not isinstance(found[name], list):
                found[name] = [found[name]]
            found[name] += one if isinstance(one, list) else [one]
