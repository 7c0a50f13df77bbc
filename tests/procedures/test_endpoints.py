"""Procedures through the API: written, published, offered, walked, skipped and taken back."""

from typing import Any

import httpx
from sqlalchemy import text
from tests.alerts.drafts import draft
from tests.fixtures.server import People

from impetus.alerts.intake import alert_id, intake
from impetus.kit.clock import ManualClock
from impetus.people.permissions import Role
from impetus.storage.unit import UnitOfWork


def words(en: str) -> dict[str, str]:
    return {"en": en, "it": f"{en} (it)", "nb": f"{en} (nb)"}


def step(id: str, *answers: tuple[str, str], **more: Any) -> dict[str, Any]:
    found = [{"label": words(label), "next": following} for label, following in answers]
    return {"id": id, "text": words(f"About {id}"), "answers": found} | more


ACTION = {"do": "open_incident", "text": words("Open it"), "by_hand": words("Call the duty officer")}
CONTENT = {
    "kind": "crowd.surge",
    "title": words("Our surge"),
    "places": ["Piazza"],
    "steps": [
        step("look", ("Packed", "open"), ("Free", "end_it"), seconds=60),
        step("open", ("Done", "end_it"), kind="act", action=ACTION),
        step("end_it", ("Over", ""), ("Not over", ""), skippable=False),
    ],
}


async def raised(uow: UnitOfWork, number: int = 0, **more: Any) -> str:
    made = draft(number, **more)
    await intake(uow, "helsinki", "anomaly", "1.0.0", [made])
    return alert_id("helsinki", "anomaly", made)


async def ask(browser: httpx.AsyncClient, method: str, path: str, status: int = 200, **more: Any) -> Any:
    answer = await browser.request(method, f"/api/procedures{path}", **more)
    assert answer.status_code == status, answer.text
    return answer.json() if answer.content else None


async def published(browser: httpx.AsyncClient, **more: Any) -> str:
    made = await ask(browser, "POST", "", json={"content": CONTENT | more})
    assert made["faults"] == []
    await ask(browser, "POST", f"/{made['id']}/publish", json={"note": "First"})
    return str(made["id"])


async def test_what_ships_is_there_and_offered_by_kind_and_place(
    administrator: httpx.AsyncClient, uow: UnitOfWork
) -> None:
    alert = await raised(uow)
    listed = await ask(administrator, "GET", "")
    assert "crowd.surge" in {one["kind"] for one in listed}
    assert {one["state"] for one in listed} == {"published"}
    shipped = await ask(administrator, "GET", "/offered", params={"alert": alert})
    assert shipped[0]["kind"] == "crowd.surge"
    assert shipped[0]["reason"] == "For crowd surge"
    mine = await published(administrator)
    offered = await ask(administrator, "GET", "/offered", params={"alert": alert})
    assert (offered[0]["procedure"], offered[0]["reason"]) == (mine, "For crowd surge, at Piazza")
    elsewhere = await published(administrator, places=["Nowhere square"])
    offered = await ask(administrator, "GET", "/offered", params={"alert": alert, "locale": "it"})
    assert elsewhere not in {one["procedure"] for one in offered}
    assert offered[0]["reason"] == "Per affollamento, a Piazza"
    await ask(administrator, "GET", "/offered", 422)
    await ask(administrator, "GET", "/offered", 404, params={"alert": "alr_none"})


async def test_a_run_is_answered_skipped_and_taken_back(
    people: People, administrator: httpx.AsyncClient, operator: httpx.AsyncClient, uow: UnitOfWork,
    manual_clock: ManualClock,
) -> None:  # fmt: skip
    alert = await raised(uow)
    procedure = await published(administrator)
    run = await ask(operator, "POST", "/runs", json={"procedure": procedure, "alert": alert})
    await ask(operator, "POST", "/runs", 409, json={"procedure": procedure, "alert": alert})
    assert (run["done"], run["total"], run["step"]["id"]) == (0, 3, "look")
    assert run["step"]["due_at"] == "2026-03-06T12:01:00.000Z"
    at = f"/runs/{run['id']}"
    await ask(operator, "POST", f"{at}/answer", 422, json={"step": "look", "answer": 2})
    await ask(operator, "POST", f"{at}/answer", 409, json={"step": "open", "answer": 0})
    run = await ask(operator, "POST", f"{at}/answer", json={"step": "look", "answer": 0, "note": "By camera"})
    assert (run["step"]["id"], run["step"]["action"]["available"]) == ("open", True)
    owner = (await operator.get(f"/api/alerts/{alert}")).json()
    assert (owner["state"], owner["owner"]["initials"]) == ("acknowledged", "KN")
    other = await people.client(name="Ola Dunk")
    await ask(other, "POST", f"{at}/undo", 403)
    run = await ask(operator, "POST", f"{at}/undo")
    assert (run["step"]["id"], run["history"][0]["undone"]) == ("look", True)
    run = await ask(operator, "POST", f"{at}/skip", json={"step": "look", "reason": "No camera there"})
    assert run["step"]["id"] == "open"
    run = await ask(operator, "POST", f"{at}/act", json={"step": "open"})
    assert run["outcome"].startswith("inc_")
    assert run["step"]["action"]["done"]
    run = await ask(operator, "POST", f"{at}/answer", json={"step": "open", "answer": 0})
    await ask(operator, "POST", f"{at}/skip", 409, json={"step": "end_it", "reason": "In a hurry"})
    run = await ask(operator, "POST", f"{at}/answer", json={"step": "end_it", "answer": 1})
    assert (run["state"], run["step"], run["done"], run["total"]) == ("done", None, 3, 3)
    assert [line["what"] for line in run["history"]] == [
        "answered", "undone", "skipped", "acted", "answered", "answered",
    ]  # fmt: skip
    run = await ask(operator, "POST", f"{at}/undo")
    assert (run["state"], run["step"]["id"]) == ("running", "end_it")
    async with uow(agency="helsinki", purpose="test", actor="platform") as unit:
        told = await unit.session.execute(text("SELECT payload FROM outbox WHERE topic = 'step' ORDER BY id"))
        skips = [row.payload for row in told if row.payload["what"] == "skipped"]
        logged = await unit.session.execute(text("SELECT what FROM audit_entry WHERE what LIKE 'procedure.%'"))
        assert "procedure.skipped" in {row.what for row in logged}
    assert skips[0]["words"]["nb"] == "hoppet over: No camera there"


async def test_a_run_on_an_incident_writes_its_timeline(
    administrator: httpx.AsyncClient, operator: httpx.AsyncClient, uow: UnitOfWork
) -> None:
    alert = await raised(uow)
    procedure = await published(administrator)
    incident = (await operator.post("/api/incidents", json={"alerts": [alert]})).json()["id"]
    offered = await ask(operator, "GET", "/offered", params={"incident": incident})
    assert procedure in {one["procedure"] for one in offered}
    run = await ask(operator, "POST", "/runs", json={"procedure": procedure, "incident": incident})
    at = f"/runs/{run['id']}"
    run = await ask(operator, "POST", f"{at}/answer", json={"step": "look", "answer": 0})
    assert not run["step"]["action"]["available"]
    error = (await operator.post(f"/api/procedures{at}/act", json={"step": "open"})).json()["error"]
    assert error["remedy"] == "Call the duty officer"
    await ask(operator, "POST", f"{at}/stop", json={"reason": "Done by the police"})
    entries = (await operator.get(f"/api/incidents/{incident}/timeline", params={"side": "centre"})).json()["items"]
    lines = [entry["text"] for entry in entries if entry["kind"] == "step"]
    assert "Our surge, step 1: About look: Packed." in lines
    assert (await ask(operator, "GET", "/runs", params={"incident": incident}))[0]["state"] == "stopped"


async def test_versions_drafts_and_differences(administrator: httpx.AsyncClient, uow: UnitOfWork) -> None:
    alert = await raised(uow)
    id = await published(administrator)
    run = await ask(administrator, "POST", "/runs", json={"procedure": id, "alert": alert})
    draft_ = CONTENT | {"steps": [*CONTENT["steps"][:2], step("more", ("Go", ""))]}  # type: ignore[index]
    saved = await ask(administrator, "PUT", f"/{id}", json={"content": draft_})
    assert (saved["version"], saved["state"], saved["edits"]) == (2, "draft", 1)
    assert "nowhere" in {fault["code"] for fault in saved["faults"]}
    await ask(administrator, "PUT", f"/{id}", 409, json={"content": draft_})
    refused = (await administrator.post(f"/api/procedures/{id}/publish", json={})).json()["error"]
    assert refused["details"]["faults"]
    good = CONTENT | {"steps": [*CONTENT["steps"][:2], step("end_it", ("Over", ""), ("Later", ""))]}  # type: ignore[index]
    await ask(administrator, "PUT", f"/{id}", json={"content": good, "edits": 1})
    assert (await ask(administrator, "POST", f"/{id}/publish", json={"note": "Second"}))["state"] == "published"
    changes = await ask(administrator, "GET", f"/{id}/diff", params={"from": 1, "to": 2})
    assert {(one["step"], one["field"]) for one in changes} == {("end_it", "answers"), ("end_it", "skippable")}
    assert (await ask(administrator, "GET", f"/runs/{run['id']}"))["version"] == 1
    await ask(administrator, "POST", f"/{id}/restore", json={"version": 1})
    await ask(administrator, "DELETE", f"/{id}/draft", 204)
    detail = await ask(administrator, "POST", f"/{id}/archive", json={"reason": "Out of use"})
    assert [(one["version"], one["state"]) for one in detail["versions"]] == [(2, "archived"), (1, "archived")]
    await ask(administrator, "POST", f"/{id}/archive", 409, json={"reason": "Out of use"})


async def test_only_those_who_may_write_and_only_their_agency(people: People, operator: httpx.AsyncClient) -> None:
    await ask(operator, "POST", "", 403, json={"content": CONTENT})
    writer = await people.client(Role.SUPERVISOR)
    id = await published(writer)
    stranger = await people.client(Role.ADMINISTRATOR, agency="oslo")
    await ask(stranger, "GET", f"/{id}", 404)
    assert id not in {one["id"] for one in await ask(stranger, "GET", "")}
    await ask(stranger, "PUT", f"/{id}", 404, json={"content": CONTENT})


async def test_files_and_trying_out(administrator: httpx.AsyncClient) -> None:
    id = await published(administrator)
    for form in ("json", "csv"):
        answer = await administrator.get(f"/api/procedures/{id}/export", params={"format": form})
        made = await ask(administrator, "POST", "/import", json={"format": form, "text": answer.text})
        assert (made["unmapped"], made["faults"]) == ([], [])
        one = await ask(administrator, "GET", f"/{made['id']}")
        assert one["content"] == (await ask(administrator, "GET", f"/{id}"))["content"]
    tried = await ask(administrator, "POST", "/try", json={"content": CONTENT, "answers": [1, 0]})
    assert (tried["path"], tried["step"], tried["left"]) == (["look", "end_it"], None, 0)
    tried = await ask(administrator, "POST", "/try", json={"content": CONTENT, "answers": [-1]})
    assert (tried["path"], tried["step"], tried["left"]) == (["look"], "open", 2)
    await ask(administrator, "POST", "/import", 422, json={"format": "csv", "text": "a,b\n1,2"})
