"""GET /api/health and GET /api/status: whether the platform is well, and the city at a glance."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Annotated, Any, Final, Literal

from fastapi import APIRouter, Depends, Request, Response
from pydantic import BaseModel, Field

from impetus import __version__
from impetus.agencies import repository as agency_repository
from impetus.alerts.render import in_locale
from impetus.bus.connection import Bus
from impetus.clocks import service as clocks
from impetus.clocks.schemas import ClockOut, clock_out
from impetus.kit.times import as_datetime
from impetus.model.text import Text
from impetus.people.access import SignedIn, unit_of_work
from impetus.people.permissions import Permission
from impetus.server import status_repository
from impetus.server.live import Hub
from impetus.storage.unit import UnitOfWork

router = APIRouter(tags=["status"])

AGREED: Final = 6
"""Alerts an hour that an operator can work well with (ISA-18.2: 6 acceptable, 12 the maximum)."""
FRESH_S: Final = 15.0
"""A worker that said nothing for this long counts as away."""

_NOT_SEEN: Final = Text(
    en="The purpose of this session does not see the city.",
    it="La finalità di questa sessione non vede la città.",
    nb="Formålet med denne økten ser ikke byen.",
)

PartState = Literal["up", "down", "unknown"]


class HealthOut(BaseModel):
    """Whether the platform is well: `ok`, or `degraded` with the part that is down."""

    status: Literal["ok", "degraded"]
    version: str
    parts: dict[str, PartState]


class AlertsHour(BaseModel):
    """Alerts shown in the last hour, against the number agreed."""

    shown: int
    agreed: int


class SensorCounts(BaseModel):
    """Sensors by health; `seeing` are those that can be believed."""

    total: int
    seeing: int
    blind: int
    late: int
    stuck: int


class ProgressOut(BaseModel):
    """A long task: `done` of `total`."""

    task: str
    done: float
    total: float
    text: str


class ToolCounts(BaseModel):
    """Tools that run, of those there are."""

    running: int
    total: int


class StatusOut(BaseModel):
    """The city at a glance; `sentence` says it in words, `time_zone` is the IANA name of the city's zone."""

    city: str
    time_zone: str
    realm: Literal["live", "demo", "replay"]
    clock: ClockOut
    alerts_hour: AlertsHour
    sensors: SensorCounts
    delay_ms: float | None = Field(description="How long a reading takes to the consoles, lately")
    progress: list[ProgressOut]
    tools: ToolCounts
    sentence: str


@router.get("/health", responses={503: {"model": HealthOut, "description": "A part is down"}})
async def health(request: Request, response: Response, uow: Annotated[UnitOfWork, Depends(unit_of_work)]) -> HealthOut:
    """Whether database, bus and workers are up. Open to everybody; says nothing about the city."""
    bus: Bus | None = getattr(request.app.state, "bus", None)
    hub: Hub = request.app.state.hub
    parts: dict[str, PartState] = {
        "database": "up" if await uow.alive() else "down",
        "bus": "up" if bus is not None and bus.connected else "down",
        "worker": "up" if _heard(hub.health, uow.clock.monotonic()) else "unknown",
    }
    well = "down" not in parts.values()
    response.status_code = 200 if well else 503
    return HealthOut(status="ok" if well else "degraded", version=__version__, parts=parts)


def _heard(said: Mapping[str, dict[str, Any]], now: float) -> bool:
    return any(now - float(one["seen"]) < FRESH_S for one in said.values())


@router.get("/status")
async def status(request: Request, caller: SignedIn) -> StatusOut:
    """The city at a glance; a session whose purpose does not see the city gets its name and clock only."""
    city = caller.may(Permission.SEE_OPERATIONS)
    hub: Hub = request.app.state.hub
    tools: Mapping[str, Any] = request.app.state.tools
    async with caller.unit() as unit:
        now = unit.clock.now_ms()
        moment = as_datetime(now)
        counts = await status_repository.counts(unit, moment - timedelta(hours=1), moment - timedelta(seconds=10))
        clock = clock_out(await clocks.shown(unit), now)
        agency = await agency_repository.get(unit)
    health = counts.health
    total = sum(health.values())
    sensors = SensorCounts(
        total=total,
        seeing=health.get("fresh", 0) + health.get("unknown", 0),
        blind=health.get("blind", 0),
        late=health.get("late", 0),
        stuck=sum(health.get(state, 0) for state in ("stuck", "impossible", "drifting")),
    )
    running = sum(1 for id, tool in tools.items() if not tool.broken and id not in counts.tools_stopped)
    return StatusOut(
        city=caller.session.agency_name,
        time_zone=agency.time_zone if agency else "UTC",
        realm=clock.realm,
        clock=clock,
        alerts_hour=AlertsHour(shown=counts.alerts_hour, agreed=AGREED),
        sensors=sensors,
        delay_ms=hub.delay_ms.get(caller.agency) if city else None,
        progress=[
            ProgressOut(task=p["task"], done=p["done"], total=p["total"], text=_text(p["text"], caller.locale))
            for p in counts.progress
        ],
        tools=ToolCounts(running=running, total=len(tools)),
        sentence=(sentence(counts.alerts_hour, sensors) if city else _NOT_SEEN).in_(caller.locale),
    )


def _text(value: Any, locale: str) -> str:
    said = in_locale(value, locale)
    return said if isinstance(said, str) else ""


def sentence(shown: int, sensors: SensorCounts) -> Text:
    """Say in a sentence how the city is: alerts of the hour, and sensors that do not see."""
    away = sensors.blind + sensors.late + sensors.stuck
    if not sensors.total:
        return Text(
            en="No sensor has sent anything yet.",
            it="Nessun sensore ha ancora inviato dati.",
            nb="Ingen sensor har sendt noe ennå.",
        )
    alerts = Text(
        en="No alert" if not shown else "1 alert" if shown == 1 else f"{shown} alerts",
        it="Nessun allarme" if not shown else "1 allarme" if shown == 1 else f"{shown} allarmi",
        nb="Ingen varsler" if not shown else f"{shown} varsel" if shown == 1 else f"{shown} varsler",
    )
    if not away:
        eyes = Text(en="every sensor sees", it="tutti i sensori vedono", nb="alle sensorer ser")
    elif away == 1:
        eyes = Text(
            en=f"1 of {sensors.total} sensors does not see",
            it=f"1 sensore su {sensors.total} non vede",
            nb=f"1 av {sensors.total} sensorer ser ikke",
        )
    else:
        eyes = Text(
            en=f"{away} of {sensors.total} sensors do not see",
            it=f"{away} sensori su {sensors.total} non vedono",
            nb=f"{away} av {sensors.total} sensorer ser ikke",
        )
    return Text(
        en=f"{alerts.en} this hour; {eyes.en}.",
        it=f"{alerts.it} nell'ultima ora; {eyes.it}.",
        nb=f"{alerts.nb} siste time; {eyes.nb}.",
    )
