"""Finds the types of sources: the folders beside this file, and entry points in the group `impetus.sources`."""

import importlib
import logging
import pkgutil
from importlib.metadata import entry_points
from typing import Final

import impetus.sources
from impetus.contracts.format import Format
from impetus.contracts.source import Source
from impetus.formats.csv import Csv
from impetus.formats.mapped_json import MappedJson
from impetus.formats.ngsi_ld import NgsiLd
from impetus.formats.sensorthings import SensorThings

_log = logging.getLogger(__name__)
GROUP: Final = "impetus.sources"


def source_types() -> dict[str, type[Source]]:
    """Return the types of sources by id; one that cannot be loaded is logged and left out."""
    found: dict[str, type[Source]] = {}
    for module in pkgutil.iter_modules(impetus.sources.__path__):
        if module.ispkg:
            kind = importlib.import_module(f"impetus.sources.{module.name}.source").Source
            found[kind.id] = kind
    for entry in entry_points(group=GROUP):
        try:
            kind = importlib.import_module(f"{entry.value}.source").Source
            if not issubclass(kind, Source) or kind.id in found:
                raise TypeError(f"{entry.value} is no source, or its id is taken")
        except Exception:
            _log.exception("the source %s of a package cannot be used", entry.name)
            continue
        found[kind.id] = kind
    return found


def formats() -> dict[str, Format]:
    """Return new readers of the wire formats by id. They remember names and times, so keep them."""
    every: tuple[Format, ...] = (MappedJson(), Csv(), SensorThings(), NgsiLd())
    return {form.id: form for form in every}
