"""Sharing by rule, settings, what triage joined, and the seam for procedures."""

from typing import Any

from fastapi import FastAPI
from sqlalchemy import text
from tests.alerts.drafts import draft
from tests.fixtures.server import People
from tests.incidents.desk import ALL_PARTS, Browser, events, raised

from impetus.alerts.intake import intake
from impetus.model.alert import Severity
from impetus.model.text import Text
from impetus.people.permissions import Role
from impetus.storage.unit import UnitOfWork

AREA = [[24.9, 60.1], [25.0, 60.1], [25.0, 60.2], [24.9, 60.2]]
RULE: dict[str, Any] = {
    "id": "crowds", "name": "Crowds to transport", "kinds": ["crowd"], "severity": "high", "area": AREA,
    "agency": "oslo", "parts": ["timeline", "alerts"],
}  # fmt: skip


async def set_rules(browser: Browser, *rules: dict[str, Any], status: int = 200) -> Any:
    """Set the sharing rules."""
    settings = await browser.get("/settings")
    body = {key: settings[key] for key in ("goals", "evidence_days")} | {"sharing": list(rules)}
    return await browser.ask("PUT", "/settings", status, json=body)


async def test_shared_by_rule(sanna: Browser, leo: Browser, uow: UnitOfWork) -> None:
    assert (await set_rules(sanna, RULE))["version"] == 1
    low = await sanna.post("", 201, alerts=await raised(uow, 1))
    assert low["shares"] == []
    high = await sanna.post("", 201, alerts=await raised(uow, 2, severity=Severity.HIGH))
    assert [(one["agency"]["name"], one["rule"], one["parts"]) for one in high["shares"]] == [
        ("Oslo", "Crowds to transport", ["summary", "timeline", "alerts"])
    ]
    assert high["shares"][0]["by"] is None
    assert (await leo.get(f"/{high['id']}"))["alerts"] == 1
    raised_later = await sanna.patch(f"/{low['id']}", version=low["version"], severity="critical")
    assert [one["rule"] for one in raised_later["shares"]] == ["Crowds to transport"]
    await sanna.delete(f"/{low['id']}/shares/oslo")
    version = (await sanna.get(f"/{low['id']}"))["version"]
    after = await sanna.patch(f"/{low['id']}", version=version, severity="high")
    assert after["shares"][0]["revoked_at"] is not None  # what a person ended stays ended
    elsewhere = {"name": "Far", "latitude": 59.0, "longitude": 10.0}
    far = await sanna.post("", 201, alerts=await raised(uow, 3, severity=Severity.HIGH), place=elsewhere)
    assert far["shares"] == []


async def test_settings(sanna: Browser, leo: Browser, people: People) -> None:
    shipped = await sanna.get("/settings")
    assert (shipped["version"], shipped["goals"]["critical"]["acknowledge_s"]) == (0, 60)
    assert (await set_rules(sanna, {**RULE, "agency": "nobody"}, status=422))["error"]["field"] == "sharing.0.agency"
    assert (await set_rules(sanna, {**RULE, "agency": "helsinki"}, status=422))["error"]["field"] == "sharing.0.agency"
    goals = {**shipped["goals"], "high": {"acknowledge_s": 30, "dispatch_s": None, "close_s": None}}
    body = {"goals": goals, "sharing": [], "evidence_days": 7}
    assert (await sanna.ask("PUT", "/settings", json=body))["goals"]["high"]["acknowledge_s"] == 30
    assert (await leo.get("/settings"))["version"] == 0
    made = await sanna.post("", 201, title="x", severity="high")
    assert made["timers"]["acknowledge"]["goal_s"] == 30
    assert made["timers"]["dispatch"]["goal_s"] is None
    operator = Browser(await people.client(Role.OPERATOR))
    await operator.ask("PUT", "/settings", 403, json=body)
    again = await sanna.ask("PUT", "/settings", json={**body, "evidence_days": 8, "version": 1})
    assert (again["version"], again["evidence_days"]) == (2, 8)
    refused = (await sanna.ask("PUT", "/settings", 409, json={**body, "version": 1}))["error"]
    assert (refused["field"], refused["details"]) == ("version", {"version": 2})
    assert refused["remedy"]
    assert (await sanna.get("/settings"))["evidence_days"] == 8
    await sanna.ask("PUT", "/settings", 422, json={**body, "version": -1})
    names = (await sanna.client.get("/api/agencies")).json()
    assert [(one["id"], one["name"]) for one in names] == [("helsinki", "Helsinki"), ("oslo", "Oslo")]
    assert [one["time_zone"] for one in names] == ["UTC", "UTC"]


async def test_what_triage_joined(sanna: Browser, uow: UnitOfWork, worker_uow: UnitOfWork) -> None:
    alerts = await raised(uow, 1, 2, 3)
    async with worker_uow(agency="helsinki", purpose="test", actor="platform") as unit:
        await unit.session.execute(
            text("UPDATE alert SET grp = 'g', shown = (id = :lead) WHERE id = ANY(:ids)"),
            {"lead": alerts[0], "ids": alerts[:2]},
        )
    made = await sanna.post("", 201, alerts=alerts[:1], groups=True)
    assert made["alerts"] == 2
    found = await sanna.get("", alert=alerts[1])
    assert [one["id"] for one in found["items"]] == [made["id"]]
    assert (await sanna.get("", alert=alerts[2]))["total"] == 0


async def test_guests_see_alerts_change(sanna: Browser, leo: Browser, uow: UnitOfWork, worker_uow: UnitOfWork) -> None:
    alerts = await raised(uow, 1)
    id = (await sanna.post("", 201, alerts=alerts))["id"]
    await sanna.post(f"/{id}/shares", agency="oslo", parts=["alerts"])
    before = len(await events(uow, "oslo"))
    worse = draft(1, severity=Severity.CRITICAL, revision=2, title=Text(en="Worse"))
    await intake(worker_uow, "helsinki", "anomaly", "1.0.0", [worse])
    seen = (await leo.get(f"/{id}"))["alert_list"][0]["alert"]
    assert (seen["severity"], seen["title"]) == ("critical", "Worse")
    assert len(await events(uow, "oslo")) == before + 1
    assert (await leo.client.get(f"/api/alerts/{alerts[0]}")).status_code == 404


async def test_steps_of_procedures(sanna: Browser, uow: UnitOfWork, application: FastAPI) -> None:
    id = (await sanna.post("", 201, title="Square"))["id"]
    words = Text(en="Step 3: cordon", it="Passo 3: cordone", nb="Trinn 3: sperring")
    async with uow(agency="helsinki", purpose="urban_safety", actor="person:x", role="supervisor") as unit:
        await application.state.note_step(unit, id, words, link="run_1")
    found = (await sanna.get(f"/{id}/timeline", locale="nb", side="centre"))["items"][0]
    assert (found["kind"], found["text"], found["link"], found["system"]) == (
        "step",
        "Trinn 3: sperring",
        "run_1",
        True,
    )


async def test_everything_is_audited(sanna: Browser, people: People, uow: UnitOfWork) -> None:
    id = (await sanna.post("", 201, alerts=await raised(uow, 1)))["id"]
    await sanna.post(f"/{id}/shares", agency="oslo", parts=ALL_PARTS)
    await sanna.post(f"/{id}/entries", 201, text="x")
    await sanna.post(f"/{id}/tasks", 201, text="x")
    await sanna.post(f"/{id}/close", reason="x")
    await sanna.get(f"/{id}/report.json")
    officer = await people.client(Role.DATA_PROTECTION_OFFICER)
    found = {one["what"] for one in (await officer.get("/api/audit", params={"what": "incident."})).json()["items"]}
    wanted = {"opened", "shared", "written", "task_added", "closed", "seen", "exported"}
    assert {f"incident.{what}" for what in wanted} <= found


async def test_pages(sanna: Browser) -> None:
    made = [(await sanna.post("", 201, title=f"N {n}", severity=s))["id"] for n, s in enumerate(["low", "high"] * 3)]
    await sanna.post(f"/{made[1]}/close", reason="x")
    seen: list[str] = []
    cursor = ""
    while True:
        page = await sanna.get("", state="all", limit=2, cursor=cursor)
        seen += [one["id"] for one in page["items"]]
        if page["next"] is None:
            break
        cursor = page["next"]
    assert seen == [made[5], made[3], made[4], made[2], made[0], made[1]]
    assert (await sanna.get("", 422, cursor="bent"))["error"]["field"] == "cursor"
    lines = await sanna.get(f"/{made[1]}/timeline", limit=1)
    more = await sanna.get(f"/{made[1]}/timeline", limit=1, cursor=lines["next"])
    assert [lines["items"][0]["text"], more["items"][0]["text"]] == [
        "The incident is closed: all agencies have closed their parts.", "Closed for Helsinki: x",
    ]  # fmt: skip
