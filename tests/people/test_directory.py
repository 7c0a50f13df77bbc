"""Administrators: invitations, roles, switching off, further agencies; what nobody else may."""

import asyncio
from typing import Any

import httpx
import pytest
from sqlalchemy import text
from tests.fixtures.server import People

from impetus.kit.clock import ManualClock
from impetus.kit.errors import ImpetusError
from impetus.people.officers import WATCH
from impetus.people.permissions import Role
from impetus.storage.unit import UnitOfWork

PASSWORD = "korrekt hest batteri"


def token_of(link: str) -> str:
    assert "/setup?token=" in link
    return link.split("token=")[1]


async def me(browser: httpx.AsyncClient) -> str:
    found: str = (await browser.get("/api/session")).json()["person"]["id"]
    return found


async def join(people: People, link: str, login: str) -> httpx.Response:
    browser = await people.anonymous()
    return await browser.post(
        "/api/setup", json={"token": token_of(link), "name": "Aino Aho", "login": login, "password": PASSWORD}
    )


async def test_an_invitation_is_used_once(people: People, administrator: httpx.AsyncClient) -> None:
    made = await administrator.post("/api/people/invitations", json={"name": "Aino Aho", "role": "analyst"})
    assert made.status_code == 201, made.text
    link = made.json()["link"]
    state = (await (await people.anonymous()).get("/api/setup", params={"token": token_of(link)})).json()
    assert state == {"valid": True, "kind": "invite", "city_name": "Helsinki", "name": "Aino Aho", "role": "analyst"}
    answers = await asyncio.gather(*(join(people, link, f"aino{number}") for number in range(3)))
    assert sorted(answer.status_code for answer in answers) == [201, 404, 404]
    listed = (await administrator.get("/api/people")).json()
    assert [one["role"] for one in listed["items"] if one["name"] == "Aino Aho"] == ["analyst"]
    assert listed["invitations"] == []


async def test_a_taken_login_leaves_the_invitation(people: People, administrator: httpx.AsyncClient) -> None:
    links = [
        (await administrator.post("/api/people/invitations", json={"name": "Aino", "role": "operator"})).json()["link"]
        for _ in range(2)
    ]
    assert (await join(people, links[0], "aino")).status_code == 201
    taken = await join(people, links[1], "AINO")
    assert taken.status_code == 409
    assert taken.json()["error"]["field"] == "login"
    assert (await join(people, links[1], "aino.aho")).status_code == 201


async def test_invitations_end_and_are_withdrawn(
    people: People, administrator: httpx.AsyncClient, manual_clock: ManualClock
) -> None:
    made = (await administrator.post("/api/people/invitations", json={"name": "A", "role": "operator"})).json()
    listed = (await administrator.get("/api/people")).json()["invitations"]
    assert (await administrator.delete(f"/api/people/invitations/{listed[0]['id']}")).status_code == 204
    assert (await join(people, made["link"], "aino")).status_code == 404


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.ADMINISTRATOR])
async def test_only_administrators(people: People, role: Role) -> None:
    browser = await people.client(role)
    assert (await browser.get("/api/people")).status_code == 403
    made = await browser.post("/api/people/invitations", json={"name": "A", "role": "administrator"})
    assert made.status_code == 403
    assert made.json()["error"]["code"] == "not_allowed"


async def test_switched_off_is_out_at_once(people: People, administrator: httpx.AsyncClient) -> None:
    browser = await people.client()
    person = await me(browser)
    assert (await administrator.patch(f"/api/people/{person}", json={"active": False})).status_code == 204
    assert (await browser.get("/api/session")).status_code == 401
    listed = (await administrator.get("/api/people")).json()["items"]
    assert not next(one for one in listed if one["id"] == person)["active"]


async def test_a_reset_ends_sessions(people: People, administrator: httpx.AsyncClient) -> None:
    browser = await people.client()
    made = await administrator.post(f"/api/people/{await me(browser)}/reset", json={"factors": True})
    assert made.status_code == 201
    assert (await browser.get("/api/session")).status_code == 401
    fresh = await people.anonymous()
    answer = await fresh.post("/api/setup", json={"token": token_of(made.json()["link"]), "password": PASSWORD})
    assert answer.status_code == 201, answer.text


async def test_the_last_administrator_stays(people: People, administrator: httpx.AsyncClient) -> None:
    own = await me(administrator)
    for change in ({"role": "operator"}, {"active": False}):
        assert (await administrator.patch(f"/api/people/{own}", json=change)).status_code == 409
    other = await people.client(Role.ADMINISTRATOR)
    theirs = await me(other)
    answers = await asyncio.gather(
        administrator.patch(f"/api/people/{theirs}", json={"role": "operator"}),
        other.patch(f"/api/people/{own}", json={"role": "operator"}),
    )
    assert 204 in {answer.status_code for answer in answers}
    assert {answer.status_code for answer in answers} <= {204, 403, 409}
    left = [
        one for browser in (administrator, other) if (page := await browser.get("/api/people")).status_code == 200
        for one in page.json()["items"] if one["role"] == "administrator" and one["active"]
    ]  # fmt: skip
    assert left


async def test_people_of_another_agency_are_out_of_reach(people: People, administrator: httpx.AsyncClient) -> None:
    theirs = await me(await people.client(agency="oslo"))
    assert theirs not in str((await administrator.get("/api/people")).json())
    assert (await administrator.patch(f"/api/people/{theirs}", json={"active": False})).status_code == 404
    assert (await administrator.post(f"/api/people/{theirs}/reset", json={})).status_code == 404
    assert (await administrator.get(f"/api/people/{theirs}/sessions")).status_code == 404


async def test_a_further_agency(people: People, uow: UnitOfWork) -> None:
    """The first agency's administrators make it; its own first administrator comes by a link, and makes none."""
    first, second = [await people.client(Role.ADMINISTRATOR, agency=name) for name in ("helsinki", "oslo")]
    offered = {(await browser.get("/api/people")).json()["installation"]: browser for browser in (first, second)}
    assert set(offered) == {True, False}
    body = {"name": "Rescue", "administrator": "Aino Aho"}
    refused = await offered[False].post("/api/agencies", json=body)
    assert refused.status_code == 403
    made = [(await offered[True].post("/api/agencies", json=body)).json() for _ in range(2)]
    assert [one["id"] for one in made] == ["rescue", "rescue-2"]
    joined = await join(people, made[0]["link"], "aino")
    assert joined.status_code == 201
    assert joined.json()["agency"] == {"id": "rescue", "name": "Rescue"}
    assert joined.json()["person"]["role"] == "administrator"


async def written(uow: UnitOfWork, act: str) -> int:
    async with uow(agency="helsinki", purpose="test", actor="platform") as unit:
        found = await unit.session.execute(text("SELECT count(*) FROM audit_entry WHERE what = :act"), {"act": act})
        return int(found.scalar_one())


async def invited(administrator: httpx.AsyncClient, role: Role) -> dict[str, Any]:
    answer = await administrator.post("/api/people/invitations", json={"name": "Aino Aho", "role": role})
    assert answer.status_code == 201, answer.text
    made: dict[str, Any] = answer.json()
    return made


async def oversees(browser: httpx.AsyncClient) -> httpx.AsyncClient:
    told = await browser.put("/api/session/purpose", json={"purpose": "oversight", "case": None, "reason": "a test"})
    assert told.status_code == 200, told.text
    return browser


async def test_the_first_officer_comes_without_a_second_person_and_that_is_written(
    people: People, administrator: httpx.AsyncClient, uow: UnitOfWork
) -> None:
    made = await invited(administrator, Role.DATA_PROTECTION_OFFICER)
    assert not made["needs_officer"]
    assert await written(uow, "officer.without_second") == 1
    assert (await join(people, made["link"], "aino")).status_code == 201


@pytest.mark.parametrize("role", sorted(WATCH))
async def test_every_further_one_waits_for_an_officer(
    people: People, administrator: httpx.AsyncClient, uow: UnitOfWork, role: Role
) -> None:
    officer = await oversees(await people.client(Role.ETHICS_OFFICER))
    made = await invited(administrator, role)
    assert made["needs_officer"]
    assert await written(uow, "officer.without_second") == 0
    refused = await join(people, made["link"], "aino")
    assert (refused.status_code, refused.json()["error"]["field"]) == (403, "token")
    (one,) = (await officer.get("/api/people/officers/waiting")).json()
    assert (one["kind"], one["role"], one["name"]) == ("invite", role, "Aino Aho")
    for browser in (administrator, await people.client(Role.SUPERVISOR)):
        assert (await browser.post(f"/api/people/officers/{one['id']}/approve")).status_code == 403
    assert (await officer.post(f"/api/people/officers/{one['id']}/approve")).status_code == 204
    assert (await officer.post(f"/api/people/officers/{one['id']}/approve")).status_code == 404
    assert (await officer.get("/api/people/officers/waiting")).json() == []
    assert (await join(people, made["link"], "aino")).status_code == 201
    assert await written(uow, "officer.approved") == 1


async def test_an_officer_refuses(people: People, administrator: httpx.AsyncClient) -> None:
    officer = await oversees(await people.client(Role.DATA_PROTECTION_OFFICER))
    made = await invited(administrator, Role.ADVISOR)
    (one,) = (await officer.get("/api/people/officers/waiting")).json()
    assert (await officer.post(f"/api/people/officers/{one['id']}/refuse")).status_code == 204
    assert (await join(people, made["link"], "aino")).status_code == 404


async def test_no_other_way_leads_to_an_officers_account(people: People, administrator: httpx.AsyncClient) -> None:
    operator, officer = await people.client(Role.OPERATOR), await people.client(Role.DATA_PROTECTION_OFFICER)
    made = await administrator.patch(f"/api/people/{await me(operator)}", json={"role": "ethics_officer"})
    assert made.status_code == 403
    second = await people.client(Role.ADMINISTRATOR)
    itself = await administrator.patch(f"/api/people/{await me(second)}", json={"role": "advisor"})
    assert itself.status_code == 403
    for change in ({"active": False}, {"role": "operator"}):  # the last one stays, or the next would be the first
        assert (await administrator.patch(f"/api/people/{await me(officer)}", json=change)).status_code == 409
    alone = await administrator.post(f"/api/people/{await me(officer)}/reset", json={"factors": True})
    assert alone.status_code == 403
    await people.client(Role.ETHICS_OFFICER)
    reset = await administrator.post(f"/api/people/{await me(officer)}/reset", json={"factors": True})
    assert reset.json()["needs_officer"]
    assert (await join(people, reset.json()["link"], "aino")).status_code == 403


async def test_the_database_itself_lets_nobody_use_or_approve_alone(
    people: People, administrator: httpx.AsyncClient, uow: UnitOfWork
) -> None:
    await people.client(Role.DATA_PROTECTION_OFFICER)
    await invited(administrator, Role.DATA_PROTECTION_OFFICER)
    for change in ("used_at = now()", "approved_by = asked_by"):
        with pytest.raises(ImpetusError):
            async with uow(agency="helsinki", purpose="test", actor="platform") as unit:
                await unit.session.execute(text(f"UPDATE setup_link SET {change} WHERE needs_officer"))
