"""Procedures: the list, one with its versions, writing, trying out, import and export; runs stand beside them."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Annotated

from fastapi import APIRouter, Depends, FastAPI, Path, Query, Response

from impetus.contracts.discovery import alert_kinds
from impetus.kit import problems
from impetus.kit.errors import NotFound
from impetus.kit.fields import MAX_INT
from impetus.people.access import Caller, permitted
from impetus.people.permissions import Permission
from impetus.procedures import exchange, render, runs_endpoints, service, trial
from impetus.procedures.actions import built_in
from impetus.procedures.content import Content, faults
from impetus.procedures.diff import Change, difference
from impetus.procedures.records import Version
from impetus.procedures.runs_endpoints import Tools
from impetus.procedures.schemas import (
    ImportIn,
    ImportOut,
    KindOut,
    NewIn,
    ProcedureDetailOut,
    ProcedureOut,
    PublishIn,
    ReasonIn,
    RestoreIn,
    SaveIn,
    TryIn,
    TryOut,
)

router = APIRouter(prefix="/procedures", tags=["procedures"])
router.include_router(runs_endpoints.router)

Viewer = Annotated[Caller, Depends(permitted(Permission.SEE_PROCEDURES))]
Writer = Annotated[Caller, Depends(permitted(Permission.CHANGE_PROCEDURES))]
Id = Annotated[str, Path(max_length=80)]
Number = Annotated[int | None, Query(ge=1, le=MAX_INT)]


@asynccontextmanager
async def lifespan(app: FastAPI) -> AsyncIterator[None]:
    """Offer the actions that the platform can do by itself; others add theirs to `app.state.procedure_actions`."""
    app.state.procedure_actions = {**built_in(app.state.keys), **getattr(app.state, "procedure_actions", {})}
    yield


@router.get("")
async def procedures(caller: Viewer, tools: Tools) -> list[ProcedureOut]:
    """Every procedure of the agency, what ships among them."""
    found, names = await service.every(caller, tools)
    kinds = alert_kinds(tools.values())
    out = [render.listed_out(one, names, kinds, caller.locale) for one in found]
    return sorted(out, key=lambda one: (one.kind.partition(".")[0], one.title.casefold(), one.id))


@router.get("/kinds")
async def kinds(caller: Viewer, tools: Tools) -> list[KindOut]:
    """The kinds of alert that a procedure may be for."""
    known = alert_kinds(tools.values())
    return [KindOut(name=k.name, title=k.title.in_(caller.locale), icon=k.icon) for k in known.values()]


@router.post("")
async def create(body: NewIn, caller: Writer) -> ProcedureDetailOut:
    """A new procedure, as a draft."""
    return await _detail(caller, await service.create(caller, body.content), None)


@router.post("/try")
async def try_out(body: TryIn, caller: Viewer) -> TryOut:
    """Walk what is being written; nothing is kept, and nothing is done."""
    return trial.walk(body.content, body.answers)


@router.post("/import")
async def import_file(body: ImportIn, caller: Writer) -> ImportOut:
    """Make a draft from a file; what could not be mapped is told."""
    content, unmapped = exchange.read(body.format, body.text)
    id = await service.create(caller, content, source=body.format)
    told = [
        one.model_copy(
            update={
                "problem": problems.either(one.problem, caller.locale),
                "remedy": problems.either(one.remedy, caller.locale),
            }
        )
        for one in unmapped
    ]
    return ImportOut(id=id, unmapped=told, faults=faults(content))


@router.get("/{id}")
async def procedure(id: Id, caller: Viewer, version: Number = None) -> ProcedureDetailOut:
    """One procedure: the draft if there is one, else the version in force; or the one asked for."""
    return await _detail(caller, id, version)


@router.put("/{id}")
async def save(id: Id, body: SaveIn, caller: Writer) -> ProcedureDetailOut:
    """Keep the draft, whatever state it is in."""
    await service.save(caller, id, body.content, body.edits)
    return await _detail(caller, id, None)


@router.delete("/{id}/draft", status_code=204)
async def discard(id: Id, caller: Writer) -> None:
    """Let go of the draft."""
    await service.discard(caller, id)


@router.post("/{id}/publish")
async def publish(id: Id, body: PublishIn, caller: Writer) -> ProcedureDetailOut:
    """Put the draft in force; runs under way stay on their version."""
    await service.publish(caller, id, body.note)
    return await _detail(caller, id, None)


@router.post("/{id}/archive")
async def archive(id: Id, body: ReasonIn, caller: Writer) -> ProcedureDetailOut:
    """Offer it no longer."""
    await service.archive(caller, id, body.reason)
    return await _detail(caller, id, None)


@router.post("/{id}/restore")
async def restore(id: Id, body: RestoreIn, caller: Writer) -> ProcedureDetailOut:
    """Take an older version as the draft."""
    await service.restore(caller, id, body.version)
    return await _detail(caller, id, None)


@router.get("/{id}/diff")
async def diff(
    id: Id,
    caller: Viewer,
    before: Annotated[int, Query(alias="from", ge=1, le=MAX_INT)],
    after: Annotated[int, Query(alias="to", ge=1, le=MAX_INT)],
) -> list[Change]:
    """What changed between two versions."""
    found, _ = await service.versions(caller, id)
    old, new = _pick(found, before), _pick(found, after)
    return difference(Content.model_validate(old.content), Content.model_validate(new.content))


@router.get(
    "/{id}/export",
    response_class=Response,
    responses={200: {"content": {"application/json": {}, "text/csv": {}}, "description": "The file"}},
)
async def export(id: Id, caller: Viewer, format: exchange.Format = "json", version: Number = None) -> Response:
    """A version as a file, complete."""
    found, _ = await service.versions(caller, id)
    shown = _pick(found, version)
    content = Content.model_validate(shown.content)
    text = exchange.write_json(content) if format == "json" else exchange.write_csv(content)
    name = f"procedure-{content.kind or 'draft'}-{shown.version}.{format}"
    media = "application/json" if format == "json" else "text/csv"
    return Response(text, media_type=media, headers={"Content-Disposition": f'attachment; filename="{name}"'})


async def _detail(caller: Caller, id: str, version: int | None) -> ProcedureDetailOut:
    found, names = await service.versions(caller, id)
    return render.detail_out(found, _pick(found, version), names)


def _pick(found: list[Version], version: int | None) -> Version:
    if version is None:
        return next((one for one in found if one.state in ("draft", "published")), found[0])
    for one in found:
        if one.version == version:
            return one
    raise NotFound("There is no such version.", remedy="Look at the list of versions.", version=version)
