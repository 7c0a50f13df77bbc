"""An agency's settings of incidents, and the agencies that incidents can be shared with."""

from typing import Annotated

from fastapi import APIRouter, Depends

from impetus.agencies import service as agencies
from impetus.incidents import goals
from impetus.incidents.requests import SettingsIn
from impetus.incidents.schemas import AgencyRef, SettingsOut
from impetus.people.access import Caller, permitted
from impetus.people.permissions import Permission

router = APIRouter()

Viewer = Annotated[Caller, Depends(permitted(Permission.SEE_INCIDENTS))]
Leader = Annotated[Caller, Depends(permitted(Permission.LEAD_INCIDENTS))]


@router.get("/agencies")
async def list_agencies(caller: Viewer) -> list[AgencyRef]:
    """The agencies of this installation by name, one's own among them."""
    found = sorted(await agencies.every(caller.uow), key=lambda one: (one.name.casefold(), one.id))
    return [AgencyRef(id=one.id, name=one.name) for one in found]


@router.get("/incidents/settings")
async def incident_settings(caller: Viewer) -> SettingsOut:
    """Goals of the response timers, sharing rules, and how long evidence is kept that nobody locks."""
    async with caller.unit() as unit:
        return await goals.current(unit)


@router.put("/incidents/settings")
async def change_incident_settings(body: SettingsIn, caller: Leader) -> SettingsOut:
    """Set them; each change is a version of its own."""
    return await goals.change(caller, body)
