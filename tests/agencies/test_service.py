"""Agencies and their ids."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from impetus.agencies import service
from impetus.kit.errors import BadInput
from impetus.storage.unit import PLATFORM, UnitOfWork


async def test_an_agency_is_made_once(uow: UnitOfWork) -> None:
    made = await service.ensure(uow, "trento", name="Trento", realm="demo", locale="it", time_zone="Europe/Rome")
    again = await service.ensure(uow, "trento", name="Other")
    assert made == again
    assert made.name == "Trento"
    assert made.time_zone == "Europe/Rome"
    assert [agency.id for agency in await service.every(uow)] == ["helsinki", "oslo", "trento"]


async def test_an_unknown_time_zone_becomes_utc(uow: UnitOfWork) -> None:
    assert (await service.ensure(uow, "mars", name="Mars", time_zone="Mars/Base")).time_zone == "UTC"


@pytest.mark.parametrize("id", ["", PLATFORM, "Oslo", "a.b", "ø", "x" * 40, "a b", "a*", "a>"])
async def test_ids_that_would_break_subjects_are_refused(uow: UnitOfWork, id: str) -> None:
    with pytest.raises(BadInput):
        await service.ensure(uow, id, name="x")


@pytest.mark.parametrize(
    ("name", "id"), [("Trento (città)", "trento-citta"), ("Tromsø", "tromso"), ("", "city"), ("1", "city")]
)
def test_slugs(name: str, id: str) -> None:
    assert service.slug(name) == id


@given(st.text())
def test_every_name_has_a_usable_slug(name: str) -> None:
    made = service.slug(name)
    assert service._SLUG.fullmatch(made)
    assert made != PLATFORM
