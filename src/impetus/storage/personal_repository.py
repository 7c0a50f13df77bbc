"""Rows with texts in them, as the rights of persons want them: found by a mention, given, mended, forgotten.

Most of what domains hold of persons are texts in a table: this does them all, from a short description.
"""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import RowMapping, text

from impetus.contracts.personal import MOST, Done, Found, Given, Opener, Sealed
from impetus.kit.times import iso
from impetus.storage.jsonb import dump
from impetus.storage.unit import Unit

OPENED: Final = 50_000
"""At most so many sealed texts are opened in one search, newest first."""
_AROUND: Final = 160


@dataclass(frozen=True)
class TextRows:
    """Texts of a table. All names are of columns, or expressions on the table's row; none comes from outside.

    `texts` are columns of text, `jsons` of jsonb whose every text counts; `hidden` are texts made of the others, which
    are searched and erased but not given. `about` says which row it is. With
    `sealed`, originals of what is masked lie in `original` under that kind, sealed for `<kind>/<item>`.
    `kept` says why a row cannot be erased. `told` is the topic that consoles hear of a change by, and the column
    of the id they know.
    """

    kind: str
    names: dict[str, str]
    table: str
    texts: tuple[str, ...] = ()
    jsons: tuple[str, ...] = ()
    hidden: tuple[str, ...] = ()
    id: str = "id"
    at: str = "at"
    about: str = "''"
    place: str = "''"
    sealed: str = ""
    kept: Callable[[Unit, str], Awaitable[str]] | None = None
    told: tuple[str, str] | None = None
    where: str = "true"

    async def find(self, unit: Unit, given: Given, opener: Opener) -> Sequence[Found]:
        """Return rows that name the person, newest first."""
        if not given.identifiers:
            return []
        rows = list(await self._rows(unit, given, f"{self._all()} ILIKE ANY(:likes)", MOST * 5, likes=given.likes()))
        found = [made for row in rows if (made := self._found(row, given, self._said(row)))]
        if self.sealed:
            found += await self._indexed(unit, given, opener, {one.item for one in found})
            known = {one.item for one in found}
            masked = f"EXISTS (SELECT 1 FROM masked_item m WHERE {self._of('m')})"  # noqa: S608
            hidden = [row for row in await self._rows(unit, given, masked, OPENED) if row["item"] not in known]
            opened = await opener.open([self._box(row) for row in hidden if row["sealed"]])
            found += [
                made
                for row, original in zip((row for row in hidden if row["sealed"]), opened, strict=True)
                if original and (made := self._found(row, given, [original], sealed=True))
            ]
        return sorted(found, key=lambda one: one.at, reverse=True)[: MOST + 1]

    async def _indexed(self, unit: Unit, given: Given, opener: Opener, known: set[str]) -> list[Found]:
        """What stands in the blind index, however old: only what is found is opened, for the officer to judge."""
        tokens = await opener.tokens(given.identifiers)
        if not tokens:
            return []
        hit = f"EXISTS (SELECT 1 FROM masked_index i WHERE {self._of('i')} AND i.token = ANY(:tokens))"  # noqa: S608
        rows = [
            row
            for row in await self._rows(unit, given, hit, MOST * 5, tokens=tokens)
            if row["sealed"] and row["item"] not in known
        ]
        opened = await opener.open([self._box(row) for row in rows])
        return [
            self._found(row, given, [original], sealed=True)
            or self._told(row, _around(original, opener.place(given.identifiers, original)), sealed=True)
            for row, original in zip(rows, opened, strict=True)
            if original
        ]

    async def export(self, unit: Unit, item: str, opener: Opener) -> dict[str, Any] | None:
        """Return one row as it is given to the person."""
        row = await self._one(unit, item)
        if row is None:
            return None
        told: dict[str, Any] = {"id": item, "at": iso(row["at"]), "about": row["about"]}
        told |= {name: row[name] for name in (*self.jsons, *self.texts) if row[name] not in (None, "", {}, [])}
        if self.sealed and row["sealed"] is not None:
            told["original"] = (await opener.open([self._box(row)]))[0]
        return told

    async def correct(self, unit: Unit, item: str, wrong: str, right: str, opener: Opener) -> Done:
        """Put `right` where `wrong` stands."""
        row = await self._one(unit, item)
        if row is None:
            return Done(False, "gone")
        before = self._values(row)
        after = {name: _map(value, lambda said: said.replace(wrong, right)) for name, value in before.items()}
        changed = {name: value for name, value in after.items() if before[name] != value}
        mended = await self._reseal(unit, row, wrong, right, opener)
        if not changed and not mended:
            return Done(False, "not_there")
        await self._write(unit, item, changed)
        return Done(True)

    async def erase(self, unit: Unit, item: str, given: Given) -> Done:
        """Take every mention of the person out; what is sealed goes as a whole, since what is masked stays."""
        row = await self._one(unit, item)
        if row is None:
            return Done(False, "gone")
        why = await self.kept(unit, item) if self.kept else ""
        if why:
            return Done(False, why)
        before = self._values(row)
        changed: dict[str, Any] = {
            name: new for name, value in before.items() if (new := _map(value, given.forget)) != value
        }
        forgotten = await self._unseal(unit, item)
        if not changed and not forgotten:
            return Done(False, "not_there")
        await self._write(unit, item, changed)
        return Done(True)

    def _all(self) -> str:
        return (
            "concat_ws(chr(10), "
            + ", ".join((*self.texts, *self.hidden, *(f"{name}::text" for name in self.jsons)))
            + ")"
        )

    def _of(self, other: str) -> str:
        return (
            f"{other}.agency_id = {self.table}.agency_id AND {other}.kind = '{self.sealed}'"
            f" AND {other}.item = {self.table}.{self.id}"
        )

    def _select(self) -> str:
        columns = ", ".join((*self.texts, *self.jsons, *self.hidden))
        if self.sealed:
            columns += (
                f", (SELECT o.sealed FROM original o WHERE {self._of('o')}) AS sealed"  # noqa: S608
                f", (SELECT m.key_id FROM masked_item m WHERE {self._of('m')}) AS key_id"
            )
        return (
            f"SELECT {self.id} AS item, {self.at} AS at, {self.about} AS about, {self.place} AS place_said, {columns}"  # noqa: S608
            f" FROM {self.table} WHERE agency_id = :agency AND ({self.where})"
        )

    async def _rows(self, unit: Unit, given: Given, which: str, limit: int, **more: Any) -> Sequence[RowMapping]:
        rows = await unit.session.execute(
            text(
                f"{self._select()} AND {which} AND (CAST(:since AS timestamptz) IS NULL OR {self.at} >= :since)"
                f" AND (CAST(:until AS timestamptz) IS NULL OR {self.at} < :until)"
                f" AND (:place = '' OR {self.place} ILIKE :place) ORDER BY {self.at} DESC LIMIT :limit"
            ),
            {
                "agency": unit.agency, "since": given.since, "until": given.until, "limit": limit,
                "place": f"%{given.place}%" if given.place and self.place != "''" else "", **more,
            },
        )  # fmt: skip
        return rows.mappings().all()

    async def _one(self, unit: Unit, item: str) -> RowMapping | None:
        rows = await unit.session.execute(
            text(f"{self._select()} AND {self.id} = :item FOR UPDATE"), {"agency": unit.agency, "item": item}
        )
        return rows.mappings().first()

    async def _reseal(self, unit: Unit, row: RowMapping, wrong: str, right: str, opener: Opener) -> bool:
        """Put right what is sealed; what is masked stays so."""
        if not self.sealed or row["sealed"] is None:
            return False
        box = self._box(row)
        original = (await opener.open([box]))[0] or ""
        if wrong not in original:
            return False
        mended = original.replace(wrong, right)
        await unit.session.execute(
            text("UPDATE original SET sealed = :sealed WHERE agency_id = :agency AND kind = :kind AND item = :item"),
            {
                "agency": unit.agency, "kind": self.sealed, "item": row["item"],
                "sealed": await opener.seal(box.key, mended, box.for_),
            },
        )  # fmt: skip
        await self._index(unit, row["item"], *await opener.index(box.key, mended))
        return True

    async def _index(self, unit: Unit, item: str, key: str, tokens: Sequence[str]) -> None:
        """What was wrong leads to it no more; what is right does."""
        of = {"agency": unit.agency, "kind": self.sealed, "item": item}
        await unit.session.execute(
            text("DELETE FROM masked_index WHERE agency_id = :agency AND kind = :kind AND item = :item"), of
        )
        for token in tokens:
            await unit.session.execute(
                text(
                    "INSERT INTO masked_index (agency_id, kind, item, key_id, token)"
                    " VALUES (:agency, :kind, :item, :key, :token)"
                ),
                {**of, "key": key, "token": token},
            )

    async def _unseal(self, unit: Unit, item: str) -> bool:
        """Forget what is sealed; the masked text stays."""
        if not self.sealed:
            return False
        done = await unit.session.execute(
            text("DELETE FROM masked_item WHERE agency_id = :agency AND kind = :kind AND item = :item"),
            {"agency": unit.agency, "kind": self.sealed, "item": item},
        )
        return bool(done.rowcount)

    async def _write(self, unit: Unit, item: str, changed: dict[str, Any]) -> None:
        if not changed:
            return
        columns = ", ".join(
            f"{name} = CAST(:{name} AS jsonb)" if name in self.jsons else f"{name} = :{name}" for name in changed
        )
        values = {name: dump(value) if name in self.jsons else value for name, value in changed.items()}
        returning = f" RETURNING {self.told[1]} AS told" if self.told else ""
        rows = await unit.session.execute(
            text(f"UPDATE {self.table} SET {columns} WHERE agency_id = :agency AND {self.id} = :item{returning}"),  # noqa: S608
            {**values, "agency": unit.agency, "item": item},
        )
        if self.told:
            for row in rows:
                unit.emit(self.told[0], {"id": row.told})

    def _values(self, row: RowMapping) -> dict[str, Any]:
        return {name: row[name] for name in (*self.jsons, *self.texts, *self.hidden) if row[name] is not None}

    def _said(self, row: RowMapping) -> list[str]:
        return [said for value in self._values(row).values() for said in _texts(value)]

    def _box(self, row: RowMapping) -> Sealed:
        return Sealed(row["key_id"], bytes(row["sealed"]), f"{self.sealed}/{row['item']}")

    def _found(self, row: RowMapping, given: Given, said: Sequence[str], *, sealed: bool = False) -> Found | None:
        matched = given.match(*said)
        if matched is None:
            return None
        first = min(hit.start() for one in given.identifiers if (hit := one.pattern().search(matched)))
        return self._told(row, _around(matched, first), sealed=sealed)

    def _told(self, row: RowMapping, cut: str, *, sealed: bool) -> Found:
        return Found(
            kind=self.kind, item=row["item"], at=row["at"], about=row["about"] or "", text=cut,
            place=row["place_said"] or "", sealed=sealed,
        )  # fmt: skip


def _around(said: str, place: int | None) -> str:
    """What stands about a place of a text; nothing where there is none, as the rest may be about others."""
    if place is None:
        return ""
    begin, end = max(0, place - _AROUND), place + _AROUND
    return ("… " if begin else "") + said[begin:end] + (" …" if end < len(said) else "")


def _texts(value: Any) -> list[str]:
    if isinstance(value, str):
        return [value]
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return [said for part in inner for said in _texts(part)]


def _map(value: Any, change: Callable[[str], str]) -> Any:
    """The same tree with every text changed; keys of objects are ours and stay."""
    if isinstance(value, str):
        return change(value)
    if isinstance(value, dict):
        return {key: _map(part, change) for key, part in value.items()}
    return [_map(part, change) for part in value] if isinstance(value, list) else value
