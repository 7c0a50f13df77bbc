"""The small map of a post as SVG: streets around it, where it points, other posts, threats."""

import math
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from impetus.evacuations.reckoned import Line, Post
from impetus.evacuations.schemas import ThreatIn
from impetus.places.ground import Place, archive_for, ground

SIZE: Final = (680, 400)
METRES: Final = 260.0
"""Of the map's width: what a steward sees from the post, and the next corners."""
_PX: Final = METRES / SIZE[0]
_DEGREE_M: Final = 111_195.0
_POINT: Final = "#0d5c6b"


def draw(
    post: Post, others: Sequence[Post], streets: Sequence[Line], threats: Sequence[ThreatIn], maps: Sequence[Path]
) -> str:
    """Return the map, or "" where it is not known where the post stands."""
    if post.lon is None or post.lat is None:
        return ""
    lon, lat = post.lon, post.lat
    east = _DEGREE_M * max(0.01, math.cos(math.radians(lat)))
    wide, high = SIZE

    def at(longitude: float, latitude: float) -> tuple[float, float]:
        return wide / 2 + (longitude - lon) * east / _PX, high / 2 - (latitude - lat) * _DEGREE_M / _PX

    parts = [f'<rect width="{wide}" height="{high}" fill="#f2f4f5"/>']
    half = (wide / 2 * _PX / east, high / 2 * _PX / _DEGREE_M)
    corners = ((lon - half[0], lat + half[1]), (lon + half[0], lat - half[1]))
    archive = archive_for(maps, lon, lat)
    base = ground(archive, corners, at, _PX) if archive else []
    parts += base or [_street(line, at) for line in streets if _near(line, at)]
    for threat in threats:
        x, y = at(threat.longitude, threat.latitude)
        parts.append(
            f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{max(4.0, threat.radius_m / _PX):.1f}" fill="#b3122f"'
            ' fill-opacity="0.14" stroke="#b3122f" stroke-width="2" stroke-dasharray="7 4"/>'
        )
    for other in others:
        if other.lon is not None and other.lat is not None and other.number != post.number:
            parts += _disc(*at(other.lon, other.lat), str(other.number), 11, "#50606c")
    for place, order in enumerate(post.orders):
        if order.bearing is not None:
            parts.append(_arrow(wide / 2, high / 2, order.bearing, first=place == 0))
    parts += _disc(wide / 2, high / 2, str(post.number), 19, _POINT)
    parts += _scale()
    if base:
        parts.append(
            f'<text x="{wide - 8}" y="{high - 8}" text-anchor="end" font-size="9" fill="#50606c" paint-order="stroke"'
            ' stroke="#f2f4f5" stroke-width="2">© OpenStreetMap contributors</text>'
        )
    clip = f'<clipPath id="frame"><rect width="{wide}" height="{high}"/></clipPath>'
    body = f'{clip}<g clip-path="url(#frame)">{"".join(parts)}</g>'
    return f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {wide} {high}" font-size="13">{body}</svg>'


def _near(line: Line, at: Place) -> bool:
    ends = (at(line[0], line[1]), at(line[2], line[3]))
    return any(-200 < x < SIZE[0] + 200 and -200 < y < SIZE[1] + 200 for x, y in ends)


def _street(line: Line, at: Place) -> str:
    (a, b), (c, d) = at(line[0], line[1]), at(line[2], line[3])
    return f'<path d="M{a:.1f} {b:.1f}L{c:.1f} {d:.1f}" stroke="#c9d1d6" stroke-width="9" stroke-linecap="round"/>'


def _arrow(x: float, y: float, bearing: float, *, first: bool) -> str:
    """The first order's arrow is filled, later ones are open and carry their place by the table."""
    turn = f"rotate({bearing:.1f} {x:.1f} {y:.1f})"
    style = (
        f'fill="{_POINT}" stroke="#ffffff"'
        if first
        else f'fill="#ffffff" fill-opacity="0.7" stroke="{_POINT}" stroke-dasharray="4 3"'
    )
    shaft = f"M{x - 7:.1f} {y - 20:.1f}V{y - 86:.1f}h-13l20-32 20 32h-13V{y - 20:.1f}z"
    return f'<path d="{shaft}" transform="{turn}" {style} stroke-width="2"/>'


def _disc(x: float, y: float, label: str, radius: int, ink: str) -> list[str]:
    return [
        f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{radius}" fill="{ink}" stroke="#ffffff" stroke-width="2.5"/>',
        f'<text x="{x:.1f}" y="{y + radius * 0.36:.1f}" text-anchor="middle" fill="#ffffff" font-weight="700"'
        f' font-size="{radius}">{label}</text>',
    ]


def _scale() -> list[str]:
    long, high = 50 / _PX, SIZE[1] - 16
    ink = 'stroke="#16202a" stroke-width="1.5" fill="none"'
    return [
        f'<path d="M16 {high - 5}v5h{long:.1f}v-5" {ink}/>',
        f'<text x="{16 + long + 7:.1f}" y="{high}" fill="#16202a">50 m</text>',
        f'<path d="M{SIZE[0] - 24} 46v-24m-6 9l6-10 6 10" {ink}/>',
        f'<text x="{SIZE[0] - 29}" y="60" fill="#16202a">N</text>',
    ]
