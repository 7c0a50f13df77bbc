"""Exports of alerts, incidents and sensors; imports of warnings and alerts; feeds that are fetched."""

import asyncio
from typing import Annotated, Any, Literal

import msgspec
from fastapi import APIRouter, Depends, Path, Query, Request, Response
from pydantic import BaseModel, ConfigDict, Field, field_validator

from impetus.agencies import service as agencies
from impetus.alerts.intake import intake
from impetus.alerts.records import Filter
from impetus.channels.guard import split
from impetus.channels.transfers import cap_in, exports, feeds_repository, pushed
from impetus.channels.transfers.feeds_repository import FeedRow
from impetus.channels.transfers.reports import ImportedOut, imported_out
from impetus.formats import cap, cloudevents, geojson, idmef, tables
from impetus.formats.imported import Imported
from impetus.kit.errors import NotFound
from impetus.kit.fields import Line, Slug
from impetus.kit.ids import new_id
from impetus.kit.times import as_datetime, iso, parse_iso
from impetus.model.alert import AlertState, Severity
from impetus.people.access import Caller, permitted
from impetus.people.permissions import Permission
from impetus.places import repository as places

router = APIRouter(tags=["transfers"])
router.include_router(pushed.router)

Exporter = Annotated[Caller, Depends(permitted(Permission.EXPORT))]
Viewer = Annotated[Caller, Depends(permitted(Permission.SEE_SOURCES))]
Importer = Annotated[Caller, Depends(permitted(Permission.CHANGE_SOURCES))]
Most = Annotated[int, Query(ge=1, le=exports.MOST)]

_XML = {"requestBody": {"required": True, "content": {"application/cap+xml": {"schema": {"type": "string"}}}}}
_JSON = {"requestBody": {"required": True, "content": {"application/json": {"schema": {}}}}}


class FeedIn(BaseModel):
    """A feed of warnings to fetch."""

    model_config = ConfigDict(extra="forbid")

    name: Line = Field(min_length=1)
    url: str = Field(max_length=1000)
    enabled: bool = True
    every_s: int = Field(300, ge=60, le=86_400)

    @field_validator("url")
    @classmethod
    def _http(cls, value: str) -> str:
        split(value)
        return value


class FeedOut(BaseModel):
    """A feed and how it is."""

    id: str
    name: str
    url: str
    enabled: bool
    every_s: int
    state: str
    reason: str
    since: str | None
    read_at: str | None
    accepted: int
    refused: int


def _wanted(
    state: Literal["open", "all", "new", "acknowledged", "confirmed", "rejected", "closed"] = "all",
    severity: Annotated[list[Severity] | None, Query()] = None,
    kind: Annotated[str, Query(max_length=100)] = "",
    tool: Annotated[str, Query(max_length=100)] = "",
    since: Annotated[str, Query(alias="from", max_length=40)] = "",
    until: Annotated[str, Query(alias="to", max_length=40)] = "",
) -> Filter:
    states = {"all": (), "open": (AlertState.NEW, AlertState.ACKNOWLEDGED)}.get(state)
    return Filter(
        states=(AlertState(state),) if states is None else states,
        severities=tuple(severity or ()),
        kind=kind,
        tool=tool,
        since=parse_iso(since, field="from") if since else None,
        until=parse_iso(until, field="to") if until else None,
    )


@router.get("/export/alerts", response_class=Response)
async def export_alerts(
    caller: Exporter,
    request: Request,
    wanted: Annotated[Filter, Depends(_wanted)],
    format: Literal["csv", "geojson", "idmef", "cloudevents"] = "csv",
    limit: Most = 1000,
) -> Response:
    """Alerts as CSV, GeoJSON, IDMEFv2 or CloudEvents. The header X-Impetus-Lost counts what the format cannot say."""
    async with caller.unit() as unit:
        found = await exports.every_alert(unit, wanted, limit)
        unit.audit("export", "alerts", format=format, count=len(found))
    headers = {}
    if format == "csv":
        body, media, name = await asyncio.to_thread(exports.alerts_csv, found, caller.locale), tables.MEDIA_TYPE, "csv"
    elif format == "geojson":
        body = await asyncio.to_thread(exports.alerts_geojson, found, caller.locale)
        media, name = geojson.MEDIA_TYPE, "geojson"
    elif format == "idmef":
        city = next((one.name for one in await agencies.every(caller.uow) if one.id == caller.agency), caller.agency)
        body, lost = await asyncio.to_thread(
            exports.alerts_idmef, found, agency=caller.agency, city=city, locale=caller.locale
        )
        headers["X-Impetus-Lost"] = str(len(lost))
        media, name = idmef.MEDIA_TYPE, "idmef.json"
    else:
        address = request.app.state.settings.address
        events = exports.alerts_cloudevents(found, agency=caller.agency, address=address, locale=caller.locale)
        body, media, name = msgspec.json.encode(events), cloudevents.BATCH_MEDIA_TYPE, "cloudevents.json"
    return _file(body, media, f"alerts.{name}", headers)


@router.get("/export/incidents", response_class=Response)
async def export_incidents(
    caller: Exporter,
    state: Literal["open", "closed", "all"] = "all",
    format: Literal["csv", "geojson"] = "csv",
    limit: Most = 1000,
) -> Response:
    """Incidents that the agency sees, as CSV or GeoJSON."""
    async with caller.unit() as unit:
        found = await exports.every_incident(unit, state, limit)
        unit.audit("export", "incidents", format=format, count=len(found))
    if format == "csv":
        return _file(exports.incidents_csv(found), tables.MEDIA_TYPE, "incidents.csv")
    return _file(exports.incidents_geojson(found), geojson.MEDIA_TYPE, "incidents.geojson")


@router.get("/export/sensors", response_class=Response)
async def export_sensors(caller: Exporter, format: Literal["csv", "geojson"] = "csv") -> Response:
    """Sensors as CSV or GeoJSON."""
    async with caller.unit() as unit:
        found = await places.every(unit)
        unit.audit("export", "sensors", format=format, count=len(found))
    if format == "csv":
        return _file(await asyncio.to_thread(exports.sensors_csv, found), tables.MEDIA_TYPE, "sensors.csv")
    body = await asyncio.to_thread(exports.sensors_geojson, found)
    return _file(body, geojson.MEDIA_TYPE, "sensors.geojson")


def _file(body: bytes, media: str, name: str, headers: dict[str, str] | None = None) -> Response:
    disposition = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(body, media_type=media, headers=disposition | (headers or {}))


@router.post("/import/cap", openapi_extra=_XML)
async def import_cap(request: Request, caller: Importer) -> ImportedOut:
    """Take CAP 1.2 messages in, alone or inside a feed; each becomes an alert of the kind weather.warning."""
    read = await asyncio.to_thread(cap.read, await request.body())
    taken = await cap_in.take(caller.uow, caller.agency, read)
    return await _report(caller, "cap", read, taken)


@router.post("/import/idmef", openapi_extra=_JSON)
async def import_idmef(request: Request, caller: Importer) -> ImportedOut:
    """Take IDMEFv2 (draft 08) messages in, one or a list; each becomes an alert of the kind imported.idmef."""
    read = await asyncio.to_thread(idmef.read, await request.body())
    done = await intake(caller.uow, caller.agency, pushed.TOOL, idmef.VERSION, read.items)
    return await _report(caller, "idmef", read, len(done.new) + len(done.updated))


async def _report(caller: Caller, format: str, read: Imported[Any], taken: int) -> ImportedOut:
    async with caller.unit() as unit:
        unit.audit("import", format, read=len(read.items), taken=taken, refused=len(read.refused))
    return imported_out(read, taken, caller.locale)


@router.get("/feeds")
async def feeds(caller: Viewer) -> list[FeedOut]:
    """Feeds of warnings that are fetched."""
    async with caller.unit() as unit:
        return [_feed_out(row, caller.locale) for row in await feeds_repository.every(unit)]


@router.post("/feeds", status_code=201)
async def make_feed(body: FeedIn, caller: Importer) -> FeedOut:
    """Name a feed to fetch."""
    return await _save(caller, new_id("fed", caller.uow.clock), body, "made")


@router.put("/feeds/{id}")
async def change_feed(id: Annotated[Slug, Path()], body: FeedIn, caller: Importer) -> FeedOut:
    """Change a feed; it is fetched at once."""
    async with caller.unit() as unit:
        if not any(row.id == id for row in await feeds_repository.every(unit)):
            raise NotFound("There is no such feed.", remedy="Load the list of feeds anew.", field="id")
    return await _save(caller, id, body, "changed")


@router.delete("/feeds/{id}", status_code=204)
async def remove_feed(id: Annotated[Slug, Path()], caller: Importer) -> None:
    """Take a feed away; alerts that came from it stay."""
    async with caller.unit() as unit:
        if not await feeds_repository.remove(unit, id):
            raise NotFound("There is no such feed.", remedy="Load the list of feeds anew.", field="id")
        unit.emit("feed", {"id": id})
        unit.audit("feed.removed", id)


async def _save(caller: Caller, id: str, body: FeedIn, what: str) -> FeedOut:
    async with caller.unit() as unit:
        now = as_datetime(unit.clock.now_ms())
        await feeds_repository.put(
            unit, id, name=body.name, url=body.url, enabled=body.enabled, every_s=body.every_s, at=now
        )
        unit.emit("feed", {"id": id})
        unit.audit(f"feed.{what}", id, url=body.url)
        row = next(row for row in await feeds_repository.every(unit) if row.id == id)
    return _feed_out(row, caller.locale)


def _feed_out(row: FeedRow, locale: str) -> FeedOut:
    return FeedOut(
        id=row.id, name=row.name, url=row.url, enabled=row.enabled, every_s=row.every_s, state=row.state,
        reason=row.reason.in_(locale), since=iso(row.since) if row.since else None,
        read_at=iso(row.read_at) if row.read_at else None, accepted=row.accepted, refused=row.refused,
    )  # fmt: skip
