"""From an event to the alert draft: sentence, parts for and against, evidence, place."""

from math import cos, pi, radians, sin
from typing import Any, Final

import numpy as np

from impetus.kit.wording import number, text
from impetus.model.alert import AlertDraft, Part, Where
from impetus.model.evidence import AreaEvidence, AreaFlow, Evidence, SeriesEvidence
from impetus.model.sensor import Sensor
from impetus.model.text import Text
from impetus.tools.anomaly.arrays import F32
from impetus.tools.anomaly.classify import graver, severity_of
from impetus.tools.anomaly.domain import Domain
from impetus.tools.anomaly.event import Event
from impetus.tools.anomaly.facts import Facts
from impetus.tools.anomaly.sentences import around, counted, planned, slot_unit, when, why, word
from impetus.tools.anomaly.settings import Settings
from impetus.tools.anomaly.signature import class_of
from impetus.tools.anomaly.slots import Week, backward, inverse, transform_of
from impetus.tools.anomaly.view import SlotView

_BAND: Final = 2.5
"""Half width of the expected band in spreads; about one reading in a hundred lies outside."""
_MARGIN_M: Final = 90.0
"""How far the area reaches beyond its sensors."""
_CIRCLE: Final = [(cos(2 * pi * corner / 12), sin(2 * pi * corner / 12)) for corner in range(12)]
_MOST_SENSORS: Final = 60
_LEVEL: Final = 0.25
"""Parts smaller than this (in units of the score) are called ordinary."""


def draft(event: Event, domain: Domain, view: SlotView, week: Week, settings: Settings) -> AlertDraft:
    """Return the alert of `event` as it stands after the slot `view`."""
    roster = domain.roster
    lead = roster.sensors[event.lead]
    members = sorted(event.members, key=lambda place: (place != event.lead, -event.members[place], place))
    sensors = [roster.sensors[place] for place in domain.virtual.real(members)[:_MOST_SENSORS]]
    name = lead.name if lead.source == "virtual" else _name(lead, sensors)
    facts = event.facts
    time = _clock(facts.time, week)
    minutes = domain.slot_ms // 60_000
    code = transform_of(lead)
    observed, usual = inverse(facts.observed, code), inverse(facts.season, code)
    ratio = max(observed, 1e-9) / max(usual, 1e-9)
    evidence: list[Evidence] = [_series(event, domain, lead, minutes)]
    ring = _ring(sensors)
    if ring:
        evidence.append(
            AreaEvidence(
                title=text(lambda locale: word("evidence.area", locale)),
                ring=ring,
                sensors=[sensor.id for sensor in sensors],
                flows=_flows(event, domain, lead, view),
            )
        )
    return AlertDraft(
        kind=event.kind,
        subject=lead.id,
        window_start=event.start,
        window_end=event.end,
        severity=severity_of(event, max(ratio, 1.0 / ratio)),
        confidence=round(_confidence(event), 3),
        title=Text(en=name, it=name, nb=name),
        why=planned(
            why(event.kind, lead, name, facts, event.sign, time, minutes, graver(event, max(ratio, 1.0 / ratio))),
            facts.planned,
        ),
        where=_where(name, lead, sensors, ring),
        evidence=evidence,
        parts=[*parts(facts, lead, event.sign, time), *_known(event)],
        sensors=[sensor.id for sensor in sensors],
        revision=event.revision,
        over=event.over,
        clock=domain.clock,
        signature=event.signature,
        attributes=_attributes(facts, event, observed, usual) | {"class": class_of(event, event.nothing)},
    )


def parts(facts: Facts, sensor: Sensor, sign: int, time: tuple[int, str]) -> list[Part]:
    """Return the additive parts of the score: deviation from the season, less today, neighbours, weather.

    Their weights sum to the standardised residual, times the direction, so that what makes the deviation
    more surprising is positive.
    """
    scale = sign * facts.widened / facts.spread
    season = (facts.observed - facts.season) * scale
    today, near = -facts.today * scale, -facts.neighbours * scale

    def season_text(locale: str) -> str:
        return word("part.season.up" if sign > 0 else "part.season.down", locale, when=when(time, locale))

    def today_text(locale: str) -> str:
        if abs(today) < _LEVEL:
            return word("part.today.level", locale)
        return word("part.today.up" if facts.today > 0 else "part.today.down", locale)

    def near_text(locale: str) -> str:
        # what the neighbours do is told as in the alert's sentence; here also which way that weighs
        sentence = around(facts, sensor, sign, locale)
        if facts.near:
            effect = "level" if abs(near) < 4 * _LEVEL else "explains" if near < 0 else "against"
            sentence = word(f"part.near.{effect}", locale, around=sentence)
        return sentence[:1].upper() + sentence[1:]

    found = [
        Part(text=text(season_text), weight=season),
        Part(text=text(today_text), weight=today),
        Part(text=text(near_text), weight=near),
    ]
    if facts.weather is not None:
        weather = -facts.weather * scale

        def weather_text(locale: str) -> str:
            effect = "level" if abs(weather) < _LEVEL else "explains" if weather < 0 else "against"
            return word(f"part.weather.{effect}", locale)

        found.append(Part(text=text(weather_text), weight=weather))
    if facts.planned:
        # Without the event the score would be so much higher: what it takes away makes the sum exact again.
        weight = sign * facts.score * (1.0 - facts.widened)

        def planned_text(locale: str) -> str:
            return word("part.planned", locale, name=facts.planned, times=number(facts.widened, locale, 1))

        found.append(Part(text=text(planned_text), weight=weight))
    return found


def _known(event: Event) -> list[Part]:
    """Say which known pattern lowered what the event weighs; it is no part of the score itself."""
    if not event.known:
        return []
    return [Part(text=text(lambda locale: word("part.known", locale, reason=event.known)), weight=0.0)]


def _where(name: str, lead: Sensor, sensors: list[Sensor], ring: list[tuple[float, float]]) -> Where:
    """Return the place: where the lead stands, or in the middle of what a made sensor is made of."""
    latitude, longitude = lead.latitude, lead.longitude
    if lead.source == "virtual":
        placed = [(one.latitude, one.longitude) for one in sensors]
        known = [(north, east) for north, east in placed if north is not None and east is not None]
        if known:
            latitude, longitude = (sum(values) / len(known) for values in zip(*known, strict=True))
    return Where(name=name, latitude=latitude, longitude=longitude, area=ring if len(sensors) > 1 else [])


def _clock(time: int, week: Week) -> tuple[int, str]:
    place = week.place(time + 1)
    return place.weekday, f"{place.hour:02d}:{place.minute:02d}"


def _name(lead: Sensor, sensors: list[Sensor]) -> str:
    areas = {sensor.area for sensor in sensors}
    if lead.area and (len(sensors) == 1 or sum(sensor.area == lead.area for sensor in sensors) * 2 >= len(sensors)):
        return lead.area if len(areas) == 1 and len(sensors) > 1 else lead.name
    return lead.name


def _confidence(event: Event) -> float:
    """Return how sure the tool is: how far beyond the threshold, weighed by what people said of such alerts."""
    beyond = max(event.peak - 3.0, 0.0)
    return (0.5 + 0.48 * beyond / (beyond + 3.0)) * event.weight


def _series(event: Event, domain: Domain, lead: Sensor, minutes: int) -> SeriesEvidence:
    # What is usual here is what the sentence calls so: the time of the week, without today and the neighbours.
    state, code = domain.state, transform_of(lead)
    order = domain.recent_order()
    place = event.lead
    expected, spread = state.recent_usual[order, place], state.recent_spread[order, place]
    times = counted(lead, minutes)

    def known(transformed: F32) -> list[float | None]:
        values = np.round(backward(transformed, code) * times, 2).tolist()
        return [value if value == value else None for value in values]

    return SeriesEvidence(
        title=text(lambda locale: word("evidence.series", locale, place=lead.name)),
        unit=slot_unit(lead, minutes),
        sensor=lead.id,
        time=domain.recent_times[order].tolist(),
        observed=known(state.recent_value[order, place]),
        expected=known(expected),
        low=known(expected - np.float32(_BAND) * spread),
        high=known(expected + np.float32(_BAND) * spread),
        from_=event.start,
        at=event.facts.time,
    )


def _flows(event: Event, domain: Domain, lead: Sensor, view: SlotView) -> list[AreaFlow]:
    flows = []
    if lead.latitude is None or lead.longitude is None:
        return []
    for place in event.received[:6]:
        other = domain.roster.sensors[place]
        if other.latitude is None or other.longitude is None or not view.ok[place]:
            continue
        code = transform_of(other)
        more = inverse(float(view.value[place]), code) - inverse(float(view.usual.level[place]), code)
        if more >= 1:
            path = [(lead.longitude, lead.latitude), (other.longitude, other.latitude)]
            flows.append(AreaFlow(path=path, figure=f"+{number(more, 'en')}"))
    return flows


def _ring(sensors: list[Sensor]) -> list[tuple[float, float]]:
    """Return a closed ring of (longitude, latitude) around the sensors: the hull of circles about them."""
    points: set[tuple[float, float]] = set()
    for sensor in sensors:
        if sensor.latitude is None or sensor.longitude is None:
            continue
        north = _MARGIN_M / 111_195.0
        east = north / max(cos(radians(sensor.latitude)), 0.01)
        points |= {(round(sensor.longitude + east * x, 6), round(sensor.latitude + north * y, 6)) for x, y in _CIRCLE}
    hull = _hull(sorted(points))
    return [*hull, hull[0]] if len(hull) >= 3 else []


def _hull(points: list[tuple[float, float]]) -> list[tuple[float, float]]:
    """Return the convex hull, counter-clockwise (Andrew's monotone chain, 1979)."""

    def half(ordered: list[tuple[float, float]]) -> list[tuple[float, float]]:
        chain: list[tuple[float, float]] = []
        for point in ordered:
            while len(chain) >= 2 and _turn(chain[-2], chain[-1], point) <= 0:
                chain.pop()
            chain.append(point)
        return chain[:-1]

    return half(points) + half(points[::-1])


def _turn(a: tuple[float, float], b: tuple[float, float], c: tuple[float, float]) -> float:
    return (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])


def _attributes(facts: Facts, event: Event, observed: float, usual: float) -> dict[str, Any]:
    return {
        "observed": round(observed, 3),
        "usual": round(usual, 3),
        "score": facts.score,
        "sum": {
            "observed": facts.observed,
            "season": facts.season,
            "today": facts.today,
            "neighbours": facts.neighbours,
            "residual": facts.residual,
        }
        | ({} if facts.weather is None else {"weather": facts.weather}),
        "p": event.probability,
        "peak": event.peak,
        "slot": facts.time,
    }
