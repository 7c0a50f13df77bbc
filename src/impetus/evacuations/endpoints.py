"""Evacuations: the library of plans, streets from the base map, briefs for stewards, tasks."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path as Folder
from typing import Annotated
from urllib.parse import quote

import msgspec
from fastapi import APIRouter, Depends, FastAPI, Path, Query, Request, Response

from impetus.evacuations import brief, render, service
from impetus.evacuations.schemas import (
    EvacuationChange,
    EvacuationHeadOut,
    EvacuationIn,
    EvacuationOut,
    EvacuationTasksOut,
    Latitude,
    Longitude,
    WalkingGraphOut,
)
from impetus.evacuations.streets import walking_graph
from impetus.keys.store import KeyStore
from impetus.kit.errors import Conflict, NotFound
from impetus.kit.fields import Slug
from impetus.people.access import Caller, permitted
from impetus.people.permissions import Permission
from impetus.places.vector_tiles import SHIPPED
from impetus.procedures.actions import Do
from impetus.procedures.records import Run

router = APIRouter(prefix="/evacuations", tags=["evacuations"])

Viewer = Annotated[Caller, Depends(permitted(Permission.SEE_TOOLS))]
Worker = Annotated[Caller, Depends(permitted(Permission.WORK_INCIDENTS))]
Exporter = Annotated[Caller, Depends(permitted(Permission.EXPORT))]
Id = Annotated[str, Path(max_length=64)]


@asynccontextmanager
async def lifespan(app: FastAPI) -> AsyncIterator[None]:
    """Let a step of a procedure turn the plan kept on its incident into tasks."""
    known = getattr(app.state, "procedure_actions", {})
    app.state.procedure_actions = {**known, "start_evacuation": starter(app.state.keys)}
    yield


def starter(keys: KeyStore) -> Do:
    """Return what a step does: the newest plan of its incident becomes tasks; where it has, that is well."""

    async def start_evacuation(caller: Caller, run: Run, text: str) -> str:
        assert run.incident is not None
        found = await service.newest_about(caller, run.incident)
        if found is None:
            raise Conflict(
                "No evacuation plan is kept on this incident.", remedy="Make one on the Evacuation screen and keep it."
            )
        if found.tasked != found.version:
            await service.as_tasks(caller, keys, found.id, run.incident, caller.locale)
        return found.id

    return start_evacuation


def _maps(request: Request) -> tuple[Folder, Folder]:
    return request.app.state.settings.data_dir / "maps", SHIPPED


@router.get("")
async def evacuations(caller: Viewer, about: Annotated[Slug | None, Query()] = None) -> list[EvacuationHeadOut]:
    """The library: the agency's plans, newest first; `about` an incident gives those kept on it."""
    return [render.head_out(row) for row in await service.library(caller, about)]


@router.post("", status_code=201)
async def keep_evacuation(body: EvacuationIn, caller: Worker) -> EvacuationOut:
    """Keep a plan in the library, or on an incident."""
    row = await service.keep(caller, body)
    return render.plan_out(row, service.content(row))


@router.get("/streets")
async def walking_streets(
    caller: Viewer,
    request: Request,
    longitude: Annotated[Longitude, Query()],
    latitude: Annotated[Latitude, Query()],
    radius_m: Annotated[float, Query(ge=50, le=1500, allow_inf_nan=False)] = 500.0,
) -> WalkingGraphOut:
    """Streets within so many metres from the base map, as a graph that the tool takes; widths are by kind of street."""
    found = walking_graph(_maps(request), longitude, latitude, radius_m)
    if found is None:
        raise NotFound(
            "The base map has no streets there.", remedy="Bring in a map of the place, or choose a model place.",
            field="longitude",
        )  # fmt: skip
    return WalkingGraphOut.model_validate(found)


@router.get("/{id}")
async def evacuation(id: Id, caller: Viewer) -> EvacuationOut:
    """One plan with everything that was kept of it."""
    row = await service.look(caller, id)
    return render.plan_out(row, service.content(row))


@router.put("/{id}")
async def change_evacuation(id: Id, body: EvacuationChange, caller: Worker) -> EvacuationOut:
    """Change a plan."""
    row = await service.change(caller, id, body)
    return render.plan_out(row, service.content(row))


@router.delete("/{id}", status_code=204)
async def end_evacuation(id: Id, caller: Worker) -> None:
    """Put a plan away."""
    await service.put_away(caller, id)


@router.post("/{id}/tasks")
async def evacuation_tasks(id: Id, caller: Worker, request: Request) -> EvacuationTasksOut:
    """Give each post as a task in the plan's incident; once for each version of the plan."""
    keys: KeyStore = request.app.state.keys
    incident, count = await service.as_tasks(caller, keys, id, None, caller.locale)
    return EvacuationTasksOut(incident=incident, tasks=count)


@router.get(
    "/{id}/brief.pdf",
    response_class=Response,
    responses={200: {"content": {"application/pdf": {"schema": {"type": "string", "format": "binary"}}}}},
)
async def steward_brief(
    id: Id, caller: Exporter, request: Request, post: Annotated[int, Query(ge=0, le=1000)] = 0
) -> Response:
    """Briefs for stewards as PDF in the caller's language, one page a post; `post` is one of them. Audited."""
    made = await service.briefed(caller, id, post)
    return Response(
        await brief.pdf(made, caller.locale, _maps(request)),
        media_type="application/pdf",
        headers=_file(made.row.name, "pdf"),
    )


@router.get("/{id}/posts.csv", response_class=Response)
async def posts_csv(id: Id, caller: Exporter) -> Response:
    """The posts as CSV, one line an order. Audited."""
    made = await service.briefed(caller, id)
    return Response(
        render.posts_csv(made.posts), media_type="text/csv; charset=utf-8", headers=_file(made.row.name, "csv")
    )


@router.get("/{id}/plan.geojson", response_class=Response)
async def plan_geojson(id: Id, caller: Exporter) -> Response:
    """Posts, threats and people as GeoJSON (RFC 7946). Audited."""
    made = await service.briefed(caller, id)
    body = msgspec.json.encode(render.geojson(made.row, made.posts, made.setting))
    return Response(body, media_type="application/geo+json", headers=_file(made.row.name, "geojson"))


def _file(name: str, ending: str) -> dict[str, str]:
    return {"Content-Disposition": f"attachment; filename*=UTF-8''{quote(f'{name}.{ending}', safe='')}"}
