"""Where others push readings to: JSON, NDJSON and CSV, OGC SensorThings, NGSI-LD."""

from typing import Annotated

from fastapi import APIRouter, Depends, Header, Path, Request
from pydantic import BaseModel

from impetus.kit.errors import BadInput
from impetus.observations.report import Report
from impetus.observations.sources.schemas import RefusalOut, refusal_out
from impetus.people.access import chosen_locale
from impetus.sources.http.push import SHOWN, Push

router = APIRouter(prefix="/push", tags=["push"])


class PushedOut(BaseModel):
    """What became of a push. All counts together are what was sent; refusals beyond the first 100 are only counted.

    Each refusal's `position` is the index from 0 of the record in what was sent (in NDJSON, of the line).
    """

    accepted: int
    late: int
    repeated: int
    refused: list[RefusalOut]
    refused_total: int


def push(request: Request) -> Push:
    """The process's push work, put into the application's state as `push`."""
    found: Push = request.app.state.push
    return found


Pusher = Annotated[Push, Depends(push)]
SourceId = Annotated[str, Path(max_length=64)]
Bearer = Annotated[str, Header(alias="Authorization", max_length=300)]
OwnClock = Annotated[
    int | None,
    Header(alias="X-Impetus-Clock", description="ms since 1970: the source's own clock has come this far"),
]
_BODY = {
    "requestBody": {
        "required": True,
        "content": {"application/json": {"schema": {}}, "application/x-ndjson": {"schema": {"type": "string"}}},
    }
}


@router.post("/{source_id}", openapi_extra=_BODY)
async def push_readings(
    source_id: SourceId, request: Request, pusher: Pusher, authorization: Bearer = "", clock: OwnClock = None
) -> PushedOut:
    """Push readings in the source's own format: an object, a list, or one object a line (application/x-ndjson)."""
    return await _push(request, pusher, source_id, authorization, clock, None, "")


class PushClockOut(BaseModel):
    """How the clock of a source stands: `now` in ms since 1970; `speed` its seconds in a second."""

    clock: str
    now: int
    speed: float
    paused: bool
    adjustable: bool


@router.get("/{source_id}/clock")
async def push_clock(source_id: SourceId, pusher: Pusher, authorization: Bearer = "") -> PushClockOut:
    """How far the sender's own clock has come, and how fast the console wants it to run."""
    state = await pusher.clock(await pusher.sender(source_id, authorization))
    return PushClockOut(
        clock=state.clock, now=state.now, speed=state.speed, paused=state.paused, adjustable=state.adjustable
    )


@router.post("/{source_id}/sensorthings", openapi_extra=_BODY)
async def push_sensorthings(
    source_id: SourceId, request: Request, pusher: Pusher, authorization: Bearer = "", clock: OwnClock = None
) -> PushedOut:
    """Push OGC SensorThings Observations, single, as a collection, or as data arrays."""
    return await _push(request, pusher, source_id, authorization, clock, "sensorthings", "")


@router.post("/{source_id}/sensorthings/{path:path}", openapi_extra=_BODY)
async def push_sensorthings_at(
    source_id: SourceId,
    path: Annotated[str, Path(max_length=500)],
    request: Request,
    pusher: Pusher,
    authorization: Bearer = "",
    clock: OwnClock = None,
) -> PushedOut:
    """The same for clients that build their own addresses, such as v1.1/Datastreams(1)/Observations."""
    return await _push(request, pusher, source_id, authorization, clock, "sensorthings", path)


@router.post("/{source_id}/ngsi-ld", openapi_extra=_BODY)
async def push_ngsi_ld(
    source_id: SourceId, request: Request, pusher: Pusher, authorization: Bearer = "", clock: OwnClock = None
) -> PushedOut:
    """Push an NGSI-LD or NGSIv2 notification: give this address to the context broker's subscription."""
    return await _push(request, pusher, source_id, authorization, clock, "ngsi_ld", "")


async def _push(
    request: Request, pusher: Push, source: str, authorization: str, clock: int | None, format: str | None, topic: str
) -> PushedOut:
    known = await pusher.sender(source, authorization)
    kind = request.headers.get("content-type", "").split(";")[0].strip().lower()
    encoding = request.headers.get("content-encoding", "identity").strip().lower()
    if encoding not in ("identity", "", "gzip"):
        raise BadInput("This encoding is not taken.", remedy="Send gzip, or plain.", field="Content-Encoding")
    chosen = format or ("csv" if kind == "text/csv" else str(known.row.settings.get("format", "json")))
    report = await pusher.take(
        known,
        request.stream(),
        format=chosen,
        lines=chosen != "csv" and kind in ("application/x-ndjson", "application/ndjson", "application/jsonl"),
        gzip=encoding == "gzip",
        topic=topic,
    )
    if clock is not None:
        await pusher.advance(known, clock)
    return _out(report, chosen_locale(request, ""))


def _out(report: Report, locale: str) -> PushedOut:
    return PushedOut(
        accepted=report.accepted,
        late=report.late,
        repeated=report.repeated,
        refused=[refusal_out(refusal, locale) for refusal in report.refusals[:SHOWN]],
        refused_total=report.refused,
    )
