"""Runs of procedures: answering, skipping, acting, taking back. Every line is kept with who and when."""

from collections.abc import Mapping
from typing import Any

import msgspec

from impetus.alerts import service as alerts
from impetus.alerts.transitions import UNDECIDED, Act
from impetus.contracts.procedure import Procedure, Step
from impetus.incidents import desk as incident_desk
from impetus.incidents import service as incidents
from impetus.kit.errors import BadInput, Conflict, ImpetusError, NotAllowed, NotFound
from impetus.kit.ids import new_id
from impetus.kit.times import as_datetime
from impetus.model.alert import AlertState
from impetus.model.text import LOCALES, Text
from impetus.people import service as people
from impetus.people.access import Caller
from impetus.people.permissions import Permission
from impetus.procedures import actions as acting
from impetus.procedures import repository, runs_repository
from impetus.procedures.records import Run
from impetus.procedures.walk import Event, Standing, moves, stand
from impetus.storage.unit import Unit

Names = dict[str, tuple[str, str]]
_SKIPPED = {"en": "skipped: {note}", "it": "saltato: {note}", "nb": "hoppet over: {note}"}
_UNDONE = {"en": "taken back", "it": "annullato", "nb": "angret"}
_STEP = {"en": "step", "it": "passo", "nb": "trinn"}
_STARTED = {"en": "procedure started", "it": "procedura avviata", "nb": "prosedyre startet"}
_STOPPED = {"en": "procedure stopped: {note}", "it": "procedura interrotta: {note}", "nb": "prosedyre stanset: {note}"}


class Shown(msgspec.Struct, frozen=True, kw_only=True):
    """A run with where it stands, its whole history, and names of people."""

    run: Run
    procedure: Procedure
    standing: Standing
    events: list[Event]
    names: Names


async def _shown(unit: Unit, found: list[Run]) -> list[Shown]:
    events = await runs_repository.events(unit, [run.id for run in found])
    ids = {run.started_by for run in found} | {event.person for each in events.values() for event in each}
    names = await people.names(unit, sorted(ids))
    return [_one(run, events.get(run.id, []), names) for run in found]


def _one(run: Run, events: list[Event], names: Names) -> Shown:
    procedure = Procedure.model_validate(run.content)
    standing = stand(procedure, run.started_at, events)
    return Shown(run=run, procedure=procedure, standing=standing, events=events, names=names)


async def of(caller: Caller, alert: str, incident: str) -> list[Shown]:
    """Runs of an alert or an incident, newest first."""
    async with caller.unit() as unit:
        return await _shown(unit, await runs_repository.of(unit, alert, incident))


async def look(caller: Caller, id: str) -> Shown:
    """One run. Raise NotFound."""
    async with caller.unit() as unit:
        return await _look(unit, id)


async def _look(unit: Unit, id: str, *, lock: bool = False) -> Shown:
    run = await runs_repository.one(unit, id, lock=lock)
    if run is None:
        raise NotFound("There is no such run of a procedure.", remedy="Start the procedure.", run=id[:80])
    return (await _shown(unit, [run]))[0]


async def start(caller: Caller, procedure: str, alert: str | None, incident: str | None) -> Shown:
    """Begin the version in force for an alert or an incident. Raise NotFound, Conflict where it runs there already."""
    if (alert is None) == (incident is None):
        raise BadInput("A run is about one alert or one incident.", remedy="Name one of them.", field="alert")
    async with caller.unit() as unit:
        await repository.hold(unit, procedure)
        version = await repository.in_force(unit, procedure)
        if version is None:
            raise NotFound("No version of this procedure is in force.", remedy="Choose another.", procedure=procedure)
        if alert is not None and not await alerts.by_ids(unit, [alert]):
            raise NotFound("There is no such alert.", remedy="It may belong to another agency.", alert=alert)
        running = [r for r in await runs_repository.of(unit, alert or "", incident or "") if r.state == "running"]
        if any(run.procedure == procedure for run in running):
            raise Conflict("This procedure runs here already.", remedy="Go on with it.")
        id, now = new_id("run", unit.clock), as_datetime(unit.clock.now_ms())
        await runs_repository.add(
            unit, id=id, procedure=procedure, version=version.version, alert=alert, incident=incident, at=now,
            person=caller.person.id,
        )  # fmt: skip
        shown = await _look(unit, id)
        unit.audit("procedure.started", id, procedure=procedure, version=version.version, alert=alert,
                   incident=incident)  # fmt: skip
        await _tell(unit, caller, shown, "started", Text(**_STARTED))
    return shown


async def answer(caller: Caller, id: str, step: str, chosen: int, note: str) -> Shown:
    """Answer the step that a run stands at; whose alert or incident is nobody's takes it in hand so.

    Raise NotFound, BadInput for an answer there is not, Conflict where the run stands elsewhere by now.
    """
    async with caller.unit() as unit:
        before, at = await _at(unit, id, step)
        if chosen >= len(at.answers):
            raise BadInput("There is no such answer.", remedy="Choose one of those shown.", field="answer")
        label = at.answers[chosen].label
        await _add(unit, caller, before, "answered", at.id, answer=chosen, note=note)
        words = {locale: getattr(label, locale) + (f" ({note})" if note else "") for locale in LOCALES}
        after = await _moved(unit, caller, id, at, "answered", Text(**words), answer=label.en, note=note)
    await _own(caller, after.run)
    return after


async def skip(caller: Caller, id: str, step: str, reason: str) -> Shown:
    """Leave the current step out, with a reason that supervisors are told. Raise as `answer` does."""
    async with caller.unit() as unit:
        before, at = await _at(unit, id, step)
        if not at.skippable:
            raise Conflict("This step cannot be skipped.", remedy="Answer it; a note may say why.", field="step")
        await _add(unit, caller, before, "skipped", at.id, note=reason)
        words = Text(**{locale: _SKIPPED[locale].format(note=reason) for locale in LOCALES})
        after = await _moved(unit, caller, id, at, "skipped", words, reason=reason)
    await _own(caller, after.run)
    return after


async def undo(caller: Caller, id: str) -> Shown:
    """Take back the last answer or skip; somebody else's only with the right to overrule.

    Raise Conflict, NotAllowed.
    """
    async with caller.unit() as unit:
        before = await _look(unit, id, lock=True)
        made = moves(before.events)
        if before.run.state == "stopped" or not made:
            raise Conflict("There is no answer to take back.", remedy="Look at the run again.")
        last = made[-1]
        if last.person != caller.person.id and not caller.may(Permission.OVERRULE):
            raise NotAllowed("Somebody else gave this answer.", remedy="Ask them or a supervisor to take it back.")
        await _add(unit, caller, before, "undone", last.step, undoes=last.id)
        at = next(step for step in before.procedure.steps if step.id == last.step)
        return await _moved(unit, caller, id, at, "undone", Text(**_UNDONE))


async def act(caller: Caller, id: str, step: str, actions: Mapping[str, acting.Do]) -> tuple[Shown, str]:
    """Let the platform do what the current step says. Raise Conflict where it must be done by hand."""
    async with caller.unit() as unit:
        before, at = await _at(unit, id, step)
    if at.action is None or not acting.available(actions, before.run, at.action.do):
        by_hand = at.action.by_hand.text().in_(caller.locale) if at.action else ""
        raise Conflict("The platform cannot do this here.", remedy=by_hand or "Do it by hand, then answer.")
    outcome = await actions[at.action.do](caller, before.run, at.action.text.text().in_(caller.locale))
    async with caller.unit() as unit:
        before, at = await _at(unit, id, step)
        await _add(unit, caller, before, "acted", at.id, note=outcome[:200])
        assert at.action is not None
        unit.audit("procedure.acted", id, step=at.id, action=at.action.do, outcome=outcome)
        after = await _look(unit, id)
        await _tell(unit, caller, after, "acted", at.action.text.text(), at)
    await _own(caller, after.run)
    return after, outcome


async def stop(caller: Caller, id: str, reason: str) -> Shown:
    """End a run before its end, with a reason. Raise Conflict where it has ended."""
    async with caller.unit() as unit:
        before = await _look(unit, id, lock=True)
        if before.run.state != "running":
            raise Conflict("This run has ended.", remedy="Look at it again.")
        at = before.standing.step
        await _add(unit, caller, before, "stopped", at.id if at else "", note=reason)
        await runs_repository.end(unit, id, "stopped", as_datetime(unit.clock.now_ms()))
        unit.audit("procedure.stopped", id, reason=reason)
        after = await _look(unit, id)
        words = Text(**{locale: _STOPPED[locale].format(note=reason) for locale in LOCALES})
        await _tell(unit, caller, after, "stopped", words)
    return after


async def _at(unit: Unit, id: str, step: str) -> tuple[Shown, Step]:
    found = await _look(unit, id, lock=True)
    at = found.standing.step
    if found.run.state != "running" or at is None:
        raise Conflict("This run has ended.", remedy="Look at it again.", state=found.run.state)
    if at.id != step:
        raise Conflict("Somebody has answered this step meanwhile.", remedy="Look at the next one.", step=at.id)
    return found, at


async def _add(
    unit: Unit, caller: Caller, shown: Shown, what: str, step: str, *, answer: int | None = None, note: str = "",
    undoes: int | None = None,
) -> None:  # fmt: skip
    await runs_repository.add_event(
        unit, shown.run.id, what, step, at=as_datetime(unit.clock.now_ms()), person=caller.person.id, answer=answer,
        note=note, undoes=undoes,
    )  # fmt: skip


async def _moved(unit: Unit, caller: Caller, id: str, at: Step, what: str, words: Text, **detail: Any) -> Shown:
    """Note that a run went on, or back, and end it where no step is left."""
    after = await _look(unit, id)
    state = "running" if after.standing.step else "done"
    if state != after.run.state:
        await runs_repository.end(unit, id, state, as_datetime(unit.clock.now_ms()) if state == "done" else None)
        after = await _look(unit, id)
    unit.audit(f"procedure.{what}", id, step=at.id, **detail)
    await _tell(unit, caller, after, what, words, at)
    return after


async def _tell(unit: Unit, caller: Caller, shown: Shown, what: str, words: Text, at: Step | None = None) -> None:
    """Tell every console of the agency, and the centre's timeline where an incident has one."""
    run, title = shown.run, shown.procedure.title
    payload = {
        "id": run.id, "alert": run.alert, "incident": run.incident, "what": what, "title": title.text(),
        "step": at.text.text() if at else None, "words": words, "by": caller.person.name,
    }  # fmt: skip
    unit.emit("step", payload)
    if run.incident is not None:
        number = shown.procedure.steps.index(at) + 1 if at in shown.procedure.steps else 0
        lines = {}
        for locale in LOCALES:
            head = getattr(title, locale)
            if at:
                head = f"{head}, {_STEP[locale]} {number}: {getattr(at.text, locale)}"
            lines[locale] = f"{head}{'' if head[-1] in '.?' else ':'} {words.in_(locale)}."
        await incident_desk.note_step(
            unit, run.incident, Text(**lines), person=caller.person, link=run.id, what="step", run=run.id, did=what
        )


async def _own(caller: Caller, run: Run) -> None:
    """Whoever completes a step of what is nobody's has it in hand from then on."""
    try:
        if run.incident is not None:
            await incidents.acknowledge(caller, run.incident)
        elif caller.may(Permission.JUDGE_ALERTS):
            async with caller.unit() as unit:
                found = await alerts.by_ids(unit, [run.alert or ""])
            if found and found[0].owner is None and found[0].state in (*UNDECIDED, AlertState.CONFIRMED):
                new = found[0].state is AlertState.NEW
                await alerts.act(caller, found[0].id, Act.ACKNOWLEDGE if new else Act.TAKE_OVER)
    except ImpetusError:
        return  # somebody took it in the same moment, or it is closed: the answer stands all the same
