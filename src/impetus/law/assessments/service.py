"""Assessments: written by people, advised on by an officer, decided by the controller, watched by the program."""

from collections.abc import Mapping
from datetime import datetime, timedelta

import msgspec

from impetus.agencies import repository as agencies
from impetus.contracts.discovery import FoundTool
from impetus.kit.errors import BadInput, Conflict, NotAllowed, NotFound
from impetus.kit.ids import new_id
from impetus.kit.times import as_datetime
from impetus.law.assessments import repository
from impetus.law.assessments.facts import Difference, Running, differences, facts, running, values
from impetus.law.assessments.prefill import prefilled
from impetus.law.assessments.questions import asked
from impetus.law.assessments.records import PLATFORM, Affected, Answer, Assessment, Content, LawSetting, Opinion, needed
from impetus.people.access import Caller
from impetus.storage.unit import Unit, UnitOfWork
from impetus.toolbox import service as toolbox
from impetus.toolbox.repository import Setting

PURPOSE = "platform.assessments"
LONGEST = timedelta(days=3 * 366)
"""An assessment is looked at anew after three years at the latest. Our rule; no law names the number."""


class Standing(msgspec.Struct, frozen=True, kw_only=True):
    """How a subject stands."""

    subject: str
    needs: bool
    runs: bool
    accepted: Assessment | None
    draft: Assessment | None
    differences: list[Difference]


def high(tools: Mapping[str, FoundTool], subject: str) -> bool:
    """Whether the questions on fundamental rights are asked."""
    return subject != PLATFORM and subject in tools and tools[subject].declared.risk_class == "high"


async def configuration(uow: UnitOfWork, agency: str, tools: Mapping[str, FoundTool]) -> Running:
    """What runs at an agency, read by the platform itself: who assesses need not see sources and sensors."""
    async with uow(agency=agency, purpose=PURPOSE, actor="platform") as unit:
        return await running(unit, tools)


async def standing(caller: Caller, tools: Mapping[str, FoundTool]) -> list[Standing]:
    """How every tool stands, and the platform, last."""
    now = await configuration(caller.uow, caller.agency, tools)
    async with caller.unit() as unit:
        known = await repository.every(unit)
        unit.audit("assessment.listed")
    found = []
    for subject in (*sorted(now.whole()), PLATFORM):
        own = [one for one in known if one.subject == subject]
        accepted = next((one for one in own if one.state == "accepted"), None)
        found.append(
            Standing(
                subject=subject,
                needs=subject != PLATFORM and needed(tools[subject].declared),
                runs=subject == PLATFORM or now.runs(subject),
                accepted=accepted,
                draft=next((one for one in own if one.state == "draft"), None),
                differences=differences(accepted.facts, subject, now) if accepted else [],
            )
        )
    return found


async def look(caller: Caller, id: str, what: str = "assessment.seen") -> tuple[Assessment, list[Assessment]]:
    """One assessment, and every one of its subject. Raises NotFound."""
    async with caller.unit() as unit:
        found = await _found(unit, id)
        unit.audit(what, id, subject=found.subject)
        return found, await repository.past(unit, found.subject)


async def begin(
    caller: Caller, tools: Mapping[str, FoundTool], subject: str, content: Content | None = None
) -> Assessment:
    """Begin an assessment, filled in as far as the program can. Raises NotFound, Conflict where one is begun."""
    now = await configuration(caller.uow, caller.agency, tools)
    if subject != PLATFORM and subject not in now.whole():
        raise NotFound("There is no such tool.", remedy="Load the list anew.", subject=subject[:80])
    async with caller.uow(agency=caller.agency, purpose=PURPOSE, actor="platform") as unit:
        agency, said = await agencies.get(unit), await repository.setting(unit)
    assert agency is not None
    async with caller.unit() as unit:
        past = await repository.past(unit, subject)
        if any(one.state == "draft" for one in past):
            raise Conflict("One is begun already.", remedy="Go on with that one.", field="subject")
        at = as_datetime(unit.clock.now_ms())
        filled = prefilled(now, subject, agency, said, caller.locale)
        last = next((one for one in past if one.state == "accepted" and not one.demonstration), None)
        if content is None and last is not None:  # what people wrote last time, under what the program knows now
            content = last.content
        if content is not None:
            filled = Content(answers=filled.answers | content.answers, affected=content.affected)
        new = Assessment(
            id=new_id("ass", unit.clock), subject=subject, number=await repository.next_number(unit, subject),
            revision=1, state="draft", demonstration=False, content=filled, facts=facts(now, subject),
            made_by=caller.person.id, made_at=at, changed_by=caller.person.id, changed_at=at,
        )  # fmt: skip
        await repository.add(unit, new)
        unit.audit("assessment.begun", new.id, subject=subject)
        unit.emit("assessment", {"subject": subject})
    return new


async def save(caller: Caller, id: str, revision: int, answers: Mapping[str, Answer], affected: Affected) -> Assessment:
    """Write answers. Raises NotFound, Conflict where somebody else wrote or it is decided."""
    async with caller.unit() as unit:
        found = await _draft(unit, id, revision)
        found.content = Content(answers=dict(answers), affected=affected)
        found.opinion = None  # it was on other words
        await _put(unit, caller, found)
        unit.audit("assessment.saved", id, subject=found.subject, revision=found.revision)
    return found


async def refresh(caller: Caller, tools: Mapping[str, FoundTool], id: str, revision: int) -> Assessment:
    """Take the configuration as it is now. The officer has to look at it again."""
    now = await configuration(caller.uow, caller.agency, tools)
    async with caller.unit() as unit:
        found = await _draft(unit, id, revision)
        found.facts, found.opinion = facts(now, found.subject), None
        await _put(unit, caller, found)
        unit.audit("assessment.refreshed", id, subject=found.subject)
    return found


async def put_back(caller: Caller, tools: Mapping[str, FoundTool], id: str) -> Assessment:
    """Put the settings that were assessed in force again. What else differs stays as it is.

    Raises NotFound, Conflict where it is not the accepted one or no setting differs, and what the tool's form raises.
    """
    now = await configuration(caller.uow, caller.agency, tools)
    async with caller.unit() as unit:
        found = await _found(unit, id)
    if found.state != "accepted":
        raise Conflict("This assessment is not in force.", remedy="Open the accepted one.", state=found.state)
    tool = now.whole().get(found.subject)
    if tool is None:
        raise Conflict("Only the settings of a tool can be put back.", remedy="Change by hand what differs.")
    current = values(now, tool)
    assessed = {
        name: one.was
        for one in differences(found.facts, found.subject, now)
        if (name := one.key.removeprefix("setting.")) in current and name != one.key and one.key in found.facts
    }
    if not assessed:
        raise Conflict("No setting differs from what was assessed.", remedy="Load it anew.", field="id")
    known = now.settings.get(tool.id, Setting())
    await toolbox.change_settings(caller, tool, current | assessed, known.version)
    async with caller.unit() as unit:
        unit.audit("assessment.put_back", id, subject=found.subject, settings=sorted(assessed))
    return found


async def advise(caller: Caller, id: str, revision: int, favourable: bool, words: str) -> Assessment:
    """Give the officer's opinion on a draft."""
    async with caller.unit() as unit:
        found = await _draft(unit, id, revision)
        at = as_datetime(unit.clock.now_ms())
        found.opinion = Opinion(favourable=favourable, text=words, by=caller.person.id, at=at)
        await _put(unit, caller, found)
        unit.audit("assessment.advised", id, subject=found.subject, favourable=favourable)
    return found


def lacking(one: Assessment, tools: Mapping[str, FoundTool]) -> list[str]:
    """What a draft lacks before it can be decided: ids of questions, `affected`, `opinion`."""
    answers = one.content.answers
    found = [
        question.id
        for question in asked(high(tools, one.subject))
        if not answers.get(question.id, Answer()).text.strip() or (question.gauge and not answers[question.id].gauge)
    ]
    if not one.content.affected.text.strip():
        found.append("affected")
    return found if one.opinion else [*found, "opinion"]


async def decide(
    caller: Caller, tools: Mapping[str, FoundTool], id: str, revision: int, *, accepted: bool, reason: str,
    valid_until: datetime | None,
) -> Assessment:  # fmt: skip
    """Decide. Raises BadInput where something lacks, Conflict where what runs is no longer what was assessed."""
    now = await configuration(caller.uow, caller.agency, tools)
    async with caller.unit() as unit:
        found = await _draft(unit, id, revision)
        at = as_datetime(unit.clock.now_ms())
        if accepted:
            _may_be_accepted(caller, tools, found, now, at, valid_until)
            await repository.replace(unit, found.subject)
        found.state = "accepted" if accepted else "refused"
        found.decided_by, found.decided_at, found.decision = caller.person.id, at, reason
        found.valid_until = valid_until if accepted else None
        await _put(unit, caller, found)
        unit.audit("assessment.decided", id, subject=found.subject, accepted=accepted, reason=reason, until=valid_until)
    return found


def _may_be_accepted(
    caller: Caller, tools: Mapping[str, FoundTool], found: Assessment, now: Running, at: datetime,
    valid_until: datetime | None,
) -> None:  # fmt: skip
    missing = lacking(found, tools)
    if missing:
        raise BadInput("It is not complete.", remedy="Answer what is missing.", field=missing[0], lacking=missing)
    assert found.opinion is not None
    if found.opinion.by == caller.person.id:
        raise NotAllowed("You gave the opinion on this.", remedy="Somebody else has to decide.")
    if valid_until is None or not at < valid_until <= at + LONGEST:
        raise BadInput("Say until when it holds.", remedy="At most three years from now.", field="valid_until")
    if found.facts != facts(now, found.subject):
        raise Conflict(
            "What runs has changed since this was written.", remedy="Take in how it runs now, and read again."
        )


async def set_setting(caller: Caller, new: LawSetting, what: str) -> LawSetting:
    """Write what the agency says of itself, or the grace."""
    async with caller.unit() as unit:
        await repository.put_setting(unit, new, caller.person.id, as_datetime(unit.clock.now_ms()))
        unit.audit(what, caller.agency, **msgspec.structs.asdict(new))
        unit.emit("assessment", {"subject": ""})
    return new


async def _found(unit: Unit, id: str, *, lock: bool = False) -> Assessment:
    found = await repository.get(unit, id, lock=lock)
    if found is None:
        raise NotFound("There is no such assessment.", remedy="Load the list anew.")
    return found


async def _draft(unit: Unit, id: str, revision: int) -> Assessment:
    found = await _found(unit, id, lock=True)
    if found.state != "draft":
        raise Conflict("It is decided already.", remedy="Begin a new one.", state=found.state)
    if found.revision != revision:
        raise Conflict("Somebody else wrote meanwhile.", remedy="Load it anew.", revision=found.revision)
    return found


async def _put(unit: Unit, caller: Caller, changed: Assessment) -> None:
    changed.changed_by, changed.changed_at = caller.person.id, as_datetime(unit.clock.now_ms())
    await repository.put(unit, changed)
    unit.emit("assessment", {"subject": changed.subject})
