"""Verdicts counted by tool: how many confirmations came in under five seconds. Never by person."""

from datetime import datetime

import msgspec
from sqlalchemy import text

from impetus.storage.unit import Unit


class Counted(msgspec.Struct, frozen=True, kw_only=True):
    """Verdicts on alerts of one tool within a span. `unopened` confirmations are among `quick`."""

    tool: str
    confirmed: int
    rejected: int
    duplicate: int
    quick: int
    unopened: int
    quick_rejected: int
    median_s: float | None


async def by_tool(unit: Unit, since: datetime, until: datetime, quick_s: float) -> list[Counted]:
    """Count verdicts that stand. The time is from when the judge first opened the alert; never opened is quick."""
    rows = await unit.session.execute(
        text(
            "WITH judged AS (SELECT v.tool, v.word, s.first_at IS NULL AS unopened,"
            " greatest(0, extract(epoch FROM v.at - coalesce(s.first_at, v.at))) AS took FROM verdict v"
            " LEFT JOIN alert_seen s ON s.agency_id = v.agency_id AND s.alert = v.alert AND s.person = v.person"
            " AND s.first_at <= v.at WHERE v.taken_back_at IS NULL AND v.at >= :since AND v.at < :until)"
            " SELECT tool, count(*) FILTER (WHERE word = 'confirmed') AS confirmed,"
            " count(*) FILTER (WHERE word = 'rejected') AS rejected,"
            " count(*) FILTER (WHERE word = 'duplicate') AS duplicate,"
            " count(*) FILTER (WHERE word = 'confirmed' AND took < :quick) AS quick,"
            " count(*) FILTER (WHERE word = 'confirmed' AND unopened) AS unopened,"
            " count(*) FILTER (WHERE word = 'rejected' AND took < :quick) AS quick_rejected,"
            " percentile_cont(0.5) WITHIN GROUP (ORDER BY took) FILTER (WHERE word = 'confirmed') AS median_s"
            " FROM judged GROUP BY tool ORDER BY tool"
        ),
        {"since": since, "until": until, "quick": quick_s},
    )
    return [Counted(**row) for row in rows.mappings()]
