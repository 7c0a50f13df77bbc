"""A default procedure that a tool brings: a branching checklist for one alert kind.

`procedures/<alert kind>.toml`. The first step is where one starts; an answer leads to the step named
in `next`, and an empty `next` ends the procedure. A step asks (the default), tells, or acts; one that
tells or acts may give `next` in place of answers and then has the one answer "Done".
"""

import tomllib
from pathlib import Path
from typing import Any, Final, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from impetus.contracts.manifest import Problem, Slug, Words


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Answer(_Strict):
    """What one may answer at a step, and where it leads."""

    label: Words
    next: str = ""


StepKind = Literal["ask", "tell", "act"]
ActionKind = Literal["notify", "open_camera", "start_evacuation", "open_incident", "create_task"]
DONE: Final = {"en": "Done", "it": "Fatto", "nb": "Gjort"}


class Action(_Strict):
    """What a step of kind `act` does: `text` is the message or the task, `by_hand` who does it else."""

    do: ActionKind
    text: Words
    by_hand: Words


class Step(_Strict):
    """One step: what to find out, to do, or to let the platform do. `seconds` is its due time."""

    id: Slug
    kind: StepKind = "ask"
    text: Words
    answers: list[Answer] = Field(min_length=1, max_length=9)
    seconds: int | None = Field(None, ge=5, le=86_400)
    skippable: bool = True
    action: Action | None = None

    @model_validator(mode="before")
    @classmethod
    def _done(cls, data: Any) -> Any:
        if isinstance(data, dict) and "answers" not in data and data.get("kind") in ("tell", "act"):
            rest = {key: value for key, value in data.items() if key != "next"}
            return rest | {"answers": [{"label": DONE, "next": data.get("next", "")}]}
        return data

    @model_validator(mode="after")
    def _acts(self) -> "Step":
        if (self.kind == "act") != (self.action is not None):
            raise ValueError(f"step {self.id}: a step of kind act has an action, and no other has one; correct kind")
        return self


class Procedure(_Strict):
    """A branching checklist for alerts of `kind` and of `kinds`; `places` are names of areas, empty for everywhere."""

    kind: str
    title: Words
    summary: Words | None = None
    kinds: list[str] = []
    places: list[str] = []
    steps: list[Step] = Field(min_length=1, max_length=60)

    @model_validator(mode="after")
    def _leads_somewhere(self) -> "Procedure":
        places = {step.id: position for position, step in enumerate(self.steps)}
        if len(places) != len(self.steps):
            raise ValueError("two steps have the same id; rename one")
        for position, step in enumerate(self.steps):
            for answer in step.answers:
                if answer.next and answer.next not in places:
                    raise ValueError(f"step {step.id} leads to {answer.next}, which is no step; correct next")
                if answer.next and places[answer.next] <= position:
                    raise ValueError(f"step {step.id} leads back to {answer.next}; a procedure only goes forward")
        return self


def read_procedure(path: Path) -> tuple[Procedure | None, list[Problem]]:
    """Read and check one procedure. Returns it, or None and what is wrong."""
    name = f"procedures/{path.name}"
    try:
        procedure = Procedure.model_validate(tomllib.loads(path.read_text("utf-8")))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, OSError) as error:
        return None, [Problem(file=name, field="", problem=f"this is not TOML: {error}", remedy="Correct the line.")]
    except ValidationError as error:
        return None, [
            Problem(
                file=name,
                field=".".join(map(str, item["loc"])),
                problem=item["msg"].removeprefix("Value error, "),
                remedy="Correct it; the scaffold of impetus new-tool has an example.",
            )
            for item in error.errors(include_url=False)
        ]
    if path.stem != procedure.kind:
        problem = f"the file is for {path.stem}, the procedure for {procedure.kind}"
        return None, [Problem(file=name, field="kind", problem=problem, remedy="Let both name the same alert kind.")]
    return procedure, []
