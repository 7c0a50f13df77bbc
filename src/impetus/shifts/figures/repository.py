"""The event log, as figures read it. No column that says who acted is ever read here (a test holds it to that)."""

from datetime import datetime
from typing import Final

import msgspec
from sqlalchemy import text

from impetus.storage.unit import Unit

MOST: Final = 300_000
"""Alerts that one report reads; a longer period has to be parted."""


class Raised(msgspec.Struct, frozen=True, kw_only=True):
    """An alert that was raised. `shown` is what triage let through; an alert it never came to was shown."""

    id: str
    tool: str
    kind: str
    subject: str
    place: str
    severity: str
    at: datetime
    shown: bool
    rule: str | None


class Change(msgspec.Struct, frozen=True, kw_only=True):
    """Something that happened to an alert; `took_back` is what an undoing took back."""

    alert: str
    at: datetime
    what: str
    took_back: str | None


_RAISED: Final = (
    "SELECT a.id, a.tool, a.kind, a.subject, coalesce(a.place ->> 'name', '') AS place, a.severity,"
    " a.created_at AS at, coalesce(a.shown, true) AS shown, a.held_rule AS rule FROM alert a"
)

_UNDECIDED: Final = (
    " WHERE a.created_at < :before AND coalesce(a.shown, true) AND (:tool = '' OR a.tool = :tool)"
    " AND NOT coalesce((SELECT starts_with(e.what, 'verdict.') OR e.what = 'close' OR (e.what = 'undone' AND"
    " e.detail ->> 'took_back' = 'reopen') FROM alert_event e WHERE e.agency_id = a.agency_id"
    " AND e.alert = a.id AND e.at < :until AND (starts_with(e.what, 'verdict.')"
    " OR e.what IN ('close', 'reopen', 'undone')) ORDER BY e.id DESC LIMIT 1), false)"
    " ORDER BY a.created_at, a.number LIMIT :most"
)


async def raised(unit: Unit, since: datetime, until: datetime, tool: str) -> list[Raised]:
    """Alerts raised in a period, of one tool or of all, oldest first; at most one more than `MOST`."""
    rows = await unit.session.execute(
        text(
            f"{_RAISED} WHERE a.created_at >= :since AND a.created_at < :until AND (:tool = '' OR a.tool = :tool)"
            " ORDER BY a.created_at, a.number LIMIT :most"
        ),
        {"since": since, "until": until, "tool": tool, "most": MOST + 1},
    )
    return [Raised(**row) for row in rows.mappings()]


async def standing(unit: Unit, before: datetime, until: datetime, tool: str) -> list[Raised]:
    """Shown alerts raised before `before` of which the log says no decision by `until` as the last word."""
    rows = await unit.session.execute(
        text(_RAISED + _UNDECIDED), {"before": before, "until": until, "tool": tool, "most": MOST}
    )
    return [Raised(**row) for row in rows.mappings()]


async def changes(unit: Unit, since: datetime, until: datetime, tool: str) -> list[Change]:
    """What happened by `until` to alerts raised in the period, in order."""
    rows = await unit.session.execute(
        text(
            "SELECT e.alert, e.at, e.what, e.detail ->> 'took_back' AS took_back FROM alert_event e JOIN alert a"
            " ON a.agency_id = e.agency_id AND a.id = e.alert WHERE a.created_at >= :since AND a.created_at < :until"
            " AND e.at < :until AND (:tool = '' OR a.tool = :tool) AND e.what <> 'raised' ORDER BY e.id"
        ),
        {"since": since, "until": until, "tool": tool},
    )
    return [Change(**row) for row in rows.mappings()]


async def tools(unit: Unit) -> list[str]:
    """Tools that ever raised an alert."""
    rows = await unit.session.execute(text("SELECT DISTINCT tool FROM alert ORDER BY tool"))
    return list(rows.scalars())
