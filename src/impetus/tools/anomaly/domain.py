"""Everything about the sensors that share a clock and a slot length: readings in, scored slots out."""

from collections.abc import Mapping
from typing import Any, Final, NamedTuple

import numpy as np

from impetus.model.sensor import Sensor, SensorHealth
from impetus.tools.anomaly import baseline, health, score
from impetus.tools.anomaly.arrays import F32, F64, I64, RECENT, Bool
from impetus.tools.anomaly.calibration import KINDS, LONE_CHARGE, Pool
from impetus.tools.anomaly.citywide import SHARE, Citywide
from impetus.tools.anomaly.columns import Columns
from impetus.tools.anomaly.drift import Drift
from impetus.tools.anomaly.event import Event
from impetus.tools.anomaly.events import Tracker
from impetus.tools.anomaly.feedback import Feedback
from impetus.tools.anomaly.intake import Pending, slot_values, span
from impetus.tools.anomaly.kindred import Kindred
from impetus.tools.anomaly.ledger import Ledger
from impetus.tools.anomaly.longer import Longer
from impetus.tools.anomaly.made import Made
from impetus.tools.anomaly.plans import Plans
from impetus.tools.anomaly.rehearsal import Rehearsal
from impetus.tools.anomaly.roster import WEATHER_CODE, Roster
from impetus.tools.anomaly.settings import Settings
from impetus.tools.anomaly.slots import Week, forward
from impetus.tools.anomaly.view import SlotView
from impetus.tools.anomaly.virtual import PREFIX, Parts, Virtuals, sensor_of
from impetus.tools.anomaly.weather import Effect

_EMPTY_RUN: Final = 36
"""After so many empty slots in a row the next ones are skipped."""
_HEALTH_MS: Final = 60_000
_MONTH_MS: Final = 30 * 86_400_000
_REFRESH_HOURS: Final = 6
_POOL_WEEKS: Final = 26.0
"""Time constant of the score pools."""


class Told(NamedTuple):
    """What one closed slot has to tell: the slot, events that changed, and whether it may be told aloud."""

    view: SlotView
    changed: list[Event]


class Domain:
    """Sensors of one clock and one slot length."""

    def __init__(self, clock: str, slot_ms: int) -> None:
        self.clock = clock
        self.slot_ms = slot_ms
        self.slots_per_hour = 3_600_000 // slot_ms
        self.roster = Roster(slot_ms)
        self.pending = Pending()
        self.pool = Pool(slot_ms)
        self.tracker = Tracker()
        self.ledger = Ledger()
        self.rehearsal = Rehearsal()
        self.virtual = Virtuals()
        self.plans = Plans()
        self.longer = Longer(slot_ms)
        self.state = Columns(longer=self.longer.span > 0)
        self.citywide = Citywide()
        self.drift = Drift()
        self.kindred = Kindred()
        self.weather = Effect()
        self.closed: int | None = None
        self.empty = 0
        self.health_at = 0
        self.recent_times: I64 = np.full(RECENT, -1, dtype=np.int64)
        self.taken = 0
        self.ignored = 0

    def pool_of(self, event: Event) -> Pool:
        """Return the pool by whose threshold the event began."""
        return self.citywide.pool if event.wide else self.pool

    def put(self, sensor: Sensor) -> None:
        """Add or change a sensor."""
        self.longer.forget()
        self.roster.put(sensor, self.state)

    def retire(self, sensor: str) -> None:
        """The sensor now belongs to another domain: forget it here."""
        place = self.roster.places[sensor]
        self.state.reset(place)
        self.drift.forget(place)
        self.weather.forget(place)
        self.pending.forget(place)
        self.roster.strangers = True
        self.longer.forget()

    def make(self, entries: Mapping[str, Made]) -> None:
        """Have just these sensors made of others; what is made already keeps what it has learned."""
        places = self.roster.places
        for place, sensor in enumerate(self.roster.sensors):
            made_here = sensor.source == "virtual" and self.state.active[place]
            if made_here and sensor.id.removeprefix(PREFIX) not in entries:
                self.retire(sensor.id)
        self.virtual.parts = {}
        for id, made in entries.items():
            parts = [self.roster.sensors[places[name]] for _, name in made.named()]
            self.put(sensor_of(id, made, parts))
            first, second = (
                np.array([places[name] for name in ids], dtype=np.int64) for ids in (made.sensors, made.against)
            )
            self.virtual.parts[places[f"{PREFIX}{id}"]] = Parts(made.how, first, second)

    def _build(self, settings: Settings) -> None:
        self.roster.build(self.state, settings.neighbour_distance_m)
        self.kindred.follow(self.roster.followed(self.state, settings.neighbours_by_correlation), self.roster.codes)
        self.roster.relate(self.state, self.kindred)

    def observe(self, places: I64, times: I64, values: F64, settings: Settings) -> None:
        """Take readings in, shape (n,) each. What is impossible or comes after its slot is not scored."""
        if self.roster.stale:
            self._build(settings)
        if not len(places):
            return
        at = span(places)
        if at is None:
            np.maximum.at(self.state.last_time, places, times)
        else:
            np.maximum(self.state.last_time[at], times, out=self.state.last_time[at])
        slots = times // self.slot_ms
        where = places if at is None else at
        # A comparison with NaN is false, and infinity is beyond any bound.
        with np.errstate(invalid="ignore"):
            good = (values >= self.roster.minimum[where]) & (values <= self.roster.maximum[where])
        if not good.all():
            self.state.impossible[places[~good]] = 1
        if self.closed is not None:
            good &= slots > self.closed
        if not good.all():
            self.ignored += int(len(good) - good.sum())
            slots, places, values = slots[good], places[good], values[good]
        taken = self.pending.add(slots, places, values, self.state.capacity)
        self.taken += taken
        self.ignored += len(slots) - taken

    def due(self, now: int) -> tuple[int, int] | None:
        """Return the first and last slot number to close at `now` (ms UTC), or None."""
        last = now // self.slot_ms - 1
        first = self.pending.first() if self.closed is None else self.closed + 1
        if first is None or self.state.count == 0:
            return None
        return (first, last) if first <= last else None

    def close(
        self, number: int, last: int, week: Week, settings: Settings, feedback: Feedback, rate: float
    ) -> Told | None:
        """Close slot `number`; `rate` is the promised number of events per sensor and slot.

        Returns None where nothing was to be scored. May skip ahead (see `closed`) over a long silence,
        up to `last`.
        """
        state, roster = self.state, self.roster
        if roster.stale or roster.strangers:
            self._build(settings)
        self.closed = number
        summed = self.pending.take(number, state.count)
        if summed is None:
            self.empty += 1
            if self.empty > _EMPTY_RUN:
                upcoming = self.pending.first()
                self.closed = max(number, min(last, last if upcoming is None else upcoming - 1))
                state.cusum_up[:] = 0.0
                state.cusum_down[:] = 0.0
                state.today[:] = 0.0
        else:
            self.empty = 0
        if summed is None and not self.tracker.open:
            return None
        return self._score(number, summed, week, settings, feedback, rate)

    def _values(self, summed: tuple[F64, Any] | None) -> tuple[F64, Bool]:
        values, present = slot_values(summed, self.state.count, self.roster.due, self.roster.summed)
        if summed is not None and self.virtual.parts:
            self.virtual.fill(values, present, self.state)
        return values, present

    def _score(
        self,
        number: int,
        summed: tuple[F64, Any] | None,
        week: Week,
        settings: Settings,
        feedback: Feedback,
        rate: float,
    ) -> Told:
        state, roster, count = self.state, self.roster, self.state.count
        start = number * self.slot_ms
        place = week.place(start + self.slot_ms // 2)
        raw, present = self._values(summed)
        value = forward(raw, roster.transforms)
        week_long = usual = baseline.predict(state, place, roster.floors)
        self.drift.grow(count)
        day = 24 * self.slots_per_hour
        effect = self.weather.tell(start + self.slot_ms, week, day, roster.codes == WEATHER_CODE)
        weathered = None if effect is None else effect * usual.spread
        if weathered is not None:
            usual = usual._replace(level=usual.level + weathered)
        usual = usual._replace(level=self.drift.excused(value, usual.level, usual.spread))
        eased = self.plans.at(start, start + self.slot_ms, roster)
        if eased is not None:
            usual = usual._replace(spread=usual.spread * eased.factor)
        mature = state.seen[:count] >= settings.warm_up_days * 24 * self.slots_per_hour
        root = np.maximum(usual.level, np.float32(0.0)) / np.maximum(usual.spread, np.float32(0.5))
        zero = np.where(roster.rooted & (raw == 0.0), np.exp(-np.float32(0.25) * root * root), np.float32(0.0))
        again = health.repeat_chance(raw, roster.rooted, zero)
        believed = health.runs(state, raw, present, place.hour, again, mature, self.slots_per_hour)
        state.impossible[:count][present] = 0
        ok = present & believed & state.active[:count]
        excess, typical = self.longer.step(state, number, place, value, usual.level, ok, roster.transforms)
        # Where something is planned the longer view is silent: a crowd that was announced is no excess.
        longer = excess if eased is None else np.where(eased.factor > 1.0, np.float32(0.0), excess), roster.ways
        scores = score.score(state, value, usual, ok, roster.placeless, roster.groups, place.hour, longer)
        lone = health.lone_zeros(state, raw, ok, roster.rooted, zero, scores.median, mature)
        ok &= ~lone
        scored = ok & mature & baseline.seen(usual)
        flat = self.pool.bins(scores.score) + roster.starts
        p = self.pool.p_values(flat)
        if self.longer.span:
            p[:, scores.number == 0] *= LONE_CHARGE
        view = SlotView(
            start,
            start + self.slot_ms,
            place,
            value,
            usual,
            ok,
            scored,
            scores,
            flat,
            p,
            typical,
            eased,
            weathered,
        )
        changed = self._events(view, settings, feedback, rate)
        # What is planned is neither usual nor chance: nothing is learned from it.
        learns = ok if eased is None else ok & (eased.factor == 1.0)
        weight = learns.astype(np.float32)
        apart = self.tracker.apart(state)
        score.learn(state, scores, weight, 24 * self.slots_per_hour, place.hour)
        deviation = (value - week_long.level) / week_long.spread
        self.drift.add(deviation, learns)
        if effect is not None:
            self.weather.learn(deviation, effect, learns & (state.busy[:count] == 0), day)
        unplaced = ~np.isfinite(roster.east)
        self.drift.turn(start, day, state.neighbour[:, :count], roster.groups, unplaced, mature)
        applied = baseline.learn(state, place, value, week_long, weight, self.slots_per_hour, settings.weekly_memory)
        state.seen[:count] += ok
        self.kindred.add(start // 3_600_000, scores.local - scores.shared, learns)
        if self.kindred.search():
            roster.relate(state, self.kindred)
        pooled = scored & learns if apart is None else scored & learns & ~apart
        if np.count_nonzero(pooled):
            self.pool.add(flat[:, pooled].ravel())
        self._remember(view, present)
        self.tracker.trace(view, applied, self.pool)
        if number % (_REFRESH_HOURS * self.slots_per_hour) == 0:
            self.pool.refresh(1.0 - _REFRESH_HOURS / (_POOL_WEEKS * 168.0))
            self.citywide.pool.refresh(1.0 - _REFRESH_HOURS / (_POOL_WEEKS * 168.0))
        return Told(view, changed)

    def _events(self, view: SlotView, settings: Settings, feedback: Feedback, rate: float) -> list[Event]:
        codes = self.roster.codes
        limits = np.zeros(KINDS, dtype=np.float32)
        numbers = np.bincount(codes[view.scored], minlength=KINDS)
        kinds = np.flatnonzero(numbers).tolist()
        busy = {event.code for event in self.tracker.open if event.wide}
        explained = self.tracker.patterns.explained(self.roster, view.start, view.place)
        city = self.citywide.step(view, self.roster, rate, settings.minimum_ratio, busy, self.slots_per_hour, explained)
        for kind in kinds:
            limit = self.pool.threshold(kind, rate * (1.0 - SHARE) if kind in city else rate)
            whole_day = self.pool.slots[kind] >= 24 * self.slots_per_hour
            limits[kind] = limit if whole_day and self.pool.ready(kind, limit) else 0.0
            self.pool.slots[kind] += 1
        self.rehearsal.note(view, limits[codes])
        changed, new = self.tracker.step(
            self.state,
            self.roster,
            view,
            limits[codes],
            settings.radius_m,
            settings.minimum_ratio,
            feedback,
            self.pool,
            city,
        )
        self.citywide.settle({event.code for event in new if event.wide})
        for event in new:
            limit = self.citywide.limit(event.code) if event.wide else float(limits[event.code])
            self.ledger.born(view.start, event.probability / max(limit, 1e-12))
        for kind in kinds:
            if limits[kind] > 0.0:
                happened = sum(1 for event in new if event.code == kind)
                expected = rate * float(numbers[kind])
                wide = sum(1 for event in new if event.code == kind and event.wide)
                self.pool.adapt(kind, expected * (1.0 - SHARE) if kind in city else expected, happened - wide)
                self.ledger.note(view.start, int(numbers[kind]), expected, happened)
        return changed

    def _remember(self, view: SlotView, present: Bool) -> None:
        state, count, scores = self.state, self.state.count, view.scores
        position = (view.start // self.slot_ms) % RECENT
        self.recent_times[position] = view.start
        expected: F32 = view.usual.level + (scores.today + scores.near) * view.usual.spread
        state.recent_value[position, :count] = np.where(present, view.value, np.float32(np.nan))
        week_long = view.usual.level if view.weather is None else view.usual.level - view.weather
        state.recent_usual[position, :count] = week_long
        state.recent_expected[position, :count] = expected
        state.recent_spread[position, :count] = view.usual.spread * scores.unit

    def check_health(self, now: int, settings: Settings, week: Week) -> list[SensorHealth]:
        """Return what changed in the sensors' health by `now`; looks once a minute of the clock."""
        if now < self.health_at or self.state.count == 0:
            return []
        unheard = now - self.health_at if self.health_at else 0
        self.health_at = now - now % _HEALTH_MS + _HEALTH_MS
        if self.roster.stale:
            self._build(settings)
        state = self.state
        for place in self.virtual.parts:  # a made sensor is as well as its parts
            state.last_time[place] = now
        self.drift.grow(state.count)
        mature = state.seen[: state.count] >= settings.warm_up_days * 24 * self.slots_per_hour
        found = health.look(state, self.roster, settings, week, now, unheard, mature, self.drift.since[: state.count])
        return [one for place, one in found if place not in self.virtual.parts]

    def recent_order(self) -> list[int]:
        """Return the kept slots' positions from oldest to newest."""
        order = np.argsort(self.recent_times, kind="stable")
        return [int(position) for position in order if self.recent_times[position] >= 0]

    def nbytes(self) -> int:
        """Bytes that the state takes."""
        return (
            self.state.nbytes()
            + self.pool.nbytes()
            + self.drift.nbytes()
            + self.kindred.nbytes()
            + self.weather.nbytes()
        )

    def pack(self) -> dict[str, Any]:
        """Return the domain as plain data and bytes, without the columns' `parts`."""
        return {
            "clock": self.clock,
            "slot_ms": self.slot_ms,
            "closed": self.closed,
            "empty": self.empty,
            "health_at": self.health_at,
            "taken": self.taken,
            "ignored": self.ignored,
            "recent_times": self.recent_times.tobytes(),
            "state": self.state.pack(),
            "roster": self.roster.pack(),
            "pending": self.pending.pack(),
            "pool": self.pool.pack(),
            "tracker": self.tracker.pack(),
            "ledger": self.ledger.pack(),
            "rehearsal": self.rehearsal.pack(),
            "longer": self.longer.pack(),
            "citywide": self.citywide.pack(),
            "drift": self.drift.pack(),
            "kindred": self.kindred.pack(),
            "weather": self.weather.pack(),
        }

    @classmethod
    def unpack(cls, packed: dict[str, Any], state: memoryview, start: int) -> tuple["Domain", int]:
        """Make a domain of what `pack` returned and the columns' parts from byte `start` of `state` on.

        Returns it and the end of its parts. Raises ValueError if it does not fit.
        """
        domain = cls(packed["clock"], packed["slot_ms"])
        domain.closed, domain.empty, domain.health_at = packed["closed"], packed["empty"], packed["health_at"]
        domain.taken, domain.ignored = packed["taken"], packed["ignored"]
        domain.recent_times = np.frombuffer(packed["recent_times"], dtype="<i8").copy()
        end = domain.state.unpack(packed["state"], state, start)
        domain.roster.unpack(packed["roster"])
        domain.pending.unpack(packed["pending"])
        domain.pool.unpack(packed["pool"])
        domain.tracker.unpack(packed["tracker"])
        domain.ledger.unpack(packed["ledger"])
        domain.rehearsal.unpack(packed.get("rehearsal", []))
        domain.longer.unpack(packed["longer"])
        domain.citywide.unpack(packed["citywide"])
        domain.drift.unpack(packed.get("drift"), domain.state.count)
        domain.kindred.unpack(packed.get("kindred"), domain.state.count)
        domain.weather.unpack(packed.get("weather"), domain.state.count)
        if domain.state.count != len(domain.roster.sensors):
            raise ValueError("the state of the anomaly detector has other sensors than columns")
        return domain, end
