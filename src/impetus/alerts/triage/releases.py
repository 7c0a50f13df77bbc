"""What time brings back: silences that end, and room on the desk for what a storm held."""

from collections.abc import Sequence

from impetus.alerts.triage import budget, silences, words
from impetus.alerts.triage.correlate import Kin
from impetus.alerts.triage.facts import AlertFact, Decision, Reason, Silence
from impetus.alerts.triage.settings import TriageSettings
from impetus.alerts.triage.state import Burst, Habit, Lane, Name, Seen

MOST_SILENCED = 5_000
"""Alerts remembered of one silence at least; twice as many at most."""


def keep_silenced(lane: Lane, window: str, fact: AlertFact) -> None:
    """Remember what a silence holds, so that its end can release it."""
    held = lane.silenced.setdefault(window, [])
    held.append(fact)
    if len(held) > 2 * MOST_SILENCED:
        del held[:-MOST_SILENCED]


def until(settings: TriageSettings, kin: Kin, windows: Sequence[Silence], lane: Lane, now: int) -> list[Decision]:
    """Let time pass to `now` and return what is released on the way, each at its own time."""
    out: list[Decision] = []
    ends = {window.id: window.ends_at for window in windows}
    while True:
        due = [(max(lane.now, ends.get(id, lane.now)), id) for id in lane.silenced]
        next_end = min(due, default=None)
        next_room = _room_at(settings, lane)
        if next_end is not None and next_end[0] <= now and (next_room is None or next_end[0] <= next_room):
            lane.now = next_end[0]
            out += _ended(settings, kin, windows, lane, next_end[1])
        elif next_room is not None and next_room <= now:
            lane.now = next_room
            out += _roomy(settings, lane)
        else:
            lane.now = max(lane.now, now)
            return out


def _room_at(settings: TriageSettings, lane: Lane) -> int | None:
    """Return when the next that a storm held may be shown: once the desk was quiet and the storm is over."""
    if not lane.waiting:
        return None
    most, due = settings.storm_ten_minutes, lane.shown + budget.quiet_ms(settings)
    if len(lane.recent) >= most:
        due = max(due, lane.recent[-most] + budget.STORM)
    return max(lane.now, due)


def _roomy(settings: TriageSettings, lane: Lane) -> list[Decision]:
    waiting = [
        id
        for id in lane.waiting
        if (seen := lane.alerts.get(id)) is not None
        and not seen.shown
        and not seen.over
        and lane.now - seen.at <= budget.WAITS
    ]
    if not waiting:
        lane.waiting = []
        return []
    best = max(waiting, key=lambda id: (lane.alerts[id].priority, -lane.alerts[id].at))
    lane.waiting = [id for id in waiting if id != best]
    return [_release(settings, lane, best, words.room(lane.now - lane.shown))]


def _ended(settings: TriageSettings, kin: Kin, windows: Sequence[Silence], lane: Lane, window: str) -> list[Decision]:
    """Show what a silence held and still goes on, the most severe of each group; another silence may hold it."""
    best: dict[str, AlertFact] = {}
    kind = "silence"
    for fact in lane.silenced.pop(window):
        seen = lane.alerts.get(fact.id)
        if seen is None or seen.shown or seen.over:
            continue
        key = lane.keys.get(seen.key)
        if key is None or lane.now - key.last > kin.family(fact.kind).look_back_s * 1000:
            continue
        other = silences.covering(windows, fact, lane.now)
        if other is not None and other.id != window:
            keep_silenced(lane, other.id, fact)
            seen.held, seen.window = other.kind, other.id
            continue
        before, kind = best.get(seen.group), seen.held
        seen.held, seen.window = "joined", ""  # what is not chosen stands under what is
        if before is None or fact.severity.rank >= before.severity.rank:
            best[seen.group] = fact
    return [_release(settings, lane, fact.id, words.ended(kind, window)) for fact in best.values()]


def _release(settings: TriageSettings, lane: Lane, id: str, reason: Reason) -> Decision:
    seen = lane.alerts[id]
    budget.pass_time(settings, lane)
    mark_shown(settings, lane, id, seen)
    return Decision(
        alert=id,
        revision=seen.revision,
        shown=True,
        group=seen.group,
        priority=seen.priority,
        at=lane.now,
        clock=lane.clock,
        lead=True,
        raised_by=reason,
        release=True,
    )


def mark_shown(settings: TriageSettings, lane: Lane, id: str, seen: Seen) -> None:
    """Remember everywhere that an alert is shown now."""
    now = lane.now
    seen.shown, seen.held, seen.window = True, "", ""
    key = lane.keys.get(seen.key)
    if key is not None:
        key.shown, key.shown_alert, key.level, key.count = now, id, seen.rank, 0
        key.habit.add(now)
    sort, thing = seen.key.rsplit("\x1f", 1)
    name = lane.names.get(sort)
    if name is not None:
        name.shown, name.shown_alert, name.shown_group = now, id, seen.group
        name.habit.add(now)
    burst = lane.bursts.setdefault(f"s\x1f{thing}", Burst())
    burst.shown, burst.shown_alert, burst.shown_group = now, id, seen.group
    group = lane.groups.get(seen.group)
    if group is not None:
        group.shown, group.shown_alert = now, id
        if seen.kind not in group.kinds_shown and len(group.kinds_shown) < 40:
            group.kinds_shown.append(seen.kind)
    budget.spend(settings, lane, seen.rank)


def name_state(lane: Lane, id: str) -> Name:
    """Return what is known of a sort of alert, made where it is new."""
    if id not in lane.names:
        lane.names[id] = Name(habit=Habit())
    return lane.names[id]
