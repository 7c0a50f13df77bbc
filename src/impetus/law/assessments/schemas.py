"""What goes in and out of the routes of assessments."""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, JsonValue, StringConstraints

from impetus.kit.fields import PLAIN, Count, Note, Slug


class _In(BaseModel):
    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)


class DifferenceOut(BaseModel):
    """Something that is not as it was assessed, and who changed it where that is known."""

    key: str
    label: str
    was: str
    now: str
    by: str
    at: str | None


class AssessmentStandingOut(BaseModel):
    """How a tool (or the platform) stands. `stops_at` is when it is stopped unless it is assessed anew."""

    subject: str
    name: str
    needs: bool
    running: bool
    state: Literal["valid", "stale", "expired", "missing", "not_needed"]
    demonstration: bool
    valid_until: str | None
    stale_since: str | None
    stops_at: str | None
    differences: list[DifferenceOut]
    assessment: str | None
    draft: str | None


class AssessedQuestionOut(BaseModel):
    """A question. `gauge`: on a scale of four too. `context`: the answer depends on where the tool is used."""

    id: str
    section: str
    text: str
    gauge: bool
    context: bool


class AssessmentSectionOut(BaseModel):
    """Questions that belong together."""

    id: str
    title: str
    questions: list[AssessedQuestionOut]


class AssessmentAnswer(_In):
    """An answer. `final` says that it holds wherever the tool runs."""

    text: Note = ""
    gauge: Annotated[int, Field(ge=0, le=4)] = 0
    final: bool = False


class AffectedOpinion(_In):
    """What those affected said, or why they were not asked."""

    asked: bool = False
    text: Note = ""


class OpinionOut(BaseModel):
    """The officer's opinion."""

    favourable: bool
    text: str
    by: str
    at: str


class FactOut(BaseModel):
    """One thing that was assessed."""

    key: str
    label: str
    value: str


class PastAssessmentOut(BaseModel):
    """An earlier or later assessment of the same subject."""

    id: str
    number: int
    state: str
    at: str
    by: str


class AssessmentDocumentOut(BaseModel):
    """What the tool's makers say of it (Markdown), in the reader's language where they wrote it in that."""

    kind: Literal["assessment", "model_card"]
    locale: str
    text: str


class AssessmentOut(BaseModel):
    """An assessment. `lacking` names what is missing: ids of questions, `affected`, `opinion`."""

    id: str
    subject: str
    name: str
    number: int
    revision: int
    state: str
    demonstration: bool
    sections: list[AssessmentSectionOut]
    answers: dict[str, AssessmentAnswer]
    affected: AffectedOpinion
    facts: list[FactOut]
    differences: list[DifferenceOut]
    opinion: OpinionOut | None
    decision: str
    decided_by: str
    decided_at: str | None
    valid_until: str | None
    stale_since: str | None
    stops_at: str | None
    made_by: str
    made_at: str
    changed_by: str
    changed_at: str
    lacking: list[str]
    past: list[PastAssessmentOut]
    documents: list[AssessmentDocumentOut]


class BeginAssessmentIn(_In):
    """What is to be assessed: a tool, or `platform`."""

    subject: Slug


class SaveAssessmentIn(_In):
    """The answers, whole."""

    revision: Count
    answers: Annotated[dict[Slug, AssessmentAnswer], Field(max_length=100)]
    affected: AffectedOpinion


class RevisionIn(_In):
    """The revision that was seen."""

    revision: Count


class AdviceIn(_In):
    """An officer's opinion."""

    revision: Count
    favourable: bool
    text: Annotated[str, StringConstraints(strip_whitespace=True, min_length=3, max_length=4000), PLAIN]


class AssessmentDecisionIn(_In):
    """The controller's decision; an accepted one holds until `valid_until`."""

    revision: Count
    accepted: bool
    reason: Annotated[str, StringConstraints(strip_whitespace=True, min_length=3, max_length=4000), PLAIN]
    valid_until: Annotated[str, Field(max_length=40)] = ""


class ImportAssessmentIn(_In):
    """A file of the CNIL's PIA software."""

    subject: Slug
    file: dict[str, JsonValue]


class PiaFile(BaseModel):
    """An assessment in the data model of the CNIL's PIA software."""

    model_config = ConfigDict(extra="allow")

    pia: dict[str, JsonValue]
    answers: list[JsonValue]


class GraceIn(_In):
    """How many hours a tool runs on after its assessment went stale."""

    hours: Annotated[int, Field(ge=0, le=720)]


class GraceOut(BaseModel):
    """The same, as it is."""

    hours: int


class MeasureOut(BaseModel):
    """A measure of security: in place or lacking as the program sees it, or for people to see to."""

    id: str
    group: str
    text: str
    state: Literal["in_place", "lacking", "by_people"]
