"""Evidence: what an operator looks at to judge an alert, by kind. The console draws by kind alone."""

from typing import Any, Literal

import msgspec

from impetus.model.text import Text


class SeriesEvidence(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, tag="series"):
    """A measured line within its expected band.

    All lists have the same length n; `time` in ms UTC ascending; a missing value is None.
    `from_` is where the deviation starts, `at` the point that the alert's sentence tells of (ms UTC).
    """

    title: Text
    unit: str
    sensor: str
    time: list[int]
    observed: list[float | None]
    expected: list[float | None] = []
    low: list[float | None] = []
    high: list[float | None] = []
    from_: int | None = msgspec.field(default=None, name="from")
    at: int | None = None


class AreaFlow(msgspec.Struct, frozen=True, kw_only=True):
    """A movement on the map from one (longitude, latitude) to another, with its figure."""

    path: list[tuple[float, float]]
    figure: str


class AreaEvidence(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, tag="area"):
    """A place on the map: closed ring of (longitude, latitude), the sensors in it, movements."""

    title: Text
    ring: list[tuple[float, float]]
    sensors: list[str] = []
    flows: list[AreaFlow] = []


class TextEvidence(msgspec.Struct, frozen=True, kw_only=True, tag="text"):
    """A text, identifiers masked."""

    title: Text
    body: str


class TableEvidence(msgspec.Struct, frozen=True, kw_only=True, tag="table"):
    """Rows of figures, sorted by how much they deviate."""

    title: Text
    columns: list[Text]
    rows: list[list[str | float | int | None]]


class GraphEvidence(msgspec.Struct, frozen=True, kw_only=True, tag="graph"):
    """Nodes and edges; `path` lists the edges that matter."""

    title: Text
    nodes: list[dict[str, Any]]
    edges: list[dict[str, Any]]
    path: list[int]


class ImageEvidence(msgspec.Struct, frozen=True, kw_only=True, tag="image"):
    """A masked picture in the object store."""

    title: Text
    object: str
    boxes: list[dict[str, Any]]


class PlanEvidence(msgspec.Struct, frozen=True, kw_only=True, tag="plan"):
    """A plan of action, as GeoJSON with orders."""

    title: Text
    geojson: dict[str, Any]
    orders: list[Text]


Evidence = SeriesEvidence | AreaEvidence | TextEvidence | TableEvidence | GraphEvidence | ImageEvidence | PlanEvidence
EvidenceKind = Literal["series", "area", "text", "table", "graph", "image", "plan"]
