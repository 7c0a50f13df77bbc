"""Sources: the types there are, making and changing them, tokens, previews, refused readings, replays."""

import asyncio
from typing import Annotated

from fastapi import APIRouter, Depends, Path, Query

from impetus.kit.fields import MAX_INT
from impetus.kit.paging import LIMIT, MAX_LIMIT, decode_cursor, encode_cursor
from impetus.observations.intake import Rules
from impetus.observations.mapping import read_mapping
from impetus.observations.sources import repository, service
from impetus.observations.sources.access import Previewed, SourceKinds
from impetus.observations.sources.preview import judged
from impetus.observations.sources.schemas import (
    PreviewIn,
    PreviewOut,
    RefusedPage,
    ReplayIn,
    SourceIn,
    SourceOut,
    SourceTypeOut,
    TokenOut,
    preview_out,
    refused_out,
    source_out,
    type_out,
)
from impetus.people.access import Caller, permitted
from impetus.people.permissions import Permission
from impetus.places import repository as places

router = APIRouter(tags=["sources"])

Viewer = Annotated[Caller, Depends(permitted(Permission.SEE_SOURCES))]
Changer = Annotated[Caller, Depends(permitted(Permission.CHANGE_SOURCES))]
SourceId = Annotated[str, Path(max_length=64)]


@router.get("/source-types")
async def source_types(caller: Viewer, kinds: SourceKinds) -> list[SourceTypeOut]:
    """The types of sources with the schemas of their settings and of the mapping."""
    return [type_out(kind, caller.locale) for kind in kinds.types.values()]


@router.get("/sources")
async def sources(caller: Viewer) -> list[SourceOut]:
    """Every source with its health and counts."""
    async with caller.unit() as unit:
        return [source_out(row, caller.locale) for row in await repository.every(unit)]


@router.post("/sources", status_code=201)
async def make_source(body: SourceIn, caller: Changer, kinds: SourceKinds) -> SourceOut:
    """Make a source; it starts within two seconds."""
    async with caller.unit() as unit:
        row = await service.save(unit, kinds, id=None, **body.model_dump())
    return source_out(row, caller.locale)


@router.post("/sources/preview")
async def preview(body: PreviewIn, caller: Changer, kinds: SourceKinds) -> PreviewOut:
    """What a sample message would become, before anything is saved."""
    settings = dict(body.settings)
    known = {"json", "csv", "sensorthings", "ngsi_ld"}
    format = str(settings.get("format", "csv" if body.type == "replay" else "json"))
    mapping = service.mapping_of(body.mapping)
    now = caller.uow.clock.now_ms()
    found = await asyncio.to_thread(
        kinds.preview,
        format if format in known else "json",
        mapping,
        body.sample.encode("utf-8", "replace"),
        topic=body.topic,
        now=now,
    )
    async with caller.unit() as unit:
        sensors = await places.some(unit, sorted(set(found.readings.sensors)))
    live = body.type != "replay" and settings.get("clock", service.LIVE) != "own"
    readings = await asyncio.to_thread(
        judged,
        found.readings,
        sensors,
        read_mapping(mapping or service.mapping_of(found.suggestions)),
        source=body.source,
        limits=Rules().limits(now, live=live),
    )
    return preview_out(Previewed(readings=readings, suggestions=found.suggestions), caller.locale)


@router.get("/sources/{id}")
async def source(id: SourceId, caller: Viewer) -> SourceOut:
    """One source."""
    async with caller.unit() as unit:
        return source_out(await service.get(unit, id), caller.locale)


@router.put("/sources/{id}")
async def change_source(id: SourceId, body: SourceIn, caller: Changer, kinds: SourceKinds) -> SourceOut:
    """Change a source; the change is in force within two seconds."""
    async with caller.unit() as unit:
        await service.get(unit, id)
        row = await service.save(unit, kinds, id=id, **body.model_dump())
    return source_out(row, caller.locale)


@router.delete("/sources/{id}", status_code=204)
async def remove_source(id: SourceId, caller: Changer) -> None:
    """Delete a source. Its sensors and their history stay."""
    async with caller.unit() as unit:
        await service.remove(unit, id)


@router.post("/sources/{id}/token")
async def new_token(id: SourceId, caller: Changer) -> TokenOut:
    """Make a new token; it is told this once, and the one before ends."""
    async with caller.unit() as unit:
        token, hint = await service.new_token(unit, id)
    return TokenOut(token=token, hint=hint)


@router.get("/sources/{id}/refused")
async def refused(
    id: SourceId,
    caller: Viewer,
    cursor: Annotated[str, Query(max_length=100)] = "",
    limit: Annotated[int, Query(ge=1, le=MAX_LIMIT)] = LIMIT,
) -> RefusedPage:
    """Readings of a source that were refused, newest first; the newest thousand are kept."""
    before = decode_cursor(cursor, 1)[0] if cursor else MAX_INT
    async with caller.unit() as unit:
        await service.get(unit, id)
        rows = await repository.refused(unit, id, before=before, limit=limit + 1)
    more = len(rows) > limit
    rows = rows[:limit]
    return RefusedPage(
        items=[refused_out(row, caller.locale) for row in rows], next=encode_cursor(rows[-1].id) if more else None
    )


@router.post("/sources/{id}/replay")
async def replay(id: SourceId, body: ReplayIn, caller: Changer) -> SourceOut:
    """Start, pause or stop a replay, or change its speed."""
    async with caller.unit() as unit:
        row = await service.replay(unit, id, body.action, body.speed)
    return source_out(row, caller.locale)
