"""Agencies in the database."""

from datetime import datetime

import msgspec
from sqlalchemy import text

from impetus.storage.unit import Unit


class Agency(msgspec.Struct, frozen=True, kw_only=True):
    """A tenant. `id` is a slug used in subjects and folders; `realm` is live, demo or replay.

    `time_zone` is the IANA name of the city's zone: screens show its local time wherever they stand.
    """

    id: str
    name: str
    realm: str
    locale: str
    time_zone: str = "UTC"


_COLUMNS = "agency_id AS id, name, realm, locale, COALESCE(settings ->> 'time_zone', 'UTC') AS time_zone"


async def every(unit: Unit) -> list[Agency]:
    """All agencies by id (needs the purpose `platform.agencies`); else the unit's own."""
    rows = await unit.session.execute(text(f"SELECT {_COLUMNS} FROM agency ORDER BY agency_id"))  # noqa: S608
    return [Agency(**row) for row in rows.mappings()]


async def first(unit: Unit) -> str:
    """The id of the agency that was made first (needs the purpose `platform.agencies`); "" where there is none."""
    rows = await unit.session.execute(text("SELECT agency_id FROM agency ORDER BY place LIMIT 1"))
    return str(rows.scalar_one_or_none() or "")


async def get(unit: Unit) -> Agency | None:
    """The unit's agency, or None where there is none of that id."""
    rows = await unit.session.execute(
        text(f"SELECT {_COLUMNS} FROM agency WHERE agency_id = :id"),  # noqa: S608
        {"id": unit.agency},
    )
    row = rows.mappings().first()
    return Agency(**row) if row else None


async def add(unit: Unit, *, name: str, realm: str, locale: str, time_zone: str, at: datetime) -> bool:
    """Make the unit's agency; False where it exists."""
    done = await unit.session.execute(
        text(
            "INSERT INTO agency (agency_id, name, realm, locale, settings, created_at)"
            " VALUES (:id, :name, :realm, :locale, jsonb_build_object('time_zone', CAST(:zone AS text)), :at)"
            " ON CONFLICT DO NOTHING"
        ),
        {"id": unit.agency, "name": name, "realm": realm, "locale": locale, "zone": time_zone, "at": at},
    )
    return done.rowcount == 1


async def change(unit: Unit, *, name: str, locale: str) -> None:
    """Give the unit's agency another name and default language."""
    await unit.session.execute(
        text("UPDATE agency SET name = :name, locale = :locale WHERE agency_id = :id"),
        {"id": unit.agency, "name": name, "locale": locale},
    )
