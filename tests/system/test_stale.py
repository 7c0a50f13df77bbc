"""A setting that matters departs from what was assessed: the tool that runs is stopped, and the public is told so."""

import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any, Final

import httpx
import pytest
from benchmarks.harness import Platform, platform
from tests.law.assessments.conftest import complete
from tests.system.agencies import Somebody, add_agency, signed_in

from impetus.people.permissions import Role

pytestmark = [pytest.mark.system, pytest.mark.slow, pytest.mark.xdist_group("system")]

TOOL = "bacteria"


@pytest.fixture(scope="module")
def running() -> Iterator[Platform]:
    with platform() as started:
        started.start()
        started.set_up("Testville")
        own = started.get("/api/session")["agency"]
        officer = Somebody("Dora Aalto", "dora", Role.DATA_PROTECTION_OFFICER)
        add_agency(started, own["id"], own["name"], [officer])
        yield started


@pytest.fixture(scope="module")
def officer(running: Platform) -> httpx.Client:
    client = signed_in(running, "dora")
    client.put("/api/session/purpose", json={"purpose": "oversight"}).raise_for_status()
    return client


def sent(client: httpx.Client, method: str, path: str, body: Any) -> Any:
    answer = client.request(method, path, json=body)
    assert answer.is_success, f"{path}: {answer.text}"
    return answer.json() if answer.content else None


def assess(running: Platform, officer: httpx.Client) -> None:
    """Written by the administrator, advised on by the officer, accepted."""
    one = running.post("/api/assessments", {"subject": TOOL})
    path = f"/api/assessments/{one['id']}"
    one = sent(running.client, "PUT", path, complete(one))
    advice = {"revision": one["revision"], "favourable": True, "text": "It can be borne with these measures."}
    one = sent(officer, "POST", f"{path}/opinion", advice)
    until = (datetime.now(UTC) + timedelta(days=200)).isoformat()
    running.post(f"{path}/decision", {"revision": one["revision"], "accepted": True, "reason": "We bear it.",
                                      "valid_until": until})  # fmt: skip


def state(running: Platform) -> Any:
    return running.get(f"/api/tools/{TOOL}")["state"]


SLOWLY: Final = {"patience_s": 120, "every_s": 2.5}
"""The register answers an address sixty times a minute, and is made anew once a minute."""


def said(running: Platform) -> tuple[Any, Any]:
    """The citizens' register and the record of processing; asked calmly, as the register lets one do."""
    time.sleep(2)
    with httpx.Client(base_url=running.url, timeout=60) as citizen:
        return citizen.get("/api/register").raise_for_status().json(), running.get("/api/record")


def test_the_running_tool_is_stopped_and_register_and_record_follow(running: Platform, officer: httpx.Client) -> None:
    running.wait(lambda: not state(running)["running"], "the tool that was never assessed to be held")
    refused = running.client.post(f"/api/tools/{TOOL}/switch", json={"running": True})
    assert (refused.status_code, "has none that was accepted" in refused.text) == (403, True), refused.text
    assess(running, officer)
    running.post(f"/api/tools/{TOOL}/switch", {"running": True})
    running.wait(lambda: state(running)["running"], "the tool to run")
    name = running.get(f"/api/tools/{TOOL}")["name"]
    running.wait(
        lambda: TOOL in [tool["id"] for tool in said(running)[0]["tools"]], "the register to show it", **SLOWLY
    )
    assert name not in said(running)[1]["stopped"]

    sent(running.client, "PUT", "/api/assessments/grace", {"hours": 0})
    values = running.get(f"/api/tools/{TOOL}")["settings"]["values"]
    changed = values | {"history_samples": values["history_samples"] + 1}
    sent(running.client, "PUT", f"/api/tools/{TOOL}/settings", {"values": changed})
    running.wait(lambda: not state(running)["running"], "the tool to be stopped")
    assert "went stale" in state(running)["reason"]
    running.wait(lambda: name in said(running)[0]["stopped"], "the register to follow", **SLOWLY)
    running.wait(lambda: name in said(running)[1]["stopped"], "the record to follow", **SLOWLY)
    assert TOOL not in [tool["id"] for tool in said(running)[0]["tools"]]
    again = running.client.post(f"/api/tools/{TOOL}/switch", json={"running": True})
    assert again.status_code == 403
    assert "went stale" in again.json()["error"]["problem"]
    assert len(running.get("/api/audit", what="tool.stopped")["items"]) == 2

    # as it was assessed, it may run again
    sent(running.client, "PUT", f"/api/tools/{TOOL}/settings", {"values": values})
    running.post(f"/api/tools/{TOOL}/switch", {"running": True})
    running.wait(lambda: state(running)["running"], "the tool to run again")
