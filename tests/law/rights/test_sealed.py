"""What is masked is found by its original, given, put right and forgotten; what has lost its key stays closed."""

from typing import Any

import httpx
from sqlalchemy import text
from tests.fixtures.server import People
from tests.incidents.desk import Browser
from tests.law.rights.test_endpoints import asked, officer, post

from impetus.keys.store import KeyStore
from impetus.keys.vault import Vault
from impetus.people.permissions import Role
from impetus.storage.unit import UnitOfWork

__all__ = ["officer"]  # a fixture of the neighbour
PHONE = {"kind": "phone", "value": "+39 041 555 01 02"}


async def seal(uow: UnitOfWork, keys: KeyStore, entry: str, incident: str, original: str) -> str:
    """Let an entry be masked, with `original` sealed beside it; return the key's id."""
    key = await keys.data_key("helsinki", "incident", incident)
    async with uow(agency="helsinki", purpose="test", actor="platform") as unit:
        at = {"kind": "incident_entry", "item": entry, "key": key.id, "parent": incident}
        await unit.session.execute(text("DELETE FROM masked_item WHERE item = :item"), {"item": entry})
        await unit.session.execute(
            text(
                "INSERT INTO masked_item (agency_id, kind, item, parent, about, categories, key_id, written_at)"
                " VALUES ('helsinki', :kind, :item, :parent, 'I-1', '{phone}', :key, now())"
            ),
            at,
        )
        await unit.session.execute(
            text("INSERT INTO original (agency_id, kind, item, sealed) VALUES ('helsinki', :kind, :item, :sealed)"),
            at | {"sealed": Vault.seal(key, original.encode(), f"incident_entry/{entry}")},
        )
    return key.id


async def entry(people: People, words: str) -> tuple[str, str]:
    """(incident, entry) of a note that somebody wrote."""
    supervisor = Browser(await people.client(Role.SUPERVISOR, name="Sanna Virta"))
    incident = (await supervisor.post("", 201, title="Van on the square"))["id"]
    made = await supervisor.post(f"/{incident}/entries", 201, text=words, side="city")
    return incident, made["id"]


def named(hit: dict[str, Any]) -> dict[str, Any]:
    return {name: hit[name] for name in ("domain", "kind", "item")}


async def test_what_is_masked_is_found_given_mended_and_forgotten(
    people: People, officer: httpx.AsyncClient, uow: UnitOfWork, keys: KeyStore
) -> None:
    incident, id = await entry(people, "The driver was called")
    await seal(uow, keys, id, incident, "The driver was called: +39 041-5550102")
    request = await asked(officer, kind="access", identifiers=[PHONE])
    [hit] = (await post(officer, request, "search"))["hits"]
    assert (hit["item"], hit["sealed"], "5550102" in hit["text"]) == (id, True, True)
    await post(officer, request, "items", act="give", items=[named(hit)])
    [given] = (await officer.get(f"/api/requests/{request['id']}/export.json")).json()["items"]
    assert given["original"].endswith("5550102")
    mended = await post(officer, request, "items", act="correct", items=[named(hit)], wrong="5550102", right="5550103")
    assert mended["items"][0]["done"] == "corrected"
    assert (await post(officer, request, "search"))["hits"] == []
    again = await asked(officer, kind="erasure", identifiers=[{"kind": "phone", "value": "+39 041 555 01 03"}])
    [hit] = (await post(officer, again, "search"))["hits"]
    erased = await post(officer, again, "items", act="erase", items=[named(hit)])
    assert erased["items"][0]["done"] == "erased"
    assert (await post(officer, again, "search"))["hits"] == []
    async with uow(agency="helsinki", purpose="test", actor="platform") as unit:
        left = (await unit.session.execute(text("SELECT count(*) FROM original WHERE item = :id"), {"id": id})).scalar()
    assert left == 0


async def test_what_has_lost_its_key_stays_closed(
    people: People, officer: httpx.AsyncClient, uow: UnitOfWork, keys: KeyStore
) -> None:
    incident, id = await entry(people, "The driver was called")
    key = await seal(uow, keys, id, incident, "+39 041 555 01 02")
    await keys.destroy("helsinki", [key], "test")
    request = await asked(officer, identifiers=[PHONE])
    assert (await post(officer, request, "search"))["hits"] == []
