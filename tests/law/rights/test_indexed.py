"""Exact identifiers are found among what is masked by the blind index, beyond what the search opens."""

import asyncio
from pathlib import Path

import httpx
import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from tests.fixtures.server import People
from tests.law.rights.test_endpoints import asked, officer, post
from tests.law.rights.test_sealed import entry, named

from impetus.keys.blind import CATEGORY
from impetus.keys.store import KeyStore
from impetus.kit.clock import ManualClock
from impetus.law.retention.sweep import Sweeper
from impetus.law.retention.task import sweep_all
from impetus.law.rights import search
from impetus.people.permissions import Role
from impetus.storage import personal_repository
from impetus.storage.unit import UnitOfWork

__all__ = ["officer"]  # a fixture of the neighbour
PHONE = {"kind": "phone", "value": "0039 041 555 01 02"}
EMAIL = {"kind": "email", "value": "kari.n@example.org"}


async def rows(uow: UnitOfWork, item: str) -> int:
    async with uow(agency="helsinki", purpose="test", actor="platform") as unit:
        return int(
            (
                await unit.session.execute(text("SELECT count(*) FROM masked_index WHERE item = :id"), {"id": item})
            ).scalar_one()
        )


async def test_found_without_opening_the_others_and_gone_with_its_item(
    people: People, officer: httpx.AsyncClient, uow: UnitOfWork, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, id = await entry(people, "The driver was called: +39 041 555 01 02, then wrote from Kari.N@Example.org")
    assert await rows(uow, id) == 2
    monkeypatch.setattr(personal_repository, "OPENED", 0)
    request = await asked(officer, kind="access", identifiers=[PHONE])
    [hit] = (await post(officer, request, "search"))["hits"]
    assert (hit["item"], hit["sealed"]) == (id, True)
    other = await asked(officer, kind="access", identifiers=[{"kind": "phone", "value": "+39 041 555 01 03"}])
    assert (await post(officer, other, "search"))["hits"] == []
    wrong = {"wrong": "041 555 01 02", "right": "041 555 01 03"}
    await post(officer, request, "items", act="correct", items=[named(hit)], **wrong)
    assert (await post(officer, request, "search"))["hits"] == []
    [hit] = (await post(officer, other, "search"))["hits"]
    erasure = await asked(officer, kind="erasure", identifiers=[EMAIL])
    [hit] = (await post(officer, erasure, "search"))["hits"]
    await post(officer, erasure, "items", act="erase", items=[named(hit)])
    assert await rows(uow, id) == 0


async def test_what_stands_about_the_number_is_shown_and_not_what_stands_first(
    people: People, officer: httpx.AsyncClient
) -> None:
    _, id = await entry(people, f"Ola Nordmann was asked first. {'Then nothing came. ' * 20}Called +39 041 555 01 02.")
    request = await asked(officer, kind="access", identifiers=[PHONE])
    [hit] = (await post(officer, request, "search"))["hits"]
    assert hit["item"] == id
    assert "+39 041 555 01 02" in hit["text"]
    assert "Nordmann" not in hit["text"]


async def test_only_an_officer_at_a_request_reads_it(people: People, uow: UnitOfWork) -> None:
    await entry(people, "Called +39 041 555 01 02")
    officers, seen = (Role.DATA_PROTECTION_OFFICER,), {}
    for role in Role:
        for purpose in ("urban_safety", "investigation", "subject_rights"):
            async with uow(agency="helsinki", purpose=purpose, actor="person:per_1", role=role) as unit:
                found = await unit.session.execute(text("SELECT count(*) FROM masked_index"))
                seen[role, purpose] = bool(found.scalar_one())
    assert {where for where, some in seen.items() if some} == {(role, "subject_rights") for role in officers}


async def test_the_database_shows_no_other_agency(people: People, uow: UnitOfWork) -> None:
    await entry(people, "Called +39 041 555 01 02")
    async with uow(agency="oslo", purpose="test", actor="platform") as unit:
        assert not (await unit.session.execute(text("SELECT count(*) FROM masked_index"))).scalar_one()
    with pytest.raises(DBAPIError):
        async with uow(agency="oslo", purpose="test", actor="platform") as unit:
            await unit.session.execute(
                text(
                    "INSERT INTO masked_index (agency_id, kind, item, key_id, token)"
                    " VALUES ('helsinki', 'a', 'b', 'c', 'd')"
                )
            )


async def test_a_list_of_numbers_is_not_tried_out(officer: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch) -> None:
    """Counted is what is looked for, not how often somebody asks; several at once do not slip through together."""
    monkeypatch.setattr(search, "A_MINUTE", 5)
    request = await asked(officer, identifiers=[PHONE, PHONE | {"value": "+39 041 555 01 03"}])
    path = f"/api/requests/{request['id']}/search"
    answers = await asyncio.gather(*(officer.post(path, json={}) for _ in range(4)))
    assert sorted(answer.status_code for answer in answers) == [200, 200, 429, 429]
    other = await asked(officer, identifiers=[PHONE, PHONE | {"value": "+39 041 555 01 04"}])
    answer = await officer.post(f"/api/requests/{other['id']}/search", json={})
    assert answer.status_code == 429, answer.text


async def test_the_hourly_task_destroys_the_key_of_a_month_that_nothing_stands_under(
    people: People, worker_uow: UnitOfWork, keys: KeyStore, manual_clock: ManualClock, tmp_path: Path
) -> None:
    _, id = await entry(people, "Called +39 041 555 01 02")
    [alive] = await keys.live_of("helsinki", CATEGORY)
    sweeper = Sweeper(worker_uow, keys, tmp_path, {})
    manual_clock.advance(32 * 86_400_000)
    await sweep_all(worker_uow, keys, sweeper)
    assert await keys.live_of("helsinki", CATEGORY) == [alive]
    async with worker_uow(agency="helsinki", purpose="test", actor="platform") as unit:
        await unit.session.execute(text("DELETE FROM masked_item WHERE item = :id"), {"id": id})
    await sweep_all(worker_uow, keys, sweeper)
    assert await keys.live_of("helsinki", CATEGORY) == []
