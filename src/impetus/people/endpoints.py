"""Setting up, signing in and out, own preferences."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request, Response

from impetus.agencies import service as agencies
from impetus.people import admin_endpoints, oidc_endpoints, own_endpoints, purpose_endpoints, service
from impetus.people.access import COOKIE, SignedIn, client_address, device_of, unit_of_work
from impetus.people.cookie import same_site, set_cookie
from impetus.people.schemas import LoginIn, PreferencesIn, SessionOut, SetupIn, SetupState, Token, session_out
from impetus.storage.unit import UnitOfWork

router = APIRouter()
for part in (own_endpoints, admin_endpoints, oidc_endpoints, purpose_endpoints):
    router.include_router(part.router)
Uow = Annotated[UnitOfWork, Depends(unit_of_work)]


@router.get("/setup", tags=["people"])
async def look_at_link(uow: Uow, token: Annotated[Token, Query()] = "") -> SetupState:
    """Say whether a one-time link can still be used."""
    found = await service.link(uow, token)
    known = await agencies.every(uow) if found else []
    name = known[0].name if known else ""
    if found is not None and found.kind == "invite":
        return SetupState(valid=True, kind="invite", city_name=found.agency_name, name=found.name, role=found.role)
    return SetupState(valid=found is not None, kind=found.kind if found else None, city_name=name)


@router.post("/setup", tags=["people"], status_code=201, dependencies=[Depends(same_site)])
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
    await set_cookie(request, response, made.token, uow)
    return session_out(made.session, first_start=True)


@router.post("/session", tags=["people"], status_code=201, dependencies=[Depends(same_site)])
async def sign_in(body: LoginIn, request: Request, response: Response, uow: Uow) -> SessionOut:
    """Sign in."""
    made = await service.sign_in(
        uow, login=body.login, password=body.password, address=client_address(request),
        device=device_of(request),
    )  # fmt: skip
    await set_cookie(request, response, made.token, uow)
    return session_out(made.session)


@router.get("/session", tags=["people"])
async def who(caller: SignedIn) -> SessionOut:
    """Who is signed in."""
    return session_out(caller.session)


@router.delete("/session", tags=["people"], status_code=204)
async def sign_out(caller: SignedIn, response: Response) -> None:
    """Sign out."""
    await service.sign_out(caller.uow, caller.token, caller.session, caller.address)
    response.delete_cookie(COOKIE, path="/", httponly=True, samesite="strict")


@router.patch("/me", tags=["people"])
async def change_own(body: PreferencesIn, caller: SignedIn) -> SessionOut:
    """Set one's own language, theme or sound."""
    changes = {key: value for key, value in body.model_dump().items() if value is not None}
    await service.change_own(caller.uow, caller.session, changes, caller.address)
    return session_out(await service.session(caller.uow, caller.token))
