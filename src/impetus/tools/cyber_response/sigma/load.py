"""Rules from folders: parsed once per content, filled, filtered, checked, and refused by name and reason."""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Any, Final, NamedTuple

import msgspec
import yaml

from impetus.kit.errors import BadInput
from impetus.tools.cyber_response.sigma.match import Predicate, Unfilled, compiled
from impetus.tools.cyber_response.sigma.parse import parse
from impetus.tools.cyber_response.sigma.placeholders import Values, filled
from impetus.tools.cyber_response.sigma.text import HostileRegex
from impetus.tools.cyber_response.sigma.tree import (
    And,
    Correlation,
    Filter,
    Item,
    Logsource,
    NoneOf,
    Ref,
    Refusal,
    Rule,
    Wanted,
)

FORM: Final = f"1/{version('pysigma')}"
"""Goes into every content hash: another pySigma or another tree parses anew."""
FILE_LIMIT: Final = 1 << 20
"""Bytes of a rule file; SigmaHQ's largest has 30 kB."""
_ENDINGS: Final = (".yml", ".yaml")


class Loaded(NamedTuple):
    """A rule that can be asked."""

    rule: Rule
    predicate: Predicate


class RuleSet(NamedTuple):
    """What a load gave: rules to ask, correlations to follow (each after those it refers to), and what was refused."""

    rules: list[Loaded]
    correlations: list[Correlation]
    refused: list[Refusal]


class Cache:
    """Parsed rules by the hash of their file, in one file; what cannot be read is parsed anew."""

    def __init__(self, path: Path | None = None) -> None:
        self._path = path
        self._known: dict[str, list[Item]] = {}
        self._used: dict[str, list[Item]] = {}
        if path is not None and path.is_file():
            try:
                self._known = msgspec.msgpack.decode(path.read_bytes(), type=dict[str, list[Item]])
            except (OSError, msgspec.MsgspecError):
                self._known = {}

    def items(self, content: bytes, file: str) -> list[Item]:
        """Return what the file's documents make, with `file` as where they stand."""
        key = hashlib.sha256(FORM.encode() + b"\0" + content).hexdigest()
        found = self._known.get(key)
        if found is None:
            found = list(_parsed(content, file))
        self._used[key] = found
        return [_at(item, file) for item in found]

    def keep(self) -> None:
        """Write what has been asked for since; nothing older is kept."""
        if self._path is None or self._used.keys() == self._known.keys():
            return
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            beside = self._path.with_suffix(".new")
            beside.write_bytes(msgspec.msgpack.encode(self._used))
            beside.replace(self._path)
        except OSError:
            return  # a cache that cannot be written costs time, not rules


def load(folders: Sequence[Path], *, values: Values | None = None, cache: Cache | None = None) -> RuleSet:
    """Read every rule under `folders` (files are taken too), in the order of their paths.

    Args:
        folders: folders, searched at any depth for .yml and .yaml, or files.
        values: for each placeholder its values.
        cache: parsed rules of before.

    Raises:
        BadInput: a folder does not exist.
    """
    known = cache or Cache()
    items: list[Item] = []
    for path, shown in _files(folders):
        content = path.read_bytes()
        if len(content) > FILE_LIMIT:
            items.append(Refusal(shown, "", "", "TooLarge", f"The file has over {FILE_LIMIT:,} bytes."))
        else:
            items += known.items(content, shown)
    known.keep()
    return resolved(items, values or {})


def resolved(items: Sequence[Item], values: Values) -> RuleSet:
    """Fill placeholders, add filters, compile, and join correlations with their rules."""
    refused = [item for item in items if isinstance(item, Refusal)]
    filters = [item for item in items if isinstance(item, Filter)]
    seen: dict[str, Item] = {}
    rules: dict[str, Loaded] = {}
    correlations: dict[str, Correlation] = {}
    for item in items:
        if not isinstance(item, Rule | Correlation):
            continue
        first = seen.setdefault(item.head.id, item)
        if first is not item:
            if first != item:
                assert isinstance(first, Rule | Correlation)
                refused.append(_refusal(item, "DuplicateId", f"The same id is in {first.head.file}."))
            continue
        if isinstance(item, Correlation):
            correlations[item.head.id] = item
            continue
        try:
            node = filled(item.node, values)
            added = [filled(one.node, values) for one in filters if _applies(one, item)]
            whole = msgspec.structs.replace(item, node=And((node, *added)) if added else node)
            rules[item.head.id] = Loaded(whole, compiled(whole.node))
        except (Unfilled, HostileRegex) as error:
            refused.append(_refusal(item, type(error).__name__, str(error)))
    ordered, more = _joined(rules, correlations)
    silent = {known for one in ordered if not one.generate for known in one.rules}
    ordered = [
        msgspec.structs.replace(one, reports=False) if {one.head.id, one.head.name} & silent else one for one in ordered
    ]
    asked = [
        Loaded(msgspec.structs.replace(one.rule, reports=False), one.predicate)
        if {one.rule.head.id, one.rule.head.name} & silent
        else one
        for one in rules.values()
    ]
    return RuleSet(asked, ordered, refused + more)


def _joined(
    rules: Mapping[str, Loaded], correlations: Mapping[str, Correlation]
) -> tuple[list[Correlation], list[Refusal]]:
    """Order correlations after what they refer to, their references made ids; refuse what refers to nothing."""
    ids: dict[str, str] = {}
    for head in (*(one.rule.head for one in rules.values()), *(one.head for one in correlations.values())):
        ids.setdefault(head.id, head.id)
        if head.name:
            ids.setdefault(head.name, head.id)
    left = dict(correlations)
    placed: dict[str, Correlation] = {}
    refused: list[Refusal] = []
    while left:
        ready = [
            one for one in left.values() if all(ids.get(name) in rules or ids.get(name) in placed for name in one.rules)
        ]
        if not ready:
            for one in left.values():
                missing = [name for name in one.rules if ids.get(name) not in rules and ids.get(name) not in left]
                reason = f"It refers to {', '.join(missing)}, not loaded." if missing else "It refers to itself."
                refused.append(_refusal(one, "UnknownRule", reason))
            break
        for one in ready:
            placed[one.head.id] = _by_id(one, ids)
            del left[one.head.id]
    return list(placed.values()), refused


def _by_id(correlation: Correlation, ids: Mapping[str, str]) -> Correlation:
    """Return it with names of rules made ids."""

    def wanted(node: Wanted) -> Wanted:
        if isinstance(node, Ref):
            return Ref(ids[node.rule])
        if isinstance(node, NoneOf):
            return NoneOf(wanted(node.of))
        return type(node)(tuple(wanted(one) for one in node.of))

    return msgspec.structs.replace(
        correlation,
        rules=tuple(ids[name] for name in correlation.rules),
        wanted=None if correlation.wanted is None else wanted(correlation.wanted),
        aliases={
            alias: {ids.get(name, name): field for name, field in mapping.items()}
            for alias, mapping in correlation.aliases.items()
        },
    )


def _refusal(item: Rule | Correlation, code: str, reason: str) -> Refusal:
    return Refusal(item.head.file, item.head.id, item.head.title, code, reason)


def _applies(one: Filter, rule: Rule) -> bool:
    named = not one.rules or rule.head.id in one.rules or (rule.head.name and rule.head.name in one.rules)
    return bool(named) and _within(rule.logsource, one.logsource)


def _within(inner: Logsource, outer: Logsource) -> bool:
    pairs = (
        (inner.product, outer.product), (inner.category, outer.category), (inner.service, outer.service)
    )  # fmt: skip
    return all(theirs is None or mine == theirs for mine, theirs in pairs)


def _files(folders: Sequence[Path]) -> Iterator[tuple[Path, str]]:
    for folder in folders:
        if folder.is_file():
            yield folder, folder.name
        elif folder.is_dir():
            for path in sorted(folder.rglob("*")):
                if path.suffix.lower() in _ENDINGS and path.is_file():
                    yield path, path.relative_to(folder).as_posix()
        else:
            raise BadInput(f"There is no folder {folder}.", remedy="Name a folder or file of rules.", field="rules")


def _parsed(content: bytes, file: str) -> Iterator[Item]:
    try:
        documents: list[Any] = list(yaml.load_all(content, Loader=yaml.CSafeLoader))
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        yield Refusal(file, "", "", "NoYaml", " ".join(str(error).split())[:300])
        return
    shared: dict[str, Any] = {}
    for document in documents:
        if document is None:
            continue
        if isinstance(document, dict) and "action" in document:
            action = document.pop("action")
            if action == "global":
                shared = _merged(shared, document)
                continue
            shared = {} if action == "reset" else shared
            if action not in ("reset", "global"):
                title = str(document.get("title", ""))
                yield Refusal(file, "", title, "Unsupported", f"The action '{action}' is not known here.")
                continue
        yield from parse(_merged(shared, document) if shared and isinstance(document, dict) else document, file)


def _merged(under: dict[str, Any], over: dict[str, Any]) -> dict[str, Any]:
    whole = dict(under)
    for key, value in over.items():
        mine = whole.get(key)
        whole[key] = _merged(mine, value) if isinstance(mine, dict) and isinstance(value, dict) else value
    return whole


def _at(item: Item, file: str) -> Item:
    if isinstance(item, Refusal):
        return msgspec.structs.replace(item, file=file)
    return msgspec.structs.replace(item, head=msgspec.structs.replace(item.head, file=file))
