import math
from pathlib import Path

import pytest
from shapely import LineString, Point
from tests.conftest import shared_data

from impetus.exercises.city import ground, invent
from impetus.kit.resources import scenario


def test_bearings_are_from_north_clockwise() -> None:
    assert [ground.bearing(Point(0, 0), Point(*end)) for end in [(0, 1), (1, 0), (0, -1), (-1, 0)]] == [0, 90, 180, 270]


def test_a_place_along_a_line_and_beside_it() -> None:
    line = LineString([(0, 0), (10, 0)])
    place, heading = ground.along(line, 4)
    assert (place.x, place.y, heading) == (4, 0, 90)
    assert ground.beside(line, 3).distance(Point(5, -3)) < 1e-9  # the right of eastward is south
    assert ground.beside(Point(0, 0), 3).is_empty


def test_the_plane_goes_there_and_back() -> None:
    import numpy as np

    plane = ground.Plane(24.9, 60.1, 24.95, 60.2)
    metres = plane.metres(np.array([[24.91, 60.12]]))[0]
    assert plane.degrees(Point(metres)) == pytest.approx([24.91, 60.12], abs=1e-6)
    assert math.hypot(*plane.metres(np.array([[24.925, 60.15]]))[0]) < 1e-6


def test_the_shipped_places_are_those_that_the_rules_make(tmp_path: Path) -> None:
    extract = shared_data("evacuation") / "osm" / "helsinki_centre.osm.pbf"
    counts = invent.write(extract, tmp_path / "places.json")
    assert (tmp_path / "places.json").read_bytes() == (scenario("helsinki") / "places.json").read_bytes()
    assert sum(counts.values()) == 116
