"""What stands under an alert, by triage, and follows what people do with it."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final

from sqlalchemy import text

from impetus.alerts.records import Summary
from impetus.storage.unit import Unit

PARTS: Final = ("repeat", "chatter", "habit", "joined")
"""Rules that hold an alert back because it is part of another; what others hold back may still be shown by itself."""


async def follow(unit: Unit, before: Summary, changes: dict[str, Any], at: datetime, *, same_kind: bool) -> list[str]:
    """Let the members that stood as their lead stood change as it does; return their ids.

    `before` is the lead before the act. A member somebody dealt with by itself stays as it is. With `same_kind`
    only those of the lead's own tool and kind follow.
    """
    if before.group is None or not before.shown:
        return []
    columns = ", ".join(f"{column} = :{column}" for column in changes)
    kind = " AND m.tool = l.tool AND m.kind = l.kind" if same_kind else ""
    rows = await unit.session.execute(
        text(
            f"UPDATE alert m SET {columns}, version = m.version + 1, updated_at = :at FROM alert l"  # noqa: S608
            " WHERE l.id = :lead AND l.lead AND l.shown AND m.grp = l.grp AND m.id <> l.id AND NOT m.shown"
            " AND m.held_rule = ANY(:parts) AND m.state = :was AND m.owner IS NOT DISTINCT FROM CAST(:whose AS text)"
            f" AND m.verdict IS NOT DISTINCT FROM CAST(:judged AS text){kind} RETURNING m.id"
        ),
        {
            **changes, "at": at, "lead": before.id, "parts": list(PARTS), "was": before.state.value,
            "whose": before.owner, "judged": before.verdict.id if before.verdict else None,
        },
    )  # fmt: skip
    return sorted(row.id for row in rows)


async def note(unit: Unit, members: Sequence[str], lead: Summary, what: str, person: str, at: datetime) -> None:
    """Write into the histories of members what they followed their lead in."""
    if members:
        await unit.session.execute(
            text(
                "INSERT INTO alert_event (agency_id, alert, at, person, what, detail) SELECT :agency, id, :at, :person,"
                " 'followed', jsonb_build_object('lead', CAST(:lead AS text), 'what', CAST(:what AS text))"
                " FROM unnest(CAST(:ids AS text[])) AS id"
            ),
            {
                "agency": unit.agency, "at": at, "person": person, "lead": f"A-{lead.number}", "what": what,
                "ids": list(members),
            },
        )  # fmt: skip
