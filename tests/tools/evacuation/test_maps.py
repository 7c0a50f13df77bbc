"""Maps in: each format to a graph, what was assumed told in three languages, and no file breaks a reader."""

import json
import re
from pathlib import Path
from typing import Any

import ezdxf
import numpy as np
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from tests.conftest import shared_data

from impetus.kit.errors import BadInput
from impetus.tools.evacuation.maps.drawn import Drawn, Line, width_of
from impetus.tools.evacuation.maps.graph import Made, Placing, make_graph
from impetus.tools.evacuation.maps.sketch import Sketch, Street, merged
from impetus.tools.evacuation.maps.streets import put_streets
from impetus.tools.evacuation.network import Network, network_of

OSM = """<?xml version="1.0"?><osm version="0.6">
<node id="1" lat="60.1700" lon="24.9400"/><node id="2" lat="60.1700" lon="24.9410"/>
<node id="3" lat="60.1700" lon="24.9420"/><node id="4" lat="60.1705" lon="24.9410"/>
<node id="5" lat="60.1695" lon="24.9410"/><node id="6" lat="60.1705" lon="24.9430"/>
<node id="7" lat="60.1695" lon="24.9405"/><node id="8" lat="60.1705" lon="24.9405"/>
<way id="1"><nd ref="1"/><nd ref="2"/><nd ref="3"/><tag k="highway" v="footway"/><tag k="name" v="Kaivokatu"/></way>
<way id="2"><nd ref="2"/><nd ref="4"/><tag k="highway" v="steps"/><tag k="width" v="3,5 m"/></way>
<way id="3"><nd ref="2"/><nd ref="5"/><tag k="highway" v="service"/><tag k="width" v="wide"/></way>
<way id="4"><nd ref="3"/><nd ref="6"/><tag k="highway" v="motorway"/></way>
<way id="5"><nd ref="3"/><nd ref="6"/><tag k="highway" v="footway"/><tag k="access" v="private"/></way>
<way id="6"><nd ref="7"/><nd ref="8"/><tag k="highway" v="path"/></way>
<way id="7"><nd ref="3"/><nd ref="99"/><tag k="highway" v="path"/></way>
</osm>"""
SQUARE = "POLYGON ((0 0, 20 0, 20 8, 24 8, 24 12, 20 12, 20 20, 0 20, 0 0), (9 9, 11 9, 11 11, 9 11, 9 9))"


def made(folder: Path, name: str, content: str | bytes, **placing: Any) -> Made:
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return make_graph(path, Placing(**placing))


def counts(one: Made) -> dict[str, int]:
    found: dict[str, int] = {}
    for finding in one.audit.findings:
        found[finding.key] = found.get(finding.key, 0) + finding.count
    return found


def arcs(network: Network) -> dict[tuple[str, str], tuple[float, float]]:
    ends = zip(network.tail, network.head, network.length, network.width, strict=True)
    return {(network.ids[tail], network.ids[head]): (length, width) for tail, head, length, width in ends}


def test_openstreetmap(tmp_path: Path) -> None:
    one = made(tmp_path, "centre.osm", OSM, people=200, exits=((24.9400, 60.1700), (24.9420, 60.1700)), crowd_m=70)
    network = network_of(one.graph)
    assert set(network.ids) == {"1", "2", "3", "4", "5"}  # what nobody walks on is no street, what is apart is left out
    assert network.people == 200
    assert {network.ids[node] for node in np.flatnonzero(network.exit)} == {"1", "3"}
    found = arcs(network)
    assert found["2", "1"] == (pytest.approx(55.33, abs=0.1), 2.5)  # 0.001° of longitude at 60.17° north
    assert found["4", "2"] == (pytest.approx(2 * 55.6, abs=0.2), 3.5)  # steps count twice their length
    assert found["5", "2"][1] == 4.0
    assert one.graph["map"]["steps"]
    assert len(one.graph["map"]["capacity_p_s"]) == len(one.graph["arcs"])
    assert "OpenStreetMap" in one.graph["map"]["attribution"]
    told = counts(one)
    assert told["map.width_assumed"] == 4
    assert told["map.width_odd"] == 1
    assert told["map.steps"] == 1
    assert told["map.apart"] == 1
    assert told["map.place_missing"] == 1
    assert told["map.crossings"] == 1  # the path over Kaivokatu without a junction
    for finding in one.audit.findings:
        assert len({finding.text.en, finding.text.it, finding.text.nb}) == 3
        assert not re.search(r"[{}]", finding.text.en + finding.text.it + finding.text.nb)


def test_geojson_with_its_own_exits_and_crowd(tmp_path: Path) -> None:
    def feature(kind: str, where: Any, **properties: Any) -> Any:
        return {"type": "Feature", "properties": properties, "geometry": {"type": kind, "coordinates": where}}

    collection = {
        "type": "FeatureCollection",
        "features": [
            feature("LineString", [[24.94, 60.17], [24.941, 60.17], [24.942, 60.17]], width=4, name="Street"),
            feature("LineString", [[24.941, 60.17], [24.941, 60.171]], steps=True),
            feature("Point", [24.942, 60.17], exit=True),
            feature("Point", [24.94, 60.17], people=70),
        ],
    }
    network = network_of(made(tmp_path, "square.geojson", json.dumps(collection)).graph)
    assert network.people == 70
    assert int(network.exit.sum()) == 1
    assert float(network.lon[network.exit][0]) == pytest.approx(24.942, abs=1e-6)
    assert "Street" in network.names


def test_a_venue_in_wkt_lets_through_what_its_gate_lets_through(tmp_path: Path) -> None:
    one = made(tmp_path, "venue.wkt", SQUARE, people=100, exits=((23.9, 10.0),), crowd_m=9)
    network = network_of(one.graph)
    assert one.audit.area_m2 == pytest.approx(20 * 20 - 4 + 16)
    inside = network.x < 20
    through = inside[network.tail] & ~inside[network.head]
    assert network.width[through].sum() == pytest.approx(4.0, abs=0.01)  # the passage, four metres wide
    hole = (np.abs(network.x - 10) < 0.9) & (np.abs(network.y - 10) < 0.9)
    assert not hole.any()


def test_streets_in_wkt_meet_where_they_cross(tmp_path: Path) -> None:
    network = network_of(
        made(tmp_path, "lines.wkt", "LINESTRING (0 0, 100 0)\nLINESTRING (50 -50, 50 50)", exits=((0, 0),)).graph
    )
    assert network.nodes == 5


def test_a_drawing_in_its_own_unit(tmp_path: Path) -> None:
    drawing = ezdxf.new(units=4)  # millimetres
    space = drawing.modelspace()
    space.add_lwpolyline([(0, 0), (20_000, 0), (20_000, 10_000), (0, 10_000)], close=True, dxfattribs={"layer": "WALK"})
    space.add_circle((10_000, 5000), 1000, dxfattribs={"layer": "OBSTACLES"})
    space.add_line((20_000, 4000), (20_000, 6000), dxfattribs={"layer": "EXIT"})
    space.add_lwpolyline([(1000, 1000), (4000, 1000), (4000, 9000), (1000, 9000)], close=True,
                         dxfattribs={"layer": "CROWD"})  # fmt: skip
    space.add_text("Hall", dxfattribs={"layer": "TEXT"})
    drawing.saveas(tmp_path / "hall.dxf")
    one = make_graph(tmp_path / "hall.dxf", Placing(people=50))
    network = network_of(one.graph)
    assert one.audit.area_m2 == pytest.approx(200 - np.pi, abs=0.3)
    assert network.people == 50
    assert network.x[network.supply > 0].max() < 5
    assert network.x[network.exit].min() > 18


@pytest.mark.parametrize(
    ("name", "content", "field"),
    [
        ("map.txt", "", "map"),
        ("map.osm", "<osm><node id=", "map"),
        ("map.osm.pbf", "no PBF", "map"),
        ("map.osm.gz", b"\x1f\x8bnothing", "map"),
        ("map.geojson", "{", "map.line 1"),
        ("map.geojson", '{"nodes": []}', "map"),
        ("map.geojson", '{"type": "FeatureCollection", "features": [7]}', "map.features[0]"),
        ("map.geojson", '{"type": "Point", "coordinates": [385000, 6672000]}', "map.geometry.coordinates"),
        ("map.wkt", "LINESTRING (0 0, 1 1)\nPOLYGON ((0 0, 1", "map.line 2"),
        ("map.wkt", "LINESTRING (0 0, nan 1)", "map.line 1"),
        ("map.wkt", "(" * 20, "map.line 1"),
        ("map.wkt", SQUARE, "map.exit"),
        ("map.dxf", "0\nSECTION", "map"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_named(tmp_path: Path, name: str, content: str | bytes, field: str) -> None:
    with pytest.raises(BadInput) as refused:
        made(tmp_path, name, content)
    assert refused.value.field == field
    assert refused.value.remedy


ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(["type", "features", "geometry", "coordinates", "properties"]), inner, max_size=4
        )
    ),
    max_leaves=15,
)
PIECES = st.lists(
    st.sampled_from(["POLYGON", "LINESTRING", "MULTI", "POINT", "GEOMETRYCOLLECTION", "EMPTY", "Z", "(", ")", ",", "#",
                     "nan", "inf", "0 0", "10 0", "10 10", "0 10", "1e308 1", "\n"]), max_size=20,
).map(" ".join)  # fmt: skip
SPOTS = st.lists(
    st.tuples(*[st.sampled_from([0, 0.0005, 0.001, 0.0011, 0.5, 84.9])] * 2).map(list), min_size=1, max_size=6
)
FEATURES = st.lists(
    st.fixed_dictionaries({
        "type": st.just("Feature"),
        "properties": st.dictionaries(
            st.sampled_from(["exit", "people", "width", "steps", "obstacle", "highway", "layer"]),
            st.sampled_from([True, 3, "4 m", "steps", None, -1, []]), max_size=3),
        "geometry": st.one_of(
            SPOTS.map(lambda spots: {"type": "LineString", "coordinates": spots}),
            SPOTS.map(lambda spots: {"type": "Polygon", "coordinates": [[*spots, spots[0]]]}),
            SPOTS.map(lambda spots: {"type": "Point", "coordinates": spots[0]}),
        ),
    }), max_size=6,
)  # fmt: skip
quick = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def tried(folder: Path, name: str, content: str | bytes) -> None:
    """A graph, or a refusal that names the map."""
    try:
        network_of(made(folder, name, content, people=5).graph)
    except BadInput as refused:
        assert (refused.field or "").split(".")[0] in {"map", "nodes", "arcs", "graph"}  # noqa: PT017
        assert refused.remedy  # noqa: PT017


@quick
@given(ANYTHING)
@example({"type": "Polygon", "coordinates": [[[0, 0], [1, 1], [1, 0], [0, 0]]]})
def test_no_geojson_breaks_it(tmp_path: Path, content: Any) -> None:
    tried(tmp_path, "map.geojson", json.dumps(content))
    tried(tmp_path, "map.geojson", json.dumps({"type": "Feature", "geometry": content}))


@quick
@given(FEATURES)
def test_no_features_break_it(tmp_path: Path, content: Any) -> None:
    tried(tmp_path, "map.geojson", json.dumps({"type": "FeatureCollection", "features": content}))


@quick
@given(PIECES)
@example("LINESTRING (0 0, 0 0)")
@example("POLYGON ((0 0, 10 10, 10 0, 0 10, 0 0))")
def test_no_wkt_breaks_it(tmp_path: Path, content: str) -> None:
    tried(tmp_path, "map.wkt", content)


@quick
@given(
    st.binary(max_size=60),
    st.integers(0, len(OSM) - 1),
    st.sampled_from(["map.osm", "map.osm.pbf", "map.dxf", "map.osm.gz"]),
)
def test_no_bytes_break_it(tmp_path: Path, content: bytes, at: int, name: str) -> None:
    tried(tmp_path, name, content)
    tried(tmp_path, name, OSM.encode()[:at] + content + OSM.encode()[at:])


@pytest.mark.parametrize(
    ("said", "metres"),
    [(3, 3), ("3.5", 3.5), ("3,5 m", 3.5), ("10 ft", 3.048), ("10'", 3.048), ("wide", None), (0, None), (True, None),
     ("-2", None), (float("nan"), None), (1e9, None), ("250 cm", 2.5)],
)  # fmt: skip
def test_widths_as_maps_write_them(said: Any, metres: float | None) -> None:
    assert width_of(said) == (metres if metres is None else pytest.approx(metres))


@given(st.lists(st.tuples(st.integers(0, 12), st.integers(0, 12)).filter(lambda two: two[0] != two[1]), max_size=25))
def test_merging_keeps_every_way_and_its_length(ends: list[tuple[int, int]]) -> None:
    whole = Sketch()
    for place in range(13):
        whole.add((float(place), 0.0))
    whole.streets = [Street(tail=one, head=two, length=7.0, width=2.0, kind="path") for one, two in ends]
    less = merged(whole, 30.0, fixed=[0])
    assert sum(street.length for street in less.streets) == pytest.approx(7.0 * len(ends))
    assert len(set(less.parts())) == len(set(whole.kept((whole.degree() > 0) | (np.arange(13) == 0)).parts()))
    assert all(street.length <= 30.0 for street in less.streets)


def test_a_bridge_does_not_meet_what_it_leads_over() -> None:
    drawn = Drawn(format="geojson", degrees=False, noded=False)
    drawn.lines = [Line(points=[(0, 0), (100, 0)]), Line(points=[(50, -50), (50, 50)], layer="1")]
    sketch = Sketch()
    assert put_streets(drawn, sketch) == []
    assert len(sketch.points) == 4


def test_real_maps_are_read() -> None:
    folder = shared_data("evacuation/osm")
    for path in sorted(folder.iterdir()):
        one = make_graph(path, Placing(people=20_000))
        network = network_of(one.graph)
        assert network.people == 20_000, path.name
        assert one.audit.findings, path.name
