"""Checks of whole columns: what cannot be, and why."""

from collections.abc import Sequence
from typing import Final

import msgspec
import numpy as np
from numpy.typing import NDArray

from impetus.contracts.format import ColumnReadings, Refusal
from impetus.kit.times import iso_ms
from impetus.observations import reasons
from impetus.observations.units import conversion
from impetus.places.table import SensorTable

SHOWN: Final = 10
"""Refusals of one reason in one batch that are told one by one."""
MAX_TIME: Final = 7_258_118_400_000
"""The year 2200: later is a fault of form (microseconds, say)."""


class Limits(msgspec.Struct, frozen=True, kw_only=True):
    """Bounds of a reading's time, ms UTC; None where there is none."""

    oldest: int | None = None
    newest: int | None = None


class Checked(msgspec.Struct, kw_only=True):
    """`why` (shape (n,)): 0 where a reading is plausible, else its reason's code number; `values` are converted."""

    rows: NDArray[np.int64]
    values: NDArray[np.float64]
    why: NDArray[np.uint8]


def check(
    columns: ColumnReadings,
    table: SensorTable,
    unknown: NDArray[np.uint8],
    limits: Limits,
    *,
    owner: str | None = None,
) -> Checked:
    """Check every reading. `unknown` gives, for each entry of `sensors`, the reason's number why it has no row.

    With `owner`, the id of a source, readings for sensors of other sources are refused.
    """
    rows_of = np.array([table.rows.get(sensor, -1) for sensor in columns.sensors], dtype="i8")
    why_of = np.where(rows_of < 0, np.where(unknown == 0, reasons.CODE["unknown_sensor"], unknown), 0).astype("u1")
    factor, offset = _conversions(columns, table, rows_of, why_of)
    if owner is not None:
        for at, row in enumerate(rows_of.tolist()):
            if row >= 0 and table.sensors[row].source not in ("", owner):
                why_of[at] = reasons.CODE["other_source"]
    index = columns.index
    rows, why = rows_of[index], why_of[index]
    values = columns.values
    if factor is not None and offset is not None:
        with np.errstate(over="ignore", invalid="ignore"):  # what overflows is refused below
            values = values * factor[index] + offset[index]
    safe = np.maximum(rows, 0)

    def note(bad: NDArray[np.bool_], reason: reasons.Reason) -> None:
        if bad.any():
            why[bad & (why == 0)] = reasons.CODE[reason.code]

    note(~np.isfinite(values), reasons.NOT_A_NUMBER)
    if len(table):
        note(values < table.minimum[safe], reasons.BELOW_MINIMUM)
        note(values > table.maximum[safe], reasons.ABOVE_MAXIMUM)
    note((columns.times < 0) | (columns.times > MAX_TIME), reasons.IMPOSSIBLE_TIME)
    if limits.newest is not None:
        note(columns.times > limits.newest, reasons.IN_THE_FUTURE)
    if limits.oldest is not None:
        note(columns.times < limits.oldest, reasons.TOO_OLD)
    return Checked(rows=rows, values=values, why=why)


def _conversions(
    columns: ColumnReadings, table: SensorTable, rows_of: NDArray[np.int64], why_of: NDArray[np.uint8]
) -> tuple[NDArray[np.float64] | None, NDArray[np.float64] | None]:
    if not any(columns.units):
        return None, None
    factor, offset = np.ones(len(rows_of)), np.zeros(len(rows_of))
    for at, (row, unit) in enumerate(zip(rows_of.tolist(), columns.units, strict=True)):
        if row < 0 or not unit:
            continue
        found = conversion(unit, table.sensors[row].unit)
        if found is None:
            why_of[at] = reasons.CODE["unknown_unit"]
        else:
            factor[at], offset[at] = found
    return factor, offset


def refusals(columns: ColumnReadings, why: NDArray[np.uint8]) -> list[Refusal]:
    """Return refusals of the readings with a reason: the first of each reason one by one, the rest counted."""
    if not why.any():
        return []
    made = []
    for number in np.unique(why[why > 0]).tolist():
        reason = reasons.ORDER[number - 1]
        where = np.flatnonzero(why == number)
        for position in where[:SHOWN].tolist():
            last = position == where[min(SHOWN, len(where)) - 1]
            made.append(
                Refusal(
                    reason=reason.code,
                    field=reason.field,
                    problem=reason.problem,
                    remedy=reason.remedy,
                    position=position if columns.positions is None else int(columns.positions[position]),
                    sample=sample(columns, position),
                    count=len(where) - SHOWN + 1 if last and len(where) > SHOWN else 1,
                )
            )
    return made


def sample(columns: ColumnReadings, position: int) -> str:
    """Return a reading in words, for people who look at refused ones."""
    at = int(columns.index[position])
    unit = columns.units[at] if columns.units else ""
    time = iso_ms(int(columns.times[position]))
    return f"{columns.sensors[at][:200]} {time} {float(columns.values[position])!r} {unit[:40]}".rstrip()


def usable(names: Sequence[str]) -> NDArray[np.bool_]:
    """Which names can be a sensor's: 1 to 200 printable characters."""
    return np.array([0 < len(name) <= 200 and name.isprintable() for name in names], dtype=bool)


def usable_place(place: tuple[float, float] | None) -> tuple[float, float] | None:
    """Return (latitude, longitude) where it lies on the globe, else None."""
    return place if place is not None and -90 <= place[0] <= 90 and -180 <= place[1] <= 180 else None
