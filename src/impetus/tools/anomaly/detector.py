"""The Urban Anomaly Detector behind the platform's tool contract."""

from collections.abc import AsyncIterator, Mapping, Sequence
from typing import Any, Final

import msgspec
import numpy as np
from pydantic import BaseModel, ValidationError

from impetus.contracts.questions import ASK
from impetus.contracts.tool import Finding, Tool, ToolContext
from impetus.kit.errors import BadInput
from impetus.model.alert import RejectReason, Word
from impetus.model.observation import FLAG_LATE, ObservationBatch, Tick, VerdictGiven
from impetus.model.sensor import HealthState, Sensor
from impetus.model.text import Text
from impetus.tools.anomaly import answers
from impetus.tools.anomaly import feedback as teaching
from impetus.tools.anomaly.arrays import I64
from impetus.tools.anomaly.days_off import days_off
from impetus.tools.anomaly.domain import Domain, Told
from impetus.tools.anomaly.explain import draft
from impetus.tools.anomaly.feedback import Effect, Feedback
from impetus.tools.anomaly.known import Known
from impetus.tools.anomaly.made import Made
from impetus.tools.anomaly.planned import Planned
from impetus.tools.anomaly.plans import Patterns, Plans
from impetus.tools.anomaly.questions import QUESTIONS, Budget, Normal, Preview
from impetus.tools.anomaly.sentences import health_sentence
from impetus.tools.anomaly.settings import Settings
from impetus.tools.anomaly.slots import Week, slot_length
from impetus.tools.anomaly.virtual import resolve
from impetus.tools.anomaly.weather import Weather

VERSION: Final = 6
"""Version of the saved state."""
_BEGINS: Final = b"IMPETUS\0"
_WORTH, _LISTS, _NAMES = 16, 1024, 500_000
"""Lists of at least so many sensor names have their places remembered; so many lists and names in them at most."""
_MONTH_MS: Final = 30 * 86_400_000
_DAY_MS: Final = 86_400_000
_PROGRESS_SLOTS: Final = 500


class Detector(Tool):
    """Learns every sensor's usual week, and says where the city deviates from it, and why."""

    def __init__(self, context: ToolContext) -> None:
        super().__init__(context)
        self.domains: dict[tuple[str, int], Domain] = {}
        self.home: dict[str, tuple[str, int]] = {}
        self.feedback = Feedback()
        self._looked_up: dict[tuple[int, str, str], tuple[list[str], dict[tuple[str, int] | None, I64]]] = {}
        self.unknown = 0
        self.late = 0
        self.alerts = 0
        self.settings = Settings()
        self.planned: list[Planned] = []
        self.known: list[Known] = []
        self.made: dict[str, Made] = {}
        self.waiting: dict[str, str] = {}
        self.weather = Weather()
        self.configure(context.settings)

    def configure(self, settings: BaseModel) -> None:
        """Take over settings; neighbours are looked for again if their reach changed."""
        chosen = settings if isinstance(settings, Settings) else Settings.model_validate(settings.model_dump())
        if (chosen.neighbour_distance_m, chosen.neighbours_by_correlation) != (
            self.settings.neighbour_distance_m,
            self.settings.neighbours_by_correlation,
        ):
            for domain in self.domains.values():
                domain.roster.strangers = True
        self.settings = chosen
        if tuple(chosen.weather_sensors) != self.weather.names:
            self.weather.name(chosen.weather_sensors)
        self.week = Week(chosen.timezone, days_off(chosen.country, chosen.holidays))
        self._equip()

    def know(self, name: str, entries: Mapping[str, BaseModel]) -> None:
        """Take over one of the lists that people keep: planned events, known patterns, made sensors."""
        if name == "planned":
            self.planned = [one for one in entries.values() if isinstance(one, Planned)]
        elif name == "known":
            self.known = [one for one in entries.values() if isinstance(one, Known)]
        elif name == "made":
            self.made = {id: one for id, one in entries.items() if isinstance(one, Made)}
            self.waiting = resolve(self.made, self.home, self.domains)
        self._equip()

    def _equip(self) -> None:
        """Give every domain what people have entered."""
        for domain in self.domains.values():
            domain.plans = Plans(self.planned, self.week)
            domain.weather.use(self.weather)
            domain.tracker.patterns = Patterns(self.known, self.week)

    def sensors(self, changed: Sequence[Sensor]) -> Sequence[Finding]:
        """Take new or edited sensors in."""
        self._looked_up.clear()
        for sensor in changed:
            key = (sensor.clock, slot_length(sensor.interval_s))
            before = self.home.get(sensor.id)
            if before is not None and before != key:
                self.domains[before].retire(sensor.id)
            self.home[sensor.id] = key
            if key not in self.domains:
                self.domains[key] = Domain(*key)
            self.domains[key].put(sensor)
        if self.made:
            self.waiting = resolve(self.made, self.home, self.domains)
        self._equip()
        return ()

    def observe(self, batch: ObservationBatch) -> Sequence[Finding]:
        """Take readings in; slots are closed by ticks alone."""
        if not len(batch):
            return ()
        whereabouts = self._whereabouts(batch.sensors)
        index = batch.indices
        keep = (batch.flag_bits & FLAG_LATE) == 0
        if not keep.all():
            self.late += int(len(keep) - keep.sum())
        if self.weather.names:
            self.weather.observe(batch, keep, self._sensor)
        for key, places in whereabouts.items():
            here = places[index]
            if key is None:
                self.unknown += int(here.sum())
                continue
            chosen = keep & (here >= 0)
            times, values = batch.times, batch.values
            if not chosen.all():
                here, times, values = here[chosen], times[chosen], values[chosen]
            if len(here):
                self.domains[key].observe(here, times, values, self.settings)
        return ()

    def _sensor(self, name: str) -> Sensor | None:
        domain = self.domains.get(self.home[name]) if name in self.home else None
        return None if domain is None else domain.roster.sensors[domain.roster.places[name]]

    def _whereabouts(self, names: list[str]) -> dict[tuple[str, int] | None, I64]:
        """Return the place of each sensor by domain, -1 where it is not of it; under None 1 for those unknown.

        Sources send the same sensors again and again, so what was found for a long list of names is kept.
        """
        mark = (len(names), names[0] if names else "", names[-1] if names else "")
        held = self._looked_up.get(mark)
        if held is not None and held[0] == names:
            return held[1]
        keys = [self.home.get(name) for name in names]
        found: dict[tuple[str, int] | None, I64] = {}
        for key in dict.fromkeys(keys):
            if key is None:
                found[key] = np.array([one is None for one in keys], dtype=np.int64)
                continue
            lookup = self.domains[key].roster.places
            found[key] = np.array(
                [lookup[name] if one == key else -1 for name, one in zip(names, keys, strict=True)], dtype=np.int64
            )
        if len(names) < _WORTH:
            return found
        if len(self._looked_up) >= _LISTS or sum(size for size, _, _ in self._looked_up) + len(names) > _NAMES:
            self._looked_up.clear()
        self._looked_up[mark] = (list(names), found)
        return found

    def tick(self, tick: Tick) -> Sequence[Finding]:
        """Close the slots that are over on this clock, in order; tell what deviates."""
        findings: list[Finding] = []
        for domain in self.domains.values():
            if domain.clock != tick.clock:
                continue
            due = domain.due(tick.now)
            if due is not None:
                self._close(domain, *due, findings)
            elif domain.closed is None and domain.state.count:
                domain.closed = tick.now // domain.slot_ms - 1
            findings += domain.check_health(tick.now, self.settings, self.week)
        return findings

    def _close(self, domain: Domain, first: int, last: int, findings: list[Finding]) -> None:
        aloud = last - first < self.settings.history_slots
        rate = self.promise(domain.slot_ms)
        number = first
        while number <= last:
            told = domain.close(number, last, self.week, self.settings, self.feedback, rate)
            if told is not None and aloud and told.changed:
                self._tell(domain, told, findings)
            number = max(number, domain.closed or number) + 1
            if (number - first) % _PROGRESS_SLOTS == 0:
                text = Text(
                    en="Learning the usual week", it="Apprendimento della settimana solita", nb="Lærer den vanlige uken"
                )
                self.context.progress("learn", number - first, last - first + 1, text)

    def _tell(self, domain: Domain, told: Told, findings: list[Finding]) -> None:
        for event in told.changed:
            if (event.quiet and not event.over) or (event.over and not event.raised):
                continue
            made = draft(event, domain, told.view, self.week, self.settings)
            if not event.raised:
                event.raised = True
                self.alerts += 1
                domain.tracker.keep(f"{made.kind}|{made.subject}|{made.window_start}", event)
            event.revision += 1
            findings.append(made)

    def promise(self, slot_ms: int) -> float:
        """Return the promised events per sensor and slot: by sensor and month, or by the city's budget."""
        sensors = max(1, sum(int(domain.state.active.sum()) for domain in self.domains.values()))
        by_sensor = self.settings.false_alerts_per_sensor_month * slot_ms / _MONTH_MS
        by_city = self.settings.false_alerts_per_day * slot_ms / _DAY_MS / sensors
        return min(by_sensor, by_city)

    def learn(self, verdict: VerdictGiven) -> Sequence[Finding]:
        """Learn from a verdict.

        The same verdict twice does nothing; a later word on the same alert takes the earlier one back,
        and a word that is none (an undo) does only that.
        """
        if not self.feedback.first_time(verdict.id):
            return ()
        key = f"{verdict.kind}|{verdict.subject}|{verdict.window_start}"
        found = next(((d, d.tracker.past[key]) for d in self.domains.values() if key in d.tracker.past), None)
        before = self.feedback.effects.pop(key, None)
        if before is not None:
            self.feedback.count(before.signature, before.word, -1)
            if found is not None:
                domain, event = found
                teaching.apply(before.changes, domain.state, -1.0)
                domain.pool.change(before.removed, 1.0)
                if before.word == Word.CONFIRMED:
                    domain.ledger.confirmed(event.start, -1)
                    domain.pool_of(event).adapt(event.code, 0.0, 1.0)
        if verdict.word not in {Word.CONFIRMED.value, Word.REJECTED.value}:
            return ()
        signature = verdict.signature or f"{verdict.kind}|{verdict.subject}|{self._hour(verdict.window_start)}"
        effect = Effect(verdict=verdict.id, word=verdict.word, signature=signature)
        self.feedback.count(signature, verdict.word, 1)
        if found is not None:
            domain, event = found
            effect.changes = teaching.changes_for(
                verdict.word,
                verdict.reason,
                event.traces,
                domain.state,
                domain.slots_per_hour,
                severe=teaching.is_severe(event.kind),
            )
            teaching.apply(effect.changes, domain.state)
            fault = verdict.reason == RejectReason.SENSOR_FAULT
            if verdict.word == Word.CONFIRMED or fault:
                effect.removed = list(event.pooled)
                domain.pool.change(effect.removed, -1.0)
            if verdict.word == Word.CONFIRMED:
                domain.ledger.confirmed(event.start, 1)
                # It was no false alert: give back what it tightened.
                domain.pool_of(event).adapt(event.code, 1.0, 0.0)
        self.feedback.remember(key, effect)
        return ()

    def _hour(self, time: int) -> int:
        place = self.week.place(time)
        return place.weekday * 24 + place.hour

    def save(self) -> bytes:
        """Return the whole state: a mark, the length of what is plain data, that as msgpack, then the raw arrays."""
        domains = list(self.domains.values())
        plain = msgspec.msgpack.encode(
            {
                "version": VERSION,
                "domains": [domain.pack() for domain in domains],
                "feedback": self.feedback.pack(),
                "home": [
                    bytes(self.home.get(sensor.id) == key for sensor in domain.roster.sensors)
                    for key, domain in self.domains.items()
                ],
                "counts": [self.unknown, self.late, self.alerts],
                "weather": self.weather.pack(),
            }
        )
        parts = [part for domain in domains for part in domain.state.parts()]
        return b"".join((_BEGINS, len(plain).to_bytes(8, "little"), plain, bytes(-len(plain) % 8), *parts))

    def restore(self, state: bytes) -> None:
        """Take over a saved state. Raises ValueError if it is of another version or damaged."""
        try:
            if state[:8] != _BEGINS:
                raise ValueError("the state is of no version that this detector reads")
            view = memoryview(state)
            length = int.from_bytes(state[8:16], "little")
            packed = msgspec.msgpack.decode(view[16 : 16 + length])
            if packed["version"] != VERSION:
                raise ValueError(f"the state is of version {packed['version']}, this detector reads {VERSION}")
            domains, end = [], 16 + length + -length % 8
            for item in packed["domains"]:
                domain, end = Domain.unpack(item, view, end)
                domains.append(domain)
            if end != len(state):
                raise ValueError(f"the state has {len(state)} bytes, {end} were written")
            feedback = Feedback()
            feedback.unpack(packed["feedback"])
            home = {
                sensor.id: (domain.clock, domain.slot_ms)
                for domain, at_home in zip(domains, packed["home"], strict=True)
                for sensor, here in zip(domain.roster.sensors, at_home, strict=True)
                if here
            }
            unknown, late, alerts = packed["counts"]
            weather = Weather()
            weather.unpack(packed.get("weather", {}))
        except (KeyError, TypeError, AttributeError, IndexError, msgspec.MsgspecError) as error:
            raise ValueError(f"the state of the anomaly detector cannot be read: {error}") from error
        self.domains = {(domain.clock, domain.slot_ms): domain for domain in domains}
        self._looked_up.clear()
        self.feedback, self.home = feedback, home
        self.unknown, self.late, self.alerts = unknown, late, alerts
        weather.name(self.settings.weather_sensors)
        self.weather = weather
        self._equip()

    async def answer(self, question: dict[str, Any]) -> AsyncIterator[dict[str, Any]]:
        """Answer one of `questions.QUESTIONS`, named under `ask`. Raises BadInput that names the field."""
        values = {name: value for name, value in question.items() if name != ASK}
        try:
            asked = QUESTIONS[str(question.get(ASK))].model_validate(values)
        except KeyError:
            raise BadInput("There is no such question.", remedy=f"Ask {', '.join(QUESTIONS)}.", field=ASK) from None
        except ValidationError as error:
            first = error.errors(include_url=False, include_context=False)[0]
            field = ".".join(map(str, first["loc"]))
            raise BadInput(f"{field}: {first['msg']}", remedy="Correct the field.", field=field) from error
        words = (
            answers.normal(self, asked)
            if isinstance(asked, Normal)
            else answers.budget(self, asked)
            if isinstance(asked, Budget)
            else answers.preview(self, Preview.model_validate(values))
        )
        async for one in words:
            yield one

    def health(self) -> tuple[HealthState, Text]:
        """Fresh while most sensors are heard of; blind where none is."""
        total = unwell = 0
        for domain in self.domains.values():
            active = domain.state.active[: domain.state.count]
            total += int(active.sum())
            unwell += int((domain.state.health[: domain.state.count][active] > 0).sum())
        state = HealthState.UNKNOWN if total == 0 else HealthState.BLIND if unwell == total else HealthState.FRESH
        return state, health_sentence(total, unwell)

    def figures(self) -> dict[str, Any]:
        """Return figures for the tool's page."""
        domains = list(self.domains.values())
        promised = [0.0] * 4
        for domain in domains:
            promised = [a + b for a, b in zip(promised, domain.ledger.total(), strict=True)]
        learning = sum(
            int((d.state.seen[: d.state.count] < self.settings.warm_up_days * 24 * d.slots_per_hour).sum())
            for d in domains
        )
        sensors = sum(int(domain.state.active.sum()) for domain in domains)
        weeks = [week for week in (domain.ledger.latest() for domain in domains) if week is not None]
        last_week = (sum(week[0] for week in weeks), sum(week[1] for week in weeks))
        return {
            "sensors": sensors,
            "sensors_learning": learning,
            "sensors_drifting": sum(int((domain.drift.since >= 0).sum()) for domain in domains),
            "readings_taken": sum(domain.taken for domain in domains),
            "readings_ignored": sum(domain.ignored for domain in domains) + self.late + self.unknown,
            "alerts": self.alerts,
            "open_events": sum(len(domain.tracker.open) for domain in domains),
            "promised_false_events": round(promised[1], 1),
            "realised_events": int(promised[2]),
            "confirmed_events": int(promised[3]),
            "realised_over_promised_weeks": answers.weeks([domain.ledger.weeks for domain in domains]),
            "last_week_promised": round(last_week[0], 1),
            "last_week_realised": int(last_week[1]),
            "last_week_ratio": round(last_week[1] / last_week[0], 2) if last_week[0] > 0 else "–",
            "month_alerts": sum(domain.ledger.at_budget(float("inf")) for domain in domains),
            "month_alerts_half_budget": sum(domain.ledger.at_budget(0.5) for domain in domains),
            "month_alerts_tenth_budget": sum(domain.ledger.at_budget(0.1) for domain in domains),
            "signatures_judged": len(self.feedback.judged),
            "promised_per_day": round(
                sum(self.promise(d.slot_ms) * _DAY_MS / d.slot_ms * int(d.state.active.sum()) for d in domains), 2
            ),
            "weather_sensors": self.weather.heard(),
            "made_sensors": len(self.made) - len(self.waiting),
            "made_sensors_waiting": len(self.waiting),
            "state_mb": round(sum(domain.nbytes() for domain in domains) / 2**20, 1),
        }
