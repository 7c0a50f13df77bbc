"""The place on the responder's page: area, mark and scale upon the base map, as one drawing. Needs no tiles."""

import math
from collections.abc import Callable, Sequence
from html import escape
from pathlib import Path
from typing import Final

from impetus.model.alert import Where
from impetus.places.basemap.palettes import LIGHT
from impetus.places.ground import archive_for, ground

WIDTH: Final = 390
HEIGHT: Final = 206
_METRES: Final = 111_320.0
"""Metres of a degree of latitude."""
_MOST: Final = 48_000
"""Characters of a ground: a page that comes over a bad line stays under 70 kB. Without houses it is lighter."""
_STEPS: Final = (20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000, 50_000)


def draw(place: Where, label: str, maps: Sequence[Path] = ()) -> str | None:
    """Return the place as SVG, or None where no coordinates are known. Colours come from the page's style.

    `maps` are folders of base maps, the first ones first; where none holds the place it stands on a grid.
    """
    points = list(place.area)
    if place.latitude is not None and place.longitude is not None:
        points.append((place.longitude, place.latitude))
    if not points:
        return None
    lons, lats = [one[0] for one in points], [one[1] for one in points]
    lon, lat = (min(lons) + max(lons)) / 2, (min(lats) + max(lats)) / 2
    east = _METRES * max(0.01, math.cos(math.radians(lat)))
    metres = max((max(lons) - min(lons)) * east / 300, (max(lats) - min(lats)) * _METRES / 140, 1.2)

    def at(longitude: float, latitude: float) -> tuple[float, float]:
        return WIDTH / 2 + (longitude - lon) * east / metres, HEIGHT / 2 - (latitude - lat) * _METRES / metres

    wide, high = WIDTH / 2 * metres / east, HEIGHT / 2 * metres / _METRES
    base = _base(maps, (lon - wide, lat + high), (lon + wide, lat - high), at, metres)
    step = next((one for one in _STEPS if one >= metres * 60), _STEPS[-1])
    gap = step / metres
    parts = [f'<rect class="ground" width="{WIDTH}" height="{HEIGHT}"/>']
    if base:
        parts.append(f'<g class="base">{base}</g>')
        parts.append(f'<text class="osm" x="{WIDTH - 10}" y="{HEIGHT - 8}">© OpenStreetMap contributors</text>')
    else:
        for index in range(-6, 7):
            x, y = WIDTH / 2 + index * gap, HEIGHT / 2 + index * gap
            parts.append(f'<path class="grid" d="M{x:.1f} 0V{HEIGHT}M0 {y:.1f}H{WIDTH}"/>')
    if len(place.area) > 2:
        ring = " ".join(f"{x:.1f},{y:.1f}" for x, y in (at(*one) for one in place.area))
        parts.append(f'<polygon class="area" points="{ring}"/>')
    if place.latitude is not None and place.longitude is not None:
        x, y = at(place.longitude, place.latitude)
        parts.append(f'<path class="mark" d="M{x:.1f} {y - 12:.1f}l12 12-12 12-12-12z"/>')
        parts.append(f'<path class="bang" d="M{x:.1f} {y - 6:.1f}v7m0 4v.5"/>')
    long = f"{step} m" if step < 1000 else f"{step // 1000} km"
    foot = HEIGHT - 14
    parts.append(f'<path class="scale" d="M14 {foot - 5}v5h{gap:.1f}v-5"/>')
    parts.append(f'<text x="{22 + gap:.1f}" y="{foot}">{long}</text><text x="{WIDTH - 38}" y="22">N ↑</text>')
    body = "".join(parts)
    return (
        f'<svg viewBox="0 0 {WIDTH} {HEIGHT}" role="img" preserveAspectRatio="xMidYMid slice">'
        f"<title>{escape(label)}</title>{body}</svg>"
    )


def _base(
    maps: Sequence[Path],
    first: tuple[float, float],
    last: tuple[float, float],
    at: Callable[[float, float], tuple[float, float]],
    metres: float,
) -> str:
    archive = archive_for(maps, (first[0] + last[0]) / 2, (first[1] + last[1]) / 2)
    if archive is None:
        return ""
    drawn = ground(archive, (first, last), at, metres)
    whole = "".join(drawn)
    if len(whole) > _MOST:
        whole = "".join(part for part in drawn if LIGHT["building"] not in part)
    return whole if len(whole) <= _MOST else ""
