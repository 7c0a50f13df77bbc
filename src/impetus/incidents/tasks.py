"""Tasks: what is to be done, by which agency and there by whom, and until when."""

from datetime import datetime
from typing import Any

import msgspec

from impetus.incidents import parts_repository, repository
from impetus.incidents.desk import Desk, sit, working
from impetus.incidents.records import Incident, Names, Task
from impetus.incidents.requests import TaskChange, TaskIn
from impetus.incidents.sentences import STATE_NAMES, said
from impetus.keys.store import KeyStore
from impetus.kit.errors import BadInput, Conflict, NotAllowed, NotFound
from impetus.kit.ids import new_id
from impetus.kit.masking import mask
from impetus.kit.times import parse_iso
from impetus.law.grants import originals
from impetus.law.grants.originals import Veiled
from impetus.people import service as people
from impetus.people.access import Caller

KIND = "incident_task"
"""The kind of a masked task."""


class Listed(msgspec.Struct, frozen=True, kw_only=True):
    """Tasks of an incident with what showing them needs."""

    incident: Incident
    names: Names
    tasks: list[Task]
    now: datetime
    masked: set[str] = set()
    seen: dict[str, str] = {}


async def every(caller: Caller, keys: KeyStore, incident: str) -> Listed:
    """Return the tasks that the caller's agency sees, oldest first. Raise NotFound."""
    async with caller.unit() as unit:
        return await all_tasks(await sit(unit, incident, caller.person), keys=keys)


async def all_tasks(desk: Desk, only: str | None = None, keys: KeyStore | None = None) -> Listed:
    """The tasks that the unit's agency sees; with `keys` their author sees what was masked a little longer."""
    found = await parts_repository.tasks(desk.unit, desk.family)
    own = [one.id for one in found if one.agency == desk.unit.agency]
    masked = await originals.which_masked(desk.unit, KIND, own)
    seen: dict[str, str] = {}
    if keys is not None and desk.person is not None:
        seen = await originals.seen_by_author(desk.unit, keys, KIND, sorted(masked), desk.person.id, desk.now)
    return Listed(
        masked=masked,
        seen=seen,
        incident=desk.incident,
        names=await repository.people(desk.unit, desk.family),
        tasks=[task for task in found if only is None or task.id == only],
        now=desk.now,
    )


async def add(caller: Caller, keys: KeyStore, incident: str, wanted: TaskIn) -> Listed:
    """Give a task to one's own agency or to another that takes part; return it. Raise NotFound, BadInput."""
    async with caller.unit() as unit:
        desk = await working(caller, unit, incident)
        agency = wanted.agency or unit.agency
        _takes_part(desk, agency, wanted.audience)
        veiled = await _veiled(desk, keys, wanted.text)
        task = Task(
            id=new_id("tsk", unit.clock), agency=unit.agency, home=desk.incident.home, incident=incident,
            text=veiled.text, for_agency=agency, owner=await _owner(desk, agency, wanted.owner), state="open",
            due_at=parse_iso(wanted.due_at, field="due_at") if wanted.due_at else None, audience=wanted.audience,
            reason="", made_at=desk.now, made_by=caller.person.id, changed_at=desk.now, version=1,
        )  # fmt: skip
        await parts_repository.add_task(unit, task)
        await _keep(desk, veiled, task.id)
        words = said("task.new", agency=desk.name_of(agency), task=veiled.text)
        await desk.tell("task_added", "task", words, link=task.id, audience=wanted.audience, agency=agency)
        return await all_tasks(await desk.again(), task.id, keys)


async def _veiled(desk: Desk, keys: KeyStore, text: str) -> Veiled:
    return await originals.veil(keys, desk.unit.agency, text, category="incident", scope=desk.incident.id)


async def _keep(desk: Desk, veiled: Veiled, task: str) -> None:
    assert desk.person is not None
    await originals.keep(
        desk.unit, veiled, kind=KIND, item=task, parent=desk.incident.id, about=f"I-{desk.incident.number}",
        person=desk.person.id,
    )  # fmt: skip


def _takes_part(desk: Desk, agency: str, audience: str) -> None:
    if agency not in {sub.agency for sub in desk.incident.taking_part} | {desk.unit.agency}:
        raise BadInput("That agency does not take part.", remedy="Share the incident with it first.", field="agency")
    if audience == "own" and agency != desk.unit.agency:
        raise BadInput("That agency would not see the task.", remedy="Give it to your own.", field="audience")


async def _owner(desk: Desk, agency: str, person: str | None) -> str | None:
    if person is None:
        return None
    known = await people.names(desk.unit, [person])
    if agency != desk.unit.agency or person not in known:
        raise BadInput("Each agency says itself who of it does what.", remedy="Leave it to them.", field="owner")
    await repository.join(
        desk.unit, home=desk.incident.home, incident=desk.incident.id, person=person, name=known[person][0],
        initials=known[person][1], at=desk.now,
    )  # fmt: skip
    return person


async def change(caller: Caller, keys: KeyStore, incident: str, task: str, wanted: TaskChange) -> Listed:
    """Change a task; return it. Those who gave it, the agency it is for and the home may.

    Raise NotFound, Conflict where it changed meanwhile, NotAllowed, BadInput.
    """
    async with caller.unit() as unit:
        desk = await working(caller, unit, incident)
        found = next((one for one in await parts_repository.tasks(unit, desk.family) if one.id == task), None)
        if found is None:
            raise NotFound("There is no such task.", remedy="Look at the incident again.", task=task[:80])
        if found.version != wanted.version:
            raise Conflict("Somebody changed the task meanwhile.", remedy="Look at it again.", version=found.version)
        veiled = None
        if wanted.text is not None:
            veiled = await originals.veil_over(
                caller.uow, keys, unit.agency, found.text, wanted.text, kind=KIND, item=task, category="incident",
                scope=desk.incident.id,
            )  # fmt: skip
        wanted = wanted.model_copy(
            update={"text": None if veiled is None else veiled.text, "reason": mask(wanted.reason).text}
        )
        changes = await _changes(desk, found, wanted, caller.person.id)
        if changes and not await parts_repository.change_task(unit, task, desk.now, changes):
            raise NotAllowed("The task belongs to others.", remedy="Ask the agency that has it.")
        if veiled is not None and found.agency == unit.agency:
            await _keep(desk, veiled, task)
        if changes:
            await _told(desk, found, changes, wanted)
        return await all_tasks(await desk.again(), task, keys)


async def _changes(desk: Desk, task: Task, wanted: TaskChange, person: str) -> dict[str, Any]:
    agency = wanted.agency or task.for_agency
    made: dict[str, Any] = {}
    if wanted.text is not None:
        made["text"] = wanted.text
    if agency != task.for_agency:
        _takes_part(desk, agency, task.audience)
        made |= {"for_agency": agency, "owner": None}
    if wanted.owner is not None:
        made["owner"] = await _owner(desk, agency, wanted.owner)
    elif wanted.state == "doing" and agency == desk.unit.agency and made.get("owner", task.owner) is None:
        made["owner"] = await _owner(desk, agency, person)
    if wanted.due_at is not None:
        made["due_at"] = parse_iso(wanted.due_at, field="due_at")
    made |= dict.fromkeys(wanted.clear)
    if wanted.state is not None and wanted.state != task.state:
        if wanted.state == "dropped" and not wanted.reason.strip():
            raise BadInput("Dropping a task needs a reason.", remedy="Say why.", field="reason")
        made["state"] = wanted.state
    if wanted.reason:
        made["reason"] = wanted.reason
    return {key: value for key, value in made.items() if value != getattr(task, key)}


async def _told(desk: Desk, task: Task, changes: dict[str, Any], wanted: TaskChange) -> None:
    words = changes.get("text", task.text)
    if "state" in changes:
        key = "task.reason" if wanted.reason else "task.state"
        sentence = said(key, state=STATE_NAMES[changes["state"]], task=words, reason=wanted.reason)
    elif "for_agency" in changes:
        sentence = said("task.new", agency=desk.name_of(changes["for_agency"]), task=words)
    else:
        sentence = said("task.changed", task=words)
    await desk.tell("task_changed", "task", sentence, link=task.id, audience=task.audience, changed=sorted(changes))
