"""Handovers, notes for the next shift, and things whose owner has left, in the database."""

from collections.abc import Iterable
from datetime import datetime
from typing import Final

from sqlalchemy import RowMapping, text

from impetus.model.text import Text
from impetus.shifts.records import Handover, Item, Left, ShiftNote
from impetus.shifts.repository import run
from impetus.storage.jsonb import dump, load
from impetus.storage.unit import Unit

_HANDOVER: Final = "id, desk, leaver, taker, started_at, ended_at, state, note"
_NOTE: Final = "id, desk, text, due_at, author, owner, made_at"
_ITEM: Final = "kind, subject, title, detail, owner, done, note, at"


async def add(unit: Unit, handover: Handover) -> None:
    """Begin a handover; a second open one of the same leaver at the desk raises Conflict."""
    await run(
        unit,
        "INSERT INTO handover (agency_id, id, desk, leaver, taker, started_at)"
        " VALUES (:agency, :id, :desk, :leaver, :taker, :at)",
        agency=unit.agency, id=handover.id, desk=handover.desk, leaver=handover.leaver, taker=handover.taker,
        at=handover.started_at,
    )  # fmt: skip


async def one(unit: Unit, id: str, *, lock: bool = False) -> Handover | None:
    """One handover."""
    rows = await unit.session.execute(
        text(f"SELECT {_HANDOVER} FROM handover WHERE id = :id" + (" FOR UPDATE" if lock else "")),  # noqa: S608
        {"id": id},
    )
    row = rows.mappings().first()
    return Handover(**row) if row else None


async def open_of(unit: Unit, desk: str, leaver: str) -> Handover | None:
    """The handover under way of somebody at a desk."""
    rows = await unit.session.execute(
        text(f"SELECT {_HANDOVER} FROM handover WHERE desk = :desk AND leaver = :leaver AND state = 'open'"),  # noqa: S608
        {"desk": desk, "leaver": leaver},
    )
    row = rows.mappings().first()
    return Handover(**row) if row else None


async def page(unit: Unit, limit: int) -> list[Handover]:
    """The last handovers, newest first."""
    rows = await unit.session.execute(
        text(f"SELECT {_HANDOVER} FROM handover ORDER BY started_at DESC, id DESC LIMIT :limit"),  # noqa: S608
        {"limit": limit},
    )
    return [Handover(**row) for row in rows.mappings()]


async def end(unit: Unit, id: str, state: str, note: str, at: datetime) -> None:
    """A handover is done, or dropped."""
    await run(
        unit, "UPDATE handover SET state = :state, note = :note, ended_at = :at WHERE id = :id",
        id=id, state=state, note=note, at=at,
    )  # fmt: skip


async def keep_items(unit: Unit, handover: str, items: Iterable[Item]) -> None:
    """Write down what is open; what is written already stays as it is."""
    rows = [
        {
            "agency": unit.agency, "handover": handover, "kind": item.kind, "subject": item.subject,
            "title": dump(item.title), "owner": item.owner,
            "detail": dump(
                {
                    "line": item.line, "severity": item.severity, "due_at": item.due_at, "since": item.since,
                    "address": item.address, "clock": item.clock,
                }
            ),
        }
        for item in items
    ]  # fmt: skip
    if rows:
        await unit.session.execute(
            text(
                "INSERT INTO handover_item (agency_id, handover, kind, subject, title, detail, owner)"
                " VALUES (:agency, :handover, :kind, :subject, CAST(:title AS jsonb), CAST(:detail AS jsonb), :owner)"
                " ON CONFLICT (agency_id, handover, kind, subject) DO NOTHING"
            ),
            rows,
        )


def _moment(kept: str | None) -> datetime | None:
    return datetime.fromisoformat(kept) if kept else None


def _item(row: RowMapping) -> Item:
    columns = dict(row)
    detail = load(columns.pop("detail"))
    return Item(
        **{**columns, "title": load(columns["title"], Text), "line": load(detail["line"], Text)},
        due_at=_moment(detail["due_at"]),
        since=_moment(detail["since"]),
        severity=detail["severity"],
        address=detail["address"],
        clock=detail.get("clock", "live"),
    )


async def items(unit: Unit, handover: str) -> list[Item]:
    """What a handover is about."""
    rows = await unit.session.execute(
        text(f"SELECT {_ITEM} FROM handover_item WHERE handover = :handover ORDER BY kind, subject"),  # noqa: S608
        {"handover": handover},
    )
    return [_item(row) for row in rows.mappings()]


async def decide(unit: Unit, handover: str, item: Item, done: str, note: str, at: datetime) -> None:
    """An item is taken or left."""
    await run(
        unit,
        "UPDATE handover_item SET done = :done, note = :note, at = :at"
        " WHERE handover = :handover AND kind = :kind AND subject = :subject",
        handover=handover, kind=item.kind, subject=item.subject, done=done, note=note, at=at,
    )  # fmt: skip


async def notes(unit: Unit, desk: str = "", owner: str | None = None) -> list[ShiftNote]:
    """Notes that are not done, the next due first."""
    rows = await unit.session.execute(
        text(
            f"SELECT {_NOTE} FROM shift_note WHERE done_at IS NULL AND (:desk = '' OR desk = :desk)"  # noqa: S608
            " AND (CAST(:owner AS text) IS NULL OR owner = :owner) ORDER BY due_at NULLS LAST, made_at, id"
        ),
        {"desk": desk, "owner": owner},
    )
    return [ShiftNote(**row) for row in rows.mappings()]


async def add_note(unit: Unit, note: ShiftNote) -> None:
    """Write a note."""
    await run(
        unit,
        "INSERT INTO shift_note (agency_id, id, desk, text, due_at, author, owner, made_at)"
        " VALUES (:agency, :id, :desk, :text, :due_at, :author, :owner, :made_at)",
        agency=unit.agency, id=note.id, desk=note.desk, text=note.text, due_at=note.due_at, author=note.author,
        owner=note.owner, made_at=note.made_at,
    )  # fmt: skip


async def finish_note(unit: Unit, id: str, by: str, at: datetime) -> bool:
    """A note is done; False where it is done already or there is none."""
    changed = await run(
        unit, "UPDATE shift_note SET done_at = :at, done_by = :by WHERE id = :id AND done_at IS NULL",
        id=id, by=by, at=at,
    )  # fmt: skip
    return changed == 1


async def give_note(unit: Unit, id: str, owner: str | None, to: str | None) -> bool:
    """A note goes on to somebody, or to nobody."""
    changed = await run(
        unit, "UPDATE shift_note SET owner = :to WHERE id = :id AND done_at IS NULL"
        " AND owner IS NOT DISTINCT FROM CAST(:owner AS text)",
        id=id, owner=owner, to=to,
    )  # fmt: skip
    return changed == 1


async def left(unit: Unit) -> list[Left]:
    """Things whose owner has left."""
    rows = await unit.session.execute(text("SELECT kind, subject, owner, since FROM owner_left"))
    return [Left(**row) for row in rows.mappings()]


async def note_left(unit: Unit, found: Left) -> None:
    """Remember that an owner has left; the first time stays."""
    await run(
        unit,
        "INSERT INTO owner_left (agency_id, kind, subject, owner, since)"
        " VALUES (:agency, :kind, :subject, :owner, :since) ON CONFLICT (agency_id, kind, subject)"
        " DO UPDATE SET owner = excluded.owner, since = excluded.since WHERE owner_left.owner <> excluded.owner",
        agency=unit.agency, kind=found.kind, subject=found.subject, owner=found.owner, since=found.since,
    )  # fmt: skip


async def forget_left(unit: Unit, found: Left) -> None:
    """The owner is back, or the thing has another."""
    await run(
        unit, "DELETE FROM owner_left WHERE kind = :kind AND subject = :subject", kind=found.kind, subject=found.subject
    )


async def runs(unit: Unit) -> list[Item]:
    """Procedures under way, the oldest first."""
    rows = await unit.session.execute(
        text(
            "SELECT r.id, r.alert, r.incident, r.started_at, v.content -> 'title' AS title FROM procedure_run r"
            " JOIN procedure_version v ON v.agency_id = r.agency_id AND v.procedure = r.procedure"
            " AND v.version = r.version WHERE r.state = 'running' ORDER BY r.started_at, r.id LIMIT 200"
        )
    )
    return [
        Item(
            kind="run",
            subject=row["id"],
            title=load(row["title"], Text),
            since=row["started_at"],
            address=f"/incidents?incident={row['incident']}"
            if row["incident"]
            else f"/operations?alert={row['alert']}",
        )
        for row in rows.mappings()
    ]


async def unseen(unit: Unit, limit: int) -> tuple[list[Item], int]:
    """Sources and sensors that are blind, late or stuck, the longest first; and how many in all."""
    rows = await unit.session.execute(
        text(
            "SELECT *, count(*) OVER () AS total FROM ("
            "SELECT 'source' AS kind, id AS subject, name, state, reason, since, 'live' AS clock FROM source"
            " WHERE enabled AND state IN ('blind', 'late', 'stuck') UNION ALL"
            " SELECT 'sensor', h.sensor, coalesce(nullif(s.name, ''), h.sensor), h.state, h.reason, h.since,"
            " coalesce(s.clock, 'live')"
            " FROM sensor_health h LEFT JOIN sensor s ON s.agency_id = h.agency_id AND s.id = h.sensor"
            " WHERE h.state IN ('blind', 'late', 'stuck')) u ORDER BY kind DESC, since NULLS LAST, subject LIMIT :limit"
        ),
        {"limit": limit},
    )
    found = rows.mappings().all()
    made = [
        Item(
            kind=row["kind"], subject=row["subject"], title=Text(en=row["name"]), severity=row["state"],
            line=load(row["reason"], Text) if (load(row["reason"]) or {}).get("en") else Text(en=""),
            since=row["since"], clock=row["clock"],
            address=f"/sources?source={row['subject']}" if row["kind"] == "source" else "",
        )
        for row in found
    ]  # fmt: skip
    return made, int(found[0]["total"]) if found else 0
