"""Triage at work: alerts that wait go through each agency's engine, and what it decides is committed and told.

One desk works at a time for the installation (the role holds a lease). Its engines live in memory; a state is kept
now and then, and what was decided after it is fed to the engine again at the next start, which gives the same state:
decisions follow from the alerts in their order. A commit that fails throws the engine away for the same reason.
"""

import logging
from collections.abc import Sequence
from contextlib import AbstractAsyncContextManager
from typing import Final

from impetus.agencies import service as agencies
from impetus.alerts.triage import repository, silences_repository
from impetus.alerts.triage.engine import Triage
from impetus.alerts.triage.facts import AlertFact, Decision, Silence
from impetus.alerts.triage.forms import in_force
from impetus.clocks import service as clocks
from impetus.kit.times import MAX_MS, MIN_MS, as_datetime
from impetus.storage.unit import Unit, UnitOfWork

_log = logging.getLogger(__name__)

BATCH: Final = 500
SAVE_EVERY: Final = 2_000
"""Decisions between two states that are kept; also what a start feeds again at most, about."""
PURPOSE: Final = "urban_safety"


class _Engine:
    """An agency's engine and how far it is."""

    def __init__(self, triage: Triage, seq: int, settings_version: int, silences: tuple[str, ...]) -> None:
        self.triage = triage
        self.seq = self.saved = seq
        self.settings_version = settings_version
        self.silences = silences


class TriageDesk:
    """Call `work` whenever something may wait; it is cheap when nothing does."""

    def __init__(self, uow: UnitOfWork) -> None:
        self._uow = uow
        self._engines: dict[str, _Engine] = {}

    async def work(self) -> int:
        """Decide on everything that waits at all agencies; return how many decisions were made."""
        made = 0
        for agency in await agencies.every(self._uow):
            while done := await self._some(agency.id):
                made += done
                if done < BATCH:
                    break
        return made

    async def save(self) -> None:
        """Keep every engine's state."""
        for agency, engine in self._engines.items():
            if engine.seq != engine.saved:
                async with self._unit(agency) as unit:
                    await self._save(unit, engine)

    async def _some(self, agency: str) -> int:
        try:
            async with self._unit(agency) as unit:
                engine = self._engines.get(agency) or await self._begin(unit)
                self._engines[agency] = engine
                await self._follow(unit, engine)
                facts = await repository.waiting(unit, BATCH)
                decisions = await self._passed(unit, engine) + engine.triage.take(facts)
                if decisions:
                    await self._commit(unit, engine, facts, decisions)
                return len(facts)
        except BaseException:
            # the engine may know more than was committed: it is begun anew from what was
            self._engines.pop(agency, None)
            raise

    async def _passed(self, unit: Unit, engine: _Engine) -> list[Decision]:
        """What the time that passed on the agency's clocks releases."""
        made: list[Decision] = []
        for clock, now in sorted((await clocks.times(unit)).items()):
            made += engine.triage.advance(now, clock)
        return made

    async def _commit(
        self, unit: Unit, engine: _Engine, facts: Sequence[AlertFact], decisions: Sequence[Decision]
    ) -> None:
        at, new = as_datetime(unit.clock.now_ms()), {fact.id: fact for fact in facts}
        ordered: list[tuple[Decision, int | None]] = []
        for decision in decisions:
            if decision.release or decision.alert not in new:
                ordered.append((decision, None))
            else:
                engine.seq += 1
                ordered.append((decision, engine.seq))
        await repository.decide(unit, ordered, {fact.id: fact.severity.rank for fact in facts}, at)
        shown = {decision.alert for decision in decisions if decision.shown}
        held = [decision for decision in decisions if not decision.shown]
        told = shown | set(await repository.leads_of(unit, sorted({d.group for d in held})) if held else ())
        for alert in sorted(told):
            unit.emit("alert", {"id": alert})
        if held:
            unit.emit("held", {"count": len(held)})
        if engine.seq - engine.saved >= SAVE_EVERY:
            await self._save(unit, engine)

    async def _save(self, unit: Unit, engine: _Engine) -> None:
        await repository.save_state(unit, engine.triage.save(), engine.seq, as_datetime(unit.clock.now_ms()))
        engine.saved = engine.seq

    async def _begin(self, unit: Unit) -> _Engine:
        version, settings = await in_force(unit)
        triage, seq = Triage(settings), 0
        if kept := await repository.state(unit):
            try:
                triage.restore(kept[0])
                seq = kept[1]
            except ValueError as error:
                _log.warning("%s: triage's state cannot be used, it learns anew: %s", unit.agency, error)
                triage = Triage(settings)
        engine = _Engine(triage, seq, version, ())
        await self._follow(unit, engine)
        if not kept:
            seq = max(0, await repository.last_seq(unit) - 10 * SAVE_EVERY)  # enough to know what is about
        await self._passed(unit, engine)
        triage.recall(await repository.decided_after(unit, seq))
        engine.seq = engine.saved = max(seq, await repository.last_seq(unit))
        return engine

    async def _follow(self, unit: Unit, engine: _Engine) -> None:
        """Take up settings and silences that people changed."""
        version, settings = await in_force(unit)
        if version != engine.settings_version:
            engine.triage.configure(settings)
            engine.settings_version = version
        running = await silences_repository.running(unit, as_datetime(unit.clock.now_ms()))
        ids = tuple(silence.id for silence in running)
        if ids != engine.silences:
            engine.triage.silence([windowed(silence) for silence in running])
            engine.silences = ids

    def _unit(self, agency: str) -> AbstractAsyncContextManager[Unit]:
        return self._uow(agency=agency, purpose=PURPOSE, actor="platform")


def windowed(kept: silences_repository.Kept) -> Silence:
    """Return a running silence as the engine takes it: people's time says when it runs, whatever an alert's clock."""
    return Silence(
        id=kept.id,
        scope=kept.scope,
        author=kept.author,
        reason=kept.reason,
        starts_at=MIN_MS,
        ends_at=MAX_MS,
        kind="maintenance" if kept.kind == "maintenance" else "silence",
    )
