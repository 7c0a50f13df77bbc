"""A default procedure that a tool brings: a branching checklist for one alert kind.

`procedures/<alert kind>.toml`. The first step is where one starts; an answer leads to the step named
in `next`, and an empty `next` ends the procedure.
"""

import tomllib
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from impetus.contracts.manifest import Problem, Slug, Words


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Answer(_Strict):
    """What one may answer at a step, and where it leads."""

    label: Words
    next: str = ""


class Step(_Strict):
    """One step: what to do or to find out."""

    id: Slug
    text: Words
    answers: list[Answer] = Field(min_length=1)


class Procedure(_Strict):
    """A branching checklist for alerts of `kind`."""

    kind: str
    title: Words
    steps: list[Step] = Field(min_length=1)

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
