"""Who is calling: dependencies for the routes of every domain folder.

A route declares `caller: Annotated[Caller, Depends(permitted(Permission.JUDGE_ALERTS))]`. On every method that
changes something the header X-CSRF-Token must equal the session's value. Units of work are opened with
`caller.unit(request_state.uow)` so that agency, purpose, actor and address are always those of the session.
"""

import hmac
from collections.abc import Awaitable, Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import timedelta
from typing import Annotated, Any, Final

from fastapi import Depends, Request

from impetus.kit.errors import NotAllowed, StepUpNeeded, WrongPurpose
from impetus.kit.times import as_datetime
from impetus.model.text import LOCALES, Locale
from impetus.people import consulted, factor_repository, repository, service
from impetus.people.permissions import Permission
from impetus.people.repository import Person, Session
from impetus.policy.engine import engine
from impetus.policy.vocabulary import Resource
from impetus.storage.unit import Unit, UnitOfWork

COOKIE: Final = "impetus_session"
CSRF_HEADER: Final = "X-CSRF-Token"
PROVEN_FOR: Final = timedelta(minutes=10)
"""For how long a proof of being oneself allows dangerous acts."""
_SAFE: Final = frozenset({"GET", "HEAD", "OPTIONS"})


@dataclass(frozen=True)
class Caller:
    """The person behind a request, with the scope that everything done for the request has."""

    session: Session
    token: str
    address: str
    locale: Locale
    uow: UnitOfWork

    @property
    def person(self) -> Person:
        """The person."""
        return self.session.person

    @property
    def agency(self) -> str:
        """The id of the person's agency."""
        return self.session.person.agency

    def may(self, permission: Permission, *, case: bool = False, grant: bool = False) -> bool:
        """Whether the person's role has the permission for the session's purpose.

        `case`: what is asked for names an open case itself, where the session has none. `grant`: somebody else
        has allowed this, and it is in force.
        """
        return engine().may(
            self.person.role, permission, self.session.purpose, case=case or bool(self.session.case), grant=grant
        )

    def require(self, permission: Permission, *, case: bool = False, grant: bool = False) -> None:
        """Raise NotAllowed or WrongPurpose, with what to do about it, where `may` says no."""
        if not self.may(permission, case=case, grant=grant):
            raise refusal(self, permission)

    def unit(self) -> AbstractAsyncContextManager[Unit]:
        """Open a unit of work under the caller's agency and purpose."""
        return self.uow(
            agency=self.agency,
            purpose=self.session.purpose,
            actor=f"person:{self.person.id}",
            address=self.address,
            role=self.person.role,
            case=self.session.case,
        )


def unit_of_work(request: Request) -> UnitOfWork:
    """The process's units of work, put into the application's state by `server.app`."""
    found: UnitOfWork = request.app.state.uow
    return found


def client_address(request: Request) -> str:
    """The address the request came from, as far as the server knows."""
    return request.client.host if request.client else ""


def chosen_locale(request: Request, fallback: str) -> Locale:
    """`?locale=`, else the person's own, else the browser's, else English."""
    asked = request.query_params.get("locale", "")
    accepted = [
        part.split(";")[0].strip()[:2].lower() for part in request.headers.get("accept-language", "").split(",")
    ]
    norwegian = ["nb" if code == "no" or code == "nn" else code for code in accepted]
    for code in (asked, fallback, *norwegian):
        for known in LOCALES:
            if code == known:
                return known
    return "en"


async def signed_in(
    request: Request,
    uow: Annotated[UnitOfWork, Depends(unit_of_work)],
) -> Caller:
    """The caller, whoever it is; raise NotSignedIn, or NotAllowed where the CSRF value is missing or wrong."""
    token = request.cookies.get(COOKIE, "")
    found = await service.session(uow, token)
    caller = Caller(found, token, client_address(request), chosen_locale(request, found.person.locale), uow)
    request.state.caller = caller  # so that a refusal knows whom it met (`people.refusals`)
    if request.method not in _SAFE:
        given = request.headers.get(CSRF_HEADER, "").encode("utf-8", "replace")
        if not hmac.compare_digest(given, found.csrf.encode()):
            raise NotAllowed("The request did not come from the console's own page.", remedy="Load the page anew.")
    return caller


SignedIn = Annotated[Caller, Depends(signed_in)]


def refusal(caller: Caller, permission: Permission) -> NotAllowed:
    """Why the caller may not: the role, the purpose, or the want of a case."""
    role, purpose = caller.person.role, caller.session.purpose
    purposes = [one.value for one in engine().purposes(role) if permission in engine().held(role, one, case=True)]
    told: dict[str, Any] = {"permission": permission.value, "role": role, "purpose": purpose, "purposes": purposes}
    if not purposes:
        return NotAllowed(
            "Your role does not allow this.", remedy="Ask an administrator of your agency.", **told
        )  # fmt: skip
    if purpose in purposes:
        return WrongPurpose("This needs a case.", remedy="Declare an open case with your purpose.", **told)
    return WrongPurpose(
        "The purpose of your session does not allow this.", remedy="Declare another purpose in the top bar.", **told
    )


def permitted(permission: Permission, touches: Resource | None = None) -> Callable[..., Awaitable[Caller]]:
    """Return a dependency that gives the caller where the policies grant `permission`, else raises NotAllowed.

    They are asked with the role, the session's purpose and its case.

    `touches` names the class of data that the route touches; the dependency carries both as attributes.
    """

    async def check(request: Request, caller: SignedIn) -> Caller:
        caller.require(permission)
        if request.method in _SAFE:
            session = caller.session
            who = (caller.person.id, session.purpose, session.case)
            await consulted.note(caller.unit(), who, request.url.path, caller.uow.clock.now_ms())
        return caller

    check.permission = permission  # type: ignore[attr-defined] # read by the inventory of routes
    check.touches = touches  # type: ignore[attr-defined] # the same
    return check


def device_of(request: Request) -> str:
    """What the browser says of itself, cut to what a list shows."""
    return "".join(c for c in request.headers.get("user-agent", "") if c.isprintable())[:200]


async def fresh(caller: Caller) -> None:
    """Raise StepUpNeeded where the person did not prove to be themselves within `PROVEN_FOR`."""
    proven = caller.session.proven_at
    if proven is not None and as_datetime(caller.uow.clock.now_ms()) - proven < PROVEN_FOR:
        return
    async with caller.unit() as unit:
        kinds = sorted({factor.kind for factor in await factor_repository.factors(unit, caller.person.id)})
        if not kinds:  # whoever came by a provider of accounts has no password here: the provider asks again
            kinds = ["provider" if await repository.how_session(unit, caller.session.id) == "oidc" else "password"]
    raise StepUpNeeded(
        "This needs a proof that it is still you.",
        remedy="Confirm with your second factor.",
        kinds=kinds,
    )


def stepped_up(permission: Permission, touches: Resource | None = None) -> Callable[[Caller], Awaitable[Caller]]:
    """Like `permitted`, for dangerous acts: the person has proved to be themselves within the last ten minutes."""

    async def check(caller: Annotated[Caller, Depends(permitted(permission, touches))]) -> Caller:
        await fresh(caller)
        return caller

    return check


def taken_out(permission: Permission, touches: Resource | None = None) -> Callable[[Caller], Awaitable[Caller]]:
    """Like `permitted`, where what is looked at leaves as a file: no guest, whom no purpose lets take anything out."""

    async def check(caller: Annotated[Caller, Depends(permitted(permission, touches))]) -> Caller:
        role = caller.person.role
        if not any(engine().may(role, Permission.EXPORT, one, case=True) for one in engine().purposes(role)):
            raise refusal(caller, Permission.EXPORT)
        return caller

    return check
