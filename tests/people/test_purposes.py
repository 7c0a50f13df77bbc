"""Declaring purposes and cases over the API, and what is refused under each."""

from datetime import timedelta
from typing import Any

import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import text
from tests.fixtures.server import People
from tests.policy import truth

from impetus.kit.clock import ManualClock
from impetus.kit.times import as_datetime, iso
from impetus.people.permissions import Permission, Role
from impetus.policy.vocabulary import Purpose
from impetus.storage.unit import UnitOfWork

DAY_MS = 86_400_000


def ahead(clock: ManualClock, days: float) -> str:
    return iso(as_datetime(clock.now_ms()) + timedelta(days=days))


async def declare(browser: httpx.AsyncClient, purpose: str, case: str | None = None) -> httpx.Response:
    return await browser.put("/api/session/purpose", json={"purpose": purpose, "case": case, "reason": "a test"})


async def new_case(browser: httpx.AsyncClient, clock: ManualClock, **more: Any) -> dict[str, Any]:
    body = {"title": "Thefts at the market", "ends_at": ahead(clock, 30), **more}
    answer = await browser.post("/api/cases", json=body)
    assert answer.status_code == 201, answer.text
    made: dict[str, Any] = answer.json()
    return made


async def test_every_role_declares_what_the_table_says_and_gets_its_permissions(
    people: People, manual_clock: ManualClock
) -> None:
    supervisor = await people.client(Role.SUPERVISOR)
    cases = {
        purpose: (await new_case(supervisor, manual_clock, purpose=purpose))["id"]
        for purpose in ("investigation", "urban_safety", "cyber_defence", "subject_rights")
    }
    for role in Role:
        browser = await people.client(role)
        for purpose in Purpose:
            for case in {None, cases.get(purpose)}:
                answer = await declare(browser, purpose, case)
                if role not in truth._roles(truth.DECLARE[purpose], case=True):
                    assert (answer.status_code, answer.json()["error"]["code"]) == (403, "not_allowed")
                    continue
                if purpose == "investigation" and case is None:
                    assert (answer.status_code, answer.json()["error"]["field"]) == (422, "case")
                    continue
                told = answer.json()
                assert (told["purpose"]["id"], (told["case"] or {}).get("id")) == (purpose, case)
                table = truth.acts(purpose, case is not None)
                assert set(told["permissions"]) == {name for name, roles in table.items() if role in roles}


ROUTES = {  # one of each permission that stands alone before a route
    "/api/alerts": "see_operations",
    "/api/incidents": "see_incidents",
    "/api/tools": "see_tools",
    "/api/sources": "see_sources",
    "/api/audit": "see_audit",
    "/api/people": "manage_people",
    "/api/cases": "see_cases",
    "/api/procedures": "see_procedures",
}


async def test_routes_refuse_what_the_table_refuses(people: People, manual_clock: ManualClock) -> None:
    supervisor = await people.client(Role.SUPERVISOR)
    case = (await new_case(supervisor, manual_clock))["id"]
    for role in Role:
        browser = await people.client(role)
        for purpose, letters in truth.DECLARE.items():
            if role not in truth._roles(letters, case=True):
                continue
            with_case = case if purpose == "investigation" else None
            assert (await declare(browser, purpose, with_case)).status_code == 200
            table = truth.acts(purpose, with_case is not None)
            for route, permission in ROUTES.items():
                answer = await browser.get(route)
                allowed = role in table.get(permission, set())
                assert (answer.status_code == 200) is allowed, (role, purpose, route, answer.text)
                if not allowed:
                    elsewhere = any(
                        role in truth.acts(other, case=True).get(permission, set())
                        for other, who in truth.DECLARE.items()
                        if role in truth._roles(who, case=True)
                    )
                    assert answer.json()["error"]["code"] == ("wrong_purpose" if elsewhere else "not_allowed")


async def test_a_case_that_ends_shows_nothing_any_more(people: People, manual_clock: ManualClock) -> None:
    analyst = await people.client(Role.ANALYST)
    case = await new_case(analyst, manual_clock, ends_at=ahead(manual_clock, 0.1))
    assert (await declare(analyst, "investigation", case["id"])).json()["case"]["standing"] is True
    assert (await analyst.get("/api/alerts")).status_code == 200
    manual_clock.advance(int(0.2 * DAY_MS))
    refused = await analyst.get("/api/alerts")
    assert (refused.status_code, refused.json()["error"]["code"]) == (403, "wrong_purpose")
    assert refused.json()["error"]["problem"] == "This needs a case."
    session = (await analyst.get("/api/session")).json()
    assert session["case"]["standing"] is False
    assert "see_operations" not in session["permissions"]
    again = await declare(analyst, "investigation", case["id"])
    assert (again.status_code, again.json()["error"]["field"]) == (422, "case")


async def test_closing_a_case_shuts_out_those_under_it(people: People, manual_clock: ManualClock) -> None:
    analyst, operator = await people.client(Role.ANALYST), await people.client(Role.OPERATOR)
    case = await new_case(analyst, manual_clock, reference="5680/R/1182/26")
    assert case["reference"] == "5680/R/1182/26"
    assert (await declare(operator, "investigation", case["id"])).status_code == 200
    assert (await operator.get("/api/alerts")).status_code == 200
    assert (await operator.post(f"/api/cases/{case['id']}/close")).status_code == 403
    assert (await analyst.post(f"/api/cases/{case['id']}/close")).json()["standing"] is False
    assert (await operator.get("/api/alerts")).status_code == 403
    assert (await analyst.post(f"/api/cases/{case['id']}/close")).status_code == 409
    assert (await analyst.post("/api/cases/nothing/close")).status_code == 404


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"ends_at": "2020-01-01T00:00:00Z"}, "ends_at"),
        ({"ends_at": "2999-01-01T00:00:00Z"}, "ends_at"),
        ({"ends_at": "2026-05-01T00:00:00"}, "ends_at"),
        ({"purpose": "oversight"}, "purpose"),
        ({"purpose": "curiosity"}, "purpose"),
        ({"title": "  "}, "title"),
    ],
)
async def test_cases_that_make_no_sense(
    people: People, manual_clock: ManualClock, body: dict[str, str], field: str
) -> None:
    analyst = await people.client(Role.ANALYST)
    answer = await analyst.post("/api/cases", json={"title": "Thefts", "ends_at": ahead(manual_clock, 5), **body})
    assert (answer.status_code, answer.json()["error"]["field"]) == (422, field), answer.text
    assert answer.json()["error"]["remedy"]


async def test_references_are_unique_and_cases_stay_in_their_agency(people: People, manual_clock: ManualClock) -> None:
    analyst, stranger = await people.client(Role.ANALYST), await people.client(Role.ANALYST, agency="oslo")
    case = await new_case(analyst, manual_clock, reference="A/1")
    taken = await analyst.post(
        "/api/cases", json={"title": "Another", "ends_at": ahead(manual_clock, 5), "reference": "a/1"}
    )
    assert (taken.status_code, taken.json()["error"]["field"]) == (409, "reference")
    assert (await declare(stranger, "investigation", case["id"])).status_code == 404
    assert (await stranger.post(f"/api/cases/{case['id']}/close")).status_code == 404
    assert (await stranger.get("/api/cases")).json()["items"] == []
    assert [one["id"] for one in (await analyst.get("/api/cases")).json()["items"]] == [case["id"]]


async def test_a_case_is_for_its_purpose(people: People, manual_clock: ManualClock) -> None:
    analyst = await people.client(Role.ANALYST)
    case = await new_case(analyst, manual_clock, purpose="cyber_defence")
    answer = await declare(analyst, "investigation", case["id"])
    assert (answer.status_code, answer.json()["error"]["field"]) == (422, "case")
    assert (await declare(analyst, "cyber_defence", case["id"])).status_code == 200


async def test_declaring_and_cases_are_written_down(people: People, manual_clock: ManualClock, uow: UnitOfWork) -> None:
    analyst = await people.client(Role.ANALYST)
    case = await new_case(analyst, manual_clock)
    await declare(analyst, "investigation", case["id"])
    await analyst.get("/api/cases")
    await analyst.post(f"/api/cases/{case['id']}/close")
    async with uow(agency="helsinki", purpose="test", actor="platform") as unit:
        rows = await unit.session.execute(text("SELECT what, detail FROM audit_entry ORDER BY id"))
        entries = [(row.what, row.detail) for row in rows]
    whats = [what for what, _ in entries]
    assert [what for what in whats if what.startswith(("case", "purpose"))] == [
        "case.opened", "purpose.declared", "cases.consulted", "case.closed",
    ]  # fmt: skip
    told = dict(entries)["purpose.declared"]
    assert (told["purpose"], told["before"], told["case"], told["reason"]) == (
        "investigation", "urban_safety", case["id"], "a test",
    )  # fmt: skip


async def test_agencies_word_their_purposes(people: People) -> None:
    administrator, operator = await people.client(Role.ADMINISTRATOR), await people.client(Role.OPERATOR)
    body = {"label": {"en": "Safety of Oslo"}, "legal_basis": {"en": "Police act, section 1"}}
    assert (await operator.put("/api/purposes/urban_safety", json=body)).status_code == 403
    assert (await administrator.put("/api/purposes/urban_safety", json=body)).json()["own"] is True
    told = {one["id"]: one for one in (await operator.get("/api/purposes")).json()["items"]}
    assert (told["urban_safety"]["label"], told["urban_safety"]["legal_basis"]) == (
        "Safety of Oslo", "Police act, section 1",
    )  # fmt: skip
    assert told["urban_safety"]["declarable"]
    assert not told["oversight"]["declarable"]
    assert told["investigation"]["needs_case"]
    norwegian = (await operator.get("/api/purposes?locale=nb")).json()["items"]
    assert norwegian[0]["label"] == "Safety of Oslo"  # one language for all, where the agency wrote only that
    assert norwegian[1]["label"] == "Undersøkelse"
    elsewhere = await people.client(Role.OPERATOR, agency="oslo")
    assert (await elsewhere.get("/api/purposes")).json()["items"][0]["label"] == "Urban safety"


async def test_policies_are_shown_and_questions_answered_with_a_sentence(people: People) -> None:
    officer, operator = await people.client(Role.DATA_PROTECTION_OFFICER), await people.client(Role.OPERATOR)
    shown = (await operator.get("/api/policy/policies?locale=it")).json()
    assert {one["id"] for one in shown["roles"]} == set(Role)
    assert all(one["title"] and one["article"] and one["effect"] in one["text"] for one in shown["items"])
    question = {"role": "administrator", "permission": "approve_unmasking", "purpose": "urban_safety"}
    assert (await operator.post("/api/policy/may", json=question)).status_code == 403
    told = (await officer.post("/api/policy/may", json=question)).json()
    assert told["allowed"] is False
    assert [one["id"] for one in told["policies"]] == ["separation.administrators"]
    assert told["sentence"].startswith("Administrator: may not allow or refuse an unmasking")
    allowed = {"role": "operator", "permission": "judge_alerts", "purpose": "urban_safety"}
    told = (await officer.post("/api/policy/may?locale=nb", json=allowed)).json()
    assert told["allowed"] is True
    assert (told["wall"], told["policies"][0]["id"]) == ("write", "urban_safety.desk")
    assert "Sentralen vurderer varsler" in told["sentence"]
    nobody = {"role": "observer", "permission": "judge_alerts", "purpose": "urban_safety"}
    told = (await officer.post("/api/policy/may", json=nobody)).json()
    assert (told["allowed"], told["policies"]) == (False, [])


async def test_questions_are_answered_as_the_table_says(people: People) -> None:
    officer = await people.client(Role.DATA_PROTECTION_OFFICER)

    async def ask(role: str, permission: str, purpose: str, case: bool, grant: bool) -> bool:
        body = {"role": role, "permission": permission, "purpose": purpose, "case": case, "grant": grant}
        return bool((await officer.post("/api/policy/may", json=body)).json()["allowed"])

    for purpose in Purpose:
        for permission in Permission:
            roles = truth.acts(purpose, case=True).get(permission, set())
            for role in (Role.ADMINISTRATOR, Role.SUPERVISOR, Role.ADVISOR):
                assert await ask(role, permission, purpose, True, True) is (role in roles)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.dictionaries(
        st.sampled_from(["purpose", "case", "reason", "more"]),
        st.none() | st.text(max_size=300) | st.integers() | st.sampled_from([*Purpose]),
    )
)
async def test_whatever_is_declared_is_taken_or_refused_with_words(
    operator: httpx.AsyncClient, body: dict[str, Any]
) -> None:
    answer = await operator.put("/api/session/purpose", json=body)
    if answer.status_code != 200:
        error = answer.json()["error"]
        assert answer.status_code in (403, 404, 422), answer.text
        assert error["problem"]
        assert error["remedy"]
