"""Rules from files: kept by content, refused by name and reason, filters added, old counts converted."""

from pathlib import Path

import pytest

from impetus.kit.errors import BadInput
from impetus.tools.cyber_response.sigma.load import Cache, load
from impetus.tools.cyber_response.sigma.placeholders import read_values
from impetus.tools.cyber_response.sigma.record import Record

PLAIN = """
title: Service stopped
id: aaaaaaaa-0000-4000-8000-000000000001
name: stopped
level: high
author: somebody
tags: [attack.t1489]
logsource: {product: windows, category: process_creation}
detection:
  selection: {Image|endswith: '\\sc.exe'}
  condition: selection
"""
COUNT = """
title: Many
id: aaaaaaaa-0000-4000-8000-000000000002
logsource: {product: linux}
detection:
  selection: {a: x}
  timeframe: 5m
  condition: selection | count(user) by host, src > 3
"""
FILTER = """
title: Known
logsource: {product: windows, category: process_creation}
filter:
  rules: [stopped]
  selection: {User: backup}
  condition: not selection
"""


def test_the_second_time_nothing_is_parsed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    (tmp_path / "a").mkdir()
    (tmp_path / "a/one.yml").write_text(PLAIN + "---\n" + COUNT)
    first = load([tmp_path / "a"], cache=Cache(tmp_path / "kept"))
    monkeypatch.setattr("impetus.tools.cyber_response.sigma.load.parse", None)
    (tmp_path / "a/one.yml").rename(tmp_path / "a/two.yml")
    again = load([tmp_path / "a"], cache=Cache(tmp_path / "kept"))
    assert [one.rule.node for one in again.rules] == [one.rule.node for one in first.rules]
    assert again.rules[0].rule.head.file == "two.yml"
    assert again.rules[0].rule.head.author == "somebody"


def test_a_broken_cache_is_no_harm(tmp_path: Path):
    (tmp_path / "kept").write_bytes(b"\xff nonsense")
    (tmp_path / "one.yml").write_text(PLAIN)
    assert len(load([tmp_path], cache=Cache(tmp_path / "kept")).rules) == 1


@pytest.mark.parametrize(
    ("text", "code", "reason"),
    [
        ("a: [", "NoYaml", "expected"),
        ("just words", "not_a_rule", "no mapping"),
        ("title: x", "not_a_rule", "neither detection"),
        (PLAIN.replace("selection\n", "gone\n"), "SigmaConditionError", "gone"),
        (PLAIN.replace("|endswith", "|nonsense"), "SigmaModifierError", "nonsense"),
        (COUNT.replace("count(user)", "max(user)"), "CountingError", "max"),
        (COUNT.replace("count(user) by host, src > 3", "wibble"), "CountingError", "wibble"),
    ],
)
def test_a_refusal_names_rule_and_reason(tmp_path: Path, text: str, code: str, reason: str):
    (tmp_path / "bad.yml").write_text(text)
    (tmp_path / "good.yml").write_text(PLAIN)
    loaded = load([tmp_path])
    refusal = next(one for one in loaded.refused if one.file == "bad.yml")
    assert refusal.code == code
    assert reason in refusal.reason
    assert any(one.rule.head.file == "good.yml" for one in loaded.rules) or "DuplicateId" in str(loaded.refused)


@pytest.mark.parametrize(
    "text",
    [
        "title: b\na: &a [1,1,1,1,1,1,1,1,1]\n"
        + "\n".join(
            f"{new}: &{new} [{', '.join(9 * [f'*{old}'])}]" for old, new in zip("abcdefgh", "bcdefghi", strict=True)
        )
        + "\ndetection: {s: *i, condition: s}",
        "title: b\ndetection: &d {s: *d, condition: s}",
        "title: b\nlogsource: {product: x}\ndetection: {s: {a: b}, condition: '" + 80 * "not " + "s'}",
    ],
)
def test_a_file_that_stands_for_too_much_is_refused(tmp_path: Path, text: str):
    (tmp_path / "bomb.yml").write_text(text)
    loaded = load([tmp_path])
    assert not loaded.rules
    assert loaded.refused[0].title == "b"


def test_an_id_is_loaded_once(tmp_path: Path):
    (tmp_path / "a.yml").write_text(PLAIN)
    (tmp_path / "b.yml").write_text(PLAIN.replace("sc.exe", "net.exe"))
    loaded = load([tmp_path, tmp_path])
    assert len(loaded.rules) == 1
    assert {one.code for one in loaded.refused} == {"DuplicateId"}


def test_a_folder_that_is_not_there(tmp_path: Path):
    with pytest.raises(BadInput, match="no folder"):
        load([tmp_path / "gone"])


def test_a_filter_is_added_to_the_rules_it_names(rules):
    loaded = rules(f"{PLAIN}---{FILTER}")
    predicate = loaded.rules[0].predicate
    assert predicate(Record({"Image": "C:\\sc.exe", "User": "eve"}))
    assert not predicate(Record({"Image": "C:\\sc.exe", "User": "backup"}))
    other = rules(f"{PLAIN}---{FILTER.replace('windows', 'linux')}")
    assert other.rules[0].predicate(Record({"Image": "C:\\sc.exe", "User": "backup"})), "another source's filter"


def test_an_old_count_becomes_a_correlation(rules):
    loaded = rules(COUNT)
    made = loaded.correlations[0]
    assert (made.kind, made.span_s, made.group_by) == ("value_count", 300, ("host", "src"))
    assert made.limit is not None
    assert (made.limit.order, made.limit.value, made.limit.fields) == ("gt", 3, ("user",))
    assert made.head.id == "aaaaaaaa-0000-4000-8000-000000000002"
    assert made.rules == (loaded.rules[0].rule.head.id,)
    assert not loaded.rules[0].rule.reports
    assert not loaded.refused


def test_an_old_near_becomes_a_correlation(rules):
    text = """
title: Near
name: n
logsource: {product: linux}
detection:
  one: {a: x}
  two: {a: y}
  three: {a: z}
  timeframe: 30s
  condition: one | near two and not three
"""
    made = rules(text).correlations[0]
    assert (made.kind, made.span_s, len(made.rules)) == ("temporal", 30, 3)


def test_a_correlation_of_what_is_not_loaded_is_refused(rules):
    text = "title: c\ncorrelation: {type: temporal, rules: [gone], group-by: [a], timespan: 1m}"
    refusal = rules(text).refused[0]
    assert (refusal.code, refusal.reason) == ("UnknownRule", "It refers to gone, not loaded.")
    circle = "title: c\nname: c\ncorrelation: {type: temporal, rules: [c], group-by: [a], timespan: 1m}"
    assert rules(circle).refused[0].reason == "It refers to itself."


def test_placeholders_from_a_file(tmp_path: Path):
    (tmp_path / "values.yml").write_text("admins: [root, 7]\none: two\n")
    assert read_values(tmp_path / "values.yml") == {"admins": ["root", "7"], "one": ["two"]}
    (tmp_path / "bad.yml").write_text("- a\n- b\n")
    with pytest.raises(BadInput, match="no mapping"):
        read_values(tmp_path / "bad.yml")
