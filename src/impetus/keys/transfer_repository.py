"""Rows of the keys' database as they are, for backups."""

import base64
from collections.abc import Mapping
from typing import Any, Final

from sqlalchemy import text

from impetus.kit.times import iso, parse_iso
from impetus.storage.jsonb import dump
from impetus.storage.unit import Unit

TABLES: Final = ("data_key", "deletion", "deleted_unit")
_COLUMNS: Final = {
    "data_key": (
        "agency_id", "id", "category", "scope", "generation", "master", "wrapped", "created_at", "destroyed_at",
        "reason", "receipt",
    ),
    "deletion": ("agency_id", "id", "at", "receipt"),
    "deleted_unit": ("agency_id", "category", "unit", "receipt"),
}  # fmt: skip
_TIMES: Final = ("created_at", "destroyed_at", "at")


async def every(unit: Unit, table: str) -> list[dict[str, Any]]:
    """All rows of a table of the unit's agency, as JSON can say them."""
    rows = await unit.session.execute(text(f"SELECT {', '.join(_COLUMNS[table])} FROM {table} ORDER BY 1, 2, 3"))  # noqa: S608
    found = []
    for row in rows.mappings():
        plain = dict(row)
        for name in _TIMES:
            if plain.get(name) is not None:
                plain[name] = iso_exact(plain[name])
        if plain.get("wrapped") is not None:
            plain["wrapped"] = base64.b64encode(plain["wrapped"]).decode()
        found.append(plain)
    return found


def iso_exact(moment: Any) -> str:
    """A time with its microseconds."""
    return str(moment.isoformat()) if moment.microsecond % 1000 else iso(moment)


async def put(unit: Unit, table: str, row: Mapping[str, Any]) -> bool:
    """Add a row; False where it (or another key of its scope) is there already."""
    values = {name: row[name] for name in _COLUMNS[table]}
    for name in _TIMES:
        if values.get(name) is not None:
            values[name] = parse_iso(values[name], field=name)
    if table == "deletion":
        values["receipt"] = dump(values["receipt"])
    marks = ", ".join("CAST(:receipt AS jsonb)" if table == "deletion" and n == "receipt" else f":{n}" for n in values)
    done = await unit.session.execute(
        text(f"INSERT INTO {table} ({', '.join(values)}) VALUES ({marks}) ON CONFLICT DO NOTHING"),  # noqa: S608
        values,
    )
    return bool(done.rowcount)


async def is_destroyed(unit: Unit, id: str) -> bool:
    """Whether a key was destroyed here."""
    found = await unit.session.execute(text("SELECT wrapped IS NULL FROM data_key WHERE id = :id"), {"id": id})
    return bool(found.scalar_one_or_none())
