"""The city at a glance, from the database."""

from datetime import datetime
from typing import Any

import msgspec
from sqlalchemy import text

from impetus.storage.jsonb import load
from impetus.storage.unit import Unit


class Counts(msgspec.Struct, frozen=True, kw_only=True):
    """Figures of an agency. `health` counts sensors by state; sensors nobody judged yet are "unknown"."""

    alerts_hour: int
    health: dict[str, int]
    tools_stopped: list[str]
    progress: list[dict[str, Any]]


async def counts(unit: Unit, hour_ago: datetime, finished_since: datetime) -> Counts:
    """Count. Work that finished before `finished_since` is left out."""
    alerts = await unit.session.execute(
        text("SELECT count(*) FROM alert WHERE created_at > :since AND shown IS NOT FALSE"), {"since": hour_ago}
    )
    health = await unit.session.execute(
        text(
            "SELECT coalesce(h.state, 'unknown') AS state, count(*) AS n FROM sensor s LEFT JOIN sensor_health h"
            " ON h.agency_id = s.agency_id AND h.sensor = s.id GROUP BY 1"
        )
    )
    stopped = await unit.session.execute(text("SELECT tool FROM tool_state WHERE NOT running"))
    progress = await unit.session.execute(
        text(
            "SELECT task, done, total, text FROM job_progress"
            " WHERE finished_at IS NULL OR finished_at > :since ORDER BY task"
        ),
        {"since": finished_since},
    )
    return Counts(
        alerts_hour=int(alerts.scalar_one()),
        health={row.state: row.n for row in health},
        tools_stopped=[row.tool for row in stopped],
        progress=[{**row, "text": load(row["text"])} for row in progress.mappings()],
    )
