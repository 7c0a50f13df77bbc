"""From what happened to an alert: sentence, additive parts, the line in its band, the plume, what to do."""

from math import isfinite, log
from typing import Any, Final
from zoneinfo import ZoneInfo

from impetus.kit.times import as_datetime
from impetus.kit.wording import number, two_figures
from impetus.model.alert import AlertDraft, Part, Severity, Where
from impetus.model.evidence import AreaEvidence, Evidence, SeriesEvidence, TableEvidence
from impetus.model.sensor import Sensor
from impetus.model.text import Text
from impetus.tools.bacteria.baseline import Weather
from impetus.tools.bacteria.plume import CALM, ring
from impetus.tools.bacteria.station import Plate, Station
from impetus.tools.bacteria.track import SEVERE, Episode, Point
from impetus.tools.bacteria.words import said, text, word

HIGH: Final = "bacteria.high"
RESAMPLE: Final = "bacteria.resample"
UNIT: Final = "1/m³"
_HOUR_MS: Final = 3_600_000


def key_of(draft: AlertDraft) -> str:
    """Return what a verdict on it will be known by."""
    return f"{draft.kind}|{draft.subject}|{draft.window_start}"


def signature_of(device: str, chart: str, time: int, zone: ZoneInfo) -> str:
    """Return the signature of an alert: the same device, chart and quarter of the day."""
    return f"{device}|{chart}|{as_datetime(time).astimezone(zone).hour // 6}"


def air_alert(
    episode: Episode, station: Station, sensor: Sensor, weather: Weather, zone: ZoneInfo, ready: float
) -> AlertDraft:
    """Return the alert of an episode as it stands: a release, a slow rise, or a second sample that is asked for."""
    point, chart = episode.point, episode.chart
    clock = as_datetime(episode.start).astimezone(zone).strftime("%H:%M")
    key = f"why.{chart}.over" if chart == "resample" and episode.over else f"why.{chart}"

    def why(locale: str) -> str:
        return word(
            key,
            locale,
            place=sensor.name[:50],
            value=two_figures(point.value, locale),
            low=two_figures(point.low, locale),
            high=two_figures(point.high, locale),
            ratio=two_figures(episode.ratio, locale),
            time=clock,
        )

    evidence: list[Evidence] = [_series(station.track.recent, sensor, episode)]
    downwind = _ring(sensor, weather, episode, upwind=False)
    if downwind and chart != "resample":
        blows = isfinite(weather.wind) and isfinite(weather.direction) and weather.wind >= CALM
        evidence.append(AreaEvidence(title=said("evidence.downwind" if blows else "evidence.calm"), ring=downwind))
        if blows:
            upwind = _ring(sensor, weather, episode, upwind=True)
            evidence.append(AreaEvidence(title=said("evidence.upwind"), ring=upwind, sensors=[sensor.id]))
    evidence.append(_table(episode, station))
    return AlertDraft(
        kind=RESAMPLE if chart == "resample" else HIGH,
        subject=station.device.id,
        window_start=episode.start,
        window_end=episode.end,
        severity=_severity(episode),
        confidence=round(_confidence(episode) * (0.5 + 0.5 * ready), 3),
        title=_same(sensor.name),
        why=text(why),
        where=Where(
            name=sensor.name,
            latitude=sensor.latitude,
            longitude=sensor.longitude,
            area=downwind if chart != "resample" else [],
        ),
        evidence=evidence,
        parts=_parts(episode),
        sensors=sorted(set(station.device.sensors.values())),
        revision=episode.revision,
        over=episode.over,
        clock=station.device.clock,
        signature=signature_of(station.device.id, chart, episode.start, zone),
        attributes=_attributes(episode, weather),
    )


def plate_alert(plate: Plate, station: Station, sensor: Sensor, zone: ZoneInfo, ready: float) -> AlertDraft:
    """Return the alert of a plate with too many colonies. It is over at once: a plate tells of a day that is past."""

    def why(locale: str) -> str:
        return word(
            "why.plate",
            locale,
            place=sensor.name[:50],
            value=number(plate.colonies, locale),
            usual=two_figures(plate.usual, locale),
            air=two_figures(plate.air_l, locale),
        )

    table = TableEvidence(
        title=said("evidence.plate"),
        columns=[said(f"column.{name}") for name in ("colonies", "usual", "most", "air", "chance")],
        rows=[[plate.colonies, round(plate.usual, 1), plate.most, round(plate.air_l, 1), float(f"{plate.chance:.2g}")]],
    )
    start = plate.time - _HOUR_MS
    return AlertDraft(
        kind=HIGH,
        subject=station.device.id,
        window_start=start,
        window_end=plate.time,
        severity=Severity.MEDIUM if plate.colonies < SEVERE * plate.usual else Severity.HIGH,
        confidence=round(0.8 * (0.5 + 0.5 * ready), 3),
        title=_same(sensor.name),
        why=text(why),
        where=Where(name=sensor.name, latitude=sensor.latitude, longitude=sensor.longitude),
        evidence=[table],
        sensors=[sensor.id],
        clock=station.device.clock,
        signature=signature_of(station.device.id, "plate", start, zone),
        attributes={"chart": "plate", "colonies": plate.colonies, "usual": round(plate.usual, 2), "p": plate.chance},
    )


def _same(words: str) -> Text:
    return Text(en=words, it=words, nb=words)


def _severity(episode: Episode) -> Severity:
    if episode.chart == "resample":
        return Severity.LOW
    return Severity.HIGH if episode.chart == "release" or episode.peak >= SEVERE else Severity.MEDIUM


def _confidence(episode: Episode) -> float:
    if episode.chart == "resample":
        return 0.3
    beyond = max(log(max(episode.ratio, 1.0)), 0.0)
    return 0.5 + 0.48 * beyond / (beyond + 1.0)


def _parts(episode: Episode) -> list[Part]:
    """Return the additive parts of the whitened value: above the usual, less the weather, less the last samples."""
    seen = episode.seen
    high = (seen.observed - seen.usual) / seen.deviation
    weather, today = -seen.weather / seen.deviation, -seen.today / seen.deviation

    def told(name: str, value: float) -> Text:
        way = "none" if abs(value) < 0.25 else "against" if value < 0 else "for"
        return said(f"part.{name}.{way}")

    return [
        Part(text=said("part.usual"), weight=high),
        Part(text=told("weather", weather), weight=weather),
        Part(text=told("today", today), weight=today),
    ]


def _series(recent: list[Point], sensor: Sensor, episode: Episode) -> SeriesEvidence:
    return SeriesEvidence(
        title=said("evidence.series", place=sensor.name[:60]),
        unit=UNIT,
        sensor=sensor.id,
        time=[point.time for point in recent],
        observed=[None if point.censored else _shown(point.value) for point in recent],
        expected=[_shown(point.usual) for point in recent],
        low=[_shown(point.usual_low) for point in recent],
        high=[_shown(point.usual_high) for point in recent],
        from_=episode.start,
        at=episode.point.time,
    )


def _shown(value: float) -> float:
    return float(f"{value:.4g}")


def _ring(sensor: Sensor, weather: Weather, episode: Episode, *, upwind: bool) -> list[tuple[float, float]]:
    if sensor.latitude is None or sensor.longitude is None:
        return []
    minutes = max((episode.end - episode.start) / 60_000, 10.0)
    return ring(sensor.latitude, sensor.longitude, weather.wind, weather.direction, minutes, upwind=upwind)


def _table(episode: Episode, station: Station) -> TableEvidence:
    """Return the sample, its interval, and what the two stages say of themselves; a column a figure."""
    point, device = episode.point, station.device
    row: dict[str, float] = {
        "cells": _shown(point.value),
        "low": _shown(point.low),
        "high": _shown(point.high),
        "usual": _shown(point.usual),
    }
    for role in ("flow", "air", "water", "pressure", "blank", "lot"):
        if role in device.values:
            row[role] = _shown(device.values[role])
    return TableEvidence(
        title=said("evidence.table"), columns=[said(f"column.{name}") for name in row], rows=[list(row.values())]
    )


def _attributes(episode: Episode, weather: Weather) -> dict[str, Any]:
    made: dict[str, Any] = {
        "chart": episode.chart,
        "cells_m3": _shown(episode.point.value),
        "low": _shown(episode.point.low),
        "high": _shown(episode.point.high),
        "usual": _shown(episode.point.usual),
        "ratio": round(episode.ratio, 3),
        "peak_ratio": round(episode.peak, 3),
        "samples": episode.samples,
        "z": round(episode.seen.z, 3),
    }
    if isfinite(weather.wind) and isfinite(weather.direction):
        made |= {"wind_m_s": weather.wind, "wind_from": weather.direction}
    return made
