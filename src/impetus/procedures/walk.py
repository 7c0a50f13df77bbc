"""Where a run stands: a pure function of the procedure and of what was answered, skipped and taken back."""

from collections.abc import Iterable, Sequence
from datetime import datetime

import msgspec

from impetus.contracts.procedure import Procedure, Step


class Event(msgspec.Struct, frozen=True, kw_only=True):
    """One line of a run's history; `answer` counts from 0, `undoes` is the id of the line taken back."""

    id: int
    run: str
    at: datetime
    person: str
    what: str
    step: str
    answer: int | None
    note: str
    undoes: int | None


class Standing(msgspec.Struct, frozen=True, kw_only=True):
    """Where a run stands. `step` is None at the end; `entered_at` is when that step was reached."""

    step: Step | None
    entered_at: datetime
    path: list[Event]
    left: int
    acted: bool


def moves(events: Sequence[Event]) -> list[Event]:
    """Answers and skips in force, oldest first."""
    undone = {event.undoes for event in events if event.what == "undone"}
    return [event for event in events if event.what in ("answered", "skipped") and event.id not in undone]


def longest(procedure: Procedure) -> dict[str, int]:
    """Steps from each step to the end on the longest way, itself counted."""
    found: dict[str, int] = {"": 0}
    for step in reversed(procedure.steps):
        found[step.id] = 1 + max(found[answer.next] for answer in step.answers)
    return found


def skipped_to(procedure: Procedure, step: Step) -> str:
    """Where skipping a step leads: to the nearest step after it, so that the least is missed."""
    order = {one.id: position for position, one in enumerate(procedure.steps)}
    return min((answer.next for answer in step.answers if answer.next), key=lambda id: order[id], default="")


def stand(procedure: Procedure, started_at: datetime, events: Sequence[Event]) -> Standing:
    """Walk what was answered from the first step."""
    steps = {step.id: step for step in procedure.steps}
    at: Step | None = procedure.steps[0]
    entered, path = started_at, []
    for event in moves(events):
        if at is None or event.step != at.id:
            continue
        if event.what == "skipped" or event.answer is None or event.answer >= len(at.answers):
            following = skipped_to(procedure, at)
        else:
            following = at.answers[event.answer].next
        at, entered = steps.get(following), event.at
        path.append(event)
    entered = max([entered, *(event.at for event in events if event.what == "undone")])
    left = longest(procedure)[at.id] if at else 0
    acted = at is not None and any(_acted(event, at.id, entered) for event in events)
    return Standing(step=at, entered_at=entered, path=path, left=left, acted=acted)


def _acted(event: Event, step: str, since: datetime) -> bool:
    return event.what == "acted" and event.step == step and event.at >= since


def ways(procedure: Procedure) -> Iterable[list[str]]:
    """Every way through, as ids of steps; for tests and small procedures, since there may be many."""
    steps = {step.id: step for step in procedure.steps}

    def go(id: str, before: list[str]) -> Iterable[list[str]]:
        way = [*before, id]
        for following in dict.fromkeys(answer.next for answer in steps[id].answers):
            if following:
                yield from go(following, way)
            else:
                yield way

    return go(procedure.steps[0].id, [])
