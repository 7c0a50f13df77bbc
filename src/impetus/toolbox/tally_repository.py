"""Alerts in the database: how many each tool raised, and how many were real."""

from datetime import datetime, timedelta
from typing import Final

import msgspec
from sqlalchemy import text

from impetus.storage.unit import Unit

DAYS: Final = 7


class Tally(msgspec.Struct, kw_only=True):
    """Of one tool: alerts of each of the last seven days (UTC, today last), verdicts, and how many said it was real."""

    days: list[int] = msgspec.field(default_factory=lambda: [0] * DAYS)
    real: int = 0
    judged: int = 0


async def by_tool(unit: Unit, now: datetime) -> dict[str, Tally]:
    """The tally of every tool that raised or was judged, by its id. Duplicates count neither way."""
    tallies: dict[str, Tally] = {}
    today = now.date()
    rows = await unit.session.execute(
        text(
            "SELECT tool, CAST(created_at AT TIME ZONE 'UTC' AS date) AS day, count(*) AS shown FROM alert"
            " WHERE created_at >= :since AND shown IS NOT FALSE GROUP BY tool, day"
        ),
        {"since": now - timedelta(days=DAYS)},
    )
    for row in rows:
        place = DAYS - 1 - (today - row.day).days
        if 0 <= place < DAYS:
            tallies.setdefault(row.tool, Tally()).days[place] = row.shown
    rows = await unit.session.execute(
        text(
            "SELECT tool, count(*) FILTER (WHERE word = 'confirmed') AS real, count(*) AS judged FROM verdict"
            " WHERE taken_back_at IS NULL AND word IN ('confirmed', 'rejected') GROUP BY tool"
        )
    )
    for row in rows:
        tally = tallies.setdefault(row.tool, Tally())
        tally.real, tally.judged = row.real, row.judged
    return tallies
