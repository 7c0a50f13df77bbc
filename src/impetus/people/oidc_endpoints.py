"""Signing in by a provider of accounts: there and back."""

from typing import Annotated, Final
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Query, Request
from starlette.responses import RedirectResponse, Response

from impetus.kit.errors import ImpetusError
from impetus.people import factors, oidc
from impetus.people.access import client_address, device_of, unit_of_work
from impetus.people.cookie import secure, set_cookie
from impetus.people.factor_schemas import WayIn
from impetus.storage.unit import UnitOfWork

router = APIRouter(tags=["people"])
Uow = Annotated[UnitOfWork, Depends(unit_of_work)]
_COOKIE: Final = "impetus_oidc"
_PATH: Final = "/api/oidc"


def _refused(error: ImpetusError) -> Response:
    """Back to the sign-in page, which says what is wrong."""
    return RedirectResponse(f"/login?{urlencode({'refused': error.problem})}", 303)


@router.get("/oidc")
async def ways_in(uow: Uow) -> list[WayIn]:
    """Providers that can be signed in by; open, since the sign-in page offers them."""
    return [WayIn(id=one.id, name=one.name, agency=one.agency_name) for one in await oidc.public(uow)]


@router.get("/oidc/start/{provider}", response_class=RedirectResponse, status_code=303)
async def start_oidc(
    provider: str,
    request: Request,
    uow: Uow,
    to: Annotated[str, Query(max_length=500)] = "",
    again: bool = False,
) -> Response:
    """Send the browser to the provider; `again` asks for a new proof there, `to` is where it goes on."""
    public = request.app.state.settings.public_url
    base = public.rstrip("/") if public else f"http://{request.headers.get('host', '')}"
    try:
        going, state = await oidc.start(uow, provider, base=base, to=to, again=again, address=client_address(request))
    except ImpetusError as error:
        return _refused(error)
    answer = RedirectResponse(going, 303)
    # Lax: the provider sends the browser back from another site, and only a cookie like this comes along.
    answer.set_cookie(_COOKIE, state, max_age=300, path=_PATH, httponly=True, samesite="lax", secure=secure(request))
    return answer


@router.get("/oidc/callback", response_class=RedirectResponse, status_code=303)
async def finish_oidc(
    request: Request,
    uow: Uow,
    state: Annotated[str, Query(max_length=200)] = "",
    code: Annotated[str, Query(max_length=4000)] = "",
) -> Response:
    """Where the provider sends the browser back to."""
    try:
        back = await oidc.finish(
            uow, factors.seal_of(request.app.state.settings.keys_dir), state=state,
            cookie=request.cookies.get(_COOKIE, ""), code=code, address=client_address(request),
            device=device_of(request),
        )  # fmt: skip
    except ImpetusError as error:
        return _refused(error)
    # An address on this console only: anything else would let a link lead away after sign-in.
    here = back.to.startswith("/") and not back.to.startswith(("//", "/\\")) and back.to.isprintable()
    answer = RedirectResponse(back.to if here else "/operations", 303)
    await set_cookie(request, answer, back.signed_in.token, uow)
    answer.delete_cookie(_COOKIE, path=_PATH, httponly=True, samesite="lax")
    return answer
