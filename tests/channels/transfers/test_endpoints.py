"""Exports and imports over the API."""

import csv
import io
import json
from typing import Any

import httpx
from tests.alerts.drafts import draft
from tests.fixtures.server import People
from tests.formats.test_cap import message
from tests.formats.test_idmef import sample

from impetus.alerts.intake import intake
from impetus.formats import cap, geojson, idmef
from impetus.formats.cap_model import MessageType, Reference
from impetus.model.alert import Severity
from impetus.model.sensor import Sensor, SensorKind
from impetus.model.text import Text
from impetus.people.permissions import Role
from impetus.places import service as places
from impetus.storage.unit import UnitOfWork


async def test_alerts_leave_in_four_formats(administrator: httpx.AsyncClient, uow: UnitOfWork) -> None:
    drafts = [draft(number, severity=Severity.CRITICAL) for number in range(3)]
    await intake(uow, "helsinki", "anomaly", "1.0.0", [*drafts, draft(9, title=Text(en="=cmd|' /C calc'!A0"))])
    table = await administrator.get("/api/export/alerts?format=csv")
    rows = list(csv.DictReader(io.StringIO(table.content.decode("utf-8-sig"))))
    assert len(rows) == 4
    assert {row["severity"] for row in rows} == {"critical", "medium"}
    assert [row["title"] for row in rows if "cmd" in row["title"]] == ["'=cmd|' /C calc'!A0"]
    assert "attachment" in table.headers["content-disposition"]
    shapes = await administrator.get("/api/export/alerts?format=geojson&severity=critical")
    features = geojson.read(shapes.content).items
    assert [feature.point for feature in features] == [(24.94, 60.17)] * 3
    messages = await administrator.get("/api/export/alerts?format=idmef")
    assert all(idmef.faults(one) == [] for one in messages.json())
    assert int(messages.headers["x-impetus-lost"]) >= 3  # critical becomes High
    events = (await administrator.get("/api/export/alerts?format=cloudevents")).json()
    assert {event["specversion"] for event in events} == {"1.0"}
    audit = (await administrator.get("/api/audit")).json()["items"]
    assert [entry["what"] for entry in audit].count("export") == 4


async def test_sensors_and_incidents_leave(administrator: httpx.AsyncClient, uow: UnitOfWork) -> None:
    sensors = [Sensor(id="s1", name="-1", kind=SensorKind.AIR, source="", latitude=60.1, longitude=24.9)]
    await places.register(uow, "helsinki", sensors, actor="platform")
    answer = await administrator.get("/api/export/sensors")
    [row] = csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig")))
    assert (row["name"], row["latitude"]) == ("'-1", "60.1")
    assert (await administrator.get("/api/export/sensors?format=geojson")).json()["features"][0]["id"] == "s1"
    made = await administrator.post("/api/incidents", json={"title": "Smoke"})
    assert made.status_code in (200, 201), made.text
    table = (await administrator.get("/api/export/incidents")).content.decode("utf-8-sig")
    assert "Smoke" in table
    assert len((await administrator.get("/api/export/incidents?format=geojson")).json()["features"]) == 1


async def test_who_may_take_things_out_and_bring_them_in(people: People, uow: UnitOfWork) -> None:
    await intake(uow, "helsinki", "anomaly", "1.0.0", [draft(0)])
    observer = await people.client(Role.OBSERVER)
    operator = await people.client(Role.OPERATOR)
    oslo = await people.client(Role.ADMINISTRATOR, agency="oslo")
    for path in ("alerts", "incidents", "sensors"):
        assert (await observer.get(f"/api/export/{path}")).status_code == 403
        assert (await operator.get(f"/api/export/{path}")).status_code == 200
    assert (await oslo.get("/api/export/alerts?format=cloudevents")).json() == []
    assert (await operator.post("/api/import/cap", content=b"<x/>")).status_code == 403
    assert (await operator.post("/api/import/idmef", json={})).status_code == 403


async def alerts(browser: httpx.AsyncClient) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = (await browser.get("/api/alerts?state=all&shown=all")).json()["items"]
    return found


async def test_weather_warnings_come_in_change_and_end(administrator: httpx.AsyncClient) -> None:
    one = message("one", headline="Storm")
    answer = await administrator.post("/api/import/cap", content=cap.write(one))
    assert answer.json() == {"read": 1, "taken": 1, "refused": [], "lost": []}
    assert (await administrator.post("/api/import/cap", content=cap.write(one))).json()["taken"] == 0
    [alert] = await alerts(administrator)
    assert (alert["kind"], alert["severity"], alert["why"]) == ("weather.warning", "high", "Storm")
    assert len(alert["where"]["area"]) == 4
    first = Reference(sender=one.sender, identifier="one", sent=one.sent)
    update = message("two", later=60, type=MessageType.UPDATE, references=[first], headline="Worse storm")
    assert (await administrator.post("/api/import/cap", content=cap.write(update))).json()["taken"] == 1
    [alert] = await alerts(administrator)
    assert alert["why"] == "Worse storm"
    references = [first, Reference(sender=one.sender, identifier="two", sent=update.sent)]
    cancel = message("three", later=120, type=MessageType.CANCEL, references=references, infos=[])
    assert (await administrator.post("/api/import/cap", content=cap.write(cancel))).json()["taken"] == 1
    [alert] = await alerts(administrator)
    assert (alert["over"], alert["why"], alert["severity"]) == (True, "Worse storm", "high")


async def test_the_good_part_of_a_bad_feed_is_kept(administrator: httpx.AsyncClient) -> None:
    good = cap.write(message("good")).split(b"?>")[1]
    bad = good.replace(b"<status>Actual</status>", b"<status>Perhaps</status>")
    exercise = good.replace(b"Actual", b"Exercise").replace(b">good<", b">other<")
    answer = (
        await administrator.post("/api/import/cap", content=b"<feed>" + bad + good + exercise + b"</feed>")
    ).json()
    assert (answer["read"], answer["taken"]) == (2, 1)
    assert sorted((refusal["position"], refusal["reason"]) for refusal in answer["refused"]) == [
        (0, "schema"), (2, "not_actual"),
    ]  # fmt: skip


async def test_idmef_comes_in(administrator: httpx.AsyncClient) -> None:
    batch = [sample(), {"Version": "2.D.V08"}, 7, sample(Priority="High", ID="11111111-1111-4111-8111-111111111111")]
    answer = await administrator.post("/api/import/idmef", content=json.dumps(batch))
    assert answer.json()["taken"] == 2
    assert [refusal["position"] for refusal in answer.json()["refused"]] == [1, 2]
    assert "EntitySector" in [part["path"] for part in answer.json()["lost"]]
    assert {alert["kind"] for alert in await alerts(administrator)} == {"imported.idmef"}


async def test_a_source_s_token_brings_warnings_and_alerts_in(administrator: httpx.AsyncClient, people: People) -> None:
    """As readings are pushed: no person signs in, and the audit log names the source."""
    source = (await administrator.post("/api/sources", json={"name": "Weather", "type": "http"})).json()["id"]
    other = (await administrator.post("/api/sources", json={"name": "Other", "type": "http"})).json()["id"]
    token = (await administrator.post(f"/api/sources/{source}/token")).json()["token"]
    program = await people.anonymous()
    sent = {"Authorization": f"Bearer {token}"}
    warning, batch = cap.write(message("one", headline="Storm")), json.dumps([sample(), 7])
    for path, content in (("cap", warning), ("idmef", batch)):
        assert (await program.post(f"/api/push/{source}/{path}", content=content)).status_code == 401
        wrong = await program.post(f"/api/push/{other}/{path}", content=content, headers=sent)
        assert (wrong.status_code, bool(wrong.json()["error"]["remedy"])) == (403, True)
    answer = await program.post(f"/api/push/{source}/cap", content=warning, headers=sent)
    assert answer.json() == {"read": 1, "taken": 1, "refused": [], "lost": []}
    again = await program.post(f"/api/push/{source}/cap", content=warning, headers=sent)
    assert again.json()["taken"] == 0
    answer = await program.post(f"/api/push/{source}/idmef", content=batch, headers=sent)
    assert (answer.json()["taken"], [refusal["position"] for refusal in answer.json()["refused"]]) == (1, [1])
    assert {alert["kind"] for alert in await alerts(administrator)} == {"weather.warning", "imported.idmef"}
    audit = (await administrator.get("/api/audit")).json()["items"]
    lines = [entry for entry in audit if entry["what"] == "import"]
    assert len(lines) == 3
    assert source in json.dumps(lines)


async def test_feeds_are_configured(administrator: httpx.AsyncClient) -> None:
    body = {"name": "Weather", "url": "https://weather.example/cap.atom"}
    feed = (await administrator.post("/api/feeds", json=body)).json()
    assert feed["state"] == "unknown"
    changed = await administrator.put(f"/api/feeds/{feed['id']}", json=body | {"every_s": 600})
    assert changed.json()["every_s"] == 600
    assert (await administrator.post("/api/feeds", json=body | {"url": "file:///x"})).status_code == 422
    assert (await administrator.delete(f"/api/feeds/{feed['id']}")).status_code == 204
    assert (await administrator.delete(f"/api/feeds/{feed['id']}")).status_code == 404
    assert (await administrator.put(f"/api/feeds/{feed['id']}", json=body)).status_code == 404
