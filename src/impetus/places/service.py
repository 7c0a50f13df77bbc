"""Sensors: registering, editing, and how well each can be believed."""

from collections.abc import Sequence
from typing import Final

import msgspec

from impetus.kit.errors import BadInput, NotFound
from impetus.kit.times import as_datetime
from impetus.model.observation import SensorsChanged
from impetus.model.sensor import Sensor, SensorHealth
from impetus.places import repository
from impetus.storage.unit import Unit, UnitOfWork

CHUNK: Final = 1000
"""Sensors in one control message: some 200 kB, well below what NATS takes."""


async def every(uow: UnitOfWork, agency: str, *, purpose: str = "platform.sensors") -> list[Sensor]:
    """Return all sensors of an agency."""
    async with uow(agency=agency, purpose=purpose, actor="platform") as unit:
        return await repository.every(unit)


async def register(uow: UnitOfWork, agency: str, sensors: Sequence[Sensor], *, actor: str) -> None:
    """Make sensors known, or change them. Tools and consoles are told with the commit."""
    if not sensors:
        return
    async with uow(agency=agency, purpose="platform.sensors", actor=actor) as unit:
        await put(unit, sensors)
        unit.audit("sensors.registered", "", count=len(sensors), first=sensors[0].id)


async def put(unit: Unit, sensors: Sequence[Sensor]) -> None:
    """Add or change sensors within a unit of work, and tell tools and consoles."""
    for start in range(0, len(sensors), CHUNK):
        some = list(sensors[start : start + CHUNK])
        await repository.put(unit, some)
        unit.emit("", {}, tool="all", what="sensors", control=SensorsChanged(sensors=some))
    unit.emit("settings", {"what": "sensors", "count": len(sensors)})


async def edit(unit: Unit, id: str, changes: dict[str, object]) -> Sensor:
    """Change some fields of a sensor; return it as it is then. Raise NotFound, or BadInput for what cannot be."""
    known = await repository.get(unit, id, lock=True)
    if known is None:
        raise NotFound("There is no such sensor.", remedy="Load the list of sensors anew.")
    try:
        changed = msgspec.convert({**msgspec.to_builtins(known), **changes, "id": id}, Sensor)
    except msgspec.ValidationError as error:
        raise BadInput(f"The sensor cannot be changed so: {error}.", remedy="Correct the field.") from error
    if (changed.latitude is None) != (changed.longitude is None):
        raise BadInput("A place needs latitude and longitude.", remedy="Give both, or neither.", field="latitude")
    if changed.minimum is not None and changed.maximum is not None and changed.minimum > changed.maximum:
        raise BadInput("The smallest possible value is above the largest.", remedy="Swap them.", field="minimum")
    await put(unit, [changed])
    unit.audit("sensor.changed", id, fields=sorted(changes))
    return changed


async def set_health(uow: UnitOfWork, agency: str, tool: str, found: Sequence[SensorHealth]) -> None:
    """Note what a tool found of sensors and tell consoles of those that changed. The same twice does no harm."""
    if not found:
        return
    latest = {one.sensor: one for one in found}
    async with uow(agency=agency, purpose="platform.sensors", actor=f"tool:{tool}") as unit:
        at = as_datetime(uow.clock.now_ms())
        changed = await repository.set_health(unit, tool, sorted(latest.values(), key=lambda h: h.sensor), at)
        rows = [msgspec.to_builtins(latest[sensor]) for sensor in sorted(changed)]
        for start in range(0, len(rows), CHUNK):
            unit.emit("health", rows[start : start + CHUNK])
