"""What can be wrong with what a base map is to be built from."""

from pathlib import Path

from impetus.kit.errors import BadInput, Unavailable


class UnreadableExtract(BadInput):
    """The file is missing, is no OpenStreetMap extract, or holds nothing to draw."""

    code = "unreadable_extract"

    def __init__(self, path: Path, cause: str) -> None:
        super().__init__(
            f"{path.name} cannot be read as an OpenStreetMap extract: {cause}",
            remedy="Give a file ending in .osm.pbf, .osm.gz or .osm that holds nodes and ways, "
            "for instance one cut out with `osmium extract`.",
            field="file",
            path=str(path),
        )


class BadBounds(BadInput):
    """The bounding box asked for is no box, or not where the extract is."""

    code = "bad_bounds"

    def __init__(self, problem: str) -> None:
        super().__init__(
            problem, remedy="Write --bbox WEST,SOUTH,EAST,NORTH in degrees, inside the extract.", field="bbox"
        )


class MapExtraMissing(Unavailable):
    """The packages that build maps are not installed."""

    code = "map_extra_missing"

    def __init__(self, module: str) -> None:
        super().__init__(
            f"Building a base map needs packages that are not installed ({module})",
            remedy="Install them with: pip install 'impetus[map]'",
        )
