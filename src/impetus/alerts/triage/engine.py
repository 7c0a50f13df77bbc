"""The triage engine: alerts in as they come, one decision each out; event time in, no clock, no I/O.

The same alerts in the same order give the same decisions, however they are cut into batches and however
often the state is saved and restored in between.

An alert is held back for one of these reasons, looked at in this order, and for no other: a silence or
maintenance window covers it; a condition wants more of its sort first; it repeats what was shown; it is part
of what was just shown; a storm took all the desk can take. Over all of them: a rise in severity is shown.
"""

from collections.abc import Sequence

import msgspec

from impetus.alerts.triage import budget, conditions, releases, silences, words
from impetus.alerts.triage.correlate import Kin, Match, burst_ids, find, recurs, remember_place, title_of
from impetus.alerts.triage.dedupe import HABITUAL, came, habit_of, hold_of, key_of, name_of, new_key
from impetus.alerts.triage.facts import AlertFact, Decided, Decision, Reason, Silence
from impetus.alerts.triage.rules import RULES
from impetus.alerts.triage.settings import TriageSettings
from impetus.alerts.triage.state import NEVER, WEEK, Burst, Group, Key, Lane, Name, Seen, State
from impetus.alerts.triage.sweep import sweep

AHEAD = 60_000
"""How far (ms) an alert may be ahead of the time last told."""
SET_BACK = 3_600_000
"""By how much (ms) a clock must go back for its lane to begin anew."""


class Triage:
    """Decides for one agency what is shown. Feed alerts in the order in which they came."""

    def __init__(self, settings: TriageSettings, windows: Sequence[Silence] = ()) -> None:
        self._state = State()
        self.configure(settings)
        self.silence(windows)

    def configure(self, settings: TriageSettings) -> None:
        """Use other settings from the next alert on; what was learned and decided stays."""
        self.settings = settings
        self._kin = Kin(settings)

    def silence(self, windows: Sequence[Silence]) -> None:
        """Use these silences and maintenance windows, instead of all before, from the next alert on.

        One that is left out, or ends earlier than before, releases what it held when time next passes.
        """
        self.windows = tuple(windows)

    def take(self, facts: Sequence[AlertFact]) -> list[Decision]:
        """Decide on new alerts or revisions, in the order given.

        Returns one decision for each fact, and before it the releases that the time brought about.
        """
        out: list[Decision] = []
        for fact in facts:
            lane = self._lane(fact.clock)
            at = fact.at if lane.told == NEVER or fact.at <= lane.told + AHEAD else lane.told
            out += releases.until(self.settings, self._kin, self.windows, lane, max(lane.now, at))
            budget.pass_time(self.settings, lane)
            seen = lane.alerts.get(fact.id)
            out.append(self._new(lane, fact) if seen is None else self._again(lane, fact, seen))
        return out

    def recall(self, decided: Sequence[tuple[AlertFact, Decided]]) -> None:
        """Learn again what was decided before, in the order in which the alerts came; nothing is decided anew.

        An alert is fed as it stands now, so that what the engine would say of it, or of one beside it, can differ
        from what people were shown: what was committed holds.
        """
        for fact, was in decided:
            self.take([fact])
            lane = self._lane(fact.clock)
            seen = lane.alerts[fact.id]
            seen.group, seen.priority = was.group, was.priority
            if was.shown and not seen.shown:
                releases.mark_shown(self.settings, lane, fact.id, seen)
            elif not was.shown:
                seen.shown, seen.held, seen.window = False, was.held, was.window

    def advance(self, now: int, clock: str = "live") -> list[Decision]:
        """Let time pass to `now` (ms on `clock`) and return what that releases.

        Once told the time, triage believes no alert that claims to be from more than a minute later. A clock that
        is set back by more than an hour begins anew: a replay starts with nothing learned on its clock.
        """
        lane = self._lane(clock)
        if now < lane.now - SET_BACK:
            lane = self._state.lanes[clock] = Lane(clock=clock, alerts=lane.alerts)
        lane.told = max(lane.told, now)
        return releases.until(self.settings, self._kin, self.windows, lane, max(lane.now, now))

    def save(self) -> bytes:
        """Return all that was learned and decided, as bytes that `restore` takes."""
        return msgspec.msgpack.encode(self._state)

    def restore(self, state: bytes) -> None:
        """Go on from what `save` returned; refuses other bytes with ValueError."""
        try:
            found = msgspec.msgpack.decode(state, type=State)
        except msgspec.MsgspecError as error:
            raise ValueError(f"these bytes are no state of triage: {error}") from error
        if found.version != State().version:
            raise ValueError(f"state of version {found.version}, this program reads {State().version}")
        for lane in found.lanes.values():
            lane.told = NEVER  # what was decided since may be fed again, before the time is told anew
        self._state = found

    def _lane(self, clock: str) -> Lane:
        return self._state.lanes.setdefault(clock, Lane(clock=clock))

    def _new(self, lane: Lane, fact: AlertFact) -> Decision:
        settings, now, rank = self.settings, lane.now, fact.severity.rank
        sweep(lane)
        key = lane.keys.get(key_of(fact))
        fresh = key is None or now - key.last > WEEK
        if key is None or fresh:
            key = lane.keys[key_of(fact)] = new_key()
        sort = name_of(fact)
        name = releases.name_state(lane, sort) if sort else None
        placed = fact.latitude is not None and fact.longitude is not None
        beside = None if placed else self._beside(lane, fact, name)
        joined = self._group(lane, fact, key, name, beside)
        group = lane.groups[joined.group] if joined is not None else None

        held: Reason | None = None
        raised: Reason | None = None
        window = silences.covering(self.windows, fact, now)
        outcome = None if window else conditions.count(settings, lane, fact, group.id if group else fact.id)
        if outcome is not None and outcome.group in lane.groups and (group is None or group.id != outcome.group):
            group = lane.groups[outcome.group]
            joined = Match(group.id, words.counted_together(outcome.condition.name))
        if window is not None:
            held = words.silenced(window)
        elif outcome is not None and not outcome.met:
            held = words.awaiting(outcome.condition.name, outcome.have, outcome.need, outcome.condition.within_s)
        elif outcome is not None:
            raised = words.met(outcome.condition.name, outcome.need, outcome.condition.within_s)
        elif not fresh:
            held, raised = self._repeats(lane, fact, key, name)
        if held is None and raised is None:
            held = self._part(lane, fact, group, joined, beside) or self._storm(lane, rank)
        base = [level for level in (key.level, group.top if group else -1) if 0 <= level < rank]
        if base and (held is not None or raised is None):
            held, raised = None, words.risen(max(base), rank)

        if group is None:
            group = lane.groups[fact.id] = Group(id=fact.id, first=now, last=now, top=rank, title=_title(fact))
        group.last, group.top = now, max(group.top, rank)
        remember_place(self._kin, lane, group, fact)
        self._remember(lane, fact, key, name, group)
        condition = outcome.condition.severity if outcome is not None and outcome.met else None
        worth = max(rank, condition.rank) if condition is not None else rank
        priority = round(0.15 * worth + 0.2 * fact.confidence + 0.2 / (1.0 + key.habit.now(now)), 4)
        seen = Seen(
            group=group.id,
            key=key_of(fact),
            at=now,
            rank=rank,
            priority=priority,
            title=_title(fact),
            revision=fact.revision,
            shown=held is None,
            held=held.rule if held else "",
            window=held.window if held else "",
            kind=fact.kind,
            over=fact.over,
        )
        lane.alerts[fact.id] = seen
        if held is None:
            releases.mark_shown(settings, lane, fact.id, seen)
        else:
            if key.shown == NEVER:
                key.level = max(key.level, rank)
            if held.window:
                releases.keep_silenced(lane, held.window, fact)
            elif held.rule == "budget":
                lane.waiting.append(fact.id)
        return Decision(
            alert=fact.id,
            revision=fact.revision,
            shown=held is None,
            group=group.id,
            priority=priority,
            at=now,
            clock=lane.clock,
            lead=held is None,
            joined=joined.reason if joined is not None else None,
            held_by=held,
            raised_by=raised if held is None else None,
        )

    def _again(self, lane: Lane, fact: AlertFact, seen: Seen) -> Decision:
        """Decide on a further revision: it stays as it is, unless its severity rose.

        A held one is shown where it rose over all of its group, or rose to high or critical and nothing of its kind
        was shown of the group: smoke does not stand under a crowd.
        """
        rank, group = fact.severity.rank, lane.groups.get(seen.group)
        before = max(seen.rank, group.top if group is not None else -1)
        if not seen.shown and rank > seen.rank and rank >= 3 and (group is None or fact.kind not in group.kinds_shown):
            before = seen.rank
        raised: Reason | None = None
        key = lane.keys.get(seen.key)
        if key is not None:
            key.last = lane.now
        if group is not None:
            group.last, group.top = lane.now, max(group.top, rank)
        if fact.revision >= seen.revision:
            seen.revision, seen.over, seen.title = fact.revision, fact.over, _title(fact)
            seen.rank = max(seen.rank, rank)
        if rank > before:
            raised = words.risen(before, rank)
            if seen.shown and key is not None:
                key.level = rank
            elif not seen.shown:
                releases.mark_shown(self.settings, lane, fact.id, seen)
        elif seen.window and not fact.over and not self._silenced(lane, fact, seen):
            raised = words.ended(seen.held, seen.window)
            releases.mark_shown(self.settings, lane, fact.id, seen)
        held = None
        if not seen.shown:
            rule = RULES[seen.held]
            held = Reason(rule=rule.id, text=rule.what, window=seen.window)
        return Decision(
            alert=fact.id,
            revision=fact.revision,
            shown=seen.shown,
            group=seen.group,
            priority=seen.priority,
            at=lane.now,
            clock=lane.clock,
            lead=seen.shown,
            held_by=held,
            raised_by=raised,
        )

    def _silenced(self, lane: Lane, fact: AlertFact, seen: Seen) -> bool:
        """Return whether what a silence held is still silenced, by the same or by another."""
        if seen.window in lane.silenced:
            return True
        window = silences.covering(self.windows, fact, lane.now)
        if window is None:
            return False
        seen.held, seen.window = window.kind, window.id
        releases.keep_silenced(lane, window.id, fact)
        return True

    def _beside(self, lane: Lane, fact: AlertFact, name: Name | None) -> Match | None:
        """Return the group of what the same source, or another under the same name, had shown a moment ago."""
        moment = self.settings.together_s * 1000
        burst = lane.bursts.get(burst_ids(fact)[0])
        for rule, shown in (("burst", burst), ("name", name)):
            if shown is not None and lane.now - shown.shown <= moment and shown.shown_group in lane.groups:
                title = title_of(lane, shown.shown_alert, shown.shown_group)
                reason = words.follows(rule, lane.now - shown.shown, title, shown.shown_alert)
                return Match(shown.shown_group, reason)
        return None

    def _group(self, lane: Lane, fact: AlertFact, key: Key, name: Name | None, beside: Match | None) -> Match | None:
        if beside is None or recurs(self.settings, key):
            return find(self._kin, lane, fact, key, name)
        ongoing = key.group in lane.groups and lane.now - key.last <= self.settings.burst_s * 1000
        return find(self._kin, lane, fact, key, name) if ongoing else beside

    def _repeats(self, lane: Lane, fact: AlertFact, key: Key, name: Name | None) -> tuple[Reason | None, Reason | None]:
        """Return why a repeat is held, or why it is shown all the same; neither where it counts as new."""
        settings, now, rank = self.settings, lane.now, fact.severity.rank
        habit = habit_of(key, name, now)
        hold = hold_of(settings, habit, rank)
        if now - key.last >= hold:
            if rank >= 3 or habit < HABITUAL or budget.quiet(settings, lane):
                return None, None
            return words.habitual(habit, now - lane.shown), None
        since = now - key.shown
        if since >= settings.again_after_s * 1000:
            if rank >= 3 and key.shown != NEVER:
                return None, words.lasting(since)
            if rank in (1, 2) and settings.quiet_desk and budget.has_room(settings, lane):
                return None, words.room(now - lane.shown)
        if key.shown == NEVER:
            return words.unshown_repeat(key.count + 1, hold), None
        rule = "chatter" if key.count + 1 >= settings.chatter_count else "repeat"
        return words.repeat(rule, key.count + 1, since, hold, key.shown_alert), None

    def _part(
        self, lane: Lane, fact: AlertFact, group: Group | None, joined: Match | None, beside: Match | None
    ) -> Reason | None:
        """Return why an alert stands under what was shown of its group, if it does.

        High and critical do so only where their kind was shown of the group.
        """
        if group is None or joined is None:
            return None
        if beside is not None:
            shown = lane.groups[beside.group]
            moment = beside.reason.figures["seconds"] * 1000
        elif joined.reason.rule in ("place", "same", "together") and fact.latitude is not None:
            shown = group
            moment = float(lane.now - group.shown)
            if moment > self.settings.again_after_s * 1000:
                return None
        else:
            return None
        rank = fact.severity.rank
        if shown.shown == NEVER or rank > shown.top or (rank >= 3 and fact.kind not in shown.kinds_shown):
            return None
        return words.part_of_group(int(moment), title_of(lane, shown.shown_alert, shown.id), shown.shown_alert)

    def _storm(self, lane: Lane, rank: int) -> Reason | None:
        if rank >= 3 or not budget.in_storm(self.settings, lane):
            return None
        return words.storm(len(lane.recent))

    def _remember(self, lane: Lane, fact: AlertFact, key: Key, name: Name | None, group: Group) -> None:
        now = lane.now
        came(key, now)
        recurring = recurs(self.settings, key)
        key.group = group.id
        if name is not None:
            name.last, name.group, name.alert = now, group.id, fact.id
        if fact.latitude is None and not recurring:
            for id in burst_ids(fact):
                burst = lane.bursts.setdefault(id, Burst())
                burst.last, burst.group, burst.alert = now, group.id, fact.id


def _title(fact: AlertFact) -> str:
    return fact.title or fact.signature or fact.kind
