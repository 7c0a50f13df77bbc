"""A question as it comes, in a file, a form or over the bus, made into a task; no heavy library is needed for it."""

import base64
import gzip
import tempfile
import zlib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import msgspec

from impetus.kit.errors import BadInput, Unavailable
from impetus.tools.evacuation.network import Network, network_of, parsed, read_network
from impetus.tools.evacuation.presets import PRESETS
from impetus.tools.evacuation.result import Result
from impetus.tools.evacuation.situation import situated

if TYPE_CHECKING:
    from impetus.tools.evacuation.maps.graph import Made
    from impetus.tools.evacuation.micro.runs import VenueTask

NEEDED: Final = ("numba", "ortools", "scipy")
MAP_NEEDED: Final = ("ezdxf", "osmium", "shapely")
"""Packages of the extra `evacuation`."""
_FARTHEST: Final = 1e8
_MOST_BYTES: Final = 256 * 1024 * 1024


class EvacuationExtraMissing(Unavailable):
    """The packages that reckon are not installed."""

    code = "evacuation_extra_missing"

    def __init__(self, module: str) -> None:
        super().__init__(
            f"Reckoning an evacuation needs packages that are not installed ({module}).",
            remedy="Install them with: pip install 'impetus[evacuation]'",
        )


def graph_of(said: str, what: str = "graph") -> object:
    """Read a graph, or `what` else, from a text: JSON, or gzipped JSON in base64. Raise BadInput that names it."""
    try:
        raw = said if said.lstrip().startswith("{") else _unpacked(said, f"The {what}", what)
    except (ValueError, zlib.error):
        raise BadInput(
            f"The {what} is neither JSON nor gzipped JSON in base64.",
            remedy="See docs/evacuation.md for the form.",
            field=what,
        ) from None
    return parsed(raw, f"The {what}", what)


def _unpacked(said: str, what: str, field: str) -> bytes:
    unpacker = zlib.decompressobj(zlib.MAX_WBITS | 16)
    raw = unpacker.decompress(base64.b64decode(said, validate=True), _MOST_BYTES)
    if unpacker.unconsumed_tail:
        raise BadInput(f"{what} is too large.", remedy="Cut a smaller area out.", field=field)
    return raw


def packed(raw: bytes) -> str:
    """Return a graph as `graph_of` takes it in the least room."""
    return base64.b64encode(raw if raw[:2] == b"\x1f\x8b" else gzip.compress(raw, mtime=0)).decode()


def task_fields(question: Mapping[str, Any]) -> dict[str, Any]:
    """Return the fields of `solve.Task` that a question of `questions.py` asks for. Raise BadInput."""
    graph = str(question.get("graph") or "").strip()
    preset = str(question.get("place") or "fenced_square")
    usual = {key: float(question[key]) for key in ("speed", "specific_flow") if key in question}
    given, name = (graph_of(graph), "graph") if graph else (PRESETS[preset](), preset)
    network = network_of(given, **usual)
    situation = str(question.get("situation") or "").strip()
    question = {**question, "previous": str(question.get("previous") or "").strip()}
    return _task(network, name, parsed_situation(situation) if situation else {}, question)


def file_fields(
    graph: Path | None, situation: Path | None, *, map_file: Path | None = None, placing: Mapping[str, Any], **more: Any
) -> dict[str, Any]:
    """As `task_fields`, for files: a graph, or a map with where people stand and are safe on it. Raise BadInput."""
    if (graph is None) == (map_file is None):
        raise BadInput("Neither a graph nor a map is named, or both.", remedy="Name one.", field="graph")
    given: Any = {}
    if situation is not None:
        try:
            given = parsed_situation(situation.read_text("utf-8"))
        except (OSError, UnicodeDecodeError) as error:
            raise BadInput(
                f"{situation.name} cannot be read: {error}.", remedy="Check the path.", field="situation"
            ) from None
    if map_file is not None:
        return _task(network_of(map_made(map_file, placing).graph), map_file.name.split(".")[0], given, more)
    assert graph is not None
    return _task(read_network(graph), graph.name.removesuffix(".gz").removesuffix(".json"), given, more)


def venue_task(question: Mapping[str, Any]) -> "VenueTask":
    """Return what is asked of an area between walls, `venue` as JSON, the rest as in `questions.py`. Raise BadInput."""
    for other in ("graph", "situation"):
        if str(question.get(other) or "").strip():
            raise BadInput(
                f"Beside an area between walls no {other} is read.",
                remedy="Leave one out; closings and threats of an area stand in the area itself.",
                field=other,
            )
    try:
        from impetus.tools.evacuation.micro.runs import VenueTask
        from impetus.tools.evacuation.micro.venue import venue_of
    except ModuleNotFoundError as error:
        if (error.name or "").split(".")[0] in (*NEEDED, *MAP_NEEDED):
            raise EvacuationExtraMissing(error.name or "") from error
        raise
    venue = venue_of(graph_of(str(question["venue"]), "venue"), question.get("people"))
    fields = _chosen(question, "precision", "seed", "seeds", "slow", "trigger", "compliance")
    return VenueTask(venue=venue, name=str(question.get("name") or "venue"), **fields)


def venue_file(path: Path, situation: Path | None, **more: Any) -> "VenueTask":
    """As `venue_task`, for a file. Raise BadInput."""
    if situation is not None:
        raise BadInput(
            "Beside an area between walls no situation is read.",
            remedy="Leave one out; closings and threats of an area stand in the area itself.",
            field="situation",
        )
    try:
        said = path.read_bytes()
    except OSError as error:
        raise BadInput(
            f"{path.name} cannot be read: {error.strerror}.", remedy="Check the path.", field="venue"
        ) from None
    name = path.name.removesuffix(".gz").removesuffix(".json")
    return venue_task({**more, "venue": packed(said), "name": name})


def map_made(path: Path, placing: Mapping[str, Any]) -> "Made":
    """Make a map's file into a graph; `placing` holds fields of `maps.graph.Placing`. Raise BadInput."""
    try:
        from impetus.tools.evacuation.maps.graph import Placing, make_graph

        return make_graph(path, Placing(**{key: value for key, value in placing.items() if value is not None}))
    except ModuleNotFoundError as error:
        if (error.name or "").split(".")[0] in MAP_NEEDED:
            raise EvacuationExtraMissing(error.name or "") from error
        raise


def map_packed(name: str, content: str) -> dict[str, Any]:
    """Make a map's file, gzipped in base64, into a graph as `packed` gives it, with its findings. Raise BadInput."""
    try:
        raw = _unpacked(content, "The map", "content")
    except (ValueError, zlib.error):
        raise BadInput("The map is not gzipped in base64.", remedy="Send it so.", field="content") from None
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / Path(name).name
        try:
            path.write_bytes(raw)
        except (OSError, ValueError):
            raise BadInput("This is no name of a file.", remedy="Choose another.", field="name") from None
        made = map_made(path, {})
    findings = [{"level": one.level, "count": one.count, "text": one.text} for one in made.audit.findings]
    return {"graph": packed(msgspec.json.encode(made.graph)), "findings": msgspec.to_builtins(findings)}


def point_of(said: str, field: str) -> tuple[float, float]:
    """Return the two numbers of "24.94,60.17". Raise BadInput."""
    try:
        first, second = (float(one) for one in said.split(","))
        if not abs(first) + abs(second) < _FARTHEST:
            raise ValueError
    except ValueError:
        raise BadInput(
            f"{said[:40]!r} is no place.", remedy="Write longitude,latitude, or x,y on a map in metres.", field=field
        ) from None
    return first, second


def previous_of(said: str) -> Result:
    """Return the answer to `plan` that JSON holds, whole or as the console keeps it. Raise BadInput."""
    try:
        given = graph_of(said)
        if isinstance(given, Mapping) and isinstance(given.get("result"), Mapping):
            given = given["result"]
        return msgspec.convert(given, Result)
    except (BadInput, msgspec.ValidationError) as error:
        what = error.problem.removeprefix("The graph") if isinstance(error, BadInput) else f" is none: {error}."
        raise BadInput(
            f"The previous plan{what}",
            remedy="Give the answer to `plan` as JSON, or gzipped in base64.",
            field="previous",
        ) from None


def parsed_situation(said: str) -> object:
    """Return what the JSON of a situation says. Raise BadInput."""
    try:
        return parsed(said, "The situation")
    except BadInput as error:
        raise BadInput(error.problem, remedy=error.remedy, field="situation") from None


def _task(network: Network, name: str, given: Any, more: Mapping[str, Any]) -> dict[str, Any]:
    people = more.get("people")
    if people is not None and isinstance(given, Mapping):
        given = {**given, "people": people}
    network, threats = situated(network, given)
    fields: dict[str, Any] = {"network": network, "name": name, "threats": len(threats)}
    previous = more.get("previous")
    if previous:
        fields["previous"] = previous_of(previous) if isinstance(previous, str) else previous
    posts: Sequence[int] | int | None = more.get("posts")
    if posts:
        fields["posts"] = (posts,) if isinstance(posts, int) else tuple(posts)
    return fields | _chosen(more, "elapsed_s", "counts_age_s", "precision", "seed", "confirmed", "what_if", "walkers",
                            "seeds", "slow", "trigger", "compliance")  # fmt: skip


def _chosen(more: Mapping[str, Any], *keys: str) -> dict[str, Any]:
    """Those fields that were said; a single compliance becomes several of one."""
    fields = {key: more[key] for key in keys if more.get(key) is not None}
    compliance: Sequence[float] | float | None = fields.get("compliance")
    if compliance is not None:
        fields["compliance"] = (compliance,) if isinstance(compliance, int | float) else tuple(compliance)
    return fields
