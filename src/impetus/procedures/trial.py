"""Trying a procedure out while it is being written: a walk without a record, as far as the draft allows."""

from collections.abc import Sequence

from impetus.procedures.content import Content, faults
from impetus.procedures.schemas import TryOut
from impetus.procedures.walk import longest


def walk(content: Content, answers: Sequence[int]) -> TryOut:
    """Walk `answers` (by place; -1 skips) from the first step, until one leads nowhere or the end is reached."""
    wrong = faults(content)
    order = {step.id: place for place, step in reversed(list(enumerate(content.steps)))}
    path: list[str] = []
    at = content.steps[0] if content.steps else None
    for answer in answers:
        if at is None or answer >= len(at.answers):
            break
        path.append(at.id)
        if answer < 0:
            targets = [one.next for one in at.answers if order.get(one.next, -1) > order[at.id]]
            following = min(targets, key=lambda id: order[id], default="")
        else:
            following = at.answers[answer].next
        place = order.get(following)
        at = content.steps[place] if place is not None and place > order[path[-1]] else None
    left = None
    if not wrong:
        left = longest(content.strict())[at.id] if at else 0
    return TryOut(path=path, step=at.id if at else None, left=left, faults=wrong)
