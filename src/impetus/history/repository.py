"""Segments of the history in the database."""

from collections.abc import Sequence
from datetime import date

import msgspec
from sqlalchemy import text

from impetus.kit.times import as_datetime, as_ms
from impetus.storage.unit import Unit


class Segment(msgspec.Struct, frozen=True, kw_only=True):
    """One Parquet file: a day's readings of one kind, collected for one purpose. Times in ms UTC.

    `key` is the id of what opens it; `taken` is when its newest readings were taken in.
    """

    id: str
    kind: str
    purpose: str
    day: date
    path: str
    rows: int
    bytes: int
    first_sequence: int
    last_sequence: int
    first_time: int
    last_time: int
    key: str
    taken: int


async def every(unit: Unit) -> list[Segment]:
    """All segments of the unit's agency, by day and sequence."""
    rows = await unit.session.execute(
        text(
            "SELECT id, category AS kind, purpose, day, path, rows, bytes, first_sequence, last_sequence,"
            " first_time, last_time, key, created_at AS taken FROM history_segment ORDER BY day, first_sequence, id"
        )
    )
    return [
        Segment(**{**row, **{name: as_ms(row[name]) for name in ("first_time", "last_time", "taken")}})
        for row in rows.mappings()
    ]


async def add(unit: Unit, segments: Sequence[Segment]) -> None:
    """Add segments; one whose path is there already is left as it is."""
    if not segments:
        return
    await unit.session.execute(
        text(
            "INSERT INTO history_segment (agency_id, id, category, purpose, day, path, rows, bytes, first_sequence,"
            " last_sequence, first_time, last_time, key, created_at) VALUES (:agency, :id, :kind, :purpose, :day,"
            " :path, :rows, :bytes, :first_sequence, :last_sequence, :first_time, :last_time, :key, :taken)"
            " ON CONFLICT DO NOTHING"
        ),
        [
            {
                **msgspec.structs.asdict(segment),
                "agency": unit.agency,
                "first_time": as_datetime(segment.first_time),
                "last_time": as_datetime(segment.last_time),
                "taken": as_datetime(segment.taken),
            }
            for segment in segments
        ],
    )


async def remove(unit: Unit, ids: Sequence[str]) -> None:
    """Take segments away."""
    await unit.session.execute(text("DELETE FROM history_segment WHERE id = ANY(:ids)"), {"ids": list(ids)})


async def position(unit: Unit, reader: str) -> int:
    """The sequence up to which a reader of the unit's agency has saved everything; 0 where it never did."""
    row = await unit.session.execute(
        text("SELECT sequence FROM stream_position WHERE agency_id = :agency AND reader = :reader"),
        {"agency": unit.agency, "reader": reader},
    )
    return int(row.scalar_one_or_none() or 0)
