"""Where it may have come from and where it may go: a simple Gaussian plume on the map. An estimate, never more.

The half width of a plume at a distance is a multiple of its lateral spread, by Briggs's curves for cities in a neutral
atmosphere (Briggs 1973, urban D: 0.16 x / sqrt(1 + 0.0004 x)). Houses, streets and turning winds are not in it.
"""

from math import cos, hypot, isfinite, log, pi, radians, sin, sqrt
from typing import Final

Ring = list[tuple[float, float]]

SHARE: Final = 0.1
"""The edge is where the concentration is this share of that on the axis."""
LONGEST_M: Final = 2_000.0
CIRCLE_M: Final = 300.0
"""What is drawn where the wind is not known, or too weak to have a direction."""
CALM: Final = 0.5
"""Below so many m/s the wind has no direction (WMO-No. 8: calm)."""
_NEAR_M: Final = 40.0
_TURNS: Final = radians(12.0)
"""Half angle by which the wind's direction is uncertain within an hour."""
_STEPS: Final = 10
_METRES: Final = 111_195.0


def half_width(distance_m: float) -> float:
    """Return the half width in metres at a distance along the axis, the wind's turning added in squares."""
    spread = 0.16 * distance_m / sqrt(1.0 + 0.0004 * distance_m)
    return hypot(spread * sqrt(-2.0 * log(SHARE)), distance_m * _TURNS) + _NEAR_M


def ring(
    latitude: float, longitude: float, wind: float, direction: float, minutes: float, *, upwind: bool = False
) -> Ring:
    """Return a closed ring of (longitude, latitude): how far air travels in `minutes`, at most 2 km.

    `direction` is where the wind comes from in degrees from north, `wind` its speed in m/s; a circle where it is
    not known or calm. `upwind` gives where the source may lie. Empty near the poles.
    """
    if not (abs(latitude) <= 85.0 and abs(longitude) <= 180.0):
        return []
    if not (isfinite(wind) and isfinite(direction) and wind >= CALM):
        corners = [(CIRCLE_M * cos(2 * pi * n / 24), CIRCLE_M * sin(2 * pi * n / 24)) for n in range(24)]
    else:
        length = min(max(wind * minutes * 60.0, 200.0), LONGEST_M)
        along = radians(direction % 360.0 + (0.0 if upwind else 180.0))
        steps = [length * n / _STEPS for n in range(_STEPS + 1)]
        edge = [(x, half_width(x)) for x in steps]
        points = [(-_NEAR_M, 0.0), *edge, *[(x, -y) for x, y in reversed(edge)]]
        corners = [
            (x * cos(along) - y * sin(along), x * sin(along) + y * cos(along)) for x, y in points
        ]  # (metres north, metres east)
    east = _METRES * max(cos(radians(latitude)), 0.01)
    made = [(round(longitude + e / east, 6), round(latitude + n / _METRES, 6)) for n, e in corners]
    return [*made, made[0]]
