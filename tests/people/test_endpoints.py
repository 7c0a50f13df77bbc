"""From the one-time link to signing out, and everything that must not work."""

import asyncio
import re

import httpx
import pytest
from fastapi import FastAPI
from sqlalchemy import text
from tests.fixtures.server import BASE, People
from tests.fixtures.storage import count

from impetus.kit.clock import ManualClock
from impetus.kit.errors import BadInput, NotFound
from impetus.kit.times import as_datetime
from impetus.people import repository, service
from impetus.people.access import COOKIE, CSRF_HEADER
from impetus.people.passwords import new_token, token_hash
from impetus.storage.unit import PLATFORM, UnitOfWork

PASSWORD = "korrekt hest batteri"


async def link_token(uow: UnitOfWork, login: str = "") -> str:
    link = await service.mint_link(uow, BASE, login)
    assert link.startswith(f"{BASE}/setup?token=")
    return link.split("token=")[1]


def form(token: str, **other: str) -> dict[str, str]:
    return {
        "token": token, "name": "Kari Nordmann", "login": "kari", "password": PASSWORD, "city_name": "Oslo",
        "locale": "nb", **other,
    }  # fmt: skip


async def set_up(browser: httpx.AsyncClient, uow: UnitOfWork) -> httpx.Response:
    answer = await browser.post("/api/setup", json=form(await link_token(uow)))
    assert answer.status_code == 201, answer.text
    return answer


async def test_first_start(people: People, uow: UnitOfWork) -> None:
    browser = await people.anonymous()
    token = await link_token(uow)
    state = (await browser.get("/api/setup", params={"token": token})).json()
    assert state == {"valid": True, "kind": "setup", "city_name": "Helsinki", "name": "", "role": ""}
    answer = await browser.post("/api/setup", json=form(token))
    assert answer.status_code == 201, answer.text
    assert answer.json()["first_start"]
    assert answer.json()["person"]["initials"] == "KN"
    assert answer.json()["person"]["role"] == "administrator"
    assert answer.json()["purpose"] == {"id": "urban_safety", "label": "Trygghet i byen"}
    cookie = answer.headers["set-cookie"]
    assert re.search(rf"{COOKIE}=[\w-]{{40,}};.*HttpOnly;.*SameSite=strict", cookie)
    again = await browser.post("/api/setup", json=form(token, login="other"))
    assert again.status_code == 404
    assert not (await browser.get("/api/setup", params={"token": token})).json()["valid"]


async def test_no_account_exists_by_itself(people: People, uow: UnitOfWork) -> None:
    browser = await people.anonymous()
    assert await count(uow, "person") == 0
    for login in ("admin", "administrator", "root", "impetus"):
        answer = await browser.post("/api/session", json={"login": login, "password": login})
        assert answer.status_code == 401


async def test_weak_passwords_leave_the_link_usable(people: People, uow: UnitOfWork) -> None:
    browser = await people.anonymous()
    token = await link_token(uow)
    for weak in ("short", "aaaaaaaaaaaaaaaa", "Kari Nordmann"):
        answer = await browser.post("/api/setup", json=form(token, password=weak))
        assert answer.status_code == 422
        assert answer.json()["error"]["field"] == "password"
    assert (await browser.get("/api/setup", params={"token": token})).json()["valid"]


async def test_links_expire(people: People, uow: UnitOfWork, manual_clock: ManualClock) -> None:
    browser = await people.anonymous()
    token = await link_token(uow)
    newer = await link_token(uow)  # the older one ends with it
    assert not (await browser.get("/api/setup", params={"token": token})).json()["valid"]
    manual_clock.advance(24 * 3600 * 1000)
    assert not (await browser.get("/api/setup", params={"token": newer})).json()["valid"]


async def test_sign_in_and_out(people: People, uow: UnitOfWork, application: FastAPI) -> None:
    browser = await people.anonymous()
    await set_up(browser, uow)
    fresh = await people.anonymous()
    assert (await fresh.get("/api/session")).status_code == 401
    answer = await fresh.post("/api/session", json={"login": "KARI ", "password": PASSWORD})
    assert answer.status_code == 201, answer.text
    csrf = answer.json()["csrf"]
    assert (await fresh.delete("/api/session")).status_code == 403
    assert (await fresh.delete("/api/session", headers={CSRF_HEADER: "wrong"})).status_code == 403
    changed = await fresh.patch("/api/me", json={"theme": "night", "locale": "it"}, headers={CSRF_HEADER: csrf})
    assert changed.json()["person"]["theme"] == "night"
    assert changed.json()["purpose"]["label"] == "Sicurezza urbana"
    assert (await fresh.delete("/api/session", headers={CSRF_HEADER: csrf})).status_code == 204
    assert (await fresh.get("/api/session")).status_code == 401
    assert (await browser.get("/api/session")).status_code == 200
    assert application.state.uow is uow


async def test_tokens_are_not_stored(people: People, uow: UnitOfWork) -> None:
    from sqlalchemy import text

    browser = await people.anonymous()
    token = (await set_up(browser, uow)).cookies[COOKIE]
    async with uow(agency="helsinki", purpose="test", actor="platform") as unit:
        rows = (await unit.session.execute(text("SELECT s::text AS all FROM session s"))).scalars().all()
        people_rows = (await unit.session.execute(text("SELECT password_hash FROM person"))).scalars().all()
    assert rows
    assert all(token not in row for row in rows)
    assert people_rows[0].startswith("$argon2id$")


async def test_guessing_is_slowed_down(people: People, uow: UnitOfWork, manual_clock: ManualClock) -> None:
    browser = await people.anonymous()
    await set_up(browser, uow)
    for _ in range(service.PER_LOGIN):
        answer = await browser.post("/api/session", json={"login": "kari", "password": "wrong"})
        assert answer.status_code == 401
    answer = await browser.post("/api/session", json={"login": "kari", "password": PASSWORD})
    assert answer.status_code == 429
    assert int(answer.headers["retry-after"]) <= 300
    manual_clock.advance(5 * 60 * 1000 + 1)
    answer = await browser.post("/api/session", json={"login": "kari", "password": PASSWORD})
    assert answer.status_code == 201


async def test_an_address_is_slowed_down_over_all_logins(uow: UnitOfWork, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(service, "PER_ADDRESS", 3)
    for number in range(3):
        with pytest.raises(service.NotSignedIn):
            await service.sign_in(uow, login=f"nobody{number}", password="x", address="192.0.2.1")
    with pytest.raises(service.TooMany):
        await service.sign_in(uow, login="somebody", password="x", address="192.0.2.1")
    with pytest.raises(service.NotSignedIn):
        await service.sign_in(uow, login="somebody", password="x", address="192.0.2.2")


@pytest.mark.parametrize(("step_h", "steps", "status"), [(7, 1, 200), (9, 1, 401), (7, 3, 200), (7, 4, 401)])
async def test_sessions_end(
    people: People, uow: UnitOfWork, manual_clock: ManualClock, step_h: int, steps: int, status: int
) -> None:
    """Idle for eight hours, or a day after signing in however busy."""
    browser = await people.client()
    answer = None
    for _ in range(steps):
        manual_clock.advance(step_h * 3600 * 1000)
        answer = await browser.get("/api/session")
    assert answer is not None
    assert answer.status_code == status


async def test_a_forgotten_password(people: People, uow: UnitOfWork) -> None:
    browser = await people.anonymous()
    await set_up(browser, uow)
    with pytest.raises(BadInput):
        await link_token(uow)
    with pytest.raises(NotFound):
        await link_token(uow, "nobody")
    token = await link_token(uow, "kari")
    other = await people.anonymous()
    answer = await other.post("/api/setup", json={"token": token, "password": "an entirely new one"})
    assert answer.status_code == 201, answer.text
    assert (await browser.get("/api/session")).status_code == 401, "earlier sessions end"
    assert (await other.get("/api/session")).status_code == 200


async def test_other_sites_cannot_sign_anybody_in(people: People) -> None:
    browser = await people.anonymous()
    for headers in ({"Sec-Fetch-Site": "cross-site"}, {"Origin": "https://evil.example"}):
        answer = await browser.post("/api/session", json={"login": "a", "password": "b"}, headers=headers)
        assert answer.status_code == 403


async def test_logins_are_audited(people: People, uow: UnitOfWork, administrator: httpx.AsyncClient) -> None:
    browser = await people.anonymous()
    await browser.post("/api/session", json={"login": "nobody", "password": "x"})
    page = (await administrator.get("/api/audit", params={"what": "login"})).json()
    assert page["items"][0]["what"] == "login"
    assert page["items"][0]["actor_name"] == "Anna Aas"
    await administrator.get("/api/audit")
    words = {item["what"] for item in (await administrator.get("/api/audit")).json()["items"]}
    assert {"login", "audit.read"} <= words


async def test_two_set_ups_at_once_make_one_administrator(people: People, uow: UnitOfWork) -> None:
    token = await link_token(uow)
    browsers = [await people.anonymous() for _ in range(4)]
    answers = await asyncio.gather(*(browser.post("/api/setup", json=form(token)) for browser in browsers))
    first, *others = sorted(answer.status_code for answer in answers)
    assert first == 201
    assert set(others) <= {404, 409}, "the link is used, or somebody has set it up since one looked"
    assert await count(uow, "person", "helsinki") + await count(uow, "person", "oslo") == 1


async def test_a_second_link_makes_no_second_administrator(people: People, uow: UnitOfWork) -> None:
    first = await link_token(uow)
    other = new_token()
    async with uow(agency=PLATFORM, purpose="platform.setup", actor="platform") as unit:
        now = as_datetime(uow.clock.now_ms())
        await repository.add_link(
            unit, token_hash=token_hash(other), kind="reset", person=None, at=now, expires=now + service.LINK_LIFE
        )
        await unit.session.execute(text("UPDATE setup_link SET kind = 'setup'"))
    browser = await people.anonymous()
    assert (await browser.post("/api/setup", json=form(first))).status_code == 201
    late = await (await people.anonymous()).post("/api/setup", json=form(other, login="eve"))
    assert late.status_code == 409
    assert await count(uow, "person", "helsinki") == 1
