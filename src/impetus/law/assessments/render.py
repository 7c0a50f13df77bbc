"""Assessments in the words of the person who asks."""

from collections.abc import Mapping
from datetime import datetime
from typing import Literal

from impetus.contracts.discovery import FoundTool
from impetus.kit.times import iso
from impetus.law.assessments.facts import Difference, Running, differences, label, said
from impetus.law.assessments.questions import SECTIONS, asked
from impetus.law.assessments.records import PLATFORM, Assessment
from impetus.law.assessments.schemas import (
    AffectedOpinion,
    AssessedQuestionOut,
    AssessmentAnswer,
    AssessmentDocumentOut,
    AssessmentOut,
    AssessmentSectionOut,
    AssessmentStandingOut,
    DifferenceOut,
    FactOut,
    OpinionOut,
    PastAssessmentOut,
)
from impetus.law.assessments.service import Standing, high, lacking
from impetus.model.text import Locale, Text

_PLATFORM = Text(en="The platform itself", it="La piattaforma stessa", nb="Selve plattformen")
_ITSELF = Text(en="The platform", it="La piattaforma", nb="Plattformen")


class View:
    """How one person sees it: language, names, tools."""

    def __init__(self, locale: Locale, names: Mapping[str, str], tools: Mapping[str, FoundTool]) -> None:
        self._locale, self._names, self._tools = locale, names, tools

    def name(self, subject: str) -> str:
        """A subject's name."""
        tool = self._tools.get(subject)
        if subject == PLATFORM or tool is None:
            return _PLATFORM.in_(self._locale) if subject == PLATFORM else subject
        return tool.strings(self._locale).get("name", tool.declared.name)

    def _who(self, id: str | None) -> str:
        return self._names.get(id or "", _ITSELF.in_(self._locale) if id == "platform" else "")

    def difference(self, one: Difference, subject: str) -> DifferenceOut:
        """One difference."""
        return DifferenceOut(
            key=one.key, label=label(one.key, self._locale, self._tools.get(subject)),
            was=said(one.was, one.key, self._locale), now=said(one.now, one.key, self._locale),
            by=self._who(one.by), at=_time(one.at),
        )  # fmt: skip

    def standing(self, one: Standing, now: datetime) -> AssessmentStandingOut:
        """How a subject stands."""
        accepted = one.accepted
        return AssessmentStandingOut(
            subject=one.subject,
            name=self.name(one.subject),
            needs=one.needs,
            running=one.runs,
            state=_state(one, now),
            demonstration=bool(accepted and accepted.demonstration),
            valid_until=_time(accepted.valid_until) if accepted else None,
            stale_since=_time(accepted.stale_at) if accepted else None,
            stops_at=_time(accepted.stops_at) if accepted and one.needs else None,
            differences=[self.difference(part, one.subject) for part in one.differences],
            assessment=accepted.id if accepted else None,
            draft=one.draft.id if one.draft else None,
        )

    def sections(self, subject: str) -> list[AssessmentSectionOut]:
        """The questions for a subject."""
        questions = asked(high(self._tools, subject))
        return [
            AssessmentSectionOut(
                id=id,
                title=title.in_(self._locale),
                questions=[
                    AssessedQuestionOut(
                        id=one.id, section=id, text=one.text.in_(self._locale), gauge=one.gauge, context=one.context
                    )
                    for one in questions
                    if one.section == id
                ],
            )
            for id, title in SECTIONS.items()
            if any(one.section == id for one in questions)
        ]

    def whole(self, one: Assessment, past: list[Assessment], now: Running) -> AssessmentOut:
        """A whole assessment."""
        tool = self._tools.get(one.subject)
        gone = one.subject != PLATFORM and tool is None
        changed = [] if gone else differences(one.facts, one.subject, now)
        opinion = one.opinion
        return AssessmentOut(
            id=one.id, subject=one.subject, name=self.name(one.subject), number=one.number, revision=one.revision,
            state=one.state, demonstration=one.demonstration, sections=self.sections(one.subject),
            answers={
                id: AssessmentAnswer(text=found.text, gauge=found.gauge, final=found.final)
                for id, found in one.content.answers.items()
            },
            affected=AffectedOpinion(asked=one.content.affected.asked, text=one.content.affected.text),
            facts=[
                FactOut(key=key, label=label(key, self._locale, tool), value=said(value, key, self._locale))
                for key, value in sorted(one.facts.items())
            ],
            differences=[self.difference(part, one.subject) for part in changed],
            opinion=OpinionOut(
                favourable=opinion.favourable, text=opinion.text, by=self._who(opinion.by), at=iso(opinion.at)
            )
            if opinion
            else None,
            decision=one.decision, decided_by=self._who(one.decided_by), decided_at=_time(one.decided_at),
            valid_until=_time(one.valid_until), stale_since=_time(one.stale_at), stops_at=_time(one.stops_at),
            made_by=self._who(one.made_by), made_at=iso(one.made_at), changed_by=self._who(one.changed_by),
            changed_at=iso(one.changed_at), lacking=lacking(one, self._tools) if one.state == "draft" else [],
            past=[
                PastAssessmentOut(
                    id=other.id, number=other.number, state=other.state, at=iso(other.decided_at or other.made_at),
                    by=self._who(other.decided_by or other.made_by),
                )
                for other in past
            ],
            documents=_documents(tool, self._locale),
        )  # fmt: skip


def _documents(tool: FoundTool | None, locale: Locale) -> list[AssessmentDocumentOut]:
    kinds: tuple[Literal["assessment", "model_card"], ...] = ("assessment", "model_card")
    found = [(kind, *tool.document_in(f"{kind}.md", locale)) for kind in kinds] if tool else []
    return [AssessmentDocumentOut(kind=kind, locale=said_in, text=text) for kind, said_in, text in found if text]


def people_of(assessments: list[Assessment], changed: list[Difference]) -> list[str]:
    """Ids of everybody named."""
    ids = {one.by for one in changed}
    for one in assessments:
        ids |= {one.made_by, one.changed_by, one.decided_by or "", one.opinion.by if one.opinion else ""}
    return sorted(ids - {"", "platform"})


def _state(one: Standing, now: datetime) -> Literal["valid", "stale", "expired", "missing", "not_needed"]:
    if one.accepted is None:
        return "missing" if one.needs else "not_needed"
    if one.accepted.valid_until is not None and one.accepted.valid_until <= now:
        return "expired"
    return "stale" if one.differences or one.accepted.stale_at else "valid"


def _time(at: datetime | None) -> str | None:
    return None if at is None else iso(at)
