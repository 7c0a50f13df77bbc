"""The features of a base map with their geometry, layer by layer, in world pixels.

A world pixel is a tile unit of the highest zoom: 4096 to a tile, x to the east, y to the south.
"""

from __future__ import annotations

import math
from collections import defaultdict
from dataclasses import dataclass, field

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from impetus.places.basemap.extract import Box
from impetus.places.basemap.schema import Feature
from impetus.places.basemap.tables import MAX_ZOOM

EXTENT = 4096
WORLD = EXTENT << MAX_ZOOM
EARTH_METRES = 40_075_016.686
LABEL_INSET_METRES, LETTER_METRES = 20, 2  # room for a name at the border; half a letter at zoom 15


def project(degrees: NDArray[np.float64]) -> NDArray[np.float64]:
    """Longitude and latitude to world pixels (web mercator)."""
    longitude, latitude = np.radians(degrees[:, 0]), np.radians(degrees[:, 1])
    x = (longitude / math.pi + 1) / 2
    y = (1 - np.arcsinh(np.tan(latitude)) / math.pi) / 2
    pixels: NDArray[np.float64] = np.column_stack([x, y]) * WORLD
    return pixels


@dataclass
class Layers:
    """Every feature with its geometry, layer by layer, and what the whole covers."""

    bounds: Box
    features: dict[str, list[Feature]] = field(default_factory=lambda: defaultdict(list))
    shapes: dict[str, list[BaseGeometry]] = field(default_factory=lambda: defaultdict(list))

    def __post_init__(self) -> None:
        west, south, east, north = self.bounds
        self.cover = shapely.transform(shapely.box(west, south, east, north), project)
        self.metre = WORLD / EARTH_METRES / math.cos(math.radians((south + north) / 2))

    def room(self, name: str, spare: float = 0) -> BaseGeometry:
        """Where the middle of a name may stand: all that is covered, less a margin."""
        margin = max(LABEL_INSET_METRES, LETTER_METRES * len(name)) + spare
        return shapely.buffer(self.cover, -margin * self.metre, join_style="mitre")

    def add(self, feature: Feature, shape: BaseGeometry) -> None:
        """Take in a feature, unless nothing of it is left."""
        if not shapely.is_empty(shape):
            self.features[feature.layer].append(feature)
            self.shapes[feature.layer].append(shape)

    def replace(self, layer: str, pairs: list[tuple[Feature, BaseGeometry]]) -> None:
        """Put ``pairs`` in the place of all that a layer holds."""
        self.features[layer] = [feature for feature, _ in pairs]
        self.shapes[layer] = [shape for _, shape in pairs]

    def pairs(self, layer: str) -> list[tuple[Feature, BaseGeometry]]:
        """Each feature of a layer with its geometry."""
        return list(zip(self.features[layer], self.shapes[layer], strict=True))
