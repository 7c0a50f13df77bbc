"""Public warnings: one person drafts, another releases; updates and cancellations go the same way."""

from urllib.parse import urlsplit

from impetus.agencies import service as agencies
from impetus.channels.warnings import repository
from impetus.channels.warnings.content import WarningContent, lacks, to_cap
from impetus.channels.warnings.repository import WarningRow
from impetus.formats import cap
from impetus.formats.cap_model import MessageType, Reference, Status
from impetus.kit.errors import BadInput, Conflict, NotAllowed, NotFound
from impetus.kit.ids import new_id
from impetus.kit.times import as_datetime, as_ms, parse_iso
from impetus.people.access import Caller
from impetus.storage.unit import Unit


async def get(unit: Unit, id: str, *, lock: bool = False) -> WarningRow:
    """Return a warning of the agency; raise NotFound."""
    found = await repository.one(unit, id, lock=lock)
    if found is None:
        raise NotFound("There is no such warning.", remedy="Load the list of warnings anew.", field="id")
    return found


async def draft(caller: Caller, content: WarningContent, about: str | None) -> WarningRow:
    """Begin a warning."""
    return await _begin(caller, MessageType.ALERT, content, about, None)


async def follow_up(caller: Caller, id: str, type: MessageType) -> WarningRow:
    """Begin an update or a cancellation of a running warning. Raise Conflict where it does not run any more."""
    async with caller.unit() as unit:
        before = await get(unit, id)
        now = as_datetime(unit.clock.now_ms())
    if before.state != "released" or before.message_type == "Cancel":
        raise Conflict("Only a warning that is out can be changed or cancelled.", remedy="Choose another.", field="id")
    if before.replaced_by is not None or before.expires_at is None or before.expires_at <= now:
        raise Conflict("This warning has ended.", remedy="Draft a new one.", field="id")
    return await _begin(caller, type, before.content, before.about, id)


async def _begin(
    caller: Caller, type: MessageType, content: WarningContent, about: str | None, replaces: str | None
) -> WarningRow:
    id = new_id("wrn", caller.uow.clock)
    async with caller.unit() as unit:
        await repository.add(
            unit, id, person=caller.person.id, type=type.value, content=content, about=about, replaces=replaces,
            at=as_datetime(unit.clock.now_ms()),
        )  # fmt: skip
        unit.emit("warning", {"id": id})
        unit.audit("warning.drafted", id, type=type.value, replaces=replaces)
        return await get(unit, id)


async def change(caller: Caller, id: str, content: WarningContent, version: int) -> WarningRow:
    """Change a draft. Raise Conflict where it was changed meanwhile or is out already."""
    async with caller.unit() as unit:
        _open(await get(unit, id, lock=True), version)
        await repository.change(unit, id, person=caller.person.id, content=content, at=as_datetime(unit.clock.now_ms()))
        unit.emit("warning", {"id": id})
        unit.audit("warning.changed", id)
        return await get(unit, id)


async def drop(caller: Caller, id: str) -> None:
    """Put a draft away."""
    async with caller.unit() as unit:
        _open(await get(unit, id, lock=True), None)
        await repository.drop(unit, id, as_datetime(unit.clock.now_ms()))
        unit.emit("warning", {"id": id})
        unit.audit("warning.dropped", id)


def _open(found: WarningRow, version: int | None) -> None:
    if found.state != "draft":
        raise Conflict("This warning is out already.", remedy="Draft an update of it.", field="id")
    if version is not None and found.version != version:
        raise Conflict(
            "Somebody changed it meanwhile.", remedy="Read it again.", field="version", version=found.version
        )


async def release(caller: Caller, id: str, version: int, address: str) -> WarningRow:
    """Release a draft to the public.

    Raise NotAllowed for anybody who wrote in it, BadInput naming what is missing, Conflict where it was changed
    since it was read, or where what it replaces has been replaced by another message.
    """
    async with caller.unit() as unit:
        found = await get(unit, id, lock=True)
        _open(found, version)
        if caller.person.id in found.editors:
            raise NotAllowed(
                "You wrote in this draft, so somebody else releases it.",
                remedy="Ask a colleague to read and release it.",
                reason="four_eyes",
            )
        now = unit.clock.now_ms()
        missing = lacks(found.content, now)
        if missing:
            field, problem = missing[0]
            raise BadInput(
                f"The warning is not complete: {problem}.",
                remedy="Complete the draft.",
                field=field,
                missing=[{"field": name, "problem": what} for name, what in missing],
            )
        before = await get(unit, found.replaces, lock=True) if found.replaces else None
        if before is not None and before.replaced_by is not None:
            raise Conflict("Another message replaced that warning.", remedy="Begin from that one.", field="replaces")
        identifier, sender = f"impetus-{caller.agency}-{id}", sender_of(caller.agency, address)
        agency = next(one for one in await agencies.every(caller.uow) if one.id == caller.agency)
        status = Status.ACTUAL if agency.realm == "live" else Status.EXERCISE
        message = to_cap(
            found.content,
            identifier=identifier,
            sender=sender,
            sender_name=agency.name,
            sent=now,
            type=MessageType(found.message_type),
            status=status,
            references=await _references(unit, before, sender),
        )
        await repository.release(
            unit,
            id,
            {
                "person": caller.person.id,
                "at": as_datetime(now),
                "expires": parse_iso(found.content.expires_at, field="content.expires_at"),
                "identifier": identifier,
                "cap": cap.write(message),
                "status": status.value,
            },
        )
        unit.emit("warning", {"id": id})
        unit.audit("warning.released", id, type=found.message_type, drafted_by=found.drafted_by)
        return await get(unit, id)


def sender_of(agency: str, address: str) -> str:
    """Who a message is from, in the form the standard wants."""
    return f"{agency}@{urlsplit(address).hostname or 'localhost'}"


async def _references(unit: Unit, before: WarningRow | None, sender: str) -> list[Reference]:
    """All earlier messages of a chain, the first one first."""
    chain: list[Reference] = []
    while before is not None and before.identifier is not None and before.released_at is not None:
        sent = as_ms(before.released_at) // 1000 * 1000
        chain.append(Reference(sender=sender, identifier=before.identifier, sent=sent))
        before = await repository.one(unit, before.replaces) if before.replaces else None
    return chain[::-1]
