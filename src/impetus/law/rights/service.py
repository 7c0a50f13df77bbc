"""A person's request from its receipt to its answer."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final, Literal

import msgspec

from impetus.agencies import service as agencies
from impetus.keys.store import KeyStore
from impetus.keys.vault import Vault
from impetus.kit.errors import BadInput, Conflict, NotFound
from impetus.kit.ids import new_id
from impetus.kit.times import as_datetime
from impetus.law.rights import deadlines, repository
from impetus.law.rights.records import CATEGORY, Asked, Event, Item, Request
from impetus.people import service as people
from impetus.people.access import Caller
from impetus.storage.unit import Unit

Outcome = Literal["granted", "partly", "refused", "withdrawn"]
PURPOSE: Final = "subject_rights"


class Whole(msgspec.Struct, frozen=True, kw_only=True):
    """A request with everything; `names` are of the people who did something about it."""

    request: Request
    asked: Asked
    events: list[Event]
    items: list[Item]
    names: dict[str, str]
    now: datetime


async def receive(
    caller: Caller, keys: KeyStore, *, kind: str, way: str, locale: str, received: datetime | None, asked: Asked
) -> str:
    """Take a request in and return its id. Raise BadInput for a receipt that lies ahead."""
    now = as_datetime(caller.uow.clock.now_ms())
    if received is not None and received > now:
        raise BadInput("This time has not come yet.", remedy="Give when the request came in.", field="received_at")
    zone = next(one.time_zone for one in await agencies.every(caller.uow) if one.id == caller.agency)
    id, at = new_id("req", caller.uow.clock), received or now
    key = await keys.data_key(caller.agency, CATEGORY, id)
    async with caller.unit() as unit:
        await repository.add(
            unit,
            {
                "id": id, "kind": kind, "received_at": at, "received_by": caller.person.id, "way": way,
                "locale": locale, "time_zone": zone, "due_at": deadlines.due(at, zone),
                "sealed": Vault.seal(key, msgspec.json.encode(asked), id), "key_id": key.id,
            },
        )  # fmt: skip
        await _done(unit, caller, id, "received", kind=kind, way=way)
    return id


async def look(caller: Caller, keys: KeyStore, id: str) -> Whole:
    """Return a request with who asks; looking is written down. Raise NotFound, KeyGone once it is deleted."""
    async with caller.unit() as unit:
        found = await get(unit, id)
        unit.audit("rights.seen", id)
    return await whole(caller, keys, found.id)


async def whole(caller: Caller, keys: KeyStore, id: str) -> Whole:
    """The same for whoever has just done something about it."""
    async with caller.unit() as unit:
        found = await get(unit, id)
        events, items = await repository.events(unit, id), await repository.items(unit, id)
        ids = {event.person for event in events} | {item.person for item in items}
        names = await people.names(unit, sorted(ids))
        now = as_datetime(unit.clock.now_ms())
    return Whole(
        request=found,
        asked=await opened(caller, keys, found),
        events=events,
        items=items,
        names={id: name for id, (name, _) in names.items()},
        now=now,
    )


async def opened(caller: Caller, keys: KeyStore, request: Request) -> Asked:
    """Who asks, and what they gave. Raise KeyGone once the request was deleted."""
    key = await keys.key(caller.agency, request.key_id)
    return msgspec.json.decode(Vault.open(key, request.sealed, request.id), type=Asked)


async def change(caller: Caller, keys: KeyStore, id: str, asked: Asked, version: int) -> None:
    """Put right what a person gave. Raise Conflict where somebody else changed the request first."""
    key = await keys.data_key(caller.agency, CATEGORY, id)
    async with caller.unit() as unit:
        found = await working(unit, id)
        if found.version != version:
            raise Conflict("Somebody changed it meanwhile.", remedy="Read it again.", field="version")
        sealed = Vault.seal(key, msgspec.json.encode(asked), id)
        await repository.change(unit, id, {"sealed": sealed, "key_id": key.id})
        await _done(unit, caller, id, "changed")


async def get(unit: Unit, id: str, *, lock: bool = False) -> Request:
    """Return a request. Raise NotFound."""
    found = await repository.one(unit, id, lock=lock)
    if found is None:
        raise NotFound("There is no such request.", remedy="Load the list of requests anew.", field="id")
    return found


async def working(unit: Unit, id: str) -> Request:
    """Return an open request, held until the commit. Raise NotFound, Conflict where it is closed."""
    found = await get(unit, id, lock=True)
    if found.state != "open":
        raise Conflict("This request is closed.", remedy="Take in a new one.", field="id")
    return found


async def identify(caller: Caller, id: str, how: str) -> None:
    """Note how it was made sure that the person is who they say."""
    async with caller.unit() as unit:
        await working(unit, id)
        now = as_datetime(unit.clock.now_ms())
        await repository.change(unit, id, {"identity": how, "identity_at": now, "identity_by": caller.person.id})
        await _done(unit, caller, id, "identified", how=how)


async def extend(caller: Caller, id: str, reason: str) -> None:
    """Take up to two further months, once, while the first still runs, with a reason that the person is told."""
    async with caller.unit() as unit:
        found, now = await working(unit, id), as_datetime(unit.clock.now_ms())
        if found.extended_at is not None:
            raise Conflict("It was extended already.", remedy="Answer it in time.", field="id")
        if now >= found.due_at:
            raise Conflict(
                "The month is over: the person should have been told of an extension within it.",
                remedy="Answer at once, and say why it is late.",
                field="id",
            )
        until = deadlines.due(found.received_at, found.time_zone, deadlines.LONGER)
        await repository.change(unit, id, {"due_at": until, "extended_at": now, "extension_reason": reason})
        await _done(unit, caller, id, "extended", reason=reason)


async def close(caller: Caller, id: str, outcome: Outcome, reason: str) -> None:
    """Close a request with its outcome.

    Raise BadInput where a refusal has no reason, Conflict where nothing was searched, or nobody knows who asks.
    """
    if outcome in ("refused", "partly") and not reason.strip():
        raise BadInput("A refusal needs its reasons.", remedy="Say why; the person is told.", field="reason")
    async with caller.unit() as unit:
        found = await working(unit, id)
        if outcome in ("granted", "partly") and not found.identity:
            raise Conflict("It is not noted how the person was identified.", remedy="Note it first.", field="identity")
        if outcome in ("granted", "partly") and found.searched_at is None:
            raise Conflict("Nothing was searched for yet.", remedy="Search first.", field="outcome")
        now = as_datetime(unit.clock.now_ms())
        await repository.change(
            unit,
            id,
            {
                "state": "closed", "outcome": outcome, "outcome_reason": reason.strip(), "closed_at": now,
                "closed_by": caller.person.id,
            },
        )  # fmt: skip
        await _done(unit, caller, id, "closed", outcome=outcome, late=now >= found.due_at)


async def lift(caller: Caller, id: str) -> None:
    """Lift the restrictions that a request brought. Raise Conflict where there are none."""
    async with caller.unit() as unit:
        await get(unit, id, lock=True)
        if not await repository.lift(unit, id, as_datetime(unit.clock.now_ms())):
            raise Conflict("Nothing is restricted by this request.", remedy="Load it anew.", field="id")
        await _done(unit, caller, id, "lifted")


async def note(caller: Caller, id: str, what: str, **detail: Any) -> None:
    """Write into a request's log and the audit log."""
    async with caller.unit() as unit:
        await get(unit, id)
        await _done(unit, caller, id, what, **detail)


async def _done(unit: Unit, caller: Caller, id: str, what: str, **detail: Any) -> None:
    at = as_datetime(unit.clock.now_ms())
    await repository.add_event(unit, id, what, caller.person.id, at, detail)
    unit.audit(f"rights.{what}", id, **detail)
    unit.emit("subject_request", {"id": id})


done = _done


async def restricted(unit: Unit, kind: str, item: str) -> bool:
    """Whether somebody has an item restricted: it is stored and nothing else, so nobody unmasks it (GDPR art. 18)."""
    return await repository.restricted(unit, kind, item)


async def listed(caller: Caller, state: str) -> Sequence[Request]:
    """Requests without who asks."""
    async with caller.unit() as unit:
        unit.audit("rights.listed")
        return await repository.every(unit, state)
