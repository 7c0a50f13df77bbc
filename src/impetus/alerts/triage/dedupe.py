"""Repeats and chatter: how much quiet the same alert needs before it counts as new."""

from impetus.alerts.triage.facts import AlertFact
from impetus.alerts.triage.settings import TriageSettings
from impetus.alerts.triage.state import Habit, Key, Name

SLOT = 600_000
NAME_WEIGHT = 0.5
"""How much the same sort of alert shown for other sources counts against this one."""


def key_of(fact: AlertFact) -> str:
    """Return what makes an alert the same alert: tool, kind, signature, and its source or subject."""
    return f"{fact.tool}\x1f{fact.kind}\x1f{fact.signature}\x1f{fact.source or fact.subject}"


def name_of(fact: AlertFact) -> str:
    """Return what sort of alert it is, whatever its source; empty where only the kind says it."""
    return f"{fact.tool}\x1f{fact.kind}\x1f{fact.signature}" if fact.signature else ""


def hold_of(settings: TriageSettings, key: Key, name: Name | None, rank: int, now: int) -> int:
    """Return the quiet (ms) after which the alert counts as new.

    It doubles (or what `repeat_growth` says) with every time the alert was shown of late, and half as fast
    with every time others of its name were. For high and critical it does not grow.
    """
    base = settings.repeat_after_s * 1000
    if rank >= 3:
        return base
    habit = key.habit.now(now)
    if name is not None:
        habit += NAME_WEIGHT * max(0.0, name.habit.now(now) - habit)
    longest = max(base, settings.repeat_longest_s * 1000)
    growth = settings.repeat_growth
    if habit <= 0.0 or growth <= 1.0:
        return base
    return int(min(longest, base * growth ** min(habit, 64.0)))


def came(key: Key, now: int) -> None:
    """Remember that the alert came at `now`."""
    key.last = now
    key.count += 1
    slot = now // SLOT
    if slot != key.slot:
        key.slots += 1
        key.slot = slot


def new_key() -> Key:
    """Return what is known of an alert that never came before."""
    return Key(habit=Habit())
