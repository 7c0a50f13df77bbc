"""Incidents through the API: stages, timers, timelines, tasks, sharing."""

from typing import Any

from tests.fixtures.server import People
from tests.incidents.desk import ALL_PARTS, Browser, events, raised

from impetus.kit.clock import ManualClock
from impetus.model.alert import Severity
from impetus.people.permissions import Role
from impetus.storage.unit import UnitOfWork


async def test_from_alerts(sanna: Browser, uow: UnitOfWork, manual_clock: ManualClock) -> None:
    light, heavy = await raised(uow, 1) + await raised(uow, 2, severity=Severity.HIGH)
    manual_clock.advance(45_000)
    made = await sanna.post("", 201, alerts=[light, heavy])
    assert made["number"] == "I-1"
    assert (made["title"], made["severity"], made["place"]["name"]) == ("Piazza 2", "high", "Piazza nord")
    assert made["stage"] == "collect"
    assert [one["alert"]["id"] for one in made["alert_list"]] == sorted([light, heavy])
    assert made["alerts"] == 2
    assert made["owner"]["name"] == "Sanna Virta"
    assert made["sentence"] == "2 alerts, 0 tasks open; Helsinki works on it."
    timer = made["timers"]["acknowledge"]
    assert (timer["goal_s"], timer["over"]) == (180, False)
    assert timer["stopped_at"] is not None
    told = await sanna.get(f"/{made['id']}/timeline")
    assert sorted((one["side"], one["kind"]) for one in told["items"]) == [
        ("centre", "system"), ("city", "alert"), ("city", "alert"),
    ]  # fmt: skip
    refused = await sanna.post("", 409, alerts=[heavy])
    assert refused["error"]["details"]["numbers"] == ["I-1"]
    assert (await sanna.post("", 422))["error"]["field"] == "title"
    assert (await sanna.post("", 404, alerts=["alr_none"]))["error"]["code"] == "not_found"
    listed = await sanna.get("", q="piazza i-1")
    assert (listed["total"], listed["items"][0]["id"]) == (1, made["id"])
    assert (await sanna.get("", state="closed"))["total"] == 0
    assert await events(uow, "helsinki") == [{"id": made["id"], "root": made["id"]}]
    assert await events(uow, "oslo") == []


async def test_stages_and_version(sanna: Browser, manual_clock: ManualClock) -> None:
    made = await sanna.post("", 201, title="By hand", severity="critical")
    id = made["id"]
    manual_clock.advance(200_000)
    after = await sanna.patch(f"/{id}", version=made["version"], stage="respond", title="Another", severity="high")
    assert (after["stage"], after["title"], after["severity"]) == ("respond", "Another", "high")
    assert [one["stage"] for one in after["agencies"][0]["stages"]] == ["collect", "respond"]
    refused = await sanna.patch(f"/{id}", 409, version=made["version"], title="Late")
    assert refused["error"]["details"]["version"] == after["version"]
    timer = after["timers"]["dispatch"]
    assert (timer["over"], timer["stopped_at"]) == (False, None)
    manual_clock.advance(500_000)
    assert (await sanna.get(f"/{id}"))["timers"]["dispatch"]["over_s"] == 100
    await sanna.post(f"/{id}/entries", 201, kind="dispatch", text="Two patrols sent")
    timer = (await sanna.get(f"/{id}"))["timers"]["dispatch"]
    assert (timer["over"], timer["over_s"]) == (True, 100)
    assert timer["stopped_at"] is not None
    closed = await sanna.post(f"/{id}/close", reason="All quiet")
    assert closed["closed_at"] is not None
    assert closed["sentence"].endswith("closed.")
    assert (await sanna.post(f"/{id}/close", 409, reason="again"))["error"]["code"] == "conflict"
    assert (await sanna.post(f"/{id}/reopen", reason="Not quiet"))["closed_at"] is None
    words = [one["text"] for one in (await sanna.get(f"/{id}/timeline"))["items"]]
    assert "Closed for Helsinki: All quiet" in words
    assert "Stage: Respond." in words


async def test_two_agencies(sanna: Browser, leo: Browser, uow: UnitOfWork) -> None:
    id = (await sanna.post("", 201, title="Square", alerts=await raised(uow, 1)))["id"]
    await leo.get(f"/{id}", 404)
    shared = await sanna.post(f"/{id}/shares", agency="oslo", parts=ALL_PARTS, reason="Trams")
    assert [one["id"] for one in shared["agencies"]] == ["helsinki", "oslo"]
    assert await events(uow, "oslo") != []
    theirs = await leo.get(f"/{id}")
    assert theirs["own"] is False
    assert theirs["alert_list"][0]["alert"]["title"] == "Piazza 1"
    assert theirs["alert_list"][0]["agency"]["name"] == "Helsinki"
    assert theirs["timers"]["acknowledge"]["stopped_at"] is None
    assert (await leo.post(f"/{id}/acknowledge"))["owner"]["name"] == "Sanna Virta"
    assert (await leo.patch(f"/{id}", 409, version=(await leo.get(f"/{id}"))["version"], title="Mine"))["error"]
    await leo.post(f"/{id}/entries", 201, text="Trams go round", audience="all")
    await leo.post(f"/{id}/entries", 201, text="Ours alone", audience="own")
    seen = [one["text"] for one in (await sanna.get(f"/{id}/timeline"))["items"]]
    assert "Trams go round" in seen
    assert "Ours alone" not in seen
    task = await sanna.post(f"/{id}/tasks", 201, text="Stop the trams", agency="oslo")
    done = await leo.patch(f"/{id}/tasks/{task['id']}", version=task["version"], state="doing")
    assert (done["owner"]["name"], done["state"]) == ("Leo Niemi", "doing")
    stale = await sanna.patch(f"/{id}/tasks/{task['id']}", 409, version=task["version"], state="done")
    assert stale["error"]["details"]["version"] == done["version"]
    closed = await sanna.post(f"/{id}/close", reason="Done here")
    assert closed["closed_at"] is None
    assert (await leo.post(f"/{id}/close", reason="Done too"))["closed_at"] is not None
    await sanna.delete(f"/{id}/shares/oslo")
    await leo.get(f"/{id}", 404)
    assert (await leo.get("", state="all"))["total"] == 0


async def test_parts(sanna: Browser, leo: Browser, uow: UnitOfWork) -> None:
    id = (await sanna.post("", 201, title="Square", alerts=await raised(uow, 1)))["id"]
    await sanna.post(f"/{id}/entries", 201, kind="chat", text="Chat")
    await sanna.post(f"/{id}/tasks", 201, text="A task")
    await sanna.post(f"/{id}/shares", agency="oslo", parts=["timeline"])
    theirs = await leo.get(f"/{id}")
    assert theirs["permissions"]["parts"] == ["summary", "timeline"]
    assert (theirs["alerts"], theirs["alert_list"], theirs["tasks_open"], theirs["people"]) == (0, [], 0, [])
    lines = (await leo.get(f"/{id}/timeline"))["items"]
    assert {one["kind"] for one in lines} == {"system", "share"}
    assert {one["author"]["name"] for one in lines} == {None}
    assert await leo.get(f"/{id}/tasks") == []
    await sanna.post(f"/{id}/shares", agency="oslo", parts=["people", "chat"])
    lines = (await leo.get(f"/{id}/timeline"))["items"]
    assert [(one["kind"], one["author"]["name"]) for one in lines] == [("chat", "Sanna Virta")]


async def test_mentions(sanna: Browser, leo: Browser, people: People, uow: UnitOfWork) -> None:
    id = (await sanna.post("", 201, title="Square"))["id"]
    await sanna.post(f"/{id}/shares", agency="oslo", parts=ALL_PARTS)
    await leo.post(f"/{id}/acknowledge")
    lead = (await sanna.get(f"/{id}"))["agencies"][1]["owner"]
    note = await sanna.post(f"/{id}/entries", 201, text="@Leo, @Oslo", mentions=[lead["id"], "oslo"])
    assert [(one["kind"], one["name"]) for one in note["mentions"]] == [("person", "Leo Niemi"), ("agency", "Oslo")]
    told = await events(uow, "oslo", "mention")
    assert told == [{"id": id, "entry": note["id"], "people": [lead["id"]], "everybody": True}]
    refused = await sanna.post(f"/{id}/entries", 422, text="x", mentions=["oslo"], audience="own")
    assert refused["error"]["field"] == "mentions"
    assert (await sanna.post(f"/{id}/entries", 422, text="x", at="2999-01-01T00:00:00Z"))["error"]["field"] == "at"


async def test_suggestions(sanna: Browser, uow: UnitOfWork) -> None:
    first, near = await raised(uow, 1, 2)
    far: dict[str, Any] = {"where": {"name": "Far", "latitude": 61.0, "longitude": 25.0}, "kind": "noise.high"}
    from impetus.model.alert import Where

    await raised(uow, 3, **{**far, "where": Where(**far["where"])})
    made = await sanna.post("", 201, alerts=[first])
    assert [one["alert"]["id"] for one in made["suggestions"]] == [near]
    assert made["suggestions"][0]["reason"] == "0 m away, at the same time, the same kind."
    after = await sanna.post(f"/{made['id']}/alerts", add=[near])
    assert after["alerts"] == 2
    assert after["suggestions"] == []
    assert (await sanna.post(f"/{made['id']}/alerts", remove=[near]))["alerts"] == 1


async def test_who_has_it_open(sanna: Browser, leo: Browser, people: People, manual_clock: ManualClock) -> None:
    """People of one's own agency, as long as their consoles say so."""
    aino = Browser(await people.client(Role.OPERATOR, name="Aino Koskinen"))
    id = (await sanna.post("", 201, title="Square"))["id"]
    await sanna.post(f"/{id}/shares", agency="oslo", parts=ALL_PARTS)
    assert [one["name"] for one in await sanna.post(f"/{id}/looking")] == ["Sanna Virta"]
    manual_clock.advance(20_000)
    assert [one["name"] for one in await aino.post(f"/{id}/looking")] == ["Sanna Virta", "Aino Koskinen"]
    assert [one["name"] for one in await leo.post(f"/{id}/looking")] == ["Leo Niemi"]
    manual_clock.advance(45_000)
    assert [one["name"] for one in await aino.post(f"/{id}/looking")] == ["Aino Koskinen"]
    await leo.post("/inc_none/looking", 404)


async def test_observers_only_look(sanna: Browser, people: People) -> None:
    id = (await sanna.post("", 201, title="Square"))["id"]
    observer = Browser(await people.client(Role.OBSERVER))
    assert (await observer.get(f"/{id}"))["permissions"] == {
        "write": False, "lead": False, "share": False, "lock": False, "close": False, "parts": ALL_PARTS,
    }  # fmt: skip
    await observer.post(f"/{id}/entries", 403, text="x")
    await observer.post(f"/{id}/close", 403, reason="x")


async def test_an_operator_alone_at_night(
    sanna: Browser, leo: Browser, people: People, manual_clock: ManualClock
) -> None:
    """Opens, takes, moves on, shares, merges, keeps evidence, closes and reopens; the desk's rules stay as they are."""
    aino = Browser(await people.client(Role.OPERATOR, name="Aino Koskinen"))
    made = await aino.post("", 201, title="Square", severity="high")
    id = made["id"]
    assert made["permissions"] == {
        "write": True, "lead": True, "share": True, "lock": True, "close": True, "parts": ALL_PARTS,
    }  # fmt: skip
    await aino.post(f"/{id}/acknowledge")
    moved = await aino.patch(f"/{id}", version=(await aino.get(f"/{id}"))["version"], stage="respond")
    assert moved["stage"] == "respond"
    shared = await aino.post(f"/{id}/shares", agency="oslo", parts=ALL_PARTS, reason="They are nearer")
    assert shared["shares"][0]["by"]["name"] == "Aino Koskinen"
    other = (await aino.post("", 201, title="The same square"))["id"]
    assert (await aino.post(f"/{other}/merge", into=id, reason="One"))["id"] == id
    assert (await aino.post(f"/{other}/undo"))["id"] == other
    closed = await aino.post(f"/{id}/close", reason="Nobody hurt")
    assert closed["permissions"]["close"] is False
    assert (await aino.post(f"/{id}/reopen", reason="It goes on"))["permissions"]["close"] is True
    settings = await aino.get("/settings")
    body = {key: settings[key] for key in ("goals", "sharing", "evidence_days")}
    await aino.ask("PUT", "/settings", 403, json=body)
