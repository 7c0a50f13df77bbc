"""Sensors: all of them for the map, one with its readings, editing."""

import hashlib
from typing import Annotated

import msgspec
from fastapi import APIRouter, Depends, Path, Query, Request, Response

from impetus.history import questions
from impetus.history.questions import LatestPage, SeriesQuestion, SumQuestion
from impetus.kit.errors import BadInput, NotFound, Unavailable
from impetus.kit.times import MAX_MS, MIN_MS, as_ms, parse_iso
from impetus.model.sensor import HealthState, Sensor, SensorHealth, SensorKind
from impetus.people.access import Caller, permitted
from impetus.people.permissions import Permission
from impetus.places import repository, service
from impetus.places.schemas import SensorColumnsOut, SensorIn, SensorOut, SeriesOut, SumOut, sensor_out

router = APIRouter(tags=["places"])

Viewer = Annotated[Caller, Depends(permitted(Permission.SEE_OPERATIONS))]
Changer = Annotated[Caller, Depends(permitted(Permission.CHANGE_SOURCES))]
SensorId = Annotated[str, Path(max_length=200)]
Moment = Annotated[str, Query(max_length=40, description="ISO 8601, or ms since 1970 UTC")]
_HOUR_MS = 3_600_000
_DAY_MS = 24 * _HOUR_MS


@router.get("/sensors", response_model=SensorColumnsOut)
async def sensors(request: Request, caller: Viewer) -> Response:
    """Every sensor with its newest value and health, as columns; answers 304 where nothing changed (ETag)."""
    async with caller.unit() as unit:
        stamp = await repository.stamp(unit)
        known = await repository.every(unit)
        health = await repository.health(unit)
    newest = await _latest(request, caller)
    body = msgspec.json.encode(_columns(stamp, known, health, newest))
    tag = f'"{hashlib.sha256(body).hexdigest()[:32]}"'
    headers = {"ETag": tag, "Cache-Control": "private, no-cache"}
    if tag in request.headers.get("if-none-match", ""):
        return Response(status_code=304, headers=headers)
    return Response(body, media_type="application/json", headers=headers)


@router.get("/sensors/sum")
async def sum_of_kind(
    request: Request,
    caller: Viewer,
    kind: SensorKind = SensorKind.PEOPLE,
    from_: Annotated[Moment, Query(alias="from")] = "",
    to: Moment = "",
    points: Annotated[int, Query(ge=1, le=questions.MAX_SUM_POINTS)] = 90,
) -> SumOut:
    """What all sensors of a kind measure together, in `points` buckets of time; the last three hours by default."""
    end = _moment(to, "to") if to else caller.uow.clock.now_ms()
    start = _moment(from_, "from") if from_ else end - 3 * _HOUR_MS
    if start > end:
        raise BadInput("The time ends before it starts.", remedy="Swap from and to.", field="from")
    purpose = caller.session.purpose
    question = SumQuestion(agency=caller.agency, purpose=purpose, kind=kind.value, start=start, end=end, points=points)
    found = await questions.summed(request.app.state.bus, question)
    return SumOut(time=found.time, value=found.value, heard=found.heard, sensors=found.sensors)


@router.get("/sensors/{id:path}/series")
async def series(
    id: SensorId,
    request: Request,
    caller: Viewer,
    from_: Annotated[Moment, Query(alias="from")] = "",
    to: Moment = "",
    points: Annotated[int, Query(ge=1, le=questions.MAX_POINTS)] = 1000,
) -> SeriesOut:
    """A sensor's readings, thinned to at most `points`; the last day up to the newest reading by default."""
    async with caller.unit() as unit:
        sensor = await repository.get(unit, id)
    if sensor is None:
        raise NotFound("There is no such sensor.", remedy="Load the list of sensors anew.")
    end = _moment(to, "to") if to else None
    if end is None:
        newest = _newest(await _latest(request, caller), id)
        end = newest[1] + 1 if newest else caller.uow.clock.now_ms()
    start = _moment(from_, "from") if from_ else end - _DAY_MS
    if start > end:
        raise BadInput("The time ends before it starts.", remedy="Swap from and to.", field="from")
    found = await questions.series(
        request.app.state.bus,
        SeriesQuestion(
            agency=caller.agency,
            purpose=caller.session.purpose,
            sensor=id,
            kind=sensor.kind.value,
            start=start,
            end=end,
            points=points,
        ),
    )
    return SeriesOut(
        unit=sensor.unit, time=found.time, value=found.value, low=found.low, high=found.high, count=found.count
    )


@router.get("/sensors/{id:path}")
async def sensor(id: SensorId, request: Request, caller: Viewer) -> SensorOut:
    """One sensor."""
    async with caller.unit() as unit:
        found = await repository.get(unit, id)
        health = (await repository.health(unit, id)).get(id)
    if found is None:
        raise NotFound("There is no such sensor.", remedy="Load the list of sensors anew.")
    return sensor_out(found, health, _newest(await _latest(request, caller), id), caller.locale)


@router.put("/sensors/{id:path}")
async def change_sensor(id: SensorId, body: SensorIn, request: Request, caller: Changer) -> SensorOut:
    """Change what is given of a sensor; tools go on with it from here in the stream."""
    changes = body.model_dump(mode="json", exclude_unset=True)
    async with caller.unit() as unit:
        changed = await service.edit(unit, id, changes)
        health = (await repository.health(unit, id)).get(id)
    return sensor_out(changed, health, _newest(await _latest(request, caller), id), caller.locale)


async def _latest(request: Request, caller: Caller) -> LatestPage:
    """The newest values; none where the history does not answer, since sensors and health are shown all the same."""
    try:
        return await questions.latest(request.app.state.bus, caller.agency, caller.session.purpose, timeout_s=2)
    except Unavailable:
        return LatestPage(ids=[], values=[], times=[])


def _newest(page: LatestPage, id: str) -> tuple[float, int] | None:
    try:
        at = page.ids.index(id)
    except ValueError:
        return None
    return page.values[at], page.times[at]


def _columns(stamp: str, known: list[Sensor], health: dict[str, SensorHealth], newest: LatestPage) -> dict[str, object]:
    values = {id: pair for id, *pair in zip(newest.ids, newest.values, newest.times, strict=True)}
    nothing: list[float | None] = [None, None]
    found = [health.get(sensor.id) for sensor in known]
    return {
        "version": hashlib.sha256(stamp.encode()).hexdigest()[:16],
        "ids": [sensor.id for sensor in known],
        "names": [sensor.name for sensor in known],
        "kinds": [sensor.kind for sensor in known],
        "units": [sensor.unit for sensor in known],
        "latitudes": [sensor.latitude for sensor in known],
        "longitudes": [sensor.longitude for sensor in known],
        "areas": [sensor.area for sensor in known],
        "bearings": [sensor.bearing for sensor in known],
        "reaches": [sensor.reach for sensor in known],
        "sources": [sensor.source for sensor in known],
        "values": [values.get(sensor.id, nothing)[0] for sensor in known],
        "times": [values.get(sensor.id, nothing)[1] for sensor in known],
        "states": [one.state if one else HealthState.UNKNOWN for one in found],
        "since": [one.since if one else None for one in found],
    }


def _moment(given: str, field: str) -> int:
    if given.lstrip("-").isdecimal() and given.isascii():
        ms = int(given)
        if MIN_MS <= ms <= MAX_MS:
            return ms
        raise BadInput(
            "The time lies outside the years 1 to 9999.", remedy="Write it as 2026-03-06T14:00:00Z.", field=field
        )
    return as_ms(parse_iso(given, field=field))
