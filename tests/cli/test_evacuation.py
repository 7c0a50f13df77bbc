"""`impetus evacuation`: files in, words or JSON of the stated schema out."""

import json
from pathlib import Path

import jsonschema_rs
import pytest
import typer
from tests.tools.evacuation.conftest import two_gates
from typer.testing import CliRunner

from impetus.cli import evacuation
from impetus.kit.errors import BadInput


def program() -> typer.Typer:
    app = typer.Typer()
    app.callback()(lambda: None)
    evacuation.register(app)
    return app


def run(*words: str) -> str:
    result = CliRunner().invoke(program(), ["evacuation", *words])
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    assert result.exit_code == 0, result.output
    return result.stdout


@pytest.fixture
def graph(tmp_path: Path) -> str:
    (tmp_path / "square.json").write_text(json.dumps(two_gates()))
    return str(tmp_path / "square.json")


def test_answers_keep_the_schema_that_is_printed(graph: str) -> None:
    validator = jsonschema_rs.validator_for(json.loads(run("schema")))
    bound = json.loads(run("bound", "--graph", graph, "--people", "300", "--what-if", "--confirm", "--json"))
    validator.validate(bound)
    assert bound["confirmed"]["agrees"] is True
    plan = json.loads(run("plan", "--graph", graph, "--people", "300", "--walkers", "--json"))
    validator.validate(plan)
    assert sum(one["people"] for one in plan["plan"]["walkers"]) == 300
    simulated = json.loads(run("simulate", "--graph", graph, "--seeds", "3", "--compliance", "0.5", "--json"))
    validator.validate(simulated)
    assert [one["compliance"] for one in simulated["variants"]] == [0.5, 0.0]


def test_a_plan_in_words(graph: str) -> None:
    said = run("plan", "--graph", graph, "--people", "300")
    assert "300 people are out after" in said
    assert "a planning aid" in said.lower()


def test_the_price_of_posts(graph: str) -> None:
    words = ["plan", "--graph", graph, "--people", "300", "--posts", "1", "--posts", "2"]
    plan = json.loads(run(*words, "--json"))
    jsonschema_rs.validator_for(json.loads(run("schema"))).validate(plan)
    assert [one["most"] for one in plan["posts"]] == [1, 2]
    assert plan["plan"]["clear_s"] <= plan["posts"][1]["clear_s"] < plan["nearest"]["clear_s"]
    assert plan["posts"][0]["posts"][0]["orders"][0]["towards"] in {"near", "far"}


def test_a_situation_from_a_file(graph: str, tmp_path: Path) -> None:
    (tmp_path / "now.json").write_text(json.dumps({"exits_closed": [{"node": "near"}]}))
    plan = json.loads(run("plan", "--graph", graph, "--situation", str(tmp_path / "now.json"), "--json"))
    assert [one["node"] for one in plan["plan"]["exits"]] == ["far"]


@pytest.mark.parametrize(
    ("words", "field"),
    [
        (["--precision", "perfect"], "precision"),
        (["--situation", "nowhere.json"], "situation"),
        (["--graph", "nowhere.json"], "graph"),
    ],
)
def test_what_is_wrong_is_named(graph: str, words: list[str], field: str) -> None:
    with pytest.raises(BadInput) as refused:
        run("plan", "--graph", graph, *words)
    assert refused.value.field == field


def test_a_map_is_kept_and_planned_on(tmp_path: Path) -> None:
    (tmp_path / "cross.wkt").write_text("LINESTRING (0 0, 100 0)\nLINESTRING (50 -50, 50 50)")
    (tmp_path / "cross.wkt").with_name("none.wkt").write_text("POINT (0 0)")
    where = ["--exit", "0,0", "--exit", "100,0"]
    said = run("map", str(tmp_path / "cross.wkt"), *where, "--audit", "--out", str(tmp_path / "kept.json"))
    assert "5 junctions, 4 streets, 200 m" in said
    assert "They were taken to be 3.0 m wide" in said
    assert json.loads(run("map", str(tmp_path / "cross.wkt"), *where, "--json"))["format"] == "wkt"
    kept = json.loads(run("bound", "--graph", str(tmp_path / "kept.json"), "--people", "90", "--json"))
    straight = json.loads(run("bound", "--map", str(tmp_path / "cross.wkt"), *where, "--people", "90", "--json"))
    assert kept["inputs"]["sha256"] == straight["inputs"]["sha256"]
    with pytest.raises(BadInput, match="no place"):
        run("map", str(tmp_path / "cross.wkt"), "--exit", "here")
    with pytest.raises(BadInput, match="holds no streets"):
        run("map", str(tmp_path / "none.wkt"))
    with pytest.raises(BadInput, match="Neither a graph nor a map"):
        run("plan")


def test_an_area_between_walls_from_a_file(graph: str, tmp_path: Path) -> None:
    hall = {
        "walkable": "POLYGON ((0 0, 10 0, 10 5, 0 5, 0 0))",
        "exits": [{"area": "POLYGON ((9 0, 10 0, 10 5, 9 5, 9 0))", "name": "east"}],
    }
    (tmp_path / "hall.json").write_text(json.dumps(hall))
    words = ["simulate", "--venue", str(tmp_path / "hall.json"), "--people", "20", "--seeds", "2"]
    answer = json.loads(run(*words, "--json"))
    jsonschema_rs.validator_for(json.loads(run("schema"))).validate(answer)
    assert (answer["inputs"]["graph"], answer["inputs"]["people"]) == ("hall", 20)
    assert answer["venue"]["exits"][0]["people"] == 20
    said = run(*words)
    assert "the last of 20 people is out" in said
    assert "a planning aid" in said.lower()
    for more, field in (
        (["--graph", graph], "venue"),
        (["--situation", graph], "situation"),
        (["--venue", "nowhere.json"], "venue"),
    ):
        with pytest.raises(BadInput) as refused:
            run(*words, *more)
        assert refused.value.field == field
