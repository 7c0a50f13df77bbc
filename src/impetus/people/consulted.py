"""Looking at personal data is written down by the route itself, before anything is shown.

`permitted` asks `note` for each request that only reads. Lists that a console draws again and again would fill the
log: the first look of a person at a thing is written at once, the next ones within a minute are counted, and the count
stands in the next entry (`again`). What a service writes by itself (a report, a file) is not here.
"""

import re
from contextlib import AbstractAsyncContextManager
from typing import Final, NamedTuple

from impetus.storage.unit import Unit

AGAIN_MS: Final = 60_000
MOST: Final = 20_000
"""So many looks are remembered; beyond it, all are written."""


class Rule(NamedTuple):
    """Addresses (a regular expression of the path; a group is the subject) and the act that a look at them is."""

    path: re.Pattern[str]
    act: str


RULES: Final = tuple(
    Rule(re.compile(f"/api/{path}"), act)
    for path, act in (
        ("alerts", "alerts.listed"),
        ("triage/held", "alerts.listed"),
        ("alerts/([^/]+)(?:/joined)?", "alert.read"),
        ("incidents", "incidents.listed"),
        ("incidents/([^/]+)/(?:timeline|tasks)", "incident.seen"),
        ("responders", "responder.listed"),
        ("procedures/runs(?:/[^/]+)?", "procedure.runs_seen"),
        ("channels/deliveries", "contacts.read"),
        ("shifts/(?:board|team|roster|open|handovers)", "shift.listed"),
        ("breaches(?:/[^/]+)?", "breach.seen"),
    )
)


class _Looks(NamedTuple):
    since: int
    again: int


_recent: dict[tuple[str, ...], _Looks] = {}


def act_of(path: str) -> tuple[str, str]:
    """Return (act, subject) of a look at an address, ("", "") where it is not one that is written down here."""
    for rule in RULES:
        if found := rule.path.fullmatch(path):
            return rule.act, next((group for group in found.groups() if group), "")[:80]
    return "", ""


async def note(opened: AbstractAsyncContextManager[Unit], who: tuple[str, ...], path: str, now_ms: int) -> None:
    """Write a look down, or count it. `who` is person, purpose and case; `opened` is a unit that nobody entered yet."""
    act, subject = act_of(path)
    if not act:
        return
    key = (*who, act, subject)
    before = _recent.get(key)
    if before is not None and 0 <= now_ms - before.since < AGAIN_MS:
        _recent[key] = before._replace(again=before.again + 1)
        return
    async with opened as unit:
        if before is not None and before.again:
            unit.audit(act, subject, again=before.again)
        else:
            unit.audit(act, subject)
    if len(_recent) >= MOST:
        _recent.clear()
    _recent[key] = _Looks(now_ms, 0)
