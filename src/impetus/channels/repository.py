"""Channels, rules and contacts in the database."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from sqlalchemy import RowMapping, text

from impetus.channels.records import ChannelRow, Contact, RuleRow
from impetus.channels.rules import NotifyConditions, NotifyStep, QuietHours
from impetus.model.text import Text
from impetus.storage.jsonb import dump, load
from impetus.storage.unit import Unit

_CHANNEL: Final = (
    "SELECT agency_id AS agency, id, name, type, settings, enabled, locale, quiet, most_per_hour, state, reason,"
    " since, changed_at, changed_by FROM channel WHERE gone_at IS NULL"
)
_RULE: Final = (
    "SELECT id, name, enabled, conditions, steps, changed_at, changed_by FROM notify_rule WHERE gone_at IS NULL"
)


def _channel(row: RowMapping) -> ChannelRow:
    columns = dict(row)
    columns["quiet"] = QuietHours.model_validate(columns["quiet"])
    columns["reason"] = load(columns["reason"] or {"en": ""}, Text)
    return ChannelRow(**columns)


def _rule(row: RowMapping) -> RuleRow:
    columns = dict(row)
    columns["conditions"] = NotifyConditions.model_validate(columns["conditions"])
    columns["steps"] = [NotifyStep.model_validate(step) for step in columns["steps"]]
    return RuleRow(**columns)


async def channels(unit: Unit) -> list[ChannelRow]:
    """The agency's channels by name."""
    rows = await unit.session.execute(text(f"{_CHANNEL} ORDER BY name, id"))
    return [_channel(row) for row in rows.mappings()]


async def channel(unit: Unit, id: str) -> ChannelRow | None:
    """One channel of the agency."""
    rows = await unit.session.execute(text(f"{_CHANNEL} AND id = :id"), {"id": id})
    row = rows.mappings().first()
    return _channel(row) if row else None


async def put_channel(unit: Unit, id: str, values: Mapping[str, Any], at: datetime) -> None:
    """Make a channel, or replace its configuration."""
    await unit.session.execute(
        text(
            "INSERT INTO channel (agency_id, id, name, type, settings, enabled, locale, quiet, most_per_hour,"
            " created_at, changed_at, changed_by) VALUES (:agency, :id, :name, :type, CAST(:settings AS jsonb),"
            " :enabled, :locale, CAST(:quiet AS jsonb), :most_per_hour, :at, :at, :by)"
            " ON CONFLICT (agency_id, id) DO UPDATE SET name = excluded.name, settings = excluded.settings,"
            " enabled = excluded.enabled, locale = excluded.locale, quiet = excluded.quiet,"
            " most_per_hour = excluded.most_per_hour, changed_at = excluded.changed_at,"
            " changed_by = excluded.changed_by"
        ),
        {
            **values,
            "agency": unit.agency,
            "id": id,
            "settings": dump(values["settings"]),
            "quiet": dump(values["quiet"]),
            "at": at,
            "by": unit.actor,
        },
    )


async def remove_channel(unit: Unit, id: str, at: datetime) -> bool:
    """Take a channel away; what was sent through it stays."""
    done = await unit.session.execute(
        text("UPDATE channel SET gone_at = :at, enabled = false, settings = '{}' WHERE id = :id AND gone_at IS NULL"),
        {"id": id, "at": at},
    )
    return done.rowcount == 1


async def set_state(unit: Unit, id: str, state: str, reason: Text, at: datetime) -> None:
    """Note how a channel is; `since` moves only when the state changes."""
    await unit.session.execute(
        text(
            "UPDATE channel SET since = CASE WHEN state = :state THEN since ELSE :at END, state = :state,"
            " reason = CAST(:reason AS jsonb) WHERE id = :id"
        ),
        {"id": id, "state": state, "reason": dump(reason), "at": at},
    )


async def rules(unit: Unit) -> list[RuleRow]:
    """The agency's rules by name."""
    rows = await unit.session.execute(text(f"{_RULE} ORDER BY name, id"))
    return [_rule(row) for row in rows.mappings()]


async def rule(unit: Unit, id: str) -> RuleRow | None:
    """One rule."""
    rows = await unit.session.execute(text(f"{_RULE} AND id = :id"), {"id": id})
    row = rows.mappings().first()
    return _rule(row) if row else None


async def put_rule(unit: Unit, id: str, values: Mapping[str, Any], at: datetime) -> None:
    """Make a rule, or replace it."""
    await unit.session.execute(
        text(
            "INSERT INTO notify_rule (agency_id, id, name, enabled, conditions, steps, created_at, changed_at,"
            " changed_by) VALUES (:agency, :id, :name, :enabled, CAST(:conditions AS jsonb), CAST(:steps AS jsonb),"
            " :at, :at, :by) ON CONFLICT (agency_id, id) DO UPDATE SET name = excluded.name,"
            " enabled = excluded.enabled, conditions = excluded.conditions, steps = excluded.steps,"
            " changed_at = excluded.changed_at, changed_by = excluded.changed_by"
        ),
        {
            "agency": unit.agency,
            "id": id,
            "name": values["name"],
            "enabled": values["enabled"],
            "conditions": dump(values["conditions"]),
            "steps": dump(values["steps"]),
            "at": at,
            "by": unit.actor,
        },
    )


async def remove_rule(unit: Unit, id: str, at: datetime) -> bool:
    """Take a rule away."""
    done = await unit.session.execute(
        text("UPDATE notify_rule SET gone_at = :at, enabled = false WHERE id = :id AND gone_at IS NULL"),
        {"id": id, "at": at},
    )
    return done.rowcount == 1


async def contacts(unit: Unit) -> list[Contact]:
    """Every active person of the agency with the address they are reached at, by name."""
    rows = await unit.session.execute(
        text(
            "SELECT p.id AS person, p.name, p.role, p.locale, coalesce(c.email, '') AS email,"
            " coalesce(c.on_call, false) AS on_call FROM person p"
            " LEFT JOIN contact c ON c.agency_id = p.agency_id AND c.person = p.id WHERE p.active ORDER BY p.name, p.id"
        )
    )
    return [Contact(**row) for row in rows.mappings()]


async def put_contact(unit: Unit, person: str, email: str, on_call: bool, at: datetime) -> bool:
    """Set how a person is reached; False where there is no such person."""
    known = await unit.session.execute(text("SELECT 1 FROM person WHERE id = :person"), {"person": person})
    if known.first() is None:
        return False
    await unit.session.execute(
        text(
            "INSERT INTO contact (agency_id, person, email, on_call, changed_at, changed_by)"
            " VALUES (:agency, :person, :email, :on_call, :at, :by) ON CONFLICT (agency_id, person) DO UPDATE"
            " SET email = excluded.email, on_call = excluded.on_call, changed_at = excluded.changed_at,"
            " changed_by = excluded.changed_by"
        ),
        {"agency": unit.agency, "person": person, "email": email, "on_call": on_call, "at": at, "by": unit.actor},
    )
    return True
