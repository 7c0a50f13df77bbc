"""What a table keeps and lets go of, as the law's contract asks (`contracts.retention`): the SQL of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import msgspec
from sqlalchemy import text

from impetus.contracts.retention import Due, Gone, Retained, Span
from impetus.storage.unit import Unit

_DAY: Final = "to_char({at} AT TIME ZONE 'UTC', 'YYYY-MM-DD')"


@dataclass(frozen=True)
class Table:
    """A table whose rows have a period. All texts are SQL of ours about the table `t`.

    `at`: when a row's time begins; `over`: what must be true for its time to run; `of`: the tool it is from;
    `by_day`: its data key is that of its day, else `scope` names it; `hanging`: (table, column) whose rows name the
    row by its id and go before it; `numbered`: ids are numbers.
    """

    category: str
    name: str
    at: str
    over: str = "true"
    id: str = "id"
    of: str = "''"
    scope: str = "''"
    by_day: bool = False
    keys: str = ""
    hanging: tuple[tuple[str, str], ...] = ()
    numbered: bool = False

    def retained(self) -> Retained:
        """Return it as the contract has it."""
        return Retained(
            category=self.category, keys=self.keys, due=self.due_within, delete=self.delete, named=self.named,
            left=self._left if self.by_day else None,
        )  # fmt: skip

    @property
    def _select(self) -> str:
        scope = _DAY.format(at=self.at) if self.by_day else self.scope
        return (
            f"SELECT t.{self.id}::text AS id, {self.at} AS at, {scope} AS scope, {self.of} AS of"  # noqa: S608
            f" FROM {self.name} t WHERE t.agency_id = :agency"
        )

    @property
    def _among(self) -> str:
        return f"{self.id} = ANY(CAST(:ids AS {'bigint[]' if self.numbered else 'text[]'}))"

    async def due_within(self, unit: Unit, span: Span, prefix: str = "") -> list[Due]:
        """What is due, in the order (at, id); `prefix` stands before ids in `span.after`."""
        values: dict[str, Any] = {"agency": unit.agency, "before": span.before, "limit": span.limit}
        terms = f" AND {self.at} < :before AND ({self.over})"
        if span.of is not None:
            terms += f" AND {self.of} = :of"
            values["of"] = span.of
        if span.after is not None:
            terms += f" AND ({self.at}, :prefix || t.{self.id}::text) > (:after_at, :after_id)"
            values |= {"after_at": span.after[0], "after_id": span.after[1], "prefix": prefix}
        rows = await unit.session.execute(text(f"{self._select}{terms} ORDER BY 2, 1 LIMIT :limit"), values)
        return [Due(**row) for row in rows.mappings()]

    async def named(self, unit: Unit, ids: Sequence[str]) -> list[Due]:
        """Those of the ids that exist and whose time has begun."""
        rows = await unit.session.execute(
            text(f"{self._select} AND t.{self._among} ORDER BY 2, 1"),
            {"agency": unit.agency, "ids": self._ids(ids)},
        )
        return [Due(**row) for row in rows.mappings() if row["at"] is not None]

    async def delete(self, unit: Unit, ids: Sequence[str]) -> Gone:
        """Delete rows and what hangs on them."""
        values = {"agency": unit.agency, "ids": self._ids(ids)}
        rows = 0
        for table, column in self.hanging:
            done = await unit.session.execute(
                text(f"DELETE FROM {table} WHERE agency_id = :agency AND {column} = ANY(CAST(:ids AS text[]))"),  # noqa: S608
                values,
            )
            rows += int(done.rowcount)
        done = await unit.session.execute(
            text(f"DELETE FROM {self.name} WHERE agency_id = :agency AND {self._among}"),  # noqa: S608
            values,
        )
        return Gone(rows=rows + int(done.rowcount))

    async def _left(self, unit: Unit, scopes: Sequence[str]) -> list[str]:
        start = "CAST(d AS date)::timestamp AT TIME ZONE 'UTC'"
        rows = await unit.session.execute(
            text(
                f"SELECT d FROM unnest(CAST(:scopes AS text[])) AS d WHERE EXISTS (SELECT 1 FROM {self.name} t"  # noqa: S608
                f" WHERE t.agency_id = :agency AND {self.at} >= {start} AND {self.at} < {start} + interval '1 day')"
            ),
            {"agency": unit.agency, "scopes": list(scopes)},
        )
        return list(rows.scalars())

    def _ids(self, ids: Sequence[str]) -> list[Any]:
        return [int(id) for id in ids if id.isdigit()] if self.numbered else list(ids)


def together(category: str, *tables: Table, keys: str = "") -> Retained:
    """Return several tables as one category; ids carry the table's name before them (`duty/…`)."""

    async def due(unit: Unit, span: Span) -> list[Due]:
        found = [
            msgspec.structs.replace(one, id=f"{table.name}/{one.id}")
            for table in tables
            for one in await table.due_within(unit, span, prefix=f"{table.name}/")
        ]
        return sorted(found, key=lambda one: (one.at, one.id))[: span.limit]

    async def named(unit: Unit, ids: Sequence[str]) -> list[Due]:
        return [
            msgspec.structs.replace(one, id=f"{table.name}/{one.id}")
            for table, own in _by_table(tables, ids)
            for one in await table.named(unit, own)
        ]

    async def delete(unit: Unit, ids: Sequence[str]) -> Gone:
        return Gone(rows=sum([(await table.delete(unit, own)).rows for table, own in _by_table(tables, ids)]))

    return Retained(category=category, due=due, delete=delete, named=named, keys=keys)


def _by_table(tables: Sequence[Table], ids: Sequence[str]) -> list[tuple[Table, list[str]]]:
    found = []
    for table in tables:
        prefix = f"{table.name}/"
        own = [id.removeprefix(prefix) for id in ids if id.startswith(prefix)]
        if own:
            found.append((table, own))
    return found
