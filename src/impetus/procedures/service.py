"""Procedures of an agency: what ships, drafts, versions in force, and what was in force before."""

from collections.abc import Mapping
from typing import Any

from impetus.contracts.discovery import FoundTool
from impetus.kit.errors import BadInput, Conflict, NotFound
from impetus.kit.ids import derived_id, new_id
from impetus.kit.times import as_datetime
from impetus.people import service as people
from impetus.people.access import Caller
from impetus.procedures import repository
from impetus.procedures.content import Content, faults
from impetus.procedures.library import shipped
from impetus.procedures.records import Listed, Version
from impetus.storage.unit import Unit

Tools = Mapping[str, FoundTool]
Names = dict[str, tuple[str, str]]


async def sync(caller: Caller, tools: Tools) -> None:
    """Give the agency what ships. A newer one replaces an older that nobody changed; a changed one is left alone.

    The platform does it, whoever looks first: what ships is nobody's act.
    """
    async with caller.uow(agency=caller.agency, purpose="platform.procedures", actor="platform") as unit:
        await _sync(unit, tools)


async def _sync(unit: Unit, tools: Tools) -> None:
    known = await repository.marks(unit)
    now = as_datetime(unit.clock.now_ms())
    for one in shipped(tools):
        before = known.get(one.origin)
        if before is not None and (before[1] == one.mark or not before[2]):
            continue
        id = derived_id("prc", unit.agency, one.origin)
        if before is None:
            if await repository.add(unit, id, one.origin, None, now):
                await repository.add_version(unit, id, 1, "published", _plain(one.procedure), None, now, one.mark)
            continue
        await repository.hold(unit, id)
        versions = await repository.versions(unit, id)
        if versions[0].note != one.mark:
            if versions[0].state == "published":
                await repository.set_state(unit, id, versions[0].version, "archived")
            state = versions[0].state if versions[0].state == "archived" else "published"
            await repository.add_version(
                unit, id, versions[0].version + 1, state, _plain(one.procedure), None, now, one.mark
            )


def _plain(value: Any) -> dict[str, Any]:
    found: dict[str, Any] = Content.model_validate(value.model_dump(mode="json")).model_dump(mode="json")
    return found


async def every(caller: Caller, tools: Tools) -> tuple[list[Listed], Names]:
    """Every procedure of the agency, and names of who changed them."""
    await sync(caller, tools)
    async with caller.unit() as unit:
        found = await repository.every(unit)
        return found, await people.names(unit, sorted({v.newest.changed_by for v in found if v.newest.changed_by}))


async def versions(caller: Caller, id: str) -> tuple[list[Version], Names]:
    """Every version of a procedure, newest first. Raise NotFound."""
    async with caller.unit() as unit:
        found = await _versions(unit, id)
        return found, await people.names(unit, sorted({one.changed_by for one in found if one.changed_by}))


async def _versions(unit: Unit, id: str) -> list[Version]:
    found = await repository.versions(unit, id)
    if not found:
        raise NotFound("There is no such procedure.", remedy="Look at the list.", procedure=id[:80])
    return found


async def _hold(unit: Unit, id: str) -> list[Version]:
    await repository.hold(unit, id)
    return await _versions(unit, id)


async def create(caller: Caller, content: Content, *, source: str = "") -> str:
    """Keep a new procedure as a draft; return its id."""
    async with caller.unit() as unit:
        id, now = new_id("prc", unit.clock), as_datetime(unit.clock.now_ms())
        await repository.add(unit, id, "", caller.person.id, now)
        await repository.add_version(unit, id, 1, "draft", content.model_dump(mode="json"), caller.person.id, now)
        unit.audit("procedure.drafted", id, version=1, title=content.title.en, source=source)
        unit.emit("procedure", {"id": id})
    return id


async def save(caller: Caller, id: str, content: Content, edits: int | None) -> None:
    """Keep a draft, a new one beside the version in force where there is none.

    `edits` is what the person saw of the draft, None where there was none. Raise Conflict where somebody else
    changed it meanwhile.
    """
    async with caller.unit() as unit:
        newest = (await _hold(unit, id))[0]
        now = as_datetime(unit.clock.now_ms())
        draft = newest if newest.state == "draft" else None
        if (draft.edits if draft else None) != edits:
            raise Conflict(
                "Somebody else changed this draft meanwhile.",
                remedy="Load it anew; what you wrote is kept here until you leave.",
                edits=draft.edits if draft else None,
            )
        plain = content.model_dump(mode="json")
        if draft is None:
            await repository.add_version(unit, id, newest.version + 1, "draft", plain, caller.person.id, now)
            unit.audit("procedure.drafted", id, version=newest.version + 1)
        else:
            await repository.change_draft(unit, id, plain, caller.person.id, now)
        unit.emit("procedure", {"id": id})


async def publish(caller: Caller, id: str, note: str) -> None:
    """Put the draft in force; runs under way stay on the version they began with. Raise BadInput with its faults."""
    async with caller.unit() as unit:
        found = await _hold(unit, id)
        draft = found[0]
        if draft.state != "draft":
            raise Conflict("There is no draft to publish.", remedy="Change the procedure first.")
        wrong = faults(Content.model_validate(draft.content))
        if wrong:
            raise BadInput(
                wrong[0].problem,
                remedy=wrong[0].remedy,
                field=wrong[0].field,
                faults=[one.model_dump() for one in wrong],
            )
        for one in found[1:]:
            if one.state == "published":
                await repository.set_state(unit, id, one.version, "archived")
        await repository.set_state(unit, id, draft.version, "published", note)
        unit.audit("procedure.published", id, version=draft.version, note=note)
        unit.emit("procedure", {"id": id})


async def archive(caller: Caller, id: str, reason: str) -> None:
    """Offer a procedure no longer; its runs and versions stay. Raise Conflict where none is in force."""
    async with caller.unit() as unit:
        one = next((v for v in await _hold(unit, id) if v.state == "published"), None)
        if one is None:
            raise Conflict("No version of it is in force.", remedy="Look at its versions.")
        await repository.set_state(unit, id, one.version, "archived")
        unit.audit("procedure.archived", id, version=one.version, reason=reason)
        unit.emit("procedure", {"id": id})


async def restore(caller: Caller, id: str, version: int) -> None:
    """Make an older version the draft again, in place of the one there is. Raise NotFound."""
    async with caller.unit() as unit:
        found = await _hold(unit, id)
        wanted = next((v for v in found if v.version == version), None)
        if wanted is None:
            raise NotFound("There is no such version.", remedy="Look at the list of versions.", version=version)
        now = as_datetime(unit.clock.now_ms())
        if found[0].state == "draft":
            await repository.change_draft(unit, id, wanted.content, caller.person.id, now)
        else:
            await repository.add_version(unit, id, found[0].version + 1, "draft", wanted.content, caller.person.id, now)
        unit.audit("procedure.restored", id, version=version)
        unit.emit("procedure", {"id": id})


async def discard(caller: Caller, id: str) -> None:
    """Let go of the draft; a procedure that never was in force goes with it. Raise Conflict without a draft."""
    async with caller.unit() as unit:
        found = await _hold(unit, id)
        if found[0].state != "draft":
            raise Conflict("There is no draft.", remedy="Look at its versions.")
        await repository.drop_draft(unit, id)
        if len(found) == 1:
            await repository.drop(unit, id)
        unit.audit("procedure.discarded", id, version=found[0].version)
        unit.emit("procedure", {"id": id})
