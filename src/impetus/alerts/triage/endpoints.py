"""Triage over HTTP: what is held back and by which rule, silences, settings."""

from typing import Annotated

from fastapi import APIRouter, Depends, Path

from impetus.alerts.triage import service
from impetus.alerts.triage.schemas import HeldBackOut, SilenceIn, SilenceOut, TriageSettingsIn, TriageSettingsOut
from impetus.people.access import Caller, permitted
from impetus.people.permissions import Permission

router = APIRouter(prefix="/triage", tags=["triage"])

Viewer = Annotated[Caller, Depends(permitted(Permission.SEE_OPERATIONS))]
Silencer = Annotated[Caller, Depends(permitted(Permission.SILENCE))]
Setter = Annotated[Caller, Depends(permitted(Permission.SET_TRIAGE))]
SilenceId = Annotated[str, Path(max_length=80)]


@router.get("/held")
async def held(caller: Viewer) -> HeldBackOut:
    """How many alerts of the last hour are held back, by rule, with every rule's words."""
    return await service.held(caller)


@router.get("/settings")
async def settings(caller: Viewer) -> TriageSettingsOut:
    """The agency's settings of triage, with their form."""
    return await service.settings(caller)


@router.put("/settings")
async def change_settings(caller: Setter, body: TriageSettingsIn) -> TriageSettingsOut:
    """Put settings in force, from the next alert on; what was learned and decided stays."""
    return await service.change_settings(caller, body.values, body.version)


@router.get("/silences")
async def silences(caller: Viewer) -> list[SilenceOut]:
    """Running and coming silences and maintenance windows, and those that ended within a day."""
    return await service.silences(caller)


@router.post("/silences", status_code=201)
async def silence(caller: Silencer, body: SilenceIn) -> SilenceOut:
    """Silence a source, a kind, a tool or an area for a time, with a reason. A rise in severity is still shown."""
    return await service.silence(caller, body)


@router.post("/silences/{id}/end")
async def end_silence(id: SilenceId, caller: Silencer) -> SilenceOut:
    """End a silence now."""
    return await service.end_silence(caller, id)
