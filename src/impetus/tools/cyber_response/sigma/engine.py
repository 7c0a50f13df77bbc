"""Rules asked of events: to the rules meant for the event's source, through their prefilter."""

from collections.abc import Sequence
from typing import Any, Final

from impetus.tools.cyber_response.sigma.load import Loaded
from impetus.tools.cyber_response.sigma.prefilter import Bucket
from impetus.tools.cyber_response.sigma.record import Label, Record
from impetus.tools.cyber_response.sigma.tree import Logsource, atoms
from impetus.tools.cyber_response.sigma.windows import PRODUCT

SAMPLE: Final = 1000
"""Events of a source after which its literals are chosen anew, by how rare they are in these."""
WORTH: Final = 20
"""With fewer rules than this the choice is not made anew: there is nothing to gain."""
SOURCES: Final = 512
"""Kinds of source that are kept ready; the one asked for first makes room."""
_HASHES: Final = ("imphash", "md5", "sha1", "sha256")


class Engine:
    """The rules, ready to be asked. One engine belongs to one thread."""

    def __init__(self, rules: Sequence[Loaded], *, sample: int = SAMPLE) -> None:
        self._rules = tuple(rules)
        self._sample = sample
        self._sources: dict[tuple[Label, ...], _Source] = {}

    def match(self, record: Record) -> list[Loaded]:
        """Return the rules that the event matches, in the order they were loaded."""
        source = self._sources.get(record.labels) or self._source(record.labels)
        if source.hashes and "Hashes" in record.fields:
            _part_hashes(record.fields, source.hashes)
        if source.learning is not None:
            self._learn(source, record)
        return source.bucket.matches(record)

    def naive(self, record: Record) -> list[Loaded]:
        """The same with every rule of the source asked; for checking."""
        source = self._sources.get(record.labels) or self._source(record.labels)
        if source.hashes and "Hashes" in record.fields:
            _part_hashes(record.fields, source.hashes)
        return source.bucket.naive(record)

    def bucket(self, labels: tuple[Label, ...]) -> Bucket:
        """Return what a source's events are asked, for measuring."""
        return (self._sources.get(labels) or self._source(labels)).bucket

    def _source(self, labels: tuple[Label, ...]) -> "_Source":
        if len(self._sources) >= SOURCES:
            del self._sources[next(iter(self._sources))]
        rules = [rule for rule in self._rules if any(meant(rule.rule.logsource, label) for label in labels)]
        same = next((one for one in self._sources.values() if one.bucket.rules == tuple(rules)), None)
        self._sources[labels] = source = same or _Source(rules, learn=self._sample > 0 and len(rules) >= WORTH)
        return source

    def _learn(self, source: "_Source", record: Record) -> None:
        assert source.learning is not None
        source.learning.append(record)
        if len(source.learning) >= self._sample:
            source.bucket = Bucket(source.bucket.rules, source.learning)
            source.learning = None


class _Source:
    """The rules of one kind of source, and the events from which its literals are still to be chosen."""

    __slots__ = ("bucket", "hashes", "learning")

    def __init__(self, rules: Sequence[Loaded], *, learn: bool) -> None:
        self.bucket = Bucket(rules)
        self.learning: list[Record] | None = [] if learn else None
        named = {leaf.field for rule in rules for leaf in atoms(rule.rule.node) if leaf.field}
        self.hashes = tuple(name for name in sorted(named) if name.lower() in _HASHES)


def meant(source: Logsource, label: Label) -> bool:
    """Return whether a rule's source takes in an event's; what neither names is any."""
    pairs = ((source.product, label.product), (source.category, label.category), (source.service, label.service))
    for wanted, given in pairs:
        if wanted is not None and wanted != given and (given != "*" or wanted == PRODUCT):
            return False
    return True


def _part_hashes(fields: dict[str, Any], names: Sequence[str]) -> None:
    """Give the parts of Sysmon's `Hashes` (`MD5=…,IMPHASH=…`) the names that rules use."""
    if not isinstance(fields["Hashes"], str):
        return
    parted = dict(part.split("=", 1) for part in fields["Hashes"].split(",") if "=" in part)
    by_name = {name.lower(): value for name, value in parted.items()}
    for name in names:
        if name.lower() in by_name:
            fields.setdefault(name, by_name[name.lower()])
