"""The record and the citizens' register: open, made from what runs, with nothing personal in it."""

import csv
import io

import httpx
from fastapi import FastAPI
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.fixtures.server import People

from impetus.kit.clock import ManualClock
from impetus.law.assessments.records import needed
from impetus.law.register.endpoints import MOST
from impetus.model.sensor import Sensor, SensorKind
from impetus.people.permissions import Role
from impetus.places import service as places
from impetus.storage.unit import UnitOfWork

CAMERAS = [
    Sensor(id=f"cam{n}", name=f"Camera {n}", kind=SensorKind.CAMERA, source="city", area="Kluuvi", latitude=60.17,
           longitude=24.94) for n in range(2)
]  # fmt: skip
SAID = {
    "controller": "City of Helsinki", "contact": "registry@helsinki.example", "officer": "dpo@helsinki.example",
    "authority": "The data protection ombudsman", "transfers": "", "published": True,
}  # fmt: skip


async def test_the_register_follows_what_runs_and_needs_no_login(
    people: People, application: FastAPI, uow: UnitOfWork, administrator: httpx.AsyncClient, manual_clock: ManualClock
) -> None:
    await places.register(uow, "helsinki", CAMERAS, actor="platform")
    assert (await administrator.put("/api/register/settings", json=SAID)).is_success
    citizen = await people.anonymous()
    found = (await citizen.get("/api/register?agency=helsinki")).json()
    # what needs an assessment and has none does not run
    runs = [id for id, tool in application.state.tools.items() if not needed(tool.declared)]
    assert [tool["id"] for tool in found["tools"]] == sorted(runs)
    assert found["contact"] == "registry@helsinki.example"
    assert found["cameras_total"] == 2
    assert {camera["area"] for camera in found["cameras"]} == {"Kluuvi"}
    [tool] = [tool for tool in found["tools"] if tool["id"] == "anomaly"]
    assert tool["legal_basis"]
    assert any("365" in line for line in tool["retention"])
    assert {"anomaly", "evacuation"} <= {each["id"] for each in found["tools"]}
    for locale in ("it", "nb"):
        other = (await citizen.get(f"/api/register?agency=helsinki&locale={locale}")).json()
        for english, same in zip(found["tools"], other["tools"], strict=True):
            assert same["id"] == english["id"]
            assert same["purpose"] != english["purpose"]
            assert same["legal_basis"] not in ("", english["legal_basis"])
            for part in ("limits", "figures"):
                assert len(same[part]) == len(english[part]) > 0, (same["id"], part)
                assert not set(same[part]) & set(english[part])
    stop = {"running": False, "reason": "Tried out"}
    assert (await administrator.post("/api/tools/anomaly/switch", json=stop)).is_success
    manual_clock.advance(59_000)
    after = (await citizen.get("/api/register?agency=helsinki")).json()
    assert "anomaly" not in [tool["id"] for tool in after["tools"]], "within a minute"
    assert tool["name"] in after["stopped"]


async def test_nothing_personal_is_in_it(people: People, administrator: httpx.AsyncClient) -> None:
    await people.client(Role.OPERATOR, name="Xanthippe Canary")
    citizen = await people.anonymous()
    for path in ("/api/register", "/api/register?agency=helsinki&locale=it"):
        text = (await citizen.get(path)).text
        assert "Canary" not in text
        assert "Anna Aas" not in text


async def test_an_agency_may_keep_out_and_still_look_at_its_own(
    people: People, administrator: httpx.AsyncClient
) -> None:
    assert (await administrator.put("/api/register/settings", json=SAID | {"published": False})).is_success
    citizen = await people.anonymous()
    assert (await citizen.get("/api/register?agency=helsinki")).status_code == 404
    assert (await citizen.get("/api/register?agency=nowhere")).status_code == 404
    assert (await administrator.get("/api/register/preview")).is_success
    assert (await citizen.get("/api/register/preview")).status_code == 401
    guest = await people.client(Role.ADVISOR, name="Ada Advisor")
    assert (await guest.put("/api/register/settings", json=SAID)).status_code == 403


async def test_one_address_cannot_ask_without_end(people: People) -> None:
    citizen = await people.anonymous()
    codes = [(await citizen.get("/api/register")).status_code for _ in range(MOST + 1)]
    assert codes[-1] == 429
    assert set(codes[:-1]) == {200}


async def test_the_record_is_made_of_what_runs(administrator: httpx.AsyncClient, people: People) -> None:
    officer = await people.client(Role.DATA_PROTECTION_OFFICER, name="Minna Laakso")
    assert (await administrator.put("/api/register/settings", json=SAID | {"controller": "=1+1"})).is_success
    found = (await officer.get("/api/record")).json()
    assert {one["id"] for one in found["activities"]} >= {"anomaly", "desk", "accounts", "oversight"}
    assert all(one["legal_basis"] and one["retention"] for one in found["activities"])
    text = (await officer.get("/api/record/file?form=csv")).text
    rows = list(csv.reader(io.StringIO(text.removeprefix("\ufeff"))))
    assert len(rows) == len(found["activities"]) + 1
    assert rows[1][0] == "'=1+1"
    pdf = await officer.get("/api/record/file?form=pdf&locale=it")
    assert pdf.content.startswith(b"%PDF")
    stop = {"running": False, "reason": "Tried out"}
    assert (await administrator.post("/api/tools/anomaly/switch", json=stop)).is_success
    after = (await officer.get("/api/record")).json()
    assert "anomaly" not in {one["id"] for one in after["activities"]}
    operator = await people.client(Role.OPERATOR)
    assert (await operator.get("/api/record")).status_code == 403
    guest = await people.client(Role.ADVISOR, name="Ada Guest")
    assert (await guest.get("/api/record")).is_success
    assert (await guest.get("/api/record/file")).status_code == 403, "a guest takes nothing out"


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    body=st.dictionaries(
        st.sampled_from([*SAID, "more"]), st.none() | st.booleans() | st.text(max_size=500), max_size=7
    )
)
async def test_whatever_an_agency_says_is_answered(administrator: httpx.AsyncClient, body: dict[str, object]) -> None:
    answer = await administrator.put("/api/register/settings", json=body)
    assert answer.status_code in (200, 422)
    if answer.status_code == 422:
        assert answer.json()["error"]["remedy"]
