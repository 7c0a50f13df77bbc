"""Every modifier of the specification's appendix, and what null, empty and lists mean."""

import pytest

CASES = [
    ("Image: 'C:\\a.exe'", {"Image": "c:\\A.EXE"}, True),
    ("Image: 'C:\\a.exe'", {"Image": "c:\\a.exe.bak"}, False),
    ("Image|endswith: '\\sc.exe'", {"Image": "C:\\SC.exe"}, True),
    ("Image|startswith: 'C:\\'", {"Image": "D:\\C:\\"}, False),
    ("C|contains: foo", {"C": "a FOO b"}, True),
    ("C|contains|all: [foo, bar]", {"C": "foo"}, False),
    ("C|contains|all: [foo, bar]", {"C": "bar foo"}, True),
    ("C: 'a*b?d'", {"C": "a--bxd"}, True),
    ("C: 'a*b?d'", {"C": "a--bd"}, False),
    ("C: 'a\\*b'", {"C": "a*b"}, True),
    ("C: 'a\\*b'", {"C": "axb"}, False),
    ("C: 'ab*ba'", {"C": "aba"}, False),
    ("C|cased: Foo", {"C": "foo"}, False),
    ("C|cased: Foo", {"C": "Foo"}, True),
    ("C|contains|cased: oO", {"C": "fOO foO"}, True),
    ("C|neq: x", {"C": "y"}, True),
    ("C|neq: x", {"C": "X"}, False),
    ("C|exists: true", {"C": None}, True),
    ("C|exists: false", {"C": ""}, False),
    ("C|exists: false", {}, True),
    ("C: null", {}, True),
    ("C: null", {"C": ""}, True),
    ("C: null", {"C": "x"}, False),
    ("C: ''", {"C": ""}, True),
    ("C: ''", {}, False),
    ("C|windash|contains: ' -f '", {"C": "a /f b"}, True),
    ("C|windash|contains: ' -f '", {"C": "a –f b"}, True),
    ("C|windash|contains: ' -f '", {"C": "a f b"}, False),
    ("C|re: 'fo{2}$'", {"C": "xfoo"}, True),
    ("C|re: 'fo{2}$'", {"C": "FOO"}, False),
    ("C|re|i: 'fo{2}$'", {"C": "FOO"}, True),
    ("C|re|m: '^b$'", {"C": "a\nb\nc"}, True),
    ("C|re: '^b$'", {"C": "a\nb\nc"}, False),
    ("C|re|s: 'a.b'", {"C": "a\nb"}, True),
    ("C|re: 'a.b'", {"C": "a\nb"}, False),
    ("C|base64|contains: foobar", {"C": "x Zm9vYmFy y"}, True),
    ("C|base64offset|contains: foobar", {"C": "eGZvb2Jhcg=="}, True),
    ("C|wide|base64offset|contains: ping", {"C": "cABpAG4AZwA="}, True),
    ("C|utf16le|base64|contains: ping", {"C": "cABpAG4AZwA="}, True),
    ("C|utf16be|base64|contains: ping", {"C": "AHAAaQBuAGc="}, True),
    ("C|utf16|base64|contains: ping", {"C": "//5wAGkAbgBnAA=="}, True),
    ("N|lt: 5", {"N": 4.5}, True),
    ("N|lte: 5", {"N": "5"}, True),
    ("N|gt: 5", {"N": "0x10"}, True),
    ("N|gte: 5", {"N": "many"}, False),
    ("N|gte: 5", {}, False),
    ("N: 5", {"N": "5"}, True),
    ("N: 5", {"N": 5.0}, True),
    ("N: 5", {"N": 55}, False),
    ("N: '4*'", {"N": 4624}, True),
    ("B: true", {"B": True}, True),
    ("B: true", {"B": "True"}, True),
    ("B: true", {"B": 1}, False),
    ("A|cidr: 10.0.0.0/8", {"A": "10.255.0.1"}, True),
    ("A|cidr: 10.0.0.0/8", {"A": "11.0.0.1"}, False),
    ("A|cidr: 10.0.0.0/8", {"A": "::ffff:10.0.0.1"}, True),
    ("A|cidr: '2001:db8::/32'", {"A": "2001:DB8:1::1"}, True),
    ("A|cidr: 10.0.0.0/8", {"A": "host"}, False),
    ("A|fieldref: B", {"A": "x", "B": "X"}, True),
    ("A|fieldref: B", {"A": "x", "B": "y"}, False),
    ("A|fieldref|startswith: B", {"A": "xyz", "B": "xy"}, True),
    ("A|fieldref|endswith: B", {"A": "xyz", "B": "xy"}, False),
    ("A|fieldref|neq: B", {"A": "x", "B": "y"}, True),
    ("T|minute: 7", {"T": "2026-11-23T21:07:00.1234567Z"}, True),
    ("T|hour: 21", {"T": "2026-11-23 21:07:00"}, True),
    ("T|day: 23", {"T": "2026-11-23"}, True),
    ("T|week: 48", {"T": "2026-11-23"}, True),
    ("T|month: 11", {"T": "2026-11-23T21:07:00+02:00"}, True),
    ("T|year: 2025", {"T": "2026-11-23"}, False),
    ("T|hour: 1", {"T": "yesterday"}, False),
    ("C|contains: b", {"C": ["a", "B"]}, True),
    ("C: b", {"C": []}, False),
    ("- lost\n- 'found*it'", {"C": "x", "D": "was FOUND; take it"}, True),
    ("- lost\n- 'found*it'", {"C": "found", "D": "it"}, False),
    ("'|all':\n  - one\n  - two", {"C": "two", "D": "one"}, True),
    ("'|all':\n  - one\n  - two", {"C": "two"}, False),
    ("'|re': 'o[xy]e'", {"C": "oxe"}, True),
]


@pytest.mark.parametrize(("selection", "event", "expected"), CASES)
def test_a_selection(holds, selection, event, expected):
    assert holds(selection, event) is expected


def test_placeholders_take_a_site_s_values(holds, rules):
    selection = "User|expand: '%admins%'"
    assert holds(selection, {"User": "Root"}, admins=["root", "adm_*"])
    assert holds(selection, {"User": "adm_x"}, admins=["root", "adm_*"])
    assert not holds(selection, {"User": "adm"}, admins=["root", "adm_*"])
    assert holds("User|contains|expand: 'x%admins%y'", {"User": "axrooty"}, admins=["root"])
    text = "title: t\nlogsource: {product: a}\ndetection: {s: {User|expand: '%admins%'}, condition: s}"
    refusal = rules(text).refused[0]
    assert (refusal.code, refusal.reason) == ("Unfilled", "The placeholder %admins% has no values.")


@pytest.mark.parametrize("pattern", ["(?=a)b", "(a)\\1", "(((((a{1,300}){1,300}){1,300})", "("])
def test_an_expression_that_is_not_linear_is_refused(rules, pattern):
    text = f"title: t\nlogsource: {{product: a}}\ndetection: {{s: {{C|re: '{pattern}'}}, condition: s}}"
    loaded = rules(text)
    assert not loaded.rules
    assert "invalid" in loaded.refused[0].reason or "refused" in loaded.refused[0].reason


def test_a_hostile_expression_ends(holds):
    """In a backtracking engine this takes longer than the universe has stood."""
    assert not holds("C|re: '^(a+)+(a|a)*$'", {"C": "a" * 50_000 + "!"})
    assert not holds("C: '*a*a*a*a*a*a*a*a*b'", {"C": "a" * 50_000})
