"""Count and combination conditions: shown only once so many came together."""

from typing import NamedTuple

from impetus.alerts.triage.correlate import metres_between
from impetus.alerts.triage.facts import AlertFact
from impetus.alerts.triage.settings import Condition, Part, TriageSettings, under
from impetus.alerts.triage.state import Lane, Pending


class Outcome(NamedTuple):
    """What an alert did to a condition: it has `have` of `need`; `group` is that of those before it."""

    condition: Condition
    have: int
    need: int
    group: str
    met: bool


def _matches(part: Part, fact: AlertFact) -> bool:
    return (
        (not part.kind or under(fact.kind, part.kind))
        and (not part.signature or part.signature == fact.signature)
        and (not part.source or part.source in (fact.source, fact.subject))
    )


def count(settings: TriageSettings, lane: Lane, fact: AlertFact, group: str) -> Outcome | None:
    """Count an alert, which would be of `group`, towards the first condition it is part of.

    Returns None where no condition asks for it, or where one was met within its time already.
    """
    for condition in settings.conditions:
        parts = [index for index, part in enumerate(condition.parts) if _matches(part, fact)]
        if not parts or (condition.radius_m and fact.latitude is None):
            continue
        pending = lane.pending.setdefault(condition.name, Pending())
        span = condition.within_s * 1000
        if pending.met >= lane.now - span:
            return None
        pending.hits = [hit for hit in pending.hits if hit[0] >= lane.now - span]
        near = [hit for hit in pending.hits if _near(condition, hit, fact)]
        counts = [sum(1 for hit in near if hit[1] == index) for index in range(len(condition.parts))]
        index = next((index for index in parts if counts[index] < condition.parts[index].count), parts[0])
        before = near[0][3] if near else ""
        pending.hits.append((lane.now, index, fact.id, before or group, fact.latitude, fact.longitude))
        counts[index] += 1
        need = sum(part.count for part in condition.parts)
        have = sum(min(have, part.count) for have, part in zip(counts, condition.parts, strict=True))
        if have == need:
            pending.met = lane.now
            pending.hits = []
        return Outcome(condition, have, need, before, have == need)
    return None


def _near(condition: Condition, hit: tuple[int, int, str, str, float | None, float | None], fact: AlertFact) -> bool:
    if not condition.radius_m:
        return True
    if hit[4] is None or hit[5] is None or fact.latitude is None or fact.longitude is None:
        return False
    return metres_between(hit[4], hit[5], fact.latitude, fact.longitude) <= condition.radius_m
