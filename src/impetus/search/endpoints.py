"""Search over everything, and saved views."""

from typing import Annotated

from fastapi import APIRouter, Depends, Path, Query

from impetus.kit.times import parse_iso
from impetus.people.access import Caller, signed_in
from impetus.search import service
from impetus.search.schemas import SearchOut, ViewIn, ViewOut
from impetus.toolbox.access import Tools

router = APIRouter(tags=["search"])

Anybody = Annotated[Caller, Depends(signed_in)]
Moment = Annotated[str, Query(max_length=40, description="ISO 8601, UTC")]


@router.get("/search")
async def search(
    caller: Anybody,
    tools: Tools,
    q: Annotated[str, Query(max_length=200)],
    kinds: Annotated[str, Query(max_length=100, description="Parted by commas; empty: all")] = "",
    from_: Annotated[Moment, Query(alias="from")] = "",
    to: Moment = "",
    limit: Annotated[int, Query(ge=1, le=100)] = 20,
) -> SearchOut:
    """Alerts, incidents, notes, tasks, procedures and guides that hold the words, in any of the three languages."""
    since = parse_iso(from_, field="from") if from_ else None
    until = parse_iso(to, field="to") if to else None
    wanted = [part for part in kinds.split(",") if part]
    return await service.search(caller, tools, q, wanted, since=since, until=until, limit=limit)


@router.get("/views")
async def views(caller: Anybody) -> list[ViewOut]:
    """One's own saved views and those shared in the agency."""
    return await service.views(caller)


@router.post("/views", status_code=201)
async def keep_view(caller: Anybody, body: ViewIn) -> ViewOut:
    """Keep a view; one of the same screen and name is replaced."""
    return await service.keep_view(caller, body)


@router.delete("/views/{id}", status_code=204)
async def drop_view(caller: Anybody, id: Annotated[str, Path(max_length=80)]) -> None:
    """Delete one's own view."""
    await service.drop_view(caller, id)
