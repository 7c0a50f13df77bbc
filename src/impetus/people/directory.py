"""What administrators do with accounts and agencies, and what everybody does with their own sessions."""

from datetime import datetime, timedelta
from typing import Final

import msgspec

from impetus.agencies import service as agencies
from impetus.kit.errors import BadInput, Conflict, NotAllowed, NotFound
from impetus.kit.times import as_datetime
from impetus.people import directory_repository, factor_repository, officers, repository, service
from impetus.people.access import Caller
from impetus.people.directory_repository import Invitation, Member, OpenSession
from impetus.people.passwords import new_token, token_hash
from impetus.people.permissions import Role
from impetus.storage.unit import Unit

INVITE_LIFE: Final = timedelta(hours=24)
RESET_LIFE: Final = timedelta(hours=1)


class Directory(msgspec.Struct, frozen=True, kw_only=True):
    """An agency's people; `installation` says whether the caller may make further agencies."""

    members: list[Member]
    invitations: list[Invitation]
    installation: bool


class NewLink(msgspec.Struct, frozen=True, kw_only=True):
    """A one-time link: shown once, stored nowhere."""

    link: str
    expires_at: datetime
    needs_officer: bool = False


async def installation(caller: Caller) -> bool:
    """Whether the caller administers the installation: administrators of its first agency do."""
    return caller.person.role == Role.ADMINISTRATOR and await agencies.first(caller.uow) == caller.agency


async def everybody(caller: Caller) -> Directory:
    """Everybody of the caller's agency and the open invitations."""
    may = await installation(caller)
    async with caller.unit() as unit:
        now = as_datetime(unit.clock.now_ms())
        found = await directory_repository.members(unit, now - service.IDLE, now)
        open_ = await directory_repository.invitations(unit, now)
        unit.audit("people.listed")
    return Directory(members=found, invitations=open_, installation=may)


async def invite(caller: Caller, address: str, *, name: str, role: Role) -> NewLink:
    """Make a one-time link by which somebody joins the caller's agency."""
    if not name.strip():
        raise BadInput("This is missing.", remedy="Write who is invited.", field="name")
    async with caller.unit() as unit:
        waits = await officers.needed(unit, role)
        return await _link(
            unit, address, kind="invite", life=INVITE_LIFE, role=role, name=name.strip(), needs_officer=waits
        )


async def _link(
    unit: Unit, address: str, *, kind: str, life: timedelta, person: str | None = None, role: str = "", name: str = "",
    needs_officer: bool = False,
) -> NewLink:  # fmt: skip
    token, now = new_token(), as_datetime(unit.clock.now_ms())
    await repository.add_link(
        unit, token_hash=token_hash(token), kind=kind, person=person, at=now, expires=now + life, role=role, name=name,
        asked_by=unit.actor.partition(":")[2], needs_officer=needs_officer,
    )  # fmt: skip
    unit.audit("link.made", person or "", kind=kind, role=role, name=name, needs_officer=needs_officer)
    if needs_officer:
        unit.emit("oversight", {"what": "officer"})
    return NewLink(
        link=f"{address.rstrip('/')}/setup?token={token}", expires_at=now + life, needs_officer=needs_officer
    )


async def withdraw(caller: Caller, invitation: str) -> None:
    """Take an invitation back. Raise NotFound."""
    async with caller.unit() as unit:
        if not await directory_repository.withdraw(unit, invitation):
            raise NotFound("There is no such invitation.", remedy="It may have been used.")
        unit.audit("link.withdrawn", invitation)


async def change(caller: Caller, person: str, *, role: Role | None, active: bool | None, name: str | None) -> None:
    """Change somebody's role or name, switch an account off or on.

    Raise NotFound, BadInput, Conflict where the agency would be without an administrator.
    """
    if name is not None and not name.strip():
        raise BadInput("This is missing.", remedy="Write the person's name.", field="name")
    async with caller.unit() as unit:
        known = await directory_repository.hold(unit)
        if person not in known:
            raise _nobody()
        before_role, before_active = known[person]
        after = (role or before_role, before_active if active is None else active)
        left = [key for key, value in (known | {person: after}).items() if value == (Role.ADMINISTRATOR, True)]
        if not left and before_role == Role.ADMINISTRATOR and before_active:
            raise Conflict(
                "The agency would be without an administrator.", remedy="Make somebody else an administrator first."
            )
        officers.check_change(known, person, after)
        changes: dict[str, str | bool] = {}
        if role is not None and role != before_role:
            changes["role"] = role.value
        if active is not None and active != before_active:
            changes["active"] = active
        if name is not None:
            changes |= {"name": name.strip(), "initials": service.initials(name)}
        await repository.change_person(unit, person, changes)
        if active is False:
            await repository.end_sessions_of(unit, person)
        if changes:
            unit.audit("person.changed", person, before={"role": before_role, "active": before_active}, **changes)


async def reset(caller: Caller, address: str, person: str, *, factors: bool) -> NewLink:
    """Make a one-time link for a new password and end all sessions; with `factors` second factors go too."""
    async with caller.unit() as unit:
        known = await directory_repository.hold(unit)
        if person not in known:
            raise _nobody()
        others = {id: one for id, one in known.items() if id != person}
        waits = known[person][0] in officers.WATCH and officers.any_of(others)
        if known[person][0] in officers.WATCH and not waits:
            raise NotAllowed(
                "There is no other officer who could approve this.",
                remedy="Whoever runs the server makes the link: `impetus setup-link`.",
            )
        await repository.end_sessions_of(unit, person)
        if factors:
            await factor_repository.remove_all(unit, person)
        unit.audit("person.reset", person, factors=factors)
        return await _link(unit, address, kind="reset", life=RESET_LIFE, person=person, needs_officer=waits)


async def sessions(caller: Caller, person: str) -> list[OpenSession]:
    """A person's open sessions. Raise NotFound."""
    async with caller.unit() as unit:
        if person != caller.person.id:
            if await repository.by_id(unit, person) is None:
                raise _nobody()
            unit.audit("sessions.listed", person)
        now = as_datetime(unit.clock.now_ms())
        return await directory_repository.sessions(unit, person, now - service.IDLE, now)


async def end_session(caller: Caller, person: str, session: str) -> None:
    """End one session of a person. Raise NotFound."""
    async with caller.unit() as unit:
        if not await directory_repository.end_session(unit, person, session):
            raise NotFound("There is no such session.", remedy="It may have ended.")
        unit.audit("session.ended", person, session=session)


async def end_sessions(caller: Caller, person: str) -> None:
    """End all sessions of a person; of one's own, all but this one."""
    async with caller.unit() as unit:
        kept = caller.session.id if person == caller.person.id else ""
        ended = await directory_repository.end_others(unit, person, kept)
        unit.audit("session.ended", person, count=ended)


async def add_agency(
    caller: Caller, address: str, *, name: str, administrator: str, locale: str, time_zone: str
) -> tuple[str, NewLink]:
    """Make a further agency with the one-time link of its first administrator; return its id and the link.

    Raise NotAllowed unless the caller administers the installation.
    """
    if not await installation(caller):
        raise NotAllowed(
            "Agencies are made by administrators of the installation's first agency.", remedy="Ask one of them."
        )
    for field, value in (("name", name), ("administrator", administrator)):
        if not value.strip():
            raise BadInput("This is missing.", remedy="Fill it in.", field=field)
    made = await agencies.add(caller.uow, name=name.strip(), locale=locale, time_zone=time_zone)
    async with caller.uow(
        agency=made, purpose="platform.setup", actor=f"person:{caller.person.id}", address=caller.address
    ) as unit:
        link = await _link(
            unit, address, kind="invite", life=INVITE_LIFE, role=Role.ADMINISTRATOR, name=administrator.strip()
        )
    async with caller.unit() as unit:
        unit.audit("agency.made", made, name=name.strip())
    return made, link


def _nobody() -> NotFound:
    return NotFound("There is no such person.", remedy="They may belong to another agency.")
