"""The record of processing and the citizens' register under /api. The register is open to everybody."""

from typing import Annotated, Any, Final, Literal

from fastapi import APIRouter, Depends, Query, Request, Response

from impetus.agencies import repository as agencies
from impetus.kit.errors import TooMany
from impetus.kit.times import as_datetime
from impetus.law.assessments import repository
from impetus.law.register import files, service
from impetus.law.register.schemas import RecordOut, RegisterOut, RegisterSettings
from impetus.people.access import Caller, chosen_locale, client_address, permitted, taken_out
from impetus.people.permissions import Permission
from impetus.policy.vocabulary import Resource
from impetus.toolbox.access import Tools

router = APIRouter(tags=["register"])

Viewer = Annotated[Caller, Depends(permitted(Permission.SEE_OVERSIGHT, Resource.RECORD))]
Taker = Annotated[Caller, Depends(taken_out(Permission.SEE_OVERSIGHT, Resource.RECORD))]
Previewer = Annotated[Caller, Depends(permitted(Permission.SEE_REGISTER_PREVIEW, Resource.REGISTER))]
Writer = Annotated[Caller, Depends(permitted(Permission.ASSESS, Resource.REGISTER))]

KEPT_MS: Final = 30_000
"""The register is made anew at most this often, so that it follows what runs within a minute."""
MOST: Final = 60
"""Requests of one address within a minute."""
_AGENCIES: Final = 200


class Open:
    """What the process keeps for the open page: the registers made last, and who asked how often."""

    def __init__(self) -> None:
        self.made: dict[tuple[str, str], tuple[int, RegisterOut]] = {}
        self.asked: dict[str, int] = {}
        self.minute = 0

    def let(self, address: str, now_ms: int) -> None:
        """Raise TooMany where an address asks too often."""
        if now_ms // 60_000 != self.minute:
            self.minute, self.asked = now_ms // 60_000, {}
        self.asked[address] = self.asked.get(address, 0) + 1
        if self.asked[address] > MOST:
            raise TooMany("Too many requests at once.", remedy="Ask again in a minute.", retry_after_s=60)


def kept(request: Request) -> Open:
    """The process's own."""
    found = getattr(request.app.state, "register", None)
    if not isinstance(found, Open):
        found = request.app.state.register = Open()
    return found


@router.get("/register")
async def show_register(
    request: Request,
    response: Response,
    tools: Tools,
    opened: Annotated[Open, Depends(kept)],
    agency: Annotated[str, Query(max_length=40, pattern=r"^[a-z0-9_-]*$")] = "",
) -> RegisterOut:
    """Which tools run, why, on what ground, with which cameras and sensors where. Nobody signs in for this."""
    state = request.app.state
    now, locale = state.clock.now_ms(), chosen_locale(request, "")
    opened.let(client_address(request), now)
    response.headers["Cache-Control"] = "public, max-age=30"
    at, found = opened.made.get((agency, locale), (0, None))
    if found is None or not 0 <= now - at < KEPT_MS:
        found = await service.register(state.uow, agency, tools, locale)
        if len(opened.made) > _AGENCIES:
            opened.made.clear()
        opened.made[agency, locale] = now, found
    return found


@router.get("/register/preview")
async def preview_register(caller: Previewer, tools: Tools) -> RegisterOut:
    """The register of one's own agency as a citizen would see it now, also where it is not published."""
    return await service.register(caller.uow, caller.agency, tools, caller.locale, preview=True)


@router.get("/register/settings")
async def show_register_settings(caller: Viewer) -> RegisterSettings:
    """What the agency says of itself."""
    async with caller.unit() as unit:
        said = await repository.setting(unit)
    return RegisterSettings.model_validate(said, from_attributes=True)


@router.put("/register/settings")
async def set_register_settings(
    body: RegisterSettings, caller: Writer, opened: Annotated[Open, Depends(kept)]
) -> RegisterSettings:
    """Say it."""
    async with caller.unit() as unit:
        known = await repository.setting(unit)
        for name, value in body.model_dump().items():
            setattr(known, name, value)
        await repository.put_setting(unit, known, caller.person.id, as_datetime(unit.clock.now_ms()))
        unit.audit("register.changed", caller.agency, **body.model_dump())
    opened.made.clear()
    return body


@router.get("/record")
async def show_record(caller: Viewer, tools: Tools) -> RecordOut:
    """The record of processing as it stands now."""
    async with caller.unit() as unit:
        unit.audit("record.seen")
    return await service.record(caller.uow, caller.agency, tools, caller.locale)


_PDF: Final = {"schema": {"type": "string", "format": "binary"}}
_FILE: Final[dict[int | str, dict[str, Any]]] = {200: {"content": {"application/pdf": _PDF, "text/csv": {}}}}


@router.get("/record/file", response_class=Response, responses=_FILE)
async def export_record(caller: Taker, tools: Tools, form: Literal["csv", "pdf"] = "pdf") -> Response:
    """The record as a file."""
    async with caller.unit() as unit:
        unit.audit("record.exported", form=form)
        agency = await agencies.get(unit)
    found = await service.record(caller.uow, caller.agency, tools, caller.locale)
    headers = {"Content-Disposition": f'attachment; filename="record.{form}"'}
    if form == "csv":
        return Response(files.as_csv(found, caller.locale), media_type="text/csv; charset=utf-8", headers=headers)
    made = await files.as_pdf(found, caller.locale, agency.time_zone if agency else "UTC")
    return Response(made, media_type="application/pdf", headers=headers)
