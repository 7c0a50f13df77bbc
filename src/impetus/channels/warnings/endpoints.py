"""Public warnings: drafting, releasing, and the feed that everybody may read."""

import hashlib
from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Path, Query, Request, Response
from pydantic import BaseModel, ConfigDict, Field

from impetus.channels.warnings import feed, repository, service
from impetus.channels.warnings.content import WarningContent, lacks
from impetus.channels.warnings.repository import WarningRow
from impetus.formats import cap
from impetus.formats.cap_model import MessageType
from impetus.kit.errors import NotFound
from impetus.kit.fields import MAX_INT, Slug
from impetus.kit.times import as_datetime, iso
from impetus.law.oversight.confirmations import confirmed
from impetus.law.oversight.outward import Outward
from impetus.people import service as people
from impetus.people.access import Caller, chosen_locale, permitted, stepped_up, unit_of_work
from impetus.people.permissions import Permission
from impetus.storage.unit import PLATFORM, Unit, UnitOfWork

router = APIRouter(prefix="/warnings", tags=["warnings"])

Viewer = Annotated[Caller, Depends(permitted(Permission.SEE_OPERATIONS))]
Warner = Annotated[Caller, Depends(permitted(Permission.WARN_PUBLIC))]
Releaser = Annotated[Caller, Depends(confirmed(Outward.RELEASE_WARNING, stepped_up(Permission.WARN_PUBLIC)))]
Id = Annotated[str, Path(max_length=64)]
_CACHE = "public, max-age=30"


class WarningIn(BaseModel):
    """A draft. `about` names the incident it comes from."""

    model_config = ConfigDict(extra="forbid")

    content: WarningContent = Field(default_factory=WarningContent)
    about: Slug | None = None


class WarningChange(BaseModel):
    """A changed draft; `version` is the one that was read."""

    model_config = ConfigDict(extra="forbid")

    content: WarningContent
    version: int = Field(ge=1, le=MAX_INT)


class ReleaseIn(BaseModel):
    """Which version was read and is released."""

    model_config = ConfigDict(extra="forbid")

    version: int = Field(ge=1, le=MAX_INT)


class MissingOut(BaseModel):
    """What keeps a draft from being released."""

    field: str
    problem: str


class WarningPersonOut(BaseModel):
    """Somebody who wrote or released."""

    id: str
    name: str
    initials: str


class WarningOut(BaseModel):
    """A warning. `state`: draft, running, ended (expired, replaced or cancelled). `mine`: the caller wrote in it."""

    id: str
    number: str
    state: Literal["draft", "running", "ended"]
    type: str
    content: WarningContent
    about: str | None
    replaces: str | None
    replaced_by: str | None
    editors: list[WarningPersonOut]
    mine: bool
    missing: list[MissingOut]
    drafted_at: str
    changed_at: str
    released_by: WarningPersonOut | None
    released_at: str | None
    expires_at: str | None
    identifier: str | None
    status: str | None
    version: int


async def _out(unit: Unit, rows: list[WarningRow], caller: Caller) -> list[WarningOut]:
    ids = {id for row in rows for id in (*row.editors, row.released_by) if id}
    names = await people.names(unit, sorted(ids))

    def person(id: str) -> WarningPersonOut:
        name, initials = names.get(id, (id, "??"))
        return WarningPersonOut(id=id, name=name, initials=initials)

    now = unit.clock.now_ms()
    made = []
    for row in rows:
        ended = row.replaced_by is not None or (row.expires_at is not None and row.expires_at <= as_datetime(now))
        made.append(
            WarningOut(
                id=row.id,
                number=f"W-{row.number}",
                state="draft" if row.state == "draft" else "ended" if ended or row.state == "dropped" else "running",
                type=row.message_type,
                content=row.content,
                about=row.about,
                replaces=row.replaces,
                replaced_by=row.replaced_by,
                editors=[person(id) for id in row.editors],
                mine=caller.person.id in row.editors,
                missing=[MissingOut(field=field, problem=problem) for field, problem in lacks(row.content, now)]
                if row.state == "draft"
                else [],
                drafted_at=iso(row.drafted_at),
                changed_at=iso(row.changed_at),
                released_by=person(row.released_by) if row.released_by else None,
                released_at=iso(row.released_at) if row.released_at else None,
                expires_at=iso(row.expires_at) if row.expires_at else row.content.expires_at or None,
                identifier=row.identifier,
                status=row.status,
                version=row.version,
            )
        )
    return made


async def _one(caller: Caller, id: str) -> WarningOut:
    async with caller.unit() as unit:
        return (await _out(unit, [await service.get(unit, id)], caller))[0]


@router.get("/feed.atom", response_class=Response)
async def warnings_feed(
    request: Request,
    uow: Annotated[UnitOfWork, Depends(unit_of_work)],
    agency: Annotated[str, Query(pattern=r"^[A-Za-z0-9_-]{0,64}$")] = "",
    lang: Annotated[str, Query(max_length=10)] = "",
) -> Response:
    """The public's feed of warnings that hold, as Atom with CAP 1.2 inside; open to everybody, in three languages."""
    locale = chosen_locale(request, lang[:2])
    async with uow(agency=PLATFORM, purpose="platform.public", actor="platform") as unit:
        now = as_datetime(unit.clock.now_ms())
        rows = await repository.running(unit, agency, now)
        changed = await repository.last_change(unit, agency)
    body = feed.write(rows, address=request.app.state.settings.address, agency=agency, locale=locale, changed=changed)
    return _public(request, body, feed.MEDIA_TYPE)


@router.get("/public/{identifier}", response_class=Response)
async def public_warning(
    identifier: Annotated[str, Path(max_length=200)],
    request: Request,
    uow: Annotated[UnitOfWork, Depends(unit_of_work)],
) -> Response:
    """One released warning as CAP 1.2; open to everybody."""
    async with uow(agency=PLATFORM, purpose="platform.public", actor="platform") as unit:
        found = await repository.by_identifier(unit, identifier)
    if found is None or found.cap is None:
        raise NotFound("There is no such warning.", remedy="Read the feed anew.", field="identifier")
    return _public(request, found.cap, cap.MEDIA_TYPE)


def _public(request: Request, body: bytes, media: str) -> Response:
    tag = f'"{hashlib.sha256(body).hexdigest()[:32]}"'
    headers = {
        "ETag": tag,
        "Cache-Control": _CACHE,
        "Vary": "Accept-Language",
        "Access-Control-Allow-Origin": "*",
        "Cross-Origin-Resource-Policy": "cross-origin",
    }
    if request.headers.get("if-none-match", "") == tag:
        return Response(status_code=304, headers=headers)
    return Response(body, media_type=media, headers=headers)


@router.get("")
async def warnings(caller: Viewer) -> list[WarningOut]:
    """The agency's warnings: drafts, those that run, those that ended."""
    async with caller.unit() as unit:
        return await _out(unit, await repository.every(unit), caller)


@router.post("", status_code=201)
async def draft_warning(body: WarningIn, caller: Warner) -> WarningOut:
    """Begin a warning."""
    return await _one(caller, (await service.draft(caller, body.content, body.about)).id)


@router.get("/{id}")
async def warning(id: Id, caller: Viewer) -> WarningOut:
    """One warning."""
    return await _one(caller, id)


@router.put("/{id}")
async def change_warning(id: Id, body: WarningChange, caller: Warner) -> WarningOut:
    """Change a draft; whoever does cannot release it."""
    await service.change(caller, id, body.content, body.version)
    return await _one(caller, id)


@router.delete("/{id}", status_code=204)
async def drop_warning(id: Id, caller: Warner) -> None:
    """Put a draft away."""
    await service.drop(caller, id)


@router.post("/{id}/release")
async def release_warning(id: Id, body: ReleaseIn, caller: Releaser, request: Request) -> WarningOut:
    """Release a draft to the public; never by somebody who wrote in it."""
    await service.release(caller, id, body.version, request.app.state.settings.address)
    return await _one(caller, id)


@router.post("/{id}/update", status_code=201)
async def update_warning(id: Id, caller: Warner) -> WarningOut:
    """Begin an update of a warning that runs."""
    return await _one(caller, (await service.follow_up(caller, id, MessageType.UPDATE)).id)


@router.post("/{id}/cancel", status_code=201)
async def cancel_warning(id: Id, caller: Warner) -> WarningOut:
    """Begin the cancellation of a warning that runs."""
    return await _one(caller, (await service.follow_up(caller, id, MessageType.CANCEL)).id)
