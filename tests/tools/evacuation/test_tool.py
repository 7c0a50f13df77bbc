"""The tool behind its contract: whole by the validator, it answers through a process of its own."""

import asyncio
import base64
import json
import sys
import zlib
from contextlib import suppress
from pathlib import Path
from typing import Any

import jsonschema_rs
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.tools.evacuation.conftest import two_gates

import impetus.tools.evacuation as tool
from impetus.contracts.bench import Bench
from impetus.contracts.discovery import look_at
from impetus.contracts.manifest import Capability
from impetus.contracts.validate import validate
from impetus.kit.errors import BadInput, Unavailable
from impetus.model.sensor import HealthState
from impetus.model.text import LOCALES
from impetus.tools.evacuation import detector
from impetus.tools.evacuation.asking import graph_of, packed
from impetus.tools.evacuation.detector import VERSION, Detector
from impetus.tools.evacuation.micro.runs import people_of
from impetus.tools.evacuation.micro.venue import venue_of
from impetus.tools.evacuation.result import schema
from impetus.tools.evacuation.settings import Settings

Words = list[dict[str, Any]]


async def ask(question: str, **values: Any) -> Words:
    bench = Bench(Detector, Settings(seeds=5))
    return [word async for word in bench.tool.answer({"ask": question, **values})]


def test_the_tool_passes_the_validator() -> None:
    found = look_at(Path(tool.__file__).parent, "impetus.tools.evacuation", "built_in")
    assert validate(found) == []
    assert found.declared.capabilities == [Capability.PLAN_ROUTES]
    assert found.declared.alert_kinds() == {}
    assert found.declared.version == VERSION
    assert set(found.questions()) == {"plan", "bound", "simulate", "place", "map"}
    tables = [found.strings(locale) for locale in LOCALES]
    assert tables[0].keys() == tables[1].keys() == tables[2].keys()


async def test_a_plan_is_answered_with_progress_words_and_evidence() -> None:
    *before, last = await ask("plan", graph=json.dumps(two_gates(200)))
    assert before
    assert all(set(word["progress"]["text"]) == set(LOCALES) for word in before)
    assert [word["progress"]["done"] for word in before] == sorted(word["progress"]["done"] for word in before)
    answer = last["answer"]
    result = answer["result"]
    jsonschema_rs.validator_for(schema()).validate(result)
    assert result["bound"]["seconds"] <= result["plan"]["clear_s"] < result["nearest"]["clear_s"]
    assert result["inputs"]["people"] == 200
    assert result["note"] == "A planning aid, not a regulatory proof."
    plan, course, binding = answer["evidence"]
    assert (plan["type"], course["type"], binding["type"]) == ("plan", "series", "table")
    kinds = [feature["geometry"]["type"] for feature in plan["geojson"]["features"]]
    assert set(kinds) == {"LineString", "Point"}
    assert course["observed"][-1] == 200
    for locale in LOCALES:
        assert "200" in answer["text"][locale]


async def test_posts_are_drawn_with_their_bearing_and_put_into_words() -> None:
    *_, last = await ask("plan", graph=json.dumps(two_gates(300)), posts=1)
    [posts] = last["answer"]["result"]["posts"]
    assert [post["number"] for post in posts["posts"]] == [1]
    drawn = last["answer"]["evidence"][1]
    assert drawn["geojson"]["features"][0]["properties"]["bearing"] in {90.0, 270.0}
    assert drawn["orders"][0]["en"].startswith("Post 1: from 0:00 by ")


async def test_a_bound_says_what_two_metres_more_would_buy() -> None:
    *_, last = await ask("bound", graph=json.dumps(two_gates(400)))
    [*binding] = last["answer"]["result"]["bound"]["binding"]
    assert binding
    assert all(one["wider_s"] <= last["answer"]["result"]["bound"]["seconds"] for one in binding[:3])


async def test_people_as_they_are_are_slower_than_the_plan() -> None:
    *_, last = await ask("simulate", place="fenced_square", compliance=1.0, trigger="shots")
    result = last["answer"]["result"]
    jsonschema_rs.validator_for(schema()).validate(result)
    of_plan, usual = result["variants"]
    assert (of_plan["plan"], of_plan["runs"], usual["plan"]) == ("plan", 5, "nearest")
    assert of_plan["clear_s"]["p50"] > result["plan"]["clear_s"]
    assert of_plan["left"]["p95"] == 0
    assert sum(of_plan["levels"]) == pytest.approx(1, abs=0.01)


async def test_a_threat_is_gone_round() -> None:
    situation = {"threats": [{"x": 20, "y": 0, "radius_m": 10}]}
    *_, last = await ask("plan", graph=json.dumps(two_gates(100)), situation=json.dumps(situation))
    assert [one["node"] for one in last["answer"]["result"]["plan"]["exits"]] == ["far"]


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"ask": "sing"}, "ask"),
        ({"ask": "plan", "place": "moon"}, "place"),
        ({"ask": "plan", "people": 0}, "people"),
        ({"ask": "plan", "graph": "{"}, "graph"),
        ({"ask": "plan", "graph": '{"nodes": []}'}, "nodes"),
        ({"ask": "plan", "situation": "[]"}, "situation"),
        ({"ask": "plan", "situation": '{"threats": [{}]}'}, "situation.threats[0].x"),
        ({"ask": "simulate", "compliance": 2}, "compliance"),
    ],
)
async def test_a_question_that_makes_no_sense_is_refused_by_its_field(values: dict[str, Any], field: str) -> None:
    question = values.pop("ask")
    with pytest.raises(BadInput) as refused:
        await ask(question, **values)
    assert refused.value.field == field


async def test_a_question_can_be_dropped() -> None:
    bench = Bench(Detector, Settings())
    words = bench.tool.answer({"ask": "simulate", "place": "stadium", "people": 50_000})
    await anext(words)
    await words.aclose()  # ends the process, too: a transport left open would be a warning, which is an error here


async def test_one_that_takes_too_long_is_given_up() -> None:
    bench = Bench(Detector, Settings(patience_s=10))
    bench.tool.settings = Settings.model_construct(**{**Settings().model_dump(), "patience_s": 0.01})
    with pytest.raises(Unavailable, match="took longer"):
        async for _ in bench.tool.answer({"ask": "plan"}):
            pass


async def test_without_its_packages_it_is_blind_and_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(detector, "NEEDED", ("numpy", "a_package_that_is_not_there"))
    bench = Bench(Detector, Settings())
    state, reason = bench.tool.health()
    assert state is HealthState.BLIND
    assert "a_package_that_is_not_there" in reason.it
    with pytest.raises(Unavailable) as refused:
        await anext(bench.tool.answer({"ask": "plan"}))
    assert refused.value.code == "evacuation_extra_missing"


async def test_nothing_heavy_is_loaded_where_the_tool_runs() -> None:
    script = (
        "import sys; import impetus.tools.evacuation.detector, impetus.cli.evacuation;"
        "sys.exit(bool({'numba', 'ortools', 'scipy', 'pandas'} & set(sys.modules)))"
    )
    process = await asyncio.create_subprocess_exec(sys.executable, "-c", script)
    assert await process.wait() == 0


async def test_a_model_place_comes_as_a_graph_that_can_be_asked_about() -> None:
    [last] = await ask("place", place="fenced_square")
    graph = last["answer"]["graph"]
    assert sum(node.get("supply", 0) for node in graph["nodes"]) == 80
    *_, planned = await ask("plan", graph=json.dumps(graph), precision="quick")
    assert planned["answer"]["result"]["inputs"]["people"] == 80


async def test_a_map_comes_as_a_graph_with_what_was_assumed() -> None:
    lines = [f"LINESTRING ({at} 0, {at} 400)\nLINESTRING (0 {at}, 400 {at})\n" for at in range(0, 401, 50)]
    *_, last = await ask("map", name="venue.wkt", content=packed("".join(lines).encode()))
    graph = graph_of(last["answer"]["graph"])
    assert isinstance(graph, dict)
    assert any(node.get("exit") for node in graph["nodes"])
    assert {"assumed"} <= {one["level"] for one in last["answer"]["findings"]}
    assert all(set(one["text"]) == set(LOCALES) for one in last["answer"]["findings"])


@pytest.mark.parametrize(
    ("name", "content", "field"),
    [("venue.wkt", "not packed", "content"), ("venue.exe", packed(b"x"), "map"), ("a/b.wkt", packed(b"x"), "name")],
)
async def test_a_file_that_is_no_map_is_refused(name: str, content: str, field: str) -> None:
    with pytest.raises(BadInput) as refused:
        await ask("map", name=name, content=content)
    assert refused.value.field == field


@pytest.mark.parametrize("question", ["plan", "simulate"])
async def test_where_people_are_comes_with_the_answer(question: str) -> None:
    *_, last = await ask(question, graph=json.dumps(two_gates(300)))
    frames = last["answer"]["frames"]
    for counted in frames["plans"].values():
        raw = zlib.decompress(base64.b64decode(counted))
        counts = np.frombuffer(raw, dtype="<u2").reshape(frames["slices"], len(frames["arcs"]))
        assert 0 < counts.sum(axis=1).max() <= 300
        assert counts[-1].sum() <= 300 * 0.1  # at the end the place is empty, or nearly
    assert set(frames["plans"]) == {"plan", "nearest"}


HALL = {
    "walkable": "POLYGON ((0 0, 20 0, 20 10, 0 10, 0 0), (8 3, 8 7, 12 7, 12 3, 8 3))",
    "exits": [
        {"area": "POLYGON ((19 4, 20 4, 20 6, 19 6, 19 4))", "name": "east"},
        {"area": "POLYGON ((0 4, 1 4, 1 6, 0 6, 0 4))", "name": "west", "close_s": 5},
    ],
    "crowd": [{"area": "POLYGON ((1 0, 7 0, 7 10, 1 10, 1 0))", "people": 40, "exit": "east"}],
    "threats": [{"x": 10, "y": 0, "radius_m": 1}],
}


async def test_an_area_between_walls_is_walked_person_by_person() -> None:
    *before, last = await ask("simulate", venue=json.dumps(HALL), compliance=0.8, trigger="none")
    assert [word["progress"]["done"] for word in before] == sorted(word["progress"]["done"] for word in before)
    answer, result = last["answer"], last["answer"]["result"]
    jsonschema_rs.validator_for(schema()).validate(result)
    assert result["bound"] is None
    assert result["inputs"]["people"] == 40
    led, usual = result["variants"]
    assert (led["plan"], led["compliance"], led["runs"], usual["plan"]) == ("plan", 0.8, 5, "nearest")
    assert led["left"]["p95"] == usual["left"]["p95"] == 0
    assert [one["name"] for one in result["venue"]["exits"]] == ["east", "west"]
    doors, course, variants = answer["evidence"]
    assert (doors["type"], course["type"], variants["type"]) == ("table", "series", "table")
    assert "planning aid" in answer["text"]["en"]
    assert "40" in answer["text"]["it"]
    *_, again = await ask("simulate", venue=packed(json.dumps(HALL).encode()), compliance=0.8, trigger="none")
    assert again["answer"]["result"]["variants"] == result["variants"]
    *_, more = await ask("simulate", venue=json.dumps(HALL), people=80, precision="quick")
    assert more["answer"]["result"]["inputs"]["people"] == 80


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"exits": []}, "venue.exits"),
        ({"exits": [{"area": "POINT (1 1)"}]}, "venue.exits[0]"),
        ({"exits": [{"area": HALL["walkable"], "close_s": "soon"}]}, "venue.exits[0].close_s"),
        ({"exits": HALL["exits"] * 2}, "venue.exits"),
        ({"exits": [{"area": HALL["walkable"], "most_p_s": 0}]}, "venue.exits[0].most_p_s"),
        ({"walkable": "a hall"}, "venue.walkable"),
        ({"walkable": None}, "venue.walkable"),
        ({"crowd": [{"people": 5, "exit": "north"}]}, "venue.crowd[0].exit"),
        ({"crowd": [{}]}, "venue.crowd[0].people"),
        ({"crowd": [{"people": 5, "finds": "luck"}]}, "venue.crowd[0].finds"),
        ({"crowd": [{"people": 5, "together": 2.5}]}, "venue.crowd[0].together"),
        ({"crowd": [{"people": 5, "together": 2, "finds": "follows"}]}, "venue.crowd[0].finds"),
        ({"crowd": [{"people": 100_000}]}, "venue.people"),
        ({"crowd": {}}, "venue.crowd"),
        ({"crowd": [{"area": "POLYGON ((0 0, 1e300 0, 1 1, 0 0))", "people": 1}]}, "venue.crowd[0].area"),
        ({"crowd": [{"area": "POLYGON ((90 0, 99 0, 99 9, 90 0))", "people": 1}]}, "venue.crowd[0].area"),
        ({"stairs": [{"area": "POLYGON EMPTY", "factor": 0.5}]}, "venue.stairs[0].area"),
        ({"threats": [{"x": 1}]}, "venue.threats[0].y"),
        ({"stairs": [{"area": HALL["walkable"]}]}, "venue.stairs[0].factor"),
        ({"manner": "rude"}, "venue.manner"),
        ({"doors": []}, "venue.doors"),
    ],
)
def test_an_area_that_makes_no_sense_is_refused_by_its_field(change: dict[str, Any], field: str) -> None:
    with pytest.raises(BadInput) as refused:
        people_of(venue_of({**HALL, **change}), np.random.default_rng(1))
    assert refused.value.field == field


KEYS = (*HALL, "area", "people", "close_s", "exit", "name", "x")


@given(
    st.recursive(
        st.none() | st.booleans() | st.floats() | st.text(max_size=5),
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(KEYS), inner, max_size=4),
        max_leaves=12,
    )
)
@settings(max_examples=150, deadline=None)
def test_no_json_breaks_the_reader_of_areas(given_: object) -> None:
    for said in (given_, {**HALL, **given_} if isinstance(given_, dict) else given_):
        with suppress(BadInput):
            venue_of(said)


RING = st.lists(st.tuples(st.floats(-5, 25) | st.floats(), st.floats(-5, 15) | st.floats()), min_size=3, max_size=6)


@given(RING, st.sampled_from(["walkable", "exits", "crowd", "stairs"]))
@settings(max_examples=150, deadline=None)
def test_no_shape_breaks_the_reader_of_areas(ring: list[tuple[float, float]], where: str) -> None:
    """Shapes that cross themselves are mended, others refused."""
    shape = f"POLYGON (({', '.join(f'{x!r} {y!r}' for x, y in [*ring, ring[0]])}))"
    items = {"area": shape, "people": 3, "factor": 0.5}
    keys = {"exits": {"area"}, "crowd": {"area", "people"}, "stairs": {"area", "factor"}}
    change = shape if where == "walkable" else [{key: items[key] for key in keys[where]}]
    crowd = [{"people": 3}] if where == "exits" else HALL["crowd"]
    with suppress(BadInput):
        people_of(venue_of({**HALL, "crowd": crowd, where: change}), np.random.default_rng(1))


async def test_beside_an_area_no_graph_and_no_situation_is_read() -> None:
    for other in ("graph", "situation"):
        with pytest.raises(BadInput) as refused:
            await ask("simulate", venue=json.dumps(HALL), **{other: "{}"})
        assert refused.value.field == other
