"""Every route of the description is fuzzed: no answer is a server error, every refusal has the one form."""

import asyncio
import json
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote, urlencode

import httpx
import pytest
import schemathesis
from fastapi import FastAPI
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis import Case
from tests.alerts.drafts import draft
from tests.fixtures.server import People
from tests.fixtures.storage import NOON

from impetus.alerts.intake import alert_id, intake
from impetus.model.sensor import Sensor, SensorKind
from impetus.people.permissions import Role
from impetus.places import service as places
from impetus.server import openapi
from impetus.storage.unit import UnitOfWork

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("fuzz")]  # one worker: what was reached is counted together

DESCRIPTION = openapi.description()
SCHEMA = schemathesis.openapi.from_dict(DESCRIPTION)
ENDLESS = "/api/events"
"""Its errors are fuzzed, its stream never ends."""
GROUPS: dict[str, list[tuple[str, str]]] = {}
"""Operations by the folder of their address: each group has an application of its own."""
for _path, _methods in DESCRIPTION["paths"].items():
    _group = _path.split("/")[2]
    GROUPS.setdefault(_group if _group in ("alerts", "push", "sources", "tools") else "others", []).extend(
        (_path, _method) for _method in _methods
    )
for _name, _routes in [*GROUPS.items()]:
    if len(_routes) > 8:  # few enough for one example to ask them all
        del GROUPS[_name]
        for _start in range(0, len(_routes), 8):
            GROUPS[f"{_name} from {_start}"] = _routes[_start : _start + 8]
ALERT = alert_id("helsinki", "anomaly", draft(0))
JSONS = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=12,
)
HOSTILE = (
    b"", b"null", b"[]", b"{}", b"[NaN]", b'{"value": Infinity}', b"\x00", b"\xff\xfe", b"{" * 5000, b"[" * 50_000,
    b'{"a":' * 2000 + b"1" + b"}" * 2000, b'"' + b"x" * 100_000 + b'"', b"9" * 6000, b"-1e400", b'{"settings": 1e309}',
    b'{"name": "\\ud800"}', b'{"name": "\\u0000"}', b'{"revision": 99999999999999999999999}',
)  # fmt: skip


@dataclass
class Target:
    """The application with something in it, a browser signed in as administrator, and one of a stranger."""

    people: People
    uow: UnitOfWork
    stranger: httpx.AsyncClient
    source: str
    token: str
    browser: httpx.AsyncClient
    incident: dict[str, str]
    """Ids of an incident and of what stands in it, by the name of a parameter."""
    seen: Counter[tuple[str, str, int]] = field(default_factory=Counter)
    """Answers by path, method and status."""

    async def renew(self) -> None:
        """Be signed in and have a source, whatever an example took away."""
        if (await self.browser.get("/api/session")).status_code != 200:
            self.browser = await self.people.client(Role.ADMINISTRATOR)
        if (await self.browser.get(f"/api/sources/{self.source}")).status_code == 404:
            self.source, self.token = await make_source(self.browser)

    def known(self, name: str) -> str:
        """Something that exists, by the name of a parameter."""
        known = {"alert": ALERT, "source_id": self.source, "tool": "anomaly", "id": "sensor-0", "locale": "it"}
        return (known | self.incident).get(name, "x")


async def make_source(browser: httpx.AsyncClient) -> tuple[str, str]:
    body = {"name": "Push", "type": "http", "settings": {"clock": "own"}}
    source = (await browser.post("/api/sources", json=body)).json()["id"]
    return source, (await browser.post(f"/api/sources/{source}/token")).json()["token"]


async def make_incident(browser: httpx.AsyncClient) -> dict[str, str]:
    id = (await browser.post("/api/incidents", json={"title": "Square", "alerts": [ALERT]})).json()["id"]
    task = (await browser.post(f"/api/incidents/{id}/tasks", json={"text": "Go"})).json()["id"]
    piece = (await browser.post(f"/api/incidents/{id}/evidence", json={"alert": ALERT})).json()["id"]
    partner = (await browser.post("/api/incidents/partners", json={"name": "Far"})).json()["id"]
    return {"incident": id, "task": task, "piece": piece, "partner": partner, "agency": "oslo"}


@pytest.fixture
async def target(application: FastAPI, uow: UnitOfWork, request: pytest.FixtureRequest) -> AsyncIterator[Target]:
    """The target of the whole test: examples leave their traces for the next."""
    async with AsyncExitStack() as stack:
        people = People(application, uow, stack)
        browser = await people.client(Role.ADMINISTRATOR)
        await intake(uow, "helsinki", "anomaly", "1.0.0", [draft(0)])
        await places.register(
            uow, "helsinki", [Sensor(id="sensor-0", name="S", kind=SensorKind.AIR, source="")], actor="platform"
        )
        source, token = await make_source(browser)
        made = Target(people, uow, await people.anonymous(), source, token, browser, await make_incident(browser))
        yield made
        group = getattr(request.node, "callspec", None)
        wanted = set(GROUPS[group.params["group"]]) if group else set()
        assert wanted <= {(path, method) for path, method, _ in made.seen}, "a route was not fuzzed"


def quoted(value: object) -> str:
    """A value as a part of a path."""
    return quote(str(value).encode("utf-8", "replace"), safe="")


def headers_of(case: Case) -> dict[str, str]:
    """The headers that HTTP lets through."""
    found = {}
    for key, value in (case.headers or {}).items():
        text = str(value).encode("utf-8", "replace").decode("latin-1")
        if text.isprintable() and key.lower() not in ("host", "cookie", "content-length", "authorization"):
            found[key] = text
    return found


def body_of(case: Case, hostile: bytes | None) -> dict[str, Any]:
    if hostile is not None:
        return {"content": hostile}
    if isinstance(case.body, bytes):
        return {"content": case.body}
    if isinstance(case.body, dict | list | str | int | float | bool) or case.body is None:
        return {"content": json.dumps(case.body).encode()}  # NaN and lone surrogates too
    return {}


async def send(target: Target, browser: httpx.AsyncClient, case: Case, real: bool, hostile: bytes | None) -> None:
    """Send a generated case; `real` names things that exist. Raise AssertionError for an answer that may not be."""
    path = case.operation.path
    for name, value in (case.path_parameters or {}).items():
        chosen = target.known(name) if real else value
        if real and name == "id" and path.startswith("/api/sources/"):
            chosen = target.source
        path = path.replace(f"{{{name}}}", quoted(chosen))
    query = [
        (key, str(one).encode("utf-8", "replace"))
        for key, value in (case.query or {}).items()
        for one in (value if isinstance(value, list) else [value])
    ]
    headers = {"Content-Type": "application/json"} | headers_of(case)
    if path.startswith("/api/push/") and real:
        headers["Authorization"] = f"Bearer {target.token}"
    if path == ENDLESS:
        headers = {"Last-Event-ID": "not a number"}
    async with asyncio.timeout(30):
        address = f"{path}?{urlencode(query)}" if query else path
        answer = await browser.request(case.method, address, headers=headers, **body_of(case, hostile))
    target.seen[case.operation.path, case.method.lower(), answer.status_code] += 1
    away = answer.status_code == 503 and (
        case.operation.path == "/api/health" or answer.json()["error"]["code"] == "unavailable"
    )  # a worker that does not run in this test is told as such
    assert answer.status_code < 500 or away, answer.text
    if answer.status_code >= 400 and case.operation.path != "/api/health":
        error = answer.json()["error"]
        assert set(error) == {"code", "problem", "remedy", "field", "details"}
        assert error["problem"]
        assert error["remedy"]
    if browser is target.stranger and answer.status_code < 300:
        assert case.operation.path.startswith(OPEN) or case.operation.path == REGISTER, (
            "answered somebody who is not signed in"
        )


OPEN = (
    "/api/health",
    "/api/setup",
    "/api/oidc",
    "/api/session/passkey/start",
    "/api/push/",
    "/api/warnings/feed.atom",
    "/api/warnings/public/",
)
"""What answers without a session: ways of signing in do, push asks for a token of its own."""
REGISTER = "/api/register"
"""The citizens' page answers too; what stands below it does not."""


@pytest.mark.parametrize("group", sorted(GROUPS))
@settings(
    max_examples=14, deadline=None, derandomize=True, phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)  # fmt: skip
@given(data=st.data())
async def test_no_route_breaks(target: Target, data: st.DataObject, group: str) -> None:
    for path, method in GROUPS[group]:  # each example asks every route: none is left out by chance
        case = data.draw(SCHEMA[path][method.upper()].as_strategy())
        real = data.draw(st.booleans())
        bent = JSONS.map(lambda value: json.dumps(value).encode()) | st.sampled_from(HOSTILE)
        hostile = data.draw(st.none() | bent) if "requestBody" in DESCRIPTION["paths"][path][method] else None
        await send(target, target.stranger, case, real, hostile)
        await send(target, target.browser, case, real, hostile)
        if method == "delete":  # whoever signed out or removed the source starts anew
            await target.renew()


def test_every_route_is_fuzzed() -> None:
    fuzzed = {operation for group in GROUPS.values() for operation in group}
    assert fuzzed == {(path, method) for path, methods in DESCRIPTION["paths"].items() for method in methods}
    assert ("/api/push/{source_id}", "post") in fuzzed


GOOD = st.builds(lambda n, value: {"sensor": f"good-{n}", "time": NOON, "value": value}, st.integers(0, 9),
                 st.floats(-1e6, 1e6))  # fmt: skip
BAD = st.sampled_from(
    [
        {"sensor": "bad", "time": NOON}, {"sensor": "", "time": NOON, "value": 1},
        {"sensor": "bad", "time": "soon", "value": 1}, {"sensor": "bad", "time": NOON, "value": "x"},
        {"sensor": "bad", "time": 10**30, "value": 1}, {"sensor": "bad", "time": -1, "value": 1},
        {"sensor": "bad", "time": NOON, "value": float("nan")}, {"sensor": "x" * 300, "time": NOON, "value": 1},
        {"sensor": "theirs", "time": NOON, "value": 1}, {"sensor": {}, "time": NOON, "value": 1}, 7, "x",
    ]
)  # fmt: skip


@settings(max_examples=60, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(
    rows=st.lists(st.tuples(st.booleans(), GOOD, BAD), max_size=12),
    lines=st.booleans(),
    broken=st.sets(st.integers(0, 11), max_size=3),
)
async def test_the_good_part_of_a_bad_batch_is_kept(
    target: Target, rows: list[tuple[bool, Any, Any]], lines: bool, broken: set[int]
) -> None:
    theirs = Sensor(id="theirs", name="T", kind=SensorKind.AIR, source="src_other")
    await target.people.app.state.intake.register("helsinki", [theirs], actor="platform")
    sent = [good if fine else bad for fine, good, bad in rows]
    wrong = {at for at, (fine, _, _) in enumerate(rows) if not fine}
    texts = [json.dumps(row) for row in sent]
    if lines:
        wrong |= {at for at in broken if at < len(rows)}
        texts = [text[:-1] + "]}" if at in broken else text for at, text in enumerate(texts)]
    content = "\n".join(texts) if lines else f"[{', '.join(texts)}]"
    answer = await target.stranger.post(
        f"/api/push/{target.source}",
        content=content.encode(),
        headers={
            "Authorization": f"Bearer {target.token}",
            "Content-Type": "application/x-ndjson" if lines else "application/json",
        },
    )
    assert answer.status_code == 200, answer.text
    found = answer.json()
    if not rows:
        return
    assert found["accepted"] + found["late"] + found["repeated"] == len(rows) - len(wrong)
    assert found["refused_total"] == sum(refusal["count"] for refusal in found["refused"]) == len(wrong)
    if all(refusal["count"] == 1 for refusal in found["refused"]):
        assert {refusal["position"] for refusal in found["refused"]} == wrong
    assert all(refusal["problem"] and refusal["remedy"] for refusal in found["refused"])
