"""Signing in by a provider of accounts (OpenID Connect: authorization code with PKCE).

The rule of linking: an account is known by provider and `sub`, and by nothing else. Whoever signs in for the first
time gets an account of their own; a name or an e-mail address never opens an account that exists already. Each
sign-in sets the role anew by the groups, and somebody whose groups give no role is not let in.
"""

from typing import Any, Final

import msgspec

from impetus.kit.errors import BadInput, Conflict, NotAllowed, NotFound, NotSignedIn
from impetus.kit.ids import new_id
from impetus.kit.sealing import Seal
from impetus.kit.times import as_datetime
from impetus.people import directory_repository, factor_repository, oidc_client, oidc_repository, repository, service
from impetus.people.access import PROVEN_FOR, Caller
from impetus.people.officers import WATCH
from impetus.people.oidc_repository import Provider, Rule
from impetus.people.passwords import new_token, token_hash
from impetus.people.permissions import Role
from impetus.people.service import SignedIn
from impetus.storage.unit import PLATFORM, Unit, UnitOfWork

CALLBACK: Final = "/api/oidc/callback"
NO_PASSWORD: Final = "-"  # noqa: S105 - no hash at all
"""A hash that no password matches."""


class Back(msgspec.Struct, frozen=True, kw_only=True):
    """Where a login that went well goes on."""

    signed_in: SignedIn
    to: str


async def public(uow: UnitOfWork) -> list[Provider]:
    """Providers that can be signed in by, of all agencies."""
    async with uow(agency=PLATFORM, purpose="platform.login", actor="platform") as unit:
        return [one for one in await oidc_repository.providers(unit) if one.enabled]


async def configured(caller: Caller) -> list[Provider]:
    """Providers of the caller's agency."""
    async with caller.unit() as unit:
        return await oidc_repository.providers(unit)


async def save(
    caller: Caller, seal: Seal, *, id: str | None, name: str, issuer: str, client_id: str, secret: str | None,
    scopes: str, groups_claim: str, roles: list[Rule], default_role: Role | None, enabled: bool,
) -> str:  # fmt: skip
    """Make or change a provider; without `secret` the stored one stays. Return its id."""
    oidc_client.check_issuer(issuer)
    if "openid" not in scopes.split():
        raise BadInput("The scopes lack openid.", remedy="Add it.", field="scopes")
    for field, value in (("name", name), ("client_id", client_id), ("groups_claim", groups_claim)):
        if not value.strip():
            raise BadInput("This is missing.", remedy="Fill it in.", field=field)
    _check_roles([*(rule.role for rule in roles), *([default_role.value] if default_role else [])])
    async with caller.unit() as unit:
        before = {one.id: one for one in await oidc_repository.providers(unit)}
        if id is not None and id not in before:
            raise NotFound("There is no such provider.", remedy="Look at the list again.")
        key = id or new_id("idp", unit.clock)
        kept = before[key].sealed if key in before else ""
        sealed = kept if secret is None else (seal.seal(secret, for_=f"oidc:{key}") if secret else "")
        values = {
            "id": key, "name": name.strip(), "issuer": issuer, "client_id": client_id.strip(), "sealed": sealed,
            "scopes": scopes, "groups_claim": groups_claim.strip(), "roles": roles, "enabled": enabled,
            "default_role": default_role.value if default_role else None,
        }  # fmt: skip
        await oidc_repository.save(unit, values, as_datetime(unit.clock.now_ms()))
        unit.audit("oidc.saved", key, **{name: value for name, value in values.items() if name != "sealed"})
    return key


async def remove(caller: Caller, id: str) -> None:
    """Forget a provider; its people keep their accounts, but not this way in. Raise NotFound."""
    async with caller.unit() as unit:
        if not await oidc_repository.remove(unit, id):
            raise NotFound("There is no such provider.", remedy="Look at the list again.")
        unit.audit("oidc.removed", id)


async def _provider(uow: UnitOfWork, id: str) -> Provider:
    for one in await public(uow):
        if one.id == id:
            return one
    raise NotFound("There is no such provider of accounts.", remedy="Choose one on the sign-in page.")


async def start(uow: UnitOfWork, id: str, *, base: str, to: str, again: bool, address: str) -> tuple[str, str]:
    """Begin: return the provider's address and the state that goes into a cookie of the browser."""
    await service.slow_down(uow, {f"oidc:{address}": service.PER_ADDRESS})
    provider = await _provider(uow, id)
    async with oidc_client.http() as client:
        where = await oidc_client.discover(client, provider.issuer)
    state, nonce, verifier = new_token(), new_token(), new_token()
    redirect = f"{base}{CALLBACK}"
    detail = {"provider": id, "nonce": nonce, "verifier": verifier, "redirect": redirect, "to": to}
    now = as_datetime(uow.clock.now_ms())
    async with uow(agency=PLATFORM, purpose="platform.login", actor="platform") as unit:
        await factor_repository.add_step(
            unit, token_hash(state), kind="oidc", person="", detail=detail, at=now, expires=now + service.STEP_LIFE
        )
    going = oidc_client.authorization(
        where, client_id=provider.client_id, scopes=provider.scopes, redirect=redirect, state=state, nonce=nonce,
        verifier=verifier, again=again,
    )  # fmt: skip
    return going, state


async def finish(uow: UnitOfWork, seal: Seal, *, state: str, cookie: str, code: str, address: str, device: str) -> Back:
    """End: the browser that began comes back with a code. Raise NotSignedIn, NotAllowed, Unavailable."""
    if not state or state != cookie:
        raise NotSignedIn("This sign-in began in another browser.", remedy="Begin anew.")
    now = as_datetime(uow.clock.now_ms())
    async with uow(agency=PLATFORM, purpose="platform.login", actor="platform") as unit:
        found = await factor_repository.take_step(unit, token_hash(state), "oidc", now)
    if found is None or not code:
        raise NotSignedIn("This sign-in took too long.", remedy="Begin anew.")
    provider = await _provider(uow, found.detail["provider"])
    secret = seal.open(provider.sealed, for_=f"oidc:{provider.id}") if provider.sealed else ""
    async with oidc_client.http() as client:
        where = await oidc_client.discover(client, provider.issuer)
        claims = await oidc_client.exchange(
            client, where, client_id=provider.client_id, secret=secret, code=code, verifier=found.detail["verifier"],
            redirect=found.detail["redirect"], nonce=found.detail["nonce"], now_s=uow.clock.now_ms() // 1000,
            groups_claim=provider.groups_claim,
        )  # fmt: skip
    role = role_of(provider, claims)
    if role is None:
        await service.refused(uow, None, address, how="oidc", provider=provider.id, why="no role")
        raise NotAllowed("Your groups give you no role here.", remedy="Ask an administrator of your agency.")
    login = await _free_login(uow, claims, provider)
    async with uow(agency=provider.agency, purpose="platform.login", actor="platform", address=address) as unit:
        person = await _account(unit, provider, claims, role, login)
    proved = claims.get("auth_time")
    recent = isinstance(proved, int | float) and uow.clock.now_ms() / 1000 - proved < PROVEN_FOR.total_seconds()
    made = await service.open_session(
        uow, agency=provider.agency, person=person, address=address, how="oidc", device=device, proven=recent
    )
    return Back(signed_in=made, to=found.detail["to"])


def _check_roles(roles: list[str]) -> None:
    """A group at a provider makes nobody an officer: that would go round the second person."""
    watch = sorted({role for role in roles if role in WATCH})
    if watch:
        raise BadInput(
            f"Groups cannot give the role {watch[0]}.",
            remedy="Invite officers and advisors by name; an officer approves it.",
            field="roles",
        )


def role_of(provider: Provider, claims: dict[str, Any]) -> str | None:
    """The role that somebody's groups give: the first rule that fits, else the default."""
    given = claims.get(provider.groups_claim, [])
    listed = given if isinstance(given, list) else [given]
    groups = {one for one in listed if isinstance(one, str)}
    return next((rule.role for rule in provider.roles if rule.group in groups), provider.default_role)


async def _free_login(uow: UnitOfWork, claims: dict[str, Any], provider: Provider) -> str:
    """A login that nobody has: an account of the same name is never taken over."""
    wanted = str(claims.get("preferred_username") or claims.get("email") or claims["sub"])
    plain = "".join(c for c in wanted if c.isprintable()).strip()[:150] or "person"
    async with uow(agency=PLATFORM, purpose="platform.login", actor="platform") as unit:
        for end in ("", *(f".{number}" for number in range(2, 100))):
            if not await oidc_repository.login_taken(unit, plain + end):
                return plain + end
    raise Conflict("Too many people have this name.", remedy="Ask an administrator.")


async def _account(unit: Unit, provider: Provider, claims: dict[str, Any], role: str, login: str) -> str:
    """The person's account, made where there is none yet, with the role of now."""
    now = as_datetime(unit.clock.now_ms())
    known = await oidc_repository.account(unit, provider.id, claims["sub"])
    if role in WATCH and (known is None or (await directory_repository.hold(unit))[known][0] != role):
        raise NotAllowed("Your groups give you no role here.", remedy="Officers and advisors come by invitation.")
    if known is None:
        given = "".join(c for c in str(claims.get("name") or login) if c.isprintable()).strip()[:200] or login
        person = new_id("per", unit.clock)
        await repository.add_person(
            unit, id=person, login=login, name=given, initials=service.initials(given), password_hash=NO_PASSWORD,
            role=role, locale="en", at=now,
        )  # fmt: skip
        await oidc_repository.link(unit, provider.id, claims["sub"], person, now)
        unit.audit("person.made", person, role=role, how="oidc", provider=provider.id)
        return person
    people = await directory_repository.hold(unit)
    before, active = people[known]
    if not active:
        raise NotSignedIn("This account is switched off.", remedy="Ask an administrator.")
    admins = [key for key, value in people.items() if value == (Role.ADMINISTRATOR, True)]
    if before != role and admins != [known]:
        await repository.change_person(unit, known, {"role": role})
        unit.audit("person.changed", known, before={"role": before}, role=role, how="oidc")
    return known
