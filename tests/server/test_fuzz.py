"""Every route of the description is fuzzed: no answer is a server error, every refusal has the one form."""

import asyncio
from typing import Any

import httpx
import pytest
import schemathesis
from fastapi import FastAPI
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis import Case
from tests.alerts.drafts import draft
from tests.fixtures.server import People

from impetus.alerts.intake import alert_id, intake
from impetus.people.permissions import Role
from impetus.server import openapi
from impetus.storage.unit import UnitOfWork

pytestmark = pytest.mark.slow

DESCRIPTION = openapi.description()
SCHEMA = schemathesis.openapi.from_dict(DESCRIPTION)
ENDLESS = "/api/events"
OPERATIONS = sorted(
    (path, method) for path, methods in DESCRIPTION["paths"].items() for method in methods if path != ENDLESS
)


def headers_of(case: Case) -> dict[str, str]:
    """The headers that HTTP lets through."""
    found = {}
    for key, value in (case.headers or {}).items():
        text = str(value).encode("utf-8", "replace").decode("latin-1")
        if text.isprintable() and key.lower() not in ("host", "cookie", "content-length"):
            found[key] = text
    return found


async def send(browser: httpx.AsyncClient, case: Case, known: str) -> httpx.Response:
    """Send a generated case, at times about an alert that exists."""
    path = case.operation.path
    for name, value in (case.path_parameters or {}).items():
        chosen = known if name == "alert" and len(str(value)) % 2 else str(value)
        path = path.replace(f"{{{name}}}", httpx.QueryParams({"x": chosen.encode("utf-8", "replace")}).__str__()[2:])
    query = [
        (key, str(one).encode("utf-8", "replace"))
        for key, value in (case.query or {}).items()
        for one in (value if isinstance(value, list) else [value])
    ]
    body: dict[str, Any] = {}
    if isinstance(case.body, bytes):
        body = {"content": case.body}
    elif isinstance(case.body, dict | list | str | int | float | bool) or case.body is None:
        body = {"json": case.body}
    return await browser.request(case.method, path, params=query, headers=headers_of(case), **body)


@pytest.mark.parametrize(("path", "method"), OPERATIONS)
@settings(
    max_examples=25, deadline=None, derandomize=True, phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)  # fmt: skip
@given(data=st.data())
async def test_no_route_breaks(
    application: FastAPI, people: People, uow: UnitOfWork, data: st.DataObject, path: str, method: str
) -> None:
    browser = getattr(application.state, "fuzzer", None)
    if browser is None or (path, method) in (("/api/session", "delete"), ("/api/setup", "post")):
        browser = application.state.fuzzer = await people.client(Role.ADMINISTRATOR)
        await intake(uow, "helsinki", "anomaly", "1.0.0", [draft(0)])
    case = data.draw(SCHEMA[path][method.upper()].as_strategy())
    async with asyncio.timeout(30):
        answer = await send(browser, case, alert_id("helsinki", "anomaly", draft(0)))
    allowed = (503,) if path in ("/api/health",) else ()
    assert answer.status_code < 500 or answer.status_code in allowed or _away(answer), answer.text
    if answer.status_code >= 400 and path != "/api/health":
        assert set(answer.json()["error"]) == {"code", "problem", "remedy", "field", "details"}


def _away(answer: httpx.Response) -> bool:
    """A worker that does not run in this test is told as such."""
    return answer.status_code == 503 and answer.json()["error"]["code"] == "unavailable"
