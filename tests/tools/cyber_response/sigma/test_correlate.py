"""All eight correlation types on streams: the specification's examples, late events, restarts, eviction, chains."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from impetus.tools.cyber_response.sigma.correlate import Correlator, StateRefused
from impetus.tools.cyber_response.sigma.load import resolved
from impetus.tools.cyber_response.sigma.parse import parse
from impetus.tools.cyber_response.sigma.record import Record

BASES = [
    {"title": name, "name": name, "logsource": {"product": "x"}, "detection": {"s": {"kind": name}, "condition": "s"}}
    for name in "abc"
]
MINUTE = 60


def correlator(*corrs: dict, late: float = 0.0, most: int = 10_000) -> Correlator:
    documents = [
        *BASES,
        *({"title": f"t{n}", "name": f"t{n}", "correlation": {"group-by": ["host"], "timespan": "1m"} | one}
          for n, one in enumerate(corrs)),
    ]  # fmt: skip
    loaded = resolved([item for one in documents for item in parse(one, "made.yml")], {})
    assert not loaded.refused, loaded.refused
    return Correlator(loaded.correlations, lateness_s=late, most=most)


def run(made: Correlator, *events: tuple, end: bool = True) -> list[tuple[str, float, float]]:
    """Feed (time, rule, fields) and return (correlation, start, end) of what fired."""
    fired = []
    for number, (time, rule, *fields) in enumerate(events):
        record = Record({"host": "h"} | (fields[0] if fields else {}), (), float(time))
        fired += made.feed([rule], record, f"f:{number}")
    if end:
        fired += made.finish()
    return [(one.correlation.head.name, one.start, one.end) for one in fired]


def values(*some: object) -> list[tuple]:
    return [(number, "a", {"v": value}) for number, value in enumerate(some)]


COUNT = {"type": "event_count", "rules": ["a"], "condition": {"gte": 3}}


def test_event_count_within_any_window_of_the_span():
    assert run(correlator(COUNT), (0, "a"), (40, "a"), (61, "a")) == []
    assert run(correlator(COUNT), (0, "a"), (40, "a"), (61, "a"), (99, "a")) == [("t0", 40, 99)]
    assert run(correlator(COUNT), (0, "a"), (60, "a"), (60, "a")) == [("t0", 0, 60)], "the span's end counts"
    assert run(correlator(COUNT), (0, "a"), (1, "b"), (2, "a")) == []


def test_what_was_told_is_used_up():
    assert len(run(correlator(COUNT), *((n, "a") for n in range(8)))) == 2


def test_groups_are_apart_and_know_no_case():
    made = correlator(COUNT)
    assert run(made, (0, "a", {"host": "A"}), (1, "a", {"host": "b"}), (2, "a", {"host": "a"})) == []
    assert len(run(correlator(COUNT), *((n, "a", {"host": one}) for n, one in enumerate("AaA")))) == 1
    made = correlator(COUNT)
    made.feed(["a"], Record({}, (), 1.0))
    assert made.counters.ungrouped == 1


def test_fewer_than_is_known_when_the_span_is_over():
    made = correlator({"type": "event_count", "rules": ["a"], "condition": {"lt": 3}})
    assert run(made, (0, "a"), (10, "a"), (59, "a"), end=False) == []
    assert run(made, (100, "a"), (161, "a"), end=False) == [("t0", 100, 100)], "three were not fewer, one was"


def test_exactly_is_known_when_the_span_is_over():
    two = {"type": "event_count", "rules": ["a"], "condition": {"eq": 2}}
    assert run(correlator(two), (0, "a"), (1, "a"), (2, "a")) == []
    assert run(correlator(two), (0, "a"), (1, "a")) == [("t0", 0, 1)]


def test_value_count_counts_different_values():
    three = {"type": "value_count", "rules": ["a"], "condition": {"field": "v", "gte": 3}}
    assert run(correlator(three), *values("x", "X", "y", "y")) == []
    assert run(correlator(three), *values("x", "y", None, "z")) == [("t0", 0, 2)], "an empty value is one too"
    assert run(correlator(three), (0, "a", {"v": 1}), (50, "a", {"v": 2}), (61, "a", {"v": 3})) == []
    both = {"type": "value_count", "rules": ["a"], "condition": {"field": ["v", "w"], "gte": 2}}
    assert run(correlator(both), (0, "a", {"v": 1, "w": 1}), (1, "a", {"v": 1, "w": 2})) == [("t0", 0, 1)]
    assert run(correlator(both), (0, "a", {"v": 1}), (1, "a", {"v": 1, "w": 2})) == []


def test_temporal_takes_any_order():
    all_three = {"type": "temporal", "rules": ["a", "b", "c"]}
    assert run(correlator(all_three), (0, "c"), (5, "a"), (6, "a"), (60, "b")) == [("t0", 0, 60)]
    assert run(correlator(all_three), (0, "c"), (5, "a"), (61, "b")) == []


def test_temporal_ordered_keeps_the_order():
    ordered = {"type": "temporal_ordered", "rules": ["a", "b", "c"]}
    assert run(correlator(ordered), (0, "a"), (1, "c"), (2, "b")) == []
    assert run(correlator(ordered), (0, "a"), (1, "c"), (2, "b"), (3, "c")) == [("t0", 0, 3)]
    assert run(correlator(ordered), (0, "a"), (50, "b"), (61, "c")) == []
    made = correlator({"type": "temporal_ordered", "rules": ["a", "b"]})
    assert made.feed(["a", "b"], Record({"host": "h"}, (), 1.0), "f:0") == [], "one event does not follow itself"


def test_conditions_of_and_or_not():
    either = {"type": "temporal", "condition": "a and (b or c)"}
    assert run(correlator(either), (0, "a"), (1, "c"), end=False) == [("t0", 0, 1)]
    without = {"type": "temporal", "condition": "a and b and not c"}
    assert run(correlator(without), (0, "a"), (1, "b"), (2, "c")) == []
    assert run(correlator(without), (0, "a"), (1, "b"), (62, "c")) == [("t0", 0, 1)]


def test_sum_average_median_and_percentile():
    total = {"type": "value_sum", "rules": ["a"], "condition": {"field": "v", "gt": 10}}
    assert run(correlator(total), *values(5, "5")) == []
    assert run(correlator(total), *values(5, "5", "0x1")) == [("t0", 0, 2)]
    mean = {"type": "value_avg", "rules": ["a"], "condition": {"field": "v", "gt": 10}}
    assert run(correlator(mean), *values(100, 1), end=False) == [], "the first alone says nothing"
    assert run(correlator(mean), *values(20, 1)) == [("t0", 0, 1)]
    assert run(correlator(mean), *values(20, 0)) == []
    median = {"type": "value_median", "rules": ["a"], "condition": {"field": "v", "lte": 2}}
    assert run(correlator(median), *values(1, 2, 900)) == [("t0", 0, 2)]
    assert run(correlator(median), *values(1, 4)) == [], "between the two"
    tenth = {"type": "value_percentile", "rules": ["a"], "condition": {"field": "v", "percentile": 90, "gte": 9}}
    assert run(correlator(tenth), *values(*range(11))) == [("t0", 0, 10)]
    assert run(correlator(tenth), *values(*range(10))) == []
    made = correlator(total)
    run(made, *values("much"))
    assert made.counters.unvalued == 1


def test_percentile_without_one_is_a_value_s_share():
    """The specification's example: a process seen in at most 1 % of all."""
    rare = {"type": "value_percentile", "rules": ["a"], "condition": {"field": "v", "lte": 1}}
    common = [(0.1 * number, "a", {"v": "usual"}) for number in range(99)]
    assert len(run(correlator(rare), *common, (20, "a", {"v": "rare"}))) == 1
    assert run(correlator(rare), *common[:50], (20, "a", {"v": "rare"})) == []


def test_the_specification_s_example_of_failed_logins():
    many = {"type": "event_count", "rules": ["a"], "timespan": "10m", "condition": {"gte": 10}, "group-by": ["host"]}
    then = {"type": "temporal_ordered", "rules": ["t0", "b"], "timespan": "10m", "group-by": ["user"]}
    failed = [(n, "a", {"user": "eve"}) for n in range(10)]
    assert run(correlator(many, then), *failed, (30, "b", {"user": "eve"})) == [("t0", 0, 9), ("t1", 9, 30)]
    assert run(correlator(many, then), *failed, (30, "b", {"user": "bob"})) == [("t0", 0, 9)]
    assert run(correlator(many, then), (-5, "b", {"user": "eve"}), *failed) == [("t0", 0, 9)]


def test_the_specification_s_example_of_aliases():
    aliased = {
        "type": "temporal", "rules": ["a", "b"], "timespan": "10s", "group-by": ["inner", "outer"],
        "aliases": {"inner": {"a": "dst", "b": "src"}, "outer": {"a": "src", "b": "dst"}},
    }  # fmt: skip
    one = (0, "a", {"dst": "10.0.0.1", "src": "8.8.8.8"})
    assert run(correlator(aliased), one, (1, "b", {"src": "10.0.0.1", "dst": "8.8.8.8"})) == [("t0", 0, 1)]
    assert run(correlator(aliased), one, (1, "b", {"dst": "10.0.0.1", "src": "8.8.8.8"})) == []


def test_late_matches_fall_into_their_window_or_are_counted():
    made = correlator(COUNT, late=30)
    assert run(made, (0, "a"), (50, "a"), (45, "a")) == [("t0", 0, 50)]
    made = correlator(COUNT, late=30)
    assert run(made, (0, "a"), (50, "a"), (10, "a")) == []
    assert made.counters.late == 1
    few = correlator({"type": "event_count", "rules": ["a"], "condition": {"lt": 2}}, late=30)
    assert run(few, (0, "a"), (80, "a"), (55, "a")) == [("t0", 80, 80)], "the late one made two of the first window"


def test_a_match_without_time_is_counted():
    made = correlator(COUNT)
    made.feed(["a"], Record({"host": "h"}, (), "no time"))
    assert made.counters.untimed == 1


@pytest.mark.parametrize("cut", range(7))
def test_a_restart_changes_nothing(cut: int):
    def fresh() -> Correlator:
        return correlator(
            COUNT,
            {"type": "value_avg", "rules": ["a"], "condition": {"field": "v", "lt": 3}},
            {"type": "temporal_ordered", "rules": ["t0", "b"]},
            late=5,
        )

    events = [
        (0, "a", {"v": 1}),
        (3, "a", {"v": 2}),
        (2, "a", {"v": 3}),
        (50, "b"),
        (70, "a", {"v": 4}),
        (200, "a", {"v": 1}),
    ]
    whole = run(fresh(), *events)
    before = fresh()
    head = run(before, *events[:cut], end=False)
    after = fresh()
    assert after.restore(before.save()) == 0
    assert after.remembered == before.remembered
    assert head + run(after, *events[cut:]) == whole
    assert [name for name, *_ in whole] == ["t0", "t2", "t1", "t1"]


def test_state_of_a_changed_rule_is_left_out():
    before = correlator(COUNT)
    run(before, (0, "a"), (1, "a"), end=False)
    after = correlator(COUNT | {"timespan": "2m"})
    assert after.restore(before.save()) == 2
    assert after.remembered == 0
    with pytest.raises(StateRefused, match="cannot be read"):
        after.restore(b"nonsense")


def test_memory_is_capped_and_what_goes_is_counted():
    made = correlator(COUNT, most=100)
    run(made, *((n / 100, "a", {"host": f"h{n}"}) for n in range(1000)), end=False)
    assert made.remembered == 100
    assert made.counters.evicted == 900
    assert run(made, (10, "a", {"host": "h999"}), (10, "a", {"host": "h999"})) == [("t0", 9.99, 10)]


def test_old_matches_are_forgotten():
    made = correlator(COUNT | {"condition": {"gte": 100}})
    run(made, *((n * 30, "a") for n in range(5000)), end=False)
    assert made.remembered < 100


@given(
    st.lists(st.tuples(st.integers(0, 200), st.sampled_from("xyz")), max_size=30),
    st.integers(1, 6),
    st.sampled_from(["event_count", "value_count"]),
)
def test_the_first_alert_is_where_brute_force_finds_it(events, least, kind):
    limit = {"gte": least} | ({"field": "v"} if kind == "value_count" else {})
    made = correlator({"type": kind, "rules": ["a"], "condition": limit}, late=1000)
    first = None
    for number, (time, value) in enumerate(events):
        if made.feed(["a"], Record({"host": "h", "v": value}, (), float(time)), "f:0"):
            first = number
            break
    expected = None
    for number in range(len(events)):
        seen = events[: number + 1]
        windows = ([one for one in seen if end - MINUTE <= one[0] <= end] for end, _ in seen)
        figures = (len(one) if kind == "event_count" else len({value for _, value in one}) for one in windows)
        if max(figures) >= least:
            expected = number
            break
    assert first == expected
