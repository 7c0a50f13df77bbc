"""Codes by time, recovery codes, proving again, sessions: what works and what must not."""

import asyncio

import httpx
import pyotp
import pytest
from sqlalchemy import text
from tests.fixtures.server import People

from impetus.kit.clock import ManualClock
from impetus.people import factors, service
from impetus.people.access import COOKIE, CSRF_HEADER
from impetus.people.passwords import hash_password
from impetus.people.permissions import Role
from impetus.storage.unit import UnitOfWork

PASSWORD = "korrekt hest batteri"


async def with_password(people: People, uow: UnitOfWork, role: Role = Role.OPERATOR) -> tuple[httpx.AsyncClient, str]:
    """A signed-in browser and the login of somebody with a password."""
    browser = await people.client(role)
    me = (await browser.get("/api/session")).json()["person"]
    async with uow(agency="helsinki", purpose="test", actor="platform") as unit:
        await unit.session.execute(
            text("UPDATE person SET password_hash = :hash WHERE id = :id"),
            {"hash": await hash_password(PASSWORD), "id": me["id"]},
        )
    return browser, me["login"]


async def enrol(browser: httpx.AsyncClient, clock: ManualClock) -> tuple[pyotp.TOTP, list[str]]:
    begun = await browser.post("/api/me/factors/totp", json={"name": "Telephone"})
    assert begun.status_code == 201, begun.text
    assert begun.json()["svg"].startswith("<svg")
    totp = pyotp.TOTP(begun.json()["secret"])
    code = totp.at(clock.now_ms() // 1000)
    done = await browser.post("/api/me/factors/totp/confirm", json={"id": begun.json()["id"], "code": code})
    assert done.status_code == 200, done.text
    clock.advance(30_000)
    return totp, done.json()["codes"]


async def first_step(browser: httpx.AsyncClient, login: str) -> str:
    answer = await browser.post("/api/session", json={"login": login, "password": PASSWORD})
    assert answer.status_code == 401
    error = answer.json()["error"]
    assert error["code"] == "second_factor_needed"
    assert COOKIE not in answer.cookies
    step: str = error["details"]["step"]
    return step


async def test_password_then_code(people: People, uow: UnitOfWork, manual_clock: ManualClock) -> None:
    owner, login = await with_password(people, uow)
    totp, codes = await enrol(owner, manual_clock)
    assert len(set(codes)) == factors.CODES
    browser = await people.anonymous()
    step = await first_step(browser, login)
    code = totp.at(manual_clock.now_ms() // 1000)
    wrong = await browser.post("/api/session/second", json={"step": step, "code": "000000"})
    assert wrong.status_code == 401
    made = await browser.post("/api/session/second", json={"step": step, "code": f"{code[:3]} {code[3:]}"})
    assert made.status_code == 201, made.text
    again = await browser.post("/api/session/second", json={"step": step, "code": code})
    assert again.status_code == 401, "a step is good once"
    step = await first_step(browser, login)
    replayed = await browser.post("/api/session/second", json={"step": step, "code": code})
    assert replayed.status_code == 401, "a code is good once"


async def test_one_code_opens_one_session(people: People, uow: UnitOfWork, manual_clock: ManualClock) -> None:
    owner, login = await with_password(people, uow)
    totp, _ = await enrol(owner, manual_clock)
    browsers = [await people.anonymous() for _ in range(4)]
    steps = [await first_step(browser, login) for browser in browsers]
    code = totp.at(manual_clock.now_ms() // 1000)
    answers = await asyncio.gather(
        *(
            browser.post("/api/session/second", json={"step": step, "code": code})
            for browser, step in zip(browsers, steps, strict=True)
        )
    )
    assert sorted(answer.status_code for answer in answers) == [201, 401, 401, 401]


async def test_recovery_codes_are_good_once_and_stored_as_hashes(
    people: People, uow: UnitOfWork, manual_clock: ManualClock
) -> None:
    owner, login = await with_password(people, uow)
    _, codes = await enrol(owner, manual_clock)
    async with uow(agency="helsinki", purpose="test", actor="platform") as unit:
        rows = (
            await unit.session.execute(text("SELECT r::text || f::text FROM recovery_code r, person_factor f"))
        ).scalars()
        stored = " ".join(rows.all())
    assert codes[0].replace("-", "") not in stored
    browser = await people.anonymous()
    for expected in (201, 401):
        step = await first_step(browser, login)
        answer = await browser.post("/api/session/second", json={"step": step, "code": codes[0].upper()})
        assert answer.status_code == expected
    assert (await owner.get("/api/me/factors")).json()["codes_left"] == factors.CODES - 1


async def test_guessing_codes_is_slowed_down(people: People, uow: UnitOfWork, manual_clock: ManualClock) -> None:
    owner, login = await with_password(people, uow)
    totp, _ = await enrol(owner, manual_clock)
    browser = await people.anonymous()
    statuses = []
    for number in range(factors.PER_CODE + 1):
        step = await first_step(browser, login)
        answer = await browser.post("/api/session/second", json={"step": step, "code": f"{number:06}"})
        statuses.append(answer.status_code)
    assert statuses == [401] * factors.PER_CODE + [429]
    manual_clock.advance(int(service.WINDOW.total_seconds() * 1000) + 1)
    step = await first_step(browser, login)
    code = totp.at(manual_clock.now_ms() // 1000)
    assert (await browser.post("/api/session/second", json={"step": step, "code": code})).status_code == 201


async def test_a_step_ends(people: People, uow: UnitOfWork, manual_clock: ManualClock) -> None:
    owner, login = await with_password(people, uow)
    totp, _ = await enrol(owner, manual_clock)
    browser = await people.anonymous()
    step = await first_step(browser, login)
    manual_clock.advance(int(service.STEP_LIFE.total_seconds() * 1000))
    code = totp.at(manual_clock.now_ms() // 1000)
    answer = await browser.post("/api/session/second", json={"step": step, "code": code})
    assert answer.status_code == 401
    assert answer.json()["error"]["details"] == {"ended": True}


@pytest.mark.parametrize("path", ["/api/people/invitations", "/api/agencies", "/api/oidc/providers"])
async def test_dangerous_acts_need_a_fresh_proof(
    people: People, uow: UnitOfWork, manual_clock: ManualClock, path: str
) -> None:
    browser, _ = await with_password(people, uow, Role.ADMINISTRATOR)
    body = {
        "/api/people/invitations": {"name": "Aino", "role": "operator"},
        "/api/agencies": {"name": "Rescue", "administrator": "Aino"},
        "/api/oidc/providers": {"name": "City", "issuer": "https://id.example", "client_id": "x"},
    }[path]
    made = await browser.post(path, json=body)
    assert made.status_code == 201, made.text
    manual_clock.advance(10 * 60 * 1000)
    stale = await browser.post(path, json=body)
    assert stale.status_code == 403
    assert stale.json()["error"]["code"] == "step_up_needed"
    assert stale.json()["error"]["details"] == {"kinds": ["password"]}
    assert (await browser.post("/api/me/step-up", json={"password": "wrong"})).status_code == 422
    assert (await browser.post("/api/me/step-up", json={"password": PASSWORD})).status_code == 204
    made = await browser.post(path, json=body)
    assert made.status_code == 201, made.text


async def test_with_a_factor_the_password_proves_nothing(
    people: People, uow: UnitOfWork, manual_clock: ManualClock
) -> None:
    browser, _ = await with_password(people, uow)
    totp, _ = await enrol(browser, manual_clock)
    assert (await browser.post("/api/me/step-up", json={"password": PASSWORD})).status_code == 422
    code = totp.at(manual_clock.now_ms() // 1000)
    assert (await browser.post("/api/me/step-up", json={"code": code})).status_code == 204
    stolen = await browser.post("/api/me/step-up", json={"code": code}, headers={CSRF_HEADER: "other"})
    assert stolen.status_code == 403


async def test_own_sessions_are_listed_and_ended(people: People, uow: UnitOfWork) -> None:
    browser, login = await with_password(people, uow)
    other = await people.anonymous()
    made = await other.post(
        "/api/session", json={"login": login, "password": PASSWORD}, headers={"User-Agent": "Telephone/1"}
    )
    assert made.status_code == 201
    found = (await browser.get("/api/me/sessions")).json()
    assert {one["device"] for one in found} >= {"Telephone/1"}
    assert [one["this"] for one in found].count(True) == 1
    theirs = next(one["id"] for one in found if one["device"] == "Telephone/1")
    assert (await browser.delete(f"/api/me/sessions/{theirs}")).status_code == 204
    assert (await other.get("/api/session")).status_code == 401
    stranger = await people.client()
    mine = next(one["id"] for one in found if one["this"])
    assert (await stranger.delete(f"/api/me/sessions/{mine}")).status_code == 404, "only one's own"


async def test_signing_in_never_carries_a_session_over(people: People, uow: UnitOfWork) -> None:
    """A session planted in a browser is not the one its person gets, and ends."""
    _, login = await with_password(people, uow)
    planted = await people.token()
    victim = await people.anonymous()
    victim.headers["Cookie"] = f"{COOKIE}={planted}"
    made = await victim.post("/api/session", json={"login": login, "password": PASSWORD})
    assert made.cookies[COOKIE] != planted
    attacker = await people.anonymous()
    attacker.headers["Cookie"] = f"{COOKIE}={planted}"
    assert (await attacker.get("/api/session")).status_code == 401


async def test_whether_a_login_exists_shows_nowhere(people: People, uow: UnitOfWork) -> None:
    _, login = await with_password(people, uow)
    browser = await people.anonymous()
    answers = [
        await browser.post("/api/session", json={"login": name, "password": "wrong"}) for name in (login, "nobody")
    ]
    assert answers[0].json() == answers[1].json()
    starts = [(await browser.post("/api/session/passkey/start")).json()["options"] for _ in range(2)]
    assert starts[0]["allowCredentials"] == starts[1]["allowCredentials"] == []


async def test_every_change_is_audited(people: People, uow: UnitOfWork, manual_clock: ManualClock) -> None:
    browser, login = await with_password(people, uow)
    await enrol(browser, manual_clock)
    await first_step(await people.anonymous(), login)
    factor = (await browser.get("/api/me/factors")).json()["items"][0]["id"]
    await browser.patch(f"/api/me/factors/{factor}", json={"name": "Other"})
    await browser.delete(f"/api/me/factors/{factor}")
    officer = await people.client(Role.DATA_PROTECTION_OFFICER)
    words = {item["what"] for item in (await officer.get("/api/audit")).json()["items"]}
    assert {"factor.added", "recovery.made", "factor.renamed", "factor.removed"} <= words
