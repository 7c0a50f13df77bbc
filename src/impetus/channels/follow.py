"""Follows what happens and plans who is told: reads the outbox in order, from PostgreSQL, missing nothing.

Steps are planned once, by their key; so reading the same events again after a crash plans nothing twice. Where events
are gone (the platform was away for longer than they are kept), open alerts of that time are looked at instead.
"""

import logging
from collections.abc import Sequence
from contextlib import AbstractAsyncContextManager
from datetime import datetime, timedelta
from typing import Final

from impetus.agencies import service as agencies
from impetus.channels import deliveries_repository as deliveries
from impetus.channels import repository, subjects_repository
from impetus.channels.records import NoticeRow, RuleRow, Subject
from impetus.channels.rules import About, matches
from impetus.kit.ids import derived_id
from impetus.kit.times import as_datetime
from impetus.storage import outbox
from impetus.storage.unit import PLATFORM, Unit, UnitOfWork

_log = logging.getLogger(__name__)

PURPOSE: Final = "notification"
"""What is done for one agency; `platform.channels` sees the waiting of all, and nothing else."""
BATCH: Final = 2000
_KEPT: Final = timedelta(hours=24)
_LATELY: Final = timedelta(minutes=10)
_PATIENCE: Final = timedelta(seconds=5)
_TOPICS: Final[dict[str, About]] = {"alert": "alert", "incident": "incident"}


def platform(uow: UnitOfWork) -> AbstractAsyncContextManager[Unit]:
    """A unit that sees what waits in all agencies."""
    return uow(agency=PLATFORM, purpose="platform.channels", actor="platform")


async def follow(uow: UnitOfWork) -> int:
    """Plan steps for the next events; return how many events were read."""
    now = as_datetime(uow.clock.now_ms())
    async with platform(uow) as unit:
        position = await deliveries.position(unit)
        oldest, newest = await outbox.bounds(unit)
        first = position is None
        if position is None:
            position = newest  # rules hold from now on; what happened before was not theirs
        events = await outbox.after(unit, position, limit=BATCH)
        if first:
            await deliveries.save_position(unit, position, now)
    if not first and oldest > position + 1:
        await _look_back(uow, now)
    for agency in {event.agency for event in events if event.topic == "held"}:
        async with uow(agency=agency, purpose=PURPOSE, actor="platform") as unit:
            if any(rule.enabled and not rule.conditions.shown_only for rule in await repository.rules(unit)):
                await plan(unit, "alert", await subjects_repository.held(unit, now - _LATELY), now)
    touched: dict[tuple[str, About], dict[str, None]] = {}
    for event in events:
        about = _TOPICS.get(event.topic)
        ids = event.payload.get("id") or event.payload.get("ids") if about and isinstance(event.payload, dict) else None
        if about and ids:
            kept = touched.setdefault((event.agency, about), {})
            kept.update(dict.fromkeys(map(str, ids if isinstance(ids, list) else [ids])))
    for (agency, about), ids_ in touched.items():
        async with uow(agency=agency, purpose=PURPOSE, actor="platform") as unit:
            await plan(unit, about, list(ids_), now)
    if events:
        async with platform(uow) as unit:
            await deliveries.save_position(unit, events[-1].seq, now)
    return len(events)


async def overlooked(uow: UnitOfWork) -> int:
    """Plan for alerts that triage has left lying: where it does not run, people are told all the same."""
    now = as_datetime(uow.clock.now_ms())
    made = 0
    for agency in await agencies.every(uow):
        async with uow(agency=agency.id, purpose=PURPOSE, actor="platform") as unit:
            ids = await subjects_repository.untriaged(unit, now - _LATELY, now - _PATIENCE)
            made += await plan(unit, "alert", ids, now)
    return made


async def _look_back(uow: UnitOfWork, now: datetime) -> None:
    for agency in await agencies.every(uow):
        async with uow(agency=agency.id, purpose=PURPOSE, actor="platform") as unit:
            ids = await subjects_repository.undecided(unit, now - 2 * _KEPT)
            await plan(unit, "alert", ids, now)


async def plan(unit: Unit, about: About, ids: Sequence[str], now: datetime) -> int:
    """Plan what the agency's rules say of alerts or incidents, and stop what is no longer needed."""
    found = await subjects_repository.subjects(unit, about, ids)
    rules = [rule for rule in await repository.rules(unit) if rule.enabled]
    rows: list[NoticeRow] = []
    open_ = {key: subject for key, subject in found.items() if subject.fact.open}
    await deliveries.stop(unit, about, dict.fromkeys(found.keys() - open_.keys(), ""), "acknowledged", now)
    severities = {key: subject.fact.severity.value for key, subject in open_.items()}
    await deliveries.resume(unit, about, severities, now)
    planned: dict[str, str] = {}
    for key, subject in open_.items():
        if now - subject.since > _KEPT:
            continue
        mine = [row for rule in rules if matches(rule.conditions, subject.fact) for row in steps_of(rule, subject, now)]
        if mine:
            planned[key] = severities[key]
            rows += mine
    await deliveries.stop(unit, about, planned, "risen", now)
    return await deliveries.add_notices(unit, rows)


def steps_of(rule: RuleRow, subject: Subject, now: datetime) -> list[NoticeRow]:
    """The steps that a rule plans for something; their keys are the same however often this is asked."""
    fact = subject.fact
    return [
        NoticeRow(
            key=derived_id("ntc", rule.id, fact.about, fact.id, fact.severity.value, number),
            rule=rule.id,
            step=number,
            about=fact.about,
            subject=fact.id,
            severity=fact.severity.value,
            state="waiting",
            due_at=now + timedelta(seconds=step.after_s),
            made_at=now,
        )
        for number, step in enumerate(rule.steps)
    ]
