import gzip
import json
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import mapbox_vector_tile
import osmium
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pmtiles.reader import MmapSource, Reader, all_tiles
from tests.places.basemap.conftest import EAST, NORTH, SOUTH, WEST, Sketch, small_town

from impetus.places.basemap import complete
from impetus.places.basemap.build import build
from impetus.places.basemap.errors import BadBounds, UnreadableExtract
from impetus.places.basemap.extract import bounds_of, is_cut


def decoded(path: Path, zoom: int) -> dict[str, list[dict[str, Any]]]:
    layers: dict[str, list[dict[str, Any]]] = {}
    with path.open("rb") as file:
        for (z, _, _), body in all_tiles(MmapSource(file)):
            if z == zoom:
                tile = mapbox_vector_tile.decode(gzip.decompress(body), default_options={"y_coord_down": True})
                for name, layer in tile.items():
                    layers.setdefault(name, []).extend(layer["features"])
    return layers


@pytest.fixture(scope="module")
def archive(town: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    target = tmp_path_factory.mktemp("built") / "town.pmtiles"
    build(town, target, name="Town")
    return target


def test_the_same_input_gives_the_same_bytes(town: Path, archive: Path, tmp_path: Path) -> None:
    build(town, tmp_path / "again.pmtiles", name="Town")
    assert (tmp_path / "again.pmtiles").read_bytes() == archive.read_bytes()
    assert not list(tmp_path.glob("*.part"))


def test_the_archive_says_whose_data_it_holds(archive: Path) -> None:
    with archive.open("rb") as file:
        reader = Reader(MmapSource(file))
        metadata, header = reader.metadata(), reader.header()
    assert "© OpenStreetMap contributors" in metadata["attribution"]
    assert metadata["license"] == "ODbL-1.0"
    assert metadata["name"] == "Town"
    assert header["min_lon_e7"] == round(WEST * 1e7)
    assert header["max_lat_e7"] == round(NORTH * 1e7)


def test_what_the_border_cut_open_is_closed(archive: Path) -> None:
    tile = decoded(archive, 16)
    assert {feature["properties"]["kind"] for feature in tile["water"]} >= {"sea", "lake"}
    assert any(feature["properties"]["kind"] == "park" for feature in tile["green"])


def test_one_label_a_street_and_a_stop(archive: Path) -> None:
    tile = decoded(archive, 14)
    assert {feature["properties"]["name"] for feature in tile["street"]} == {"Pitkäkatu"}
    at_16 = decoded(archive, 16)
    stops = Counter(feature["properties"]["name"] for feature in at_16["stop"])
    assert set(stops) == {"Testitori"}
    squares = [f["properties"] for f in at_16["place"] if f["properties"]["kind"] == "square"]
    assert {(square["name"], square["name:sv"]) for square in squares} == {("Testitori", "Testtorget")}


def test_a_missing_height_is_guessed_from_the_neighbours(archive: Path) -> None:
    heights = {feature["properties"]["height"] for feature in decoded(archive, 16)["building"]}
    assert heights <= {12, 15, 18, 21, 16.5}
    assert 16.5 in heights  # the median of the four


def test_no_point_is_far_outside_its_tile(archive: Path) -> None:
    for zoom in range(11, 17):
        for layer in decoded(archive, zoom).values():
            for feature in layer:
                flat = json.dumps(feature["geometry"]["coordinates"]).replace("[", " ").replace("]", " ")
                assert all(-1025 <= float(number) <= 5121 for number in flat.split(","))


def test_a_box_of_its_own(town: Path, tmp_path: Path) -> None:
    inner = (WEST + 0.005, SOUTH + 0.003, EAST - 0.005, NORTH - 0.003)
    built = build(town, tmp_path / "inner.pmtiles", bbox=inner, languages=())
    assert built.bounds == inner
    assert all("name:sv" not in f["properties"] for f in decoded(built.path, 16).get("place", []))


@pytest.mark.parametrize(
    "bbox",
    [
        (3, 2, 1, 4),
        (0, 0, 0, 0),
        (-200, 0, 1, 1),
        (0, -90, 1, 1),
        (0, 0, 80, 80),
        (1, 1, 2, 2),
        (float("nan"), 0, 1, 1),
    ],
)
def test_a_box_that_makes_no_sense(town: Path, tmp_path: Path, bbox: tuple[float, float, float, float]) -> None:
    with pytest.raises(BadBounds):
        build(town, tmp_path / "out.pmtiles", bbox=bbox)
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("name", ["x.osm.pbf", "x.osm", "x.osm.gz", "x.txt"])
@pytest.mark.parametrize("content", [b"", b"nonsense" * 40, b"<osm/>", b"\x00\x00\x00\x0d" + b"\x0a" * 60])
def test_a_file_that_is_no_extract(tmp_path: Path, name: str, content: bytes) -> None:
    source = tmp_path / name
    source.write_bytes(content)
    with pytest.raises(UnreadableExtract) as caught:
        build(source, tmp_path / "out.pmtiles")
    assert caught.value.remedy
    assert not (tmp_path / "out.pmtiles").exists()


def test_a_missing_file(tmp_path: Path) -> None:
    with pytest.raises(UnreadableExtract, match="no such file"):
        build(tmp_path / "none.osm.pbf", tmp_path / "out.pmtiles")


@given(
    damage=st.lists(st.tuples(st.integers(0, 3000), st.integers(0, 255)), min_size=1, max_size=8),
    end=st.integers(1, 3000),
)
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_damaged_extract_is_refused_or_built(
    town: Path, tmp_path: Path, damage: list[tuple[int, int]], end: int
) -> None:
    content = bytearray(town.read_bytes()[:end] if end < 1500 else town.read_bytes())
    for position, value in damage:
        content[position % len(content)] = value
    source = tmp_path / "damaged.osm.pbf"
    source.write_bytes(bytes(content))
    with suppress(UnreadableExtract, BadBounds):
        build(source, tmp_path / "out.pmtiles")


def test_an_empty_sheet_has_nothing_to_draw(sketch: Callable[[], Sketch], tmp_path: Path) -> None:
    blank = sketch()
    blank.node(0.5, 0.5)
    with pytest.raises(UnreadableExtract, match="nothing to draw"):
        build(blank.write(tmp_path / "blank.osm.pbf"), tmp_path / "out.pmtiles")


def test_an_extract_with_complete_ways_gets_only_its_sea(tmp_path: Path) -> None:
    whole = small_town().write(tmp_path / "whole.osm.pbf", keep_outside=True)
    assert not is_cut(whole)
    built = build(whole, tmp_path / "whole.pmtiles")
    assert built.features["water"] == 2
    assert built.features["green"] == 1


def test_progress_runs_to_its_end(town: Path, tmp_path: Path) -> None:
    seen: list[tuple[str, int, int]] = []
    build(town, tmp_path / "out.pmtiles", progress=lambda *step: seen.append(step))
    assert [done for _, done, _ in seen] == sorted(done for _, done, _ in seen)
    assert seen[-1] == ("done", 8, 8)


def test_completing_says_what_it_did(town: Path, tmp_path: Path) -> None:
    assert is_cut(town)
    counts = complete.complete(town, tmp_path / "whole.osm.pbf", (WEST, SOUTH, EAST, NORTH))
    assert counts["closed areas"] == 1
    assert counts["rebuilt multipolygons"] == 1
    assert counts["seas"] == 1
    assert not is_cut(tmp_path / "whole.osm.pbf")
    kept = [dict(way.tags) for way in osmium.FileProcessor(tmp_path / "whole.osm.pbf", osmium.osm.WAY)]
    assert any(tags.get(complete.ORIGIN, "").startswith("way/") for tags in kept)


def test_bounds_without_a_header_are_those_of_the_nodes(tmp_path: Path) -> None:
    path = small_town().write(tmp_path / "bare.osm.pbf", box=False)
    west, south, east, north = bounds_of(path)
    assert WEST <= west < east <= EAST
    assert SOUTH <= south < north <= NORTH
