"""Rules over files: what is hit, where, with which fields; and a count per rule."""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

import msgspec

from impetus.kit.errors import BadInput
from impetus.tools.cyber_response.sigma.correlate import Correlator, Counters, Fired
from impetus.tools.cyber_response.sigma.engine import Engine
from impetus.tools.cyber_response.sigma.load import RuleSet
from impetus.tools.cyber_response.sigma.read import Unread, read
from impetus.tools.cyber_response.sigma.record import RAW, UNKNOWN, Label, Record
from impetus.tools.cyber_response.sigma.tree import Head, Node, Refusal, atoms
from impetus.tools.cyber_response.sigma.windows import mapped

SHOWN: Final = 512
"""Characters of a field's value in a hit; the record itself holds the rest."""
MATCHED: Final = 200_000
"""Matches that correlations need, kept to be put in order of time; more are followed in parts."""
_SKIPPED: Final = (".yml", ".yaml", ".md", ".txt.sig")


class Joined(msgspec.Struct, frozen=True):
    """What a correlation rests on: its first match's time, its figure, how many matches, and where the last are."""

    kind: str
    start: str
    figure: float
    matches: int
    where: tuple[str, ...]


class Hit(msgspec.Struct, frozen=True):
    """One rule on one record."""

    rule: str
    title: str
    level: str
    file: str
    record: int
    time: str | None
    fields: dict[str, Any]
    tags: tuple[str, ...] = ()
    author: str = ""
    correlation: Joined | None = None


class Unreadable(msgspec.Struct, frozen=True):
    """A piece of a file that could not be read."""

    file: str
    record: int
    reason: str


class Counted(msgspec.Struct, frozen=True):
    """How often a rule was hit."""

    rule: str
    title: str
    level: str
    hits: int


class Summary(msgspec.Struct, frozen=True):
    """What a scan did; `unmapped`: ids of rules for Windows sources of no known channel, which are never asked."""

    rules_loaded: int
    correlations_loaded: int
    rules_refused: int
    files: int
    events: int
    unreadable: int
    hits: int
    rules: list[Counted]
    refused: list[Refusal]
    unmapped: list[str]
    correlations: Counters


class Scan:
    """Rules over files. Iterate `over(paths)`, then ask `summary()`."""

    def __init__(self, rules: RuleSet) -> None:
        self._rules = rules
        self._engine = Engine(rules.rules)
        self._counts: dict[str, int] = {}
        self._heads: dict[str, Head] = {}
        self._files = self._events = self._unreadable = 0
        self._named: dict[str, tuple[str, ...]] = {}
        self._correlator = Correlator(rules.correlations)
        self._followed = self._correlator.followed
        self._matched: list[tuple[float, int, list[str], Record, str]] = []

    def over(self, paths: Sequence[Path], labels: tuple[Label, ...] = UNKNOWN) -> Iterator[Hit | Unreadable]:
        """Yield hits in the order of files and records, and what could not be read; correlations follow.

        Files cover the same time one after another, so matches are followed in the order of their times at the end.

        Raises:
            BadInput: a path does not exist.
        """
        for path in log_files(paths):
            self._files += 1
            for number, record in read(path, labels):
                if isinstance(record, Unread):
                    self._unreadable += 1
                    yield Unreadable(str(path), number, record.reason)
                    continue
                self._events += 1
                matched = self._engine.match(record)
                for loaded in matched:
                    if loaded.rule.reports:
                        yield self._hit(loaded.rule.head, str(path), number, record, loaded.rule.node)
                if matched and self._followed:
                    self._remember([one.rule.head.id for one in matched], record, f"{path}:{number}")
                    if len(self._matched) >= MATCHED:
                        yield from self._joined()
        yield from self._joined()
        yield from self._fired(self._correlator.finish())

    def summary(self) -> Summary:
        """Return the counts so far, the most hit rule first."""
        counted = [
            Counted(rule, self._heads[rule].title, self._heads[rule].level, hits)
            for rule, hits in sorted(self._counts.items(), key=lambda one: (-one[1], one[0]))
        ]
        return Summary(
            rules_loaded=len(self._rules.rules),
            correlations_loaded=len(self._rules.correlations),
            rules_refused=len(self._rules.refused),
            files=self._files,
            events=self._events,
            unreadable=self._unreadable,
            hits=sum(self._counts.values()),
            rules=counted,
            refused=self._rules.refused,
            unmapped=[one.rule.head.id for one in self._rules.rules if not mapped(one.rule.logsource)],
            correlations=self._correlator.counters,
        )

    def _remember(self, ids: list[str], record: Record, where: str) -> None:
        wanted = [one for one in ids if one in self._followed]
        if wanted:
            time = record.time()
            self._matched.append((-1.0 if time is None else time, len(self._matched), wanted, record, where))

    def _joined(self) -> Iterator[Hit]:
        """Follow what has matched so far, in the order of time."""
        matched, self._matched = sorted(self._matched, key=lambda one: one[:2]), []
        for _, _, ids, record, where in matched:
            yield from self._fired(self._correlator.feed(ids, record, where))

    def _fired(self, fired: list[Fired]) -> Iterator[Hit]:
        for one in fired:
            if not one.correlation.reports:
                continue
            head = one.correlation.head
            self._counts[head.id] = self._counts.get(head.id, 0) + 1
            self._heads.setdefault(head.id, head)
            file, _, number = one.where[-1].rpartition(":")
            joined = Joined(one.correlation.kind, _stamp(one.start), one.figure, one.matches, one.where)
            yield Hit(
                head.id, head.title, head.level, file, int(number), _stamp(one.end), dict(one.group), head.tags,
                head.author, joined,
            )  # fmt: skip

    def _hit(self, head: Head, file: str, number: int, record: Record, node: Node) -> Hit:
        self._counts[head.id] = self._counts.get(head.id, 0) + 1
        self._heads.setdefault(head.id, head)
        names = self._named.get(head.id)
        if names is None:
            found = {leaf.field for leaf in atoms(node)}
            names = (*sorted(name for name in found if name), *((RAW,) if None in found else ()))
            self._named[head.id] = names
        fields = {name: _short(record.fields[name]) for name in names if name in record.fields}
        stamp = record.stamp
        return Hit(
            head.id, head.title, head.level, file, number, None if stamp is None else str(stamp), fields,
            head.tags, head.author,
        )  # fmt: skip


def _stamp(time: float) -> str:
    return datetime.fromtimestamp(time, UTC).isoformat()


def _short(value: Any) -> Any:
    return value[:SHOWN] + "…" if isinstance(value, str) and len(value) > SHOWN else value


def log_files(paths: Sequence[Path]) -> Iterator[Path]:
    """Yield files, those of folders in the order of their paths; rules and notes beside logs are left out of folders.

    Raises:
        BadInput: a path does not exist.
    """
    for path in paths:
        if path.is_dir():
            for one in sorted(path.rglob("*")):
                if one.is_file() and not one.name.lower().endswith(_SKIPPED):
                    yield one
        elif path.exists():
            yield path
        else:
            raise BadInput(f"There is no file {path}.", remedy="Check the path.", field="logs")
