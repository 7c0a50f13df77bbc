"""Observations travel as column batches; ticks tell tools how far time has come.

Everything that changes a tool's state travels in one ordered stream: sensors, observations, ticks,
verdicts, settings. A tool's state is a pure function of the stream's prefix, so that replay from a
snapshot gives the same alerts with the same ids.
"""

from typing import Any, Final

import msgspec
import numpy as np
from numpy.typing import NDArray

from impetus.model.sensor import Sensor

PARTITIONS: Final = 64

FLAG_LATE: Final = 1
"""Came after its slot was closed: kept in the history, not scored."""


class ObservationBatch(msgspec.Struct, frozen=True, kw_only=True):
    """Readings of one source and one kind, as columns.

    `sensors` are the ids that occur; `index` (uint32, little endian), `time` (int64, ms UTC),
    `value` (float64) and `flags` (uint8) are the columns, n readings each, as raw bytes.
    `received` is when the platform took them in. `clock` names the clock that `time` follows.
    """

    agency: str
    source: str
    kind: str
    clock: str
    received: int
    sensors: list[str]
    index: bytes
    time: bytes
    value: bytes
    flags: bytes
    purpose: str = "urban_safety"

    def __len__(self) -> int:
        return len(self.time) // 8

    @property
    def indices(self) -> NDArray[np.uint32]:
        """Position in `sensors` of each reading, shape (n,)."""
        return np.frombuffer(self.index, dtype="<u4")

    @property
    def times(self) -> NDArray[np.int64]:
        """Time of each reading in ms UTC, shape (n,)."""
        return np.frombuffer(self.time, dtype="<i8")

    @property
    def values(self) -> NDArray[np.float64]:
        """Value of each reading in its sensor's unit, shape (n,)."""
        return np.frombuffer(self.value, dtype="<f8")

    @property
    def flag_bits(self) -> NDArray[np.uint8]:
        """Flags of each reading (`FLAG_LATE`), shape (n,)."""
        return np.frombuffer(self.flags, dtype="u1")


class Tick(msgspec.Struct, frozen=True, kw_only=True, tag="tick"):
    """The clock `clock` has come to `now` (ms UTC): nothing earlier is to be waited for.

    The clock "live" follows the wall clock less the source's grace; a replay or a scripted city
    has a clock of its own.
    """

    clock: str
    now: int


class SensorsChanged(msgspec.Struct, frozen=True, kw_only=True, tag="sensors"):
    """Sensors that are new or were edited; sent before their first reading."""

    sensors: list[Sensor]


class VerdictGiven(msgspec.Struct, frozen=True, kw_only=True, tag="verdict"):
    """A person's word on an alert, as told to the tool that raised it. `id` is unique.

    `word` is one of `model.alert.Word`, or "withdrawn" where a person took a verdict back: then
    `withdraws` is the id of that verdict, and the tool forgets what it learnt from it.
    """

    id: str
    alert: str
    kind: str
    subject: str
    word: str
    reason: str
    at: int
    window_start: int
    window_end: int
    sensors: list[str]
    signature: str = ""
    withdraws: str = ""


class SettingsChanged(msgspec.Struct, frozen=True, kw_only=True, tag="settings"):
    """The tool's settings from here on, already validated."""

    id: str
    settings: dict[str, Any]


class EntriesChanged(msgspec.Struct, frozen=True, kw_only=True, tag="entries"):
    """Entries of one of the lists that people keep for a tool: new or edited ones whole, None for those that ended."""

    id: str
    list: str
    entries: dict[str, dict[str, Any] | None]


class Switched(msgspec.Struct, frozen=True, kw_only=True, tag="switched"):
    """The tool was stopped or started by a person, with the reason."""

    id: str
    running: bool
    reason: str


Control = Tick | SensorsChanged | VerdictGiven | SettingsChanged | EntriesChanged | Switched
