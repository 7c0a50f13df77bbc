"""Windows events: the usual form read from the bytes gives the same record as the way that knows every form."""

import json

import pytest
from benchmarks.cyber_events import made

from impetus.tools.cyber_response.sigma.read import Unread, of_json, of_line
from impetus.tools.cyber_response.sigma.record import UNKNOWN, Label
from impetus.tools.cyber_response.sigma.tree import Logsource
from impetus.tools.cyber_response.sigma.usual import of_usual
from impetus.tools.cyber_response.sigma.windows import mapped


def _event(**system: object) -> dict:
    whole = {
        "Provider": {"#attributes": {"Name": "P"}}, "EventID": 12, "Level": 4, "Task": 1, "Opcode": 0,
        "Keywords": "0x8", "Version": 2, "EventRecordID": 9, "Channel": "Microsoft-Windows-Sysmon/Operational",
        "TimeCreated": {"#attributes": {"SystemTime": "2026-11-23T20:00:00Z"}}, "Computer": "host",
        "Security": {"#attributes": {"UserID": "S-1"}},
    }  # fmt: skip
    return {"Event": {"System": whole | system, "EventData": {"EventType": "DeleteKey", "Image": None, "n": 3}}}


def test_both_ways_give_the_same_record():
    lines = [*made(300), json.dumps(_event()).encode()]
    for line in lines:
        quick, slow = of_usual(line), of_json(json.loads(line))
        assert quick is not None
        assert (quick.fields, quick.labels, quick.stamp) == (slow.fields, slow.labels, slow.stamp)


@pytest.mark.parametrize(
    "event",
    [
        _event(EventID={"#attributes": {"Qualifiers": 1}, "#text": 12}),
        {"Event": _event()["Event"] | {"EventData": {"Data": {"#text": ["a", "b"]}}}},
        {"Event": _event()["Event"] | {"EventData": None, "UserData": {"Inner": {"a": 1, "#attributes": {"x": 2}}}}},
    ],
)
def test_other_forms_are_read_too(event):
    line = json.dumps(event).encode()
    assert of_usual(line) is None
    record = of_line(line)
    assert not isinstance(record, Unread)
    assert record.fields["EventID"] == 12
    if event["Event"]["EventData"] is None:
        assert (record.fields["a"], "x" in record.fields) == (1, False)
    elif "Data" in event["Event"]["EventData"]:
        assert record.fields["Data"] == ["a", "b"]


def test_what_a_windows_event_stands_for():
    found = of_json(_event()).labels
    assert set(found) == {
        Label("windows", None, "sysmon"),
        Label("windows", "registry_event", "sysmon"),
        Label("windows", "registry_delete", "sysmon"),
    }
    assert of_json(_event(Channel="Elsewhere")).labels == (Label("windows"),)
    created = of_json({"Channel": "Security", "EventID": "4688", "NewProcessName": "C:\\a.exe"})
    assert created.fields["Image"] == "C:\\a.exe"
    assert Label("windows", "process_creation", "security") in created.labels


def test_a_rule_for_a_channel_that_is_not_known_is_told():
    assert mapped(Logsource("windows", "process_creation"))
    assert mapped(Logsource("windows", None, "sysmon"))
    assert mapped(Logsource("linux", None, "anything"))
    assert not mapped(Logsource("windows", None, "unheard-of"))
    assert not mapped(Logsource("windows", "file_access"))
    assert not mapped(Logsource("windows", "process_creation", "taskscheduler"))


def test_other_json_is_flat_and_of_an_unknown_source():
    record = of_json({"a": {"b": 1, "c": [{"d": 2}, {"d": 3}]}, "@timestamp": "2026-11-23T20:00:00+01:00"})
    assert record.fields == {"a.b": 1, "a.c.d": [2, 3], "@timestamp": "2026-11-23T20:00:00+01:00"}
    assert record.labels == UNKNOWN
    assert record.time() == 1_795_460_400.0


def test_hashes_are_parted_for_the_rules_that_name_one(rules):
    from impetus.tools.cyber_response.sigma.engine import Engine

    text = "title: t\nlogsource: {product: windows}\ndetection: {s: {Imphash: ab12}, condition: s}"
    engine = Engine(rules(text).rules)
    event = _event()
    event["Event"]["EventData"]["Hashes"] = "MD5=00,IMPHASH=AB12"
    assert len(engine.match(of_json(event))) == 1
