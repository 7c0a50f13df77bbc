"""Tools over HTTP: what is shown, what may be changed, by whom, and what the audit log says of it."""

import asyncio
from hashlib import sha256
from pathlib import Path
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from sqlalchemy import text
from tests.fixtures.server import People
from tests.fixtures.tools import MANIFEST

from impetus.bus import subjects
from impetus.bus.codec import decode_control
from impetus.bus.connection import Bus
from impetus.contracts.discovery import FoundTool, look_at
from impetus.contracts.scaffold import new_outside
from impetus.model.observation import SettingsChanged, Switched
from impetus.people.permissions import Role
from impetus.storage.unit import UnitOfWork

FIGURE = """
value = 82.5
unit = "%"
measured_by = "benchmarks.flood"
measured_on = 2026-11-22
name = { en = "Floods found", it = "Piene trovate", nb = "Flommer funnet" }
data = { en = "one river", it = "un fiume", nb = "én elv" }
"""
MODEL = f"""
[[model]]
id = "river"
name = "River"
file = "weights.onnx"
sha256 = "{sha256(b"what was learnt").hexdigest()}"
licence = "CC-BY-4.0"
purpose = {{ en = "Sees floods", it = "Vede le piene", nb = "Ser flom" }}
trained_on = {{ en = "Levels of one river.", it = "Livelli di un fiume.", nb = "Vannstand i én elv." }}
limits = [{{ en = "It sees one river.", it = "Vede un solo fiume.", nb = "Den ser én elv." }}]
"""


@pytest.fixture
def flood(application: FastAPI, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> FoundTool:
    """A tool from the scaffold, found by the application, and a broken one beside it."""
    new_outside("Flood watch", tmp_path)
    monkeypatch.syspath_prepend(tmp_path / "impetus-flood-watch" / "src")
    folder = tmp_path / "impetus-flood-watch" / "src" / "impetus_flood_watch"
    found = look_at(folder, "impetus_flood_watch", "package")
    broken = look_at(tmp_path / "nothing", "nothing", "built_in")
    application.state.tools = {found.id: found, broken.id: broken}
    return found


async def controls(uow: UnitOfWork) -> list[Any]:
    async with uow(agency="helsinki", purpose="test", actor="platform") as unit:
        rows = await unit.session.execute(
            text("SELECT control_subject, control FROM outbox WHERE control IS NOT NULL ORDER BY id")
        )
        return [(row.control_subject, decode_control(row.control)) for row in rows]


async def audited(uow: UnitOfWork) -> list[tuple[str, str, Any]]:
    async with uow(agency="helsinki", purpose="test", actor="platform") as unit:
        rows = await unit.session.execute(
            text("SELECT what, subject, detail FROM audit_entry WHERE what LIKE 'tool.%' ORDER BY id")
        )
        return [(row.what, row.subject, row.detail) for row in rows]


async def test_the_table(flood: FoundTool, operator: httpx.AsyncClient) -> None:
    answer = (await operator.get("/api/tools")).json()
    tools = {tool["id"]: tool for tool in answer}
    watch = tools["flood_watch"]
    assert watch["name"] == "Flood watch"
    assert watch["state"]["health"] == "blind"
    assert "No word from its worker" in watch["state"]["reason"]
    assert watch["shown_7d"] == [0] * 7
    assert watch["judged"] == {"real": 0, "judged": 0}
    assert tools["nothing"]["state"]["running"] is False
    assert "manifest.toml" in tools["nothing"]["state"]["reason"]


async def test_a_heartbeat_is_shown(
    flood: FoundTool, operator: httpx.AsyncClient, application: FastAPI, bus: Bus
) -> None:
    beat = (
        b'{"tool":"flood_watch","agency":"helsinki","version":"0.1.0","at":1,"running":true,"state":"fresh",'
        b'"reason":{"en":"Running","it":"In funzione"},"figures":{"above":3,"odd":[1,2]}}'
    )
    await bus.publish(subjects.tool_health("helsinki", "flood_watch"), beat)
    await bus.publish(subjects.tool_health("helsinki", "flood_watch"), b"nonsense")
    while application.state.board.last("helsinki", "flood_watch") is None:
        await asyncio.sleep(0.01)
    watch = (await operator.get("/api/tools?locale=it")).json()[0]
    assert watch["state"] == {"running": True, "health": "fresh", "reason": "In funzione"}
    first, second = watch["figures"]
    assert (first["key"], first["label"], first["value"], first["unit"]) == ("above", "Oltre il limite ora", 3, None)
    assert (first["points"], second["points"], second["line"]) == (None, [1.0, 2.0], None)
    assert second["value"] == "1, 2"


async def test_one_tool_with_its_form(flood: FoundTool, operator: httpx.AsyncClient) -> None:
    detail = (await operator.get("/api/tools/flood_watch")).json()
    assert detail["manifest"]["risk_class"] == "minimal"
    assert "Model card" in detail["model_card"]
    limit = detail["settings"]["schema"]["properties"]["limit"]
    assert limit["title"] == "Limit"
    assert limit["x-text"]["it"]["title"] == "Limite"
    assert limit["x-text"]["nb"]["description"]
    assert detail["settings"]["schema"]["properties"]["readings"]["x-unit"] == "readings"
    assert detail["settings"]["values"] == detail["settings"]["defaults"] == {"limit": 1000.0, "readings": 60}
    assert detail["guides"] == ["ethics/flood_watch", "operations/flood_watch"]
    assert detail["measured"] == []
    assert detail["model_card_summary"] == ""
    (flood.folder / "model_card.it.md").write_text("Una sintesi.\n", "utf-8")
    assert (await operator.get("/api/tools/flood_watch?locale=it")).json()["model_card_summary"] == "Una sintesi.\n"
    broken = (await operator.get("/api/tools/nothing")).json()
    assert broken["settings"] is None
    assert broken["problems"]
    assert (await operator.get("/api/tools/unheard")).status_code == 404


async def test_what_was_measured_and_a_model_are_said_in_the_readers_language(
    flood: FoundTool, application: FastAPI, operator: httpx.AsyncClient
) -> None:
    manifest = flood.folder / "manifest.toml"
    manifest.write_text(f"{manifest.read_text('utf-8')}\n[[figures]]\n{FIGURE}", "utf-8")
    (flood.folder / "weights.onnx").write_bytes(b"what was learnt")
    (flood.folder / "models.toml").write_text(f"{MODEL}[[model.figures]]\n{FIGURE}", "utf-8")
    found = look_at(flood.folder, "impetus_flood_watch", "package")
    assert not found.broken, found.problems
    application.state.tools = {found.id: found}
    for locale, name, limit in (
        ("en", "Floods found", "It sees one river."),
        ("it", "Piene trovate", "Vede un solo fiume."),
        ("nb", "Flommer funnet", "Den ser én elv."),
    ):
        detail = (await operator.get(f"/api/tools/flood_watch?locale={locale}")).json()
        [figure], [model] = detail["measured"], detail["models"]
        assert (figure["name"], figure["value"], figure["measured_on"]) == (name, 82.5, "2026-11-22")
        assert model["figures"] == [figure]
        assert model["limits"] == [limit]


async def test_settings_are_checked_kept_told_and_audited(
    flood: FoundTool, administrator: httpx.AsyncClient, uow: UnitOfWork
) -> None:
    answer = await administrator.put("/api/tools/flood_watch/settings", json={"values": {"limit": 50}, "version": 0})
    assert answer.status_code == 200
    assert answer.json()["values"] == {"limit": 50.0, "readings": 60}
    assert answer.json()["version"] == 1
    assert answer.json()["changed_by"] == "Anna Aas"
    [(subject, message)] = await controls(uow)
    assert subject == "ctl.helsinki.flood_watch.settings"
    assert isinstance(message, SettingsChanged)
    assert message.settings == {"limit": 50.0, "readings": 60}
    [(what, tool, detail)] = await audited(uow)
    assert (what, tool, detail["changed"]) == ("tool.settings", "flood_watch", {"limit": [1000.0, 50.0]})
    late = await administrator.put("/api/tools/flood_watch/settings", json={"values": {"limit": 60}, "version": 0})
    assert late.status_code == 409
    again = await administrator.put("/api/tools/flood_watch/settings", json={"values": {"limit": 50}})
    assert again.json()["version"] == 1


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"limit": -1}, "limit"),
        ({"limit": "much"}, "limit"),
        ({"unknown": 1}, "unknown"),
        ({"readings": 1e99}, "readings"),
    ],
)
async def test_an_error_names_the_field(
    flood: FoundTool, administrator: httpx.AsyncClient, uow: UnitOfWork, values: dict[str, Any], field: str
) -> None:
    answer = await administrator.put("/api/tools/flood_watch/settings", json={"values": values})
    assert answer.status_code == 422
    assert answer.json()["error"]["field"] == field
    assert await audited(uow) == []


async def test_the_kill_switch(flood: FoundTool, administrator: httpx.AsyncClient, uow: UnitOfWork, bus: Bus) -> None:
    heard: list[tuple[str, bytes]] = []

    async def hear(subject: str, payload: bytes) -> None:
        heard.append((subject, payload))

    await bus.subscribe("control.>", hear)
    why = {"running": False, "reason": "Too many alerts"}
    assert (await administrator.post("/api/tools/flood_watch/switch", json={"running": False})).status_code == 422
    answer = (await administrator.post("/api/tools/flood_watch/switch", json=why)).json()
    assert answer["state"] == {"running": False, "health": "silenced", "reason": "Stopped: Too many alerts"}
    assert answer["switched_by"] == "Anna Aas"
    await administrator.post("/api/tools/flood_watch/switch", json=why)  # again: nothing new
    await administrator.post("/api/tools/flood_watch/switch", json={"running": True})
    messages = [message for _, message in await controls(uow)]
    assert [message.running for message in messages if isinstance(message, Switched)] == [False, True]
    assert [what for what, _, _ in await audited(uow)] == ["tool.stopped", "tool.started"]
    while len(heard) < 3:
        await asyncio.sleep(0.01)
    assert heard[0] == ("control.helsinki.flood_watch", b"0")
    broken = await administrator.post("/api/tools/nothing/switch", json={"running": True})
    assert broken.json()["error"]["code"] == "tool_broken"


async def test_who_may(flood: FoundTool, people: People) -> None:
    operator, officer = (
        await people.client(Role.OPERATOR),
        await people.client(Role.DATA_PROTECTION_OFFICER, name="Ola Berg"),
    )
    for browser in (operator, officer):
        assert (await browser.get("/api/tools")).status_code == 200
        put = await browser.put("/api/tools/flood_watch/settings", json={"values": {}})
        post = await browser.post("/api/tools/flood_watch/switch", json={"running": False, "reason": "x"})
        assert (put.status_code, post.status_code) == (403, 403)
    assert (await (await people.anonymous()).get("/api/tools")).status_code == 401


async def test_other_agencies_are_not_touched(flood: FoundTool, people: People) -> None:
    helsinki = await people.client(Role.ADMINISTRATOR)
    oslo = await people.client(Role.ADMINISTRATOR, agency="oslo", name="Per Li")
    await helsinki.put("/api/tools/flood_watch/settings", json={"values": {"limit": 5}})
    await helsinki.post("/api/tools/flood_watch/switch", json={"running": False, "reason": "x"})
    seen = (await oslo.get("/api/tools/flood_watch")).json()
    assert seen["settings"]["values"]["limit"] == 1000
    assert seen["state"]["running"] is True


async def test_strings_permissions_and_procedures(flood: FoundTool, operator: httpx.AsyncClient) -> None:
    strings = (await operator.get("/api/strings/nb")).json()
    assert strings["flood_watch"]["settings.limit.title"] == "Grense"
    assert (await operator.get("/api/strings/de")).status_code == 422
    permissions = {one["id"]: one for one in (await operator.get("/api/permissions")).json()}
    assert permissions["tool.flood_watch.configure"]["roles"] == ["administrator", "supervisor", "it_security"]
    assert permissions["tool.flood_watch.see"]["data_categories"] == ["aggregate_counts", "environment"]
    procedures = (await operator.get("/api/tools/flood_watch/procedures")).json()
    assert procedures[0]["kind"] == "flood_watch.above"


def test_the_fixture_manifest_is_one_that_could_be() -> None:
    assert MANIFEST["id"] == "counter"


@pytest.mark.parametrize("number", ["NaN", "Infinity", "-Infinity", "1e999"])
async def test_numbers_that_are_none_are_refused(
    flood: FoundTool, administrator: httpx.AsyncClient, uow: UnitOfWork, number: str
) -> None:
    answer = await administrator.put(
        "/api/tools/flood_watch/settings",
        content=f'{{"values": {{"limit": {number}}}}}',
        headers={"Content-Type": "application/json"},
    )
    assert answer.status_code == 422
    assert answer.json()["error"]["field"].endswith("limit")
    assert await audited(uow) == []
