"""Repeats and chatter: how much quiet the same alert needs before it counts as new."""

from impetus.alerts.triage.facts import AlertFact
from impetus.alerts.triage.settings import TriageSettings
from impetus.alerts.triage.state import Habit, Key, Name

SLOT = 600_000
NAME_WEIGHT = 0.75
"""How much the same sort of alert shown for other sources counts against this one."""

HABITUAL = 3.0
"""An alert shown this often of late waits for a quiet desk even when it counts as new."""


def key_of(fact: AlertFact) -> str:
    """Return what makes an alert the same alert: tool, kind, signature, and its source or subject."""
    return f"{fact.tool}\x1f{fact.kind}\x1f{signature_of(fact)}\x1f{fact.source or fact.subject}"


def name_of(fact: AlertFact) -> str:
    """Return what sort of alert it is, whatever its source; empty where only the kind says it."""
    signature = signature_of(fact)
    return f"{fact.tool}\x1f{fact.kind}\x1f{signature}" if signature else ""


def signature_of(fact: AlertFact) -> str:
    """Return the signature, or nothing where it only spells the kind again (with the sensor and the hour, say)."""
    return "" if fact.signature.startswith(f"{fact.kind}|") else fact.signature


def habit_of(key: Key, name: Name | None, now: int) -> float:
    """Return how often the alert was shown of late; others of its name count for less."""
    habit = key.habit.now(now)
    if name is not None:
        habit += NAME_WEIGHT * max(0.0, name.habit.now(now) - habit)
    return habit


def hold_of(settings: TriageSettings, habit: float, rank: int) -> int:
    """Return the quiet (ms) after which the alert counts as new.

    That is what `repeat_after_s` says the first time. It grows by `repeat_growth` with every time
    the alert was shown of late and shrinks again as those times fade. For high and critical it does not change.
    """
    base = settings.repeat_after_s * 1000
    if rank >= 3 or settings.repeat_growth <= 1.0:
        return base
    longest = max(base, settings.repeat_longest_s * 1000)
    return int(min(longest, base * settings.repeat_growth ** (min(habit, 64.0) - 1.0)))


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
