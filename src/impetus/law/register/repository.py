"""What the record and the register say of sensors, channels and partners, in the database."""

from typing import Final

import msgspec
from sqlalchemy import text

from impetus.storage.unit import Unit

CAMERAS: Final = 2000
"""Cameras named one by one; the rest is counted by place."""


class Camera(msgspec.Struct, frozen=True):
    """A camera and where it stands."""

    name: str
    area: str
    latitude: float | None
    longitude: float | None


class Placed(msgspec.Struct, frozen=True):
    """How many sensors of a kind stand in an area; latitude and longitude are their middle."""

    area: str
    kind: str
    count: int
    latitude: float | None
    longitude: float | None


async def cameras(unit: Unit) -> list[Camera]:
    """Cameras by area and name."""
    rows = await unit.session.execute(
        text(
            "SELECT name, area, latitude, longitude FROM sensor WHERE kind = 'camera' ORDER BY area, name LIMIT :most"
        ),
        {"most": CAMERAS},
    )
    return [Camera(**row) for row in rows.mappings()]


async def places(unit: Unit) -> list[Placed]:
    """Sensors by area and kind."""
    rows = await unit.session.execute(
        text(
            "SELECT area, kind, count(*) AS count, avg(latitude) AS latitude, avg(longitude) AS longitude FROM sensor"
            " GROUP BY area, kind ORDER BY area, kind"
        )
    )
    return [Placed(**row) for row in rows.mappings()]


async def channels(unit: Unit) -> list[str]:
    """Kinds of ways out that are on."""
    rows = await unit.session.execute(text("SELECT DISTINCT type FROM channel WHERE enabled ORDER BY 1"))
    return [row.type for row in rows]
