"""Tools in the database: whether people want them to run, how they are, and every version of their settings."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import msgspec
from sqlalchemy import text

from impetus.model.sensor import HealthState
from impetus.model.text import Text
from impetus.storage.jsonb import dump, load
from impetus.storage.unit import Unit


class State(msgspec.Struct, frozen=True, kw_only=True):
    """What is known of a tool at an agency. A tool nobody touched runs."""

    running: bool = True
    reason: str = ""
    changed_by: str = ""
    changed_at: datetime | None = None
    health: HealthState = HealthState.UNKNOWN
    health_reason: Text = Text(en="")
    health_at: datetime | None = None


class Setting(msgspec.Struct, frozen=True, kw_only=True):
    """One version of a tool's settings; version 0 are the defaults."""

    version: int = 0
    settings: dict[str, Any] = {}
    changed_by: str = ""
    changed_at: datetime | None = None


async def states(unit: Unit) -> dict[str, State]:
    """The state of every tool of the agency that has one, by id."""
    rows = await unit.session.execute(
        text("SELECT tool, running, reason, changed_by, changed_at, health, health_reason, health_at FROM tool_state")
    )
    return {
        row.tool: State(
            running=row.running,
            reason=row.reason,
            changed_by=row.changed_by,
            changed_at=row.changed_at,
            health=HealthState(row.health),
            health_reason=msgspec.convert({"en": "", **load(row.health_reason)}, Text),
            health_at=row.health_at,
        )
        for row in rows
    }


async def settings(unit: Unit, tools: Sequence[str] | None = None) -> dict[str, Setting]:
    """The settings in force, by tool, where anybody changed them."""
    rows = await unit.session.execute(
        text(
            "SELECT DISTINCT ON (tool) tool, version, settings, changed_by, changed_at FROM tool_setting"
            " WHERE CAST(:tools AS text[]) IS NULL OR tool = ANY(:tools) ORDER BY tool, version DESC"
        ),
        {"tools": None if tools is None else list(tools)},
    )
    return {
        row.tool: Setting(
            version=row.version, settings=load(row.settings), changed_by=row.changed_by, changed_at=row.changed_at
        )
        for row in rows
    }


async def add_settings(unit: Unit, tool: str, version: int, values: dict[str, Any], by: str, at: datetime) -> None:
    """Add a version. The database refuses one that exists, so that of two people one is told."""
    await unit.session.execute(
        text(
            "INSERT INTO tool_setting (agency_id, tool, version, settings, changed_by, changed_at)"
            " VALUES (:agency, :tool, :version, CAST(:settings AS jsonb), :by, :at)"
        ),
        {"agency": unit.agency, "tool": tool, "version": version, "settings": dump(values), "by": by, "at": at},
    )


async def switch(unit: Unit, tool: str, running: bool, reason: str, by: str, at: datetime) -> bool:
    """Note that a tool is to run or not. Returns whether that is new."""
    rows = await unit.session.execute(
        text(
            "INSERT INTO tool_state (agency_id, tool, running, reason, changed_by, changed_at)"
            " VALUES (:agency, :tool, :running, :reason, :by, :at)"
            " ON CONFLICT (agency_id, tool) DO UPDATE SET running = excluded.running, reason = excluded.reason,"
            " changed_by = excluded.changed_by, changed_at = excluded.changed_at"
            " WHERE tool_state.running <> excluded.running RETURNING tool"
        ),
        {"agency": unit.agency, "tool": tool, "running": running, "reason": reason, "by": by, "at": at},
    )
    return rows.first() is not None


async def set_health(unit: Unit, tool: str, health: HealthState, reason: Text, at: datetime) -> None:
    """Note how a tool says it is."""
    await unit.session.execute(
        text(
            "INSERT INTO tool_state (agency_id, tool, changed_at, health, health_reason, health_at)"
            " VALUES (:agency, :tool, :at, :health, CAST(:reason AS jsonb), :at)"
            " ON CONFLICT (agency_id, tool) DO UPDATE SET health = excluded.health,"
            " health_reason = excluded.health_reason, health_at = excluded.health_at"
        ),
        {"agency": unit.agency, "tool": tool, "at": at, "health": health.value, "reason": dump(reason)},
    )


async def sensors_by_kind(unit: Unit) -> dict[str, int]:
    """How many sensors of each kind the agency has."""
    rows = await unit.session.execute(text("SELECT kind, count(*) AS n FROM sensor GROUP BY kind"))
    return {row.kind: row.n for row in rows}
