"""Sensors and their health in the database."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final

import msgspec
from sqlalchemy import text

from impetus.kit.times import as_datetime, as_ms
from impetus.model.sensor import HealthState, Sensor, SensorHealth
from impetus.model.text import Text
from impetus.storage.jsonb import dump
from impetus.storage.unit import Unit

_COLUMNS: Final = (
    "id, name, kind, source, unit, quantity, latitude, longitude, aggregate, interval_s, minimum, maximum,"
    " area, bearing, reach, clock"
)
_UPSERT: Final = text(
    "INSERT INTO sensor (agency_id, id, name, kind, source, unit, quantity, latitude, longitude, aggregate,"
    " interval_s, minimum, maximum, area, bearing, reach, clock, changed_at)"
    " VALUES (:agency_id, :id, :name, :kind, :source, :unit, :quantity, :latitude, :longitude, :aggregate,"
    " :interval_s, :minimum, :maximum, :area, :bearing, :reach, :clock, :changed_at)"
    " ON CONFLICT (agency_id, id) DO UPDATE SET name = excluded.name, kind = excluded.kind,"
    " source = excluded.source, unit = excluded.unit, quantity = excluded.quantity, latitude = excluded.latitude,"
    " longitude = excluded.longitude, aggregate = excluded.aggregate, interval_s = excluded.interval_s,"
    " minimum = excluded.minimum, maximum = excluded.maximum, area = excluded.area, bearing = excluded.bearing,"
    " reach = excluded.reach, clock = excluded.clock, changed_at = excluded.changed_at"
)
_SET_HEALTH: Final = text(
    "INSERT INTO sensor_health (agency_id, sensor, state, since, reason, tool, changed_at)"
    " VALUES (:agency_id, :sensor, :state, :since, CAST(:reason AS jsonb), :tool, :changed_at)"
    " ON CONFLICT (agency_id, sensor) DO UPDATE SET state = excluded.state, since = excluded.since,"
    " reason = excluded.reason, tool = excluded.tool, changed_at = excluded.changed_at"
    " WHERE (sensor_health.state, sensor_health.since, sensor_health.reason)"
    " IS DISTINCT FROM (excluded.state, excluded.since, excluded.reason)"
    " RETURNING sensor"
)


async def every(unit: Unit) -> list[Sensor]:
    """All sensors of the unit's agency, by id."""
    rows = await unit.session.execute(text(f"SELECT {_COLUMNS} FROM sensor ORDER BY id"))  # noqa: S608
    return [msgspec.convert(dict(row), Sensor) for row in rows.mappings()]


async def some(unit: Unit, ids: Sequence[str]) -> list[Sensor]:
    """The sensors of the unit's agency among `ids`."""
    rows = await unit.session.execute(
        text(f"SELECT {_COLUMNS} FROM sensor WHERE id = ANY(:ids)"),  # noqa: S608
        {"ids": list(ids)},
    )
    return [msgspec.convert(dict(row), Sensor) for row in rows.mappings()]


async def get(unit: Unit, id: str, *, lock: bool = False) -> Sensor | None:
    """One sensor, or None; `lock` holds it until the commit, so that of two edits none is lost."""
    tail = " FOR UPDATE" if lock else ""
    rows = await unit.session.execute(
        text(f"SELECT {_COLUMNS} FROM sensor WHERE id = :id{tail}"),  # noqa: S608
        {"id": id},
    )
    row = rows.mappings().first()
    return msgspec.convert(dict(row), Sensor) if row else None


async def put(unit: Unit, sensors: Sequence[Sensor]) -> None:
    """Add sensors, or change those that exist."""
    if not sensors:
        return
    fixed = {"agency_id": unit.agency, "changed_at": as_datetime(unit.clock.now_ms())}
    ordered = sorted(sensors, key=lambda sensor: sensor.id)  # so that two units never wait for each other
    await unit.session.execute(_UPSERT, [{**msgspec.structs.asdict(s), **fixed} for s in ordered])


async def stamp(unit: Unit) -> str:
    """A text that changes whenever a sensor of the agency or its health changes."""
    row = await unit.session.execute(
        text(
            "SELECT (SELECT count(*) || '.' || coalesce(extract(epoch FROM max(changed_at)), 0) FROM sensor)"
            " || '/' || (SELECT count(*) || '.' || coalesce(extract(epoch FROM max(changed_at)), 0)"
            " FROM sensor_health)"
        )
    )
    return str(row.scalar_one())


async def health(unit: Unit, sensor: str | None = None) -> dict[str, SensorHealth]:
    """Health by sensor id; of one sensor where it is named."""
    rows = await unit.session.execute(
        text(
            "SELECT sensor, state, since, reason FROM sensor_health"
            " WHERE CAST(:sensor AS text) IS NULL OR sensor = :sensor"
        ),
        {"sensor": sensor},
    )
    return {row["sensor"]: _health(dict(row)) for row in rows.mappings()}


async def set_health(unit: Unit, tool: str, found: Sequence[SensorHealth], changed_at: datetime) -> set[str]:
    """Note what a tool found; return the ids of sensors whose health is other than before."""
    changed = set()
    for one in found:
        row = await unit.session.execute(
            _SET_HEALTH,
            {
                "agency_id": unit.agency,
                "sensor": one.sensor,
                "state": one.state.value,
                "since": as_datetime(one.since),
                "reason": dump(one.reason),
                "tool": tool,
                "changed_at": changed_at,
            },
        )
        if row.first() is not None:
            changed.add(one.sensor)
    return changed


def _health(row: dict[str, Any]) -> SensorHealth:
    return SensorHealth(
        sensor=row["sensor"],
        state=HealthState(row["state"]),
        since=as_ms(row["since"]),
        reason=msgspec.convert(row["reason"], Text),
    )
