"""Procedures and runs in a person's language."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Final

from impetus.alerts.schemas import PersonRef
from impetus.kit.times import iso
from impetus.model.kinds import AlertKind
from impetus.model.text import Text
from impetus.procedures.actions import Do, available
from impetus.procedures.content import Content, Words, faults
from impetus.procedures.offers import Offer
from impetus.procedures.records import Listed, Version
from impetus.procedures.runs import Names, Shown
from impetus.procedures.schemas import (
    ActionOut,
    OfferOut,
    ProcedureDetailOut,
    ProcedureOut,
    RunEventOut,
    RunOut,
    StepOut,
    VersionOut,
)

Kinds = Mapping[str, AlertKind]
_FAMILY: Final = "anomaly"


def person(id: str | None, names: Names) -> PersonRef | None:
    """Somebody, or None where nobody did it."""
    if not id:
        return None
    name, initials = names.get(id, (id, "??"))
    return PersonRef(id=id, name=name, initials=initials)


def _said(words: Words, locale: str) -> str:
    return str(getattr(words, locale) or words.en or words.it or words.nb)


def kind_title(kinds: Kinds, name: str) -> tuple[Text, str]:
    """Title and icon of a kind; for a beginning such as `crowd` those of its first kind's family."""
    found = kinds.get(name)
    return (found.title, found.icon) if found else (Text(en=name), _FAMILY)


def origin_of(origin: str) -> str:
    """Where a procedure comes from: `own`, `impetus`, or a tool's id."""
    return origin.partition(":")[0] or "own"


def listed_out(one: Listed, names: Names, kinds: Kinds, locale: str) -> ProcedureOut:
    """A procedure as the list shows it."""
    shown = one.published or one.newest
    content = Content.model_validate(shown.content)
    title, icon = kind_title(kinds, content.kind)
    return ProcedureOut(
        id=one.id, title=_said(content.title, locale), kind=content.kind, kind_title=title.in_(locale), icon=icon,
        origin=origin_of(one.origin), state=shown.state, version=shown.version,
        draft=one.draft.version if one.draft else None, steps=len(content.steps), runs=one.runs,
        versions=one.versions, places=content.places, changed_at=iso(one.newest.changed_at),
        changed_by=person(one.newest.changed_by, names),
    )  # fmt: skip


def detail_out(versions: list[Version], shown: Version, names: Names) -> ProcedureDetailOut:
    """One version with all the others beside it."""
    content = Content.model_validate(shown.content)
    return ProcedureDetailOut(
        id=shown.procedure,
        origin=origin_of(shown.origin),
        version=shown.version,
        state=shown.state,
        edits=shown.edits,
        content=content,
        faults=faults(content),
        versions=[
            VersionOut(
                version=one.version, state=one.state, changed_at=iso(one.changed_at),
                changed_by=person(one.changed_by, names), note=one.note if one.changed_by else "",
                steps=len(one.content.get("steps", ())),
            )
            for one in versions
        ],
    )  # fmt: skip


def offer_out(offer: Offer, kinds: Kinds, locale: str) -> OfferOut:
    """A procedure that fits, with the reason."""
    title, icon = kind_title(kinds, offer.kind)
    procedure = offer.procedure
    return OfferOut(
        procedure=offer.version.procedure, version=offer.version.version, title=procedure.title.text().in_(locale),
        summary=procedure.summary.text().in_(locale) if procedure.summary else "", kind=procedure.kind, icon=icon,
        steps=len(procedure.steps), origin=origin_of(offer.version.origin), reason=offer.reason(title).in_(locale),
        running=offer.running,
    )  # fmt: skip


def run_out(shown: Shown, actions: Mapping[str, Do], locale: str, outcome: str = "") -> RunOut:
    """A run as its panel shows it."""
    run, standing = shown.run, shown.standing
    steps = {step.id: step for step in shown.procedure.steps}
    undone = {event.undoes for event in shown.events}
    history = []
    for event in shown.events:
        step = steps.get(event.step)
        label = ""
        if step is not None and event.what == "answered" and event.answer is not None:
            label = step.answers[event.answer].label.text().in_(locale)
        history.append(
            RunEventOut(
                id=event.id, at=iso(event.at), by=person(event.person, shown.names), what=event.what, step=event.step,
                text=step.text.text().in_(locale) if step else "", answer=label, note=event.note,
                undone=event.id in undone,
            )
        )  # fmt: skip
    return RunOut(
        id=run.id, procedure=run.procedure, version=run.version, title=shown.procedure.title.text().in_(locale),
        alert=run.alert, incident=run.incident, state=run.state, started_at=iso(run.started_at),
        started_by=person(run.started_by, shown.names), ended_at=iso(run.ended_at) if run.ended_at else None,
        done=len(standing.path), total=len(standing.path) + standing.left, history=history, outcome=outcome,
        step=_step(shown, actions, locale) if run.state == "running" else None,
    )  # fmt: skip


def _step(shown: Shown, actions: Mapping[str, Do], locale: str) -> StepOut | None:
    step, entered = shown.standing.step, shown.standing.entered_at
    if step is None:
        return None
    action = None
    if step.action is not None:
        action = ActionOut(
            do=step.action.do, text=step.action.text.text().in_(locale),
            by_hand=step.action.by_hand.text().in_(locale),
            available=available(actions, shown.run, step.action.do), done=shown.standing.acted,
        )  # fmt: skip
    return StepOut(
        id=step.id, kind=step.kind, text=step.text.text().in_(locale), skippable=step.skippable,
        answers=[answer.label.text().in_(locale) for answer in step.answers], seconds=step.seconds,
        entered_at=iso(entered), due_at=iso(entered + timedelta(seconds=step.seconds)) if step.seconds else None,
        action=action,
    )  # fmt: skip
