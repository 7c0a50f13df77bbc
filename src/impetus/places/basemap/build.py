"""Build a base map from an OSM extract, with packages from PyPI only (the extra ``impetus[map]``)."""

from __future__ import annotations

import gzip
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any, Final, Protocol, cast

import msgspec
from pmtiles.tile import Compression, TileType, zxy_to_tileid
from pmtiles.writer import Writer

from impetus.places.basemap import complete, gather
from impetus.places.basemap.errors import BadBounds, UnreadableExtract
from impetus.places.basemap.extract import Box, bounds_of, is_cut
from impetus.places.basemap.layers import Layers
from impetus.places.basemap.tables import MAX_ZOOM, MIN_ZOOM
from impetus.places.basemap.tiles import ORDER, tiles_of

Progress = Callable[[str, int, int], None]
"""Called with what begins now, how many steps are done, and how many there are."""

WIDEST_DEGREES: Final = 10.0
"""A wider box would be a country, and its tiles would not fit into memory."""


class _Archive(Protocol):
    tile_f: IO[bytes]  # a temporary file that the writer leaves open

    def write_tile(self, tileid: int, data: bytes) -> None: ...

    def finalize(self, header: dict[str, Any], metadata: dict[str, Any]) -> None: ...


class BuiltMap(msgspec.Struct, frozen=True, kw_only=True):
    """What was built: the archive, its box in degrees, how many tiles and bytes, features by layer."""

    path: Path
    bounds: Box
    tiles: int
    size: int
    features: dict[str, int]


def describe(layers: Layers, name: str, languages: tuple[str, ...]) -> dict[str, Any]:
    """What the archive says of itself."""
    described = []
    for layer in ORDER:
        found = layers.features.get(layer, [])
        if found:
            fields = {key: type(value).__name__ for f in found for key, value in f.values.items()}
            kinds = {"str": "String", "bool": "Boolean", "int": "Number", "float": "Number"}
            described.append(
                {
                    "id": layer,
                    "minzoom": max(MIN_ZOOM, min(f.zoom for f in found)),
                    "maxzoom": MAX_ZOOM,
                    "fields": {key: kinds[kind] for key, kind in fields.items()},
                }
            )
    return {
        "name": name,
        "type": "baselayer",
        "format": "pbf",
        "languages": list(languages),
        "attribution": '<a href="https://www.openstreetmap.org/copyright">© OpenStreetMap contributors</a>',
        "license": "ODbL-1.0",
        "vector_layers": described,
    }


def checked(bounds: Box) -> Box:
    """Return ``bounds`` if it is a box of degrees that a map can be drawn of.

    Raises BadBounds: west not below east, south not below north, off the globe, too wide.
    """
    west, south, east, north = bounds
    if not (-180 <= west < east <= 180 and -85 <= south < north <= 85):
        raise BadBounds(f"{west},{south},{east},{north} is no box of degrees on the map")
    if max(east - west, north - south) > WIDEST_DEGREES:
        raise BadBounds(f"The box is wider than {WIDEST_DEGREES:g} degrees")
    return bounds


@contextmanager
def _reading(source: Path) -> Iterator[None]:
    """Turn what libosmium says of a file into an error that names the file."""
    try:
        yield
    except (RuntimeError, OSError, ValueError, IndexError, KeyError) as error:
        raise UnreadableExtract(source, str(error) or type(error).__name__) from error


def build(
    source: Path,
    target: Path,
    *,
    bbox: Box | None = None,
    languages: tuple[str, ...] = ("sv", "en"),
    name: str = "Base map",
    progress: Progress | None = None,
) -> BuiltMap:
    """Build the archive ``target`` from the extract ``source``; the same input gives the same bytes.

    ``bbox`` is west, south, east, north in degrees, by default the file's own. ``languages`` are
    further names to keep. The archive appears when it is whole. Raises UnreadableExtract, BadBounds.
    """
    steps = ["mending", "reading", *(f"zoom {zoom}" for zoom in range(MIN_ZOOM, MAX_ZOOM + 1))]
    begin = progress or (lambda _text, _done, _total: None)
    if not source.is_file():
        raise UnreadableExtract(source, "there is no such file")
    begin(steps[0], 0, len(steps))
    with tempfile.TemporaryDirectory() as folder, _reading(source):
        own = bounds_of(source)
        bounds = checked(bbox or own)
        if bounds[0] >= own[2] or bounds[2] <= own[0] or bounds[1] >= own[3] or bounds[3] <= own[1]:
            raise BadBounds(f"The box lies outside the extract, which covers {','.join(f'{edge:.4f}' for edge in own)}")
        whole, sea = source, []
        if is_cut(source):
            whole = Path(folder) / "whole.osm.pbf"
            complete.complete(source, whole, own)
        else:
            sea = complete.coast(source, own)
        begin(steps[1], 1, len(steps))
        layers = gather.read(whole, bounds, languages, sea)
    features = {layer: len(rows) for layer, rows in layers.features.items() if rows}
    if set(features) <= {"ground", "edge"}:
        raise UnreadableExtract(source, "there is nothing to draw in the box")
    target.parent.mkdir(parents=True, exist_ok=True)
    part = target.with_name(target.name + ".part")
    count = 0
    try:
        with part.open("wb") as file:
            writer = cast("_Archive", Writer(file))  # type: ignore[no-untyped-call]  # pmtiles has no types
            with writer.tile_f:
                for done, zoom in enumerate(range(MIN_ZOOM, MAX_ZOOM + 1), 2):
                    begin(steps[done], done, len(steps))
                    tiles = [(zxy_to_tileid(zoom, x, y), body) for x, y, body in tiles_of(layers, zoom)]
                    for tile_id, body in sorted(tiles):
                        writer.write_tile(tile_id, gzip.compress(body, 9, mtime=0))
                    count += len(tiles)
                writer.finalize(_header(bounds), describe(layers, name, languages))
        part.replace(target)
    finally:
        part.unlink(missing_ok=True)
    begin("done", len(steps), len(steps))
    return BuiltMap(path=target, bounds=bounds, tiles=count, size=target.stat().st_size, features=features)


def _header(bounds: Box) -> dict[str, Any]:
    west, south, east, north = (round(degree * 1e7) for degree in bounds)
    return {
        "tile_type": TileType.MVT,
        "tile_compression": Compression.GZIP,
        "min_lon_e7": west,
        "min_lat_e7": south,
        "max_lon_e7": east,
        "max_lat_e7": north,
        "center_lon_e7": (west + east) // 2,
        "center_lat_e7": (south + north) // 2,
        "center_zoom": 14,
    }
