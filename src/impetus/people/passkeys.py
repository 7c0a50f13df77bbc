"""Passkeys (WebAuthn): keeping several, signing in with one without a name, proving again to be oneself."""

import hashlib
import ipaddress
import json
from typing import Any, Final

import msgspec
from fastapi import Request
from starlette.datastructures import URL
from webauthn import (
    base64url_to_bytes,
    generate_authentication_options,
    generate_registration_options,
    options_to_json,
    verify_authentication_response,
    verify_registration_response,
)
from webauthn.helpers import bytes_to_base64url
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from impetus.kit.errors import BadInput, NotSignedIn, Unavailable
from impetus.kit.ids import new_id
from impetus.kit.settings import PlatformSettings
from impetus.kit.times import as_datetime
from impetus.people import factor_repository, factors, repository, service
from impetus.people.access import Caller
from impetus.people.factor_repository import Factor
from impetus.people.passwords import new_token, token_hash
from impetus.people.service import SignedIn
from impetus.storage.unit import PLATFORM, UnitOfWork

_VERIFIED: Final = UserVerificationRequirement.REQUIRED
_BENT: Final = (WebAuthnException, ValueError, TypeError, KeyError, AttributeError, IndexError, RecursionError)
"""What the library raises for answers that no authenticator gives."""


class Site(msgspec.Struct, frozen=True, kw_only=True):
    """What passkeys are bound to: the console's name and its address."""

    id: str
    origin: str


def site_of(request: Request) -> Site:
    """The console's own site: IMPETUS_PUBLIC_URL, else the name it was opened by (localhost)."""
    settings: PlatformSettings = request.app.state.settings
    if settings.public_url:
        public = URL(settings.public_url)
        return Site(id=public.hostname or "", origin=f"{public.scheme}://{public.netloc}")
    host = request.headers.get("host", "")
    name = URL(f"http://{host}").hostname or ""
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return Site(id=name, origin=f"http://{host}")
    raise Unavailable(
        "Passkeys need a name, not a number, as the address.", remedy="Open the console as http://localhost."
    )


async def _challenge(uow: UnitOfWork, kind: str, person: str, challenge: bytes) -> str:
    token, now = new_token(), as_datetime(uow.clock.now_ms())
    async with uow(agency=PLATFORM, purpose="platform.login", actor="platform") as unit:
        await factor_repository.add_step(
            unit, token_hash(token), kind=kind, person=person, detail={"challenge": bytes_to_base64url(challenge)},
            at=now, expires=now + service.STEP_LIFE,
        )  # fmt: skip
    return token


async def _taken(uow: UnitOfWork, kind: str, person: str, token: str) -> bytes:
    """The challenge of a step, which is used up. Raise NotSignedIn."""
    now = as_datetime(uow.clock.now_ms())
    async with uow(agency=PLATFORM, purpose="platform.login", actor="platform") as unit:
        found = await factor_repository.take_step(unit, token_hash(token), kind, now)
    if found is None or found.person != person:
        raise BadInput("This took too long.", remedy="Begin anew.", field="step")
    return base64url_to_bytes(found.detail["challenge"])


async def begin_adding(caller: Caller, site: Site) -> tuple[str, dict[str, Any]]:
    """A step and the options of `navigator.credentials.create`."""
    async with caller.unit() as unit:
        known = await factor_repository.factors(unit, caller.person.id)
    made = generate_registration_options(
        rp_id=site.id, rp_name="IMPETUS", user_name=caller.person.login, user_display_name=caller.person.name,
        user_id=hashlib.sha256(f"{caller.agency}/{caller.person.id}".encode()).digest(),
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.REQUIRED, user_verification=_VERIFIED
        ),
        exclude_credentials=[PublicKeyCredentialDescriptor(id=one.credential) for one in known if one.credential],
    )  # fmt: skip
    step = await _challenge(caller.uow, "passkey.add", caller.person.id, made.challenge)
    return step, json.loads(options_to_json(made))


async def add(caller: Caller, site: Site, *, step: str, name: str, credential: dict[str, Any]) -> list[str]:
    """Keep a new passkey; return recovery codes where the person has none yet. Raise BadInput, Conflict."""
    challenge = await _taken(caller.uow, "passkey.add", caller.person.id, step)
    try:
        seen = verify_registration_response(
            credential=credential, expected_challenge=challenge, expected_rp_id=site.id, expected_origin=site.origin,
            require_user_verification=True,
        )  # fmt: skip
    except _BENT as bent:
        raise BadInput("The passkey could not be verified.", remedy="Try again.", field="credential") from bent
    async with caller.unit() as unit:
        await factor_repository.add_passkey(
            unit, id=new_id("fac", caller.uow.clock), person=caller.person.id, name=name.strip(),
            credential=seen.credential_id, public_key=seen.credential_public_key, sign_count=seen.sign_count,
            at=as_datetime(unit.clock.now_ms()),
        )  # fmt: skip
        unit.audit("factor.added", caller.person.id, kind="passkey", name=name.strip())
        return await factors.first_codes(unit, caller.person.id)


async def begin(uow: UnitOfWork, site: Site, person: str = "") -> tuple[str, dict[str, Any]]:
    """A step and the options of `navigator.credentials.get`; the same whoever asks."""
    made = generate_authentication_options(rp_id=site.id, user_verification=_VERIFIED)
    step = await _challenge(uow, "passkey.use", person, made.challenge)
    return step, json.loads(options_to_json(made))


async def _verified(uow: UnitOfWork, site: Site, challenge: bytes, credential: dict[str, Any]) -> Factor | None:
    """The passkey that signed the challenge, or None. A count that went back is a copy, and refused."""
    try:
        raw = base64url_to_bytes(str(credential["rawId"]))
    except _BENT:
        return None
    async with uow(agency=PLATFORM, purpose="platform.login", actor="platform") as unit:
        found = await factor_repository.by_credential(unit, raw)
    if found is None or found.public_key is None:
        return None
    try:
        seen = verify_authentication_response(
            credential=credential, expected_challenge=challenge, expected_rp_id=site.id, expected_origin=site.origin,
            credential_public_key=found.public_key, credential_current_sign_count=found.sign_count,
            require_user_verification=True,
        )  # fmt: skip
    except _BENT:
        return None
    async with uow(agency=found.agency, purpose="platform.login", actor=f"person:{found.person}") as unit:
        await factor_repository.use_passkey(unit, found.id, seen.new_sign_count, as_datetime(unit.clock.now_ms()))
    return found


async def sign_in(
    uow: UnitOfWork, site: Site, *, step: str, credential: dict[str, Any], address: str, device: str
) -> SignedIn:
    """Open a session by a passkey alone: who has it also unlocked it. Raise NotSignedIn, TooMany."""
    await service.slow_down(uow, {f"address:{address}": service.PER_ADDRESS})
    found = await _verified(uow, site, await _taken(uow, "passkey.use", "", step), credential)
    person = None
    if found is not None:
        async with uow(agency=PLATFORM, purpose="platform.login", actor="platform") as unit:
            person = await repository.by_id(unit, found.person)
    if person is None:
        await service.refused(uow, None, address, how="passkey")
        raise NotSignedIn("This passkey is not known here.", remedy="Sign in by name and password.")
    return await service.open_session(
        uow, agency=person.agency, person=person.id, address=address, how="passkey", device=device
    )


async def step_up(caller: Caller, site: Site, *, step: str, credential: dict[str, Any]) -> None:
    """Prove again to be oneself by an own passkey. Raise BadInput."""
    challenge = await _taken(caller.uow, "passkey.use", caller.person.id, step)
    found = await _verified(caller.uow, site, challenge, credential)
    if found is None or (found.agency, found.person) != (caller.agency, caller.person.id):
        async with caller.unit() as unit:
            unit.audit("step_up.refused", caller.person.id, how="passkey")
        raise BadInput("This passkey is not yours.", remedy="Use one of your own.", field="credential")
    await factors.proven(caller, "passkey")
