"""A small made-up extract: a coast, an island, a lake and houses at the border, streets, a square."""

from collections.abc import Callable
from pathlib import Path

import osmium
import pytest
from osmium.osm.mutable import Node, Relation, Way

WEST, SOUTH, EAST, NORTH = 24.90, 60.10, 24.92, 60.11


class Sketch:
    """Objects in the order they are drawn, written in the order a reader wants."""

    def __init__(self) -> None:
        self.nodes: list[tuple[int, float, float, dict[str, str]]] = []
        self.ways: list[tuple[int, list[int], dict[str, str]]] = []
        self.relations: list[tuple[int, list[tuple[str, int, str]], dict[str, str]]] = []
        self.outside: set[int] = set()

    def node(self, x: float, y: float, **tags: str) -> int:
        """A node at shares of the box; outside of it, it is left out of the file, as a box cut does."""
        ref = len(self.nodes) + 1
        self.nodes.append((ref, WEST + x * (EAST - WEST), SOUTH + y * (NORTH - SOUTH), tags))
        if not (0 <= x <= 1 and 0 <= y <= 1):
            self.outside.add(ref)
        return ref

    def way(self, points: list[tuple[float, float]], *, closed: bool = False, **tags: str) -> int:
        refs = [self.node(x, y) for x, y in points]
        ref = len(self.ways) + 1
        self.ways.append(
            (ref, [*refs, refs[0]] if closed else refs, {k.replace("__", ":"): v for k, v in tags.items()})
        )
        return ref

    def square(self, x: float, y: float, side: float, **tags: str) -> int:
        corners = [(x, y), (x + side, y), (x + side, y + side), (x, y + side)]
        return self.way(corners, closed=True, **tags)

    def write(self, path: Path, *, keep_outside: bool = False, box: bool = True) -> Path:
        header = osmium.io.Header()
        if box:
            header.add_box(osmium.osm.Box(WEST, SOUTH, EAST, NORTH))
        with osmium.SimpleWriter(str(path), header=header, overwrite=True) as writer:
            for ref, x, y, tags in self.nodes:
                if keep_outside or ref not in self.outside:
                    writer.add_node(Node(id=ref, location=(x, y), tags=tags, version=1))
            for ref, refs, tags in self.ways:
                writer.add_way(Way(id=ref, nodes=refs, tags=tags, version=1))
            for ref, members, tags in self.relations:
                writer.add_relation(Relation(id=ref, members=members, tags=tags, version=1))
        return path


def small_town() -> Sketch:
    town = Sketch()
    # land is on the left of a coastline: the sea is the south
    town.way([(1.1, 0.2), (0.6, 0.2), (0.4, 0.2), (-0.1, 0.2)], natural="coastline")
    town.way([(0.5, 0.08), (0.55, 0.08), (0.55, 0.13), (0.5, 0.13)], closed=True, natural="coastline")
    town.way([(0.9, 0.5), (1.2, 0.5), (1.2, 0.7), (0.9, 0.7)], closed=True, natural="water", name="Lampi")
    town.square(0.2, 0.5, 0.1, place="square", name="Testitori", name__sv="Testtorget")
    for step in range(4):
        town.square(0.32 + 0.025 * step, 0.5, 0.02, building="yes", height=str(12 + 3 * step))
    town.square(0.425, 0.5, 0.02, building="yes")
    town.way([(0.05, 0.45), (0.5, 0.45), (0.97, 0.45), (1.3, 0.45)], highway="primary", name="Pitkäkatu")
    town.way([(0.05, 0.452), (0.5, 0.452), (0.97, 0.452)], highway="primary", name="Pitkäkatu")
    town.way([(0.3, 0.3), (0.3, 0.9)], highway="footway")
    town.node(0.4, 0.6, amenity="theatre", name="Teatteri")
    town.node(0.6, 0.46, railway="tram_stop", name="Testitori")
    town.node(0.61, 0.44, railway="tram_stop", name="Testitori")
    outer = town.way([(0.6, 0.8), (0.8, 0.8), (0.8, 1.2), (0.6, 1.2)], closed=True)
    inner = town.way([(0.65, 0.85), (0.7, 0.85), (0.7, 0.9), (0.65, 0.9)], closed=True)
    town.relations.append(
        (
            1,
            [("w", outer, "outer"), ("w", inner, "inner")],
            {"type": "multipolygon", "leisure": "park", "name": "Puisto"},
        )
    )
    return town


@pytest.fixture(scope="session")
def town(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A cut extract: nodes outside its box are missing."""
    return small_town().write(tmp_path_factory.mktemp("town") / "town.osm.pbf")


@pytest.fixture
def sketch() -> Callable[[], Sketch]:
    """A blank sheet."""
    return Sketch
