"""The prefilter gives exactly what asking every rule gives, for any rules and any events."""

from hypothesis import given, settings
from hypothesis import strategies as st

from impetus.tools.cyber_response.sigma.anchors import clauses, expected
from impetus.tools.cyber_response.sigma.engine import Engine
from impetus.tools.cyber_response.sigma.load import Loaded
from impetus.tools.cyber_response.sigma.match import compiled
from impetus.tools.cyber_response.sigma.prefilter import Bucket
from impetus.tools.cyber_response.sigma.record import Label, Record
from impetus.tools.cyber_response.sigma.regex_literals import required
from impetus.tools.cyber_response.sigma.text import regex
from impetus.tools.cyber_response.sigma.tree import (
    MANY,
    ONE,
    And,
    Cidr,
    Compare,
    Exists,
    Head,
    Logsource,
    Not,
    Null,
    Number,
    Or,
    Regex,
    Rule,
    Same,
    Text,
    Truth,
)

LETTERS = "abA1.\\Σσς İsSſ\x02\x03"
PATTERNS = ["a+b", "^A", "σ|1$", ".", "abA", "(?i)abs", "aa(bbb|A1.)+", "(abA|1\\.1)", "(a1a){0,2}", "[ab]bbb?"]
words = st.text(LETTERS, max_size=4)
fields = st.sampled_from(["Image", "User", "n"])
any_field = st.one_of(fields, st.none())
parts = st.lists(st.one_of(words.filter(bool), st.sampled_from([MANY, ONE])), max_size=4).map(tuple)
leaves = st.one_of(
    st.builds(Text, any_field, parts, st.booleans()),
    st.builds(Number, any_field, st.integers(0, 12)),
    st.builds(Truth, any_field, st.booleans()),
    st.builds(Null, fields),
    st.builds(Exists, fields),
    st.builds(Regex, any_field, st.sampled_from(PATTERNS), st.sampled_from(["", "i", "s"])),
    st.builds(Cidr, fields, st.just("10.0.0.0/8")),
    st.builds(Compare, fields, st.sampled_from(["lt", "lte", "gt", "gte"]), st.integers(0, 12)),
    st.builds(Same, fields, fields, st.sampled_from(["equals", "startswith", "endswith"])),
)


def _branches(children: st.SearchStrategy) -> st.SearchStrategy:
    several = st.lists(children, min_size=1, max_size=4).map(tuple)
    return st.one_of(st.builds(And, several), st.builds(Or, several), st.builds(Not, children))


trees = st.recursive(leaves, _branches, max_leaves=10)
scalars = st.one_of(
    words, st.integers(0, 12), st.booleans(), st.none(), st.sampled_from(["10.1.2.3", "a.b\\A1", "\ud800a", 1.0, 2.5])
)
values = st.one_of(scalars, st.lists(scalars, max_size=3))
events = st.dictionaries(fields, values, max_size=3)


def _loaded(tree: object, number: int) -> Loaded:
    rule = Rule(Head(id=f"r{number}", title=""), Logsource(), tree)
    return Loaded(rule, compiled(tree))


@given(st.lists(trees, min_size=1, max_size=8), st.lists(events, min_size=1, max_size=6))
def test_candidates_hold_every_match(some, seen):
    rules = [_loaded(tree, number) for number, tree in enumerate(some)]
    sample = [Record(dict(event)) for event in seen]
    for bucket in (Bucket(rules), Bucket(rules, sample)):
        for event in seen:
            record = Record(dict(event))
            assert bucket.matches(record) == bucket.naive(record)


@settings(max_examples=30)
@given(st.lists(trees, min_size=20, max_size=24), st.lists(events, min_size=4, max_size=8))
def test_choosing_literals_anew_changes_no_match(some, seen):
    rules = [_loaded(tree, number) for number, tree in enumerate(some)]
    engine = Engine(rules, sample=2)
    for event in seen:
        assert engine.match(Record(dict(event))) == [rule for rule in rules if rule.predicate(Record(dict(event)))]


def test_a_rule_is_asked_only_where_each_of_its_rarest_literals_stands():
    tree = And((Text("Image", (MANY, "\\sc.exe")), Text("User", (MANY, "admin", MANY)), Not(Text("User", ("x",)))))
    bucket = Bucket([_loaded(tree, 0)])
    assert bucket.candidates(Record({"Image": "C:\\sc.exe", "User": "ADMINS"})) == 1
    assert bucket.candidates(Record({"Image": "C:\\sc.exe"})) == 0
    assert bucket.candidates(Record({"Image": "C:\\sc.exe.txt", "User": "admin"})) == 0, "it must end with it"


def test_what_a_tree_needs_at_least():
    one, two = Text("a", ("x", MANY)), Text("b", (MANY, "yy", MANY))
    assert len(clauses(And((one, two)), expected, 3)) == 2
    assert len(clauses(Or((one, two)), expected, 3)) == 1
    assert clauses(Or((one, Not(two))), expected, 3) == []
    assert clauses(Text("a", ("Σ",), cased=True), expected, 3) == [], "lower-casing Greek depends on what follows"


@given(st.sampled_from(PATTERNS), st.sampled_from(["", "i"]), st.text("abA1.sſS", max_size=12))
def test_what_an_expression_needs_stands_wherever_it_matches(pattern, flags, text):
    if regex(pattern, flags)(text):
        assert all(any(one in text.lower() for one in clause) for clause in required(pattern, flags))


def test_texts_of_an_expression():
    assert required("^cmd\\.exe +(/c|-k) whoami$", "") == [{"cmd.exe"}, {" whoami"}]
    assert required("(foo|barbar)x", "") == [{"foo", "barbar"}]
    assert required("(foo|b)x?", "") == []
    assert required("passed", "i") == [], "the long s folds to s"
    assert required("(unclosed", "") == []


def test_rules_go_to_the_events_they_are_meant_for():
    rule = Rule(Head(id="r", title=""), Logsource("linux", None, "sshd"), Text("a", ("x",)))
    windows = Rule(Head(id="w", title=""), Logsource("windows"), Text("a", ("x",)))
    engine = Engine([Loaded(one, compiled(one.node)) for one in (rule, windows)])

    def ids(*labels: Label) -> list[str]:
        return [one.rule.head.id for one in engine.match(Record({"a": "x"}, labels))]

    assert ids(Label("linux", None, "sshd")) == ["r"]
    assert ids(Label("linux", None, "cron")) == []
    assert ids(Label("windows", "process_creation", "sysmon")) == ["w"]
    assert ids(Label("linux", None, "cron"), Label("linux", None, "sshd")) == ["r"]
    assert ids(Label("*", "*", "*")) == ["r"], "of an unknown source every rule is tried but Windows'"
