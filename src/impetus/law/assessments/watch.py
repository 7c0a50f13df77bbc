"""Whether assessments still hold: looked at every few seconds, and at once when a tool's settings change.

A tool whose assessment went stale runs on for the agency's grace, then it is stopped; one that needs an assessment and
has none that holds is stopped at once, and does not start.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Final

from impetus.agencies import repository as agencies
from impetus.agencies.repository import Agency
from impetus.contracts.discovery import FoundTool, discover
from impetus.kit.errors import ImpetusError, NotAllowed
from impetus.kit.ids import new_id
from impetus.kit.times import as_datetime
from impetus.law.assessments import repository
from impetus.law.assessments.facts import Running, differences, facts, running
from impetus.law.assessments.prefill import DEMONSTRATION, demonstration
from impetus.law.assessments.records import PLATFORM, Assessment, Facts, needed
from impetus.law.assessments.service import PURPOSE
from impetus.model.observation import Switched
from impetus.storage.unit import Unit, UnitOfWork
from impetus.toolbox import repository as toolbox
from impetus.toolbox.holds import FOLLOWERS, HOLDS

DEMONSTRATED_FOR: Final = timedelta(days=365)
STALE: Final = "Its assessment went stale and the time to assess anew is over"
EXPIRED: Final = "The time of its assessment is over"
MISSING: Final = "It needs an assessment and has none that was accepted"
REASONS: Final = frozenset({STALE, EXPIRED, MISSING})
"""Reasons under which the program itself stops a tool."""


async def look(uow: UnitOfWork, agency: str, tools: Mapping[str, FoundTool], only: str = "") -> None:
    """Look at an agency's assessments (or at one subject's) and do what follows."""
    async with uow(agency=agency, purpose=PURPOSE, actor="platform") as unit:
        whole = {id: tool for id, tool in tools.items() if not tool.broken}
        subjects = [only] if only else [*sorted(whole), PLATFORM]
        now, at = await running(unit, tools), as_datetime(unit.clock.now_ms())
        accepted = await repository.accepted(unit, subjects)
        found = await agencies.get(unit)
        if found is not None and found.realm == "demo":
            await _demonstrate(unit, found, now, subjects, accepted, at)
        grace = timedelta(hours=(await repository.setting(unit)).grace_hours)
        for subject in subjects:
            one = accepted.get(subject)
            if one is not None:
                await _compare(unit, one, now, at, grace)
            if subject in whole and needed(whole[subject].declared) and now.runs(subject):
                why = fault(one, at)
                if why:
                    await _stop(unit, subject, why, at)


def fault(one: Assessment | None, at: datetime) -> str:
    """Why a tool may not run on an assessment; "" where it may."""
    if one is None or one.state != "accepted":
        return MISSING
    if one.holds(at):
        return ""
    return STALE if one.stops_at is not None and one.stops_at <= at else EXPIRED


async def allowed(unit: Unit, tools: Mapping[str, FoundTool]) -> set[str]:
    """Which of these tools may run now at the unit's agency."""
    bound = [id for id, tool in tools.items() if not tool.broken and needed(tool.declared)]
    if not bound:
        return set(tools)
    holding = await repository.holding(unit, bound, as_datetime(unit.clock.now_ms()))
    return set(tools) - set(bound) | holding


async def _compare(unit: Unit, one: Assessment, now: Running, at: datetime, grace: timedelta) -> None:
    changed = differences(one.facts, one.subject, now)
    if changed and (one.stale_at is None or one.stops_at != one.stale_at + grace):
        since = one.stale_at or at
        if one.stale_at is None:
            unit.audit("assessment.went_stale", one.id, subject=one.subject, changed=[part.key for part in changed])
        one.stale_at, one.stops_at = since, since + grace
        await repository.set_stale(unit, one.id, since, since + grace)
    elif not changed and one.stale_at is not None:
        one.stale_at = one.stops_at = None
        await repository.set_stale(unit, one.id, None, None)
        unit.audit("assessment.fresh_again", one.id, subject=one.subject)
    else:
        return
    unit.emit("assessment", {"subject": one.subject})
    if one.subject != PLATFORM:
        unit.emit("tool", {"id": one.subject})


async def _stop(unit: Unit, tool: str, why: str, at: datetime) -> None:
    if not await toolbox.switch(unit, tool, False, why, "platform", at):
        return
    message = Switched(id=new_id("swi", unit.clock), running=False, reason=why)
    unit.emit("tool", {"id": tool}, tool=tool, what="switch", control=message)
    unit.emit("assessment", {"subject": tool})
    unit.audit("tool.stopped", tool, reason=why)


async def _demonstrate(
    unit: Unit, agency: Agency, now: Running, subjects: list[str], accepted: dict[str, Assessment], at: datetime
) -> None:
    """The demonstration writes its own, for its made-up city; a new version of the program writes a new one."""
    said = await repository.setting(unit)
    for subject in subjects:
        old = accepted.get(subject)
        current = facts(now, subject)
        if old is not None:
            over = old.valid_until is None or old.valid_until <= at
            if not (old.demonstration and (over or _made_with(old.facts) != _made_with(current))):
                continue
            await repository.replace(unit, subject)
        new = Assessment(
            id=new_id("ass", unit.clock), subject=subject, number=await repository.next_number(unit, subject),
            revision=1, state="accepted", demonstration=True, content=demonstration(now, subject, agency, said),
            facts=current, made_by="platform", made_at=at, changed_by="platform", changed_at=at,
            decided_by="platform", decided_at=at, decision=DEMONSTRATION.en, valid_until=at + DEMONSTRATED_FOR,
        )  # fmt: skip
        await repository.add(unit, new)
        accepted[subject] = new
        unit.audit("assessment.demonstration", new.id, subject=subject)


def _made_with(known: Facts) -> Facts:
    """What the program itself brings: its version, and the sources of the made-up city, which come after the start."""
    return {key: value for key, value in known.items() if key == "version" or key.startswith("source.")}


async def _hold(unit: Unit, tool: FoundTool, _role: str) -> ImpetusError | None:
    if not needed(tool.declared):
        return None
    at = as_datetime(unit.clock.now_ms())
    why = fault((await repository.accepted(unit, [tool.id])).get(tool.id), at)
    if not why:
        return None
    return NotAllowed(
        f"{tool.declared.name} may not start. {why}.",
        remedy="Assess it in Oversight, Assessments; once that is accepted it can start.",
        reason="assessment",
        tool=tool.id,
    )


async def _follow(uow: UnitOfWork, agency: str, tool: FoundTool) -> None:
    await look(uow, agency, {**discover(), tool.id: tool}, only=tool.id)


if _hold not in HOLDS:
    HOLDS.append(_hold)
    FOLLOWERS.append(_follow)
