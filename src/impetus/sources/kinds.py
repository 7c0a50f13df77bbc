"""The types of sources of this process, previews of their messages, and what the intake has to know of a source."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Self

from impetus.contracts.source import Source
from impetus.formats.collect import Collector
from impetus.formats.csv import first_rows
from impetus.formats.mapped_json import documents
from impetus.formats.times import TimeReader
from impetus.kit.sealing import Seal
from impetus.model.sensor import Sensor
from impetus.observations.intake import Profile
from impetus.observations.mapping import read_mapping
from impetus.observations.sources.access import Previewed
from impetus.observations.sources.repository import SourceRow
from impetus.observations.suggest import suggest
from impetus.sources.discovery import formats, source_types


class LoadedKinds:
    """The types of sources, found once when the process starts."""

    def __init__(self, types: Mapping[str, type[Source]], seal: Seal) -> None:
        self.types = types
        self.seal = seal

    @classmethod
    def load(cls, keys: Path) -> Self:
        """Find the types; the key for secrets lies in the folder `keys`, and is made where there is none."""
        return cls(source_types(), Seal.of(keys))

    def preview(self, format: str, mapping: Mapping[str, Any], sample: bytes, *, topic: str, now: int) -> Previewed:
        """Read a sample as a source would; without a mapping, by the one that the sample suggests."""
        suggestions = self._suggested(format, sample)
        chosen: dict[str, Any] = dict(mapping or suggestions)
        if format in ("json", "csv") and not mapping and "sensor" not in chosen and chosen.get("layout") != "wide":
            if topic:
                chosen["topic_level"] = topic.count("/") + 1
            else:
                chosen["fixed_sensor"] = "sensor"
            suggestions = chosen
        readings = formats()[format].parse(sample, mapping=chosen, topic=topic, received=now)
        return Previewed(readings=readings, suggestions=suggestions)

    def _suggested(self, format: str, sample: bytes) -> dict[str, Any]:
        if format == "csv":
            return suggest(first_rows(sample), table=True)
        if format == "json":
            found = next(documents(sample, Collector(TimeReader())), None)
            return suggest(found)
        return {}


def profile_of(row: SourceRow) -> Profile:
    """Return what the intake needs to know of a configured source: new sensors are made as its mapping says."""
    mapping = read_mapping(row.mapping)

    def make(name: str, unit: str, place: tuple[float, float] | None) -> Sensor:
        return mapping.sensor_from(name, source=row.id, clock=row.clock, unit=unit, place=place)

    return Profile(agency=row.agency, source=row.id, clock=row.clock, make_sensor=make, others=mapping.others)
