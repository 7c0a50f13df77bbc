"""Sources as a file (TOML), to be kept beside other configuration and applied again.

    [[source]]
    id = "air"
    name = "Air quality"
    type = "mqtt"
    settings = { host = "broker.city", topics = ["air/#"], password = { env = "AIR_PASSWORD" } }
    mapping = { sensor = "id", time = "ts", values = [{ path = "no2", unit = "µg/m³" }] }

A secret is taken from the environment, or left out: then the one that is stored stays.
"""

import json
import re
import tomllib
from collections.abc import Mapping
from typing import Any, Final

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from impetus.kit.errors import BadInput
from impetus.kit.fields import Line
from impetus.observations.sources import repository, service
from impetus.observations.sources.access import Kinds
from impetus.observations.sources.repository import SourceRow
from impetus.observations.sources.secrets import shown
from impetus.storage.unit import Unit

_BARE: Final = re.compile(r"[A-Za-z0-9_-]+")


class FileSource(BaseModel):
    """One source in a file."""

    model_config = ConfigDict(extra="forbid")

    id: str = Field(pattern=r"^[A-Za-z0-9_-]{1,64}$")
    name: Line = Field(min_length=1)
    type: str = Field(max_length=64)
    enabled: bool = True
    settings: dict[str, Any] = Field(default_factory=dict)
    mapping: dict[str, Any] = Field(default_factory=dict)


class SourcesFile(BaseModel):
    """A file of sources."""

    model_config = ConfigDict(extra="forbid")

    source: list[FileSource] = Field(default_factory=list)


def read(text: str, environment: Mapping[str, str]) -> list[FileSource]:
    """Return the sources in a file; raise BadInput naming the place where it is wrong."""
    try:
        found = SourcesFile.model_validate(tomllib.loads(text)).source
    except tomllib.TOMLDecodeError as fault:
        raise BadInput(f"The file is not TOML: {fault}.", remedy="Correct the line.", field="file") from fault
    except ValidationError as fault:
        first = fault.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        raise BadInput(f"{where}: {first['msg']}.", remedy="Correct the entry.", field=where) from fault
    ids = [source.id for source in found]
    for id in ids:
        if ids.count(id) > 1:
            raise BadInput(f"The id {id!r} stands twice.", remedy="Give each source an id of its own.", field="id")
    return [source.model_copy(update={"settings": _filled(source, environment)}) for source in found]


def _filled(source: FileSource, environment: Mapping[str, str]) -> dict[str, Any]:
    made = dict(source.settings)
    for name, value in source.settings.items():
        if isinstance(value, dict) and set(value) == {"env"}:
            variable = str(value["env"])
            if variable not in environment:
                raise BadInput(
                    f"The variable {variable} is not set.",
                    remedy=f"Set it to the secret of {source.id!r}, or leave the field out to keep what is stored.",
                    field=f"{source.id}.settings.{name}",
                )
            made[name] = environment[variable]
    return made


async def apply(unit: Unit, kinds: Kinds, wanted: list[FileSource], *, prune: bool) -> dict[str, str]:
    """Make the agency's sources as a file says; return what became of each: made, changed, same or removed.

    With `prune`, sources that the file does not name are removed.
    """
    done: dict[str, str] = {}
    before = {row.id: row for row in await repository.every(unit)}
    for source in wanted:
        old = before.get(source.id)
        if old is not None and _same(old, source):
            done[source.id] = "same"
            continue
        await service.save(
            unit,
            kinds,
            id=source.id,
            name=source.name,
            type=source.type,
            settings=source.settings,
            mapping=source.mapping,
            enabled=source.enabled,
        )
        done[source.id] = "made" if old is None else "changed"
    for id in before if prune else ():
        if id not in done:
            await service.remove(unit, id)
            done[id] = "removed"
    return done


def _same(old: SourceRow, new: FileSource) -> bool:
    settings, held = shown(old.settings)
    given = any(new.settings.get(name) for name in held)
    return (
        not given
        and (old.name, old.type, old.enabled) == (new.name, new.type, new.enabled)
        and {name: value for name, value in settings.items() if name not in held}
        == {**{name: value for name, value in settings.items() if name not in held}, **new.settings}
        and old.mapping == service.mapping_of(new.mapping)
    )


def write(rows: list[SourceRow]) -> str:
    """Return sources as a file; secrets are named as variables of the environment, never written."""
    parts = []
    for row in rows:
        settings, held = shown(row.settings)
        for name in held:
            variable = re.sub(r"[^A-Z0-9]+", "_", f"IMPETUS_{row.id}_{name}".upper())
            settings[name] = {"env": variable}
        lines = ["[[source]]"]
        entries = {"id": row.id, "name": row.name, "type": row.type, "enabled": row.enabled}
        lines += [f"{key} = {_value(value)}" for key, value in entries.items()]
        for title, table in (("settings", settings), ("mapping", row.mapping)):
            kept = {key: value for key, value in table.items() if value not in ("", None)}
            if kept:
                lines += ["", f"[source.{title}]"] + [f"{_key(key)} = {_value(value)}" for key, value in kept.items()]
        parts.append("\n".join(lines))
    return "\n\n".join(parts) + ("\n" if parts else "")


def _key(text: str) -> str:
    return text if _BARE.fullmatch(text) else _value(text)


def _value(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        # JSON's escapes are TOML's, but for the delete character.
        return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
    if isinstance(value, Mapping):
        inner = ", ".join(f"{_key(key)} = {_value(item)}" for key, item in value.items() if item is not None)
        return f"{{ {inner} }}" if inner else "{}"
    if isinstance(value, list | tuple):
        return f"[{', '.join(_value(item) for item in value)}]"
    return repr(value)
