"""What was refused stands in the log, once however often it was asked, and officers find it."""

from typing import Any

import httpx
from fastapi import FastAPI
from sqlalchemy import text
from tests.fixtures.server import People

from impetus.kit.clock import ManualClock
from impetus.kit.errors import StepUpNeeded, WrongPurpose
from impetus.law.oversight.confirmations import ConfirmationNeeded
from impetus.people.permissions import Role
from impetus.people.refusals import ACT, AGAIN_MS, MOST, OTHERS, Refusals
from impetus.storage.jsonb import load
from impetus.storage.unit import UnitOfWork


async def entries(uow: UnitOfWork) -> list[dict[str, Any]]:
    """What was written of refusals in helsinki, in order."""
    async with uow(agency="helsinki", purpose="test", actor="platform") as unit:
        rows = await unit.session.execute(
            text("SELECT actor, role, subject, purpose, detail FROM audit_entry WHERE what = :act ORDER BY id"),
            {"act": ACT},
        )
        return [{**row, "detail": load(row["detail"], dict)} for row in rows.mappings()]


async def refused(browser: httpx.AsyncClient, method: str, path: str, **more: Any) -> str:
    answer = await browser.request(method, path, **more)
    assert answer.status_code == 403, answer.text
    return str(answer.json()["error"]["code"])


async def test_a_refusal_says_who_asked_what_why_and_which_policy_refused(people: People, uow: UnitOfWork) -> None:
    administrator = await people.client(Role.ADMINISTRATOR)
    me = (await administrator.get("/api/session")).json()["person"]["id"]
    await refused(administrator, "POST", "/api/grants/gra_1/allow", json={})
    (one,) = await entries(uow)
    assert (one["actor"], one["role"], one["purpose"]) == (f"person:{me}", "administrator", "urban_safety")
    assert one["subject"].startswith("POST /api/grants/{")
    assert one["detail"]["policies"] == ["separation.administrators"]
    assert one["detail"]["permission"] == "approve_unmasking"
    assert one["detail"]["path"] == "/api/grants/gra_1/allow"
    observer = await people.client(Role.OBSERVER)
    await refused(observer, "GET", "/api/audit")
    assert (await entries(uow))[1]["detail"]["policies"] == []  # nothing allows it


async def test_the_wrong_purpose_is_written_with_the_purpose(people: People, uow: UnitOfWork) -> None:
    administrator = await people.client(Role.ADMINISTRATOR)
    changed = await administrator.put(
        "/api/session/purpose", json={"purpose": "administration", "case": None, "reason": "people"}
    )
    assert changed.status_code == 200, changed.text
    await refused(administrator, "GET", "/api/alerts")
    (one,) = await entries(uow)
    assert (one["purpose"], one["detail"]["code"]) == ("administration", "wrong_purpose")


async def test_the_same_again_is_counted_into_one_entry(
    people: People, uow: UnitOfWork, application: FastAPI, manual_clock: ManualClock
) -> None:
    observer = await people.client(Role.OBSERVER)
    for number in range(50):  # other things by the same route are the same kind
        await refused(observer, "POST", f"/api/grants/gra_{number}/allow", json={})
    assert len(await entries(uow)) == 1
    refusals: Refusals = application.state.refusals
    await refusals.flush()
    assert len(await entries(uow)) == 1  # its minute is not over
    manual_clock.advance(AGAIN_MS)
    await refusals.flush()
    first, counted = await entries(uow)
    assert counted["detail"]["again"] == 49
    assert counted["subject"] == first["subject"]
    manual_clock.advance(AGAIN_MS)
    await refusals.flush()
    assert len(await entries(uow)) == 2
    await refused(observer, "POST", "/api/grants/gra_1/allow", json={})
    assert len(await entries(uow)) == 3


async def test_no_loop_over_routes_fills_the_log(
    people: People, uow: UnitOfWork, application: FastAPI, manual_clock: ManualClock
) -> None:
    observer = await people.client(Role.OBSERVER)
    tried = 0
    for path, methods in sorted(application.openapi()["paths"].items()):
        for method in sorted(set(methods) & {"post", "put", "delete"}):
            answer = await observer.request(method, path.replace("{", "").replace("}", ""), json={})
            tried += answer.status_code == 403
    assert tried > MOST + 5
    assert len(await entries(uow)) == MOST + 1
    manual_clock.advance(AGAIN_MS)
    await application.state.refusals.flush()
    counted = [one for one in await entries(uow) if "again" in one["detail"]]
    rest = next(one for one in counted if one["subject"] == OTHERS)
    assert rest["detail"]["again"] + sum(one["detail"]["again"] for one in counted if one is not rest) == (
        tried - MOST - 1
    )
    operator = await people.client(Role.OPERATOR)
    await refused(operator, "GET", "/api/audit")  # whoever else is refused is written as ever
    assert (await entries(uow))[-1]["role"] == "operator"


async def test_officers_find_refusals_in_the_log(people: People, uow: UnitOfWork) -> None:
    await refused(await people.client(Role.ADMINISTRATOR), "POST", "/api/grants/gra_1/allow", json={})
    officer = await people.client(Role.DATA_PROTECTION_OFFICER)
    for asked in ({"what": ACT}, {"text": "refused"}, {"text": "separation.administrators"}):
        found = (await officer.get("/api/audit", params=asked)).json()["items"]
        assert [one["what"] for one in found if one["what"] == ACT] == [ACT], asked
    sentence = next(one for one in found if one["what"] == ACT)["sentence"]
    assert "refused" in sentence


async def test_a_request_from_elsewhere_is_written_and_a_proof_asked_for_is_not(
    people: People, uow: UnitOfWork
) -> None:
    operator = await people.client(Role.OPERATOR)
    del operator.headers["X-CSRF-Token"]
    await refused(operator, "POST", "/api/grants", json={})
    (one,) = await entries(uow)
    assert "own page" in one["detail"]["problem"]
    assert StepUpNeeded.asks
    assert ConfirmationNeeded.asks
    assert not WrongPurpose.asks
