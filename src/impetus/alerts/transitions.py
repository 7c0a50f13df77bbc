"""What people may do with an alert in which state: one table, and nothing else decides."""

from enum import StrEnum
from typing import Final

from impetus.kit.errors import Conflict
from impetus.model.alert import AlertState, Word


class Act(StrEnum):
    """Something a person does with an alert."""

    ACKNOWLEDGE = "acknowledge"
    RELEASE = "release"
    TAKE_OVER = "take_over"
    CONFIRM = "confirm"
    REJECT = "reject"
    CLOSE = "close"
    REOPEN = "reopen"


_S = AlertState

TABLE: Final[dict[Act, dict[AlertState, AlertState]]] = {
    Act.ACKNOWLEDGE: {_S.NEW: _S.ACKNOWLEDGED},
    Act.RELEASE: {_S.ACKNOWLEDGED: _S.NEW},
    Act.TAKE_OVER: {_S.NEW: _S.ACKNOWLEDGED, _S.ACKNOWLEDGED: _S.ACKNOWLEDGED, _S.CONFIRMED: _S.CONFIRMED},
    Act.CONFIRM: {_S.NEW: _S.CONFIRMED, _S.ACKNOWLEDGED: _S.CONFIRMED},
    Act.REJECT: {_S.NEW: _S.REJECTED, _S.ACKNOWLEDGED: _S.REJECTED},
    Act.CLOSE: {_S.CONFIRMED: _S.CLOSED, _S.REJECTED: _S.CLOSED},
    Act.REOPEN: {_S.CONFIRMED: _S.ACKNOWLEDGED, _S.REJECTED: _S.ACKNOWLEDGED, _S.CLOSED: _S.ACKNOWLEDGED},
}
"""Act to the states it is possible in, and where it leads. Reopening withdraws the verdict."""

UNDECIDED: Final = (_S.NEW, _S.ACKNOWLEDGED)
OPEN: Final = (_S.NEW, _S.ACKNOWLEDGED, _S.CONFIRMED)
"""On somebody's desk: undecided, or confirmed and not closed yet."""


def after(state: AlertState, act: Act) -> AlertState:
    """Return the state that `act` leads to; raise Conflict where it is not possible in `state`."""
    reached = TABLE[act].get(state)
    if reached is None:
        raise Conflict(
            f"This is not possible with an alert that is {state.value}.",
            remedy="Load the alert anew: somebody may have decided on it.",
            act=act.value,
            state=state.value,
        )
    return reached


def act_of(word: Word) -> Act:
    """A verdict as an act: a duplicate is set aside like a rejected alert."""
    return Act.CONFIRM if word is Word.CONFIRMED else Act.REJECT
