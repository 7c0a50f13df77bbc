"""Evidence of incidents: files in and out, what tools showed, who keeps it; and the report."""

import asyncio
from typing import Annotated, Literal
from urllib.parse import quote

from fastapi import APIRouter, Depends, Path, Request
from fastapi.responses import Response, StreamingResponse

from impetus.alerts.render import Catalogue
from impetus.incidents import evidence, files, report
from impetus.incidents.desk_endpoints import catalogue
from impetus.incidents.records import Evidence
from impetus.incidents.render import View, evidence_out
from impetus.incidents.requests import Audience, EvidenceIn, EvidenceReasonIn
from impetus.incidents.schemas import EvidenceOut, IncidentReportOut
from impetus.keys.store import KeyStore
from impetus.kit import pictures, ranges
from impetus.kit.errors import BadInput
from impetus.kit.fields import Line
from impetus.law.grants.endpoints import Reader
from impetus.people.access import Caller, fresh, permitted, stepped_up
from impetus.people.permissions import Permission
from impetus.places.vector_tiles import SHIPPED

router = APIRouter()

Viewer = Annotated[Caller, Depends(permitted(Permission.SEE_INCIDENTS))]
Worker = Annotated[Caller, Depends(permitted(Permission.WORK_INCIDENTS))]
Leader = Annotated[Caller, Depends(permitted(Permission.LEAD_INCIDENTS))]
Exporter = Annotated[Caller, Depends(stepped_up(Permission.EXPORT))]
Words = Annotated[Catalogue, Depends(catalogue)]
IncidentId = Annotated[str, Path(max_length=80)]
EvidenceId = Annotated[str, Path(max_length=80)]
_SHOWN = ("image/", "video/", "audio/")
_FILE = {
    "requestBody": {
        "required": True,
        "content": {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}},
    }
}


def _out(found: evidence.Listed, caller: Caller) -> list[EvidenceOut]:
    view = View(found.incident, found.names, caller)
    return [evidence_out(one, found.locks.get(one.id, []), view, found.days, found.masked) for one in found.pieces]


@router.get("/{incident}/evidence")
async def list_evidence(incident: IncidentId, caller: Viewer) -> list[EvidenceOut]:
    """Evidence, oldest first; what was deleted stands there with its time."""
    return _out(await evidence.every(caller, incident), caller)


@router.post("/{incident}/evidence", status_code=201)
async def keep_alert_evidence(incident: IncidentId, body: EvidenceIn, caller: Worker) -> EvidenceOut:
    """Keep what a tool showed with an alert."""
    return _out(await evidence.add_from_alert(caller, incident, body.alert, body.index, body.audience), caller)[0]


@router.post("/{incident}/files", status_code=201, openapi_extra=_FILE)
async def add_file(
    incident: IncidentId,
    request: Request,
    caller: Worker,
    name: Line,
    title: Line = "",
    use: Literal["evidence", "attachment"] = "evidence",
    audience: Audience = "all",
) -> EvidenceOut:
    """Add a file: the body is its bytes, at most 64 MB. An attachment is seen by nobody until an entry takes it."""
    plain = name.replace("\\", "/").rsplit("/", 1)[-1].strip()
    if not plain:
        raise BadInput("The file has no name.", remedy="Give its name.", field="name")
    objects = request.app.state.settings.objects_dir
    found = await evidence.add_file(
        caller, objects, request.app.state.keys, incident, name=plain, title=title, attachment=use == "attachment",
        audience=audience, chunks=request.stream(),
    )  # fmt: skip
    return _out(found, caller)[0]


@router.post("/{incident}/evidence/{piece}/lock")
async def lock_evidence(incident: IncidentId, piece: EvidenceId, body: EvidenceReasonIn, caller: Leader) -> EvidenceOut:
    """Keep it from deletion."""
    return _out(await evidence.lock(caller, incident, piece, body.reason), caller)[0]


@router.post("/{incident}/evidence/{piece}/unlock")
async def unlock_evidence(
    incident: IncidentId, piece: EvidenceId, body: EvidenceReasonIn, caller: Leader
) -> EvidenceOut:
    """No longer keep it; what other agencies keep stays kept."""
    return _out(await evidence.unlock(caller, incident, piece, body.reason), caller)[0]


@router.get(
    "/{incident}/evidence/{piece}/file",
    response_class=StreamingResponse,
    responses={200: {"content": {pictures.MEDIA_TYPE: {"schema": {"type": "string", "format": "binary"}}}}},
)
async def evidence_file(incident: IncidentId, piece: EvidenceId, caller: Viewer, request: Request) -> Response:
    """A picture, masked: the whole of it in large blocks. Other files are seen by name and size alone."""
    found = await evidence.open_masked(caller, incident, piece)
    return await _sent(request, found, files.masked_path(found.path), pictures.MEDIA_TYPE, f"{found.name}.png")


@router.get(
    "/{incident}/evidence/{piece}/original",
    response_class=StreamingResponse,
    responses={200: {"content": {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}}}},
)
async def evidence_original(incident: IncidentId, piece: EvidenceId, caller: Reader, request: Request) -> Response:
    """The bytes of a file as it came, under a grant in force and with a fresh proof of who takes it.

    Each reading is counted and written down.
    """
    await fresh(caller)  # for each range of bytes too, as players of video ask for them: each is a reading
    keys: KeyStore = request.app.state.keys
    found, name = await evidence.open_original(caller, keys, incident, piece)
    return await _sent(request, found, found.path, found.media_type, name, size=found.size)


async def _sent(
    request: Request, found: Evidence, path: str, media_type: str, name: str, size: int | None = None
) -> Response:
    keys: KeyStore = request.app.state.keys
    key = await keys.data_key(found.agency, files.KEYS, found.id)
    objects = request.app.state.settings.objects_dir
    try:
        wanted = ranges.asked(request.headers.get("range"), size) if size is not None else None
    except ranges.Unsatisfiable:
        return Response(status_code=416, headers={"Content-Range": f"bytes */{size}", "Cache-Control": "no-store"})
    if wanted is None or size is None:
        content = await asyncio.to_thread(files.read, objects, path, key)
    else:
        content = await asyncio.to_thread(files.read_part, objects, path, key, size, wanted)
    shown = "inline" if media_type.startswith(_SHOWN) else "attachment"
    headers = {
        "Content-Disposition": f"{shown}; filename*=UTF-8''{quote(name)}",
        "Content-Security-Policy": "default-src 'none'; sandbox",
        "Cache-Control": "no-store",
    }
    if size is not None:
        headers |= {"Content-Length": str(size), "Accept-Ranges": "bytes"}
    if wanted is not None:
        headers["Content-Length"] = str(wanted.last - wanted.first + 1)
        headers["Content-Range"] = f"bytes {wanted.first}-{wanted.last}/{size}"
    status = 200 if wanted is None else 206
    return StreamingResponse(content, status_code=status, media_type=media_type, headers=headers)


@router.get("/{incident}/report.json")
async def report_json(incident: IncidentId, caller: Exporter, words: Words) -> IncidentReportOut:
    """The report as data: only what one's agency may see. Taking it is audited."""
    return (await report.collect(caller, incident, words, "json")).out


@router.get(
    "/{incident}/report.pdf",
    response_class=Response,
    responses={200: {"content": {"application/pdf": {"schema": {"type": "string", "format": "binary"}}}}},
)
async def report_pdf(incident: IncidentId, caller: Exporter, words: Words, request: Request) -> Response:
    """The report as PDF in the caller's language, with timelines, map and evidence. Taking it is audited."""
    made = await report.collect(caller, incident, words, "pdf")
    name = quote(f"{made.out.incident.number}.pdf")
    return Response(
        await report.pdf(made, caller.locale, (request.app.state.settings.data_dir / "maps", SHIPPED)),
        media_type="application/pdf",
        headers={"Content-Disposition": f"attachment; filename*=UTF-8''{name}"},
    )
