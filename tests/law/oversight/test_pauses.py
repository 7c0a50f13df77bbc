"""An officer's pause: at once in every worker, with a reason, and lifted by officers alone."""

import asyncio
from collections.abc import Awaitable, Callable
from urllib.parse import quote

import httpx
import pytest
from fastapi import FastAPI
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.fixtures.server import People
from tests.fixtures.tools import found_tool
from tests.fixtures.world import World, until

from impetus.people.permissions import Role
from impetus.worker.tools import ToolsRole


def running(role: ToolsRole, agency: str) -> list[bool]:
    """Whether the runs that a worker has of an agency go."""
    return [run.wanted.running for (of, _), (run, _task) in role._runs.items() if of == agency]


def both(*checks: Callable[[], bool]) -> Callable[[], Awaitable[bool]]:
    async def look() -> bool:
        return all(check() for check in checks)

    return look


async def test_every_replica_stops_and_none_takes_over(world: World, people: People, application: FastAPI) -> None:
    """Two workers run the tool: one has it, the other stands by. Neither runs it while it is paused."""
    tool = found_tool(world.folder)
    application.state.tools = {tool.id: tool}
    officer = await people.client(Role.ETHICS_OFFICER, name="Eva Etico")
    first, second = world.role(tool), world.role(tool)
    tasks = [asyncio.create_task(first.run())]
    await until(both(lambda: running(first, "helsinki") == [True]))
    tasks.append(asyncio.create_task(second.run()))
    assert (await officer.post("/api/oversight/tools/counter/pause", json={"reason": "It alarms too often"})).is_success
    await until(both(lambda: running(first, "helsinki") == [False], lambda: True not in running(second, "helsinki")))
    assert running(first, "oslo") == [True], "another agency's tool goes on"
    first.stop()
    await tasks[0]
    await until(both(lambda: running(second, "oslo") == [True]))
    await until(both(lambda: running(second, "helsinki") == [False]))
    second.stop()
    await tasks[1]


async def test_only_an_officer_or_administrator_lifts_it(
    people: People, application: FastAPI, administrator: httpx.AsyncClient
) -> None:
    tool = next(iter(application.state.tools))
    officer = await people.client(Role.DATA_PROTECTION_OFFICER, name="Minna Laakso")
    url = f"/api/oversight/tools/{tool}"
    assert (await officer.post(f"{url}/pause", json={"reason": " "})).status_code == 422
    assert (await officer.post(f"{url}/pause", json={"reason": "Its reasons are not clear"})).status_code == 204
    assert (await officer.post(f"{url}/pause", json={"reason": "again"})).status_code == 409
    assert (await officer.post("/api/oversight/tools/none/pause", json={"reason": "x"})).status_code == 404
    seen = (await officer.get(f"/api/tools/{tool}")).json()
    assert seen["state"]["running"] is False
    assert "Its reasons are not clear" in seen["state"]["reason"]
    supervisor = await people.client(Role.SUPERVISOR, name="Sanna Virta")
    refused = await supervisor.post(f"/api/tools/{tool}/switch", json={"running": True})
    assert refused.status_code == 403
    assert "Minna Laakso" in refused.json()["error"]["problem"]
    assert (await supervisor.post(f"{url}/lift", json={"reason": "x"})).status_code == 403
    [pause] = (await officer.get("/api/oversight/pauses")).json()
    assert (pause["by"], pause["ended_at"]) == ("Minna Laakso", None)
    assert (await officer.post(f"{url}/lift", json={"reason": "They are, now"})).status_code == 204
    assert (await officer.post(f"{url}/lift", json={"reason": "again"})).status_code == 409
    assert (await officer.get(f"/api/tools/{tool}")).json()["state"]["running"] is True
    audit = {entry["what"] for entry in (await administrator.get("/api/audit")).json()["items"]}
    assert {"tool.paused", "tool.stopped", "tool.pause_lifted", "tool.started"} <= audit


@pytest.mark.parametrize("role", [Role.OPERATOR, Role.SUPERVISOR, Role.ANALYST, Role.OBSERVER, Role.ADVISOR])
async def test_others_do_not_pause(people: People, application: FastAPI, role: Role) -> None:
    tool = next(iter(application.state.tools))
    browser = await people.client(role)
    assert (await browser.post(f"/api/oversight/tools/{tool}/pause", json={"reason": "x"})).status_code == 403


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    tool=st.text(st.characters(codec="utf-8", exclude_characters="/"), min_size=1, max_size=70),
    body=st.none() | st.dictionaries(st.sampled_from(["reason", "more"]), st.none() | st.text(max_size=210)),
)
async def test_whatever_is_sent_is_answered(administrator: httpx.AsyncClient, tool: str, body: object) -> None:
    answer = await administrator.post(f"/api/oversight/tools/{quote(tool, safe='')}/pause", json=body)
    assert answer.status_code in (404, 405, 422)
