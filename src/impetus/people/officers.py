"""Who watches over the administrators is not made by them alone: an officer approves each further officer and advisor.

The first officer of an agency has nobody to be approved by: an administrator invites them, and that stands in the log
as an act of its own (`officer.without_second`). From then on an invitation to such a role, and the reset of such an
account, waits for an officer, and the last officer stays.
"""

from collections.abc import Mapping
from typing import Final

from impetus.kit.errors import Conflict, NotAllowed, NotFound
from impetus.kit.times import as_datetime
from impetus.people import directory_repository
from impetus.people.access import Caller
from impetus.people.directory_repository import Waiting
from impetus.people.permissions import Role
from impetus.storage.unit import Unit

OFFICERS: Final = frozenset({Role.DATA_PROTECTION_OFFICER, Role.ETHICS_OFFICER})
WATCH: Final = OFFICERS | {Role.ADVISOR}
"""Roles that oversee, or look in from outside."""


def any_of(known: Mapping[str, tuple[str, bool]]) -> bool:
    """Whether one of these, (role, active) by id, is an officer who can approve."""
    return any(role in OFFICERS and active for role, active in known.values())


async def needed(unit: Unit, role: str) -> bool:
    """Whether an invitation to a role waits for an officer; where nobody could approve it, that is written down."""
    if role not in WATCH:
        return False
    if any_of(await directory_repository.hold(unit)):
        return True
    unit.audit("officer.without_second", "", kind="invite", role=role)
    return False


def check_change(known: Mapping[str, tuple[str, bool]], person: str, after: tuple[str, bool]) -> None:
    """Raise NotAllowed where a change would make an officer past the others, Conflict where none would be left."""
    before = known[person]
    if after[0] in WATCH and before[0] != after[0]:
        raise NotAllowed(
            "Officers and advisors come by invitation.", remedy="Invite them; an officer approves it.", field="role"
        )
    if before[0] in WATCH and after[1] and not before[1]:
        raise NotAllowed(
            "An officer who was switched off comes back by invitation.", remedy="Invite them anew.", field="active"
        )
    if any_of(known) and not any_of({**known, person: after}):
        raise Conflict("The agency would be without an officer.", remedy="Invite another officer first.")


async def waiting(caller: Caller) -> list[Waiting]:
    """Links of the agency that wait for an officer, the oldest first."""
    async with caller.unit() as unit:
        unit.audit("officer.waiting_seen")
        return await directory_repository.waiting(unit, as_datetime(unit.clock.now_ms()))


async def approve(caller: Caller, id: str) -> None:
    """Let a waiting link be used. Raise NotFound; the database refuses whoever asked for it."""
    async with caller.unit() as unit:
        now = as_datetime(unit.clock.now_ms())
        found = next((one for one in await directory_repository.waiting(unit, now) if one.id == id), None)
        if found is None:
            raise NotFound("Nothing waits under this.", remedy="Load the list anew.")
        await directory_repository.approve(unit, id, caller.person.id, now)
        unit.audit("officer.approved", id, kind=found.kind, role=found.role, name=found.name)
        unit.emit("oversight", {"what": "officer"})


async def refuse(caller: Caller, id: str) -> None:
    """Withdraw a waiting link. Raise NotFound."""
    async with caller.unit() as unit:
        if not await directory_repository.refuse(unit, id):
            raise NotFound("Nothing waits under this.", remedy="Load the list anew.")
        unit.audit("officer.refused", id)
        unit.emit("oversight", {"what": "officer"})
