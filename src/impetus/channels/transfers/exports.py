"""Alerts, incidents and sensors in formats of others, at most ten thousand at a time."""

from collections.abc import Sequence
from typing import Any, Final

from impetus.alerts import repository as alerts
from impetus.alerts.records import Filter, Summary
from impetus.formats import cloudevents, geojson, idmef, tables
from impetus.formats.cloudevents import CloudEvent
from impetus.formats.geojson import Feature
from impetus.formats.imported import Lost
from impetus.incidents import repository as incidents
from impetus.incidents.records import Incident, Key
from impetus.kit.times import as_ms, iso
from impetus.model.sensor import Sensor
from impetus.storage.unit import Unit

MOST: Final = 10_000
_PAGE: Final = 500
ALERT_COLUMNS: Final = (
    "number", "id", "kind", "severity", "state", "title", "why", "place", "latitude", "longitude", "tool", "confidence",
    "clock", "window_start", "window_end", "over", "created_at", "acknowledged_at", "verdict", "reason",
)  # fmt: skip
INCIDENT_COLUMNS: Final = (
    "number", "id", "home", "title", "severity", "place", "latitude", "longitude", "agencies", "opened_at", "closed_at",
)  # fmt: skip
SENSOR_COLUMNS: Final = (
    "id", "name", "kind", "quantity", "unit", "latitude", "longitude", "area", "source", "interval_s", "clock",
)  # fmt: skip


async def every_alert(unit: Unit, wanted: Filter, most: int = MOST) -> list[Summary]:
    """Alerts of a filter, in the queue's order."""
    found: list[Summary] = []
    after = None
    while len(found) < most:
        page, _ = await alerts.page(unit, wanted, after, min(_PAGE, most - len(found)))
        found += page
        if len(page) < _PAGE:
            break
        after = alerts.key_of(page[-1])
    return found


async def every_incident(unit: Unit, state: str, most: int = MOST) -> list[Incident]:
    """Incidents that the unit's agency sees."""
    found: list[Incident] = []
    after: Key | None = None
    while len(found) < most:
        page, _ = await incidents.page(unit, state, "", "", after, min(_PAGE, most - len(found)))
        found += page
        if len(page) < _PAGE:
            break
        last = page[-1]
        after = Key(
            open=int(last.closed_at is None), rank=last.severity.rank, opened=as_ms(last.opened_at), number=last.number
        )
    return found


def alerts_csv(found: Sequence[Summary], locale: str) -> bytes:
    """Alerts as a table, in a person's language."""
    return tables.write(ALERT_COLUMNS, ([_cell(value) for value in _alert(one, locale).values()] for one in found))


def _alert(one: Summary, locale: str) -> dict[str, Any]:
    values = (
        f"A-{one.number}", one.id, one.kind, one.severity.value, one.state.value, one.title.in_(locale),
        one.why.in_(locale), one.place.name, one.place.latitude, one.place.longitude, one.tool, one.confidence,
        one.clock, iso(one.window_start), iso(one.window_end), one.over, iso(one.created_at),
        iso(one.acknowledged_at) if one.acknowledged_at else None, one.verdict.word if one.verdict else None,
        one.verdict.reason if one.verdict else None,
    )  # fmt: skip
    return dict(zip(ALERT_COLUMNS, values, strict=True))


def _cell(value: Any) -> tables.Cell:
    return value if value is None or isinstance(value, str | int | float | bool) else str(value)


def alerts_geojson(found: Sequence[Summary], locale: str) -> bytes:
    """Alerts with a place as features; those without have a null geometry."""
    return geojson.write(
        Feature(
            id=one.id,
            properties={k: v for k, v in _alert(one, locale).items() if k not in ("id", "latitude", "longitude")},
            point=_point(one.place.longitude, one.place.latitude),
            ring=one.place.area,
        )
        for one in found
    )


def alerts_idmef(found: Sequence[Summary], *, agency: str, city: str, locale: str) -> tuple[bytes, list[Lost]]:
    """Alerts as IDMEFv2 messages, and what the format could not say of them (`position` is the alert's in the list)."""
    messages, lost = [], []
    for position, one in enumerate(found):
        message, missing = idmef.to_idmef(one, agency=agency, city=city, locale=locale)
        messages.append(message)
        lost += [Lost(position=position, path=part.path, value=part.value) for part in missing]
    return idmef.write(messages), lost


def alerts_cloudevents(found: Sequence[Summary], *, agency: str, address: str, locale: str) -> list[dict[str, Any]]:
    """Alerts as a batch of CloudEvents."""
    return [
        cloudevents.to_dict(
            CloudEvent(
                id=f"{one.id}.{one.version}",
                source=f"{address}/agencies/{agency}",
                type="org.impetus.alert",
                time=as_ms(one.updated_at),
                subject=one.id,
                data=_alert(one, locale),
            )
        )
        for one in found
    ]


def incidents_csv(found: Sequence[Incident]) -> bytes:
    """Incidents as a table."""
    return tables.write(INCIDENT_COLUMNS, ([_cell(value) for value in _incident(one).values()] for one in found))


def _incident(one: Incident) -> dict[str, Any]:
    closed = one.closed_at
    values = (
        f"I-{one.number}", one.id, one.home, one.title, one.severity.value, one.place.name, one.place.latitude,
        one.place.longitude, " ".join(sub.agency for sub in one.taking_part), iso(one.opened_at),
        iso(closed) if closed else None,
    )  # fmt: skip
    return dict(zip(INCIDENT_COLUMNS, values, strict=True))


def incidents_geojson(found: Sequence[Incident]) -> bytes:
    """Incidents as features."""
    return geojson.write(
        Feature(
            id=one.id,
            properties={k: v for k, v in _incident(one).items() if k not in ("id", "latitude", "longitude")},
            point=_point(one.place.longitude, one.place.latitude),
            ring=one.place.area,
        )
        for one in found
    )


def sensors_csv(found: Sequence[Sensor]) -> bytes:
    """Sensors as a table."""
    return tables.write(SENSOR_COLUMNS, ([_cell(getattr(one, name)) for name in SENSOR_COLUMNS] for one in found))


def sensors_geojson(found: Sequence[Sensor]) -> bytes:
    """Sensors as features."""
    names = [name for name in SENSOR_COLUMNS if name not in ("id", "latitude", "longitude")]
    return geojson.write(
        Feature(
            id=one.id,
            properties={name: getattr(one, name) for name in names},
            point=_point(one.longitude, one.latitude),
        )
        for one in found
    )


def _point(longitude: float | None, latitude: float | None) -> tuple[float, float] | None:
    return None if longitude is None or latitude is None else (longitude, latitude)
