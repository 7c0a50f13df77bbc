"""What a step of kind `act` lets the platform do.

`app.state.procedure_actions` maps an action's name to a function; a part of the platform that can do one puts itself
there. Where none stands, or it does not fit what the run is about, the step says who must do it by hand.
"""

from collections.abc import Awaitable, Callable, Mapping
from typing import Final

from impetus.incidents import service as incidents
from impetus.incidents import tasks
from impetus.incidents.requests import IncidentIn, TaskIn
from impetus.keys.store import KeyStore
from impetus.kit.errors import Conflict
from impetus.people.access import Caller
from impetus.procedures.records import Run

Do = Callable[[Caller, Run, str], Awaitable[str]]
"""Does it for a run with the message or task in the caller's language; returns what came of it, such as an id."""

OF_ALERT: Final = frozenset({"open_incident"})
OF_INCIDENT: Final = frozenset({"create_task", "start_evacuation"})


def incident_opener(keys: KeyStore) -> Do:
    """Return what opens an incident with the alert of a run; where it stands in one already, that is well too."""

    async def open_incident(caller: Caller, run: Run, text: str) -> str:
        assert run.alert is not None
        try:
            return await incidents.open_(caller, keys, IncidentIn(alerts=[run.alert], groups=True))
        except Conflict as error:
            if error.field == "alerts":
                return ""
            raise

    return open_incident


def task_maker(keys: KeyStore) -> Do:
    """Return what gives one's own agency a task in the incident of the run."""

    async def create_task(caller: Caller, run: Run, text: str) -> str:
        assert run.incident is not None
        made = await tasks.add(caller, keys, run.incident, TaskIn(text=text))
        return str(made.tasks[-1].id) if made.tasks else ""

    return create_task


def built_in(keys: KeyStore) -> Mapping[str, Do]:
    """Return what the platform can do by itself, by name."""
    return {"open_incident": incident_opener(keys), "create_task": task_maker(keys)}


def available(actions: Mapping[str, Do], run: Run, name: str) -> bool:
    """Whether the platform can do it for this run."""
    if (name in OF_ALERT and run.alert is None) or (name in OF_INCIDENT and run.incident is None):
        return False
    return name in actions
