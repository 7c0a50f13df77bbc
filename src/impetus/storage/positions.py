"""How far the readers of the stream have saved what they read; the stream may be purged up to the smallest."""

from typing import Final

from sqlalchemy import text

from impetus.kit.times import as_datetime, as_ms
from impetus.storage.unit import Unit

_PUT: Final = text(
    "INSERT INTO stream_position (agency_id, reader, sequence, at) VALUES (:agency, :reader, :sequence, :at)"
    " ON CONFLICT (agency_id, reader) DO UPDATE SET sequence = excluded.sequence, at = excluded.at"
)


async def put(unit: Unit, reader: str, sequence: int) -> None:
    """Note that a reader needs nothing up to and including `sequence` any more."""
    await unit.session.execute(
        _PUT, {"agency": unit.agency, "reader": reader, "sequence": sequence, "at": as_datetime(unit.clock.now_ms())}
    )


async def every(unit: Unit) -> dict[tuple[str, str], tuple[int, int]]:
    """(sequence, when in ms) by (agency, reader): the unit's agency's, or all under `platform.positions`."""
    rows = await unit.session.execute(text("SELECT agency_id, reader, sequence, at FROM stream_position"))
    return {(row.agency_id, row.reader): (row.sequence, as_ms(row.at)) for row in rows}
