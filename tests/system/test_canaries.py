"""Persons who do not exist are planted wherever people and tools write, then looked for wherever anything leaves."""

import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import httpx
import pytest
from benchmarks.harness import Platform, platform
from pypdf import PdfReader
from tests.alerts.drafts import draft
from tests.system.agencies import Somebody, add_agency, raise_alert, signed_in
from tests.system.canaries import Flock, Follower, clear, database, files, receiver, streams

from impetus.model.alert import Severity, Where
from impetus.model.evidence import GraphEvidence, TableEvidence, TextEvidence
from impetus.model.text import Text
from impetus.people.permissions import Role

pytestmark = [pytest.mark.system, pytest.mark.slow, pytest.mark.xdist_group("system")]

OTHER = "rescue"
SHARED = ["summary", "timeline", "alerts", "tasks", "evidence", "chat", "people"]
EXPORTS = {
    "alerts": ("csv", "geojson", "idmef", "cloudevents"),
    "incidents": ("csv", "geojson"),
    "sensors": ("csv", "geojson"),
}
MAPPING = {"sensor": "sensor", "time": "time", "time_form": "ms", "values": [{"path": "value"}], "kind": "people"}


@dataclass
class Scene:
    """A running platform in which every canary is out."""

    running: Platform
    flock: Flock
    sanna: httpx.Client
    leo: httpx.Client
    mikko: httpx.Client
    anna: httpx.Client
    hooked: list[str]
    followed: list[Follower]
    incident: str
    alert: str


def sent(client: httpx.Client, path: str, body: Any, *, status: int = 0) -> Any:
    """Post; where a confirmation is asked for, give it. Return the answer as JSON."""
    answer = client.post(path, json=body)
    if answer.status_code == 403 and answer.json()["error"]["code"] == "confirmation_needed":
        asked = answer.json()["error"]["details"]
        given = client.post("/api/confirmations", json={"act": asked["act"], "subject": asked["subject"]})
        answer = client.post(path, json=body, headers={"X-Confirmation": given.raise_for_status().json()["token"]})
    assert (answer.status_code == status) if status else answer.is_success, f"{path}: {answer.text}"
    return answer.json() if answer.content else None


def plant_alert(scene_of: Platform, flock: Flock, agency: str) -> str:
    """An alert of a tool that lets everything through."""
    out = flock.out
    at = int(time.time() * 1000) - 120_000
    return raise_alert(
        scene_of,
        agency,
        draft(
            1,
            window_start=at,
            window_end=at + 60_000,
            severity=Severity.HIGH,
            title=Text(en=f"Crowd with {out('alert title').line}"),
            why=Text(en="Many people", it=out("alert sentence").words, nb="Mange"),
            where=Where(name=f"Square, {out('alert place').line}", latitude=60.17, longitude=24.94),
            evidence=[
                TextEvidence(title=Text(en="A post"), body=out("text evidence").words),
                TableEvidence(
                    title=Text(en="Who posts"), columns=[Text(en="Who")], rows=[[out("table evidence").words, 3]]
                ),
                GraphEvidence(
                    title=Text(en="Who with whom"),
                    nodes=[{"id": "1", "label": out("graph evidence").words}],
                    edges=[],
                    path=[],
                ),
            ],
            attributes={"account": out("alert attributes").words, "more": [{"by": out("nested attributes").line}]},
        ),
    )


def plant_incident(flock: Flock, sanna: httpx.Client, leo: httpx.Client, alert: str) -> str:
    """An incident shared with the other agency, with everything that people can write in it."""
    out = flock.out
    made = sent(sanna, "/api/incidents", {"title": out("incident title").line, "alerts": [alert],
                                          "place": {"name": out("incident place").line}})  # fmt: skip
    path = f"/api/incidents/{made['id']}"
    sent(sanna, f"{path}/shares", {"agency": OTHER, "parts": SHARED, "reason": out("reason to share").words})
    for kind in ("note", "chat"):
        sent(sanna, f"{path}/entries", {"kind": kind, "text": out(kind).words, "audience": "all"})
    task = sent(sanna, f"{path}/tasks", {"text": out("task").words})
    dropped = {"version": task["version"], "state": "dropped", "reason": out("reason to drop").words}
    sanna.patch(f"{path}/tasks/{task['id']}", json=dropped).raise_for_status()
    file = out("file's name")
    name = f"{file.marks['name'].replace(' ', '_')}_{file.marks['plate'].replace(' ', '')}.txt"
    title = out("file's title").line
    sanna.post(f"{path}/files", params={"name": name, "title": title, "audience": "all"},
               content=f"the plate is {out('file').words}".encode(),
               headers={"Content-Type": "application/octet-stream"}).raise_for_status()  # fmt: skip
    kept = sanna.get(f"{path}/evidence").json()
    piece = (kept["items"] if isinstance(kept, dict) else kept)[0]["id"]
    sent(sanna, f"{path}/evidence/{piece}/lock", {"reason": out("reason to keep").words})
    sent(sanna, f"{path}/evidence", {"alert": alert, "index": 0})
    now = sanna.get(path).json()
    sanna.patch(path, json={"version": now["version"], "title": out("changed title").line}).raise_for_status()
    sent(leo, f"{path}/close", {"reason": out("reason to close").words})
    sent(leo, f"{path}/reopen", {"reason": out("reason to reopen").words})
    run = sent(leo, "/api/procedures/runs", {"procedure": leo.get("/api/procedures").json()[0]["id"],
                                             "incident": made["id"]})  # fmt: skip
    step = run["step"]["id"] if "id" in run["step"] else run["step"]["step"]
    sent(leo, f"/api/procedures/runs/{run['id']}/skip", {"step": step, "reason": out("reason to skip").line})
    return str(made["id"])


def plant_words(flock: Flock, running: Platform, sanna: httpx.Client, leo: httpx.Client, alert: str) -> None:
    """What people type elsewhere: verdicts, shifts, silences, cases, searches, names typed wrong."""
    out = flock.out
    sent(leo, f"/api/alerts/{alert}/verdict", {"word": "confirmed", "note": out("verdict").words})
    desk = sanna.get("/api/shifts/board").json()["desks"][0]["id"]
    sent(sanna, f"/api/shifts/desks/{desk}/check-in", None)
    sent(sanna, "/api/shifts/notes", {"text": out("shift note").words})
    silence = {"scope": {"kind": "traffic.blockage"}, "reason": out("silence").line, "minutes": 5}
    sent(sanna, "/api/triage/silences", silence)
    ends = (datetime.now(UTC) + timedelta(days=2)).isoformat()
    case = sent(sanna, "/api/cases", {"title": out("case").line, "ends_at": ends, "reason": out("why a case").words})
    sent(sanna, "/api/views", {"screen": "incidents", "name": out("view").line, "query": {"q": out("query").words}})
    entry = next(one for one in sanna.get("/api/incidents").json()["items"])
    line = next(one for one in leo.get(f"/api/incidents/{entry['id']}/timeline").json()["items"] if one["masked"])
    sent(leo, "/api/grants", {"item": {"kind": "incident_entry", "id": line["id"]}, "case": case["id"],
                              "purpose": "urban_safety", "reason": out("why unmask").words})  # fmt: skip
    for path in ("/api/search", "/api/alerts", "/api/incidents"):
        sanna.get(path, params={"q": out(f"search at {path}").words}).raise_for_status()
    running.client.get("/api/audit", params={"text": out("search in the log").line}).raise_for_status()
    with httpx.Client(base_url=running.url) as nobody:
        for number in range(3):
            wrong = out(f"sign-in name {number}").marks[("e-mail", "name", "handle")[number]]
            nobody.post("/api/session", json={"login": wrong, "password": out("password").marks["phone"]})
    # what the platform cannot take is told back, and kept nowhere as it was
    sanna.post("/api/incidents", json={"title": out("refused field").words, "severity": out("refused value").words})
    sanna.get(f"/api/incidents/{out('address').marks['e-mail']}")
    invited = running.client.post("/api/people/invitations", json={"login": "sanna", "role": "operator"})
    assert invited.status_code < 500


def plant_rights(flock: Flock, dora: httpx.Client) -> None:
    """A person's own request, which needs who they are, and what is told of a breach."""
    asks = flock.out("person's request")
    identifiers = [{"kind": "plate", "value": asks.marks["plate"]}, {"kind": "name", "value": asks.marks["name"]}]
    body = {"kind": "access", "name": asks.marks["name"], "contact": asks.marks["e-mail"], "identifiers": identifiers,
            "text": flock.out("text of a request").words}  # fmt: skip
    dora.put("/api/session/purpose", json={"purpose": "subject_rights"}).raise_for_status()
    request = sent(dora, "/api/requests", body)
    sent(dora, f"/api/requests/{request['id']}/identity", {"how": flock.out("how identified").words[:120]})
    sent(dora, f"/api/requests/{request['id']}/search", None)
    sent(dora, f"/api/requests/{request['id']}/close", {"outcome": "refused", "reason": flock.out("why refused").words})
    dora.put("/api/session/purpose", json={"purpose": "oversight"}).raise_for_status()
    facts = {"nature": flock.out("breach").words, "measures": flock.out("measures").words}
    sent(dora, "/api/breaches", {"title": flock.out("title of a breach").line, "facts": facts})


def plant_readings(flock: Flock, running: Platform) -> None:
    """Readings that carry accounts beside their figures, and such that are refused with what was sent."""
    source = running.post("/api/sources", {"name": "Push", "type": "http", "settings": {}, "enabled": True,
                                           "mapping": MAPPING})["id"]  # fmt: skip
    token = running.post(f"/api/sources/{source}/token")["token"]
    now = int(time.time() * 1000)
    good = {"sensor": "counter-1", "time": now, "value": 3, "account": flock.out("attribute of a reading").words}
    bad = [{"sensor": "counter-1", "time": now, "value": flock.out("refused reading").words},
           {"sensor": "counter-1", "time": flock.out("refused time").words, "value": 4}]  # fmt: skip
    told = httpx.post(f"{running.url}/api/push/{source}", json=[good, *bad],
                      headers={"Authorization": f"Bearer {token}"}, timeout=60)  # fmt: skip
    assert (told.json()["accepted"], told.json()["refused_total"]) == (1, 2), told.text
    running.wait(lambda: running.get(f"/api/sources/{source}/refused")["items"], "refused readings to be kept")


@pytest.fixture(scope="module")
def scene() -> Iterator[Scene]:
    """Two agencies, a channel that goes out, and canaries everywhere."""
    with receiver() as (address, hooked), platform(env={"IMPETUS_CHANNEL_NETWORKS": "127.0.0.0/8"}) as running:
        running.start()
        running.set_up("Testville")
        own = running.get("/api/session")["agency"]
        here = [Somebody("Sanna Virta", "sanna", Role.SUPERVISOR), Somebody("Leo Laine", "leo", Role.SUPERVISOR)]
        officer = Somebody("Dora Aalto", "dora", Role.DATA_PROTECTION_OFFICER)
        add_agency(running, own["id"], own["name"], [*here, officer])
        add_agency(running, OTHER, "Rescue", [Somebody("Mikko Rinne", "mikko", Role.SUPERVISOR),
                                              Somebody("Otto Berg", "otto", Role.ADMINISTRATOR)])  # fmt: skip
        people = {login: signed_in(running, login) for login in ("sanna", "leo", "dora", "mikko", "otto")}
        for client, about in ((running.client, "alert"), (people["otto"], "incident")):
            settings = {"url": address, "secret": "sixteen or more characters"}
            channel = sent(client, "/api/channels", {"name": "Hook", "type": "webhook", "settings": settings})["id"]
            sent(client, "/api/channels/rules", {"name": "All", "conditions": {"about": [about], "minimum": "info"},
                                                 "steps": [{"channel": channel}]})  # fmt: skip
        followed = [Follower(people["leo"]), Follower(people["mikko"])]
        for one in followed:
            one.start()
        flock = Flock()
        alert = plant_alert(running, flock, own["id"])
        running.wait(lambda: people["leo"].get("/api/alerts?state=open").json()["items"], "the alert to be shown")
        running.wait(lambda: hooked, "the webhook of the alert")
        incident = plant_incident(flock, people["sanna"], people["leo"], alert)
        plant_words(flock, running, people["sanna"], people["leo"], alert)
        plant_rights(flock, people["dora"])
        plant_readings(flock, running)
        running.wait(lambda: len(hooked) > 1, "the webhook of the incident")
        yield Scene(running, flock, people["sanna"], people["leo"], people["mikko"], running.client, hooked,
                    followed, incident, alert)  # fmt: skip


def none_of(scene: Scene, found: dict[str, str]) -> None:
    """Whatever was looked through is not empty, and no canary stands in it."""
    assert any(found.values())
    leaks = [one for place, text in found.items() for one in scene.flock.in_(place, text)]
    assert not leaks, "\n".join(leaks)


def test_a_canary_is_seen_where_it_stands(scene: Scene) -> None:
    bird = scene.flock.birds[0]
    for kind, mark in bird.marks.items():
        assert kind in bird.within(f"… {mark} …"), mark
    assert len({one.words for one in scene.flock.birds}) == len(scene.flock.birds) > 40


def test_not_in_logs_files_and_streams(scene: Scene) -> None:
    found = files(scene.running)
    assert any(place.startswith("logs/") for place in found)
    none_of(scene, found)
    none_of(scene, streams(scene.running))


def test_not_in_the_database_that_a_backup_holds(scene: Scene, tmp_path: Path) -> None:
    tables = database(scene.running)
    assert {"public.alert", "public.incident_entry", "public.audit_entry"} <= set(tables)
    none_of(scene, tables)
    command = [sys.executable, "-m", "impetus", "backup", str(tmp_path / "backup"), "--data", str(scene.running.base)]
    subprocess.run(command, check=True, env=scene.running.env, capture_output=True)
    kept = {path.name: clear(path.read_bytes()) for path in (tmp_path / "backup").rglob("*") if path.is_file()}
    none_of(scene, kept)


def test_not_in_exports_and_reports(scene: Scene) -> None:
    found = {}
    for what, formats in EXPORTS.items():
        for format in formats:
            answer = scene.leo.get(f"/api/export/{what}", params={"format": format})
            found[f"{what} as {format}"] = answer.raise_for_status().text
    report = f"/api/incidents/{scene.incident}/report"
    found["report"] = scene.leo.get(f"{report}.json").raise_for_status().text
    pdf = PdfReader(BytesIO(scene.leo.get(f"{report}.pdf").raise_for_status().content))
    found["report as PDF"] = "\n".join(page.extract_text() for page in pdf.pages) + str(pdf.metadata)
    assert "[name]" in found["report as PDF"]
    for path in ("/api/audit.csv", "/api/figures/export?format=csv", "/api/record/file?form=csv", "/api/record"):
        found[path] = scene.anna.get(path).text
    none_of(scene, found)


def test_not_in_events_webhooks_and_status(scene: Scene) -> None:
    assert all(one.taken for one in scene.followed)
    none_of(scene, {f"events {number}": clear(one.taken) for number, one in enumerate(scene.followed)})
    none_of(scene, {f"webhook {number}": body for number, body in enumerate(scene.hooked)})
    public = {path: scene.running.client.get(path).text for path in ("/api/status", "/api/health", "/api/register")}
    none_of(scene, public)
    figures = (
        "/api/figures",
        "/api/oversight/statistics",
        "/api/tools",
        "/api/assessments/measures",
        "/api/audit/state",
    )
    counted = {path: scene.anna.get(path).raise_for_status().text for path in figures}
    assert all(counted.values())
    none_of(scene, counted)


def looked(client: httpx.Client, scene: Scene) -> dict[str, str]:
    """Everything that somebody who wrote none of it may see."""
    incident = f"/api/incidents/{scene.incident}"
    paths = ["/api/alerts", f"/api/alerts/{scene.alert}", "/api/incidents", incident, f"{incident}/timeline",
             f"{incident}/tasks", f"{incident}/evidence", "/api/notices", "/api/shifts/board", "/api/shifts/open",
             "/api/shifts/handovers", "/api/triage/silences", "/api/triage/held", "/api/views", "/api/cases",
             "/api/grants", "/api/procedures/runs?incident=" + scene.incident, "/api/channels/deliveries",
             "/api/audit?limit=200", "/api/retention/locks"]  # fmt: skip
    return {path: answer.text for path in paths if (answer := client.get(path)).is_success}


def test_not_shown_to_colleagues_the_other_agency_or_in_the_log(scene: Scene) -> None:
    for client, least in ((scene.mikko, 8), (scene.anna, 12)):
        seen = looked(client, scene)
        assert len(seen) >= least, sorted(seen)
        none_of(scene, seen)


def test_not_found_by_searching(scene: Scene) -> None:
    asked = 0
    for bird in scene.flock.birds:
        for mark in (bird.marks["name"].split()[-1], bird.marks["plate"], bird.marks["e-mail"]):
            for client in (scene.leo, scene.mikko):
                asked += 1
                found = client.get("/api/search", params={"q": mark}).raise_for_status().json()
                assert [hit for hit in found["items"] if bird.within(f"{hit['title']} {hit['snippet']}")] == []
                if mark != bird.marks["plate"]:
                    assert found["totals"].get("note", 0) + found["totals"].get("alert", 0) == 0, mark
    assert asked > 100
