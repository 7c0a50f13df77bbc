"""Rows whose time is over, made quickly."""

from datetime import datetime

from sqlalchemy import text

from impetus.storage.unit import UnitOfWork

_ALERTS = text(
    "WITH given AS (SELECT CAST(:agency AS text) AS agency, CAST(:prefix AS text) AS prefix,"
    " CAST(:first AS bigint) AS first, CAST(:tool AS text) AS tool, CAST(:at AS timestamptz) AS at,"
    " CAST(:words AS text) AS words)"
    " INSERT INTO alert (agency_id, id, number, tool, tool_version, kind, subject, clock, window_start, window_end,"
    " severity, severity_rank, confidence, title, why, place, evidence, parts, sensors, attributes, search, revision,"
    " created_at, updated_at) SELECT agency, prefix || lpad(n::text, 6, '0'), first + n, tool, '1.0.0', 'crowd.surge',"
    " 'square', 'live', at, at, 'high', 3, 0.9, jsonb_build_object('en', words), jsonb_build_object('en', words), '{}',"
    " '[]', '[]', '[]', '{}', words, 1, at, at FROM given, generate_series(1, CAST(:count AS integer)) AS n"
)


async def add_alerts(
    uow: UnitOfWork, count: int, at: datetime, *, agency: str = "helsinki", tool: str = "anomaly", prefix: str = "alr_",
    first: int = 0, words: str = "words",
) -> list[str]:  # fmt: skip
    """Add alerts that were raised at `at`; return their ids."""
    async with uow(agency=agency, purpose="platform.tools", actor="platform") as unit:
        await unit.session.execute(
            _ALERTS,
            {
                "agency": agency, "prefix": prefix, "first": first, "tool": tool, "at": at, "count": count,
                "words": words,
            },
        )  # fmt: skip
    return [f"{prefix}{n:06d}" for n in range(1, count + 1)]


async def alert_ids(uow: UnitOfWork, agency: str = "helsinki") -> list[str]:
    """The ids of an agency's alerts."""
    async with uow(agency=agency, purpose="platform.tools", actor="platform") as unit:
        wanted = text("SELECT id FROM alert WHERE agency_id = :agency ORDER BY id")
        rows = await unit.session.execute(wanted, {"agency": agency})
        return list(rows.scalars())
