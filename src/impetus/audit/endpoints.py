"""The audit log for officers, supervisors and administrators: read, searched, taken out, verified."""

from collections.abc import AsyncIterator, Mapping
from typing import Annotated, Literal

import msgspec
from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import StreamingResponse
from pydantic import BaseModel, Field

from impetus.audit import checking, render, service
from impetus.audit.schemas import AuditOperationOut, AuditPage, AuditStateOut, AuditVerifiedOut
from impetus.audit.service import Asked
from impetus.kit.fields import Line
from impetus.kit.paging import LIMIT, MAX_LIMIT
from impetus.kit.times import parse_iso
from impetus.model.acts import OPERATIONS
from impetus.people.access import Caller, permitted
from impetus.people.permissions import Permission
from impetus.policy.vocabulary import Resource

router = APIRouter(tags=["audit"])

Reader = Annotated[Caller, Depends(permitted(Permission.SEE_AUDIT, Resource.AUDIT))]
OperationIn = Literal["", "collection", "consultation", "alteration", "disclosure", "combination", "erasure", "system"]


def asked(
    text: Line = "",
    what: Line = "",
    actor: Line = "",
    operation: OperationIn = "",
    subject: Line = "",
    case: Line = "",
    since: Annotated[str, Query(alias="from", max_length=40)] = "",
    until: Annotated[str, Query(alias="to", max_length=40)] = "",
) -> Asked:
    """What is looked for, from the query."""
    return Asked(
        text=text, what=what, actor=actor, operation=operation, subject=subject, case=case,
        since=parse_iso(since, field="from") if since else None,
        until=parse_iso(until, field="to") if until else None,
    )  # fmt: skip


Wish = Annotated[Asked, Depends(asked)]


class VerifyIn(BaseModel):
    """`checkpoint`: the text of a checkpoint that a second party kept, "" for none."""

    checkpoint: str = Field("", max_length=4000)


@router.get("/audit")
async def audit(
    request: Request,
    caller: Reader,
    wish: Wish,
    cursor: Annotated[str, Query(max_length=100)] = "",
    limit: Annotated[int, Query(ge=1, le=MAX_LIMIT)] = LIMIT,
) -> AuditPage:
    """The audit log, newest first. Reading it is written down too."""
    page = await service.page(caller, wish, cursor=cursor, limit=limit)
    tools = _tools(request, caller)
    return AuditPage(
        items=[render.shown(entry, page.names, tools, caller.locale) for entry in page.entries], next=page.next
    )


@router.get("/audit.csv", response_class=StreamingResponse)
async def audit_csv(
    request: Request,
    caller: Annotated[Caller, Depends(permitted(Permission.EXPORT, Resource.AUDIT))],
    reader: Reader,
    wish: Wish,
) -> StreamingResponse:
    """The same entries as a table (CSV), at most 100,000. Taking them out is written down."""
    page = await service.export(reader, wish)
    tools = _tools(request, caller)
    rows = (render.shown(entry, page.names, tools, caller.locale) for entry in page.entries)
    return StreamingResponse(
        render.table(rows),
        media_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": 'attachment; filename="audit.csv"'},
    )


@router.get("/audit/operations")
async def audit_operations(caller: Reader) -> list[AuditOperationOut]:
    """The operations that entries can be, by name."""
    return [AuditOperationOut(id=id, name=render.operation(id, caller.locale)) for id in OPERATIONS]


@router.get("/audit/state")
async def audit_state(request: Request, caller: Reader) -> AuditStateOut:
    """How long the chain is, and its newest signed checkpoints in order."""
    return await checking.state(caller, request.app.state.settings)


@router.post("/audit/verify")
async def audit_verify(request: Request, caller: Reader, body: VerifyIn | None = None) -> AuditVerifiedOut:
    """Read the whole log again and name the first place where it is not what it was."""
    verifier = checking.verifier(request.app.state.settings)
    notes = checking.notes(caller.agency, body.checkpoint if body else "", verifier)
    return checking.shown(await checking.check(caller, verifier, notes), caller.uow.clock)


@router.post("/audit/verify/stream", response_class=StreamingResponse)
async def audit_verify_stream(request: Request, caller: Reader, body: VerifyIn) -> StreamingResponse:
    """The same with its progress: lines of JSON, `{"read", "total"}` on the way, the report at the end."""
    verifier = checking.verifier(request.app.state.settings)
    notes = checking.notes(caller.agency, body.checkpoint, verifier)

    async def lines() -> AsyncIterator[bytes]:
        async for line in checking.verified(caller, verifier, notes):
            yield msgspec.json.encode(line) + b"\n"

    return StreamingResponse(lines(), media_type="application/x-ndjson")


def _tools(request: Request, caller: Caller) -> Mapping[str, str]:
    return {
        id: tool.strings(caller.locale).get("name") or (tool.manifest.name if tool.manifest else id)
        for id, tool in request.app.state.tools.items()
    }
