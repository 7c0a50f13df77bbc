"""What administrators do: people, invitations, further agencies, providers of accounts."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request

from impetus.kit.times import iso
from impetus.people import directory, factors, officers, oidc
from impetus.people.access import Caller, permitted, stepped_up
from impetus.people.directory import NewLink
from impetus.people.factor_schemas import (
    AgencyIn,
    AgencyMade,
    InvitationOut,
    InviteIn,
    LinkOut,
    LinkWaitingOut,
    MemberIn,
    MemberOut,
    OpenSessionOut,
    PeopleOut,
    ProviderIn,
    ProviderOut,
    ResetIn,
    RoleRule,
    open_session_out,
)
from impetus.people.oidc_repository import Provider, Rule
from impetus.people.permissions import Permission, Role

router = APIRouter(tags=["people"])
Looking = Annotated[Caller, Depends(permitted(Permission.MANAGE_PEOPLE))]
Approver = Annotated[Caller, Depends(permitted(Permission.APPROVE_OFFICERS))]
Acting = Annotated[Caller, Depends(stepped_up(Permission.MANAGE_PEOPLE))]


def _base(request: Request) -> str:
    """The console's address, as people open it."""
    public = request.app.state.settings.public_url
    return public.rstrip("/") if public else f"http://{request.headers.get('host', 'localhost')}"


def _link(made: NewLink) -> LinkOut:
    return LinkOut(link=made.link, expires_at=iso(made.expires_at), needs_officer=made.needs_officer)


@router.get("/people")
async def people(caller: Looking) -> PeopleOut:
    """Everybody of the agency, and open invitations."""
    found = await directory.everybody(caller)
    return PeopleOut(
        items=[
            MemberOut(
                id=one.id, login=one.login, name=one.name, initials=one.initials, role=Role(one.role),
                active=one.active, created_at=iso(one.created_at), sessions=one.sessions, factors=one.factors,
                provider=one.provider,
            )
            for one in found.members
        ],
        invitations=[
            InvitationOut(
                id=one.id, name=one.name, role=one.role, created_at=iso(one.created_at), expires_at=iso(one.expires_at)
            )
            for one in found.invitations
        ],
        installation=found.installation,
    )  # fmt: skip


@router.post("/people/invitations", status_code=201)
async def invite(body: InviteIn, request: Request, caller: Acting) -> LinkOut:
    """Make a one-time link by which somebody joins; it is shown this once and lasts a day."""
    return _link(await directory.invite(caller, _base(request), name=body.name, role=body.role))


@router.delete("/people/invitations/{invitation}", status_code=204)
async def withdraw(invitation: str, caller: Looking) -> None:
    """Take an invitation back."""
    await directory.withdraw(caller, invitation)


@router.get("/people/officers/waiting")
async def officers_waiting(caller: Approver) -> list[LinkWaitingOut]:
    """Who is to become an officer or advisor, or to get into such an account anew, and waits for an officer."""
    return [
        LinkWaitingOut(
            id=one.id, kind=one.kind, role=Role(one.role), name=one.name, asked_by=one.asked_by,
            created_at=iso(one.created_at), expires_at=iso(one.expires_at),
        )
        for one in await officers.waiting(caller)
    ]  # fmt: skip


@router.post("/people/officers/{id}/approve", status_code=204)
async def approve_officer(id: str, caller: Approver) -> None:
    """Let the link be used."""
    await officers.approve(caller, id)


@router.post("/people/officers/{id}/refuse", status_code=204)
async def refuse_officer(id: str, caller: Approver) -> None:
    """Withdraw the link."""
    await officers.refuse(caller, id)


@router.patch("/people/{person}", status_code=204)
async def change_person(person: str, body: MemberIn, caller: Acting) -> None:
    """Change somebody's role or name, switch an account off or on. An agency never loses its last administrator."""
    await directory.change(caller, person, role=body.role, active=body.active, name=body.name)


@router.post("/people/{person}/reset", status_code=201)
async def reset_person(person: str, body: ResetIn, request: Request, caller: Acting) -> LinkOut:
    """Make a one-time link for a new password, which lasts an hour; the person's sessions end."""
    return _link(await directory.reset(caller, _base(request), person, factors=body.factors))


@router.get("/people/{person}/sessions")
async def sessions_of(person: str, caller: Looking) -> list[OpenSessionOut]:
    """Somebody's open sessions."""
    return [open_session_out(one, caller.session.id) for one in await directory.sessions(caller, person)]


@router.delete("/people/{person}/sessions", status_code=204)
async def end_sessions_of(person: str, caller: Looking) -> None:
    """End somebody's sessions."""
    await directory.end_sessions(caller, person)


@router.post("/agencies", status_code=201)
async def add_agency(body: AgencyIn, request: Request, caller: Acting) -> AgencyMade:
    """Make a further agency, with the one-time link of its first administrator.

    For administrators of the agency that was made first on the installation.
    """
    made, link = await directory.add_agency(
        caller, _base(request), name=body.name, administrator=body.administrator, locale=body.locale,
        time_zone=body.time_zone,
    )  # fmt: skip
    return AgencyMade(id=made, link=link.link, expires_at=iso(link.expires_at))


def _provider(one: Provider, base: str) -> ProviderOut:
    return ProviderOut(
        id=one.id, name=one.name, issuer=one.issuer, client_id=one.client_id, secret_set=bool(one.sealed),
        scopes=one.scopes, groups_claim=one.groups_claim, enabled=one.enabled, callback=f"{base}{oidc.CALLBACK}",
        roles=[RoleRule(group=rule.group, role=Role(rule.role)) for rule in one.roles],
        default_role=Role(one.default_role) if one.default_role else None,
    )  # fmt: skip


@router.get("/oidc/providers")
async def providers(request: Request, caller: Looking) -> list[ProviderOut]:
    """Providers of accounts of the agency."""
    return [_provider(one, _base(request)) for one in await oidc.configured(caller)]


async def _save(id: str | None, body: ProviderIn, request: Request, caller: Caller) -> ProviderOut:
    key = await oidc.save(
        caller, factors.seal_of(request.app.state.settings.keys_dir), id=id, name=body.name, issuer=body.issuer,
        client_id=body.client_id, secret=body.client_secret, scopes=body.scopes, groups_claim=body.groups_claim,
        roles=[Rule(group=rule.group, role=rule.role.value) for rule in body.roles], default_role=body.default_role,
        enabled=body.enabled,
    )  # fmt: skip
    return next(_provider(one, _base(request)) for one in await oidc.configured(caller) if one.id == key)


@router.post("/oidc/providers", status_code=201)
async def add_provider(body: ProviderIn, request: Request, caller: Acting) -> ProviderOut:
    """Add a provider of accounts."""
    return await _save(None, body, request, caller)


@router.put("/oidc/providers/{provider}")
async def change_provider(provider: str, body: ProviderIn, request: Request, caller: Acting) -> ProviderOut:
    """Change a provider of accounts."""
    return await _save(provider, body, request, caller)


@router.delete("/oidc/providers/{provider}", status_code=204)
async def remove_provider(provider: str, caller: Acting) -> None:
    """Remove a provider of accounts; its people keep their accounts, but not this way in."""
    await oidc.remove(caller, provider)
