"""What changed between two versions of a procedure, in the order of the newer one."""

from collections.abc import Iterator
from typing import Any, Literal

from pydantic import BaseModel, JsonValue

from impetus.procedures.content import Content, Step

What = Literal["added", "removed", "moved", "changed"]


class Change(BaseModel):
    """One difference; `step` is empty where the whole procedure is meant, `field` where a whole step is."""

    what: What
    step: str
    field: str
    before: JsonValue
    after: JsonValue


def difference(before: Content, after: Content) -> list[Change]:
    """Return every difference; empty where both say the same."""
    found = list(_fields("", _whole(before), _whole(after)))
    old = {step.id: step for step in before.steps}
    new = {step.id: step for step in after.steps}
    kept_before = [step.id for step in before.steps if step.id in new]
    kept_after = [step.id for step in after.steps if step.id in old]
    for step in after.steps:
        if step.id not in old:
            found.append(Change(what="added", step=step.id, field="", before=None, after=step.text.model_dump()))
            continue
        if kept_before.index(step.id) != kept_after.index(step.id):
            at = before.steps.index(old[step.id]) + 1, after.steps.index(step) + 1
            found.append(Change(what="moved", step=step.id, field="", before=at[0], after=at[1]))
        found += _fields(step.id, _step(old[step.id]), _step(step))
    for step in before.steps:
        if step.id not in new:
            found.append(Change(what="removed", step=step.id, field="", before=step.text.model_dump(), after=None))
    return found


def _whole(content: Content) -> dict[str, Any]:
    return content.model_dump(mode="json", exclude={"steps"})


def _step(step: Step) -> dict[str, Any]:
    return step.model_dump(mode="json", exclude={"id"})


def _fields(step: str, before: dict[str, Any], after: dict[str, Any]) -> Iterator[Change]:
    for name, value in after.items():
        if before[name] != value:
            yield Change(what="changed", step=step, field=name, before=before[name], after=value)
