"""`impetus cyber` on files: what it says, what it refuses."""

import json
from pathlib import Path

import pytest
from tests.tools.cyber_response.conftest import OU_2005
from typer.testing import CliRunner

from impetus.cli.main import build
from impetus.kit.errors import BadInput


def run(*said: str) -> str:
    made = CliRunner().invoke(build(["cyber"]), ["cyber", *said], catch_exceptions=False, env={"COLUMNS": "160"})
    assert made.exit_code == 0, made.output
    return made.output


@pytest.fixture
def network(tmp_path: Path) -> str:
    file = tmp_path / "network.json"
    file.write_text(json.dumps(OU_2005), "utf-8")
    return str(file)


def test_the_outlook_names_service_way_and_next_steps(network: str) -> None:
    said = run("outlook", network, "--seen", "webServer")
    assert "files stops: it needs workStation" in said
    assert "CAN-2003-0252 gives root on fileServer" in said
    found = json.loads(run("outlook", network, "--seen", "webServer:user:0.5", "--json"))
    assert 0 < found["services"][0]["low"] <= found["services"][0]["chance"] <= found["services"][0]["high"] < 1
    assert [one["rule"] for one in found["services"][0]["way"]][-1] == "lose"
    assert run("outlook", network, "--json") == run("outlook", network, "--json")


def test_measures_of_a_network_and_of_a_question(network: str, tmp_path: Path) -> None:
    said = run("measures", "--network", network, "--seen", "webServer")
    assert "best: Let nobody write to /export" in said.replace("\n", " ")
    found = json.loads(run("measures", "--network", network, "--seen", "webServer", "--budget", "0", "--json"))
    assert found["choice"]["best"]["measures"] == []
    question = tmp_path / "question.json"
    one = {"id": "a", "coverage": 0.5, "effect": 0.5, "cost": 10}
    question.write_text(json.dumps({"loss": 1000, "value": 500, "measures": [one]}), "utf-8")
    assert "best: a" in run("measures", str(question))


def test_a_calm_network_needs_nothing(tmp_path: Path) -> None:
    file = tmp_path / "calm.json"
    file.write_text(json.dumps({"hosts": [{"id": "a", "zone": "z"}]}), "utf-8")
    assert "Nothing needs to be done" in run("measures", "--network", str(file))


@pytest.mark.parametrize(
    ("said", "field"),
    [
        (["measures"], "question"),
        (["measures", "missing.json"], "file"),
        (["outlook", "missing.json"], "file"),
        (["outlook", "NETWORK", "--seen", "moon"], "sightings[0].host"),
        (["outlook", "NETWORK", "--seen", "webServer:2"], "seen"),
        (["outlook", "NETWORK", "--seen", "webServer:soon"], "seen"),
    ],
)
def test_what_makes_no_sense_is_refused_by_its_field(said: list[str], field: str, network: str) -> None:
    with pytest.raises(BadInput) as refused:
        run(*(network if one == "NETWORK" else one for one in said))
    assert refused.value.field == field
