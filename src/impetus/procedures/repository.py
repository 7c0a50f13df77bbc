"""Procedures and their versions in the database."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import text

from impetus.procedures.records import Listed, Version
from impetus.storage.jsonb import dump, load
from impetus.storage.unit import Unit

_COLUMNS = (
    "v.procedure, v.version, v.state, v.content, v.edits, v.changed_at, v.changed_by, v.note,"
    " (SELECT p.origin FROM procedure p WHERE p.agency_id = v.agency_id AND p.id = v.procedure) AS origin"
)


def _version(row: Any) -> Version:
    return Version(**{**row, "content": load(row["content"])})


async def marks(unit: Unit) -> dict[str, tuple[str, str, bool]]:
    """By origin: the procedure's id, the note of its newest version, and whether people never changed it."""
    rows = await unit.session.execute(
        text(
            "SELECT p.origin, p.id, (array_agg(v.note ORDER BY v.version DESC))[1] AS note,"
            " bool_and(v.changed_by IS NULL) AS untouched FROM procedure p JOIN procedure_version v"
            " ON v.agency_id = p.agency_id AND v.procedure = p.id WHERE p.origin <> '' GROUP BY p.origin, p.id"
        )
    )
    return {row.origin: (row.id, row.note, row.untouched) for row in rows}


async def add(unit: Unit, id: str, origin: str, person: str | None, at: datetime) -> bool:
    """Keep a new procedure without versions; False where its origin is known already."""
    done = await unit.session.execute(
        text(
            "INSERT INTO procedure (agency_id, id, origin, made_at, made_by) VALUES (:agency, :id, :origin, :at, :by)"
            " ON CONFLICT DO NOTHING"
        ),
        {"agency": unit.agency, "id": id, "origin": origin, "at": at, "by": person},
    )
    return bool(done.rowcount)


async def hold(unit: Unit, id: str) -> bool:
    """Hold a procedure until the commit; False where there is none."""
    rows = await unit.session.execute(text("SELECT 1 FROM procedure WHERE id = :id FOR UPDATE"), {"id": id})
    return rows.first() is not None


async def add_version(
    unit: Unit, id: str, version: int, state: str, content: dict[str, Any], person: str | None, at: datetime,
    note: str = "",
) -> None:  # fmt: skip
    """Keep a new version."""
    await unit.session.execute(
        text(
            "INSERT INTO procedure_version (agency_id, procedure, version, state, content, kinds, changed_at,"
            " changed_by, note) VALUES (:agency, :id, :version, :state, CAST(:content AS jsonb), :kinds, :at, :by,"
            " :note)"
        ),
        {
            "agency": unit.agency, "id": id, "version": version, "state": state, "content": dump(content),
            "kinds": _kinds(content), "at": at, "by": person, "note": note,
        },
    )  # fmt: skip


def _kinds(content: dict[str, Any]) -> list[str]:
    return [kind for kind in (content.get("kind", ""), *content.get("kinds", ())) if kind]


async def change_draft(unit: Unit, id: str, content: dict[str, Any], person: str, at: datetime) -> None:
    """Replace what the draft says."""
    await unit.session.execute(
        text(
            "UPDATE procedure_version SET content = CAST(:content AS jsonb), kinds = :kinds, edits = edits + 1,"
            " changed_at = :at, changed_by = :by WHERE procedure = :id AND state = 'draft'"
        ),
        {"id": id, "content": dump(content), "kinds": _kinds(content), "at": at, "by": person},
    )


async def set_state(unit: Unit, id: str, version: int, state: str, note: str | None = None) -> None:
    """Publish or archive a version."""
    await unit.session.execute(
        text(
            "UPDATE procedure_version SET state = :state, note = coalesce(:note, note)"
            " WHERE procedure = :id AND version = :version"
        ),
        {"id": id, "version": version, "state": state, "note": note},
    )


async def drop_draft(unit: Unit, id: str) -> None:
    """Let go of the draft."""
    await unit.session.execute(
        text("DELETE FROM procedure_version WHERE procedure = :id AND state = 'draft'"), {"id": id}
    )


async def drop(unit: Unit, id: str) -> None:
    """Let go of a procedure that never was published."""
    await unit.session.execute(text("DELETE FROM procedure WHERE id = :id"), {"id": id})


async def versions(unit: Unit, id: str) -> list[Version]:
    """Every version of a procedure, newest first."""
    rows = await unit.session.execute(
        text(f"SELECT {_COLUMNS} FROM procedure_version v WHERE v.procedure = :id ORDER BY v.version DESC"),  # noqa: S608
        {"id": id},
    )
    return [_version(row) for row in rows.mappings()]


async def published(unit: Unit, kinds: Iterable[str]) -> list[Version]:
    """Versions in force for any of `kinds` (exact names, or a beginning such as `crowd`)."""
    rows = await unit.session.execute(
        text(
            f"SELECT {_COLUMNS} FROM procedure_version v WHERE v.state = 'published' AND v.kinds && :kinds"  # noqa: S608
            " ORDER BY v.procedure"
        ),
        {"kinds": list(kinds)},
    )
    return [_version(row) for row in rows.mappings()]


async def in_force(unit: Unit, id: str) -> Version | None:
    """The version of a procedure that is in force."""
    return next((one for one in await versions(unit, id) if one.state == "published"), None)


async def every(unit: Unit) -> list[Listed]:
    """Every procedure with its newest versions."""
    rows = await unit.session.execute(
        text(
            f"SELECT {_COLUMNS}, count(*) OVER (PARTITION BY v.procedure) AS versions,"  # noqa: S608
            " (SELECT count(*) FROM procedure_run r WHERE r.agency_id = v.agency_id AND r.procedure = v.procedure)"
            " AS runs, rank() OVER (PARTITION BY v.procedure ORDER BY v.version DESC) AS nth"
            " FROM procedure_version v ORDER BY v.procedure, v.version DESC"
        )
    )
    found: dict[str, list[tuple[Version, int, int]]] = {}
    for row in rows.mappings():
        columns = {key: value for key, value in row.items() if key not in ("versions", "runs", "nth")}
        found.setdefault(row["procedure"], []).append((_version(columns), row["versions"], row["runs"]))
    return [
        Listed(
            id=id,
            origin=each[0][0].origin,
            published=next((v for v, _, _ in each if v.state == "published"), None),
            draft=next((v for v, _, _ in each if v.state == "draft"), None),
            newest=each[0][0],
            versions=each[0][1],
            runs=each[0][2],
        )
        for id, each in found.items()
    ]
