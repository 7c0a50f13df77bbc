"""A procedure as it is being written: it may be unfinished, and says in each place what is missing.

A draft is kept whatever state it is in; only one without problems can be published, and what is published is
exactly a `contracts.procedure.Procedure`.
"""

from collections.abc import Iterator
from typing import Annotated, Final

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from impetus.contracts.procedure import ActionKind, Procedure, StepKind
from impetus.kit.fields import Line, Sentence
from impetus.model.text import LOCALES

StepId = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{1,30}$")]
KindName = Annotated[str, StringConstraints(max_length=80, pattern=r"^([a-z][a-z0-9_]*(\.[a-z0-9_]+)*)?$")]
NAMES: Final = {"en": "English", "it": "Italian", "nb": "Norwegian"}


class _In(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Words(_In):
    """A sentence in three languages, any of which may still be missing."""

    en: Sentence = ""
    it: Sentence = ""
    nb: Sentence = ""

    def missing(self) -> list[str]:
        """The languages without words."""
        return [locale for locale in LOCALES if not getattr(self, locale).strip()]


class Answer(_In):
    """What one may answer, and the id of the step it leads to; empty ends the procedure."""

    label: Words = Words()
    next: Annotated[str, StringConstraints(max_length=31)] = ""


class Action(_In):
    """What a step does, its message or task, and who does it by hand where the platform cannot."""

    do: ActionKind = "notify"
    text: Words = Words()
    by_hand: Words = Words()


class Step(_In):
    """One step, perhaps unfinished."""

    id: StepId
    kind: StepKind = "ask"
    text: Words = Words()
    answers: list[Answer] = Field([], max_length=9)
    seconds: int | None = Field(None, ge=5, le=86_400)
    skippable: bool = True
    action: Action | None = None


class Content(_In):
    """A procedure being written. `kinds` are further kinds of alert, `places` names of areas (empty: everywhere)."""

    kind: KindName = ""
    title: Words = Words()
    summary: Words | None = None
    kinds: list[KindName] = Field([], max_length=40)
    places: list[Line] = Field([], max_length=100)
    steps: list[Step] = Field([], max_length=60)

    def strict(self) -> Procedure:
        """Return it as what is published; call only where `problems` finds nothing."""
        return Procedure.model_validate(self.model_dump(mode="json"))


class Fault(BaseModel):
    """Something that keeps a draft from being published: where, what, and what to do. `step` is empty for the whole."""

    step: str
    answer: int | None
    field: str
    locale: str
    code: str
    problem: str
    remedy: str


def loosened(procedure: Procedure) -> Content:
    """Return a published procedure as the start of a draft."""
    return Content.model_validate(procedure.model_dump(mode="json"))


def faults(content: Content) -> list[Fault]:
    """Everything that keeps `content` from being published, in the order of its steps."""
    return [*_whole(content), *(fault for step in content.steps for fault in _step(step)), *_flow(content)]


def _fault(
    code: str, problem: str, remedy: str, step: str = "", answer: int | None = None, field: str = "", locale: str = ""
) -> Fault:
    return Fault(step=step, answer=answer, field=field, locale=locale, code=code, problem=problem, remedy=remedy)


def _words(words: Words, what: str, step: str = "", answer: int | None = None, field: str = "") -> Iterator[Fault]:
    for locale in words.missing():
        yield _fault("words", f"{what} has no words in {NAMES[locale]}.", "Write them.", step, answer, field, locale)


def _whole(content: Content) -> Iterator[Fault]:
    yield from _words(content.title, "The title", field="title")
    if content.summary is not None and content.summary != Words():
        yield from _words(content.summary, "The summary", field="summary")
    if not content.kind:
        yield _fault("kind", "No kind of alert is named.", "Choose the kind it is for.", field="kind")
    if not content.steps:
        yield _fault("empty", "There is no step.", "Add the first step.", field="steps")


def _step(step: Step) -> Iterator[Fault]:
    name = f"Step {step.id}"
    yield from _words(step.text, name, step.id, field="text")
    if not step.answers:
        yield _fault("answers", f"{name} has no answer.", "Add at least one.", step.id, field="answers")
    if step.kind == "ask" and len(step.answers) == 1:
        yield _fault(
            "one_answer", f"{name} asks, but has one answer only.", "Add another, or let it tell.", step.id,
            field="answers",
        )  # fmt: skip
    for position, answer in enumerate(step.answers):
        yield from _words(answer.label, f"Answer {position + 1} of step {step.id}", step.id, position, "label")
    if step.kind == "act" and step.action is None:
        yield _fault("action", f"{name} acts, but names no action.", "Choose one.", step.id, field="action")
    if step.kind != "act" and step.action is not None:
        yield _fault("action", f"{name} has an action, but does not act.", "Let it act.", step.id, field="kind")
    if step.action is not None:
        yield from _words(step.action.text, f"The action of step {step.id}", step.id, field="action.text")
        yield from _words(step.action.by_hand, f"By hand in step {step.id}", step.id, field="action.by_hand")


def _flow(content: Content) -> Iterator[Fault]:
    places: dict[str, int] = {}
    for position, step in enumerate(content.steps):
        if step.id in places:
            yield _fault("twice", f"Two steps are called {step.id}.", "Rename one.", step.id, field="id")
        places.setdefault(step.id, position)
    reached = {0}
    for position, step in enumerate(content.steps):
        for number, answer in enumerate(step.answers):
            target = places.get(answer.next)
            if answer.next and target is None:
                problem = f"Answer {number + 1} of step {step.id} leads to {answer.next}, which is no step."
                yield _fault("nowhere", problem, "Choose a step, or the end.", step.id, number, "next")
            elif target is not None and target <= position:
                problem = f"Answer {number + 1} of step {step.id} leads back to {answer.next}."
                yield _fault(
                    "back", problem, "Lead it to a later step, or move that step down.", step.id, number, "next"
                )
            elif target is not None and position in reached:
                reached.add(target)
        if position not in reached:
            yield _fault(
                "unreached", f"No answer leads to step {step.id}.", "Lead an answer to it, or remove it.", step.id
            )
