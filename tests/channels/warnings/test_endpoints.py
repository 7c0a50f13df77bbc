"""Public warnings: drafted, released by another, in the feed, updated, cancelled, ended."""

from typing import Any

import asyncpg
import httpx
import pytest
from lxml import etree
from tests.fixtures.server import People
from tests.fixtures.storage import Database
from tests.law.confirm import send_out

from impetus.formats import cap
from impetus.formats.cap_model import MessageType, Status
from impetus.kit.clock import ManualClock
from impetus.people.permissions import Role

ATOM = "{http://www.w3.org/2005/Atom}"
WORDS = {
    "event": "Smoke", "headline": "Smoke at the harbour", "description": "Stay inside.", "instruction": "Shut windows.",
    "area": "Harbour",
}  # fmt: skip
CONTENT = {
    "category": "Fire",
    "responses": ["Shelter"],
    "texts": {"en": WORDS, "it": WORDS | {"headline": "Fumo al porto"}, "nb": WORDS | {"headline": "Røyk ved havna"}},
    "ring": [[24.95, 60.16], [24.97, 60.16], [24.97, 60.17]],
    "expires_at": "2026-03-06T18:00:00Z",
}


async def drafted(browser: httpx.AsyncClient, **changes: Any) -> dict[str, Any]:
    answer = await browser.post("/api/warnings", json={"content": CONTENT | changes})
    assert answer.status_code == 201, answer.text
    found: dict[str, Any] = answer.json()
    return found


async def released(browser: httpx.AsyncClient, warning: dict[str, Any]) -> dict[str, Any]:
    answer = await send_out(browser, f"/api/warnings/{warning['id']}/release", {"version": warning["version"]})
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


async def feed(people: People, query: str = "") -> tuple[list[Any], httpx.Response]:
    answer = await (await people.anonymous()).get(f"/api/warnings/feed.atom{query}")
    assert answer.status_code == 200
    return etree.fromstring(answer.content).findall(f"{ATOM}entry"), answer


@pytest.fixture
async def first(people: People) -> httpx.AsyncClient:
    return await people.client(Role.SUPERVISOR, name="Anna Aas")


@pytest.fixture
async def second(people: People) -> httpx.AsyncClient:
    return await people.client(Role.SUPERVISOR, name="Kari Nordmann")


async def test_two_people_release_a_warning(
    people: People, first: httpx.AsyncClient, second: httpx.AsyncClient
) -> None:
    warning = await drafted(first)
    assert (warning["state"], warning["mine"], warning["number"]) == ("draft", True, "W-1")
    assert (await feed(people))[0] == []
    own = await send_out(first, f"/api/warnings/{warning['id']}/release", {"version": 1})
    assert own.status_code == 403
    assert own.json()["error"]["details"]["reason"] == "four_eyes"
    out = await released(second, warning)
    assert (out["state"], out["released_by"]["name"], out["status"]) == ("running", "Kari Nordmann", "Actual")
    again = await send_out(second, f"/api/warnings/{warning['id']}/release", {"version": out["version"]})
    assert again.status_code == 409
    entries, answer = await feed(people, "?lang=it")
    assert entries[0].findtext(f"{ATOM}title") == "Fumo al porto"
    assert answer.headers["content-type"].startswith("application/atom+xml")
    assert "max-age" in answer.headers["cache-control"]
    inside = cap.read(answer.content)
    assert inside.refused == []
    assert [message.identifier for message in inside.items] == [out["identifier"]]
    link = entries[0].find(f"{ATOM}link").get("href")
    alone = await (await people.anonymous()).get(link.removeprefix("http://localhost:8600"))
    assert alone.headers["content-type"].startswith("application/cap+xml")
    message = cap.read(alone.content).items[0]
    assert message == inside.items[0]
    assert [info.language for info in message.infos] == ["en-GB", "it-IT", "nb-NO"]
    assert message.infos[2].headline == "Røyk ved havna"
    unchanged = await (await people.anonymous()).get(
        "/api/warnings/feed.atom?lang=it", headers={"If-None-Match": answer.headers["etag"]}
    )
    assert unchanged.status_code == 304
    audit = {entry["what"] for entry in (await first.get("/api/audit")).json()["items"]}
    assert {"warning.drafted", "warning.released"} <= audit


async def test_whoever_writes_in_a_draft_cannot_release_it(
    first: httpx.AsyncClient, second: httpx.AsyncClient, database: Database
) -> None:
    warning = await drafted(first)
    url = f"/api/warnings/{warning['id']}"
    changed = (await second.put(url, json={"content": CONTENT, "version": 1})).json()
    assert [person["name"] for person in changed["editors"]] == ["Anna Aas", "Kari Nordmann"]
    assert (await second.put(url, json={"content": CONTENT, "version": 1})).status_code == 409
    assert (await send_out(second, f"{url}/release", {"version": 2})).status_code == 403
    connection = await asyncpg.connect(database.superuser)
    with pytest.raises(asyncpg.CheckViolationError):  # the database itself refuses
        await connection.execute("UPDATE warning SET released_by = drafted_by")
    await connection.close()


async def test_an_incomplete_draft_names_what_is_missing(first: httpx.AsyncClient, second: httpx.AsyncClient) -> None:
    warning = await drafted(first, texts={"en": WORDS}, ring=[], expires_at="2026-03-06T11:00:00Z")
    fields = {missing["field"] for missing in warning["missing"]}
    assert {"content.texts.it.headline", "content.ring", "content.expires_at"} <= fields
    answer = await send_out(second, f"/api/warnings/{warning['id']}/release", {"version": 1})
    assert answer.status_code == 422
    assert {missing["field"] for missing in answer.json()["error"]["details"]["missing"]} == fields


async def test_releasing_needs_a_fresh_proof(
    first: httpx.AsyncClient, second: httpx.AsyncClient, manual_clock: ManualClock
) -> None:
    warning = await drafted(first)
    manual_clock.advance(11 * 60_000)
    answer = await send_out(second, f"/api/warnings/{warning['id']}/release", {"version": 1})
    assert answer.status_code == 403
    assert answer.json()["error"]["code"] == "step_up_needed"


async def test_update_cancel_and_end(
    people: People, first: httpx.AsyncClient, second: httpx.AsyncClient, manual_clock: ManualClock
) -> None:
    one = await released(second, await drafted(first))
    manual_clock.advance(60_000)
    update = (await first.post(f"/api/warnings/{one['id']}/update")).json()
    assert (update["type"], update["content"]["category"]) == ("Update", "Fire")
    assert len((await feed(people))[0]) == 1
    two = await released(second, update)
    manual_clock.advance(60_000)
    assert (await first.get(f"/api/warnings/{one['id']}")).json()["state"] == "ended"
    assert (await first.post(f"/api/warnings/{one['id']}/cancel")).status_code == 409
    three = await released(second, (await first.post(f"/api/warnings/{two['id']}/cancel")).json())
    entries, answer = await feed(people)
    assert [entry.findtext(f"{ATOM}title") for entry in entries] == ["Cancelled: Smoke at the harbour"]
    message = cap.read(answer.content).items[0]
    assert message.type is MessageType.CANCEL
    assert [reference.identifier for reference in message.references] == [one["identifier"], two["identifier"]]
    assert (await first.post(f"/api/warnings/{three['id']}/update")).status_code == 409
    manual_clock.advance(7 * 3_600_000)
    assert (await feed(people))[0] == []


async def test_a_demonstration_never_warns_in_earnest(
    first: httpx.AsyncClient, second: httpx.AsyncClient, people: People, database: Database
) -> None:
    connection = await asyncpg.connect(database.superuser)
    await connection.execute("UPDATE agency SET realm = 'demo'")
    await connection.close()
    await released(second, await drafted(first))
    assert cap.read((await feed(people))[1].content).items[0].status is Status.EXERCISE


async def test_agencies_and_roles(people: People, first: httpx.AsyncClient, second: httpx.AsyncClient) -> None:
    warning = await released(second, await drafted(first))
    draft = await drafted(first)
    oslo = await people.client(Role.SUPERVISOR, agency="oslo")
    assert (await oslo.get("/api/warnings")).json() == []
    assert (await oslo.get(f"/api/warnings/{warning['id']}")).status_code == 404
    assert (await send_out(oslo, f"/api/warnings/{draft['id']}/release", {"version": 1})).status_code == 404
    operator = await people.client(Role.OPERATOR)
    assert len((await operator.get("/api/warnings")).json()) == 2
    assert (await operator.post("/api/warnings", json={"content": CONTENT})).status_code == 403
    assert (await send_out(operator, f"/api/warnings/{draft['id']}/release", {"version": 1})).status_code == 403
    assert len((await feed(people))[0]) == 1  # the draft is nobody's but the agency's
    assert (await feed(people, "?agency=oslo"))[0] == []
    odd = await (await people.anonymous()).get("/api/warnings/feed.atom", params={"agency": "a\x01"})
    assert odd.status_code == 422
    assert (await first.delete(f"/api/warnings/{draft['id']}")).status_code == 204
    assert len((await first.get("/api/warnings")).json()) == 1
    assert (await (await people.anonymous()).get("/api/warnings/public/impetus-helsinki-no")).status_code == 404
