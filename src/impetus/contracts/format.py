"""The contract of a wire format that carries readings: bytes in, readings and refusals out."""

from collections.abc import Mapping
from typing import Any, Protocol

import msgspec
import numpy as np
from numpy.typing import NDArray


class Refusal(msgspec.Struct, frozen=True, kw_only=True):
    """One reading or message that could not be taken: where, why, and what to do.

    `reason` is one of the codes in `observations.reasons`; `sample` at most 500 characters of it.
    `position` is the index from 0 of the record in its message, of the line where a message is lines.
    `count` is how many it stands for: of many like faults in one message only the first are told one by one.
    """

    reason: str
    field: str
    problem: str
    remedy: str
    position: int = 0
    sample: str = ""
    count: int = 1


class Readings(msgspec.Struct, kw_only=True):
    """Parsed readings as lists of equal length n: sensor name, time (ms UTC), value, unit ("" if none)."""

    sensors: list[str] = msgspec.field(default_factory=list)
    times: list[int] = msgspec.field(default_factory=list)
    values: list[float] = msgspec.field(default_factory=list)
    units: list[str] = msgspec.field(default_factory=list)
    places: dict[str, tuple[float, float]] = msgspec.field(default_factory=dict)
    """(latitude, longitude) of sensors, where the message told."""
    refusals: list[Refusal] = msgspec.field(default_factory=list)
    positions: list[int] = msgspec.field(default_factory=list)
    """Index from 0 of the record that each reading came from; empty where that is the reading's own."""


class ColumnReadings(msgspec.Struct, kw_only=True):
    """The same as columns, for replay and large batches.

    `index` (shape (n,), unsigned) points into `sensors`; `times` (int64, ms UTC) and `values` (float64) have the
    same shape. `units`, where given, has one unit for each entry of `sensors` ("" if none); a sensor may be listed
    twice with different units.
    """

    sensors: list[str]
    index: NDArray[np.unsignedinteger]
    times: NDArray[np.int64]
    values: NDArray[np.float64]
    units: list[str] = msgspec.field(default_factory=list)
    places: dict[str, tuple[float, float]] = msgspec.field(default_factory=dict)
    """(latitude, longitude) of sensors, where known."""
    refusals: list[Refusal] = msgspec.field(default_factory=list)
    positions: NDArray[np.int64] | None = None
    """Index from 0 of the record that each reading came from; None where that is the reading's own."""

    def __len__(self) -> int:
        return len(self.index)

    def first(self, count: int) -> "ColumnReadings":
        """The first `count` of them."""
        return msgspec.structs.replace(
            self,
            index=self.index[:count],
            times=self.times[:count],
            values=self.values[:count],
            positions=None if self.positions is None else self.positions[:count],
        )


class Format(Protocol):
    """A wire format. `id` is its name in configuration (`json`, `csv`, `sensorthings`, `ngsi_ld`)."""

    id: str

    def parse(self, payload: bytes, *, mapping: Mapping[str, Any], topic: str = "", received: int = 0) -> Readings:
        """Read one message. Never raises for bad content: what is wrong becomes a refusal."""
        ...
