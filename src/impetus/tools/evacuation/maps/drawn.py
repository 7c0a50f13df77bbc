"""What a map's file draws, whatever its format: streets, walkable areas, exits and where people stand."""

from dataclasses import dataclass, field
from typing import Any, Final, Literal

from impetus.kit.errors import BadInput

Point = tuple[float, float]
Format = Literal["osm", "geojson", "wkt", "dxf"]

MOST_POINTS: Final = 5_000_000
"""Points of a map at most, and of them in streets."""
MOST_WIDTH_M: Final = 200.0
WIDTHS_M: Final[dict[str, float]] = {
    "pedestrian": 8.0,
    "residential": 7.0,
    "living_street": 7.0,
    "unclassified": 7.0,
    "primary": 8.0,
    "secondary": 8.0,
    "tertiary": 8.0,
    "service": 4.0,
    "track": 3.0,
    "platform": 3.0,
    "pier": 3.0,
    "footway": 2.5,
    "crossing": 2.5,
    "cycleway": 2.5,
    "corridor": 2.5,
    "path": 2.0,
    "bridleway": 2.0,
    "steps": 2.0,
    "street": 3.0,
}
"""Metres that a street without a width gets by its kind. Assumptions: each use of one is told by the audit."""


@dataclass(frozen=True, kw_only=True)
class Line:
    """A street as drawn: `points` in degrees or metres, `keys` names of its points where the format has any.

    `width_m` is None where the map says nothing; `layer` tells a bridge from what it leads over.
    """

    points: list[Point]
    keys: list[str] = field(default_factory=list)
    kind: str = "street"
    name: str = ""
    width_m: float | None = None
    layer: str = "0"
    ring: bool = False
    """The border of an open area, which people also cross."""


@dataclass(frozen=True, kw_only=True)
class Mark:
    """An exit, or a place where people stand: a shapely geometry, with `people` where the map says how many."""

    shape: Any
    people: int | None = None


@dataclass(kw_only=True)
class Drawn:
    """All that a file draws. `degrees`: longitude and latitude, else metres. `noded`: crossings are no junctions.

    `odd` counts what was left out or mended, by the key of its sentence.
    """

    format: Format
    degrees: bool
    noded: bool
    lines: list[Line] = field(default_factory=list)
    areas: list[Any] = field(default_factory=list)
    obstacles: list[Any] = field(default_factory=list)
    exits: list[Mark] = field(default_factory=list)
    crowds: list[Mark] = field(default_factory=list)
    odd: dict[str, int] = field(default_factory=dict)
    attribution: str = ""

    def count(self, key: str, much: int = 1) -> None:
        """Count something odd."""
        self.odd[key] = self.odd.get(key, 0) + much


def bad(field: str, what: str, remedy: str = "See docs/evacuation.md for what a map may hold.") -> BadInput:
    """Return a refusal that names the field or line of a map."""
    name = f"map.{field}" if field else "map"
    return BadInput(f"The {name} {what}.", remedy=remedy, field=name)


def width_of(said: object) -> float | None:
    """Return metres of a width as maps write them (3, "3.5", "3,5 m", "12 ft", "12'"); None where it is none."""
    if isinstance(said, bool) or not isinstance(said, int | float | str):
        return None
    if isinstance(said, int | float):
        value = float(said) if abs(said) < 1e6 else -1.0
    else:
        text, factor = said.strip().lower().replace(",", "."), 1.0
        for unit, metres in (("feet", 0.3048), ("ft", 0.3048), ("'", 0.3048), ("cm", 0.01), ("m", 1.0)):
            if text.endswith(unit):
                text, factor = text.removesuffix(unit).strip(), metres
                break
        try:
            value = float(text[:20]) * factor
        except ValueError:
            return None
    return value if 0.1 <= value <= MOST_WIDTH_M else None
