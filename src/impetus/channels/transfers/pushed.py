"""Warnings and alerts that other programs push: with the token of a source of the type HTTP push, without a person."""

import asyncio
from typing import Annotated, Any

from fastapi import APIRouter, Header, Path, Request

from impetus.alerts.intake import intake
from impetus.channels.transfers import cap_in
from impetus.channels.transfers.reports import ImportedOut, imported_out
from impetus.formats import cap, idmef
from impetus.formats.imported import Imported
from impetus.kit.errors import TooLarge
from impetus.people.access import chosen_locale
from impetus.storage.unit import UnitOfWork

router = APIRouter(prefix="/push", tags=["push"])

SourceId = Annotated[str, Path(max_length=64)]
Bearer = Annotated[str, Header(alias="Authorization", max_length=300)]
PURPOSE = "urban_safety"
TOOL = "idmef"
_XML = {"requestBody": {"required": True, "content": {"application/cap+xml": {"schema": {"type": "string"}}}}}
_JSON = {"requestBody": {"required": True, "content": {"application/json": {"schema": {}}}}}


@router.post("/{source_id}/cap", openapi_extra=_XML)
async def push_cap(source_id: SourceId, request: Request, authorization: Bearer = "") -> ImportedOut:
    """Push CAP 1.2 messages, alone or inside a feed; each becomes an alert of the kind weather.warning."""
    agency, body = await _sent(request, source_id, authorization)
    uow: UnitOfWork = request.app.state.uow
    read = await asyncio.to_thread(cap.read, body)
    return await _report(request, agency, source_id, "cap", read, await cap_in.take(uow, agency, read))


@router.post("/{source_id}/idmef", openapi_extra=_JSON)
async def push_idmef(source_id: SourceId, request: Request, authorization: Bearer = "") -> ImportedOut:
    """Push IDMEFv2 (draft 08) messages, one or a list; each becomes an alert of the kind imported.idmef."""
    agency, body = await _sent(request, source_id, authorization)
    uow: UnitOfWork = request.app.state.uow
    read = await asyncio.to_thread(idmef.read, body)
    done = await intake(uow, agency, TOOL, idmef.VERSION, read.items)
    return await _report(request, agency, source_id, "idmef", read, len(done.new) + len(done.updated))


async def _sent(request: Request, source: str, authorization: str) -> tuple[str, bytes]:
    """The agency of a sender that has shown its token, and what it sends. Raise what a push of readings raises."""
    known: Any = await request.app.state.push.sender(source, authorization)
    parts, size = [], 0
    async for part in request.stream():
        size += len(part)
        if size > known.limit:
            raise TooLarge(
                f"A message has at most {known.limit >> 20} MB.",
                remedy="Send it in parts, or raise the source's limit.",
            )
        parts.append(part)
    return known.row.agency, b"".join(parts)


async def _report(
    request: Request, agency: str, source: str, format: str, read: Imported[Any], taken: int
) -> ImportedOut:
    uow: UnitOfWork = request.app.state.uow
    async with uow(agency=agency, purpose=PURPOSE, actor="platform") as unit:
        unit.audit(
            "import", format, read=len(read.items), taken=taken, refused=len(read.refused), source=source
        )  # fmt: skip
    return imported_out(read, taken, chosen_locale(request, ""))
