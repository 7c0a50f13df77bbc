"""Sigma: what loads, what SigmaHQ's own cases hit, and how fast, beside the same rules as SQL.

The peer is pySigma's SQLite backend, which is how Zircolite works: every rule is one query over a table of the events
in memory, with a column a field.
Speeds are of one core by processor time, with JSON parsing; the events are made (`benchmarks.cyber_events`).
"""

import re
import resource
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import yaml

from benchmarks.cyber_events import attacks_in, made
from benchmarks.report import ROOT, Figure
from impetus.tools.cyber_response.sigma.correlate import Correlator
from impetus.tools.cyber_response.sigma.engine import Engine
from impetus.tools.cyber_response.sigma.engine import meant as meets
from impetus.tools.cyber_response.sigma.load import Loaded, RuleSet, load, resolved
from impetus.tools.cyber_response.sigma.parse import parse
from impetus.tools.cyber_response.sigma.read import Unread, of_line, read
from impetus.tools.cyber_response.sigma.record import Record
from impetus.tools.cyber_response.sigma.text import regex

SPEED, TIMES, MEMORY = 30_000, 20, 500
SAID_WRONGLY = {
    "45e112d0-7759-4c2a-aa36-9f8fb79d3393": "All three records of the log fulfil the rule: zone 2 set for three keys."
}
"""Cases whose own count is not what their rule and log say, each looked at by a person."""
WARM = 6_000
"""Events before the clock starts: each source has chosen its literals by then."""


def _record(line: bytes) -> Record:
    record = of_line(line)
    assert isinstance(record, Record)
    return record


def loading(folders: Sequence[Path]) -> tuple[RuleSet, list[Figure]]:
    """Load every rule; a rule counts once, however many parts an old count was made into."""
    began = time.process_time()
    rules = load(folders)
    took = time.process_time() - began
    parts = {one.rule.head.id for one in rules.rules if one.rule.head.name.startswith("part_")}
    loaded = len({one.rule.head.id for one in rules.rules} - parts) + len(rules.correlations)
    for refusal in rules.refused:
        print(f"refused: {refusal.file} {refusal.code}: {refusal.reason}")
    return rules, [
        Figure("rules_loaded", loaded),
        Figure("rules_refused", len(rules.refused)),
        Figure("counts_converted", len(rules.correlations)),
        Figure("load_s", took, "s"),
    ]


def regression(rules: RuleSet, folder: Path) -> list[Figure]:
    """Run SigmaHQ's cases. A case is one `info.yml` with its log (EVTX, else JSON, else raw)."""
    engine = Engine(rules.rules)
    known = {one.rule.head.id for one in rules.rules}
    hit = total = right = wrong = counted = unequal = events = without = 0
    for info in sorted(folder.rglob("info.yml")):
        said = yaml.safe_load(info.read_text("utf-8"))
        ids = [one["id"] for one in said["rule_metadata"]]
        logs = [path for ending in ("evtx", "json", "raw") for path in sorted(info.parent.glob(f"*.{ending}"))]
        if not logs:
            continue
        if not known.issuperset(ids):
            without += 1
            continue
        found: Counter[str] = Counter()
        for _, record in read(logs[0]):
            if isinstance(record, Unread):
                print(f"unreadable: {logs[0].name}: {record.reason}")
                continue
            events += 1
            names = [one.rule.head.id for one in engine.match(record)]
            unequal += names != [one.rule.head.id for one in engine.naive(record)]
            found.update(names)
        total += 1
        hit += all(found[one] for one in ids)
        wanted = (said.get("regression_tests_info") or [{}])[0].get("match_count")
        if wanted is not None:
            counted += 1
            if all(found[one] == wanted for one in ids):
                right += 1
            else:
                wrong += ids[0] in SAID_WRONGLY
                print(f"count: {ids[0]}: {[found[one] for one in ids]}, said {wanted}. {SAID_WRONGLY.get(ids[0], '')}")
    if without:
        print(f"{without} cases are of rules that are not in the folder.")
    return [
        Figure("regression_hit", hit, "", f"{total}", hit == total),
        Figure("regression_total", total),
        Figure("regression_count_right", right, "", f"{counted} less {wrong} said wrongly", right + wrong == counted),
        Figure("prefilter_unequal_regression", unequal, "", "0", unequal == 0, f"{events} events"),
    ]


def run(engine: Engine, lines: Sequence[bytes]) -> tuple[float, int]:
    """Return events a second of processor time, with JSON parsing, and how many rules were hit."""
    hits = 0
    began = time.process_time()
    for line in lines:
        hits += len(engine.match(_record(line)))
    return len(lines) / (time.process_time() - began), hits


def speed(rules: RuleSet, attacks: Sequence[bytes], count: int) -> list[Figure]:
    """Events a second with all rules, and with every second one: what the other half costs."""
    lines = list(made(count, attacks=attacks))
    rates: dict[str, list[float]] = {"all": [], "half": []}
    asked = {"all": rules.rules, "half": rules.rules[::2]}
    engines = {name: Engine(some) for name, some in asked.items()}
    for engine in engines.values():
        run(engine, lines[:WARM])
    for _ in range(3):  # in turn, so that a busy machine slows both alike
        for name, engine in engines.items():
            rates[name].append(run(engine, lines)[0])
    full, half = max(rates["all"]), max(rates["half"])
    lost = 1 - full / half
    unequal = sum(
        engines["all"].match(record) != engines["all"].naive(record)
        for record in (_record(line) for line in lines[: count // 20])
    )
    size = sum(map(len, lines)) / len(lines)
    return [
        Figure("events_per_s_core", full, "1/s", f">= {SPEED:,}", full >= SPEED, f"{len(rules.rules):,} rules"),
        Figure("doubling_lost_share", lost, "", "< 0.1", lost < 0.1, f"{len(asked['half']):,} rules {half:,.0f}/s"),
        Figure("prefilter_unequal_made", unequal, "", "0", unequal == 0, f"{count // 20:,} events of {size:,.0f} B"),
    ]


def against_sqlite(rules: RuleSet, folder: Path, attacks: Sequence[bytes], count: int) -> list[Figure]:
    """The same events and rules by pySigma's SQLite backend, in two ways.

    As Zircolite does it: one table of all events, every rule asked, with the channel and event numbers of its source
    as a condition of the query. And kinder to the peer: a table for each source, asked only what is meant for it.
    """
    try:
        from sigma.backends.sqlite import sqlite
        from sigma.collection import SigmaCollection
    except ImportError as error:
        return [Figure("speed_vs_sqlite", None, reason=f"the peer is not installed: {error}")]
    queries: dict[str, str] = {}
    failed = 0
    backend: Any = sqlite.sqliteBackend
    for path in sorted(folder.rglob("*.yml")):
        text = path.read_text("utf-8")
        try:
            queries[str(yaml.safe_load(text)["id"])] = str(backend().convert(SigmaCollection.from_yaml(text))[0])
        except Exception:  # what the peer cannot convert is left out of both; the count is printed
            failed += 1
    both = [one for one in rules.rules if one.rule.head.id in queries]
    lines = list(made(count, seed=2, attacks=attacks))
    engine = Engine(both)
    run(engine, list(made(WARM, seed=3)))
    ours = max(run(engine, lines)[0] for _ in range(3))
    mine: Counter[str] = Counter()
    for line in lines:
        mine.update(one.rule.head.id for one in engine.match(_record(line)))
    rates = {}
    for way in ("one table", "a table a source"):
        theirs: Counter[str] = Counter()
        began = time.process_time()
        tables: dict[object, list[Record]] = {}
        for line in lines:
            record = _record(line)
            tables.setdefault("all" if way == "one table" else record.labels, []).append(record)
        asked = 0
        for some in tables.values():
            meant = both if way == "one table" else engine.bucket(some[0].labels).rules
            asked += _sqlite(meant, queries, some, theirs, routed=way == "one table")
        rates[way] = count / (time.process_time() - began)
        differ = sum(mine[one.rule.head.id] != theirs[one.rule.head.id] for one in both)
        print(f"SQLite, {way}: {asked:,} queries, {differ} of {len(both)} rules counted differently ({failed} no SQL)")
    times, kinder = (ours / rates[way] for way in ("one table", "a table a source"))
    return [
        Figure("speed_vs_sqlite", times, "x", f">= {TIMES}", times >= TIMES, f"SQLite {rates['one table']:,.0f}/s"),
        Figure("speed_vs_sqlite_by_source", kinder, "x", peer=f"SQLite {rates['a table a source']:,.0f}/s"),
    ]


def _sqlite(
    meant: Sequence[Loaded], queries: dict[str, str], some: Sequence[Record], found: Counter[str], *, routed: bool
) -> int:
    """Put events into a table and ask each rule; a column that no event has is added, empty."""
    base = sqlite3.connect(":memory:")
    base.create_function("REGEXP", 2, _regexp, deterministic=True)
    names: dict[str, str] = {}
    for record in some:
        for name in record.fields:
            names.setdefault(name.lower(), name)
    columns = list(names.values())
    declared = ", ".join(f'"{name}" TEXT COLLATE NOCASE' for name in columns)
    base.execute(f"CREATE TABLE logs ({declared}, source INTEGER)")
    sources = {labels: number for number, labels in enumerate(dict.fromkeys(record.labels for record in some))}
    marks = ", ".join("?" * (len(columns) + 1))
    rows = ([*(_plain(record.fields.get(name)) for name in columns), sources[record.labels]] for record in some)
    base.executemany(f"INSERT INTO logs VALUES ({marks})", rows)
    asked = 0
    for rule in meant:
        query = queries[rule.rule.head.id].replace("<TABLE_NAME>", "logs")
        if routed:
            fits = [
                number for labels, number in sources.items() if any(meets(rule.rule.logsource, one) for one in labels)
            ]
            query = query.replace(" WHERE ", f" WHERE source IN ({', '.join(map(str, fits))}) AND (", 1) + ")"
        while True:
            try:
                found[rule.rule.head.id] += len(base.execute(query).fetchall())
                asked += 1
                break
            except sqlite3.OperationalError as error:
                name = str(error).removeprefix("no such column: ")
                if name == str(error) or len(columns) > 1500:
                    break
                columns.append(name)
                base.execute(f'ALTER TABLE logs ADD COLUMN "{name.strip(chr(34))}" TEXT COLLATE NOCASE')
    base.close()
    return asked


def _regexp(pattern: str, text: str | None) -> bool:
    return text is not None and re.search(pattern, str(text)) is not None


def _plain(value: object) -> object:
    return value if isinstance(value, str | int | float | None) else str(value)


def memory(folders: Sequence[Path], attacks: Sequence[bytes], count: int) -> list[Figure]:
    """The largest memory of `impetus cyber scan` over a file of made events, and its speed with everything."""
    with tempfile.TemporaryDirectory() as place:
        logs = Path(place) / "events.jsonl"
        with logs.open("wb") as file:
            file.writelines(line + b"\n" for line in made(count, seed=4, attacks=attacks))
        words = [word for folder in folders for word in ("--rules", str(folder))]
        before = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime
        subprocess.run(
            [sys.executable, "-m", "impetus", "cyber", "scan", *words, "--logs", str(logs), "--json", "--no-cache"],
            check=True, stdout=subprocess.DEVNULL, cwd=ROOT,
        )  # fmt: skip
        used = resource.getrusage(resource.RUSAGE_CHILDREN)
    most = used.ru_maxrss / 1024
    rate = count / (used.ru_utime - before)
    return [
        Figure("memory_mb", most, "MiB", f"< {MEMORY}", most < MEMORY, f"impetus cyber scan, {count:,} events"),
        Figure("scan_events_per_s", rate, "1/s", peer="the command as a whole, with start and loading"),
    ]


def following(count: int) -> list[Figure]:
    """Matches a second that ten correlations follow, over 500 groups; and a hostile expression on a megabyte."""
    documents: list[dict[str, Any]] = [
        {"title": "a", "name": "a", "logsource": {"product": "x"}, "detection": {"s": {"a": "b"}, "condition": "s"}}
    ]
    for number in range(10):
        kind = ("event_count", "value_count", "value_avg", "value_sum", "value_median")[number % 5]
        limit = {"gte": 1_000_000} | ({"field": "v"} if kind != "event_count" else {})
        correlation = {"type": kind, "rules": ["a"], "group-by": ["g"], "timespan": "10m", "condition": limit}
        documents.append({"title": f"c{number}", "name": f"c{number}", "correlation": correlation})
    rules = resolved([item for one in documents for item in parse(one, "made")], {})
    correlator = Correlator(rules.correlations)
    records = [Record({"g": f"g{n % 500}", "v": n % 97}, (), n / 50) for n in range(count)]
    began = time.process_time()
    for record in records:
        correlator.feed(["a"], record, "f:1")
    rate = count / (time.process_time() - began)
    began = time.process_time()
    regex("^(a+)+(a|a)*$")("a" * 1_000_000 + "!")
    took = time.process_time() - began
    kept = f"{correlator.remembered:,} kept, {correlator.counters.evicted:,} evicted"
    return [
        Figure("matches_followed_per_s", rate, "1/s", peer=f"10 correlations each; {kept}"),
        Figure("hostile_regex_s", took, "s", "< 1", took < 1),
    ]


def measured(data: Path, short: bool) -> list[Figure]:
    """Every figure of the rules' part. `short` takes few events and leaves out times."""
    sigma = data / "sigma"
    folders = [path for path in (sigma / "rules", sigma / "rules-compliance", sigma / "unsupported") if path.is_dir()]
    attacks = attacks_in(sigma / "regression_data")
    rules, figures = loading(folders)
    figures += regression(rules, sigma / "regression_data")
    if short:
        return [figure for figure in figures if not figure.name.endswith("_s")]
    figures += following(100_000)
    figures += speed(rules, attacks, 40_000)
    figures += against_sqlite(rules, sigma / "rules", attacks, 4_000)
    return figures + memory(folders, attacks, 100_000)
