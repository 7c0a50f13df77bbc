"""Nothing goes out without the confirmation of a named person: every way out, every way round it."""

from collections.abc import Iterator, Sequence
from typing import Any

import asyncpg
import httpx
import pytest
from fastapi import FastAPI
from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.alerts.drafts import draft
from tests.fixtures.server import People
from tests.fixtures.storage import Database

from impetus.alerts.intake import alert_id, intake
from impetus.kit.clock import ManualClock
from impetus.law.oversight.confirmations import HEADER, HOLDS
from impetus.law.oversight.outward import SAID, SUBJECT, Outward
from impetus.model.text import LOCALES
from impetus.people.permissions import Role
from impetus.storage.unit import UnitOfWork

ALERT = alert_id("helsinki", "anomaly", draft(0))
SHARE = {"alert": ALERT, "responder": "Patrol 12", "instruction": "Come.", "phone": "", "locale": "en", "minutes": 30}


def _routes(routes: Sequence[Any], prefix: str = "") -> Iterator[tuple[str, APIRoute]]:
    for route in routes:
        if isinstance(route, APIRoute):
            yield prefix + route.path, route
        elif hasattr(route, "original_router"):
            yield from _routes(route.original_router.routes, prefix + route.include_context.prefix)


def _marked(dependant: Dependant) -> Iterator[Outward]:
    found = getattr(dependant.call, "outward", None)
    if found is not None:
        yield found
    for inner in dependant.dependencies:
        yield from _marked(inner)


def outward_routes(app: FastAPI) -> dict[tuple[str, str], Outward]:
    """Every way out: (method, path) and the act that is confirmed."""
    return {
        (method, path): act
        for path, route in _routes(app.routes)
        for act in _marked(route.dependant)
        for method in sorted(route.methods)
    }


WAYS_OUT = {
    ("POST", "/api/warnings/{id}/release"),
    ("POST", "/api/responders"),
    ("POST", "/api/incidents/{incident}/partners"),
}
"""Written by hand: what leaves the control room by somebody's act."""


def test_every_way_out_is_marked_and_every_act_has_a_way(application: FastAPI) -> None:
    found = outward_routes(application)
    assert found.keys() == WAYS_OUT
    assert set(found.values()) == set(Outward)
    for act in Outward:
        assert SUBJECT[act]
        assert all(SAID[act].in_(locale).count("{who}") == 1 for locale in LOCALES)


@pytest.mark.parametrize(("method", "path"), sorted(WAYS_OUT))
async def test_no_way_out_without_a_confirmation(
    application: FastAPI, administrator: httpx.AsyncClient, method: str, path: str
) -> None:
    url = path.replace("{id}", "wrn_1").replace("{incident}", "inc_1")
    body = {"version": 1} if "warnings" in path else SHARE if "responders" in path else {"partner": "prt_1"}
    act = outward_routes(application)[method, path]
    answer = await administrator.request(method, url, json=body)
    assert answer.status_code == 403
    error = answer.json()["error"]
    assert error["code"] == "confirmation_needed"
    assert error["details"]["act"] == act.value
    assert "Anna Aas" in error["details"]["sentence"]
    made_up = await administrator.request(method, url, json=body, headers={HEADER: "x" * 43})
    assert made_up.json()["error"]["code"] == "confirmation_needed"


@pytest.fixture
async def alert(uow: UnitOfWork) -> str:
    await intake(uow, "helsinki", "anomaly", "1.0.0", [draft(0)])
    return ALERT


async def token(browser: httpx.AsyncClient, act: str = "responder.share", subject: str = ALERT) -> str:
    answer = await browser.post("/api/confirmations", json={"act": act, "subject": subject})
    assert answer.status_code == 201, answer.text
    return str(answer.json()["token"])


async def share(browser: httpx.AsyncClient, given: str) -> int:
    return (await browser.post("/api/responders", json=SHARE, headers={HEADER: given})).status_code


async def test_a_confirmation_holds_once(operator: httpx.AsyncClient, alert: str) -> None:
    given = await token(operator)
    assert await share(operator, given) == 201
    assert await share(operator, given) == 403


async def test_a_confirmation_is_the_persons_own(people: People, operator: httpx.AsyncClient, alert: str) -> None:
    other = await people.client(Role.OPERATOR, name="Leo Laine")
    assert await share(operator, await token(other)) == 403


async def test_a_confirmation_is_for_one_thing(operator: httpx.AsyncClient, alert: str) -> None:
    assert await share(operator, await token(operator, subject="alr_other")) == 403
    assert await share(operator, await token(operator, act="incident.federate")) == 403


async def test_a_confirmation_ends_after_two_minutes(
    operator: httpx.AsyncClient, alert: str, manual_clock: ManualClock
) -> None:
    given, late = await token(operator), await token(operator)
    manual_clock.advance(int(HOLDS.total_seconds() * 1000) - 1)
    assert await share(operator, given) == 201
    manual_clock.advance(1)
    assert await share(operator, late) == 403


async def test_a_confirmation_is_used_up_even_where_the_act_fails(operator: httpx.AsyncClient, alert: str) -> None:
    given = await token(operator)
    bad = await operator.post("/api/responders", json={**SHARE, "responder": " "}, headers={HEADER: given})
    assert bad.status_code == 422
    assert await share(operator, given) == 403


async def test_confirming_allows_nobody_what_their_role_does_not(people: People, alert: str) -> None:
    observer = await people.client(Role.OBSERVER)
    answer = await observer.post("/api/responders", json=SHARE, headers={HEADER: await token(observer)})
    assert answer.json()["error"]["code"] == "not_allowed"


async def test_it_is_written_down_who_confirmed(
    operator: httpx.AsyncClient, administrator: httpx.AsyncClient, alert: str
) -> None:
    assert await share(operator, await token(operator)) == 201
    entries = (await administrator.get("/api/audit")).json()["items"]
    [entry] = [one for one in entries if one["what"] == "outward.confirmed"]
    assert (entry["subject"], entry["actor_name"]) == (ALERT, "Kari Nordmann")


async def test_the_database_itself_lets_nothing_out(
    operator: httpx.AsyncClient, alert: str, database: Database
) -> None:
    connection = await asyncpg.connect(database.superuser)
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await connection.execute(
            "INSERT INTO responder_link (agency_id, id, token_hash, alert, responder, instruction, phone, locale,"
            " shown, by_person, by_name, made_at, expires_at) VALUES ('helsinki', 'l', 'x', $1, '', '', '', 'en',"
            " '{}', 'p', 'P', now(), now())",
            alert,
        )
    await connection.execute(
        "INSERT INTO warning (agency_id, id, number, content, drafted_by, drafted_at, changed_at)"
        " VALUES ('helsinki', 'w', 1, '{}', 'p', now(), now())"
    )
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await connection.execute("UPDATE warning SET state = 'released', released_by = 'q', released_at = now()")
    await connection.close()


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    body=st.dictionaries(
        st.sampled_from(["act", "subject", "more"]),
        st.one_of(st.sampled_from([*Outward, "x", "a\x00", "å" * 300]), st.none(), st.integers(), st.lists(st.text())),
    )
)
async def test_whatever_is_sent_is_answered(operator: httpx.AsyncClient, body: dict[str, Any]) -> None:
    answer = await operator.post("/api/confirmations", json=body)
    assert answer.status_code in (201, 422)
    if answer.status_code == 422:
        assert answer.json()["error"]["field"]


_NAMES = st.sampled_from(["alert", "version", "partner"])
_ODD = st.recursive(
    st.none() | st.integers() | st.text() | st.booleans(),
    lambda inner: st.lists(inner) | st.dictionaries(_NAMES, inner),
)


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(body=_ODD, given_token=st.text())
async def test_odd_bodies_and_tokens_let_nothing_out(operator: httpx.AsyncClient, body: Any, given_token: str) -> None:
    header = {HEADER: given_token.encode("utf-8", "replace").hex()}
    answer = await operator.post("/api/responders", json=body, headers=header)
    assert answer.status_code in (403, 422)
