"""Signing in by a real provider of accounts (npm `oidc-provider`), and tokens that must not be believed."""

import asyncio
import contextlib
import re
import shutil
from collections.abc import AsyncIterator
from pathlib import Path
from urllib.parse import urljoin, urlsplit

import httpx
import pytest
from fastapi import FastAPI
from hypothesis import given
from hypothesis import strategies as st
from joserfc import jwt
from joserfc.jwk import RSAKey
from sqlalchemy import text
from tests.fixtures.server import BASE, People
from tests.people.install import HERE, install

from impetus.kit.clock import SystemClock
from impetus.kit.errors import BadInput, NotSignedIn
from impetus.launch.console_build import node_environment
from impetus.people import oidc
from impetus.people.oidc_client import check_issuer, check_token
from impetus.people.oidc_repository import Provider, Rule
from impetus.people.permissions import Role
from impetus.storage.unit import UnitOfWork

SECRET = "a secret of the tests, 32 characters"
KEY = RSAKey.generate_key(2048, parameters={"kid": "one"})
OTHER = RSAKey.generate_key(2048, parameters={"kid": "one"})
NOW = 1_800_000_000


@pytest.fixture(scope="session")
def provider_program() -> Path:
    """The provider, installed; skipped where npm cannot fetch it."""
    if problem := install():
        pytest.skip(f"npm cannot fetch oidc-provider: {problem}")
    return HERE / "provider.mjs"


@pytest.fixture
async def issuer(provider_program: Path, unused_tcp_port: int) -> AsyncIterator[str]:
    """The address of a running provider."""
    environment = node_environment()
    node = shutil.which("node", path=environment["PATH"])
    assert node
    running = await asyncio.create_subprocess_exec(
        node, str(provider_program), str(unused_tcp_port), f"{BASE}{oidc.CALLBACK}", env=environment,
        stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.DEVNULL,
    )  # fmt: skip
    assert running.stdout
    while b"ready" not in (line := await running.stdout.readline()):
        assert line, "the provider did not start"
    yield f"http://127.0.0.1:{unused_tcp_port}"
    running.kill()
    await running.wait()


@pytest.fixture
def manual_clock() -> SystemClock:
    """The provider's tokens are of now, so the platform's clock is too."""
    return SystemClock()


async def configure(browser: httpx.AsyncClient, issuer: str, **other: object) -> str:
    body = {
        "name": "City", "issuer": issuer, "client_id": "impetus", "client_secret": SECRET,
        "scopes": "openid profile groups", "groups_claim": "groups",
        "roles": [{"group": "desk-aino", "role": "supervisor"}, {"group": "desk-olli", "role": "operator"}], **other,
    }  # fmt: skip
    made = await browser.post("/api/oidc/providers", json=body)
    assert made.status_code == 201, made.text
    assert SECRET not in made.text
    id: str = made.json()["id"]
    return id


async def sign_in_there(going: str, name: str) -> str:
    """Be a person at the provider: name, any password, consent; return where it sends the browser back to."""
    async with httpx.AsyncClient() as there:
        for _ in range(12):
            if going.startswith(BASE):
                return going
            answer = await there.get(going)
            if answer.status_code == 200:
                found = re.search(r'action="([^"]+)"', answer.text)
                prompt = re.search(r'name="prompt" value="(\w+)"', answer.text)
                assert found
                assert prompt
                answer = await there.post(
                    urljoin(going, found[1]), data={"prompt": prompt[1], "login": name, "password": "any"}
                )
            assert answer.is_redirect, answer.text[:500]
            going = urljoin(going, answer.headers["location"])
    raise AssertionError("the provider never came back")


async def flow(browser: httpx.AsyncClient, provider: str, name: str, to: str = "/tools") -> httpx.Response:
    begun = await browser.get(f"/api/oidc/start/{provider}", params={"to": to})
    assert begun.status_code == 303
    assert "code_challenge_method=S256" in begun.headers["location"], begun.headers["location"]
    back = urlsplit(await sign_in_there(begun.headers["location"], name))
    return await browser.get(f"{back.path}?{back.query}")


async def test_the_whole_way(people: People, issuer: str, uow: UnitOfWork) -> None:
    administrator = await people.client(Role.ADMINISTRATOR)
    provider = await configure(administrator, issuer)
    browser = await people.anonymous()
    assert [one["id"] for one in (await browser.get("/api/oidc")).json()] == [provider]
    done = await flow(browser, provider, "aino")
    assert (done.status_code, done.headers["location"]) == (303, "/tools")
    me = (await browser.get("/api/session")).json()
    assert (me["person"]["name"], me["person"]["role"], me["person"]["login"]) == ("Person aino", "supervisor", "aino")
    first = me["person"]["id"]
    # whoever has no password here is sent to the provider for a fresh proof
    async with uow(agency="helsinki", purpose="test", actor="platform") as unit:
        await unit.session.execute(text("UPDATE session SET proven_at = NULL WHERE how = 'oidc'"))
    stale = await browser.get("/api/incidents/inc_none/report.json")
    assert stale.json()["error"]["code"] == "step_up_needed"
    assert stale.json()["error"]["details"]["kinds"] == ["provider"]
    again = await people.anonymous()
    await flow(again, provider, "aino", to="//evil.example")
    assert (await again.get("/api/session")).json()["person"]["id"] == first, "provider and sub are the same person"
    changed = {"name": "City", "issuer": issuer, "client_id": "impetus", "roles": [], "default_role": "observer",
               "scopes": "openid profile groups"}  # fmt: skip
    assert (await administrator.put(f"/api/oidc/providers/{provider}", json=changed)).status_code == 200
    third = await people.anonymous()
    done = await flow(third, provider, "aino", to="https://evil.example")
    assert done.headers["location"] == "/operations"
    assert (await third.get("/api/session")).json()["person"]["role"] == "observer", "each sign-in sets the role anew"
    assert (await administrator.patch(f"/api/people/{first}", json={"active": False})).status_code == 204
    out = await flow(await people.anonymous(), provider, "aino")
    assert out.headers["location"].startswith("/login?refused=")


async def test_without_a_role_nobody_comes_in_and_no_name_is_taken_over(people: People, issuer: str) -> None:
    administrator = await people.client(Role.ADMINISTRATOR)
    provider = await configure(administrator, issuer)
    browser = await people.anonymous()
    refused = await flow(browser, provider, "nobody")
    assert refused.headers["location"].startswith("/login?refused=")
    assert (await browser.get("/api/session")).status_code == 401
    link = (await administrator.post("/api/people/invitations", json={"name": "Olli", "role": "trainer"})).json()
    local = await people.anonymous()
    token = link["link"].split("token=")[1]
    joined = await local.post(
        "/api/setup", json={"token": token, "name": "Olli", "login": "olli", "password": "korrekt hest batteri"}
    )
    assert joined.status_code == 201
    await flow(browser, provider, "olli")
    me = (await browser.get("/api/session")).json()["person"]
    assert me["login"] == "olli.2"
    assert me["id"] != joined.json()["person"]["id"]


async def test_only_the_browser_that_began(people: People, issuer: str) -> None:
    provider = await configure(await people.client(Role.ADMINISTRATOR), issuer)
    attacker, victim = await people.anonymous(), await people.anonymous()
    begun = await attacker.get(f"/api/oidc/start/{provider}")
    back = urlsplit(await sign_in_there(begun.headers["location"], "aino"))
    planted = await victim.get(f"{back.path}?{back.query}")
    assert planted.headers["location"].startswith("/login?refused=")
    assert (await victim.get("/api/session")).status_code == 401
    own = await attacker.get(f"{back.path}?{back.query}")
    assert own.headers["location"] == "/operations"
    again = await attacker.get(f"{back.path}?{back.query}")
    assert again.headers["location"].startswith("/login?refused="), "a state is good once"


def token(key: RSAKey = KEY, alg: str = "RS256", **other: object) -> str:
    claims = {"iss": "https://id.example", "aud": "impetus", "sub": "s", "nonce": "n", "iat": NOW, "exp": NOW + 300}
    return jwt.encode({"alg": alg, "kid": "one"}, {**claims, **other}, key)


def check(text: str) -> dict[str, object]:
    return check_token(text, {"keys": [KEY.as_dict(private=False)]}, "https://id.example", "impetus", "n", NOW)


def test_a_good_token() -> None:
    assert check(token())["sub"] == "s"
    assert check(token(aud=["impetus", "other"], azp="impetus"))["sub"] == "s"


@pytest.mark.parametrize(
    "wrong",
    [
        {"iss": "https://evil.example"}, {"aud": "other"}, {"aud": ["impetus", "other"]}, {"azp": "other"},
        {"nonce": "m"}, {"nonce": None}, {"exp": NOW - 61}, {"iat": NOW + 61}, {"sub": ""}, {"sub": 7}, {"exp": True},
        {"exp": "soon"}, {"sub": "x" * 256},
    ],
)  # fmt: skip
def test_tokens_that_do_not_fit(wrong: dict[str, object]) -> None:
    with pytest.raises(NotSignedIn):
        check(token(**wrong))


def test_tokens_of_others() -> None:
    with pytest.raises(NotSignedIn):
        check(token(OTHER))
    head, body, _ = token().split(".")
    for bent in ("", "a.b.c", f"{head}.{body}.", f"eyJhbGciOiJub25lIn0.{body}."):
        with pytest.raises(NotSignedIn):
            check(bent)


@given(st.text(max_size=60))
def test_any_issuer_is_taken_or_refused_with_words(text: str) -> None:
    for address in (text, f"https://{text}", f"http://{text}"):
        with contextlib.suppress(BadInput):
            assert check_issuer(address).casefold().startswith(("https://", "http://"))


@given(st.recursive(st.none() | st.integers() | st.text(max_size=5), st.lists, max_leaves=6))
def test_any_groups_give_a_known_role_or_none(groups: object) -> None:
    provider = Provider(
        agency="a", agency_name="A", id="i", name="n", issuer="https://x", client_id="c", sealed="", scopes="openid",
        groups_claim="g", roles=[Rule(group="a", role="operator")], default_role=None, enabled=True,
    )  # fmt: skip
    try:
        assert oidc.role_of(provider, {"g": groups}) in (None, "operator")
    except TypeError:
        pytest.fail("a claim of another form")


@pytest.mark.parametrize("role", ["data_protection_officer", "ethics_officer", "advisor"])
@pytest.mark.parametrize("where", ["roles", "default_role"])
async def test_no_group_makes_an_officer(administrator: httpx.AsyncClient, role: str, where: str) -> None:
    given: dict[str, object] = {"roles": [{"group": "g", "role": role}]} if where == "roles" else {"default_role": role}
    body = {"name": "City", "issuer": "https://id.example", "client_id": "x", "groups_claim": "groups", **given}
    made = await administrator.post("/api/oidc/providers", json=body)
    assert made.status_code == 422, made.text
    assert made.json()["error"]["field"] == "roles"


async def test_an_address_inside_is_no_issuer(administrator: httpx.AsyncClient, application: FastAPI) -> None:
    for issuer in ("http://id.example", "ftp://id.example", "https://a:b@id.example", "https://[", "nothing"):
        made = await administrator.post(
            "/api/oidc/providers", json={"name": "City", "issuer": issuer, "client_id": "x"}
        )
        assert made.status_code == 422, issuer
        assert made.json()["error"]["field"] == "issuer"
