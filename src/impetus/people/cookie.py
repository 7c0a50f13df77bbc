"""The session's cookie."""

from fastapi import Request, Response

from impetus.kit.errors import NotAllowed, NotSignedIn
from impetus.people import service
from impetus.people.access import COOKIE, client_address
from impetus.storage.unit import UnitOfWork


def same_site(request: Request) -> None:
    """Refuse forms that other sites post here, before there is a session with a CSRF value."""
    if request.headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none"):
        raise NotAllowed("The request did not come from the console's own page.", remedy="Open the console itself.")


async def set_cookie(request: Request, response: Response, token: str, uow: UnitOfWork) -> None:
    """Give the browser a new session; the one it had, if any, ends, so that none is carried over."""
    before = request.cookies.get(COOKIE, "")
    if before and before != token:
        try:
            old = await service.session(uow, before, touch=False)
        except NotSignedIn:
            pass
        else:
            await service.sign_out(uow, before, old, client_address(request))
    response.set_cookie(
        COOKIE,
        token,
        max_age=int(service.ABSOLUTE.total_seconds()),
        path="/",
        httponly=True,
        samesite="strict",
        secure=secure(request),
    )


def secure(request: Request) -> bool:
    """Whether people reach the console by https."""
    return bool(request.app.state.settings.public_url.startswith("https://"))
