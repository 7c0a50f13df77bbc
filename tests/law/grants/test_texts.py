"""Titles, reasons for closing, notes between shifts and of verdicts: masked on the way in, seen under a grant."""

from typing import Any

import httpx
import pytest
from sqlalchemy import text
from tests.incidents.desk import raised
from tests.law.confirm import send_out
from tests.law.grants.scene import Scene
from tests.law.rights.test_endpoints import asked, officer, post

from impetus.storage.unit import UnitOfWork

__all__ = ["officer"]  # a fixture of the neighbour
CANARY = "Kari Nordmann"
SAID = f"{CANARY} on +47 412 34 567 knows"


async def does(browser: httpx.AsyncClient, method: str, path: str, **body: Any) -> Any:
    answer = await (send_out(browser, path, body) if method == "POST" else browser.request(method, path, json=body))
    assert answer.status_code in (200, 201), answer.text
    assert CANARY not in answer.text
    assert "412 34" not in answer.text
    return answer.json()


async def title(scene: Scene) -> tuple[str, str]:
    made = await does(scene.browsers["sanna"], "POST", "/api/incidents", title=SAID)
    assert (made["title"], made["title_masked"]) == ("[name] on [phone] knows", True)
    return "incident", made["id"]


async def new_title(scene: Scene) -> tuple[str, str]:
    path = f"/api/incidents/{scene.incident}"
    before = (await scene.browsers["sanna"].get(path)).json()
    made = await does(scene.browsers["sanna"], "PATCH", path, version=before["version"], title=SAID)
    assert (before["title_masked"], made["title_masked"]) == (False, True)
    return "incident", scene.incident


async def closing(scene: Scene) -> tuple[str, str]:
    made = await does(scene.browsers["sanna"], "POST", f"/api/incidents/{scene.incident}/close", reason=SAID)
    assert [(one["close_reason"], one["close_masked"]) for one in made["agencies"]] == [
        ("[name] on [phone] knows", True)
    ]
    lines = (await scene.browsers["sanna"].get(f"/api/incidents/{scene.incident}/timeline")).text
    assert CANARY not in lines
    return "incident_close", scene.incident


async def shift_note(scene: Scene) -> tuple[str, str]:
    made = await does(scene.browsers["sanna"], "POST", "/api/shifts/notes", text=SAID)
    assert (made["text"], made["masked"]) == ("[name] on [phone] knows", True)
    return "shift_note", made["id"]


async def handover(scene: Scene) -> tuple[str, str]:
    begun = await does(scene.browsers["sanna"], "POST", "/api/shifts/handovers", leaver=scene.ids["hanna"])
    path = f"/api/shifts/handovers/{begun['id']}"
    left = await does(scene.browsers["sanna"], "POST", f"{path}/leave", note=SAID)
    assert {one["note"] for one in left["items"]} <= {"[name] on [phone] knows"}
    done = await does(scene.browsers["sanna"], "POST", f"{path}/finish", note=SAID)
    assert (done["note"], done["masked"]) == ("[name] on [phone] knows", True)
    return "handover", begun["id"]


async def verdict(scene: Scene) -> tuple[str, str]:
    [alert] = await raised(scene.uow, 1)
    body = {"word": "confirmed", "note": SAID, "expected_state": "new"}
    made = await does(scene.browsers["sanna"], "POST", f"/api/alerts/{alert}/verdict", **body)
    assert (made["verdict"]["note"], made["verdict"]["masked"]) == ("[name] on [phone] knows", True)
    return "alert_note", made["verdict"]["id"]


@pytest.mark.parametrize("write", [title, new_title, closing, shift_note, handover, verdict])
async def test_masked_on_the_way_in_and_seen_under_a_grant(scene: Scene, write: Any) -> None:
    kind, item = await write(scene)
    browser = scene.browsers["hanna"]
    assert (await browser.get(f"/api/unmasked/{kind}/{item}")).status_code == 403
    body = {
        "item": {"kind": kind, "id": item}, "purpose": "urban_safety", "case": scene.case, "reason": "To call back",
        "minutes": 5,
    }  # fmt: skip
    grant = await browser.post("/api/grants", json=body)
    assert grant.status_code == 201, grant.text
    assert await scene.decide("sanna", "allow", grant.json()["id"])
    seen = await browser.get(f"/api/unmasked/{kind}/{item}")
    assert (seen.status_code, seen.json()["text"]) == (200, SAID)


async def test_nothing_lies_open_in_the_database(scene: Scene, uow: UnitOfWork) -> None:
    for write in (title, shift_note, handover, verdict, new_title, closing):
        await write(scene)
    async with uow(agency="helsinki", purpose="test", actor="platform") as unit:
        for table in (
            "incident", "sub_incident", "incident_entry", "shift_note", "handover", "handover_item", "verdict",
            "alert_event", "audit_entry", "outbox",
        ):  # fmt: skip
            rows = await unit.session.execute(text(f"SELECT count(*) FROM {table} t WHERE t::text LIKE '%412 34%'"))
            assert rows.scalar_one() == 0, table


async def test_what_is_edited_keeps_what_was_sealed(scene: Scene) -> None:
    """Whoever edits a masked task never saw the original; it stays, and what they add is sealed with it."""
    sanna, hanna = scene.browsers["sanna"], scene.browsers["hanna"]
    path = f"/api/incidents/{scene.incident}/tasks"
    made = await does(sanna, "POST", path, text="Walk the square")
    first = (await sanna.patch(f"{path}/{made['id']}", json={"version": 1, "text": f"Call {SAID}"})).json()
    scene.clock.advance(11 * 60_000)
    [read] = (await hanna.get(path, params={"locale": "it"})).json()
    assert read["text"] == "Call [nome] on [telefono] knows"
    edited = read["text"].replace("Call", "Ring") + ", or Frida Solberg"
    changed = await hanna.patch(
        f"{path}/{made['id']}", params={"locale": "it"}, json={"version": first["version"], "text": edited}
    )
    assert changed.json()["text"] == "Ring [nome] on [telefono] knows, or [nome]"
    assert not await scene.reads("hanna")
    body = {
        "item": {"kind": "incident_task", "id": made["id"]}, "purpose": "urban_safety", "case": scene.case,
        "reason": "To call back", "minutes": 5,
    }  # fmt: skip
    grant = (await hanna.post("/api/grants", json=body)).json()
    assert await scene.decide("sanna", "allow", grant["id"])
    seen = (await hanna.get(f"/api/unmasked/incident_task/{made['id']}")).json()["text"]
    assert seen == f"Ring [name] on [phone] knows, or Frida Solberg\n\nCall {SAID}"
    again = await hanna.patch(f"{path}/{made['id']}", json={"version": changed.json()["version"], "text": "Walk again"})
    assert not again.json()["masked"]  # nothing of it is left


async def test_reopening_forgets_why_it_was_closed(scene: Scene) -> None:
    kind, item = await closing(scene)
    await does(scene.browsers["sanna"], "POST", f"/api/incidents/{item}/reopen", reason="Again")
    assert (await scene.browsers["hanna"].get(f"/api/unmasked/{kind}/{item}")).status_code == 404


async def test_a_person_is_found_in_them(scene: Scene, officer: httpx.AsyncClient) -> None:
    kinds = {(await write(scene))[0] for write in (title, shift_note, handover, closing)}
    request = await asked(officer, kind="access", identifiers=[{"kind": "name", "value": CANARY}])
    hits = (await post(officer, request, "search"))["hits"]
    assert kinds <= {one["kind"] for one in hits if one["sealed"]}
