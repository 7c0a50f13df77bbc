"""Advice, never an order and never an assessment: to operators about their own work, to the desk about its queue.

Every piece says why, by the parts that weigh most. The same advice comes back only after a while.
"""

from pathlib import Path
from typing import Final, Literal

import msgspec

from impetus.kit import wording
from impetus.kit.wording import Strings, number
from impetus.model.text import Text
from impetus.tools.workload.task.desk import DeskOutlook
from impetus.tools.workload.task.flow import Expected
from impetus.tools.workload.task.limits import FLOOD_BEGINS, HOUR, MINUTE, PartName
from impetus.tools.workload.task.load import Part, Reading

OwnKind = Literal["ask_relief", "take_break", "quiet_moment", "vary", "long_shift", "prepare"]
DeskKind = Literal["more_people", "fewer_people"]

AGAIN: Final = 20 * MINUTE
"""The same advice comes back after so long at the earliest."""
LONG_UNBROKEN: Final = 2 * HOUR
"""After so long without a break one is due (ours; 2003/88/EC article 4 asks for one only beyond six hours)."""
LONG_SHIFT: Final = 10 * HOUR
CALM_HALF_HOUR: Final = 6
"""Alerts in half an hour that can be managed: 2 in ten minutes (ISA-18.2)."""
FLOOD_HALF_HOUR: Final = 3 * FLOOD_BEGINS
NAMED: Final = 3

_SAID: Final = Strings(Path(__file__).parent / "words")


class OwnAdvice(msgspec.Struct, frozen=True):
    """Advice to the operator alone: what, why (the heaviest parts first), and which items can wait."""

    kind: OwnKind
    text: Text
    because: tuple[Text, ...]
    can_wait: tuple[str, ...] = ()


class DeskAdvice(msgspec.Struct, frozen=True):
    """Advice about the desk: the queue and how many people it needs."""

    kind: DeskKind
    text: Text
    because: tuple[Text, ...]


class OwnAdviser:
    """Remembers what it has said to one operator in this shift, so as not to nag."""

    def __init__(self) -> None:
        self._told: dict[OwnKind, int] = {}

    def advise(self, reading: Reading, expected: Expected) -> OwnAdvice | None:
        """Return one piece of advice or none; none while the state is not known."""
        kind = _own_kind(reading, expected)
        if kind is None or reading.at - self._told.get(kind, -AGAIN) < AGAIN:
            return None
        self._told[kind] = reading.at
        text = _text(f"advice.{kind}", minutes=reading.quiet_ms / MINUTE, hours=reading.shift_ms / HOUR,
                     unbroken=reading.unbroken_ms / MINUTE, waits=len(reading.can_wait), urgent=reading.urgent,
                     low=expected.low, high=expected.high)  # fmt: skip
        wait = reading.can_wait if kind in ("ask_relief", "take_break") else ()
        return OwnAdvice(kind, text, explain(reading), wait)


def _own_kind(reading: Reading, expected: Expected) -> OwnKind | None:
    if reading.state == "overload":
        return "ask_relief" if reading.flood or reading.urgent else "take_break"
    if reading.state == "underload":
        return "vary"
    if reading.state != "normal":
        return None
    if expected.mean > FLOOD_HALF_HOUR:
        return "prepare"
    if reading.shift_ms >= LONG_SHIFT:
        return "long_shift"
    if reading.unbroken_ms >= LONG_UNBROKEN and not reading.urgent and expected.high <= CALM_HALF_HOUR:
        return "quiet_moment"
    return None


def explain(reading: Reading, most: int = NAMED) -> tuple[Text, ...]:
    """Return the parts that weigh most, each with its measure and its points."""
    heavy = sorted((part for part in reading.parts if part.points > 0), key=lambda part: -part.points)
    return tuple(part_in_words(part) for part in heavy[:most])


def part_in_words(part: Part) -> Text:
    """Return a part of the load as one line."""
    digits: dict[PartName, int] = {"waiting": 1, "since_break": 1, "shift": 1}

    def say(locale: str) -> str:
        measure = number(part.measure, locale, digits.get(part.name, 0))
        points = number(part.points, locale, 1)
        return _SAID.word(f"part.{part.name}", locale, measure=measure, points=points, most=number(part.most, locale))

    return wording.text(say)


def advise_desk(outlook: DeskOutlook) -> DeskAdvice | None:
    """Return advice about the desk, or none: where the queue is not known or the people fit.

    People are asked for when the expected work needs them; they are let go only when even the most work that is
    likely leaves one to spare.
    """
    if outlook.needed is None or outlook.needed_high is None:
        return None
    if outlook.needed > outlook.people:
        kind: DeskKind = "more_people"
    elif outlook.needed_high < outlook.people:
        kind = "fewer_people"
    else:
        return None
    needed = outlook.needed if kind == "more_people" else outlook.needed_high
    text = _text(f"desk.{kind}", needed=needed, people=outlook.people)
    because = (
        _text("desk.open", items=outlook.open_items, minutes=outlook.open_work),
        _text("desk.coming", items=outlook.coming, minutes=outlook.coming_work),
    )
    return DeskAdvice(kind, text, because)


def _text(key: str, **values: float) -> Text:
    return wording.text(lambda locale: _SAID.word(key, locale, **{
        name: number(value, locale) for name, value in values.items()
    }))  # fmt: skip
