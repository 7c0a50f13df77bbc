import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from shapely import Point, Polygon

from impetus.places.basemap.border import Border, polygons

BOX = Border(0.0, 0.0, 1.0, 1.0)
SHARES = st.floats(0.01, 0.99)


def test_positions_run_counter_clockwise() -> None:
    around = [(0.0, 0.0), (0.5, 0.0), (1.0, 0.5), (0.5, 1.0), (0.0, 0.5)]
    assert [BOX.position(point) for point in around] == [0, 0.5, 1.5, 2.5, 3.5]


def test_the_walk_meets_the_corners_between() -> None:
    assert BOX.walk((0.5, 0.0), (0.5, 1.0), clockwise=False) == [(1.0, 0.0), (1.0, 1.0)]
    assert BOX.walk((0.5, 0.0), (0.5, 1.0), clockwise=True) == [(0.0, 0.0), (0.0, 1.0)]


def test_an_area_cut_open_is_closed_the_short_way() -> None:
    shape = BOX.close([[(0.95, 0.2), (0.8, 0.2), (0.8, 0.4), (0.95, 0.4)]])
    assert shape is not None
    assert shape.area == pytest.approx(0.2 * 0.2)


def test_a_single_point_closes_nothing() -> None:
    assert BOX.close([[(0.5, 0.5)]]) is None


@given(y=SHARES, island=SHARES)
def test_the_sea_lies_on_the_right_of_the_coast(y: float, island: float) -> None:
    assume(abs(y - island) > 0.02)
    middle = 0.5
    ring = [(middle, island), (middle + 0.01, island), (middle + 0.01, island + 0.005), (middle, island)]
    seas = BOX.sea([[(0.99, y), (0.01, y)]], [ring])  # going west: land is in the south, on the left
    assert sum(sea.area for sea in seas) == pytest.approx(1 - y, abs=1e-3)
    assert not any(sea.contains(Point(0.3, y / 2)) for sea in seas)


@given(x=SHARES, y=SHARES, dx=st.floats(-1, 1), dy=st.floats(-1, 1))
def test_going_straight_on_ends_on_the_border(x: float, y: float, dx: float, dy: float) -> None:
    near = Border(0.0, 0.0, 0.001, 0.001)
    hit = near.ahead((x / 1000, y / 1000), (x / 1000 + dx / 1e5, y / 1000 + dy / 1e5))
    if hit is not None:
        assert near.shape.exterior.distance(Point(hit)) < 1e-9


def test_polygons_of_a_mixture() -> None:
    mixed = Point(0, 0).buffer(1).union(Point(5, 5))
    assert [type(part) for part in polygons(mixed)] == [Polygon]
