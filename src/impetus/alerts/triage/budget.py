"""The city's budget: how many alerts the desk gets, and when there is room for one more.

Tokens come in at slightly less than the budget's pace and every alert shown takes one. What must be shown is
shown even without tokens; the debt is paid back by showing no repeats, so that the mean stays within the budget.
"""

from impetus.alerts.triage.settings import TriageSettings
from impetus.alerts.triage.state import NEVER, Lane

HOUR = 3_600_000
STORM = 600_000
PACE = 0.99
SAVED = 1.0
"""Tokens kept at most, in hours of budget."""
DEBT = 4.0
"""Debt remembered at most, in hours of budget."""
QUIET = 0.6
"""The desk is quiet when nothing was shown for this share of the budget's mean distance."""
WAITS = HOUR
"""How long what a storm held back waits for room."""


def pass_time(settings: TriageSettings, lane: Lane) -> None:
    """Let tokens come in up to `lane.now`."""
    if lane.tokens_at != NEVER:
        came = (lane.now - lane.tokens_at) / HOUR * settings.budget_an_hour * PACE
        lane.tokens = min(SAVED * settings.budget_an_hour, lane.tokens + came)
    lane.tokens_at = lane.now


def quiet_ms(settings: TriageSettings) -> int:
    """Return how long nothing must have been shown for the desk to be quiet."""
    return int(QUIET * HOUR / settings.budget_an_hour)


def quiet(settings: TriageSettings, lane: Lane) -> bool:
    """Return whether nothing was shown for a while."""
    return lane.now - lane.shown >= quiet_ms(settings)


def has_room(settings: TriageSettings, lane: Lane) -> bool:
    """Return whether the desk is quiet and a token is left."""
    return lane.tokens >= 1.0 and quiet(settings, lane)


def in_storm(settings: TriageSettings, lane: Lane) -> bool:
    """Return whether as many low and medium alerts were shown in ten minutes as may be."""
    if len(lane.recent) < settings.storm_ten_minutes:
        return False
    lane.recent = [at for at in lane.recent if lane.now - at < STORM]
    return len(lane.recent) >= settings.storm_ten_minutes


def spend(settings: TriageSettings, lane: Lane, rank: int) -> None:
    """Take a token for an alert that is shown."""
    lane.tokens = max(-DEBT * settings.budget_an_hour, lane.tokens - 1.0)
    lane.shown = lane.now
    if rank <= 2:
        lane.recent.append(lane.now)
