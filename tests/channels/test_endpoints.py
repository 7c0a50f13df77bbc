"""Configuration of channels, rules and contacts over the API."""

import json
from typing import Any

import asyncpg
import httpx
import pytest
from tests.channels.works import SECRET
from tests.fixtures.server import People
from tests.fixtures.storage import Database

from impetus.people.permissions import Role

HOOK = {"name": "Control room", "type": "webhook", "settings": {"url": "https://hooks.example/x", "secret": SECRET}}


async def made(browser: httpx.AsyncClient, **changes: Any) -> dict[str, Any]:
    answer = await browser.post("/api/channels", json=HOOK | changes)
    assert answer.status_code == 201, answer.text
    found: dict[str, Any] = answer.json()
    return found


async def test_types_carry_schemas_for_forms(administrator: httpx.AsyncClient) -> None:
    types = {kind["id"]: kind for kind in (await administrator.get("/api/channel-types?locale=it")).json()}
    assert set(types) >= {"console", "email", "webhook", "apprise"}
    assert types["apprise"]["name"] == "Servizio di chat"
    for kind in types.values():
        for name, field in kind["schema"].get("properties", {}).items():
            assert field["title"], name
            assert field["x-text"]["it"]["title"], name
            assert bool(field.get("description")) == bool(field["x-text"]["nb"]["description"]), name


async def test_secrets_are_sealed_and_never_shown(administrator: httpx.AsyncClient, database: Database) -> None:
    channel = await made(administrator)
    assert channel["settings"]["secret"] == ""
    assert channel["secrets_set"] == ["secret"]
    inside = await asyncpg.connect(database.superuser)
    assert SECRET not in json.dumps(await inside.fetchval("SELECT settings FROM channel"))
    await inside.close()

    async def put(**settings: Any) -> httpx.Response:
        body = HOOK | {"settings": {**HOOK["settings"], **settings}}  # type: ignore[dict-item]
        return await administrator.put(f"/api/channels/{channel['id']}", json=body)

    assert (await put(secret="")).json()["secrets_set"] == ["secret"]
    moved = await put(secret="", url="https://elsewhere.example/x")
    assert moved.status_code == 422
    assert moved.json()["error"]["field"] == "settings.secret"


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"type": "pigeon"}, "type"),
        ({"settings": {"url": "file:///etc/passwd", "secret": SECRET}}, "settings.url"),
        ({"settings": {"url": "https://a.example", "secret": "short"}}, "settings.secret"),
        ({"type": "apprise", "settings": {"service": "json://127.0.0.1/x"}}, "settings.service"),
        ({"type": "apprise", "settings": {"service": "syslog://localhost"}}, "settings.service"),
        ({"type": "apprise", "settings": {"service": "slack://x"}}, "settings.service"),
        ({"type": "email", "settings": {"host": "m", "sender": "nobody"}}, "settings.sender"),
        (
            {"type": "email", "settings": {"host": "m", "sender": "a@b.c", "security": "none", "password": "p"}},
            "settings",
        ),
    ],
)
async def test_bad_settings_name_their_field(
    administrator: httpx.AsyncClient, changes: dict[str, Any], field: str
) -> None:
    answer = await administrator.post("/api/channels", json=HOOK | changes)
    assert answer.status_code == 422
    assert answer.json()["error"]["field"] == field


async def test_an_address_inside_is_not_asked(administrator: httpx.AsyncClient) -> None:
    channel = await made(administrator, settings={"url": "http://127.0.0.1:1/x", "secret": SECRET})
    answer = (await administrator.post(f"/api/channels/{channel['id']}/test", json={})).json()
    assert not answer["ok"]
    assert "inside this network" in answer["answer"]
    [dead] = (await administrator.get("/api/channels/deliveries?state=dead")).json()["items"]
    assert dead["about"] == "test"
    again = await administrator.post(f"/api/channels/deliveries/{dead['id']}/again")
    assert again.json()["state"] == "waiting"
    assert (await administrator.post(f"/api/channels/deliveries/{dead['id']}/again")).status_code == 409


async def test_the_console_can_be_tested(administrator: httpx.AsyncClient) -> None:
    channel = await made(administrator, type="console", settings={})
    assert (await administrator.post(f"/api/channels/{channel['id']}/test", json={})).json()["ok"]
    [notice] = (await administrator.get("/api/notices")).json()
    assert notice["title"] == "Test of the channel “Control room”"


async def test_rules_and_previews(administrator: httpx.AsyncClient, people: People) -> None:
    console = await made(administrator, name="Desk screens", type="console", settings={})
    mail = await made(
        administrator, name="Mail", type="email", settings={"host": "mail.example", "sender": "a@city.example"},
        quiet={"start": "22:00", "end": "07:00", "zone": "Europe/Helsinki"},
    )  # fmt: skip
    anna = await people.client(Role.SUPERVISOR, name="Anna Aas")
    person = (await anna.get("/api/session")).json()["person"]["id"]
    contact = await administrator.put(
        f"/api/channels/contacts/{person}", json={"email": "anna@city.example", "on_call": True}
    )
    assert contact.json()["on_call"]
    rule = {
        "name": "High",
        "conditions": {"minimum": "high"},
        "steps": [
            {"channel": console["id"], "to": [{"kind": "everybody"}]},
            {"channel": mail["id"], "after_s": 300, "to": [{"kind": "on_call"}]},
        ],
    }
    answer = await administrator.post("/api/channels/rules", json=rule)
    assert answer.status_code == 201, answer.text
    assert "A high alert goes to Desk screens at once, then to Anna Aas by Mail" in answer.json()["sentence"]
    url = "/api/channels/preview"
    night = (await administrator.post(url, json={"severity": "high", "at": "2026-03-07T00:00:00Z"})).json()
    assert "Anna Aas by Mail after 5 min without acknowledgement (held until 07:00)" in night["sentence"]
    grave = (await administrator.post(url, json={"severity": "critical", "at": "2026-03-07T00:00:00Z"})).json()
    assert [step["held_until"] for step in grave["steps"]] == [None, None]
    assert "goes to nobody" in (await administrator.post(url, json={"severity": "low"})).json()["sentence"]
    used = await administrator.delete(f"/api/channels/{mail['id']}")
    assert used.status_code == 409
    id = answer.json()["id"]
    wrong = rule | {"steps": [{"channel": "gone"}]}
    assert (await administrator.put(f"/api/channels/rules/{id}", json=wrong)).status_code == 422
    early = rule | {"steps": list(reversed(rule["steps"]))}  # type: ignore[call-overload]
    assert (await administrator.put(f"/api/channels/rules/{id}", json=early)).status_code == 422
    assert (await administrator.delete(f"/api/channels/rules/{id}")).status_code == 204
    assert (await administrator.delete(f"/api/channels/{mail['id']}")).status_code == 204
    audit = {entry["what"] for entry in (await administrator.get("/api/audit")).json()["items"]}
    assert {"channel.made", "contact.changed", "notify_rule.made", "notify_rule.removed", "channel.removed"} <= audit


async def test_roles_and_agencies(administrator: httpx.AsyncClient, people: People) -> None:
    channel = await made(administrator)
    operator = await people.client(Role.OPERATOR)
    supervisor = await people.client(Role.SUPERVISOR)
    oslo = await people.client(Role.ADMINISTRATOR, agency="oslo")
    assert (await operator.get("/api/channels")).status_code == 403
    assert len((await supervisor.get("/api/channels")).json()) == 1
    assert (await supervisor.post("/api/channels", json=HOOK)).status_code == 403
    assert (await supervisor.get("/api/channels/contacts")).status_code == 403
    assert (await oslo.get("/api/channels")).json() == []
    assert (await oslo.put(f"/api/channels/{channel['id']}", json=HOOK)).status_code == 404
    assert (await oslo.post(f"/api/channels/{channel['id']}/test", json={})).status_code == 404
    me = (await administrator.get("/api/session")).json()["person"]["id"]
    assert (await oslo.put(f"/api/channels/contacts/{me}", json={})).status_code == 404
