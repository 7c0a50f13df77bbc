"""An agency's settings of incidents, and the agencies and installations that incidents can be shared with."""

from typing import Annotated

from fastapi import APIRouter, Depends, Header, Path, Request

from impetus.agencies import service as agencies
from impetus.incidents import federation, goals, partners
from impetus.incidents.requests import IncidentSettingsChange, IncidentSettingsIn, PartnerIn
from impetus.incidents.schemas import IncidentSettingsOut, PartnerOut, PlacedAgencyOut, ReceivedOut
from impetus.kit.sealing import Seal
from impetus.kit.times import iso
from impetus.people.access import Caller, permitted
from impetus.people.permissions import Permission

router = APIRouter()

Viewer = Annotated[Caller, Depends(permitted(Permission.SEE_INCIDENTS))]
Setter = Annotated[Caller, Depends(permitted(Permission.SET_INCIDENTS))]
Manager = Annotated[Caller, Depends(permitted(Permission.MANAGE_CHANNELS))]
PartnerId = Annotated[str, Path(max_length=80)]


@router.get("/agencies")
async def list_agencies(caller: Viewer) -> list[PlacedAgencyOut]:
    """The agencies of this installation by name, one's own among them."""
    found = sorted(await agencies.every(caller.uow), key=lambda one: (one.name.casefold(), one.id))
    return [PlacedAgencyOut(id=one.id, name=one.name, time_zone=one.time_zone) for one in found]


@router.get("/incidents/settings")
async def incident_settings(caller: Viewer) -> IncidentSettingsOut:
    """Goals of the response timers, sharing rules, and how long evidence is kept that nobody locks."""
    async with caller.unit() as unit:
        return await goals.current(unit)


@router.put("/incidents/settings")
async def change_incident_settings(body: IncidentSettingsChange, caller: Setter) -> IncidentSettingsOut:
    """Set them; each change is a version of its own. `version`: the one that the change was made from."""
    return await goals.change(caller, IncidentSettingsIn(**body.model_dump(exclude={"version"})), body.version)


def _seal(request: Request) -> Seal:
    return Seal.of(request.app.state.settings.keys_dir, partners.KEY)


def _partner(known: partners.Known, request: Request) -> PartnerOut:
    one = known.partner
    return PartnerOut(
        id=one.id,
        name=one.name,
        address=one.address,
        enabled=one.enabled,
        notes=one.notes,
        inbound=f"{request.app.state.settings.address}/api/incidents/federation/{one.id}",
        secret=known.secret,
        waiting=known.sent.waiting,
        last_at=iso(known.sent.last_at) if known.sent.last_at else None,
        last_error=known.sent.last_error,
    )


@router.get("/incidents/partners")
async def list_partners(caller: Viewer, request: Request) -> list[PartnerOut]:
    """Other installations that incidents can be shared with."""
    return [_partner(one, request) for one in await partners.every(caller)]


@router.post("/incidents/partners", status_code=201)
async def add_partner(body: PartnerIn, caller: Manager, request: Request) -> PartnerOut:
    """Remember another installation. Give its administrator the inbound address and the secret of the answer."""
    return _partner(await partners.add(caller, _seal(request), body), request)


@router.put("/incidents/partners/{partner}")
async def change_partner(partner: PartnerId, body: PartnerIn, caller: Manager, request: Request) -> PartnerOut:
    """Change another installation's name, address or secret, or switch it off."""
    return _partner(await partners.change(caller, _seal(request), partner, body), request)


@router.delete("/incidents/partners/{partner}", status_code=204)
async def remove_partner(partner: PartnerId, caller: Manager) -> None:
    """Forget another installation."""
    await partners.remove(caller, partner)


_MESSAGE = {
    "requestBody": {
        "required": True,
        "content": {"application/json": {"schema": {"type": "object", "description": "The incident's public form"}}},
    }
}


@router.post("/incidents/federation/{partner}", openapi_extra=_MESSAGE)
async def receive_incident(
    partner: PartnerId,
    request: Request,
    timestamp: Annotated[str, Header(alias="X-Impetus-Timestamp", max_length=20)] = "",
    message: Annotated[str, Header(alias="X-Impetus-Message", max_length=80)] = "",
    signature: Annotated[str, Header(alias="X-Impetus-Signature", max_length=80)] = "",
) -> ReceivedOut:
    """Where another installation sends an incident to: signed with the shared secret, never twice."""
    body = await request.body()
    incident, number, new = await federation.receive(
        request.app.state.uow, _seal(request), partner, timestamp, message, signature, body
    )
    return ReceivedOut(incident=incident, number=number, new=new)
