"""What the intake would say of a preview's readings: the rules of a push, before anything is saved."""

from collections.abc import Sequence

import numpy as np

from impetus.contracts.format import Readings
from impetus.model.sensor import Sensor
from impetus.observations import plausible, reasons
from impetus.observations.columns import as_columns
from impetus.observations.mapping import Mapping
from impetus.places.table import SensorTable


def judged(
    readings: Readings, known: Sequence[Sensor], mapping: Mapping, *, source: str, limits: plausible.Limits
) -> Readings:
    """Return the readings that the intake would take, and refusals of the others.

    `known` are the agency's sensors among those named; the rest would be made as `mapping` says. `source` is the
    source that is edited, "" for one that does not exist yet.
    """
    columns = as_columns(readings)
    table = SensorTable(known)
    usable = plausible.usable(columns.sensors)
    why = np.where(usable, 0, reasons.CODE["bad_name"]).astype("u1")
    for name, unit, fine in zip(columns.sensors, columns.units, usable, strict=True):
        if fine and name not in table:
            place = plausible.usable_place(columns.places.get(name))
            table.put([mapping.sensor_from(name, source=source, unit=unit, place=place)])
    checked = plausible.check(columns, table, why, limits, owner=None if mapping.others else source)
    good = np.flatnonzero(checked.why == 0).tolist()
    return Readings(
        sensors=[readings.sensors[at] for at in good],
        times=[readings.times[at] for at in good],
        values=[readings.values[at] for at in good],
        units=[readings.units[at] for at in good] if readings.units else [],
        places=readings.places,
        refusals=[*readings.refusals, *plausible.refusals(columns, checked.why)],
    )
