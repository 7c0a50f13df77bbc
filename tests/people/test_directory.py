"""Administrators: invitations, roles, switching off, further agencies; what nobody else may."""

import asyncio

import httpx
import pytest
from tests.fixtures.server import People

from impetus.kit.clock import ManualClock
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
