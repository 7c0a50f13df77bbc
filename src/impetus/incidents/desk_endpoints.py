"""Incidents: the list, one of them, its timelines and tasks, and what people do with it."""

from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Path, Query, Request

from impetus.alerts.render import Catalogue
from impetus.alerts.schemas import PersonRef
from impetus.incidents import belonging, service, sharing, tasks, timeline
from impetus.incidents.render import View, detail_out, entry_out, incident_out, task_out
from impetus.incidents.requests import (
    AlertsIn,
    CloseIn,
    EntryIn,
    FederateIn,
    IncidentChange,
    IncidentFilter,
    IncidentIn,
    IncidentShareIn,
    MergeIn,
    ReopenIn,
    SplitIn,
    TaskChange,
    TaskIn,
)
from impetus.incidents.schemas import EntryOut, EntryPage, IncidentDetailOut, IncidentPage, TaskOut
from impetus.keys.store import KeyStore
from impetus.kit.fields import Line
from impetus.kit.paging import LIMIT, MAX_LIMIT
from impetus.law.oversight.confirmations import confirmed
from impetus.law.oversight.outward import Outward
from impetus.people.access import Caller, permitted
from impetus.people.permissions import Permission

router = APIRouter()


def catalogue(request: Request) -> Catalogue:
    """The process's catalogue of tools and kinds."""
    found: Catalogue = request.app.state.catalogue
    return found


def key_store(request: Request) -> KeyStore:
    """The process's keys."""
    found: KeyStore = request.app.state.keys
    return found


Viewer = Annotated[Caller, Depends(permitted(Permission.SEE_INCIDENTS))]
Worker = Annotated[Caller, Depends(permitted(Permission.WORK_INCIDENTS))]
Leader = Annotated[Caller, Depends(permitted(Permission.LEAD_INCIDENTS))]
Federator = Annotated[Caller, Depends(confirmed(Outward.FEDERATE, permitted(Permission.LEAD_INCIDENTS)))]
Words = Annotated[Catalogue, Depends(catalogue)]
Keys = Annotated[KeyStore, Depends(key_store)]
IncidentId = Annotated[str, Path(max_length=80)]
TaskId = Annotated[str, Path(max_length=80)]
AgencyId = Annotated[str, Path(max_length=80)]


async def _shown(caller: Caller, incident: str, words: Catalogue) -> IncidentDetailOut:
    return detail_out(await service.look(caller, incident, seen=False), caller, words)


@router.get("")
async def incidents(
    caller: Viewer,
    state: IncidentFilter = "open",
    q: Line = "",
    alert: Annotated[str, Query(max_length=80, description="Only the incident that this alert stands in")] = "",
    cursor: Annotated[str, Query(max_length=200)] = "",
    limit: Annotated[int, Query(ge=1, le=MAX_LIMIT)] = LIMIT,
) -> IncidentPage:
    """Incidents of one's own and those shared with one's agency. `q` searches titles, places and numbers (`I-12`)."""
    found = await service.page(caller, state, q, alert, cursor, limit)
    items = [incident_out(incident, found, caller) for incident in found.incidents]
    return IncidentPage(items=items, next=found.next, total=found.total)


@router.post("", status_code=201)
async def open_incident(body: IncidentIn, caller: Worker, words: Words, keys: Keys) -> IncidentDetailOut:
    """Open an incident from alerts or by hand."""
    return await _shown(caller, await service.open_(caller, keys, body), words)


@router.get("/{incident}")
async def incident(incident: IncidentId, caller: Viewer, words: Words) -> IncidentDetailOut:
    """One incident. A merged one says in `merged_into` where it stands."""
    return detail_out(await service.look(caller, incident), caller, words)


@router.post("/{incident}/looking")
async def looking(incident: IncidentId, caller: Viewer) -> list[PersonRef]:
    """Say that one has it open; who of one's agency has it open now, oneself among them."""
    return [PersonRef(id=id, name=name, initials=short) for id, name, short in await service.looking(caller, incident)]


@router.patch("/{incident}")
async def change_incident(
    incident: IncidentId, body: IncidentChange, caller: Worker, words: Words, keys: Keys
) -> IncidentDetailOut:
    """Change title, severity or place (its home alone), the own stage, or who leads in one's own agency."""
    await service.change(caller, keys, incident, body)
    return await _shown(caller, incident, words)


@router.post("/{incident}/acknowledge")
async def acknowledge_incident(incident: IncidentId, caller: Worker, words: Words) -> IncidentDetailOut:
    """Take one's agency's part in hand."""
    await service.acknowledge(caller, incident)
    return await _shown(caller, incident, words)


@router.post("/{incident}/close")
async def close_incident(
    incident: IncidentId, body: CloseIn, caller: Leader, words: Words, keys: Keys
) -> IncidentDetailOut:
    """Close one's agency's part; the incident closes with the last."""
    await service.close(caller, keys, incident, body.reason, body.version)
    return await _shown(caller, incident, words)


@router.post("/{incident}/reopen")
async def reopen_incident(incident: IncidentId, body: ReopenIn, caller: Leader, words: Words) -> IncidentDetailOut:
    """Reopen one's agency's part."""
    await service.reopen(caller, incident, body.reason)
    return await _shown(caller, incident, words)


@router.post("/{incident}/alerts")
async def change_alerts(incident: IncidentId, body: AlertsIn, caller: Worker, words: Words) -> IncidentDetailOut:
    """Put alerts of one's own agency in, take alerts out."""
    await belonging.change_alerts(caller, incident, body.add, body.remove, groups=body.groups, move=body.move)
    return await _shown(caller, incident, words)


@router.post("/{incident}/merge")
async def merge_incident(incident: IncidentId, body: MergeIn, caller: Leader, words: Words) -> IncidentDetailOut:
    """Let it stand in another incident from now on; the answer is that one."""
    await belonging.merge(caller, incident, body.into, extend=body.extend, reason=body.reason)
    return await _shown(caller, body.into, words)


@router.post("/{incident}/split", status_code=201)
async def split_incident(
    incident: IncidentId, body: SplitIn, caller: Leader, words: Words, keys: Keys
) -> IncidentDetailOut:
    """Split alerts and entries off into a new incident, shared as this one is; the answer is the new one."""
    made = await belonging.split(caller, keys, incident, body.title, body.alerts, body.entries, body.reason)
    return await _shown(caller, made, words)


@router.post("/{incident}/undo")
async def undo_incident(incident: IncidentId, caller: Leader, words: Words) -> IncidentDetailOut:
    """Take back its last merge into another, or its splitting off; the answer is where it stands then."""
    return await _shown(caller, await belonging.undo(caller, incident), words)


@router.get("/{incident}/timeline")
async def entries(
    incident: IncidentId,
    caller: Viewer,
    keys: Keys,
    side: Literal["city", "centre", "all"] = "all",
    cursor: Annotated[str, Query(max_length=80)] = "",
    limit: Annotated[int, Query(ge=1, le=MAX_LIMIT)] = 200,
) -> EntryPage:
    """The timelines, newest first."""
    lines = await timeline.page(caller, keys, incident, side, cursor, limit)
    return EntryPage(items=_entries(lines, caller), next=lines.next)


def _entries(lines: timeline.Lines, caller: Caller) -> list[EntryOut]:
    view = View(lines.incident, lines.names, caller, lines.partner)
    return [entry_out(entry, lines.attached, view, lines.masked, lines.seen) for entry in lines.entries]


@router.post("/{incident}/entries", status_code=201)
async def write_entry(incident: IncidentId, body: EntryIn, caller: Worker, keys: Keys) -> EntryOut:
    """Write a note or a chat line, or that help was sent."""
    return _entries(await timeline.write(caller, keys, incident, body), caller)[0]


@router.get("/{incident}/tasks")
async def list_tasks(incident: IncidentId, caller: Viewer, keys: Keys) -> list[TaskOut]:
    """Tasks, oldest first."""
    return _tasks(await tasks.every(caller, keys, incident), caller)


def _tasks(found: tasks.Listed, caller: Caller) -> list[TaskOut]:
    view = View(found.incident, found.names, caller)
    return [task_out(task, view, found.now, found.masked, found.seen) for task in found.tasks]


@router.post("/{incident}/tasks", status_code=201)
async def add_task(incident: IncidentId, body: TaskIn, caller: Worker, keys: Keys) -> TaskOut:
    """Give a task to one's own agency or to another that takes part."""
    return _tasks(await tasks.add(caller, keys, incident, body), caller)[0]


@router.patch("/{incident}/tasks/{task}")
async def change_task(incident: IncidentId, task: TaskId, body: TaskChange, caller: Worker, keys: Keys) -> TaskOut:
    """Change a task."""
    return _tasks(await tasks.change(caller, keys, incident, task, body), caller)[0]


@router.post("/{incident}/shares")
async def share_incident(
    incident: IncidentId, body: IncidentShareIn, caller: Leader, words: Words
) -> IncidentDetailOut:
    """Let another agency of this installation see it, whole or in parts."""
    await sharing.share(caller, incident, body.agency, body.parts, body.reason)
    return await _shown(caller, incident, words)


@router.delete("/{incident}/shares/{agency}")
async def unshare_incident(incident: IncidentId, agency: AgencyId, caller: Leader, words: Words) -> IncidentDetailOut:
    """End a share; the agency sees nothing of it from then on."""
    await sharing.unshare(caller, incident, agency)
    return await _shown(caller, incident, words)


@router.post("/{incident}/partners")
async def federate_incident(
    incident: IncidentId, body: FederateIn, caller: Federator, words: Words
) -> IncidentDetailOut:
    """Share it with another installation."""
    await sharing.federate(caller, incident, body.partner)
    return await _shown(caller, incident, words)


@router.delete("/{incident}/partners/{agency}")
async def unfederate_incident(
    incident: IncidentId, agency: AgencyId, caller: Leader, words: Words
) -> IncidentDetailOut:
    """Stop sharing it with another installation."""
    await sharing.unfederate(caller, incident, agency)
    return await _shown(caller, incident, words)
