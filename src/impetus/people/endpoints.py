"""Setting up, signing in and out, own preferences."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request, Response

from impetus.agencies import service as agencies
from impetus.kit.errors import NotAllowed
from impetus.people import service
from impetus.people.access import COOKIE, SignedIn, client_address, unit_of_work
from impetus.people.schemas import LoginIn, PreferencesIn, SessionOut, SetupIn, SetupState, Token, session_out
from impetus.storage.unit import UnitOfWork

router = APIRouter(tags=["people"])
Uow = Annotated[UnitOfWork, Depends(unit_of_work)]


def _same_site(request: Request) -> None:
    """Refuse forms that other sites post here, before there is a session with a CSRF value."""
    if request.headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none"):
        raise NotAllowed("The request did not come from the console's own page.", remedy="Open the console itself.")


def _set_cookie(request: Request, response: Response, token: str) -> None:
    response.set_cookie(
        COOKIE,
        token,
        max_age=int(service.ABSOLUTE.total_seconds()),
        path="/",
        httponly=True,
        samesite="strict",
        secure=bool(request.app.state.settings.public_url.startswith("https://")),
    )


@router.get("/setup")
async def look_at_link(uow: Uow, token: Annotated[Token, Query()] = "") -> SetupState:
    """Say whether a one-time link can still be used."""
    found = await service.link(uow, token)
    known = await agencies.every(uow) if found else []
    name = known[0].name if known else ""
    return SetupState(valid=found is not None, kind=found.kind if found else None, city_name=name)


@router.post("/setup", status_code=201, dependencies=[Depends(_same_site)])
async def set_up(body: SetupIn, request: Request, response: Response, uow: Uow) -> SessionOut:
    """Use a one-time link: make the first administrator, or set a new password; then be signed in."""
    made = await service.set_up(
        uow,
        token=body.token,
        name=body.name,
        login=body.login,
        password=body.password,
        city_name=body.city_name,
        locale=body.locale,
        time_zone=body.time_zone,
        address=client_address(request),
    )
    _set_cookie(request, response, made.token)
    return session_out(made.session, first_start=True)


@router.post("/session", status_code=201, dependencies=[Depends(_same_site)])
async def sign_in(body: LoginIn, request: Request, response: Response, uow: Uow) -> SessionOut:
    """Sign in."""
    made = await service.sign_in(uow, login=body.login, password=body.password, address=client_address(request))
    _set_cookie(request, response, made.token)
    return session_out(made.session)


@router.get("/session")
async def who(caller: SignedIn) -> SessionOut:
    """Who is signed in."""
    return session_out(caller.session)


@router.delete("/session", status_code=204)
async def sign_out(caller: SignedIn, response: Response) -> None:
    """Sign out."""
    await service.sign_out(caller.uow, caller.token, caller.session, caller.address)
    response.delete_cookie(COOKIE, path="/", httponly=True, samesite="strict")


@router.patch("/me")
async def change_own(body: PreferencesIn, caller: SignedIn) -> SessionOut:
    """Set one's own language, theme or sound."""
    changes = {key: value for key, value in body.model_dump().items() if value is not None}
    await service.change_own(caller.uow, caller.session, changes, caller.address)
    return session_out(await service.session(caller.uow, caller.token))
