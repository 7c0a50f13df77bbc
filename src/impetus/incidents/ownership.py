"""Passing on incidents and tasks: at a handover, or because the owner has left."""

from impetus.incidents import parts_repository, repository
from impetus.incidents.desk import Desk, sit
from impetus.incidents.ownership_repository import Given, Led, given, led
from impetus.incidents.sentences import said
from impetus.kit.errors import NotFound
from impetus.people import service as people
from impetus.people.repository import Person
from impetus.storage.unit import Unit

__all__ = ["Given", "Led", "give_on", "given", "lead_on", "led"]


async def _enters(desk: Desk, person: str) -> list[dict[str, str]]:
    name, initials = (await people.names(desk.unit, [person]))[person]
    await repository.join(
        desk.unit, home=desk.incident.home, incident=desk.incident.id, person=person, name=name, initials=initials,
        at=desk.now,
    )  # fmt: skip
    return [{"kind": "person", "id": person, "agency": desk.unit.agency}]


async def lead_on(unit: Unit, incident: str, *, owner: str | None, to: str | None, by: Person | None) -> bool:
    """Let `to`, or nobody, lead what `owner`, or nobody, led; False where it is no longer theirs."""
    try:
        desk = await sit(unit, incident, by, write=True)
    except NotFound:
        return False
    sub = desk.sub
    if sub is None or sub.owner != owner or sub.closed_at is not None or to == owner:
        return False
    named = await _enters(desk, to) if to else []
    await repository.change_sub(unit, unit.agency, incident, {"owner": to})
    await desk.tell("owner", "system", said("owner", agency=sub.name), mentions=named, owner=to, before=owner)
    return True


async def give_on(
    unit: Unit, incident: str, task: str, *, owner: str | None, to: str | None, by: Person | None
) -> bool:
    """Give a task of `owner`, or of nobody, to `to`, or to nobody; False where it is no longer theirs."""
    try:
        desk = await sit(unit, incident, by, write=True)
    except NotFound:
        return False
    found = next((one for one in await parts_repository.tasks(unit, desk.family) if one.id == task), None)
    if found is None or found.owner != owner or found.state not in ("open", "doing") or to == owner:
        return False
    named = await _enters(desk, to) if to else []
    await parts_repository.change_task(unit, task, desk.now, {"owner": to})
    await desk.tell(
        "task_changed", "task", said("task.changed", task=found.text), link=task, audience=found.audience,
        mentions=named, owner=to, before=owner,
    )  # fmt: skip
    return True
