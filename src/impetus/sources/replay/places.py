"""The sensors of a replay: their names and places from a second file, the rest from the mapping."""

from pathlib import Path
from typing import Any, Final

import msgspec

from impetus.kit.errors import BadInput
from impetus.model.sensor import Sensor
from impetus.observations.mapping import Mapping
from impetus.observations.suggest import suggest
from impetus.sources.replay.repository import header

MOST: Final = 500_000
_NAME: Final = ("name", "sensor_name", "description", "sensor_description", "label", "title")


def guessed(path: Path, *, zone: str = "", given: Mapping | None = None) -> Mapping:
    """Return the mapping that a file's columns suggest, `given` where it already names its columns.

    Raise BadInput where neither does.
    """
    if given is not None and given.time and (given.values or given.layout == "wide"):
        return given
    rows = header(path)
    if not rows:
        raise BadInput(f"The file {path.name!r} has no rows.", remedy="Give a file with readings.", field="file")
    made = suggest(_filled(rows), table=True, hint=path.name)
    made.pop("records", None)
    if "sensor" not in made and made.get("layout") != "wide":
        if len(made.get("values", ())) != 1:
            made["layout"] = "wide"
        else:
            made["fixed_sensor"] = path.name.split(".")[0][:200]
    if given is not None:
        made |= given.model_dump(mode="json", exclude_defaults=True)
    if zone:
        made["time_zone"] = zone
    if not made.get("time"):
        raise BadInput(
            f"No column of {path.name!r} looks like a time.",
            remedy=f"Name it; the columns are {', '.join(list(rows[0])[:20])}.",
            field="mapping.time",
        )
    return Mapping.model_validate(made)


def _filled(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return one row that has, in each column, the first value that is not empty."""
    first = {}
    for column in rows[0]:
        first[column] = next((row[column] for row in rows if row[column] not in (None, "")), None)
    return [first]


def described(
    names: list[str], places: Path | None, mapping: Mapping, *, source: str, clock: str, interval_s: int
) -> list[Sensor]:
    """Return the sensors of a replay; one without coordinates in the file has an unknown place."""
    known = _places(places) if places is not None else {}
    if "interval_s" not in mapping.model_fields_set:
        mapping = mapping.model_copy(update={"interval_s": interval_s})
    made = []
    for name in names:
        title, place = known.get(_bare(name, mapping)) or known.get(name) or ("", None)
        sensor = mapping.sensor_from(name, source=source, clock=clock, place=place)
        made.append(_renamed(sensor, title) if title else sensor)
    return made


def _bare(name: str, mapping: Mapping) -> str:
    return name.removeprefix(mapping.prefix)


def _renamed(sensor: Sensor, title: str) -> Sensor:
    return msgspec.structs.replace(sensor, name=title)


def _places(path: Path) -> dict[str, tuple[str, tuple[float, float] | None]]:
    """Read a file of sensors: id to (name, (latitude, longitude) or None)."""
    if not path.is_file():
        raise BadInput(f"There is no file {path.name!r}.", remedy="Check the path.", field="sensors")
    rows = header(path, rows=MOST)
    if not rows:
        return {}
    lower = {column.lower(): column for column in rows[0]}
    guess = suggest(_filled(rows))
    key = guess.get("sensor")
    latitude, longitude = guess.get("latitude"), guess.get("longitude")
    if key is None or latitude is None or longitude is None:
        raise BadInput(
            f"The file {path.name!r} does not say where sensors stand.",
            remedy="Give the columns sensor_id, name, latitude, longitude.",
            field="sensors",
        )
    title = next((lower[name] for name in _NAME if name in lower and lower[name] != key), None)
    found: dict[str, tuple[str, tuple[float, float] | None]] = {}
    for row in rows:
        place = _place(row[latitude], row[longitude])
        name = str(row[title] or "").strip()[:200] if title else ""
        found[str(row[key]).strip()] = (name if name.isprintable() else "", place)
    return found


def _place(latitude: Any, longitude: Any) -> tuple[float, float] | None:
    try:
        north, east = float(latitude), float(longitude)
    except (TypeError, ValueError):
        return None
    return (north, east) if -90 <= north <= 90 and -180 <= east <= 180 and (north or east) else None
