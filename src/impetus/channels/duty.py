"""Who is on duty now, as the shifts know it."""

from impetus.shifts import service as shifts
from impetus.storage.unit import Unit


async def on_duty(unit: Unit) -> frozenset[str]:
    """The ids of the people of the unit's agency who are on duty; empty where nobody has checked in."""
    return await shifts.on_duty(unit)
