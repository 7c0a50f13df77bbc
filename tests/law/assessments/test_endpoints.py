"""Assessments at the API: written, advised on, decided, stale, and what that means for the tool."""

from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.fixtures.server import People
from tests.law.assessments.conftest import Accept, complete
from tests.law.assessments.tools import ID

from impetus.contracts.discovery import FoundTool
from impetus.kit.clock import ManualClock
from impetus.law.assessments.pia import imported
from impetus.law.assessments.watch import look
from impetus.people.permissions import Role
from impetus.storage.unit import UnitOfWork

HOUR_MS = 3_600_000


async def standing(browser: httpx.AsyncClient, subject: str = ID) -> dict[str, Any]:
    rows = (await browser.get("/api/assessments")).json()
    return dict(next(row for row in rows if row["subject"] == subject))


async def test_a_tool_of_high_risk_does_not_start_without_one(
    with_risky: FoundTool, uow: UnitOfWork, application: FastAPI, administrator: httpx.AsyncClient, accept: Accept
) -> None:
    assert (await standing(administrator))["state"] == "missing"
    await look(uow, "helsinki", application.state.tools)
    seen = (await administrator.get(f"/api/tools/{ID}")).json()["state"]
    assert seen["running"] is False
    assert "has none" in seen["reason"]
    refused = await administrator.post(f"/api/tools/{ID}/switch", json={"running": True})
    assert refused.status_code == 403
    assert refused.json()["error"]["details"]["reason"] == "assessment"
    await accept()
    assert (await standing(administrator))["state"] == "valid"
    assert (await administrator.post(f"/api/tools/{ID}/switch", json={"running": True})).is_success
    await look(uow, "helsinki", application.state.tools)
    assert (await administrator.get(f"/api/tools/{ID}")).json()["state"]["running"] is True


async def test_a_setting_makes_it_stale_and_after_the_grace_the_tool_stops(
    with_risky: FoundTool, uow: UnitOfWork, application: FastAPI, administrator: httpx.AsyncClient,
    manual_clock: ManualClock, people: People, accept: Accept,
) -> None:  # fmt: skip
    await accept()
    tools = application.state.tools
    values = (await administrator.get(f"/api/tools/{ID}")).json()["settings"]["values"]
    changed = values | {"readings": values["readings"] + 1}
    assert (await administrator.put(f"/api/tools/{ID}/settings", json={"values": changed})).is_success
    stale = await standing(administrator)  # at once, without any look of the worker
    assert stale["state"] == "stale"
    assert stale["stale_since"]
    [difference] = stale["differences"]
    assert (difference["was"], difference["now"]) == (str(values["readings"]), str(values["readings"] + 1))
    assert difference["by"] == "Anna Aas"
    manual_clock.advance(71 * HOUR_MS)
    await look(uow, "helsinki", tools)
    administrator = await people.client(Role.ADMINISTRATOR, name="Bea Berg")  # the session of before is over
    assert (await administrator.get(f"/api/tools/{ID}")).json()["state"]["running"] is True
    manual_clock.advance(2 * HOUR_MS)
    await look(uow, "helsinki", tools)
    administrator = await people.client(Role.ADMINISTRATOR, name="Carla Conti")  # to act, one has to be fresh
    seen = (await administrator.get(f"/api/tools/{ID}")).json()["state"]
    assert seen["running"] is False
    assert "went stale" in seen["reason"]
    assert (await administrator.post(f"/api/tools/{ID}/switch", json={"running": True})).status_code == 403
    assert (await administrator.put(f"/api/tools/{ID}/settings", json={"values": values})).is_success
    assert (await standing(administrator))["state"] == "valid", "as it was assessed again"
    assert (await administrator.post(f"/api/tools/{ID}/switch", json={"running": True})).is_success


async def test_the_assessed_settings_are_put_back_in_one_act(
    with_risky: FoundTool, administrator: httpx.AsyncClient, officer: httpx.AsyncClient, accept: Accept
) -> None:
    one = await accept()
    url = f"/api/assessments/{one['id']}/settings"
    nothing = await administrator.post(url)
    assert nothing.status_code == 409
    assert nothing.json()["error"]["remedy"]
    values = (await administrator.get(f"/api/tools/{ID}")).json()["settings"]["values"]
    changed = values | {"readings": values["readings"] + 1}
    assert (await administrator.put(f"/api/tools/{ID}/settings", json={"values": changed})).is_success
    assert (await standing(administrator))["state"] == "stale"
    assert (await officer.post(url)).status_code == 403, "an officer advises and does not set tools"
    back = (await administrator.post(url)).raise_for_status().json()
    assert back["differences"] == []
    assert (await administrator.get(f"/api/tools/{ID}")).json()["settings"]["values"] == values
    assert (await standing(administrator))["state"] == "valid"
    written = (await officer.get("/api/audit", params={"q": "assessed settings"})).raise_for_status().json()["items"]
    assert any(line["what"] == "assessment.put_back" for line in written), written
    draft = (await administrator.post("/api/assessments", json={"subject": ID})).json()
    assert (await administrator.post(f"/api/assessments/{draft['id']}/settings")).status_code == 409
    assert (await administrator.post("/api/assessments/ass_none/settings")).status_code == 404


async def test_nobody_both_advises_and_decides_and_nothing_is_accepted_half(
    with_risky: FoundTool, people: People, administrator: httpx.AsyncClient, officer: httpx.AsyncClient
) -> None:
    one = (await administrator.post("/api/assessments", json={"subject": ID})).json()
    assert (await administrator.post("/api/assessments", json={"subject": ID})).status_code == 409
    assert one["answers"]["necessity.basis"]["text"] == with_risky.declared.legal_basis.en
    assert {section["id"] for section in one["sections"]} >= {"fundamental"}
    url = f"/api/assessments/{one['id']}"
    decision = {"revision": 1, "accepted": True, "reason": "We bear it.", "valid_until": "2027-06-01T00:00:00Z"}
    half = await administrator.post(f"{url}/decision", json=decision)
    assert half.status_code == 422
    assert "opinion" in half.json()["error"]["details"]["lacking"]
    assert (await officer.put(url, json=complete(one))).status_code == 403
    saved = (await administrator.put(url, json=complete(one))).json()
    assert saved["lacking"] == ["opinion"]
    assert (await administrator.put(url, json=complete(one))).status_code == 409
    advice = {"revision": saved["revision"], "favourable": False, "text": "Too wide."}
    assert (await administrator.post(f"{url}/opinion", json=advice)).status_code == 403
    advised = (await officer.post(f"{url}/opinion", json=advice)).json()
    assert advised["opinion"]["by"] == "Minna Laakso"
    body = decision | {"revision": advised["revision"]}
    assert (await officer.post(f"{url}/decision", json=body)).status_code == 403
    assert (await administrator.post(f"{url}/decision", json=body | {"valid_until": "2000-01-01"})).status_code == 422
    again = (await administrator.put(url, json=complete(advised))).json()
    assert again["lacking"] == ["opinion"], "an opinion on other words is none"
    guest = await people.client(Role.ADVISOR, name="Ada Advisor")
    assert (await guest.get(url)).is_success
    assert (await guest.put(url, json=complete(again))).status_code == 403
    operator = await people.client(Role.OPERATOR)
    assert (await operator.get("/api/assessments")).status_code == 403
    assert (await administrator.post(f"{url}/refresh", json={"revision": again["revision"]})).is_success


async def test_what_runs_otherwise_than_was_written_is_not_accepted(
    with_risky: FoundTool, administrator: httpx.AsyncClient, officer: httpx.AsyncClient
) -> None:
    one = (await administrator.post("/api/assessments", json={"subject": ID})).json()
    url = f"/api/assessments/{one['id']}"
    one = (await administrator.put(url, json=complete(one))).json()
    advice = {"revision": one["revision"], "favourable": True, "text": "Well."}
    one = (await officer.post(f"{url}/opinion", json=advice)).json()
    values = (await administrator.get(f"/api/tools/{ID}")).json()["settings"]["values"]
    changed = {"values": values | {"readings": values["readings"] + 1}}
    assert (await administrator.put(f"/api/tools/{ID}/settings", json=changed)).is_success
    decision = {"accepted": True, "reason": "We bear it.", "valid_until": "2027-06-01T00:00:00Z"}
    answer = await administrator.post(f"{url}/decision", json=decision | {"revision": one["revision"]})
    assert answer.status_code == 409


async def test_it_goes_out_and_comes_back_in_the_model_of_the_pia_software(
    with_risky: FoundTool, administrator: httpx.AsyncClient, people: People, accept: Accept
) -> None:
    one = await accept()
    guest = await people.client(Role.ADVISOR, name="Ada Guest")
    assert (await guest.get(f"/api/assessments/{one['id']}")).is_success
    assert (await guest.get(f"/api/assessments/{one['id']}/pia")).status_code == 403, "a guest takes nothing out"
    file = (await administrator.get(f"/api/assessments/{one['id']}/pia")).json()
    assert file["pia"]["name"] == "Gate watch"
    assert file["pia"]["dpo_opinion"].startswith("It can be borne")
    assert {"reference_to", "data"} <= set(file["answers"][0])
    made = await administrator.post("/api/assessments/import", json={"subject": ID, "file": file})
    assert made.status_code == 201, made.text
    for id, answer in one["answers"].items():
        assert made.json()["answers"][id]["text"].split() == answer["text"].split()
        assert made.json()["answers"][id]["gauge"] == answer["gauge"]
    assert (made.json()["state"], made.json()["opinion"]) == ("draft", None)
    wrong = await administrator.post("/api/assessments/import", json={"subject": "platform", "file": {"pia": {}}})
    assert wrong.status_code == 422


async def test_measures_are_checked_by_program(administrator: httpx.AsyncClient) -> None:
    found = {one["id"]: one["state"] for one in (await administrator.get("/api/assessments/measures")).json()}
    assert found["access.default_deny"] == found["access.confined"] == found["data.keys"] == "in_place"
    assert found["organisation.officer"] == found["logging.second"] == "lacking"
    assert found["organisation.training"] == "by_people"


async def test_the_grace_is_the_agencys_own(
    with_risky: FoundTool, administrator: httpx.AsyncClient, officer: httpx.AsyncClient, accept: Accept
) -> None:
    assert (await administrator.get("/api/assessments/grace")).json() == {"hours": 72}
    assert (await officer.put("/api/assessments/grace", json={"hours": 1})).status_code == 403
    await accept()
    values = (await administrator.get(f"/api/tools/{ID}")).json()["settings"]["values"]
    changed = {"values": values | {"readings": values["readings"] + 1}}
    assert (await administrator.put(f"/api/tools/{ID}/settings", json=changed)).is_success
    assert (await administrator.put("/api/assessments/grace", json={"hours": 0})).json() == {"hours": 0}
    assert (await administrator.get(f"/api/tools/{ID}")).json()["state"]["running"] is False


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=40),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=12), inner, max_size=4),
    max_leaves=20,
)


@settings(max_examples=200, deadline=None)
@given(
    answers=st.lists(
        st.fixed_dictionaries(
            {"reference_to": st.sampled_from(["111", "3.2.1", "999", None])},
            optional={"data": st.fixed_dictionaries({}, optional={"text": JSON, "gauge": JSON, "list": JSON})},
        )
        | JSON,
        max_size=6,
    ),
    pia=st.dictionaries(st.sampled_from(["name", "concerned_people_opinion"]), JSON),
)
def test_whatever_a_file_holds_is_read(answers: list[Any], pia: dict[str, Any]) -> None:
    for answer in imported({"pia": pia, "answers": answers}).answers.values():
        assert 0 <= answer.gauge <= 4
        assert len(answer.text) <= 4000


@settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck))
@given(body=JSON)
@pytest.mark.parametrize("path", ["", "/import", "/x/opinion", "/x/decision", "/x/refresh"])
async def test_whatever_is_sent_is_answered(administrator: httpx.AsyncClient, path: str, body: object) -> None:
    answer = await administrator.post(f"/api/assessments{path}", json=body)
    assert answer.status_code in (403, 404, 422)


async def test_a_reader_finds_no_code_in_what_was_assessed(
    with_risky: FoundTool, administrator: httpx.AsyncClient
) -> None:
    one = (await administrator.post("/api/assessments", json={"subject": ID})).json()
    said = {}
    for locale in ("en", "it", "nb"):
        read = (await administrator.get(f"/api/assessments/{one['id']}", params={"locale": locale})).json()
        said[locale] = {fact["key"]: fact["value"] for fact in read["facts"]}
    assert said["en"]["data_categories"] == "counts of many people together, readings of the environment"
    assert said["it"]["risk_class"] == "rischio alto"
    assert said["nb"]["purpose"] == "Trygghet i byen"
    assert "persontellere" in said["nb"]["inputs"]
    assert said["it"]["capabilities"] == "trova ciò che si scosta"


async def test_what_the_makers_say_is_read_with_it_in_the_readers_language(
    with_risky: FoundTool, administrator: httpx.AsyncClient
) -> None:
    for subject, said_in in (("evacuation", "it"), (ID, "en")):
        one = (await administrator.post("/api/assessments", json={"subject": subject})).json()
        read = (await administrator.get(f"/api/assessments/{one['id']}", params={"locale": "it"})).json()
        assert [(part["kind"], part["locale"]) for part in read["documents"]] == [
            ("assessment", said_in), ("model_card", said_in)
        ]  # fmt: skip
        assert all(part["text"] for part in read["documents"])
