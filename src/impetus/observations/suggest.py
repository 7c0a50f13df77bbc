"""Guesses a mapping from a sample message, by the names of its fields and what stands in them."""

import re
from collections.abc import Iterator
from datetime import datetime
from typing import Any, Final

from impetus.model.sensor import Aggregate, SensorKind

_NAMES: Final[dict[str, tuple[str, ...]]] = {
    "sensor": (
        "sensor_id", "sensorid", "sensor", "device_id", "deviceid", "device", "dev_eui", "deveui", "station_id",
        "stationid", "station", "location_id", "entity_id", "node", "tag", "id", "name",
    ),
    "time": (
        "time", "timestamp", "ts", "datetime", "date_time", "observed_at", "observedat", "phenomenontime", "resulttime",
        "measured_at", "sensing_datetime", "received_at", "dateobserved", "date", "when", "t",
    ),
    "value": (
        "value", "reading", "result", "measurement", "val", "count", "hourly_counts", "total_of_directions",
        "pedestriancount", "total", "level", "v",
    ),
    "unit": ("unit", "uom", "units", "unit_code", "unitcode"),
    "latitude": ("latitude", "lat", "geo_lat"),
    "longitude": ("longitude", "lon", "lng", "long", "geo_lon"),
}  # fmt: skip
_KINDS: Final[tuple[tuple[SensorKind, str], ...]] = (
    (SensorKind.PEOPLE, r"pedestrian|people|person|crowd|footfall|hourly_counts|visitor"),
    (SensorKind.TRAFFIC, r"traffic|vehicle|car|speed|bike|bicycle|bound|loop"),
    (SensorKind.AIR, r"pm10|pm2|pm1|no2|so2|\bo3\b|\bco\b|co2|aqi|ozone|voc"),
    (SensorKind.NOISE, r"noise|sound|laeq|decibel|dba?\b"),
    (SensorKind.BIOAEROSOL, r"pollen|spore|bioaerosol|poaceae|betula"),
    (SensorKind.WATER, r"water|river|gauge|discharge"),
    (SensorKind.WEATHER, r"temp|humid|wind|rain|pressure|dewp"),
)
_COUNTED: Final = re.compile(r"count|total|pedestrian|passages|visitors|bound$", re.I)
_SKIPPED: Final = re.compile(
    r"(^|[._/])(id|rssi|snr|battery|bat|seq|fcnt|port|year|month|mdate|day|hour|hourday|version|qos)$", re.I
)
_WIDE_FROM: Final = 6


def suggest(document: Any, *, table: bool = False, hint: str = "") -> dict[str, Any]:
    """Return a guessed mapping (plain data for `Mapping`) for a decoded message or the rows of a table.

    Fields that could not be guessed are left out. `table` says that rows are of a table, which may be wide;
    `hint` is more text that may tell what is measured, such as a file's name.
    """
    path, record = _record(document)
    made: dict[str, Any] = {"records": path} if path else {}
    if not isinstance(record, dict):
        return made | ({"values": [{"path": ""}]} if isinstance(record, int | float) else {})
    leaves = dict(_leaves(record))
    taken: set[str] = set()
    for role in ("time", "latitude", "longitude", "unit", "sensor"):
        found = _best(role, leaves, taken)
        if found is None and path and isinstance(document, dict) and role in ("time", "sensor"):
            rest = {key: value for key, value in document.items() if key != path.split(".")[0]}
            outer = {f"$.{key}": value for key, value in _leaves(rest)}
            found = _best(role, outer, taken)
        if found is not None:
            made[role] = found
            taken.add(found)
    numbers = [
        leaf for leaf, value in leaves.items() if leaf not in taken and _number(value) and not _SKIPPED.search(leaf)
    ]
    value = _best("value", {leaf: leaves[leaf] for leaf in numbers}, taken)
    if value is None and table and len(numbers) >= (_WIDE_FROM if "sensor" in made else 2):
        made["layout"] = "wide"
        if "sensor" in made:
            made["values"] = [{"path": leaf} for leaf in numbers[:100]]
        chosen = numbers
    else:
        chosen = [value] if value is not None else numbers[:20]
        made["values"] = [
            {"path": leaf} | ({"suffix": "/" + re.split(r"[./]", leaf)[-1]} if len(chosen) > 1 else {})
            for leaf in chosen
        ]
    return made | _kind(chosen, leaves, hint)


def _record(document: Any) -> tuple[str, Any]:
    """Return (path of the list of records, first record)."""
    if isinstance(document, list):
        return "", document[0] if document else None
    if not isinstance(document, dict):
        return "", document
    for depth in (1, 2):
        for path, value in _lists(document, "", depth):
            if value and isinstance(value[0], dict):
                return path, value[0]
    return "", document


def _lists(record: dict[str, Any], before: str, depth: int) -> Iterator[tuple[str, list[Any]]]:
    for key, value in record.items():
        if isinstance(value, list) and depth == 1:
            yield before + str(key), value
        elif isinstance(value, dict) and depth > 1:
            yield from _lists(value, f"{before}{key}.", depth - 1)


def _leaves(record: dict[str, Any], before: str = "", depth: int = 0) -> Iterator[tuple[str, Any]]:
    for key, value in list(record.items())[:300]:
        name = str(key)
        if isinstance(value, dict) and depth < 5:
            yield from _leaves(value, f"{before}{name}.", depth + 1)
        elif not isinstance(value, list | dict):
            if before and ("." in name or "/" in name):
                steps = [*before.rstrip(".").split("."), name]
                yield "/" + "/".join(step.replace("~", "~0").replace("/", "~1") for step in steps), value
            else:
                yield before + name, value


def _best(role: str, leaves: dict[str, Any], taken: set[str]) -> str | None:
    fits = {"time": _time, "latitude": _number, "longitude": _number, "value": _number, "unit": _text}.get(role, _name)
    names = _NAMES[role]
    ranked: list[tuple[int, int, str]] = []
    for leaf, value in leaves.items():
        last = re.split(r"[./]", leaf)[-1].lower().replace(" ", "_").replace("-", "_")
        if leaf not in taken and last in names and fits(value):
            ranked.append((names.index(last), leaf.count("."), leaf))
    if not ranked and role == "time":
        ranked = [(0, leaf.count("."), leaf) for leaf, value in leaves.items() if leaf not in taken and _iso(value)]
    return min(ranked)[2] if ranked else None


def _number(value: Any) -> bool:
    if isinstance(value, bool):
        return False
    if isinstance(value, int | float):
        return True
    if not isinstance(value, str) or len(value) > 30:
        return False
    try:
        float(value)
    except ValueError:
        return False
    return True


def _iso(value: Any) -> bool:
    if not isinstance(value, str) or len(value) < 10:
        return False
    try:
        datetime.fromisoformat(value.strip())
    except ValueError:
        return False
    return True


def _time(value: Any) -> bool:
    if _iso(value) or isinstance(value, str):
        return bool(value)
    return _number(value) and float(value) > 1e8


def _text(value: Any) -> bool:
    return isinstance(value, str) and not _number(value)


def _name(value: Any) -> bool:
    return isinstance(value, str | int | float) and not isinstance(value, bool) and value != ""


def _kind(chosen: list[str], leaves: dict[str, Any], hint: str) -> dict[str, Any]:
    words = " ".join([*chosen, *leaves, hint]).lower()
    made: dict[str, Any] = {}
    for kind, pattern in _KINDS:
        if re.search(pattern, words):
            made["kind"] = kind.value
            break
    if chosen and all(_COUNTED.search(leaf) for leaf in chosen):
        made["aggregate"] = Aggregate.SUM.value
    return made
