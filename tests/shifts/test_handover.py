"""Taking a desk over: everything at once or item by item, with a record."""

from datetime import timedelta

import httpx
from sqlalchemy import text
from tests.alerts.drafts import draft
from tests.fixtures.server import People
from tests.fixtures.storage import NOON

from impetus.alerts.intake import alert_id, intake
from impetus.incidents.ownership import lead_on
from impetus.kit.clock import ManualClock
from impetus.kit.times import as_datetime, iso
from impetus.people.permissions import Role
from impetus.storage.unit import UnitOfWork


async def me(browser: httpx.AsyncClient) -> str:
    return str((await browser.get("/api/session")).json()["person"]["id"])


async def a_shift(people: People, uow: UnitOfWork) -> tuple[httpx.AsyncClient, httpx.AsyncClient, str, list[str]]:
    """Aino on duty with two alerts, an incident with a task, a note, a silence and a blind camera; and Eero."""
    aino = await people.client(Role.SUPERVISOR, name="Aino Korhonen")
    eero = await people.client(Role.OPERATOR, name="Eero Mäki")
    desk = (await aino.get("/api/shifts/board")).json()["desks"][0]["id"]
    assert (await aino.post(f"/api/shifts/desks/{desk}/check-in")).status_code == 200
    drafts = [draft(number) for number in range(2)]
    await intake(uow, "helsinki", "anomaly", "1.0.0", drafts)
    alerts = [alert_id("helsinki", "anomaly", one) for one in drafts]
    for alert in alerts:
        assert (await aino.post(f"/api/alerts/{alert}/acknowledge")).status_code == 200
    made = await aino.post("/api/incidents", json={"title": "Crowd at the station", "alerts": []})
    assert made.status_code in (200, 201), made.text
    incident = made.json()["id"]
    task = await aino.post(
        f"/api/incidents/{incident}/tasks", json={"text": "Call the stadium", "owner": await me(aino)}
    )
    assert task.status_code in (200, 201), task.text
    due = iso(as_datetime(NOON) + timedelta(hours=2))
    note = await aino.post("/api/shifts/notes", json={"text": "Leave the lock on.", "due_at": due})
    assert note.status_code == 200, note.text
    silence = {"scope": {"kind": "crowd"}, "minutes": 60, "reason": "Building work", "kind": "maintenance"}
    answer = await aino.post("/api/triage/silences", json=silence)
    assert answer.status_code in (200, 201), answer.text
    offered = (await aino.get("/api/procedures")).json()
    procedures = offered["items"] if isinstance(offered, dict) else offered
    run = await aino.post("/api/procedures/runs", json={"procedure": procedures[0]["id"], "incident": incident})
    assert run.status_code in (200, 201), run.text
    async with uow(agency="helsinki", purpose="test", actor="platform") as unit:
        await unit.session.execute(
            text(
                "INSERT INTO sensor_health (agency_id, sensor, state, since, reason, changed_at)"
                " VALUES ('helsinki', 'cam-4', 'blind', now(), '{\"en\": \"No picture since 17:31\"}', now())"
            )
        )
    return aino, eero, desk, alerts


async def test_one_key_takes_everything(people: People, uow: UnitOfWork, manual_clock: ManualClock) -> None:
    aino, eero, desk, alerts = await a_shift(people, uow)
    offer = (await eero.get("/api/shifts/open")).json()
    assert {item["kind"] for item in offer["items"]} == {
        "alert",
        "incident",
        "task",
        "note",
        "silence",
        "sensor",
        "run",
    }
    assert offer["leaver"]["person"]["name"] == "Aino Korhonen"
    going = (await eero.post("/api/shifts/handovers", json={"leaver": await me(aino)})).json()
    assert len(going["items"]) == len(offer["items"])
    early = await eero.post(f"/api/shifts/handovers/{going['id']}/finish", json={})
    assert early.status_code == 409
    manual_clock.advance(34_000)
    taken = (await eero.post(f"/api/shifts/handovers/{going['id']}/take", json={})).json()
    assert {item["done"] for item in taken["items"]} == {"taken"}
    done = (await eero.post(f"/api/shifts/handovers/{going['id']}/finish", json={"note": "All well."})).json()
    assert done["state"] == "done"
    for alert in alerts:
        found = (await eero.get(f"/api/alerts/{alert}")).json()
        assert found["owner"]["name"] == "Eero Mäki"
        assert found["state"] == "acknowledged"
        assert found["history"][-1]["what"] == "handed_over"
    left = [one for one in (await eero.get("/api/shifts/open")).json()["items"] if one["owner"]]
    assert {one["owner"]["name"] for one in left if one["kind"] != "silence"} == {"Eero Mäki"}
    board = (await eero.get("/api/shifts/board")).json()
    assert board["mine"] == desk
    assert [one["person"]["name"] for one in board["desks"][0]["on_duty"]] == ["Eero Mäki"]
    kept = (await aino.get(f"/api/shifts/handovers/{going['id']}")).json()
    assert kept["note"] == "All well."
    assert len((await aino.get("/api/shifts/handovers")).json()) == 1


async def test_what_nobody_has_is_passed_on_too(people: People, uow: UnitOfWork) -> None:
    """A task without an owner and an incident that nobody leads are listed, and the one key takes them."""
    aino, eero, _, _ = await a_shift(people, uow)
    incident = (await aino.post("/api/incidents", json={"title": "Smoke", "alerts": []})).json()
    async with uow(agency="helsinki", purpose="test", actor="platform") as unit:
        assert await lead_on(unit, incident["id"], owner=await me(aino), to=None, by=None)
    task = await aino.post(f"/api/incidents/{incident['id']}/tasks", json={"text": "Look behind the kiosk"})
    assert task.status_code in (200, 201), task.text
    path = "/api/shifts/open"
    free = {(one["kind"], one["title"]) for one in (await eero.get(path)).json()["items"] if one["owner"] is None}
    assert {("incident", "Smoke"), ("task", "Look behind the kiosk")} <= free
    going = (await eero.post("/api/shifts/handovers", json={"leaver": await me(aino)})).json()
    await eero.post(f"/api/shifts/handovers/{going['id']}/take", json={})
    by = {one["title"]: one["owner"] for one in (await eero.get(path)).json()["items"]}
    assert by["Smoke"]["name"] == by["Look behind the kiosk"]["name"] == "Eero Mäki"
    which = [{"kind": "incident", "id": incident["id"]}]
    await eero.post(f"/api/shifts/handovers/{going['id']}/leave", json={"items": which})
    by = {one["title"]: one["owner"] for one in (await eero.get(path)).json()["items"]}
    assert by["Smoke"] is None


async def test_what_nobody_has_is_taken_with_nobody_to_take_over_from(people: People) -> None:
    eero = await people.client(Role.OPERATOR, name="Eero Mäki")
    incident = (await eero.post("/api/incidents", json={"title": "Smoke", "alerts": []})).json()
    await eero.post(f"/api/incidents/{incident['id']}/tasks", json={"text": "Look behind the kiosk"})
    (task,) = [one for one in (await eero.get("/api/shifts/open")).json()["items"] if one["kind"] == "task"]
    assert task["owner"] is None
    observer = await people.client(Role.OBSERVER, name="Olga")
    assert (await observer.post("/api/shifts/take", json={})).status_code == 403
    which = {"items": [{"kind": "task", "id": task["id"]}]}
    after = (await eero.post("/api/shifts/take", json=which)).json()
    assert {one["owner"]["name"] for one in after["items"] if one["kind"] == "task"} == {"Eero Mäki"}
    assert (await eero.post("/api/shifts/take", json=which)).status_code == 409


async def test_an_age_is_told_by_the_items_own_clock(
    people: People, uow: UnitOfWork, manual_clock: ManualClock
) -> None:
    """A camera of a demonstration that runs two days ahead has been blind for minutes, not for days."""
    eero = await people.client(Role.OPERATOR, name="Eero Mäki")
    ahead = as_datetime(manual_clock.now_ms()) + timedelta(days=2)
    async with uow(agency="helsinki", purpose="test", actor="platform") as unit:
        statements = (
            "INSERT INTO clock_state (agency_id, clock, now, realm, changed_at)"
            " VALUES ('helsinki', 'demo', :now, 'demo', :now)",
            "INSERT INTO sensor (agency_id, id, name, source, kind, clock, changed_at)"
            " VALUES ('helsinki', 'cam-4', 'Gate', 'src', 'camera', 'demo', :now)",
            "INSERT INTO sensor_health (agency_id, sensor, state, since, reason, changed_at)"
            " VALUES ('helsinki', 'cam-4', 'blind', :since, '{\"en\": \"No picture\"}', :now)",
        )
        for statement in statements:
            wanted = {"now": ahead} | ({"since": ahead - timedelta(minutes=7)} if ":since" in statement else {})
            await unit.session.execute(text(statement), wanted)
    (camera,) = [one for one in (await eero.get("/api/shifts/open")).json()["items"] if one["kind"] == "sensor"]
    assert camera["age_s"] == 420


async def test_items_are_left_with_a_note_and_given_back(people: People, uow: UnitOfWork) -> None:
    aino, eero, _, alerts = await a_shift(people, uow)
    going = (await eero.post("/api/shifts/handovers", json={"leaver": await me(aino)})).json()
    path = f"/api/shifts/handovers/{going['id']}"
    which = [{"kind": "alert", "id": alerts[0]}]
    await eero.post(f"{path}/take", json={"items": which})
    assert (await eero.get(f"/api/alerts/{alerts[0]}")).json()["owner"]["name"] == "Eero Mäki"
    answer = (await eero.post(f"{path}/leave", json={"items": which, "note": "Aino knows the caller."})).json()
    assert (await eero.get(f"/api/alerts/{alerts[0]}")).json()["owner"]["name"] == "Aino Korhonen"
    (item,) = [one for one in answer["items"] if one["id"] == alerts[0]]
    assert (item["done"], item["note"]) == ("left", "Aino knows the caller.")
    assert (await eero.post(f"{path}/take", json={"items": [{"kind": "alert", "id": "nix"}]})).status_code == 404
    assert (await eero.post(f"{path}/drop")).json()["state"] == "dropped"
    assert (await eero.post(f"{path}/take", json={})).status_code == 409


async def test_what_a_third_took_meanwhile_stays_theirs(people: People, uow: UnitOfWork) -> None:
    aino, eero, _, alerts = await a_shift(people, uow)
    third = await people.client(Role.OPERATOR, name="Leo Niemi")
    going = (await eero.post("/api/shifts/handovers", json={"leaver": await me(aino)})).json()
    await third.post(f"/api/alerts/{alerts[1]}/take-over")
    await eero.post(f"/api/shifts/handovers/{going['id']}/take", json={})
    assert (await eero.get(f"/api/alerts/{alerts[1]}")).json()["owner"]["name"] == "Leo Niemi"
    other = await third.post("/api/shifts/handovers", json={"leaver": await me(aino)})
    assert other.status_code == 409


async def test_another_agency_sees_nothing_and_an_observer_takes_nothing(people: People, uow: UnitOfWork) -> None:
    aino, eero, _, _ = await a_shift(people, uow)
    going = (await eero.post("/api/shifts/handovers", json={"leaver": await me(aino)})).json()
    oslo = await people.client(Role.ADMINISTRATOR, agency="oslo", name="Olav")
    assert (await oslo.get("/api/shifts/open")).json()["items"] == []
    assert (await oslo.get("/api/shifts/handovers")).json() == []
    assert (await oslo.get(f"/api/shifts/handovers/{going['id']}")).status_code == 404
    observer = await people.client(Role.OBSERVER, name="Olga")
    assert (await observer.post("/api/shifts/handovers", json={"leaver": await me(aino)})).status_code == 403
    assert (await observer.get("/api/shifts/open")).status_code == 200
