"""Configuration of sources over the API."""

import json
from typing import Any

import asyncpg
import httpx
import pytest
from tests.fixtures.server import People
from tests.fixtures.storage import NOON, Database

from impetus.model.sensor import Sensor, SensorKind
from impetus.people.permissions import Role
from impetus.places import service as places
from impetus.storage.unit import UnitOfWork

MQTT = {
    "name": "Air quality",
    "type": "mqtt",
    "settings": {"host": "127.0.0.1", "topics": ["air/#"], "username": "ada", "password": "open sesame"},
    "mapping": {"sensor": "id", "time": "ts", "values": [{"path": "no2", "unit": "µg/m³"}]},
    "enabled": False,
}


async def made(browser: httpx.AsyncClient, **changes: Any) -> dict[str, Any]:
    answer = await browser.post("/api/sources", json=MQTT | changes)
    assert answer.status_code == 201, answer.text
    found: dict[str, Any] = answer.json()
    return found


async def test_types_carry_schemas_for_forms(administrator: httpx.AsyncClient) -> None:
    types = {kind["id"]: kind for kind in (await administrator.get("/api/source-types?locale=it")).json()}
    assert set(types) >= {"mqtt", "http", "replay"}
    assert types["replay"]["name"] == "Riproduzione di file"
    password = types["mqtt"]["schema"]["properties"]["password"]
    assert password["x-text"]["nb"]["title"] == "Passord"
    assert password["x-secret"] is True
    for kind in types.values():
        for schema in (kind["schema"], kind["mapping_schema"]):
            for name, field in schema["properties"].items():
                assert field["title"], name
                assert field["x-text"]["it"]["title"], name
                assert bool(field.get("description")) == bool(field["x-text"]["nb"]["description"]), name


async def test_a_source_is_made_changed_and_removed(administrator: httpx.AsyncClient) -> None:
    source = await made(administrator)
    assert source["health"] == {"state": "unknown", "reason": "", "since": None}
    assert source["counts"] == {"accepted": 0, "late": 0, "repeated": 0, "refused": 0, "last_at": None}
    changed = await administrator.put(f"/api/sources/{source['id']}", json=MQTT | {"name": "Air"})
    assert changed.json()["name"] == "Air"
    assert [row["id"] for row in (await administrator.get("/api/sources")).json()] == [source["id"]]
    assert (await administrator.delete(f"/api/sources/{source['id']}")).status_code == 204
    assert (await administrator.get(f"/api/sources/{source['id']}")).status_code == 404
    assert (await administrator.delete(f"/api/sources/{source['id']}")).status_code == 404
    audit = (await administrator.get("/api/audit")).json()["items"]
    assert {"source.made", "source.changed", "source.removed"} <= {entry["what"] for entry in audit}


async def test_secrets_are_sealed_and_never_shown(administrator: httpx.AsyncClient, database: Database) -> None:
    source = await made(administrator)
    assert source["settings"]["password"] == ""
    assert source["secrets_set"] == ["password"]
    inside = await asyncpg.connect(database.superuser)
    stored = json.loads(await inside.fetchval("SELECT settings FROM source"))
    assert "open sesame" not in json.dumps(stored)
    assert stored["password"]["sealed"]

    async def put(**settings: Any) -> httpx.Response:
        body = MQTT | {"settings": {**MQTT["settings"], **settings}}  # type: ignore[dict-item]
        return await administrator.put(f"/api/sources/{source['id']}", json=body)

    kept = await put(password="", port=1883)
    assert kept.json()["secrets_set"] == ["password"]
    moved = await put(password="", host="elsewhere")
    assert moved.status_code == 422
    assert moved.json()["error"]["field"] == "settings.password"
    assert (await put(password="new", host="elsewhere")).status_code == 200
    assert (await put(password=None, host="elsewhere")).json()["secrets_set"] == []
    await inside.close()


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"type": "carrier pigeon"}, "type"),
        ({"settings": {"host": "a", "topics": ["a/#/b"]}}, "settings.topics"),
        ({"settings": {"host": "a", "topics": ["a"], "port": 0}}, "settings.port"),
        ({"settings": {"host": "a", "topics": ["a"], "colour": 1}}, "settings.colour"),
        ({"mapping": {"time_zone": "Mars/Olympus"}}, "mapping.time_zone"),
        ({"mapping": {"values": [{"path": 3}]}}, "mapping.values.0.path"),
    ],
)
async def test_what_is_wrong_is_named(administrator: httpx.AsyncClient, changes: dict[str, Any], field: str) -> None:
    answer = await administrator.post("/api/sources", json=MQTT | changes)
    assert answer.status_code == 422
    error = answer.json()["error"]
    assert error["field"] == field
    assert error["remedy"]


async def test_only_who_may_changes_sources(people: People, operator: httpx.AsyncClient) -> None:
    assert (await operator.get("/api/sources")).status_code == 200
    assert (await operator.post("/api/sources", json=MQTT)).status_code == 403
    other = await people.client(Role.ADMINISTRATOR, agency="oslo")
    mine = await made(await people.client(Role.ADMINISTRATOR))
    assert (await other.get(f"/api/sources/{mine['id']}")).status_code == 404
    assert (await other.put(f"/api/sources/{mine['id']}", json=MQTT)).status_code == 404
    assert (await other.get("/api/sources")).json() == []


async def test_a_preview_shows_rows_refusals_and_a_suggestion(administrator: httpx.AsyncClient) -> None:
    sample = json.dumps(
        {
            "gateway": "g1",
            "uplinks": [
                {
                    "device_id": "d1",
                    "timestamp": 1772366400,
                    "no2": 12,
                    "pm10": 30,
                    "lat": 60.1,
                    "lon": 24.9,
                    "rssi": -80,
                },
                {"device_id": "d2", "timestamp": "soon", "no2": 12, "pm10": 30, "lat": 60.1, "lon": 24.9},
            ],
        }
    )
    body = {"type": "mqtt", "settings": {"format": "json"}, "mapping": {}, "sample": sample, "topic": "a/b"}
    found = (await administrator.post("/api/sources/preview", json=body)).json()
    assert found["suggestions"]["records"] == "uplinks"
    assert found["suggestions"]["sensor"] == "device_id"
    assert found["suggestions"]["time"] == "timestamp"
    assert [value["path"] for value in found["suggestions"]["values"]] == ["no2", "pm10"]
    assert [row["sensor"] for row in found["rows"]] == ["d1/no2", "d1/pm10"]
    assert found["rows"][0]["time"] == "2026-03-01T12:00:00.000Z"
    assert found["rows"][0]["latitude"] == 60.1
    assert [(refusal["position"], refusal["field"]) for refusal in found["refusals"]] == [(1, "timestamp")]
    again = await administrator.post("/api/sources/preview", json=body | {"mapping": found["suggestions"]})
    assert again.json()["rows"] == found["rows"]


SAMPLES = ("", "{", "[1, 2]", "null", '{"a": {"b": []}}', "21.5", "a,b\n1,2", '"\\ud800"', "\ud800", "[[[[]]]]", "a\n")


async def test_a_preview_of_anything_is_an_answer(administrator: httpx.AsyncClient) -> None:
    for sample in SAMPLES:
        for format in ("json", "csv", "sensorthings", "ngsi_ld", "nonsense"):
            content = json.dumps({"type": "http", "settings": {"format": format}, "mapping": {}, "sample": sample})
            answer = await administrator.post(
                "/api/sources/preview", content=content, headers={"Content-Type": "application/json"}
            )
            assert answer.status_code in (200, 422), (sample, format, answer.text)


async def test_orders_to_replays_alone(administrator: httpx.AsyncClient) -> None:
    source = await made(administrator)
    answer = await administrator.post(f"/api/sources/{source['id']}/replay", json={"action": "pause"})
    assert answer.status_code == 409
    body = {"name": "Yesterday", "type": "replay", "settings": {"file": "a.csv"}, "enabled": False}
    player = (await administrator.post("/api/sources", json=body)).json()
    assert player["clock"] == player["id"]
    begun = await administrator.post(f"/api/sources/{player['id']}/replay", json={"action": "start", "speed": 60})
    assert begun.json()["enabled"] is True
    ended = await administrator.post(f"/api/sources/{player['id']}/replay", json={"action": "stop"})
    assert ended.json()["enabled"] is False


async def test_a_preview_judges_as_a_push_does(administrator: httpx.AsyncClient, uow: UnitOfWork) -> None:
    theirs = Sensor(id="theirs", name="theirs", kind=SensorKind.AIR, source="src_other", unit="%", maximum=100)
    mine = Sensor(id="mine", name="mine", kind=SensorKind.AIR, source="src_mine", unit="%", maximum=100)
    await places.register(uow, "helsinki", [theirs, mine], actor="platform")
    rows = [
        {"sensor": "mine", "time": NOON, "value": 30},
        {"sensor": "new", "time": NOON + 3_600_000, "value": 1},
        {"sensor": "theirs", "time": NOON, "value": 1},
        {"sensor": "mine", "time": NOON + 1, "value": 101},
        {"sensor": "new", "time": NOON - 3 * 366 * 86_400_000, "value": 1},
        {"sensor": "new", "time": NOON, "value": 1},
    ]
    mapping = {"sensor": "sensor", "time": "time", "values": [{"path": "value"}]}
    body = {"type": "http", "mapping": mapping, "sample": json.dumps(rows), "source": "src_mine"}
    found = (await administrator.post("/api/sources/preview", json=body)).json()
    assert [(row["sensor"], row["value"]) for row in found["rows"]] == [("mine", 30.0), ("new", 1.0)]
    assert (found["total"], found["refused_total"]) == (2, 4)
    assert {refusal["position"]: refusal["reason"] for refusal in found["refusals"]} == {
        1: "in_the_future",
        2: "other_source",
        3: "above_maximum",
        4: "too_old",
    }
    shared = body | {"mapping": mapping | {"others": True}}
    reasons = {r["reason"] for r in (await administrator.post("/api/sources/preview", json=shared)).json()["refusals"]}
    assert "other_source" not in reasons
    own = {"type": "http", "settings": {"clock": "own"}}, {"type": "replay", "settings": {"format": "json"}}
    for own_clock in own:
        found = (await administrator.post("/api/sources/preview", json=body | own_clock)).json()
        assert {refusal["reason"] for refusal in found["refusals"]} == {"other_source", "above_maximum"}
