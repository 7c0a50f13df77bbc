"""Assessments under /api: how tools stand, what people write, opinions, decisions, measures."""

from collections.abc import Mapping
from typing import Annotated

import msgspec
from fastapi import APIRouter, Depends, Path, Request

from impetus.contracts.discovery import FoundTool
from impetus.kit.times import as_datetime, parse_iso
from impetus.law.assessments import measures, pia, repository, service, watch
from impetus.law.assessments.facts import Difference
from impetus.law.assessments.measures import GROUPS, MEASURES
from impetus.law.assessments.records import Affected, Answer, Assessment
from impetus.law.assessments.render import View, people_of
from impetus.law.assessments.schemas import (
    AdviceIn,
    AssessmentDecisionIn,
    AssessmentOut,
    AssessmentStandingOut,
    BeginAssessmentIn,
    GraceIn,
    GraceOut,
    ImportAssessmentIn,
    MeasureOut,
    PiaFile,
    RevisionIn,
    SaveAssessmentIn,
)
from impetus.people import service as people
from impetus.people.access import Caller, permitted, taken_out
from impetus.people.permissions import Permission
from impetus.policy.vocabulary import Resource
from impetus.toolbox.access import Tools

router = APIRouter(prefix="/assessments", tags=["assessments"])

Viewer = Annotated[Caller, Depends(permitted(Permission.SEE_OVERSIGHT, Resource.ASSESSMENT))]
Taker = Annotated[Caller, Depends(taken_out(Permission.SEE_OVERSIGHT, Resource.ASSESSMENT))]
Writer = Annotated[Caller, Depends(permitted(Permission.ASSESS, Resource.ASSESSMENT))]
Adviser = Annotated[Caller, Depends(permitted(Permission.ADVISE_ASSESSMENT, Resource.ASSESSMENT))]
Decider = Annotated[Caller, Depends(permitted(Permission.DECIDE_ASSESSMENT, Resource.ASSESSMENT))]
Changer = Annotated[Caller, Depends(permitted(Permission.CHANGE_TOOLS, Resource.ASSESSMENT))]
Id = Annotated[str, Path(max_length=80)]


async def _view(
    caller: Caller, tools: Mapping[str, FoundTool], assessments: list[Assessment], changed: list[Difference]
) -> View:
    async with caller.unit() as unit:
        found = await people.names(unit, people_of(assessments, changed))
    return View(caller.locale, {id: name for id, (name, _) in found.items()}, tools)


async def _whole(caller: Caller, tools: Mapping[str, FoundTool], one: Assessment) -> AssessmentOut:
    async with caller.unit() as unit:
        past = await repository.past(unit, one.subject)
    now = await service.configuration(caller.uow, caller.agency, tools)
    return (await _view(caller, tools, [one, *past], [])).whole(one, past, now)


@router.get("")
async def list_assessments(caller: Viewer, tools: Tools) -> list[AssessmentStandingOut]:
    """How every tool stands, and the platform, last."""
    found = await service.standing(caller, tools)
    changed = [part for one in found for part in one.differences]
    view = await _view(caller, tools, [one.accepted for one in found if one.accepted], changed)
    at = as_datetime(caller.uow.clock.now_ms())
    return [view.standing(one, at) for one in found]


@router.post("", status_code=201)
async def begin_assessment(body: BeginAssessmentIn, caller: Writer, tools: Tools) -> AssessmentOut:
    """Begin one, filled in as far as the program can."""
    return await _whole(caller, tools, await service.begin(caller, tools, body.subject))


@router.post("/import", status_code=201)
async def import_assessment(body: ImportAssessmentIn, caller: Writer, tools: Tools) -> AssessmentOut:
    """Begin one from a file of the CNIL's PIA software; what runs is read anew, decisions are not taken over."""
    made = await service.begin(caller, tools, body.subject, pia.imported(body.file))
    async with caller.unit() as unit:
        unit.audit("assessment.imported", made.id, subject=made.subject)
    return await _whole(caller, tools, made)


@router.get("/grace")
async def show_grace(caller: Viewer) -> GraceOut:
    """How long a tool runs on after its assessment went stale."""
    async with caller.unit() as unit:
        return GraceOut(hours=(await repository.setting(unit)).grace_hours)


@router.put("/grace")
async def set_grace(body: GraceIn, caller: Decider, tools: Tools) -> GraceOut:
    """Set it. What is stale already is counted anew."""
    platform = caller.uow(agency=caller.agency, purpose=service.PURPOSE, actor="platform")
    async with platform as unit:
        known = await repository.setting(unit)
        known.grace_hours = body.hours
        await repository.put_setting(unit, known, caller.person.id, as_datetime(unit.clock.now_ms()))
    async with caller.unit() as unit:
        unit.audit("assessment.grace_set", caller.agency, hours=body.hours)
    await watch.look(caller.uow, caller.agency, tools)
    return GraceOut(hours=body.hours)


@router.get("/measures")
async def list_measures(caller: Viewer, request: Request) -> list[MeasureOut]:
    """Measures of security, each as the program finds it."""
    async with caller.unit() as unit:
        unit.audit("assessment.measures_seen")
        found = await measures.check(unit, request.app.state.settings)
    return [
        MeasureOut(
            id=one.id, group=GROUPS[one.group].in_(caller.locale), text=one.text.in_(caller.locale), state=found[one.id]
        )
        for one in MEASURES
    ]


@router.get("/{id}")
async def show_assessment(id: Id, caller: Viewer, tools: Tools) -> AssessmentOut:
    """One assessment, with how what runs differs from it."""
    one, _past = await service.look(caller, id)
    return await _whole(caller, tools, one)


@router.put("/{id}")
async def save_assessment(id: Id, body: SaveAssessmentIn, caller: Writer, tools: Tools) -> AssessmentOut:
    """Write the answers. An opinion that was given on others is gone."""
    answers = {key: Answer(**one.model_dump()) for key, one in body.answers.items()}
    saved = await service.save(caller, id, body.revision, answers, Affected(**body.affected.model_dump()))
    return await _whole(caller, tools, saved)


@router.post("/{id}/refresh")
async def refresh_assessment(id: Id, body: RevisionIn, caller: Writer, tools: Tools) -> AssessmentOut:
    """Take in how it runs now."""
    return await _whole(caller, tools, await service.refresh(caller, tools, id, body.revision))


@router.post("/{id}/settings")
async def put_back_settings(id: Id, caller: Changer, tools: Tools) -> AssessmentOut:
    """Put the settings that were assessed in force again."""
    return await _whole(caller, tools, await service.put_back(caller, tools, id))


@router.post("/{id}/opinion")
async def advise_on_assessment(id: Id, body: AdviceIn, caller: Adviser, tools: Tools) -> AssessmentOut:
    """Give an officer's opinion."""
    return await _whole(caller, tools, await service.advise(caller, id, body.revision, body.favourable, body.text))


@router.post("/{id}/decision")
async def decide_assessment(id: Id, body: AssessmentDecisionIn, caller: Decider, tools: Tools) -> AssessmentOut:
    """Accept or refuse it. An accepted one replaces the one before, and its tool may start."""
    until = parse_iso(body.valid_until, field="valid_until") if body.valid_until else None
    decided = await service.decide(
        caller, tools, id, body.revision, accepted=body.accepted, reason=body.reason, valid_until=until
    )
    return await _whole(caller, tools, decided)


@router.get("/{id}/pia")
async def export_assessment(id: Id, caller: Taker, tools: Tools) -> PiaFile:
    """The assessment as a file of the CNIL's PIA software."""
    one, _past = await service.look(caller, id, "assessment.exported")
    async with caller.unit() as unit:
        names = {key: name for key, (name, _) in (await people.names(unit, people_of([one], []))).items()}
    name = View(caller.locale, names, tools).name(one.subject)
    at = as_datetime(caller.uow.clock.now_ms())
    return PiaFile.model_validate(msgspec.to_builtins(pia.exported(one, name, names, at)))
