"""The breach workbook over the API: 72 hours, what is still unknown, who is told, and what is refused."""

from typing import Any

import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.fixtures.server import People

from impetus.kit.clock import ManualClock
from impetus.kit.times import iso_ms
from impetus.law.breaches.records import FACTS
from impetus.people.permissions import Role

HOUR = 3_600_000
KNOWN = {
    "nature": "A notebook was stolen", "categories": "Operators: names", "persons": 12, "records": 40,
    "effects": "Somebody could call them", "measures": "It was locked from afar", "contact": "dpo@example.org",
}  # fmt: skip


@pytest.fixture
async def officer(people: People) -> httpx.AsyncClient:
    return await people.client(Role.DATA_PROTECTION_OFFICER, name="Minna Laakso")


async def opened(browser: httpx.AsyncClient, **more: Any) -> dict[str, Any]:
    answer = await browser.post("/api/breaches", json={"title": "Stolen notebook", **more})
    assert answer.status_code == 201, answer.text
    return dict(answer.json())


async def send(browser: httpx.AsyncClient, breach: dict[str, Any], path: str, status: int = 200, **body: Any) -> Any:
    method = "POST" if path else "PATCH"
    url = f"/api/breaches/{breach['id']}" + (f"/{path}" if path else "")
    answer = await browser.request(method, url, json=body)
    assert answer.status_code == status, answer.text
    return answer.json()


async def test_from_becoming_aware_to_the_end(
    officer: httpx.AsyncClient, administrator: httpx.AsyncClient, manual_clock: ManualClock
) -> None:
    breach = await opened(officer)
    assert (breach["number"], breach["hours_left"], breach["missing"]) == ("B-1", 72.0, list(FACTS))
    manual_clock.advance(HOUR)
    breach = await send(officer, breach, "", version=1, facts=KNOWN, happened_from="2026-03-05T20:00:00Z")
    assert (breach["hours_left"], breach["missing"]) == (71.0, [])
    undecided = await send(officer, breach, "decide", 409, to="authority", tell=True)
    assert undecided["error"]["field"] == "risk"
    breach = await send(officer, breach, "", version=2, risk="high")
    await send(officer, breach, "decide", 409, to="authority", tell=False, reason="no")
    await send(officer, breach, "told", 409, to="authority")
    await send(officer, breach, "decide", to="authority", tell=True)
    await send(officer, breach, "decide", to="persons", tell=True)
    await send(officer, breach, "close", 409)
    breach = await send(officer, breach, "told", to="authority", how="2026/771")
    assert (breach["authority_reference"], breach["hours_left"], breach["late"]) == ("2026/771", None, False)
    await send(officer, breach, "told", to="persons", how="by letter")
    closed = await send(officer, breach, "close")
    assert closed["state"] == "closed"
    await send(officer, breach, "", 409, version=closed["version"], title="Again")
    for to in ("authority", "persons"):
        for language in ("en", "it", "nb"):
            letter = await officer.get(
                f"/api/breaches/{breach['id']}/letter.pdf", params={"to": to, "language": language}
            )
            assert letter.content.startswith(b"%PDF")
    audit = {entry["what"] for entry in (await administrator.get("/api/audit")).json()["items"]}
    assert {f"breach.{what}" for what in ("opened", "changed", "decided", "told", "closed", "letter")} <= audit


async def test_after_72_hours_the_reasons_for_the_delay_are_given(
    officer: httpx.AsyncClient, manual_clock: ManualClock
) -> None:
    aware = iso_ms(manual_clock.now_ms() - 73 * HOUR)
    breach = await opened(officer, aware_at=aware)
    assert (breach["late"], breach["hours_left"]) == (True, -1.0)
    await send(officer, breach, "", version=1, risk="risk")
    await send(officer, breach, "decide", to="authority", tell=True)
    refused = await send(officer, breach, "told", 422, to="authority")
    assert refused["error"]["field"] == "late_reason"
    in_time = iso_ms(manual_clock.now_ms() - 2 * HOUR)
    ahead = iso_ms(manual_clock.now_ms() + HOUR)
    assert (await send(officer, breach, "told", 422, to="authority", at=ahead))["error"]["field"] == "at"
    told = await send(officer, breach, "told", to="authority", late_reason="It was found on Monday.")
    assert (told["late"], told["late_reason"]) == (True, "It was found on Monday.")
    other = await opened(officer, aware_at=aware)
    await send(officer, other, "", version=1, risk="risk")
    await send(officer, other, "decide", to="authority", tell=True)
    assert (await send(officer, other, "told", to="authority", at=in_time))["late"] is False


async def test_not_telling_needs_no_risk_and_a_reason(officer: httpx.AsyncClient) -> None:
    breach = await opened(officer)
    await send(officer, breach, "", version=1, risk="unlikely")
    assert (await send(officer, breach, "decide", 422, to="authority", tell=False))["error"]["field"] == "reason"
    told_not = await send(officer, breach, "decide", to="authority", tell=False, reason="The disk was encrypted.")
    assert (told_not["hours_left"], told_not["tell_authority"]) == (None, False)
    await send(officer, breach, "decide", to="persons", tell=False, reason="No risk.")
    assert (await send(officer, breach, "close"))["state"] == "closed"


async def test_two_people_write_at_once(officer: httpx.AsyncClient) -> None:
    breach = await opened(officer)
    await send(officer, breach, "", version=1, facts={"persons": 3})
    await send(officer, breach, "", 409, version=1, facts={"persons": 4})
    kept = await send(officer, breach, "", version=2, facts={"nature": "Lost"})
    assert (kept["facts"]["persons"], kept["facts"]["nature"]) == (3, "Lost")


async def test_agencies_and_roles(people: People, officer: httpx.AsyncClient, operator: httpx.AsyncClient) -> None:
    breach = await opened(officer)
    oslo = await people.client(Role.DATA_PROTECTION_OFFICER, agency="oslo")
    assert (await oslo.get(f"/api/breaches/{breach['id']}")).status_code == 404
    assert (await oslo.get("/api/breaches")).json() == []
    assert (await operator.get("/api/breaches")).status_code == 403
    assert (await operator.post("/api/breaches", json={"title": "x"})).status_code == 403


@settings(max_examples=80, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    body=st.dictionaries(
        st.sampled_from(["version", "title", "happened_from", "happened_until", "risk", "facts", "more"]),
        st.none() | st.integers() | st.text(max_size=30) | st.datetimes().map(str)
        | st.dictionaries(st.sampled_from([*FACTS, "more"]), st.none() | st.integers() | st.text()),
    )
)  # fmt: skip
async def test_whatever_is_written_is_taken_or_told(officer: httpx.AsyncClient, body: dict[str, Any]) -> None:
    breach = await opened(officer)
    answer = await officer.patch(f"/api/breaches/{breach['id']}", json={"version": 1, **body})
    assert answer.status_code in (200, 409, 422), answer.text
    if answer.status_code == 422:
        assert answer.json()["error"]["field"]
