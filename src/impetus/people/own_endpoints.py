"""Signing in by a second factor or a passkey; one's own factors and sessions; proving again to be oneself."""

from typing import Annotated, Any, Final

from fastapi import APIRouter, Depends, Request, Response

from impetus.kit.errors import BadInput
from impetus.kit.times import iso
from impetus.people import directory, factors, passkeys
from impetus.people.access import Caller, SignedIn, client_address, device_of, fresh, unit_of_work
from impetus.people.cookie import same_site, set_cookie
from impetus.people.factor_schemas import (
    Codes,
    Credential,
    EnrolmentOut,
    FactorOut,
    FactorsOut,
    Name,
    NewPasskey,
    OpenSessionOut,
    PasskeyStart,
    SecondIn,
    StepUpIn,
    TotpConfirm,
    open_session_out,
)
from impetus.people.schemas import SessionOut, session_out
from impetus.storage.unit import UnitOfWork

router = APIRouter(tags=["people"])
Uow = Annotated[UnitOfWork, Depends(unit_of_work)]
_MAX_CREDENTIAL: Final = 40


async def _proven(caller: SignedIn) -> Caller:
    await fresh(caller)
    return caller


Proven = Annotated[Caller, Depends(_proven)]
"""Whoever changes a way in has just proved to be the person."""


def _seal(request: Request) -> Any:
    return factors.seal_of(request.app.state.settings.keys_dir)


def _checked(credential: dict[str, Any]) -> dict[str, Any]:
    if len(credential) > _MAX_CREDENTIAL:
        raise BadInput("This is not what a browser sends.", remedy="Try again.", field="credential")
    return credential


@router.post("/session/second", status_code=201, dependencies=[Depends(same_site)])
async def sign_in_second(body: SecondIn, request: Request, response: Response, uow: Uow) -> SessionOut:
    """Finish signing in by a code of the authenticator app, or a recovery code."""
    made = await factors.sign_in(
        uow, _seal(request), step=body.step, code=body.code, address=client_address(request), device=device_of(request)
    )
    await set_cookie(request, response, made.token, uow)
    return session_out(made.session)


@router.post("/session/passkey/start", dependencies=[Depends(same_site)])
async def start_passkey(request: Request, uow: Uow) -> PasskeyStart:
    """What the browser needs to sign in by a passkey; no name is asked for."""
    step, options = await passkeys.begin(uow, passkeys.site_of(request))
    return PasskeyStart(step=step, options=options)


@router.post("/session/passkey", status_code=201, dependencies=[Depends(same_site)])
async def sign_in_passkey(body: Credential, request: Request, response: Response, uow: Uow) -> SessionOut:
    """Sign in by a passkey."""
    made = await passkeys.sign_in(
        uow, passkeys.site_of(request), step=body.step, credential=_checked(body.credential),
        address=client_address(request), device=device_of(request),
    )  # fmt: skip
    await set_cookie(request, response, made.token, uow)
    return session_out(made.session)


@router.get("/me/factors")
async def own_factors(caller: SignedIn) -> FactorsOut:
    """One's own second factors and how many recovery codes are left."""
    found, left = await factors.own(caller)
    return FactorsOut(
        items=[
            FactorOut(
                id=one.id, kind="totp" if one.kind == "totp" else "passkey", name=one.name,
                created_at=iso(one.created_at), used_at=iso(one.used_at) if one.used_at else None,
            )
            for one in found
        ],
        codes_left=left,
    )  # fmt: skip


@router.post("/me/factors/totp", status_code=201)
async def begin_totp(body: Name, request: Request, caller: Proven) -> EnrolmentOut:
    """Begin with an authenticator app: a secret, also as a drawing. It counts once a code has confirmed it."""
    made = await factors.enrol_totp(caller, _seal(request), body.name)
    return EnrolmentOut(id=made.id, secret=made.secret, uri=made.uri, svg=made.svg)


@router.post("/me/factors/totp/confirm")
async def confirm_totp(body: TotpConfirm, request: Request, caller: SignedIn) -> Codes:
    """Confirm an authenticator app. The first factor brings recovery codes, shown this once."""
    return Codes(codes=await factors.confirm_totp(caller, _seal(request), body.id, body.code))


@router.post("/me/factors/passkey/start")
async def begin_passkey(request: Request, caller: Proven) -> PasskeyStart:
    """What the browser needs to make a passkey."""
    step, options = await passkeys.begin_adding(caller, passkeys.site_of(request))
    return PasskeyStart(step=step, options=options)


@router.post("/me/factors/passkey", status_code=201)
async def add_passkey(body: NewPasskey, request: Request, caller: Proven) -> Codes:
    """Keep a passkey. The first factor brings recovery codes, shown this once."""
    site = passkeys.site_of(request)
    return Codes(
        codes=await passkeys.add(caller, site, step=body.step, name=body.name, credential=_checked(body.credential))
    )


@router.post("/me/codes")
async def new_codes(caller: Proven) -> Codes:
    """New recovery codes in place of the old ones, shown this once."""
    return Codes(codes=await factors.renew_codes(caller))


@router.patch("/me/factors/{factor}", status_code=204)
async def rename_factor(factor: str, body: Name, caller: SignedIn) -> None:
    """Give an own factor another name."""
    await factors.rename(caller, factor, body.name)


@router.delete("/me/factors/{factor}", status_code=204)
async def remove_factor(factor: str, caller: Proven) -> None:
    """Remove an own factor."""
    await factors.remove(caller, factor)


@router.post("/me/step-up", status_code=204)
async def step_up(body: StepUpIn, request: Request, caller: SignedIn) -> None:
    """Prove again to be oneself, by a code, or by the password where there is no second factor."""
    await factors.step_up(caller, _seal(request), password=body.password, code=body.code)


@router.post("/me/step-up/passkey/start")
async def start_step_up(request: Request, caller: SignedIn) -> PasskeyStart:
    """What the browser needs to prove by a passkey."""
    step, options = await passkeys.begin(caller.uow, passkeys.site_of(request), caller.person.id)
    return PasskeyStart(step=step, options=options)


@router.post("/me/step-up/passkey", status_code=204)
async def step_up_passkey(body: Credential, request: Request, caller: SignedIn) -> None:
    """Prove again to be oneself by a passkey."""
    site = passkeys.site_of(request)
    await passkeys.step_up(caller, site, step=body.step, credential=_checked(body.credential))


@router.get("/me/sessions")
async def own_sessions(caller: SignedIn) -> list[OpenSessionOut]:
    """One's own sessions: device, address, when last seen."""
    found = await directory.sessions(caller, caller.person.id)
    return [open_session_out(one, caller.session.id) for one in found]


@router.delete("/me/sessions/{session}", status_code=204)
async def end_own_session(session: str, caller: SignedIn) -> None:
    """End one of one's own sessions."""
    await directory.end_session(caller, caller.person.id, session)


@router.delete("/me/sessions", status_code=204)
async def end_other_sessions(caller: SignedIn) -> None:
    """End all of one's own sessions but this one."""
    await directory.end_sessions(caller, caller.person.id)
