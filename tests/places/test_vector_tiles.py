"""Base maps as they are read: what the packages read that write them, and an answer to anything else."""

import gzip
import math
from contextlib import suppress
from pathlib import Path

import mapbox_vector_tile
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pmtiles.reader import MmapSource, Reader
from pmtiles.tile import Compression, TileType, zxy_to_tileid
from pmtiles.writer import Writer

from impetus.places.vector_tiles import SHIPPED, Archive, BadMap, degrees_of, shapes, tile_id, tile_of

MAP = SHIPPED / "helsinki.pmtiles"
LAYERS = {"ground", "green", "water", "plaza", "building", "road", "rail", "street", "site"}


def test_every_tile_is_what_the_packages_read() -> None:
    archive = Archive(MAP)
    west, south, east, north = archive.bounds
    seen = 0
    with MAP.open("rb") as file:
        theirs = Reader(MmapSource(file))
        for zoom in range(archive.min_zoom - 1, archive.max_zoom + 2):
            left, top = (int(value) - 1 for value in tile_of(west, north, zoom))
            right, bottom = (int(value) + 1 for value in tile_of(east, south, zoom))
            for x in range(left, right + 1):
                for y in range(top, bottom + 1):
                    raw, mine = theirs.get(zoom, x, y), archive.tile(zoom, x, y)
                    assert (None if raw is None else gzip.decompress(raw)) == mine
                    seen += mine is not None
    assert seen == 41


def test_every_shape_is_what_the_packages_read() -> None:
    archive = Archive(MAP)
    tile = archive.tile(16, *(int(value) for value in tile_of(24.944, 60.1712, 16)))
    assert tile is not None
    theirs = mapbox_vector_tile.decode(tile, default_options={"y_coord_down": True})
    mine = list(shapes(tile, LAYERS))
    for layer in LAYERS:
        found = list(theirs[layer]["features"]) if layer in theirs else []
        drawn = [shape for shape in mine if shape.layer == layer]
        assert [one.kind for one in drawn] == [one["properties"].get("kind", "") for one in found]
        assert [one.name for one in drawn] == [one["properties"].get("name", "") for one in found]
        for shape, feature in zip(drawn, found, strict=True):
            if feature["geometry"]["type"] == "LineString":
                scaled = [(x / 4096, y / 4096) for x, y in feature["geometry"]["coordinates"]]
                assert shape.lines == [scaled]
                assert not shape.area
            assert shape.area == feature["geometry"]["type"].endswith("Polygon")


def test_leaves_and_runs(tmp_path: Path) -> None:
    """An archive large enough for leaf directories, with tiles that stand for many."""
    path = tmp_path / "large.pmtiles"
    with path.open("wb") as file:
        writer = Writer(file)
        for number in range(20_000):
            same = b"sea" if 5_000 <= number < 9_000 else f"tile {number}".encode()
            writer.write_tile(zxy_to_tileid(8, 0, 0) + number, gzip.compress(same, mtime=0))
        header = {
            "tile_type": TileType.MVT, "tile_compression": Compression.GZIP, "min_lon_e7": 0, "min_lat_e7": 0,
            "max_lon_e7": 10**7, "max_lat_e7": 10**7, "center_zoom": 8, "center_lon_e7": 0, "center_lat_e7": 0,
        }  # fmt: skip
        writer.finalize(header, {})
        writer.tile_f.close()
    archive = Archive(path)
    first = tile_id(8, 0, 0)
    numbers = {tile_id(8, x, y) - first: (x, y) for x in range(256) for y in range(256)}
    for number, told in {0: b"tile 0", 4_999: b"tile 4999", 7_777: b"sea", 19_999: b"tile 19999", 20_000: None}.items():
        assert archive.tile(8, *numbers[number]) == told


@given(zoom=st.integers(0, 16), x=st.floats(0, 0.999), y=st.floats(0, 0.999))
def test_numbers_and_places_of_tiles(zoom: int, x: float, y: float) -> None:
    side = 2**zoom
    assert tile_id(zoom, int(x * side), int(y * side)) == zxy_to_tileid(zoom, int(x * side), int(y * side))
    there = tile_of(*degrees_of(x * side, y * side, zoom), zoom)
    assert math.dist(there, (x * side, y * side)) < 1e-3 * side


@given(raw=st.binary(max_size=400))
def test_a_broken_tile_is_told(raw: bytes) -> None:
    with suppress(ValueError, IndexError):  # and nothing else
        list(shapes(raw, LAYERS))


@given(at=st.integers(0, 900), byte=st.integers(0, 255), cut=st.integers(0, 2000))
def test_a_broken_archive_is_told(tmp_path_factory: pytest.TempPathFactory, at: int, byte: int, cut: int) -> None:
    raw = bytearray(MAP.read_bytes())
    raw[at] = byte
    path = tmp_path_factory.mktemp("maps") / "broken.pmtiles"
    path.write_bytes(raw[: len(raw) - cut] if cut % 2 else raw)
    with suppress(BadMap):  # and nothing else
        archive = Archive(path)
        archive.tile(16, *(int(value) for value in tile_of(24.944, 60.1712, 16)))


@pytest.mark.parametrize("raw", [b"", b"PMTiles", b"PMTiles\x02" + bytes(200), bytes(200)])
def test_what_is_no_archive_is_told(tmp_path: Path, raw: bytes) -> None:
    path = tmp_path / "x.pmtiles"
    path.write_bytes(raw)
    with pytest.raises(BadMap, match="begin as one"):
        Archive(path)
