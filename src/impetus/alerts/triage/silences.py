"""Silences and maintenance windows: which one covers an alert. Each ends; none holds a rise in severity."""

from collections.abc import Sequence

from impetus.alerts.triage.correlate import metres_between
from impetus.alerts.triage.facts import AlertFact, Scope, Silence
from impetus.alerts.triage.settings import under


def covers(scope: Scope, fact: AlertFact) -> bool:
    """Return whether everything that `scope` sets matches; an empty one covers nothing."""
    if scope.empty:
        return False
    if scope.source and scope.source not in (fact.source, fact.subject, fact.feed):
        return False
    if scope.kind and not under(fact.kind, scope.kind):
        return False
    if scope.tool and scope.tool != fact.tool:
        return False
    if scope.signature and scope.signature != fact.signature:
        return False
    if scope.area is not None:
        if fact.latitude is None or fact.longitude is None:
            return False
        area = scope.area
        return metres_between(area.latitude, area.longitude, fact.latitude, fact.longitude) <= area.metres
    return True


def covering(windows: Sequence[Silence], fact: AlertFact, now: int) -> Silence | None:
    """Return the first window in force at `now` that holds this alert back, if any."""
    for window in windows:
        if (
            window.starts_at <= now < window.ends_at
            and window.clock in ("", fact.clock)
            and fact.severity.rank <= window.up_to.rank
            and covers(window.scope, fact)
        ):
            return window
    return None
