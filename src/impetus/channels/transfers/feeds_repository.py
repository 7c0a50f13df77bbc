"""Feeds of warnings in the database."""

from datetime import datetime
from typing import Any, Final

import msgspec
from sqlalchemy import RowMapping, text

from impetus.model.text import Text
from impetus.storage.jsonb import dump, load
from impetus.storage.unit import Unit

_FEED: Final = (
    "SELECT id, name, url, enabled, every_s, next_at, state, reason, since, read_at, accepted, refused"
    " FROM warning_feed"
)


class FeedRow(msgspec.Struct, frozen=True, kw_only=True):
    """A feed that is fetched."""

    id: str
    name: str
    url: str
    enabled: bool
    every_s: int
    next_at: datetime
    state: str
    reason: Text
    since: datetime | None
    read_at: datetime | None
    accepted: int
    refused: int


def _row(row: RowMapping) -> FeedRow:
    columns: dict[str, Any] = dict(row)
    columns["reason"] = load(columns["reason"] or {"en": ""}, Text)
    return FeedRow(**columns)


async def every(unit: Unit) -> list[FeedRow]:
    """The agency's feeds by name."""
    rows = await unit.session.execute(text(f"{_FEED} ORDER BY name, id"))
    return [_row(row) for row in rows.mappings()]


async def due(unit: Unit, at: datetime) -> list[FeedRow]:
    """Feeds to fetch now."""
    rows = await unit.session.execute(text(f"{_FEED} WHERE enabled AND next_at <= :at ORDER BY next_at"), {"at": at})
    return [_row(row) for row in rows.mappings()]


async def put(unit: Unit, id: str, *, name: str, url: str, enabled: bool, every_s: int, at: datetime) -> None:
    """Make a feed, or change it; it is fetched at once."""
    await unit.session.execute(
        text(
            "INSERT INTO warning_feed (agency_id, id, name, url, enabled, every_s, next_at, changed_at, changed_by)"
            " VALUES (:agency, :id, :name, :url, :enabled, :every, :at, :at, :by) ON CONFLICT (agency_id, id)"
            " DO UPDATE SET name = excluded.name, url = excluded.url, enabled = excluded.enabled,"
            " every_s = excluded.every_s, next_at = excluded.next_at, changed_at = excluded.changed_at,"
            " changed_by = excluded.changed_by"
        ),
        {
            "agency": unit.agency, "id": id, "name": name, "url": url, "enabled": enabled, "every": every_s,
            "at": at, "by": unit.actor,
        },
    )  # fmt: skip


async def remove(unit: Unit, id: str) -> bool:
    """Take a feed away; its alerts stay."""
    done = await unit.session.execute(text("DELETE FROM warning_feed WHERE id = :id"), {"id": id})
    return done.rowcount == 1


async def note(
    unit: Unit, id: str, state: str, reason: Text, at: datetime, next_at: datetime, accepted: int, refused: int
) -> None:
    """Note how fetching went."""
    await unit.session.execute(
        text(
            "UPDATE warning_feed SET since = CASE WHEN state = :state THEN since ELSE :at END, state = :state,"
            " reason = CAST(:reason AS jsonb), read_at = :at, next_at = :next, accepted = accepted + :accepted,"
            " refused = refused + :refused WHERE id = :id"
        ),
        {
            "id": id, "state": state, "reason": dump(reason), "at": at, "next": next_at, "accepted": accepted,
            "refused": refused,
        },
    )  # fmt: skip
