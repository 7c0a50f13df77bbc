"""Retention over HTTP: who may what, what is refused, and what is written down."""

from datetime import timedelta
from typing import Any

import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.fixtures.server import People
from tests.law.retention.rows import add_alerts

from impetus.kit.clock import ManualClock
from impetus.kit.times import as_datetime
from impetus.law.retention.categories import CATEGORIES
from impetus.law.retention.sweep import Sweeper
from impetus.people.permissions import Role
from impetus.storage.unit import UnitOfWork

BASE = "/api/retention"


@pytest.fixture
async def officer(people: People) -> httpx.AsyncClient:
    """A browser of the data protection officer."""
    return await people.client(Role.DATA_PROTECTION_OFFICER, name="Dina Privat")


def of(rows: list[Any], category: str, tool: str = "") -> Any:
    [row] = [row for row in rows if (row["category"], row["of"]) == (category, tool)]
    return row


async def test_periods_are_shortened_and_never_lengthened(
    officer: httpx.AsyncClient, people: People, uow: UnitOfWork, manual_clock: ManualClock
) -> None:
    now = as_datetime(manual_clock.now_ms())
    await add_alerts(uow, 2, now - timedelta(days=95))
    await add_alerts(uow, 1, now - timedelta(days=85), prefix="alr_b", first=10)
    rows = (await officer.get(BASE)).json()
    assert {row["category"] for row in rows} == set(CATEGORIES)
    assert (of(rows, "alert")["days"], of(rows, "alert")["due"], of(rows, "reading")["due"]) == (365, 0, None)
    assert all(row["title"] and row["begins"] for row in rows)
    changed = await officer.put(BASE, json={"category": "alert", "days": 90, "reason": "The council decided"})
    row = of(changed.json(), "alert")
    assert (row["days"], row["longest"], row["due"], row["soon"]) == (90, 365, 2, 1)
    assert (row["set"]["name"], row["set"]["reason"]) == ("Dina Privat", "The council decided")
    assert row["next_at"] == "2026-03-11T12:00:00.000Z"
    for body, status, field in (
        ({"category": "alert", "days": 366, "reason": "Longer"}, 422, "days"),
        ({"category": "alert", "days": 0, "reason": "None"}, 422, "days"),
        ({"category": "alert", "days": 9, "reason": ""}, 422, "reason"),
        ({"category": "audit_entry", "days": 364, "reason": "Nobody asks"}, 422, "days"),
        ({"category": "gossip", "days": 9, "reason": "There is none"}, 404, None),
        ({"category": "alert", "of": "nobody", "days": 9, "reason": "No tool"}, 404, None),
    ):
        refused = await officer.put(BASE, json=body)
        assert (refused.status_code, refused.json()["error"]["field"]) == (status, field)
        assert refused.json()["error"]["remedy"]
    italian = (await officer.get(f"{BASE}?locale=it")).json()
    assert of(italian, "alert")["title"] == CATEGORIES["alert"].title.it
    assert (
        of((await (await people.client(Role.DATA_PROTECTION_OFFICER, agency="oslo")).get(BASE)).json(), "alert")["days"]
        == 365
    )


async def test_who_may(people: People) -> None:
    body = {"category": "alert", "days": 90, "reason": "Shorter"}
    for role, read, write in (
        (Role.OPERATOR, 403, 403),
        (Role.OBSERVER, 403, 403),
        (Role.ADVISOR, 200, 403),
        (Role.ETHICS_OFFICER, 200, 403),
    ):
        browser = await people.client(role)
        assert (await browser.get(BASE)).status_code == read
        assert (await browser.put(BASE, json=body)).status_code == write
        assert (await browser.post(f"{BASE}/erasures", json={**body, "items": ["a"]})).status_code in (403, 422)
    assert (await (await people.anonymous()).get(BASE)).status_code == 401


async def test_locks_by_name_and_reason(officer: httpx.AsyncClient, uow: UnitOfWork, manual_clock: ManualClock) -> None:
    [alert] = await add_alerts(uow, 1, as_datetime(manual_clock.now_ms()))
    asked = {"category": "alert", "item": alert, "reason": "Asked by a court", "until": "2026-04-01T00:00:00Z"}
    made = (await officer.post(f"{BASE}/locks", json=asked)).json()
    assert (made["by"]["name"], made["reason"], made["active"]) == ("Dina Privat", "Asked by a court", True)
    for body, status in (
        (asked, 409),
        ({**asked, "item": "alr_none"}, 404),
        ({**asked, "category": "gossip"}, 422),
        ({**asked, "until": "2026-01-01"}, 422),
        ({**asked, "until": "soon"}, 422),
        ({**asked, "reason": " "}, 422),
    ):
        assert (await officer.post(f"{BASE}/locks", json=body)).status_code == status
    assert (
        await officer.post(f"{BASE}/locks", json={**asked, "category": "case", "item": "5680/R"})
    ).status_code == 201
    ended = await officer.post(f"{BASE}/locks/{made['id']}/end", json={"reason": "The court has written"})
    assert (ended.json()["active"], ended.json()["ended_by"]["name"]) == (False, "Dina Privat")
    assert (await officer.post(f"{BASE}/locks/{made['id']}/end", json={"reason": "Twice"})).status_code == 404
    listed = (await officer.get(f"{BASE}/locks")).json()
    assert {(one["category"], one["active"]) for one in listed} == {("case", True), ("alert", False)}
    assert (await officer.post(f"{BASE}/locks", json=asked)).status_code == 201
    manual_clock.set(1_775_100_000_000)  # past its end
    assert (await officer.get(f"{BASE}/locks")).status_code in (200, 401)


async def test_erasing_by_order_and_receipts(
    officer: httpx.AsyncClient, uow: UnitOfWork, sweeper: Sweeper, manual_clock: ManualClock
) -> None:
    ids = await add_alerts(uow, 3, as_datetime(manual_clock.now_ms()))
    body = {"category": "alert", "items": ids[:2], "reason": "The person asked"}
    ordered = await officer.post(f"{BASE}/erasures", json=body)
    assert (ordered.status_code, ordered.json()["done_at"]) == (202, None)
    await sweeper.orders("helsinki")
    [done] = (await officer.get(f"{BASE}/erasures")).json()
    page = (await officer.get(f"{BASE}/receipts", params={"limit": 1})).json()
    [receipt] = page["items"]
    assert (done["receipts"], done["kept"]) == ([receipt["id"]], [])
    assert (receipt["items"], receipt["reason"], receipt["by"]["name"]) == (2, "The person asked", "Dina Privat")
    assert page["next"] is None
    assert (await officer.get(f"{BASE}/receipts", params={"cursor": "bent"})).status_code == 422
    assert (await officer.get(f"{BASE}/keys")).json() == {"live": 0, "destroyed": 0}
    assert (await officer.post(f"{BASE}/erasures", json={**body, "category": "reading"})).status_code == 422
    acts = [entry["what"] for entry in (await officer.get("/api/audit", params={"limit": 50})).json()["items"]]
    assert {"retention.erasure_ordered", "retention.deleted", "retention.receipts_read"} <= set(acts)


@settings(max_examples=30, suppress_health_check=list(HealthCheck))
@given(
    category=st.one_of(st.text(max_size=80), st.sampled_from([*CATEGORIES, "case"])),
    text=st.text(max_size=420),
    days=st.one_of(st.integers(), st.none(), st.text(max_size=4)),
    until=st.text(max_size=45),
)
async def test_anything(officer: httpx.AsyncClient, category: str, text: str, days: Any, until: str) -> None:
    for method, path, body in (
        ("PUT", "", {"category": category, "days": days, "reason": text, "of": until}),
        ("POST", "/locks", {"category": category, "item": text, "reason": text, "until": until}),
        ("POST", "/erasures", {"category": category, "items": [text], "reason": text}),
    ):
        answer = await officer.request(method, f"{BASE}{path}", json=body)
        assert answer.status_code in (200, 201, 202, 404, 409, 422)
        if answer.status_code >= 400:
            assert answer.json()["error"]["remedy"]
