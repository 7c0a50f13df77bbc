"""The library of plans, briefs for stewards, files, and tasks of an incident."""

import base64
import csv
import gzip
import io
import json
from contextlib import suppress
from pathlib import Path
from typing import Any

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.fixtures.server import People

from impetus.evacuations.brief import message
from impetus.evacuations.brief_words import compass
from impetus.evacuations.reckoned import Order, drawn, read, shown
from impetus.kit.errors import BadInput
from impetus.model.text import LOCALES
from impetus.people.permissions import Role

AT = "/api/evacuations"
GRAPH = {
    "nodes": [
        {"id": "a", "x": 0, "y": 0, "lon": 24.94, "lat": 60.17, "supply": 0},
        {"id": "out", "x": 100, "y": 0, "lon": 24.9418, "lat": 60.17, "exit": True},
    ],
    "arcs": [["a", "out", 100.0, 3.0, "Kaivokatu"], ["out", "a", 100.0, 3.0, "Kaivokatu"]],
}
POSTS = [
    {
        "number": 1, "node": "a", "lon": 24.94, "lat": 60.17, "people": 300,
        "orders": [
            {"first_s": 0.0, "last_s": 240.0, "name": "=Kaivo#[katu]\u0007", "towards": "out", "bearing": 91.0},
            {"first_s": 240.0, "last_s": None, "name": "", "towards": "out", "bearing": None},
        ],
    },
    {
        "number": 2, "node": "b", "lon": 24.941, "lat": 60.1705, "people": 80,
        "orders": [{"first_s": 60.0, "last_s": None, "name": "Vilhonkatu", "towards": "out", "bearing": 181.0}],
    },
]  # fmt: skip
RECKONED = {
    "plan": {
        "version": "0.1.0", "inputs": {"people": 300, "sha256": "ab" * 32, "seed": 1}, "bound": {"seconds": 90.0},
        "plan": {"clear_s": 100.0}, "posts": [{"most": 12, "clear_s": 120.5, "posts": POSTS}],
    },
    "frames": {"slice_s": 5},
}  # fmt: skip
SETTING = {
    "crowds": [{"longitude": 24.94, "latitude": 60.17, "radius_m": 40, "people": 300}],
    "threats": [{"longitude": 24.939, "latitude": 60.17, "radius_m": 30, "growth_m_s": 0.1}],
    "closed": [{"from": "a", "to": "out"}],
}


def plan(**more: Any) -> dict[str, Any]:
    graph = base64.b64encode(gzip.compress(json.dumps(GRAPH).encode())).decode()
    return {
        "name": "May Day",
        "venue": "Station square",
        "graph": graph,
        "setting": SETTING,
        "reckoned": RECKONED,
    } | more


@pytest.fixture
async def anna(people: People) -> httpx.AsyncClient:
    return await people.client(Role.OPERATOR, name="Anna Aas")


async def kept(browser: httpx.AsyncClient, **more: Any) -> dict[str, Any]:
    answer = await browser.post(AT, json=plan(**more))
    assert answer.status_code == 201, answer.text
    found: dict[str, Any] = answer.json()
    return found


async def incident(browser: httpx.AsyncClient) -> dict[str, Any]:
    answer = await browser.post("/api/incidents", json={"title": "Crowd at the station"})
    assert answer.status_code == 201, answer.text
    found: dict[str, Any] = answer.json()
    return found


async def test_a_plan_is_kept_changed_and_put_away(anna: httpx.AsyncClient, people: People) -> None:
    made = await kept(anna)
    assert (made["version"], made["people"], made["posts"], made["clear_s"]) == (1, 300, 2, 120.5)
    assert made["setting"]["closed"] == [{"from": "a", "to": "out", "kept_free": False}]
    assert made["reckoned"] == RECKONED
    [listed] = (await anna.get(AT)).json()
    assert listed["name"] == "May Day"
    changed = await anna.put(f"{AT}/{made['id']}", json=plan(name="June", version=1))
    assert (changed.status_code, changed.json()["version"]) == (200, 2)
    again = await anna.put(f"{AT}/{made['id']}", json=plan(name="July", version=1))
    assert (again.status_code, again.json()["error"]["field"]) == (409, "version")
    other = await people.client(Role.OPERATOR, agency="oslo")
    assert (await other.get(AT)).json() == []
    assert (await other.get(f"{AT}/{made['id']}")).status_code == 404
    assert (await anna.delete(f"{AT}/{made['id']}")).status_code == 204
    assert (await anna.get(f"{AT}/{made['id']}")).status_code == 404
    assert (await anna.get(AT)).json() == []


async def test_who_only_watches_keeps_nothing(anna: httpx.AsyncClient, people: People) -> None:
    made = await kept(anna)
    observer = await people.client(Role.OBSERVER)
    assert (await observer.get(f"{AT}/{made['id']}")).status_code == 200
    assert (await observer.post(AT, json=plan())).status_code == 403
    assert (await observer.get(f"{AT}/{made['id']}/brief.pdf")).status_code == 403
    assert (await observer.post(f"{AT}/{made['id']}/tasks")).status_code == 403


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize("post", [0, 2])
async def test_a_brief_for_each_post(anna: httpx.AsyncClient, locale: str, post: int) -> None:
    made = await kept(anna)
    answer = await anna.get(f"{AT}/{made['id']}/brief.pdf", params={"locale": locale, "post": post})
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == "application/pdf"
    assert answer.content.startswith(b"%PDF")


async def test_a_brief_of_a_post_that_is_not_there(anna: httpx.AsyncClient) -> None:
    made = await kept(anna)
    answer = await anna.get(f"{AT}/{made['id']}/brief.pdf", params={"post": 9})
    assert (answer.status_code, answer.json()["error"]["field"]) == (404, "post")
    drawn_only = await kept(anna, reckoned=None)
    answer = await anna.get(f"{AT}/{drawn_only['id']}/brief.pdf")
    assert (answer.status_code, answer.json()["error"]["remedy"]) == (409, "Reckon it with posts and keep it again.")


async def test_posts_as_files(anna: httpx.AsyncClient) -> None:
    made = await kept(anna)
    answer = await anna.get(f"{AT}/{made['id']}/posts.csv")
    rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert [row["post"] for row in rows] == ["1", "1", "2"]
    assert rows[0]["street"] == "'=Kaivo#[katu]"
    assert (rows[0]["from"], rows[0]["until"], rows[1]["until"]) == ("0:00", "4:00", "")
    drawn_plan = (await anna.get(f"{AT}/{made['id']}/plan.geojson")).json()
    kinds = [one["properties"]["kind"] for one in drawn_plan["features"]]
    assert kinds == ["post", "post", "threat", "people"]


async def test_posts_become_tasks_of_the_incident_once(anna: httpx.AsyncClient) -> None:
    about = await incident(anna)
    made = await kept(anna, about=about["id"])
    answer = await anna.post(f"{AT}/{made['id']}/tasks")
    assert (answer.status_code, answer.json()) == (200, {"incident": about["id"], "tasks": 2})
    given_tasks = (await anna.get(f"/api/incidents/{about['id']}/tasks")).json()
    texts = [one["text"] for one in given_tasks]
    assert any("Post 2 at Vilhonkatu" in text and "south" in text for text in texts), texts
    again = await anna.post(f"{AT}/{made['id']}/tasks")
    assert again.status_code == 409
    [listed] = (await anna.get(AT, params={"about": about["id"]})).json()
    assert listed["tasked"] is True
    nowhere = await kept(anna)
    assert (await anna.post(f"{AT}/{nowhere['id']}/tasks")).status_code == 409


async def test_orders_reckoned_for_another_situation_are_given_to_nobody(anna: httpx.AsyncClient) -> None:
    about = await incident(anna)
    more = {"longitude": 24.94, "latitude": 60.17, "radius_m": 40, "people": 900}
    grown = SETTING | {"crowds": [more]}
    stale = await kept(anna, about=about["id"], setting=grown, reckoned=RECKONED | {"of": SETTING})
    for answer in (
        await anna.post(f"{AT}/{stale['id']}/tasks"),
        await anna.get(f"{AT}/{stale['id']}/brief.pdf"),
        await anna.get(f"{AT}/{stale['id']}/posts.csv"),
        await anna.get(f"{AT}/{stale['id']}/plan.geojson"),
    ):
        assert (answer.status_code, answer.json()["error"]["field"]) == (409, "id")
        assert answer.json()["error"]["remedy"].startswith("Reckon again")
    assert (await anna.get(f"/api/incidents/{about['id']}/tasks")).json() == []
    # the same with the setting it was made for, however its numbers are written and whatever its crowds are called
    named = grown | {"crowds": [{**more, "radius_m": 40.0, "name": "Stage", "counted_at": "2026-11-23T10:00:00Z"}]}
    body = plan(about=about["id"], setting=named, reckoned=RECKONED | {"of": grown}, version=1)
    assert (await anna.put(f"{AT}/{stale['id']}", json=body)).status_code == 200
    assert (await anna.post(f"{AT}/{stale['id']}/tasks")).json()["tasks"] == 2
    # an exit of which nothing is said is as the map says it; its width or its hours are another situation
    for gate, code in (({}, 200), ({"width_m": 2.5}, 409), ({"opens": "18:00", "closes": "02:00"}, 409)):
        made = await kept(anna, setting=SETTING | {"gates": {"out": gate}}, reckoned=RECKONED | {"of": SETTING})
        assert (await anna.get(f"{AT}/{made['id']}/posts.csv")).status_code == code
    nonsense = await kept(anna, reckoned=RECKONED | {"of": {"crowds": 3}})
    assert (await anna.get(f"{AT}/{nonsense['id']}/brief.pdf")).status_code == 409


async def test_a_plan_made_again_gives_only_what_changed_as_tasks(anna: httpx.AsyncClient) -> None:
    about = await incident(anna)
    made = await kept(anna, about=about["id"])
    assert (await anna.post(f"{AT}/{made['id']}/tasks")).json()["tasks"] == 2
    before = RECKONED["plan"]["posts"][0]
    soon = {"first_s": 60.0, "last_s": 120.0, "name": "Vilhonkatu", "towards": "out", "bearing": 181.0}
    third = {**POSTS[1], "number": 3, "node": "c", "orders": [soon]}
    for posts, changed, count in (([*POSTS, third], [], 1), ([POSTS[0], third], ["a"], 2), ([POSTS[0], third], [], 0)):
        now = {**before, "posts": posts}
        again = {**RECKONED["plan"], "posts": [now], "replan": {"changed": [{"node": one} for one in changed]}}
        version = (await anna.get(f"{AT}/{made['id']}")).json()["version"]
        body = plan(about=about["id"], version=version, reckoned={"plan": again, "before": before})
        assert (await anna.put(f"{AT}/{made['id']}", json=body)).status_code == 200
        answer = await anna.post(f"{AT}/{made['id']}/tasks")
        assert (answer.status_code, answer.json()["tasks"]) == (200, count)
        before = now
    texts = [one["text"] for one in (await anna.get(f"/api/incidents/{about['id']}/tasks")).json()]
    [again] = [text for text in texts if text.startswith("New order. Post 3")]
    assert again.endswith("; leave at 2:00")
    assert sum(text.startswith("New order. Post 1") for text in texts) == 1
    assert "Post 2 at Vilhonkatu stands down" in texts
    # where no post can stay, those who stand are told, and only once
    version = (await anna.get(f"{AT}/{made['id']}")).json()["version"]
    nobody = {**RECKONED["plan"], "posts": [{**before, "posts": []}], "replan": {"changed": []}}
    reckoned = {"plan": nobody, "before": before, "given": False}
    body = plan(about=about["id"], version=version, reckoned=reckoned)
    assert (await anna.put(f"{AT}/{made['id']}", json=body)).status_code == 200
    assert (await anna.post(f"{AT}/{made['id']}/tasks")).json()["tasks"] == 2
    body |= {"version": version + 1, "name": "Renamed", "reckoned": reckoned | {"given": True}}
    assert (await anna.put(f"{AT}/{made['id']}", json=body)).status_code == 200
    assert (await anna.post(f"{AT}/{made['id']}/tasks")).status_code == 409
    # planned anew from nothing, everybody is told again
    anew = RECKONED | {"before": {**before, "posts": [third]}, "given": False}
    body |= {"version": version + 2, "reckoned": anew}
    assert (await anna.put(f"{AT}/{made['id']}", json=body)).status_code == 200
    assert (await anna.post(f"{AT}/{made['id']}/tasks")).json()["tasks"] == 3


async def test_a_step_of_a_procedure_gives_the_newest_plan_as_tasks(anna: httpx.AsyncClient, people: People) -> None:
    administrator = await people.client(Role.ADMINISTRATOR)
    line = {"en": "Clear the square", "it": "Sgombera la piazza", "nb": "Rydd plassen"}
    act = {"do": "start_evacuation", "text": line, "by_hand": line}
    steps = [{"id": "clear", "kind": "act", "text": line, "action": act, "answers": [{"label": line, "next": ""}]}]
    content = {"kind": "crowd.surge", "title": line, "steps": steps}
    procedure = (await administrator.post("/api/procedures", json={"content": content})).json()["id"]
    await administrator.post(f"/api/procedures/{procedure}/publish", json={"note": "First"})
    about = (await incident(anna))["id"]
    run = (await anna.post("/api/procedures/runs", json={"procedure": procedure, "incident": about})).json()
    at = f"/api/procedures/runs/{run['id']}/act"
    without = await anna.post(at, json={"step": "clear"})
    assert (without.status_code, without.json()["error"]["remedy"]) == (
        409,
        "Make one on the Evacuation screen and keep it.",
    )
    made = await kept(anna, about=about)
    for _ in range(2):  # a second press finds the tasks given, and gives no others
        answer = await anna.post(at, json={"step": "clear"})
        assert (answer.status_code, answer.json()["outcome"]) == (200, made["id"])
    assert len((await anna.get(f"/api/incidents/{about}/tasks")).json()) == 2


async def test_a_plan_is_kept_on_incidents_that_one_sees(anna: httpx.AsyncClient, people: People) -> None:
    theirs = await incident(await people.client(Role.OPERATOR, agency="oslo"))
    answer = await anna.post(AT, json=plan(about=theirs["id"]))
    assert answer.status_code == 404


async def test_streets_of_the_base_map(anna: httpx.AsyncClient) -> None:
    answer = await anna.get(f"{AT}/streets", params={"longitude": 24.9414, "latitude": 60.171, "radius_m": 200})
    assert answer.status_code == 200, answer.text
    assert answer.json()["nodes"][0].keys() == {"id", "x", "y", "lon", "lat", "exit"}
    away = await anna.get(f"{AT}/streets", params={"longitude": 0, "latitude": 0})
    assert (away.status_code, away.json()["error"]["field"]) == (404, "longitude")


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"reckoned": {"plan": {"posts": "none"}}}, "reckoned"),
        ({"reckoned": {"frames": "x" * 500_000}}, "reckoned"),
        ({"name": " "}, "name"),
        ({"graph": "not packed!"}, "graph"),
        ({"setting": {"threats": [{"longitude": 0, "latitude": 91, "radius_m": 1}]}}, "setting.threats.0.latitude"),
    ],
)
async def test_what_makes_no_sense_is_refused_by_its_field(
    anna: httpx.AsyncClient, more: dict[str, Any], field: str
) -> None:
    answer = await anna.post(AT, json=plan(**more))
    assert answer.status_code in (400, 422), answer.text
    assert answer.json()["error"]["field"] == field


JSON = st.recursive(
    st.none() | st.booleans() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6), inner, max_size=3),
    max_leaves=8,
)


@given(st.dictionaries(st.sampled_from(["plan", "frames", "x"]), JSON))
def test_no_answer_breaks_the_reader(said: dict[str, Any]) -> None:
    with suppress(BadInput):
        assert read(said).clear_s is None


@given(st.text() | st.binary().map(lambda raw: base64.b64encode(gzip.compress(raw)).decode()))
def test_no_graph_breaks_the_map(packed: str) -> None:
    assert drawn(packed) == []


@given(st.text(), st.none() | st.floats(0, 360))
def test_names_are_one_line_and_every_bearing_has_a_word(name: str, bearing: float | None) -> None:
    assert "\n" not in shown(name)
    for locale in LOCALES:
        assert message(Order(0.0, None, name, "out", bearing), locale)
        assert bool(compass(bearing, locale)) == (bearing is not None)


def test_the_template_is_there() -> None:
    import impetus.evacuations

    assert (Path(impetus.evacuations.__file__).parent / "brief.typ").exists()


@pytest.mark.parametrize(
    "change",
    [{"lat": 1e300}, {"people": -5}, {"number": 10**30}, {"orders": [{**POSTS[0]["orders"][0], "first_s": -1.0}]}],  # type: ignore[index]
)
def test_figures_beyond_reason_are_refused(change: dict[str, Any]) -> None:
    wrong = {"plan": {"posts": [{"most": 1, "clear_s": 1.0, "posts": [POSTS[0] | change]}]}}
    with pytest.raises(BadInput):
        read(wrong)
