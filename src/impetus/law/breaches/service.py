"""A breach from when somebody became aware of it: facts, risk, who is told, and by when."""

from datetime import datetime
from typing import Any, Final, Literal

import msgspec

from impetus.kit.errors import BadInput, Conflict, NotFound
from impetus.kit.ids import new_id
from impetus.kit.times import as_datetime
from impetus.law.breaches import repository
from impetus.law.breaches.records import Breach, BreachEvent
from impetus.people import service as people
from impetus.people.access import Caller
from impetus.storage.unit import Unit

To = Literal["authority", "persons"]
_RISKS: Final = ("unlikely", "risk", "high")


class WholeBreach(msgspec.Struct, frozen=True, kw_only=True):
    """A breach with its log and the names of who wrote in it."""

    breach: Breach
    events: list[BreachEvent]
    names: dict[str, str]
    now: datetime


async def open_(caller: Caller, title: str, aware: datetime | None, facts: dict[str, Any]) -> str:
    """Begin a breach; its clock runs from when somebody became aware. Raise BadInput where that lies ahead."""
    now = as_datetime(caller.uow.clock.now_ms())
    if aware is not None and aware > now:
        raise BadInput("This time has not come yet.", remedy="Give when somebody became aware.", field="aware_at")
    id = new_id("bre", caller.uow.clock)
    async with caller.unit() as unit:
        await repository.add(
            unit,
            {
                "id": id, "title": title, "aware_at": aware or now, "facts": facts, "made_at": now,
                "made_by": caller.person.id,
            },
        )  # fmt: skip
        await _done(unit, caller, id, "opened")
    return id


async def listed(caller: Caller) -> list[Breach]:
    """The agency's breaches."""
    async with caller.unit() as unit:
        return await repository.every(unit)


async def look(caller: Caller, id: str) -> WholeBreach:
    """A breach with its log. Raise NotFound."""
    async with caller.unit() as unit:
        found = await _get(unit, id)
        events = await repository.events(unit, id)
        names = await people.names(unit, sorted({event.person for event in events} | {found.made_by}))
        now = as_datetime(unit.clock.now_ms())
    return WholeBreach(breach=found, events=events, names={id: name for id, (name, _) in names.items()}, now=now)


async def change(caller: Caller, id: str, changes: dict[str, Any], version: int) -> None:
    """Change what is known. Raise Conflict where it is closed or was changed meanwhile, BadInput for a span."""
    async with caller.unit() as unit:
        found = await _working(unit, id)
        if found.version != version:
            raise Conflict("Somebody changed it meanwhile.", remedy="Read it again.", field="version")
        begin = changes.get("happened_from", found.happened_from)
        end = changes.get("happened_until", found.happened_until)
        if begin is not None and end is not None and end < begin:
            raise BadInput("The end lies before the beginning.", remedy="Give a later end.", field="happened_until")
        if "facts" in changes:
            changes = {**changes, "facts": {**found.facts, **changes["facts"]}}
        changed = {name: value for name, value in changes.items() if getattr(found, name) != value}
        if changed:
            await repository.change(unit, id, changed)
            fields = sorted(set(changed) - {"facts"})
            facts = changes.get("facts", {})
            fields += sorted(name for name in facts if found.facts.get(name) != facts[name])
            await _done(unit, caller, id, "changed", fields=fields)


async def decide(caller: Caller, id: str, to: To, tell: bool, reason: str) -> None:
    """Decide whether the authority or the persons are told, with the reason.

    Raise BadInput where a decision not to tell has no reason, Conflict where the risk is not judged, or the decision
    goes against it: the authority is told of any risk, the persons of a high one (GDPR Articles 33(1) and 34(1)).
    """
    async with caller.unit() as unit:
        found = await _working(unit, id)
        if found.risk not in _RISKS:
            raise Conflict("The risk is not judged yet.", remedy="Say how high it is for people.", field="risk")
        if not tell and not reason.strip():
            raise BadInput("Not telling needs a reason.", remedy="Say why; it is kept.", field="reason")
        if not tell and to == "authority" and found.risk != "unlikely":
            raise Conflict(
                "With a risk for people the authority is told.", remedy="Tell it, or judge the risk anew.", field="tell"
            )
        told = found.authority_told_at if to == "authority" else found.persons_told_at
        if told is not None:
            raise Conflict("They were told already.", remedy="Write what changed into the facts.", field="tell")
        await repository.change(unit, id, {f"tell_{to}": tell, f"{to}_reason": reason.strip()})
        await _done(unit, caller, id, "decided", to=to, tell=tell, reason=reason.strip())


async def told(caller: Caller, id: str, to: To, at: datetime | None, how: str, late_reason: str) -> None:
    """Note that they were told. After 72 hours the authority is also told why it is late (Article 33(1))."""
    async with caller.unit() as unit:
        found, now = await _working(unit, id), as_datetime(unit.clock.now_ms())
        at = at or now
        if not found.aware_at <= at <= now:
            raise BadInput(
                "This is not a time between becoming aware and now.", remedy="Give when they were told.", field="at"
            )
        if (found.tell_authority if to == "authority" else found.tell_persons) is not True:
            raise Conflict("It is not decided that they are told.", remedy="Decide first.", field="to")
        changes: dict[str, Any] = {f"{to}_told_at": at}
        if to == "authority":
            changes["authority_reference"] = how
            if at > found.due_at:
                if not late_reason.strip():
                    raise BadInput(
                        "After 72 hours the reasons for the delay are given too.", remedy="Say why it is late.",
                        field="late_reason",
                    )  # fmt: skip
                changes["late_reason"] = late_reason.strip()
        else:
            changes["persons_how"] = how
        await repository.change(unit, id, changes)
        await _done(unit, caller, id, "told", to=to, late=to == "authority" and at > found.due_at, recipient=to)


async def close(caller: Caller, id: str) -> None:
    """Close a breach. Raise Conflict where a decision is open, or somebody is still to be told."""
    async with caller.unit() as unit:
        found = await _working(unit, id)
        for to in ("authority", "persons"):
            decided = getattr(found, f"tell_{to}")
            if decided is None:
                raise Conflict(
                    "It is not decided who is told.", remedy="Decide on the authority and the persons.", field=to
                )
            if decided and getattr(found, f"{to}_told_at") is None:
                raise Conflict("Somebody is still to be told.", remedy="Tell them and note it.", field=to)
        now = as_datetime(unit.clock.now_ms())
        await repository.change(unit, id, {"state": "closed", "closed_at": now, "closed_by": caller.person.id})
        await _done(unit, caller, id, "closed")


async def note_letter(caller: Caller, id: str, to: To, locale: str) -> None:
    """Note that a letter was made."""
    async with caller.unit() as unit:
        await _get(unit, id)
        await _done(unit, caller, id, "letter", to=to, locale=locale)


async def _get(unit: Unit, id: str, *, lock: bool = False) -> Breach:
    found = await repository.one(unit, id, lock=lock)
    if found is None:
        raise NotFound("There is no such breach.", remedy="Load the list of breaches anew.", field="id")
    return found


async def _working(unit: Unit, id: str) -> Breach:
    found = await _get(unit, id, lock=True)
    if found.state != "open":
        raise Conflict("This breach is closed.", remedy="Begin a new one.", field="id")
    return found


async def _done(unit: Unit, caller: Caller, id: str, what: str, **detail: Any) -> None:
    at = as_datetime(unit.clock.now_ms())
    await repository.add_event(unit, id, what, caller.person.id, at, detail)
    unit.audit(f"breach.{what}", id, **detail)
    unit.emit("breach", {"id": id})
