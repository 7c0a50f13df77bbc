"""What the detector answers on its page: what would have been normal, another budget, a sensor made of others.

It only reads what was learned, beside the stream; nothing here changes what is told.
"""

from collections.abc import AsyncIterator, Iterator, Mapping
from datetime import UTC, datetime
from functools import partial
from typing import Any, Final, Protocol

import numpy as np

from impetus.contracts.questions import answered
from impetus.contracts.tool import ToolContext
from impetus.kit.errors import BadInput
from impetus.kit.wording import number, text, two_figures
from impetus.model.evidence import Evidence, SeriesEvidence, TableEvidence
from impetus.model.sensor import Aggregate, Sensor
from impetus.tools.anomaly import baseline
from impetus.tools.anomaly.columns import Columns
from impetus.tools.anomaly.domain import Domain
from impetus.tools.anomaly.planned import moment
from impetus.tools.anomaly.questions import Budget, Normal, Preview
from impetus.tools.anomaly.rehearsal import Occurrence
from impetus.tools.anomaly.sentences import word
from impetus.tools.anomaly.settings import Settings
from impetus.tools.anomaly.slots import Week, inverse, transform_of
from impetus.tools.anomaly.virtual import week_of

Word = dict[str, Any]
_BAND: Final = 2.5
_DAY_MS: Final = 86_400_000
_WEEK_MS: Final = 7 * _DAY_MS
_SHOWN: Final = 50
_POINTS: Final = 20_000


class Learned(Protocol):
    """What the detector has learned, as far as answers need it."""

    home: dict[str, tuple[str, int]]
    domains: dict[tuple[str, int], Domain]
    week: Week
    settings: Settings
    context: ToolContext


def _progress(done: float, total: float, key: str) -> Word:
    return {"progress": {"done": done, "total": total, "text": {one: word(key, one) for one in ("en", "it", "nb")}}}


def _found(detector: Learned, id: str, field: str) -> tuple[Domain, int, Sensor]:
    key = detector.home.get(id)
    domain = detector.domains.get(key) if key is not None else None
    domain = domain or next((one for one in detector.domains.values() if id in one.roster.places), None)
    if domain is None:
        raise BadInput(
            f"The detector knows no sensor {id[:80]}.", remedy="Choose one of the list of sensors.", field=field
        )
    place = domain.roster.places[id]
    return domain, place, domain.roster.sensors[place]


def _slots(readings: list[tuple[int, float]], slot_ms: int, sensor: Sensor) -> dict[int, float]:
    """A sensor's readings by the slot they fall into: summed or averaged, as the detector does."""
    held: dict[int, list[float]] = {}
    for time, value in readings:
        held.setdefault(time - time % slot_ms, []).append(value)
    if sensor.aggregate is Aggregate.SUM:
        due = max(slot_ms / (max(sensor.interval_s, 1) * 1000), 1.0)
        return {time: sum(values) * max(due / len(values), 1.0) for time, values in held.items()}
    return {time: sum(values) / len(values) for time, values in held.items()}


def course(domain: Domain, place: int, week: Week, start: int, end: int) -> Iterator[tuple[int, float, float]]:
    """Yield (slot start in ms UTC, usual level, half width of one spread), transformed, as it is known now."""
    one = Columns()
    one.add()
    for name in ("level", "scale", "visits", "day_level", "day_scale", "day_visits", "overall_level", "overall_scale"):
        getattr(one, name)[..., 0] = getattr(domain.state, name)[..., place]
    floor = domain.roster.floors[place : place + 1]
    unit = float(domain.state.spread_step[place])
    for time in range(start - start % domain.slot_ms, end, domain.slot_ms):
        usual = baseline.predict(one, week.place(time + domain.slot_ms // 2), floor)
        eased = domain.plans.at(time, time + domain.slot_ms, domain.roster)
        wider = 1.0 if eased is None else float(eased.factor[place])
        yield time, float(usual.level[0]), float(usual.spread[0]) * unit * wider


async def normal(detector: Learned, asked: Normal) -> AsyncIterator[Word]:
    """Answer what would have been normal: the usual course with its band, and what was measured."""
    domain, place, sensor = _found(detector, asked.sensor, "sensor")
    if not int(domain.state.seen[place]) or domain.roster.stale:
        raise BadInput(
            "Nothing is known of this sensor yet.", remedy="Ask again when it has sent readings.", field="sensor"
        )
    start = moment(asked.start, detector.week.zone)
    end = start + asked.hours * 3_600_000
    yield _progress(0, 2, "answer.reading")
    readings = await detector.context.history(sensor, start, end, _POINTS)
    yield _progress(1, 2, "answer.reckoning")
    measured = _slots(readings, domain.slot_ms, sensor)
    code = transform_of(sensor)
    rows = list(course(domain, place, detector.week, start, end))

    def known(value: float) -> float:
        return round(inverse(value, code), 2)

    outside = sum(
        not known(level - _BAND * half) <= measured[time] <= known(level + _BAND * half)
        for time, level, half in rows
        if time in measured
    )
    series = SeriesEvidence(
        title=text(lambda locale: word("answer.normal", locale, place=sensor.name)),
        unit=sensor.unit,
        sensor=sensor.id,
        time=[time for time, _, _ in rows],
        observed=[round(measured[time], 2) if time in measured else None for time, _, _ in rows],
        expected=[known(level) for _, level, _ in rows],
        low=[known(level - _BAND * half) for _, level, half in rows],
        high=[known(level + _BAND * half) for _, level, half in rows],
    )
    key = "answer.normal.none" if not measured else "answer.normal.inside" if not outside else "answer.normal.outside"
    said = text(lambda locale: word(key, locale, outside=str(outside), slots=str(len(measured))))
    yield answered(said, [series])


async def budget(detector: Learned, asked: Budget) -> AsyncIterator[Word]:
    """Answer which alerts last month would have had under another promise, replayed from what was scored."""
    tried: list[tuple[Domain, Occurrence]] = []
    now: list[tuple[Domain, Occurrence]] = []
    domains = [domain for domain in detector.domains.values() if not domain.roster.stale]
    for turn, domain in enumerate(domains):
        roster = domain.roster
        for times, into in ((asked.times, tried), (1.0, now)):
            replay = domain.rehearsal.replay(
                times, roster.codes, roster.east, roster.north, detector.settings.radius_m, domain.slot_ms
            )
            for done, total, events in replay:
                into += [(domain, event) for event in events]
                yield _progress(turn + done / max(total, 1), len(domains), "answer.replaying")
    newest = max((domain.closed or 0) * domain.slot_ms for domain in domains) if domains else 0
    said = text(
        lambda locale: word(
            "answer.budget",
            locale,
            tried=number(len(tried), locale),
            now=number(len(now), locale),
            times=two_figures(asked.times, locale),
        )
    )
    yield answered(said, _month(tried, now, newest, detector.week))


def _month(
    tried: list[tuple[Domain, Occurrence]], now: list[tuple[Domain, Occurrence]], newest: int, week: Week
) -> list[Evidence]:
    if not newest:
        return []
    today = week.local(newest).date().toordinal()
    days = list(range(today - 29, today + 1))

    def by_day(events: list[tuple[Domain, Occurrence]]) -> list[float | None]:
        counts = dict.fromkeys(days, 0.0)
        for _, event in events:
            day = week.local(event.start).date().toordinal()
            if day in counts:
                counts[day] += 1.0
        return [counts[day] for day in days]

    midnights = [
        int(datetime.fromordinal(day).replace(tzinfo=week.zone).astimezone(UTC).timestamp() * 1000) for day in days
    ]
    series = SeriesEvidence(
        title=text(lambda locale: word("answer.days", locale)),
        unit="",
        sensor="",
        time=midnights,
        observed=by_day(tried),
        expected=by_day(now),
    )
    rows: list[list[str | float | int | None]] = []
    for domain, event in sorted(tried, key=lambda pair: -pair[1].start)[:_SHOWN]:
        sensor = domain.roster.sensors[event.lead]
        rows.append(
            [
                week.local(event.start).strftime("%Y-%m-%d %H:%M"),
                sensor.area or sensor.name,
                "↑" if event.sign > 0 else "↓",
                max(1, round((event.end - event.start) / 60_000)),
                event.sensors,
            ]
        )
    columns = [
        text(partial(word, key))
        for key in ("column.when", "column.where", "column.way", "column.minutes", "column.sensors")
    ]
    table = TableEvidence(title=text(lambda locale: word("answer.last", locale)), columns=columns, rows=rows)
    return [series, table]


async def preview(detector: Learned, asked: Preview) -> AsyncIterator[Word]:
    """Answer what a sensor made of others would have measured in the last week."""
    for fault in asked.faults():
        raise BadInput(fault.problem, remedy=fault.remedy, field=fault.field)
    parts = [(field, *_found(detector, id, field)) for field, id in asked.named()]
    if len({id(domain) for _, domain, _, _ in parts}) > 1:
        raise BadInput(
            "These sensors report at different intervals or on different clocks.",
            remedy="Choose sensors that report alike.",
            field="sensors",
        )
    domain = parts[0][1]
    end = ((domain.closed or 0) + 1) * domain.slot_ms
    readings: dict[str, list[tuple[int, float]]] = {}
    means: dict[str, bool] = {}
    for turn, (_, _, _, sensor) in enumerate(parts):
        yield _progress(turn, len(parts), "answer.reading")
        readings[sensor.id] = await detector.context.history(sensor, end - _WEEK_MS, end, _POINTS)
        means[sensor.id] = sensor.aggregate is not Aggregate.SUM
    times, values = week_of(asked, readings, means, domain.slot_ms)
    series = SeriesEvidence(
        title=text(lambda locale: word("answer.preview", locale)),
        unit=parts[0][3].unit if asked.how != "ratio" else "",
        sensor="",
        time=times,
        observed=[None if value is None else round(value, 3) for value in values],
    )
    known = np.array([value for value in values if value is not None], dtype=np.float64)
    if not len(known):
        yield answered(text(lambda locale: word("answer.preview.none", locale)), [])
        return
    low, middle, high = np.quantile(known, [0.02, 0.5, 0.98]).tolist()
    said = text(
        lambda locale: word(
            "answer.preview.range",
            locale,
            low=number(low, locale, 1),
            middle=number(middle, locale, 1),
            high=number(high, locale, 1),
        )
    )
    yield answered(said, [series])


def weeks(ledgers: list[Mapping[int, list[float]]], most: int = 12) -> list[float | None]:
    """Return realised over promised false events of the last whole weeks, all domains together, oldest first."""
    known = sorted({week for ledger in ledgers for week in ledger})[:-1][-most:]
    result: list[float | None] = []
    for week in known:
        rows = [ledger[week] for ledger in ledgers if week in ledger]
        promised = sum(row[1] for row in rows)
        result.append(round(sum(row[2] - row[3] for row in rows) / promised, 2) if promised > 0 else None)
    return result
