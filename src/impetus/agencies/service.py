"""Agencies: listing them for workers, making them at first start."""

import re
import unicodedata
from typing import Final
from zoneinfo import available_timezones

from impetus.agencies import repository
from impetus.agencies.repository import Agency
from impetus.kit.errors import BadInput, Conflict
from impetus.kit.times import as_datetime
from impetus.storage.unit import PLATFORM, UnitOfWork

_SLUG: Final = re.compile(r"[a-z][a-z0-9_-]{0,30}")


async def every(uow: UnitOfWork) -> list[Agency]:
    """Return all agencies, for parts of the platform that serve each of them."""
    async with uow(agency=PLATFORM, purpose="platform.agencies", actor="platform") as unit:
        return await repository.every(unit)


async def ensure(
    uow: UnitOfWork, agency: str, *, name: str, realm: str = "live", locale: str = "en", time_zone: str = "UTC"
) -> Agency:
    """Return the agency, making it where it does not exist. Raise BadInput for an id that cannot be one.

    A time zone that this machine does not know becomes UTC.
    """
    if not _SLUG.fullmatch(agency) or agency == PLATFORM:
        raise BadInput(
            f"{agency!r} cannot be the id of an agency.",
            remedy="Use a lower-case letter, then up to 30 letters, digits, - and _.",
            field="agency",
        )
    async with uow(agency=agency, purpose="platform.setup", actor="platform") as unit:
        zone = time_zone if time_zone in available_timezones() else "UTC"
        at = as_datetime(uow.clock.now_ms())
        if await repository.add(unit, name=name, realm=realm, locale=locale, time_zone=zone, at=at):
            unit.audit("agency.made", agency, name=name, realm=realm)
        made = await repository.get(unit)
    assert made is not None
    return made


async def first(uow: UnitOfWork) -> str:
    """Return the id of the agency that was made first: its administrators administer the installation."""
    async with uow(agency=PLATFORM, purpose="platform.agencies", actor="platform") as unit:
        return await repository.first(unit)


async def add(uow: UnitOfWork, *, name: str, locale: str, time_zone: str) -> str:
    """Make a further agency; return its id, made of the name and free. A zone that is not known becomes UTC."""
    wanted = slug(name)
    zone = time_zone if time_zone in available_timezones() else "UTC"
    for number in range(1, 1000):
        id = wanted if number == 1 else f"{wanted[:26]}-{number}"
        async with uow(agency=id, purpose="platform.setup", actor="platform") as unit:
            at = as_datetime(unit.clock.now_ms())
            if await repository.add(unit, name=name, realm="live", locale=locale, time_zone=zone, at=at):
                unit.audit("agency.made", id, name=name, realm="live")
                return id
    raise Conflict("Too many agencies have this name.", remedy="Choose another.", field="name")


def slug(name: str) -> str:
    """Return an id for an agency from a city's name: `Trento (città)` becomes `trento-citta`."""
    plain = unicodedata.normalize("NFKD", name.casefold().replace("ø", "o").replace("æ", "ae").replace("ß", "ss"))
    words = re.findall(r"[a-z0-9]+", "".join(c for c in plain if not unicodedata.combining(c)))
    made = "-".join(words)[:31].rstrip("-").lstrip("0123456789-")
    return made if _SLUG.fullmatch(made) and made != PLATFORM else "city"
