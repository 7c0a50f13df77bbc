"""Passing on alerts that somebody has in hand: at a handover, or because the owner has left."""

from typing import Final, Literal

from impetus.alerts import repository
from impetus.alerts.ownership_repository import Owned, owned
from impetus.kit.times import as_datetime, as_ms
from impetus.model.alert import AlertState
from impetus.storage.unit import Unit

__all__ = ["MOVED", "Owned", "owned", "pass_on"]

How = Literal["handed_over", "passed_on", "returned"]
MOVED: Final = frozenset({"passed_on", "returned"})
"""What the platform does to an alert whose owner has left: nobody's earlier act is taken back after it."""


async def pass_on(unit: Unit, alert: str, *, owner: str | None, to: str | None, by: str | None, note: str = "") -> bool:
    """Give an open alert of `owner` (None: of nobody) to `to`.

    To nobody, and it needs a decision again (a confirmed one stays so).

    False, and nothing changes, where it is no longer theirs or no longer open. `by` is None where the platform acts.
    """
    before = await repository.one(unit, alert, lock=True)
    open_ = before is not None and before.state in (AlertState.ACKNOWLEDGED, AlertState.CONFIRMED)
    if before is None or not open_ or before.owner != owner or to == owner:
        return False
    now = as_datetime(unit.clock.now_ms())
    how: How = "handed_over" if by else "passed_on" if to else "returned"
    state = AlertState.NEW if to is None and before.state is AlertState.ACKNOWLEDGED else before.state
    kept = {
        "state": before.state.value,
        "owner": before.owner,
        "verdict": before.verdict.id if before.verdict else None,
        "acknowledged_at": as_ms(before.acknowledged_at) if before.acknowledged_at else None,
    }
    changes = {
        "state": state.value,
        "owner": to,
        "acknowledged_at": None if state is AlertState.NEW else before.acknowledged_at,
    }
    detail = {"from": owner, "to": to, "note": note, "before": kept}
    await repository.change(unit, alert, changes, now)
    await repository.add_event(unit, alert, how, person=by, at=now, detail=detail)
    unit.audit(f"alert.{how}", alert, owner=owner, to=to, state=state.value)
    unit.emit("alert", {"id": alert})
    return True
