"""A file of readings as columns sorted by time, held by DuckDB in a temporary file rather than in memory."""

import shutil
import tempfile
from pathlib import Path
from types import TracebackType
from typing import Any, Final, Self

import duckdb
import numpy as np

from impetus.contracts.format import ColumnReadings, Refusal
from impetus.formats.collect import MISSING_WORDS, Collector, sample_of
from impetus.formats.csv import wide_columns
from impetus.formats.records import time_reader
from impetus.kit.errors import BadInput
from impetus.observations.mapping import Mapping

_PARQUET: Final = (".parquet", ".pq")
_SHOWN: Final = 100
_BAD_TIME: Final = np.iinfo(np.int64).min


def quoted(name: str) -> str:
    """Return a column's name as SQL writes it."""
    return '"' + name.replace('"', '""') + '"'


class Table:
    """Readings of a file in order of time. Make it in a thread: reading a large file takes seconds.

    `sensors` are the names, `rows` how many readings, `first` and `last` their times (ms UTC, 0 if none),
    `refusals` what could not be taken.
    """

    def __init__(self, path: Path, mapping: Mapping) -> None:
        if not path.is_file():
            raise BadInput(f"There is no file {path.name!r}.", remedy="Check the path.", field="file")
        self._mapping = mapping
        self._collect = Collector(time_reader(mapping))
        self.refusals: list[Refusal] = []
        self._why: dict[str, Refusal] = {}
        self.sensors: list[str] = []
        self.rows = self.first = self.last = 0
        self._folder = Path(tempfile.mkdtemp(prefix="impetus-replay-"))
        self._db = duckdb.connect(str(self._folder / "readings.duckdb"))
        try:
            # No extension is fetched from the network, whatever the file asks for.
            self._run("SET autoinstall_known_extensions = false")
            self._run("SET memory_limit = '512MB'")
            self._load(path)
            self._flatten()
            self._times()
            self._sort()
        except duckdb.Error as fault:
            self.close()
            raise BadInput(
                f"The file {path.name!r} cannot be read as a table: {sample_of(str(fault))[:200]}",
                remedy="Give a CSV file with a header row, plain or gzip, or a Parquet file.",
                field="file",
            ) from fault
        except BaseException:
            self.close()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Give the temporary file back."""
        self._db.close()
        shutil.rmtree(self._folder, ignore_errors=True)

    def _run(self, sql: str, arguments: list[Any] | None = None) -> duckdb.DuckDBPyConnection:
        return self._db.execute(sql, arguments or [])

    def _load(self, path: Path) -> None:
        if path.name.lower().endswith(_PARQUET):
            self._run(
                "CREATE VIEW file AS SELECT * FROM read_parquet(?, hive_partitioning = false)".replace(
                    "?", _literal(str(path))
                )
            )
        else:
            delimiter = f", delim = {_literal(self._mapping.delimiter)}" if self._mapping.delimiter else ""
            self._run(
                f"CREATE TABLE file AS SELECT * FROM read_csv(?, all_varchar = true, header = true,"  # noqa: S608
                f" store_rejects = true, ignore_errors = true{delimiter})",
                [str(path)],
            )
            wrong = self._run("SELECT line, error_message, csv_line FROM reject_errors ORDER BY line").fetchmany(_SHOWN)
            counted = self._run("SELECT count(*) FROM reject_errors").fetchone()
            self._refuse(
                "bad_row",
                "",
                [(n - 1, line) for n, _, line in wrong],
                counted[0] if counted else 0,
                wrong[0][1] if wrong else "",
                "Check delimiter and quotes.",
            )
        self.columns = [row[0] for row in self._run("DESCRIBE file").fetchall()]
        self._run("CREATE TABLE raw AS SELECT row_number() OVER () AS n, * FROM file")

    def _need(self, column: str, field: str) -> str:
        if column not in self.columns:
            raise BadInput(
                f"The file has no column {column!r}.",
                remedy=f"Its columns are {', '.join(self.columns[:20])}.",
                field=f"mapping.{field}",
            )
        return f"CAST({quoted(column)} AS VARCHAR)"

    def _flatten(self) -> None:
        """Make one row a reading: table `flat` of n, when_, sensor, value as text."""
        mapping = self._mapping
        when = self._need(mapping.time, "time")
        prefix = _literal(mapping.prefix)
        base = self._need(mapping.sensor, "sensor") if mapping.sensor else _literal(mapping.fixed_sensor)
        if mapping.layout == "wide":
            names = [name for _, name in wide_columns(self.columns, mapping)]
            if not names:
                raise BadInput("The file has no column with values.", remedy="Check the mapping.", field="mapping")
            label = f"{prefix} || {base} || '/' || name" if mapping.sensor else f"{prefix} || name"
            cells = ", ".join(f"CAST({quoted(name)} AS VARCHAR) AS {quoted(name)}" for name in names)
            keep = f"n AS n_, {when} AS when_, {base} AS base_"
            self._run(
                f"CREATE TABLE flat AS SELECT n_ AS n, when_, {label.replace(base, 'base_')} AS sensor, value"  # noqa: S608
                f" FROM (UNPIVOT (SELECT {keep}, {cells} FROM raw)"
                f" ON {', '.join(quoted(name) for name in names)} INTO NAME name VALUE value)"
            )
            return
        if not mapping.sensor and not mapping.fixed_sensor:
            raise BadInput("The mapping names no sensor.", remedy="Map the column.", field="mapping.sensor")
        parts = []
        for field in mapping.values:
            value = self._need(field.path, "values")
            parts.append(
                f"SELECT n, {when} AS when_, {prefix} || trim({base}) || {_literal(field.suffix)} AS sensor,"  # noqa: S608
                f" {value} AS value FROM raw"
            )
        if not parts:
            raise BadInput("The mapping names no value.", remedy="Map the column.", field="mapping.values")
        self._run("CREATE TABLE flat AS " + " UNION ALL ".join(parts))

    def _times(self) -> None:
        """Read each different time once, by the same rules as everywhere: table `known` of text and ms."""
        texts = [row[0] for row in self._run("SELECT DISTINCT when_ FROM flat ORDER BY when_").fetchall()]
        ms = np.full(len(texts), _BAD_TIME, dtype=np.int64)
        for at, text in enumerate(texts):
            if text is not None:
                found = self._collect.time(text, 0, self._mapping.time, text)
                if found is not None:
                    ms[at] = found
        self._why = {refusal.sample: refusal for refusal in self._collect.readings.refusals}
        self._run("CREATE TABLE known (text VARCHAR, ms BIGINT)")
        if texts:
            step = 100_000
            for start in range(0, len(texts), step):
                part = {
                    "text": np.array(texts[start : start + step], dtype=object),
                    "ms": ms[start : start + step],
                }
                self._db.register("part", part)
                self._run("INSERT INTO known SELECT text, ms FROM part")
                self._db.unregister("part")

    def _sort(self) -> None:
        mapping = self._mapping
        number = "replace(value, ',', '.')" if mapping.decimal_comma else "value"
        words = sorted(MISSING_WORDS | {word.lower() for word in mapping.missing})
        self._run(
            f"CREATE TABLE checked AS SELECT flat.n, flat.sensor, flat.when_, flat.value, known.ms,"  # noqa: S608
            f" TRY_CAST({number} AS DOUBLE) AS number"
            f" FROM flat LEFT JOIN known ON flat.when_ = known.text"
            f" WHERE value IS NOT NULL AND lower(trim(value)) NOT IN ({', '.join(map(_literal, words))})"
        )
        if mapping.missing:
            self._run(
                "DELETE FROM checked WHERE number IN (SELECT TRY_CAST(w AS DOUBLE) FROM unnest(?) AS t(w)"
                " WHERE TRY_CAST(w AS DOUBLE) IS NOT NULL)",
                [list(mapping.missing)],
            )
        bad_time = f"ms IS NULL OR ms = {_BAD_TIME}"
        bad_value = "number IS NULL OR NOT isfinite(number)"
        self._refused("bad_time", mapping.time, bad_time, "when_", "the time cannot be read", "Check the time's form.")
        self._refused(
            "not_a_number", "value", bad_value, "value", "it is not a finite number", "Map a column of numbers."
        )
        names = [row[0] for row in self._run("SELECT DISTINCT sensor FROM checked ORDER BY sensor").fetchall()]
        good = [name is not None and self._collect.name(name, 0, mapping.sensor, name) == name for name in names]
        self.sensors = [name for name, fine in zip(names, good, strict=True) if fine]
        self._run("CREATE TABLE names (name VARCHAR, id UINTEGER)")
        if self.sensors:
            self._db.register(
                "part",
                {"name": np.array(self.sensors, dtype=object), "id": np.arange(len(self.sensors), dtype=np.uint32)},
            )
            self._run("INSERT INTO names SELECT name, id FROM part")
            self._db.unregister("part")
        self._refused(
            "bad_name",
            mapping.sensor,
            "sensor IS NULL OR sensor NOT IN (SELECT name FROM names)",
            "sensor",
            "the sensor's name is empty, too long or has unreadable characters",
            "Check the column.",
        )
        self._run(
            f"CREATE TABLE sorted AS SELECT ms, id, number FROM checked JOIN names ON sensor = name"  # noqa: S608
            f" WHERE NOT ({bad_time}) AND NOT ({bad_value}) ORDER BY ms, n"
        )
        for table in ("file", "raw", "flat", "known", "checked"):
            kind = "VIEW" if table == "file" and "read_parquet" in self._kind("file") else "TABLE"
            self._run(f"DROP {kind} {table}")
        found = self._run("SELECT count(*), coalesce(min(ms), 0), coalesce(max(ms), 0) FROM sorted").fetchone()
        if found:
            self.rows, self.first, self.last = (int(part) for part in found)

    def _kind(self, name: str) -> str:
        row = self._run("SELECT sql FROM duckdb_views() WHERE view_name = ?", [name]).fetchone()
        return str(row[0]) if row else ""

    def _refused(self, reason: str, field: str, where: str, column: str, problem: str, remedy: str) -> None:
        counted = self._run(f"SELECT count(*) FROM checked WHERE {where}").fetchone()  # noqa: S608
        if counted and counted[0]:
            rows = self._run(
                f"SELECT n, {column} FROM checked WHERE {where} ORDER BY n LIMIT {_SHOWN}"  # noqa: S608
            ).fetchall()
            self._refuse(reason, field, rows, counted[0], problem, remedy)

    def _refuse(
        self, reason: str, field: str, rows: list[tuple[int, Any]], total: int, problem: str, remedy: str
    ) -> None:
        for at, (number, sample) in enumerate(rows):
            told = self._why.get(sample_of(sample or "")) if reason == "bad_time" else None
            self.refusals.append(
                Refusal(
                    reason=reason,
                    field=field,
                    problem=told.problem if told else problem,
                    remedy=told.remedy if told else remedy,
                    position=max(int(number or 0) - 1, 0),
                    sample=sample_of(sample or ""),
                    count=total - len(rows) + 1 if at == len(rows) - 1 else 1,
                )
            )

    def part(self, start: int, most: int) -> tuple[ColumnReadings, int | None]:
        """Return readings from row `start` on, at most `most`, and how far the clock has then come.

        Readings of one time stay together if they are fewer than `most`; otherwise the clock is None. After
        the last reading the clock is its time and 1 ms.
        """
        found = self._run(
            "SELECT ms, id, number FROM sorted WHERE rowid >= ? AND rowid < ? ORDER BY rowid",
            [start, start + most + 1],
        ).fetchnumpy()
        times = np.asarray(found["ms"], dtype=np.int64)
        clock: int | None = None
        end = len(times)
        if end > most:
            ahead = int(times[most])
            cut = int(np.searchsorted(times[: most + 1], ahead, "left"))
            end, clock = (cut, ahead) if cut else (most, None)
        elif end:
            clock = int(times[-1]) + 1
        ids, index = np.unique(np.asarray(found["id"], dtype=np.uint32)[:end], return_inverse=True)
        return (
            ColumnReadings(
                sensors=[self.sensors[number] for number in ids],
                index=index.astype(np.uint32),
                times=times[:end],
                values=np.asarray(found["number"], dtype=np.float64)[:end],
                units=[],
            ),
            clock,
        )

    def row_at(self, now: int) -> int:
        """Return the row of the first reading whose time is `now` or later."""
        found = self._run("SELECT count(*) FROM sorted WHERE ms < ?", [now]).fetchone()
        return int(found[0]) if found else 0

    def interval_ms(self) -> int:
        """Return how far apart readings of one sensor usually are (the median), 1 s to one week; 60 s if unknown."""
        found = self._run(
            "SELECT median(gap) FROM (SELECT ms - lag(ms) OVER (PARTITION BY id ORDER BY ms) AS gap"
            " FROM (SELECT ms, id FROM sorted LIMIT 200000)) WHERE gap > 0"
        ).fetchone()
        gap = int(found[0]) if found and found[0] is not None else 60_000
        return min(max(gap // 1000, 1), 604_800) * 1000

    def until(self, start: int, now: int, most: int) -> ColumnReadings:
        """Return readings from row `start` on whose time is before `now`, at most `most`."""
        readings, _ = self.part(start, most)
        end = int(np.searchsorted(readings.times, now, "left"))
        readings.index, readings.times, readings.values = (
            readings.index[:end],
            readings.times[:end],
            readings.values[:end],
        )
        return readings


def header(path: Path, rows: int = 50) -> list[dict[str, Any]]:
    """Return the first rows of a file as records, to guess its mapping from; raise BadInput where it is no table."""
    with duckdb.connect(":memory:") as db:
        db.execute("SET autoinstall_known_extensions = false")
        try:
            if path.name.lower().endswith(_PARQUET):
                found = db.execute("SELECT COLUMNS(*)::VARCHAR FROM read_parquet(?) LIMIT ?", [str(path), rows])
            else:
                found = db.execute(
                    "SELECT * FROM read_csv(?, all_varchar = true, header = true, ignore_errors = true) LIMIT ?",
                    [str(path), rows],
                )
            names = [column[0] for column in found.description or []]
            return [dict(zip(names, row, strict=True)) for row in found.fetchall()]
        except duckdb.Error as fault:
            raise BadInput(
                f"The file {path.name!r} cannot be read as a table.",
                remedy="Give a CSV file with a header row, plain or gzip, or a Parquet file.",
                field="file",
            ) from fault


def _literal(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
