"""Asking to see what is masked, deciding on it by a second person, overriding in an emergency, and reviewing that."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

import msgspec

from impetus.keys.store import KeyStore
from impetus.keys.vault import Vault
from impetus.kit.errors import BadInput, Conflict, NotAllowed, NotFound, WrongPurpose
from impetus.kit.ids import new_id
from impetus.kit.masking import mask
from impetus.kit.times import as_datetime
from impetus.law.grants import repository
from impetus.law.grants.originals import bound
from impetus.law.grants.records import OVERRIDE_MINUTES, REVIEW_WITHIN, Grant, Item
from impetus.law.rights import service as rights
from impetus.people.access import Caller
from impetus.people.permissions import Permission, Role
from impetus.policy import repository as cases
from impetus.policy.repository import Case
from impetus.storage.unit import Unit


class Listed(msgspec.Struct, frozen=True, kw_only=True):
    """Grants and the time they are looked at."""

    grants: list[Grant]
    now: datetime


class Opened(msgspec.Struct, frozen=True, kw_only=True):
    """An original, under which grant; `grant` is None for its author."""

    text: str
    item: Item
    grant: Grant | None
    now: datetime


async def listed(caller: Caller, state: str) -> Listed:
    """Return grants of the agency, the newest first."""
    async with caller.unit() as unit:
        now = _now(unit)
        unit.audit("grant.listed", state)
        return Listed(grants=await repository.grants(unit, state, now), now=now)


async def ask(caller: Caller, kind: str, item: str, purpose: str, case: str, reason: str, minutes: int) -> Listed:
    """Ask a second person for the original of something; it waits. Raise NotFound, Conflict, BadInput."""
    if purpose != caller.session.purpose:
        raise WrongPurpose(
            "A grant is asked for under the purpose of the session.", remedy="Declare that purpose first."
        )
    async with caller.unit() as unit:
        now = _now(unit)
        known = await repository.of_item(unit, kind, item, caller.person.id)
        if any(one.state_at(now) in ("waiting", "in_force") for one in known):
            raise Conflict("You asked for this already.", remedy="Wait for the answer, or end the grant you have.")
        said = mask(reason).text
        return await _new(unit, caller, kind, item, case, said, now, minutes=minutes, override=False)


async def override(caller: Caller, kind: str, item: str, case: str, reason: str) -> Listed:
    """See the original at once, in an emergency: all supervisors and officers are told, and it is reviewed."""
    async with caller.unit() as unit:
        said, now = mask(reason).text, _now(unit)
        return await _new(unit, caller, kind, item, case, said, now, minutes=OVERRIDE_MINUTES, override=True)


async def _new(
    unit: Unit, caller: Caller, kind: str, item: str, case: str, reason: str, now: datetime, *, minutes: int,
    override: bool,
) -> Listed:  # fmt: skip
    found, named = await _item(unit, kind, item), await _case(unit, case, caller.session.purpose, now)
    if await rights.restricted(unit, kind, item):
        raise Conflict("A person had this restricted: nobody unmasks it.", remedy="Ask the data-protection officer.")
    id = new_id("grt", unit.clock)
    values: dict[str, Any] = {
        "id": id, "kind": kind, "item": item, "about": found.about, "categories": found.categories,
        "purpose": caller.session.purpose, "case_id": named.id, "case_reference": named.reference,
        "reason": reason, "minutes": minutes, "override": override, "state": "in_force" if override else "waiting",
        "asked_by": caller.person.id, "asked_name": caller.person.name, "asked_at": now,
        "expires_at": now + timedelta(minutes=minutes) if override else None,
        "review_due_at": now + REVIEW_WITHIN if override else None,
    }  # fmt: skip
    await repository.add(unit, values)
    what = "grant.overridden" if override else "grant.asked"
    unit.audit(what, f"{kind}/{item}", grant=id, reason=reason, case=named.reference)
    told: dict[str, Any] = {"id": id, "what": "override" if override else "asked", "by": caller.person.id}
    if override:
        told["roles"] = [Role.SUPERVISOR, Role.DATA_PROTECTION_OFFICER, Role.ETHICS_OFFICER]
    return await _told(unit, id, told, now)


async def allow(caller: Caller, grant: str, minutes: int | None) -> Listed:
    """Allow what somebody else asked for, for as long or shorter. Raise NotFound, Conflict, NotAllowed, BadInput."""
    async with caller.unit() as unit:
        found, now = await _waiting(unit, caller, grant), _now(unit)
        for_ = minutes or found.minutes
        if for_ > found.minutes:
            raise BadInput(
                "This is longer than was asked for.", remedy="Allow it as asked or shorter.", field="minutes"
            )
        await _case(unit, found.case_id, found.purpose, now)
        changes = {
            "state": "in_force", "minutes": for_, "decided_by": caller.person.id, "decided_name": caller.person.name,
            "decided_at": now, "expires_at": now + timedelta(minutes=for_),
        }  # fmt: skip
        return await _changed(unit, found, changes, "allowed", now, minutes=for_)


async def refuse(caller: Caller, grant: str, reason: str) -> Listed:
    """Refuse what somebody else asked for. Raise NotFound, Conflict, NotAllowed."""
    reason = mask(reason).text
    async with caller.unit() as unit:
        found, now = await _waiting(unit, caller, grant), _now(unit)
        changes = {
            "state": "refused", "decided_by": caller.person.id, "decided_name": caller.person.name, "decided_at": now,
            "refusal": reason,
        }  # fmt: skip
        return await _changed(unit, found, changes, "refused", now, reason=reason)


async def end(caller: Caller, grant: str) -> Listed:
    """End a grant, or take back what one asked: whoever asked may, and who may allow. Raise NotFound, Conflict."""
    async with caller.unit() as unit:
        found, now = await _found(unit, grant), _now(unit)
        if found.asked_by != caller.person.id and not caller.may(Permission.APPROVE_UNMASKING):
            raise NotAllowed("This grant is somebody else's.", remedy="A supervisor or an officer may end it.")
        if found.state_at(now) not in ("waiting", "in_force"):
            raise Conflict("This grant has ended already.", remedy="Load the list anew.", state=found.state_at(now))
        changes = {
            "state": "ended", "ended_by": caller.person.id, "ended_name": caller.person.name, "ended_at": now
        }  # fmt: skip
        return await _changed(unit, found, changes, "ended", now)


async def review(caller: Caller, grant: str, right: bool, note: str) -> Listed:
    """Say whether an override was right. Raise NotFound, Conflict, NotAllowed for one's own."""
    async with caller.unit() as unit:
        found, now = await _found(unit, grant, hold=True), _now(unit)
        if not found.override or found.reviewed_by is not None:
            raise Conflict("There is nothing to review here.", remedy="Load the list anew.")
        if not found.may_review(caller.person.id):
            raise NotAllowed("Nobody reviews their own override.", remedy="Leave it to another officer.")
        changes = {
            "reviewed_by": caller.person.id, "reviewed_name": caller.person.name, "reviewed_at": now,
            "review_right": right, "review_note": mask(note).text,
        }  # fmt: skip
        return await _changed(unit, found, changes, "reviewed", now, right=right)


async def open_(caller: Caller, keys: KeyStore, kind: str, item: str) -> Opened:
    """Return an original under a grant of the caller's that is in force; the use is counted and written down.

    Raise NotFound, NotAllowed without such a grant, WrongPurpose under another purpose, KeyGone once it is deleted.
    """
    async with caller.unit() as unit:
        now, found = _now(unit), await _item(unit, kind, item)
        mine = [
            one
            for one in await repository.of_item(unit, kind, item, caller.person.id)
            if one.state_at(now) == "in_force"
        ]
        if not mine:
            raise NotAllowed(
                "What is masked is seen under a grant in force.", remedy="Ask to unmask it.", reason="grant"
            )
        grant = mine[0]
        if grant.purpose != caller.session.purpose:
            raise WrongPurpose("The grant is for another purpose.", remedy="Declare that one.", purpose=grant.purpose)
        case = await _case(unit, grant.case_id, grant.purpose, now)
        if await rights.restricted(unit, kind, item):
            raise Conflict("A person had this restricted: nobody unmasks it.", remedy="Ask the officer.")
    caller.require(Permission.SEE_UNMASKED, case=True, grant=True)
    key = await keys.key(caller.agency, found.key_id)
    async with caller.uow(
        agency=caller.agency, purpose=grant.purpose, actor=f"person:{caller.person.id}", address=caller.address,
        role=caller.person.role, case=grant.case_id,
    ) as unit:  # fmt: skip
        sealed = await repository.original(unit, kind, item)
        if sealed is None:
            raise NotAllowed("The grant is no longer in force.", remedy="Ask anew.", reason="grant")
        await repository.change(unit, grant.id, {"uses": grant.uses + 1, "last_used_at": now})
        unit.audit(
            "grant.used", f"{kind}/{item}", grant=grant.id, reason=grant.reason, case=case.reference, use=grant.uses + 1
        )
        unit.emit("grant", {"id": grant.id, "what": "used"})
        used = await _found(unit, grant.id)
    said = Vault.open(key, sealed, bound(kind, item)).decode()
    return Opened(text=said, item=found, grant=used, now=now)


def _now(unit: Unit) -> datetime:
    return as_datetime(unit.clock.now_ms())


async def _item(unit: Unit, kind: str, item: str) -> Item:
    found = await repository.item(unit, kind, item)
    if found is None:
        raise NotFound(
            "Nothing of this is masked.",
            remedy="Look at it again. A file from before files were masked stays shut until it is added again.",
            kind=kind[:80], item=item[:80],
        )  # fmt: skip
    return found


async def _case(unit: Unit, id: str, purpose: str, now: datetime) -> Case:
    found = await cases.case(unit, id)
    if found is None or not found.open_at(now):
        raise BadInput("This needs a case that is open.", remedy="Choose an open case, or open one.", field="case")
    return found


async def _found(unit: Unit, id: str, *, hold: bool = False) -> Grant:
    found = await repository.grant(unit, id, hold=hold)
    if found is None:
        raise NotFound("There is no such grant.", remedy="Load the list anew.", grant=id[:80])
    return found


async def _waiting(unit: Unit, caller: Caller, id: str) -> Grant:
    found = await _found(unit, id, hold=True)
    if found.state != "waiting":
        raise Conflict("This was decided already.", remedy="Load the list anew.", state=found.state)
    if not found.may_decide(caller.person.id):
        raise NotAllowed("Nobody decides on what they asked for.", remedy="A second person decides.", reason="own")
    return found


async def _changed(
    unit: Unit, found: Grant, changes: dict[str, Any], what: str, now: datetime, **detail: Any
) -> Listed:
    await repository.change(unit, found.id, changes)
    unit.audit(f"grant.{what}", f"{found.kind}/{found.item}", grant=found.id, case=found.case_reference, **detail)
    return await _told(unit, found.id, {"id": found.id, "what": what, "by": unit.actor.partition(":")[2]}, now)


async def _told(unit: Unit, id: str, payload: dict[str, Any], now: datetime) -> Listed:
    unit.emit("grant", payload)
    return Listed(grants=[await _found(unit, id)], now=now)


__all__: Sequence[str] = ["allow", "ask", "end", "listed", "open_", "override", "refuse", "review"]
