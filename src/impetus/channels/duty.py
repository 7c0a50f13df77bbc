"""Who is on duty now, as the shifts know it."""

from impetus.shifts import repository
from impetus.shifts.service import owner_of
from impetus.storage.unit import Unit


async def on_duty(unit: Unit, kind: str = "") -> frozenset[str]:
    """The ids of the people on duty at the desk that owns a kind of alert; at any desk where nobody is at that one.

    Empty where nobody is on duty at all.
    """
    everybody = await repository.on_duty(unit)
    desk = owner_of(kind, await repository.desks(unit))
    there = frozenset(duty.person for duty in everybody if desk is not None and duty.desk == desk.id)
    return there or frozenset(duty.person for duty in everybody)
