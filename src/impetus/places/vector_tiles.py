"""Reads base maps: archives PMTiles 3 with Mapbox Vector Tiles 2.1. Writing needs the extra ``impetus[map]``.

Sources: https://github.com/protomaps/PMTiles/blob/main/spec/v3/spec.md, https://github.com/mapbox/vector-tile-spec.
"""

import math
import struct
import zlib
from collections.abc import Collection, Iterator
from pathlib import Path
from typing import Final

import msgspec

from impetus.kit.errors import BadInput

Point = tuple[float, float]
SHIPPED: Final = Path(__file__).with_name("maps")
"""The base maps that come with the program."""
_HEADER: Final = 127
_GZIP: Final = 2
_MVT: Final = 1
_MOST: Final = 64 * 1024 * 1024
"""A directory or tile that unpacks to more is none."""


class BadMap(BadInput):
    """A file is no PMTiles archive of vector tiles, or is broken."""

    def __init__(self, path: Path, why: str) -> None:
        super().__init__(f"{path.name} is no base map: {why}.", remedy="Build it anew with `impetus map build`.")


class Shape(msgspec.Struct, frozen=True, kw_only=True):
    """A feature of a tile: `lines` are open or closed lists of (x, y), 0 to 1 within the tile, y downwards."""

    layer: str
    kind: str
    name: str
    tunnel: bool
    area: bool
    lines: list[list[Point]]


class Archive:
    """A PMTiles archive; `bounds` are west, south, east, north in degrees. Raise BadMap, OSError."""

    def __init__(self, path: Path) -> None:
        self.path = path
        with path.open("rb") as file:
            head = file.read(_HEADER)
        if len(head) < _HEADER or head[:7] != b"PMTiles" or head[7] != 3:
            raise BadMap(path, "it does not begin as one")
        self._root = struct.unpack_from("<QQ", head, 8)
        self._leaves: int
        self._tiles: int
        self._leaves, self._tiles = struct.unpack_from("<Q", head, 40)[0], struct.unpack_from("<Q", head, 56)[0]
        self._packed, self._tile_packed, kind, self.min_zoom, self.max_zoom = head[97:102]
        if kind != _MVT or self._packed not in (1, _GZIP) or self._tile_packed not in (1, _GZIP):
            raise BadMap(path, "its tiles are of another kind")
        corners: tuple[int, int, int, int] = struct.unpack_from("<iiii", head, 102)
        west, south, east, north = (degrees / 1e7 for degrees in corners)
        self.bounds = (west, south, east, north)

    def covers(self, longitude: float, latitude: float) -> bool:
        """Whether a place lies on the map."""
        west, south, east, north = self.bounds
        return west <= longitude <= east and south <= latitude <= north

    def tile(self, zoom: int, x: int, y: int) -> bytes | None:
        """The bytes of a tile, unpacked; None where there is none."""
        wanted, (offset, length) = tile_id(zoom, x, y), self._root
        try:
            with self.path.open("rb") as file:

                def part(start: int, size: int, packed: int) -> bytes:
                    file.seek(start)
                    raw = file.read(min(size, _MOST))
                    return _unpacked(raw) if packed == _GZIP else raw

                for _ in range(4):  # the specification allows no deeper directory
                    found = _find(part(offset, length, self._packed), wanted)
                    if found is None:
                        return None
                    first, run, offset, length = found
                    if run:
                        inside = wanted < first + run
                        return part(self._tiles + offset, length, self._tile_packed) if inside else None
                    offset += self._leaves
        except (ValueError, IndexError, OverflowError, OSError, zlib.error) as error:
            raise BadMap(self.path, "it is broken") from error
        return None


def _unpacked(raw: bytes) -> bytes:
    unpacker = zlib.decompressobj(wbits=31)
    made = unpacker.decompress(raw, _MOST)
    if not unpacker.eof:
        raise ValueError("too large, or cut off")
    return made


def tile_id(zoom: int, x: int, y: int) -> int:
    """The number of a tile along the Hilbert curve, after all tiles of lower zooms."""
    number: int = ((1 << 2 * zoom) - 1) // 3
    side = 1 << zoom
    half = side >> 1
    while half:
        right, down = int(bool(x & half)), int(bool(y & half))
        number += half * half * ((3 * right) ^ down)
        if not down:
            if right:
                x, y = side - 1 - x, side - 1 - y
            x, y = y, x
        half >>= 1
    return number


def tile_of(longitude: float, latitude: float, zoom: int) -> Point:
    """The place in tiles of a zoom, west and north of the world being 0 (web Mercator)."""
    side = 2**zoom
    bounded = math.radians(max(-85.05, min(85.05, latitude)))
    return (longitude + 180) / 360 * side, (1 - math.asinh(math.tan(bounded)) / math.pi) / 2 * side


def degrees_of(x: float, y: float, zoom: int) -> Point:
    """Longitude and latitude of a place in tiles of a zoom."""
    side = 2**zoom
    return x / side * 360 - 180, math.degrees(math.atan(math.sinh(math.pi * (1 - 2 * y / side))))


def _varint(data: bytes, at: int) -> tuple[int, int]:
    value = shift = 0
    while True:
        byte = data[at]
        at += 1
        value |= (byte & 0x7F) << shift
        if byte < 0x80:
            return value, at
        shift += 7
        if shift > 63:
            raise ValueError("a number is too long")


def _numbers(data: bytes) -> Iterator[int]:
    at = 0
    while at < len(data):
        value, at = _varint(data, at)
        yield value


def _find(directory: bytes, wanted: int) -> tuple[int, int, int, int] | None:
    """The entry at or before a tile: its first tile, how many it stands for (0: a leaf), offset, length."""
    numbers = list(_numbers(directory))
    count, rest = numbers[0], numbers[1:]
    if len(rest) < 4 * count:
        raise ValueError("a directory is cut off")
    best, tile, offset = None, 0, 0
    for index in range(count):
        tile += rest[index]
        length, given = rest[2 * count + index], rest[3 * count + index]
        offset = given - 1 if given else offset + (rest[2 * count + index - 1] if index else 0)
        if tile > wanted:
            break
        best = (tile, rest[count + index], offset, length)
    return best


def _fields(data: bytes) -> Iterator[tuple[int, int | bytes]]:
    """Fields of a protobuf message: numbers as they are, everything else as bytes."""
    at = 0
    while at < len(data):
        key, at = _varint(data, at)
        wire = key & 7
        if wire == 0:
            number, at = _varint(data, at)
            yield key >> 3, number
            continue
        if wire == 2:
            size, at = _varint(data, at)
        elif wire in (1, 5):
            size = 8 if wire == 1 else 4
        else:
            raise ValueError("a field of an unknown kind")
        if at + size > len(data):
            raise ValueError("a field is cut off")
        yield key >> 3, data[at : at + size]
        at += size


def shapes(tile: bytes, layers: Collection[str]) -> Iterator[Shape]:
    """Lines and areas of some layers of a tile, in its order. Raise ValueError or IndexError for a broken tile."""
    for number, layer in _fields(tile):
        if number == 3 and isinstance(layer, bytes):
            yield from _layer(layer, layers)


def _layer(data: bytes, layers: Collection[str]) -> Iterator[Shape]:
    name, extent = "", 4096
    features: list[bytes] = []
    keys: list[str] = []
    values: list[str] = []
    for number, value in _fields(data):
        if number == 5 and isinstance(value, int):
            extent = max(1, value)
        elif isinstance(value, bytes):
            if number == 1:
                name = value.decode()
            elif number == 2:
                features.append(value)
            elif number == 3:
                keys.append(value.decode())
            elif number == 4:
                text = next((part for kind, part in _fields(value) if kind == 1), b"")
                values.append(text.decode() if isinstance(text, bytes) else "")
    if name not in layers:
        return
    for feature in features:
        parts = dict(_fields(feature))
        tags, kind, drawn = parts.get(2, b""), parts.get(3, 0), parts.get(4, b"")
        if kind not in (2, 3) or not isinstance(tags, bytes) or not isinstance(drawn, bytes):
            continue
        pairs = list(_numbers(tags))
        said = {keys[key]: values[value] for key, value in zip(pairs[::2], pairs[1::2], strict=True)}
        yield Shape(
            layer=name, kind=said.get("kind", ""), name=said.get("name", ""), tunnel="tunnel" in said,
            area=kind == 3, lines=_lines(drawn, extent),
        )  # fmt: skip


def _lines(drawn: bytes, extent: int) -> list[list[Point]]:
    """Commands of a geometry (move, line, close) as lists of points."""
    found: list[list[Point]] = []
    numbers = _numbers(drawn)
    x = y = 0
    for command in numbers:
        act, times = command & 7, command >> 3
        if act == 7:
            found[-1].append(found[-1][0])
            continue
        for _ in range(times):
            right, down = next(numbers, None), next(numbers, None)
            if right is None or down is None:
                raise ValueError("a line is cut off")
            x, y = x + ((right >> 1) ^ -(right & 1)), y + ((down >> 1) ^ -(down & 1))
            if act == 1:
                found.append([])
            found[-1].append((x / extent, y / extent))
    return found
