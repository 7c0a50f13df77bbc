"""The audit log for officers, supervisors and administrators."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query
from pydantic import BaseModel

from impetus.audit import service
from impetus.kit.fields import Line
from impetus.kit.paging import LIMIT, MAX_LIMIT
from impetus.kit.times import iso, parse_iso
from impetus.people.access import Caller, permitted
from impetus.people.permissions import Permission

router = APIRouter(tags=["audit"])


class AuditEntryOut(BaseModel):
    """One line: at that time `actor` (`person:…`, `tool:…`, `platform`) did `what` to `subject`."""

    id: int
    at: str
    actor: str
    actor_name: str
    what: str
    subject: str
    purpose: str
    address: str
    detail: dict[str, Any]


class AuditPage(BaseModel):
    """Entries, newest first."""

    items: list[AuditEntryOut]
    next: str | None


@router.get("/audit")
async def audit(
    caller: Annotated[Caller, Depends(permitted(Permission.SEE_AUDIT))],
    cursor: Annotated[str, Query(max_length=100)] = "",
    what: Line = "",
    actor: Line = "",
    since: Annotated[str, Query(alias="from", max_length=40)] = "",
    until: Annotated[str, Query(alias="to", max_length=40)] = "",
    limit: Annotated[int, Query(ge=1, le=MAX_LIMIT)] = LIMIT,
) -> AuditPage:
    """The audit log, newest first. Reading it is written down too."""
    page = await service.page(
        caller,
        cursor=cursor,
        what=what,
        actor=actor,
        since=parse_iso(since, field="from") if since else None,
        until=parse_iso(until, field="to") if until else None,
        limit=limit,
    )
    return AuditPage(
        items=[
            AuditEntryOut(
                id=entry.id,
                at=iso(entry.at),
                actor=entry.actor,
                actor_name=page.names.get(entry.actor, ""),
                what=entry.what,
                subject=entry.subject,
                purpose=entry.purpose,
                address=entry.address,
                detail=entry.detail,
            )
            for entry in page.entries
        ],
        next=page.next,
    )
