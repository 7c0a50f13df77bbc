"""An agency's settings of incidents: goals of the response timers, sharing rules, how long evidence is kept."""

from collections.abc import Iterable
from datetime import datetime
from typing import Final

from impetus.agencies import service as agencies
from impetus.alerts.records import Summary
from impetus.incidents import evidence_repository
from impetus.incidents.records import Incident, Sub
from impetus.incidents.requests import GoalsIn, IncidentSettingsIn, SharingRuleIn
from impetus.incidents.schemas import IncidentSettingsOut, TimerOut, TimersOut
from impetus.kit.errors import BadInput, Conflict
from impetus.kit.times import as_datetime, iso
from impetus.model.alert import Severity, Where
from impetus.people.access import Caller
from impetus.storage.unit import Unit

SHIPPED: Final = IncidentSettingsIn(
    goals={
        Severity.CRITICAL: GoalsIn(acknowledge_s=60, dispatch_s=180, close_s=4 * 3600),
        Severity.HIGH: GoalsIn(acknowledge_s=180, dispatch_s=600, close_s=8 * 3600),
        Severity.MEDIUM: GoalsIn(acknowledge_s=600, dispatch_s=1800, close_s=24 * 3600),
        Severity.LOW: GoalsIn(acknowledge_s=1800, close_s=72 * 3600),
        Severity.INFO: GoalsIn(),
    }
)
"""What holds until an agency says otherwise."""


async def current(unit: Unit) -> IncidentSettingsOut:
    """The settings of the unit's agency."""
    stored = await evidence_repository.settings(unit)
    if stored is None:
        return IncidentSettingsOut(**SHIPPED.model_dump(), version=0, changed_at=None)
    return IncidentSettingsOut(**stored.settings, version=stored.version, changed_at=iso(stored.changed_at))


async def change(caller: Caller, wanted: IncidentSettingsIn, version: int | None) -> IncidentSettingsOut:
    """Set the settings of the caller's agency.

    Raise BadInput for a rule about an agency that is not there, Conflict where `version` is no longer in force.
    """
    known = {one.id: one.name for one in await agencies.every(caller.uow)}
    for place, rule in enumerate(wanted.sharing):
        if rule.agency not in known or rule.agency == caller.agency:
            raise BadInput("There is no such other agency.", remedy="Pick one.", field=f"sharing.{place}.agency")
    rules = [rule.model_copy(update={"agency_name": known[rule.agency]}) for rule in wanted.sharing]
    kept = wanted.model_copy(update={"sharing": rules})
    async with caller.unit() as unit:
        before = await current(unit)
        if version is not None and version != before.version:
            raise Conflict(
                "Somebody else changed these settings meanwhile.",
                remedy="Look at them as they are now, then save again.",
                field="version",
                version=before.version,
            )
        settings = kept.model_dump(mode="json")
        now = as_datetime(unit.clock.now_ms())
        await evidence_repository.set_settings(unit, before.version + 1, settings, caller.person.id, now)
        unit.audit("incident.settings", "", version=before.version + 1, settings=settings)
        unit.emit("settings", {"of": "incidents"})
        return await current(unit)


def timers(incident: Incident, sub: Sub | None, settings: IncidentSettingsIn, now: datetime) -> TimersOut:
    """The timers of one agency's response; of an agency without a part, those of the incident's home."""
    of = sub or incident.sub(incident.home)
    started = of.started_at if of else incident.opened_at
    goals = settings.goals.get(incident.severity) or GoalsIn()
    stops = (of.acknowledged_at, of.dispatched_at, of.closed_at) if of else (None, None, incident.closed_at)
    acknowledge, dispatch, close = (
        _timer(started, stop, goal, now)
        for stop, goal in zip(stops, (goals.acknowledge_s, goals.dispatch_s, goals.close_s), strict=True)
    )
    return TimersOut(acknowledge=acknowledge, dispatch=dispatch, close=close)


def _timer(started: datetime, stopped: datetime | None, goal: int | None, now: datetime) -> TimerOut:
    passed = ((stopped or now) - started).total_seconds()
    over = max(0, int(passed - goal)) if goal is not None else 0
    return TimerOut(
        goal_s=goal,
        started_at=iso(started),
        stopped_at=iso(stopped) if stopped else None,
        over=goal is not None and passed > goal,
        over_s=over,
    )


def matching(
    rules: Iterable[SharingRuleIn], severity: Severity, place: Where, alerts: Iterable[Summary]
) -> list[SharingRuleIn]:
    """Return the rules by which an incident with these alerts is shared."""
    kinds = {alert.kind for alert in alerts}
    found = []
    for rule in rules:
        wanted = not rule.kinds or any(
            kind == one or kind.startswith(f"{one}.") for one in rule.kinds for kind in kinds
        )
        if rule.enabled and wanted and severity.rank >= rule.severity.rank and _within(rule.area, place):
            found.append(rule)
    return found


def _within(ring: list[tuple[float, float]], place: Where) -> bool:
    """Whether a place lies in a ring of (longitude, latitude); everything lies in none at all."""
    if len(ring) < 3:
        return True
    if place.latitude is None or place.longitude is None:
        return False
    inside = False
    for (x1, y1), (x2, y2) in zip(ring, [*ring[1:], ring[0]], strict=True):
        if (y1 > place.latitude) != (y2 > place.latitude):
            inside ^= place.longitude < (x2 - x1) * (place.latitude - y1) / (y2 - y1) + x1
    return inside
