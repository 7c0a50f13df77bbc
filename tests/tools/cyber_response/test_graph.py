"""The attack graph: the published example, chances, circles, sightings, what makes no sense, a large network."""

from itertools import product
from typing import Any

import msgspec
import numpy as np
import pytest
from benchmarks.cyber_networks import large
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.tools.cyber_response.conftest import OU_2005, city

from impetus.kit.errors import BadInput
from impetus.tools.cyber_response.graph.build import Fact, Graph, build
from impetus.tools.cyber_response.graph.chances import chances, draw, wilson
from impetus.tools.cyber_response.graph.model import City, read_city
from impetus.tools.cyber_response.graph.outlook import Sighting, look
from impetus.tools.cyber_response.graph.ways import Easiest
from impetus.tools.cyber_response.graph.words import step_in_words


def test_the_published_example_is_found_step_by_step(small: City) -> None:
    """Ou, Govindavajhala and Appel 2005: by the web server and the shared folder to the workstation."""
    graph = build(small)
    way = Easiest(graph).way(graph.number[Fact("control", "workStation", "root")])
    assert way is not None
    steps = [(graph.steps[one].rule, graph.steps[one].by) for one in way.steps]
    assert [rule for rule, _ in steps] == ["outside", "connect", "exploit", "plant", "run"]
    assert steps[2] == ("exploit", "CAN-2002-0392")
    # the file server too, over the service that the example's second weakness is in
    other = Easiest(graph).way(graph.number[Fact("control", "fileServer", "root")])
    assert other is not None
    assert [graph.steps[one].by for one in other.steps if graph.steps[one].rule == "exploit"] == [
        "CAN-2002-0392",
        "CAN-2003-0252",
    ]
    assert other.chance == pytest.approx(0.8 * 0.5)
    # and nothing without the weakness that opens the first door
    whole = msgspec.json.decode(msgspec.json.encode(OU_2005))
    whole["hosts"][0]["vulnerabilities"] = []
    shut = build(city(whole))
    assert Easiest(shut).way(shut.number[Fact("control", "workStation", "root")]) is None
    assert look(city(whole)).services[0].chance == 0.0


def test_an_exploit_from_outside_is_another_technique_than_one_inside(small: City) -> None:
    found = {step.by: step.technique for step in build(small).steps if step.rule == "exploit"}
    assert found == {"CAN-2002-0392": "T1190", "CAN-2003-0252": "T1210"}


def exact(graph: Graph, fact: int) -> float:
    """How likely a fact comes about, by looking at every way that luck can fall."""
    unsure = [number for number, step in enumerate(graph.steps) if step.chance < 1.0]
    total = 0.0
    for fallen in product((0, 1), repeat=len(unsure)):
        luck = [1] * len(graph.steps)
        share = 1.0
        for number, bit in zip(unsure, fallen, strict=True):
            luck[number] = bit
            share *= graph.steps[number].chance if bit else 1.0 - graph.steps[number].chance
        total += share * (chances(graph, luck, trials=1).facts[fact] & 1)
    return total


def test_chances_are_right_where_ways_share_steps_and_go_in_circles(small: City) -> None:
    graph = build(small)
    down = graph.number[Fact("down", "files")]
    found = look(small, trials=20_000)
    low, high = found.chances.interval(down)
    assert low <= exact(graph, down) <= high
    # by hand: the web server falls (0.8), then the folder is written to and run (0.5)
    assert exact(graph, down) == pytest.approx(0.8 * 0.5)


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 10_000))
def test_more_weakness_never_helps_the_defender_and_the_easiest_way_is_no_likelier_than_any_way(seed: int) -> None:
    made = large(6, 5, seed)
    graph = build(made)
    luck = draw(graph, trials=256, seed=seed)
    before = chances(graph, luck, trials=256)
    easiest = Easiest(graph)
    for number, _ in enumerate(graph.facts):
        way = easiest.way(number)
        assert way is None or 0 < way.chance <= 1
        if before.facts[number]:
            assert way is not None
    more = [bits | (1 << seed % 256) for bits in luck]
    after = chances(graph, more, trials=256)
    assert all(one & two == one for one, two in zip(before.facts, after.facts, strict=True))
    assert chances(graph, luck, trials=256).facts == before.facts


def test_what_was_seen_changes_what_comes_next(small: City) -> None:
    calm, seen = look(small), look(small, [Sighting("webServer")])
    assert calm.next == []
    assert seen.loss > calm.loss
    rules = [seen.graph.steps[one.step].rule for one in seen.next]
    assert rules[0] == "run"  # the folder that the web server may write to
    assert all(one.worth >= 0 for one in seen.next)
    doubtful = look(small, [Sighting("webServer", sure=0.5)])
    assert calm.loss <= doubtful.loss <= seen.loss
    with pytest.raises(BadInput) as refused:
        look(small, [Sighting("mailServer")])
    assert refused.value.field == "sightings[0].host"


def test_a_redundant_service_stops_only_with_all_of_its_hosts() -> None:
    weak = {
        "vulnerabilities": [{"id": "CVE-2026-1", "service": "s", "chance": 1.0}],
        "services": [{"name": "s", "port": 9}],
    }
    hosts = [{"id": one, "zone": "in", **(weak if one == "a" else {})} for one in ("a", "b")]
    flows = [{"source": "internet", "target": "in"}]
    services = [
        {"id": "both", "name": "Both", "needs": [["a", "b"]], "loss": 1},
        {"id": "each", "name": "Each", "needs": [["a"], ["b"]], "loss": 1},
    ]
    found = {
        one.service: one.chance for one in look(city({"hosts": hosts, "flows": flows, "services": services})).services
    }
    assert found == {"both": 0.0, "each": 1.0}


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"hosts": []}, "hosts"),
        ({"hosts": [{"id": "a"}]}, "hosts[0]"),
        ({"hosts": [{"id": "a", "zone": "z"}, {"id": "a", "zone": "z"}]}, "hosts[1].id"),
        ({"hosts": [{"id": "z", "zone": "z"}]}, "hosts[0].id"),
        ({"hosts": [{"id": "a", "zone": "z", "vulnerabilities": [{"id": "v"}]}]},
         "hosts[0].vulnerabilities[0].service"),
        ({"hosts": [{"id": "a", "zone": "z", "vulnerabilities": [{"id": "v", "chance": 2}]}]},
         "hosts[0].vulnerabilities[0].chance"),
        ({"hosts": [{"id": "a", "zone": "z", "vulnerabilities": [{"id": "v", "reach": "local"}]}]},
         "hosts[0].vulnerabilities[0].gives"),
        ({"flows": [{"source": "moon", "target": "dmz"}]}, "flows[0].source"),
        ({"services": [{"id": "s", "name": "S", "needs": [["nobody"]]}]}, "services[0].needs[0]"),
        ({"services": [{"id": "s", "name": "S", "needs": []}]}, "services[0].needs"),
        ({"colour": "red"}, "network"),
    ],
)  # fmt: skip
def test_a_network_that_makes_no_sense_is_refused_by_its_field(change: dict[str, Any], field: str) -> None:
    with pytest.raises(BadInput) as refused:
        city({**OU_2005, **change})
    assert refused.value.field == field
    assert refused.value.remedy


@settings(max_examples=200, deadline=None)
@given(st.one_of(st.binary(max_size=200), st.recursive(
    st.none() | st.booleans() | st.floats() | st.text(max_size=5) | st.sampled_from(["hosts", "id", "zone"]),
    lambda part: st.lists(part, max_size=3) | st.dictionaries(
        st.sampled_from(["hosts", "id", "zone", "flows", "services", "needs", "source"]), part, max_size=3),
    max_leaves=12).map(lambda said: msgspec.json.encode(said))))  # fmt: skip
def test_no_bytes_break_the_reader(said: bytes) -> None:
    with pytest.raises(BadInput) as refused:
        read_city(said)  # nothing that is drawn is a network
    assert refused.value.field


def test_a_thousand_hosts_with_ten_thousand_weaknesses() -> None:
    made = large(1000, 10_000)
    found = look(made, [Sighting("host0")], trials=512, steps=5)
    assert len(found.graph.steps) > 10_000
    assert any(one.chance > 0 for one in found.services)
    assert len(found.next) == 5


def test_an_interval_holds_the_share() -> None:
    for hits in range(0, 101, 10):
        low, high = wilson(hits, 100)
        assert 0 <= low <= hits / 100 <= high <= 1
    assert np.isclose(wilson(50, 100), (0.404, 0.596), atol=0.001).all()


def test_each_step_is_said_in_three_languages(small: City) -> None:
    graph = build(small)
    for number, step in enumerate(graph.steps):
        said = {step_in_words(graph, number, locale) for locale in ("en", "it", "nb")}
        assert all("{" not in one and graph.facts[step.makes].what in one for one in said)
        assert len(said) == 3 or step.rule in ("exploit", "connect")
