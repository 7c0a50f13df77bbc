"""Accounts: the first administrator by a one-time link, login, sessions, own preferences."""

from datetime import timedelta
from typing import Final

import msgspec

from impetus.agencies import repository as agency_repository
from impetus.agencies import service as agencies
from impetus.kit.errors import BadInput, Conflict, NotAllowed, NotFound, NotSignedIn, TooMany
from impetus.kit.ids import new_id
from impetus.kit.times import as_datetime
from impetus.people import factor_repository, repository
from impetus.people.passwords import check_strength, hash_password, matches, new_token, token_hash
from impetus.people.permissions import Role, home
from impetus.people.repository import Link, Person, Session
from impetus.storage.unit import PLATFORM, Unit, UnitOfWork

IDLE: Final = timedelta(hours=8)
"""A session ends when nobody used it for a shift."""
ABSOLUTE: Final = timedelta(hours=24)
"""A session ends after a day, however busy."""
LINK_LIFE: Final = timedelta(hours=24)
WINDOW: Final = timedelta(minutes=5)
PER_LOGIN: Final = 8
PER_ADDRESS: Final = 40
STEP_LIFE: Final = timedelta(minutes=5)
"""How long a login under way waits for its next request."""
_TOUCH: Final = timedelta(minutes=1)


class SecondFactorNeeded(NotSignedIn):
    """The password is right, and a second factor stands behind it."""

    code = "second_factor_needed"


class SignedIn(msgspec.Struct, frozen=True, kw_only=True):
    """A fresh session: `token` goes into the cookie and is stored nowhere."""

    token: str
    session: Session


async def first_link(uow: UnitOfWork, address: str) -> str | None:
    """Return a new one-time link for the first administrator, or None where somebody has an account."""
    async with uow(agency=PLATFORM, purpose="platform.login", actor="platform") as unit:
        if await repository.anybody(unit):
            return None
    return await _mint(uow, address, agency=PLATFORM, kind="setup", person=None)


async def mint_link(uow: UnitOfWork, address: str, login: str = "") -> str:
    """Return a one-time link: the first administrator's, or one that gives `login` a new password.

    For the command line: whoever may run it on this machine is trusted. `address` is the console's.
    """
    made = await first_link(uow, address)
    if made is not None:
        return made
    if not login:
        raise BadInput("There are accounts already.", remedy="Name the login that needs a new password.", field="login")
    async with uow(agency=PLATFORM, purpose="platform.login", actor="platform") as unit:
        found = await repository.by_login(unit, login)
    if found is None:
        raise NotFound(f"Nobody has the login {login!r}.", remedy="Check the spelling.", field="login")
    return await _mint(uow, address, agency=found[0].agency, kind="reset", person=found[0].id)


async def _mint(uow: UnitOfWork, address: str, *, agency: str, kind: str, person: str | None) -> str:
    token, now = new_token(), as_datetime(uow.clock.now_ms())
    async with uow(agency=agency, purpose="platform.setup", actor="platform") as unit:
        await repository.add_link(
            unit, token_hash=token_hash(token), kind=kind, person=person, at=now, expires=now + LINK_LIFE
        )
        unit.audit("link.made", person or "", kind=kind)
    return f"{address.rstrip('/')}/setup?token={token}"


async def link(uow: UnitOfWork, token: str) -> Link | None:
    """The link with that token where it can still be used."""
    async with uow(agency=PLATFORM, purpose="platform.login", actor="platform") as unit:
        return await repository.link(unit, token_hash(token), as_datetime(uow.clock.now_ms()))


async def set_up(
    uow: UnitOfWork,
    *,
    token: str,
    name: str,
    login: str,
    password: str,
    city_name: str,
    locale: str,
    address: str,
    time_zone: str = "",
) -> SignedIn:
    """Use a one-time link: make the first administrator (and the agency), or set a new password; sign in.

    Raise NotFound where the link is used, expired or wrong, BadInput for a weak password or a missing name.
    """
    found = await link(uow, token)
    if found is None:
        raise NotFound(
            "This link has been used or has expired.", remedy="Run `impetus setup-link` for a new one.", field="token"
        )
    if found.waits:
        raise NotAllowed(
            "An officer of the agency has to approve this first.", remedy="Ask them, and open the link again.",
            field="token",
        )  # fmt: skip
    if found.kind == "invite":
        return await _join(uow, found, token, name or found.name, login, password, locale, address)
    if found.kind == "reset":
        return await _reset(uow, found, token, password, address)
    async with uow(agency=PLATFORM, purpose="platform.login", actor="platform") as unit:
        if await repository.anybody(unit):  # two links were made at once, and the other one was used
            raise Conflict("Somebody has set this installation up already.", remedy="Sign in.", field="token")
    for field, value in (("name", name), ("login", login), ("city_name", city_name)):
        if not value.strip():
            raise BadInput("This is missing.", remedy="Fill it in.", field=field)
    check_strength(password, login=login, name=name)
    hashed = await hash_password(password)
    known = await agencies.every(uow)
    chosen = known[0].id if known else agencies.slug(city_name)
    if not known:
        await agencies.ensure(uow, chosen, name=city_name, locale=locale, time_zone=time_zone)
    now = as_datetime(uow.clock.now_ms())
    person = new_id("per", uow.clock)
    async with uow(agency=PLATFORM, purpose="platform.setup", actor="platform", address=address) as unit:
        if not await repository.use_link(unit, token_hash(token), now):
            raise NotFound("This link has just been used.", remedy="Run `impetus setup-link` for a new one.")
    async with uow(agency=chosen, purpose="platform.setup", actor=f"person:{person}", address=address) as unit:
        await repository.add_person(
            unit, id=person, login=login.strip(), name=name.strip(), initials=initials(name), password_hash=hashed,
            role=Role.ADMINISTRATOR, locale=locale, at=now,
        )  # fmt: skip
        await agency_repository.change(unit, name=city_name.strip(), locale=locale)
        unit.audit("person.made", person, role=Role.ADMINISTRATOR.value)
    return await _open(uow, agency=chosen, person=person, address=address, how="setup")


async def _join(
    uow: UnitOfWork, found: Link, token: str, name: str, login: str, password: str, locale: str, address: str
) -> SignedIn:
    for field, value in (("name", name), ("login", login)):
        if not value.strip():
            raise BadInput("This is missing.", remedy="Fill it in.", field=field)
    check_strength(password, login=login, name=name)
    hashed, now, person = await hash_password(password), as_datetime(uow.clock.now_ms()), new_id("per", uow.clock)
    try:
        async with uow(
            agency=found.agency, purpose="platform.setup", actor=f"person:{person}", address=address
        ) as unit:
            if not await repository.use_link(unit, token_hash(token), now):
                raise NotFound("This link has just been used.", remedy="Ask an administrator for a new one.")
            await repository.add_person(
                unit, id=person, login=login.strip(), name=name.strip(), initials=initials(name),
                password_hash=hashed, role=found.role, locale=locale, at=now,
            )  # fmt: skip
            unit.audit("person.made", person, role=found.role, how="invite")
    except Conflict as taken:
        raise Conflict("Somebody has this name to sign in with.", remedy="Choose another.", field="login") from taken
    return await _open(uow, agency=found.agency, person=person, address=address, how="invite")


async def _reset(uow: UnitOfWork, found: Link, token: str, password: str, address: str) -> SignedIn:
    assert found.person is not None
    check_strength(password)
    hashed, now = await hash_password(password), as_datetime(uow.clock.now_ms())
    async with uow(
        agency=found.agency, purpose="platform.setup", actor=f"person:{found.person}", address=address
    ) as unit:
        if not await repository.use_link(unit, token_hash(token), now):
            raise NotFound("This link has just been used.", remedy="Run `impetus setup-link` for a new one.")
        await repository.change_person(unit, found.person, {"password_hash": hashed})
        await repository.end_sessions_of(unit, found.person)
        unit.audit("password.reset", found.person)
    return await _open(uow, agency=found.agency, person=found.person, address=address, how="reset")


async def check_password(uow: UnitOfWork, *, login: str, password: str, address: str) -> Person:
    """Return the person whose login and password these are.

    Raise TooMany after `PER_LOGIN` attempts on a login or `PER_ADDRESS` from an address within `WINDOW`,
    NotSignedIn otherwise, with the same words and in the same time whether the login exists or not.
    """
    login = login.strip()
    await slow_down(uow, {f"login:{login.casefold()}": PER_LOGIN, f"address:{address}": PER_ADDRESS})
    async with uow(agency=PLATFORM, purpose="platform.login", actor="platform") as unit:
        found = await repository.by_login(unit, login)
    person, stored = found or (None, None)
    if not await matches(password, stored) or person is None:
        await refused(uow, person, address, how="password")
        raise NotSignedIn("Login or password is wrong.", remedy="Check both. Capital letters count in the password.")
    return person


async def slow_down(uow: UnitOfWork, keys: dict[str, int]) -> None:
    """Count an attempt under each key; raise TooMany where one has had its number within `WINDOW`."""
    now = as_datetime(uow.clock.now_ms())
    first = None
    async with uow(agency=PLATFORM, purpose="platform.login", actor="platform") as unit:
        for key, limit in sorted(keys.items()):
            first = first or await repository.attempt(unit, key, now, now - WINDOW, limit)
    if first is not None:
        wait = max(1, round((first + WINDOW - now).total_seconds()))
        raise TooMany("Too many attempts to sign in.", remedy=f"Wait {(wait + 59) // 60} minutes.", retry_after_s=wait)


async def refused(uow: UnitOfWork, person: Person | None, address: str, **detail: str) -> None:
    """Write down that somebody was not let in."""
    async with uow(
        agency=person.agency if person else PLATFORM, purpose="platform.login",
        actor=f"person:{person.id}" if person else "nobody", address=address,
    ) as unit:  # fmt: skip
        unit.audit("login.refused", person.id if person else "", **detail)


async def forgive(uow: UnitOfWork, *keys: str) -> None:
    """It went well: start counting anew."""
    async with uow(agency=PLATFORM, purpose="platform.login", actor="platform") as unit:
        for key in keys:
            await repository.forget_attempts(unit, key)


async def sign_in(uow: UnitOfWork, *, login: str, password: str, address: str, device: str = "") -> SignedIn:
    """Check login and password and open a session.

    Raise as `check_password` does, and SecondFactorNeeded where a second factor stands behind the password:
    its `details["step"]` goes into the next request.
    """
    person = await check_password(uow, login=login, password=password, address=address)
    async with uow(agency=person.agency, purpose="platform.login", actor=f"person:{person.id}") as unit:
        kinds = {factor.kind for factor in await factor_repository.factors(unit, person.id)}
    if kinds:
        raise await _second(uow, person, sorted(kinds))
    signed_in = await _open(uow, agency=person.agency, person=person.id, address=address, how="password", device=device)
    await forgive(uow, f"login:{login.strip().casefold()}")
    return signed_in


async def _second(uow: UnitOfWork, person: Person, kinds: list[str]) -> SecondFactorNeeded:
    token, now = new_token(), as_datetime(uow.clock.now_ms())
    async with uow(agency=PLATFORM, purpose="platform.login", actor="platform") as unit:
        await factor_repository.add_step(
            unit, token_hash(token), kind="second", person=person.id, detail={}, at=now, expires=now + STEP_LIFE
        )
    return SecondFactorNeeded("A code is needed too.", remedy="Enter it.", step=token, kinds=kinds)


async def _open(
    uow: UnitOfWork, *, agency: str, person: str, address: str, how: str, device: str = "", proven: bool = True
) -> SignedIn:
    token, now = new_token(), as_datetime(uow.clock.now_ms())
    async with uow(agency=agency, purpose="platform.login", actor=f"person:{person}", address=address) as unit:
        whose = await repository.by_id(unit, person)
        await repository.add_session(
            unit, token_hash=token_hash(token), person=person, csrf=new_token(),
            purpose=home(whose.role if whose else ""), at=now,
            expires=now + ABSOLUTE, id=new_id("ses", uow.clock), device=device[:200], how=how,
            proven_at=now if proven else None,
        )  # fmt: skip
        unit.audit("login", person, how=how)
        made = await repository.session(unit, token_hash(token))
    if made is None:  # deactivated in between
        raise NotSignedIn("This account is switched off.", remedy="Ask an administrator.")
    return SignedIn(token=token, session=made)


open_session = _open


async def session(uow: UnitOfWork, token: str, *, touch: bool = True) -> Session:
    """Return the session of a cookie's token; raise NotSignedIn where there is none or it has expired."""
    if not token:
        raise NotSignedIn("Nobody is signed in.", remedy="Sign in.")
    hashed, now = token_hash(token), as_datetime(uow.clock.now_ms())
    async with uow(agency=PLATFORM, purpose="platform.login", actor="platform") as unit:
        found = await repository.session(unit, hashed)
    if found is None:
        raise NotSignedIn("Nobody is signed in.", remedy="Sign in.")
    if now >= found.expires_at or now >= found.seen_at + IDLE:
        async with uow(agency=found.person.agency, purpose="platform.login", actor="platform") as unit:
            await repository.end_session(unit, hashed)
            unit.audit("session.expired", found.person.id)
        raise NotSignedIn("The session has ended.", remedy="Sign in again.")
    if touch and now - found.seen_at > _TOUCH:
        async with uow(agency=found.person.agency, purpose="platform.login", actor="platform") as unit:
            await repository.touch_session(unit, hashed, now)
    return found


async def sign_out(uow: UnitOfWork, token: str, found: Session, address: str) -> None:
    """End a session."""
    who = found.person
    async with uow(agency=who.agency, purpose="platform.login", actor=f"person:{who.id}", address=address) as unit:
        await repository.end_session(unit, token_hash(token))
        unit.audit("logout", who.id)


async def change_own(uow: UnitOfWork, found: Session, changes: dict[str, str | bool], address: str) -> None:
    """Set a person's own language, theme or sound."""
    who = found.person
    async with uow(
        agency=who.agency, purpose=found.purpose, actor=f"person:{who.id}", address=address, role=who.role
    ) as unit:
        await repository.change_person(unit, who.id, dict(changes))
        unit.audit("preferences.changed", who.id, **changes)


def initials(name: str) -> str:
    """Return two letters for a name: `Kari Nordmann` is KN, `Madonna` MA."""
    words = [word for word in name.split() if any(c.isalnum() for c in word)]
    letters = "".join(next(c for c in word if c.isalnum()) for word in words)
    if len(words) > 1:
        return (letters[0] + letters[-1]).upper()[:2]
    return "".join(c for c in name if c.isalnum())[:2].upper() or "??"


async def names(unit: Unit, ids: list[str]) -> dict[str, tuple[str, str]]:
    """(name, initials) of people of the unit's agency by id; unknown ids are absent."""
    return await repository.names(unit, ids)
