"""Second factors: codes by time (RFC 6238), recovery codes, and proving again to be oneself."""

import hmac
import io
import secrets
from pathlib import Path
from typing import Final

import msgspec
import pyotp
import segno

from impetus.kit.errors import BadInput, Conflict, NotFound, NotSignedIn
from impetus.kit.ids import new_id
from impetus.kit.sealing import Seal
from impetus.kit.times import as_datetime
from impetus.people import factor_repository, repository, service
from impetus.people.access import Caller
from impetus.people.factor_repository import Factor
from impetus.people.passwords import matches, token_hash
from impetus.people.service import SignedIn
from impetus.storage.unit import PLATFORM, Unit, UnitOfWork

PERIOD: Final = 30
DRIFT: Final = 1
"""Steps that a telephone's clock may differ."""
PER_CODE: Final = 6
CODES: Final = 10
_ALPHABET: Final = "abcdefghjkmnpqrstuvwxyz23456789"


class Enrolment(msgspec.Struct, frozen=True, kw_only=True):
    """A new secret to take into an authenticator: `svg` is the drawing of `uri`."""

    id: str
    secret: str
    uri: str
    svg: str


def seal_of(keys: Path) -> Seal:
    """The seal of people's secrets, in the folder of keys."""
    return Seal.of(keys, "people.key")


async def own(caller: Caller) -> tuple[list[Factor], int]:
    """The caller's factors and how many recovery codes are left."""
    async with caller.unit() as unit:
        return (
            await factor_repository.factors(unit, caller.person.id),
            await factor_repository.codes_left(unit, caller.person.id),
        )


async def enrol_totp(caller: Caller, seal: Seal, name: str) -> Enrolment:
    """Begin with an authenticator app. It counts once `confirm_totp` has seen a code of it."""
    secret, id = pyotp.random_base32(), new_id("fac", caller.uow.clock)
    async with caller.unit() as unit:
        if any(factor.kind == "totp" for factor in await factor_repository.factors(unit, caller.person.id)):
            raise Conflict("There is an authenticator app already.", remedy="Remove it first.")
        await factor_repository.add_totp(
            unit, id=id, person=caller.person.id, name=name.strip(), sealed=seal.seal(secret, for_=f"totp:{id}"),
            at=as_datetime(unit.clock.now_ms()),
        )  # fmt: skip
    uri = pyotp.TOTP(secret).provisioning_uri(
        name=caller.person.login, issuer_name=f"IMPETUS {caller.session.agency_name}".replace(":", " ")
    )
    drawn = io.BytesIO()
    segno.make(uri, error="m").save(drawn, kind="svg", scale=5, border=3, xmldecl=False, svgns=True, light="#fff")
    return Enrolment(id=id, secret=secret, uri=uri, svg=drawn.getvalue().decode())


async def confirm_totp(caller: Caller, seal: Seal, id: str, code: str) -> list[str]:
    """Confirm an authenticator app by a code; return new recovery codes, or none where the person has some."""
    await service.slow_down(caller.uow, {f"code:{caller.person.id}": PER_CODE})
    async with caller.unit() as unit:
        found = await factor_repository.factor(unit, id)
        if found is None or found.person != caller.person.id or found.kind != "totp" or found.confirmed_at is not None:
            raise NotFound("There is nothing to confirm.", remedy="Begin anew.")
        if not await _use(unit, seal, found, code):
            raise BadInput("The code does not fit.", remedy="Check the telephone's clock.", field="code")
        unit.audit("factor.added", caller.person.id, kind="totp")
        codes = await first_codes(unit, caller.person.id)
    await service.forgive(caller.uow, f"code:{caller.person.id}")
    return codes


async def _use(unit: Unit, seal: Seal, factor: Factor, code: str) -> bool:
    """Use up a code: each is good once, whoever comes first."""
    digits = "".join(code.split())
    if not (len(digits) == 6 and digits.isascii() and digits.isdigit()):
        return False
    totp = pyotp.TOTP(seal.open(factor.sealed, for_=f"totp:{factor.id}"))
    now_ms = unit.clock.now_ms()
    current = now_ms // 1000 // PERIOD
    for step in range(current - DRIFT, current + DRIFT + 1):
        if hmac.compare_digest(totp.at(step * PERIOD), digits):
            return await factor_repository.use_totp(unit, factor.id, step, as_datetime(now_ms))
    return False


def _plain(code: str) -> str:
    return "".join(c for c in code.casefold() if c in _ALPHABET)


async def first_codes(unit: Unit, person: str) -> list[str]:
    """Recovery codes for a person who has none; shown once, stored as hashes."""
    return [] if await factor_repository.codes_left(unit, person) else await new_codes(unit, person)


async def new_codes(unit: Unit, person: str) -> list[str]:
    """New recovery codes in place of all earlier ones."""
    made = ["-".join("".join(secrets.choice(_ALPHABET) for _ in range(5)) for _ in range(3)) for _ in range(CODES)]
    await factor_repository.set_codes(unit, person, [token_hash(_plain(code)) for code in made])
    unit.audit("recovery.made", person, count=CODES)
    return made


async def _proves(unit: Unit, seal: Seal, person: str, code: str) -> str:
    """What the code is of the person: totp, recovery, or "" for none."""
    for factor in await factor_repository.factors(unit, person):
        if factor.kind == "totp" and await _use(unit, seal, factor, code):
            return "totp"
    plain = _plain(code)
    at = as_datetime(unit.clock.now_ms())
    if len(plain) == 15 and await factor_repository.use_code(unit, person, token_hash(plain), at):
        unit.audit("recovery.used", person)
        return "recovery"
    return ""


async def sign_in(uow: UnitOfWork, seal: Seal, *, step: str, code: str, address: str, device: str) -> SignedIn:
    """Finish a login by a code. Raise NotSignedIn where the step ended or the code is wrong, TooMany."""
    now = as_datetime(uow.clock.now_ms())
    async with uow(agency=PLATFORM, purpose="platform.login", actor="platform") as unit:
        under_way = await factor_repository.step(unit, token_hash(step), "second", now)
        person = await repository.by_id(unit, under_way.person) if under_way else None
    if person is None:
        raise NotSignedIn("This took too long.", remedy="Enter the password again.", ended=True)
    await service.slow_down(uow, {f"code:{person.id}": PER_CODE, f"address:{address}": service.PER_ADDRESS})
    async with uow(
        agency=person.agency, purpose="platform.login", actor=f"person:{person.id}", address=address
    ) as unit:
        how = await _proves(unit, seal, person.id, code)
    if not how:
        await service.refused(uow, person, address, how="code")
        raise NotSignedIn("The code does not fit.", remedy="Use the newest one; each is good once.")
    async with uow(agency=PLATFORM, purpose="platform.login", actor="platform") as unit:
        if await factor_repository.take_step(unit, token_hash(step), "second", now) is None:
            raise NotSignedIn("This took too long.", remedy="Enter the password again.", ended=True)
    await service.forgive(uow, f"code:{person.id}", f"login:{person.login.casefold()}")
    return await service.open_session(
        uow, agency=person.agency, person=person.id, address=address, how=f"password+{how}", device=device
    )


async def step_up(caller: Caller, seal: Seal, *, password: str, code: str) -> None:
    """Prove again to be oneself: by a code where the person has factors, else by the password."""
    who = caller.person
    await service.slow_down(caller.uow, {f"code:{who.id}": PER_CODE})
    async with caller.unit() as unit:
        kinds = {factor.kind for factor in await factor_repository.factors(unit, who.id)}
        how = await _proves(unit, seal, who.id, code) if kinds and code else ""
    if not kinds and password:
        async with caller.uow(agency=PLATFORM, purpose="platform.login", actor="platform") as unit:
            stored = await repository.by_login(unit, who.login)
        how = "password" if await matches(password, stored[1] if stored else None) else ""
    if not how:
        async with caller.unit() as unit:
            unit.audit("step_up.refused", who.id)
        raise BadInput(
            "This does not fit.", remedy="Try again.", field="code" if kinds else "password", kinds=sorted(kinds)
        )
    await proven(caller, how)
    await service.forgive(caller.uow, f"code:{who.id}")


async def proven(caller: Caller, how: str) -> None:
    """Note in the session that the person proved to be themselves just now."""
    async with caller.unit() as unit:
        await repository.prove_session(unit, token_hash(caller.token), as_datetime(unit.clock.now_ms()))
        unit.audit("step_up", caller.person.id, how=how)


async def rename(caller: Caller, id: str, name: str) -> None:
    """Give an own factor another name. Raise NotFound."""
    async with caller.unit() as unit:
        if not await factor_repository.rename(unit, id, caller.person.id, name.strip()):
            raise NotFound("There is no such factor.", remedy="Look at the list again.")
        unit.audit("factor.renamed", caller.person.id, name=name.strip())


async def remove(caller: Caller, id: str) -> None:
    """Forget an own factor. Raise NotFound. With the last one the recovery codes go."""
    async with caller.unit() as unit:
        if not await factor_repository.remove(unit, id, caller.person.id):
            raise NotFound("There is no such factor.", remedy="Look at the list again.")
        if not await factor_repository.factors(unit, caller.person.id):
            await factor_repository.remove_all(unit, caller.person.id)
        unit.audit("factor.removed", caller.person.id)


async def renew_codes(caller: Caller) -> list[str]:
    """New recovery codes in place of the old ones."""
    async with caller.unit() as unit:
        if not await factor_repository.factors(unit, caller.person.id):
            raise Conflict("Recovery codes stand in for a second factor.", remedy="Add one first.")
        return await new_codes(unit, caller.person.id)
