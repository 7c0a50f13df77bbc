"""A small map of an incident as SVG: the base map where there is one, its place, its area, its alerts, a scale."""

import math
from collections.abc import Sequence
from pathlib import Path
from typing import Final
from xml.sax.saxutils import escape

import msgspec

from impetus.model.alert import Severity, Where
from impetus.places.ground import archive_for, ground

WIDTH: Final = 720
HEIGHT: Final = 340
_MARGIN: Final = 46
_INK: Final = {
    Severity.CRITICAL: "#b3122f", Severity.HIGH: "#b4480b", Severity.MEDIUM: "#8a6a00", Severity.LOW: "#50606c",
    Severity.INFO: "#50606c",
}  # fmt: skip
_STEPS: Final = (10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000, 20_000, 50_000, 100_000, 1_000_000)
_METRES: Final = 111_320.0
"""Metres of a degree of latitude."""


class Dot(msgspec.Struct, frozen=True, kw_only=True):
    """An alert on the map."""

    label: str
    severity: Severity
    latitude: float
    longitude: float


class _Plane:
    """Degrees to pixels: metres are the same both ways, north is up."""

    def __init__(self, points: Sequence[tuple[float, float]]) -> None:
        lons, lats = [p[0] for p in points], [p[1] for p in points]
        self.lon, self.lat = (min(lons) + max(lons)) / 2, (min(lats) + max(lats)) / 2
        self.east = _METRES * max(0.01, math.cos(math.radians(self.lat)))
        wide, high = (max(lons) - min(lons)) * self.east, (max(lats) - min(lats)) * _METRES
        room = (WIDTH - 2 * _MARGIN, HEIGHT - 2 * _MARGIN)
        self.metres = max(wide / room[0], high / room[1], 400 / room[0])
        """Metres of a pixel; a single point shows 400 m around it."""

    def at(self, longitude: float, latitude: float) -> tuple[float, float]:
        """Pixels of a place."""
        x = WIDTH / 2 + (longitude - self.lon) * self.east / self.metres
        return x, HEIGHT / 2 - (latitude - self.lat) * _METRES / self.metres

    def corners(self) -> tuple[tuple[float, float], tuple[float, float]]:
        """Longitude and latitude of what is drawn: west and north, east and south."""
        wide, high = WIDTH / 2 * self.metres / self.east, HEIGHT / 2 * self.metres / _METRES
        return (self.lon - wide, self.lat + high), (self.lon + wide, self.lat - high)


def draw(place: Where, dots: Sequence[Dot], maps: Sequence[Path] = ()) -> str | None:
    """Return the map as SVG, or None where no place is known. `maps` are folders of base maps, the first ones first."""
    points = [(dot.longitude, dot.latitude) for dot in dots] + list(place.area)
    if place.latitude is not None and place.longitude is not None:
        points.append((place.longitude, place.latitude))
    if not points:
        return None
    plane = _Plane(points)
    parts = [f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#f2f4f5"/>', *_ground(plane, maps)]
    if place.area:
        ring = " ".join(f"{x:.1f},{y:.1f}" for x, y in (plane.at(lon, lat) for lon, lat in place.area))
        parts.append(
            f'<polygon points="{ring}" fill="#b3122f" fill-opacity="0.1" stroke="#b3122f" stroke-width="1.5"'
            ' stroke-dasharray="6 4"/>'
        )
    if place.latitude is not None and place.longitude is not None:
        x, y = plane.at(place.longitude, place.latitude)
        parts.append(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="11" fill="none" stroke="#0d5c6b" stroke-width="2"/>')
    taken: list[tuple[float, float]] = []
    for dot in sorted(_gathered(dots, plane), key=lambda one: one.severity.rank):
        parts += _dot(dot, plane, taken)
    parts += _scale(plane)
    body = "".join(parts)
    return f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" font-size="12">{body}</svg>'


def _ground(plane: _Plane, maps: Sequence[Path]) -> list[str]:
    """The base map, else lines of a round distance."""
    archive = archive_for(maps, plane.lon, plane.lat)
    drawn = ground(archive, plane.corners(), plane.at, plane.metres) if archive else []
    if not drawn:
        return _grid(plane)
    clip = f'<clipPath id="frame"><rect width="{WIDTH}" height="{HEIGHT}"/></clipPath>'
    credit = (
        f'<text x="{WIDTH - 40}" y="{HEIGHT - 8}" text-anchor="end" font-size="8.5" fill="#50606c" paint-order="stroke"'
        ' stroke="#f2f4f5" stroke-width="2">© OpenStreetMap contributors</text>'
    )
    return [clip, '<g clip-path="url(#frame)">', *drawn, "</g>", credit]


def _gathered(dots: Sequence[Dot], plane: _Plane) -> list[Dot]:
    """Alerts at one place as one: the heaviest, with the numbers of all."""
    found: dict[tuple[int, int], list[Dot]] = {}
    for dot in dots:
        x, y = plane.at(dot.longitude, dot.latitude)
        found.setdefault((round(x / 12), round(y / 12)), []).append(dot)
    made = []
    for group in found.values():
        heaviest = max(group, key=lambda one: one.severity.rank)
        label = ", ".join(one.label for one in group[:3]) + (f" +{len(group) - 3}" if len(group) > 3 else "")
        made.append(msgspec.structs.replace(heaviest, label=label))
    return made


def _step(metres: float) -> int:
    return next((step for step in _STEPS if step >= metres), _STEPS[-1])


def _grid(plane: _Plane) -> list[str]:
    """Lines of a round distance, from the middle outwards."""
    gap = _step(plane.metres * 90) / plane.metres
    found = []
    for index in range(-8, 9):
        x, y = WIDTH / 2 + index * gap, HEIGHT / 2 + index * gap
        if 0 < x < WIDTH:
            found.append(f'<path d="M{x:.1f} 0V{HEIGHT}" stroke="#dfe4e6"/>')
        if 0 < y < HEIGHT:
            found.append(f'<path d="M0 {y:.1f}H{WIDTH}" stroke="#dfe4e6"/>')
    return found


def _dot(dot: Dot, plane: _Plane, taken: list[tuple[float, float]]) -> list[str]:
    """An alert's shape by severity, and its number where there is room for it."""
    x, y = plane.at(dot.longitude, dot.latitude)
    ink = _INK[dot.severity]
    edge = f'fill="{ink}" stroke="#ffffff" stroke-width="1"'
    shapes = {
        Severity.CRITICAL: f'<path d="M{x:.1f} {y - 8:.1f}l8 8-8 8-8-8z" {edge}/>',
        Severity.HIGH: f'<path d="M{x:.1f} {y - 8:.1f}l8 14h-16z" {edge}/>',
        Severity.MEDIUM: f'<circle cx="{x:.1f}" cy="{y:.1f}" r="6" {edge}/>',
    }
    ring = f'<circle cx="{x:.1f}" cy="{y:.1f}" r="5" fill="#ffffff" stroke="{ink}" stroke-width="2"/>'
    found = [shapes.get(dot.severity, ring)]
    left, top = x + 11, y + 4
    if all(abs(left - a) > 90 or abs(top - b) > 13 for a, b in taken):
        taken.append((left, top))
        halo = 'paint-order="stroke" stroke="#f2f4f5" stroke-width="3"'
        found.append(f'<text x="{left:.1f}" y="{top:.1f}" fill="#16202a" {halo}>{escape(dot.label)}</text>')
    return found


def _scale(plane: _Plane) -> list[str]:
    metres = _step(plane.metres * 60)
    long = metres / plane.metres
    label = f"{metres} m" if metres < 1000 else f"{metres // 1000} km"
    x, y = 16, HEIGHT - 18
    ink = 'stroke="#16202a" stroke-width="1.5" fill="none"'
    return [
        f'<path d="M{x} {y - 5}v5h{long:.1f}v-5" {ink}/>'
        f'<text x="{x + long + 7:.1f}" y="{y}" fill="#16202a">{label}</text>',
        f'<path d="M{WIDTH - 24} {HEIGHT - 16}v-22m-5 7l5-8 5 8" {ink}/>'
        f'<text x="{WIDTH - 28}" y="{HEIGHT - 44}" fill="#16202a">N</text>',
    ]
