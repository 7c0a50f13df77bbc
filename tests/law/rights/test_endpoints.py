"""A person's request over the API: taken in, found, done, answered in time; and what is refused."""

from datetime import datetime, timedelta
from typing import Any

import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import text
from tests.alerts.drafts import draft
from tests.fixtures.server import People
from tests.incidents.desk import Browser

from impetus.alerts.intake import alert_id, intake
from impetus.kit.clock import ManualClock
from impetus.kit.times import parse_iso
from impetus.law.rights import service
from impetus.people.permissions import Role
from impetus.storage.unit import UnitOfWork

KARI = {"kind": "name", "value": "Kari Nordmann"}
PLATE = {"kind": "plate", "value": "AB 123 CD"}
ASKED = {"kind": "erasure", "name": "Kari Nordmann", "contact": "Storgata 1\n0155 Oslo", "identifiers": [PLATE]}
DAY = 86_400_000
SEEN = draft(0, subject="AB123CD")
"""An alert about a car: words are masked, what it is about is not."""


@pytest.fixture
async def officer(people: People) -> httpx.AsyncClient:
    """A data-protection officer who works on requests."""
    browser = await people.client(Role.DATA_PROTECTION_OFFICER, name="Minna Laakso")
    answer = await browser.put("/api/session/purpose", json={"purpose": "subject_rights"})
    assert answer.status_code == 200, answer.text
    return browser


async def asked(browser: httpx.AsyncClient, **changes: Any) -> dict[str, Any]:
    answer = await browser.post("/api/requests", json={**ASKED, **changes})
    assert answer.status_code == 201, answer.text
    return dict(answer.json())


async def post(browser: httpx.AsyncClient, request: dict[str, Any], path: str, **body: Any) -> Any:
    answer = await browser.post(f"/api/requests/{request['id']}/{path}", json=body)
    assert answer.status_code == 200, answer.text
    return answer.json()


@pytest.fixture
async def mentioned(uow: UnitOfWork, people: People) -> str:
    """An alert, an incident with an entry and a task, that name the plate; returns the incident."""
    await intake(uow, "helsinki", "anomaly", "1.0.0", [SEEN, draft(1)])
    supervisor = Browser(await people.client(Role.SUPERVISOR, name="Sanna Virta"))
    incident = (await supervisor.post("", 201, title="Van on the square"))["id"]
    await supervisor.post(f"/{incident}/entries", 201, text="The plate is ab 123-cd, they say", side="city")
    await supervisor.post(f"/{incident}/tasks", 201, text="Tow AB 123 CD away", agency="helsinki")
    return str(incident)


async def test_from_the_receipt_to_the_answer(
    officer: httpx.AsyncClient, mentioned: str, uow: UnitOfWork, administrator: httpx.AsyncClient
) -> None:
    request = await asked(officer)
    assert (request["number"], request["next"], request["days_left"], request["late"]) == ("R-1", "identify", 31, False)
    identified = await post(officer, request, "identity", how="Passport, seen at the desk")
    assert identified["next"] == "search"
    found = await post(officer, request, "search")
    kinds = {hit["kind"] for hit in found["hits"]}
    assert {"alert", "incident_entry", "incident_task"} <= kinds
    assert found["too_many"] == []
    assert len(found["looked_in"]) > 8
    items = [{name: hit[name] for name in ("domain", "kind", "item")} for hit in found["hits"]]
    done = await post(officer, request, "items", act="erase", items=items)
    assert {item["done"] for item in done["items"]} == {"erased"}
    assert (await post(officer, request, "search"))["hits"] == []
    detail = (await administrator.get(f"/api/alerts/{alert_id('helsinki', 'anomaly', SEEN)}")).json()
    assert "AB123CD" not in str(detail)
    closed = await post(officer, request, "close", outcome="granted")
    assert (closed["state"], closed["outcome"], closed["next"]) == ("closed", "granted", "none")
    letter = await officer.get(f"/api/requests/{request['id']}/letter.pdf", params={"language": "it"})
    assert letter.status_code == 200
    assert letter.content.startswith(b"%PDF")
    log = [line["what"] for line in (await officer.get(f"/api/requests/{request['id']}")).json()["log"]]
    assert log[:3] == ["received", "identified", "searched"]
    assert {"erased", "closed", "letter"} <= set(log)
    audit = {entry["what"] for entry in (await administrator.get("/api/audit")).json()["items"]}
    assert {"rights.received", "rights.searched", "rights.erased", "rights.closed", "rights.letter"} <= audit


async def test_who_asks_is_sealed(
    officer: httpx.AsyncClient, uow: UnitOfWork, administrator: httpx.AsyncClient
) -> None:
    request = await asked(officer, text="I was on the square")
    assert request["name"] == "Kari Nordmann"
    listed = (await officer.get("/api/requests")).text
    assert "R-1" in listed
    assert "Kari" not in listed
    assert "AB 123" not in listed
    async with uow(agency="helsinki", purpose="test", actor="platform") as unit:
        for table in ("subject_request", "subject_request_event", "audit_entry", "outbox"):
            rows = (await unit.session.execute(text(f"SELECT {table}::text FROM {table}"))).scalars()
            assert not [row for row in rows if "Nordmann" in row or "Storgata" in row or "AB 123" in row]


async def test_access_gives_what_is_held_as_letter_and_as_data(officer: httpx.AsyncClient, mentioned: str) -> None:
    request = await asked(officer, kind="access", locale="nb")
    await post(officer, request, "identity", how="Passport")
    hits = (await post(officer, request, "search"))["hits"]
    items = [{name: hit[name] for name in ("domain", "kind", "item")} for hit in hits]
    given_ = await post(officer, request, "items", act="give", items=items)
    assert {item["done"] for item in given_["items"]} == {"given"}
    data = (await officer.get(f"/api/requests/{request['id']}/export.json")).json()
    assert len(data["items"]) == len(items)
    assert "AB" in str(data)
    letter = await officer.get(f"/api/requests/{request['id']}/letter.pdf", params={"kind": "answer"})
    assert letter.content.startswith(b"%PDF")
    assert len(letter.content) > 5_000


async def test_correction_and_restriction(officer: httpx.AsyncClient, mentioned: str, uow: UnitOfWork) -> None:
    request = await asked(officer, kind="correction")
    hits = (await post(officer, request, "search"))["hits"]
    [task] = [hit for hit in hits if hit["kind"] == "incident_task"]
    named = {name: task[name] for name in ("domain", "kind", "item")}
    done = await post(officer, request, "items", act="correct", items=[named], wrong="AB 123 CD", right="AB 123 CE")
    assert done["items"][0]["done"] == "corrected"
    again = await post(officer, request, "items", act="correct", items=[named], wrong="not there", right="x")
    assert (again["items"][0]["done"], again["items"][0]["reason"]) == ("kept", "not_there")
    await post(officer, request, "items", act="restrict", items=[named], reason="They contest that it is right")
    async with uow(agency="helsinki", purpose="test", actor="platform") as unit:
        assert await service.restricted(unit, "incident_task", task["item"])
    await post(officer, request, "lift")
    async with uow(agency="helsinki", purpose="test", actor="platform") as unit:
        assert not await service.restricted(unit, "incident_task", task["item"])
    assert (await officer.post(f"/api/requests/{request['id']}/lift")).status_code == 409


async def test_an_account_in_use_is_kept_with_its_reason(officer: httpx.AsyncClient, people: People) -> None:
    await people.client(Role.OPERATOR, name="Kari Nordmann")
    request = await asked(officer, identifiers=[KARI])
    hits = (await post(officer, request, "search"))["hits"]
    [account] = [hit for hit in hits if hit["kind"] == "account"]
    named = {name: account[name] for name in ("domain", "kind", "item")}
    done = await post(officer, request, "items", act="erase", items=[named])
    assert (done["items"][0]["done"], done["items"][0]["reason"]) == ("kept", "in_use")


async def test_more_time_is_taken_once_within_the_month_with_a_reason(
    officer: httpx.AsyncClient, manual_clock: ManualClock
) -> None:
    request, late = await asked(officer), await asked(officer)
    refused = await officer.post(f"/api/requests/{request['id']}/extend", json={"reason": " "})
    assert refused.status_code == 422
    early = await officer.get(f"/api/requests/{request['id']}/letter.pdf", params={"kind": "extension"})
    assert early.status_code == 409
    longer = await post(officer, request, "extend", reason="There are very many recordings.")
    assert parse_iso(longer["due_at"], field="due_at") - parse_iso(request["due_at"], field="due_at") > timedelta(58)
    assert (await officer.post(f"/api/requests/{request['id']}/extend", json={"reason": "more"})).status_code == 409
    letter = await officer.get(f"/api/requests/{request['id']}/letter.pdf", params={"kind": "extension"})
    assert letter.content.startswith(b"%PDF")
    manual_clock.advance(8 * 3_600_000 - 1)  # within the session
    async with officer_after(officer, late, manual_clock) as gone:
        assert gone.status_code == 409


def officer_after(browser: httpx.AsyncClient, request: dict[str, Any], clock: ManualClock) -> Any:
    """The answer to an extension after the month: the month is moved, not the session's clock."""

    class After:
        async def __aenter__(self) -> httpx.Response:
            received = datetime.fromisoformat(request["received_at"]) - timedelta(days=40)
            old = await asked(browser, received_at=received.isoformat())
            assert (old["late"], old["days_left"] < 0) == (True, True)
            return await browser.post(f"/api/requests/{old['id']}/extend", json={"reason": "too late"})

        async def __aexit__(self, *_: object) -> None:
            return None

    return After()


async def test_what_a_request_needs_before_it_is_closed(officer: httpx.AsyncClient) -> None:
    request = await asked(officer)
    url = f"/api/requests/{request['id']}/close"
    assert (await officer.post(url, json={"outcome": "refused"})).status_code == 422
    assert (await officer.post(url, json={"outcome": "granted"})).json()["error"]["field"] == "identity"
    await post(officer, request, "identity", how="Passport")
    assert (await officer.post(url, json={"outcome": "granted"})).status_code == 409
    assert (await officer.post(url, json={"outcome": "withdrawn"})).status_code == 200
    assert (await officer.post(url, json={"outcome": "withdrawn"})).status_code == 409
    assert (await officer.post(f"/api/requests/{request['id']}/search")).status_code == 409


async def test_what_was_given_is_put_right(officer: httpx.AsyncClient) -> None:
    request = await asked(officer, identifiers=[])
    assert (await officer.post(f"/api/requests/{request['id']}/search")).json()["error"]["field"] == "identifiers"
    body = {"name": "Kari N.", "identifiers": [KARI], "version": request["version"]}
    changed = await officer.put(f"/api/requests/{request['id']}", json=body)
    assert changed.json()["identifiers"] == [KARI]
    assert (await officer.put(f"/api/requests/{request['id']}", json=body)).status_code == 409


async def test_whose_it_is(people: People, officer: httpx.AsyncClient, operator: httpx.AsyncClient) -> None:
    request = await asked(officer)
    url = f"/api/requests/{request['id']}"
    oslo = await people.client(Role.DATA_PROTECTION_OFFICER, agency="oslo")
    await oslo.put("/api/session/purpose", json={"purpose": "subject_rights"})
    assert (await oslo.get(url)).status_code == 404
    assert (await oslo.get("/api/requests")).json() == []
    assert (await operator.get("/api/requests")).status_code == 403
    assert (await operator.get(url)).status_code == 403
    administrator = await people.client(Role.ADMINISTRATOR)
    assert (await administrator.get(url)).status_code == 403
    other_purpose = await people.client(Role.DATA_PROTECTION_OFFICER, name="Other Purpose")
    assert (await other_purpose.get(url)).status_code == 403, "who asks is seen under the purpose of their rights only"


async def test_another_agencys_words_are_not_touched(officer: httpx.AsyncClient, uow: UnitOfWork) -> None:
    await intake(uow, "oslo", "anomaly", "1.0.0", [SEEN])
    request = await asked(officer)
    assert (await post(officer, request, "search"))["hits"] == []


@settings(max_examples=80, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    body=st.fixed_dictionaries(
        {"kind": st.sampled_from(["access", "erasure", "x", "", None]), "name": st.text(max_size=130)},
        optional={
            "identifiers": st.lists(
                st.fixed_dictionaries({"kind": st.sampled_from(["name", "phone", "x"]), "value": st.text(max_size=20)}),
                max_size=3,
            ) | st.text(),
            "since": st.text(max_size=30) | st.datetimes().map(str), "until": st.datetimes().map(str),
            "received_at": st.text(max_size=30) | st.datetimes().map(str), "contact": st.text(), "place": st.text(),
            "more": st.none(),
        },
    )
)  # fmt: skip
async def test_whatever_comes_in_is_taken_or_told(officer: httpx.AsyncClient, body: dict[str, Any]) -> None:
    answer = await officer.post("/api/requests", json=body)
    assert answer.status_code in (201, 422), answer.text
    if answer.status_code == 422:
        assert answer.json()["error"]["field"]
        assert answer.json()["error"]["remedy"]
    elif answer.json()["identifiers"]:
        assert (await officer.post(f"/api/requests/{answer.json()['id']}/search")).status_code == 200
