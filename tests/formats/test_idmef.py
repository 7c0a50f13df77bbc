"""IDMEFv2: valid by the draft's schema out and in, and honest about what is lost."""

import json
from datetime import UTC, datetime
from typing import Any

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from impetus.alerts.records import Summary
from impetus.formats import idmef
from impetus.model.alert import AlertState, Severity, Where
from impetus.model.text import Text

AT = datetime(2026, 3, 6, 12, tzinfo=UTC)


def sample(**changes: Any) -> dict[str, Any]:
    """A message about an intrusion."""
    return {
        "Version": "2.D.V08",
        "ID": "819df7bc-35ef-40d8-bbee-1901117370b2",
        "CreateTime": "2026-03-06T12:00:00.000Z",
        "StartTime": "2026-03-06T11:59:00Z",
        "Analyzer": {"Name": "gate", "IP": "127.0.0.1"},
        "Category": ["Access.Unauthorized"],
        "Priority": "Medium",
        "Confidence": 0.7,
        "EntitySector": ["Undefined"],
        "Description": "Somebody went in",
        "Sensor": [{"Name": "door-1", "Location": "North door", "GeoLocation": "60.17, 24.94"}],
        **changes,
    }


def test_a_message_becomes_an_alert() -> None:
    found = idmef.read(json.dumps(sample()).encode())
    [alert] = found.items
    assert (alert.kind, alert.severity, alert.confidence) == ("imported.idmef", Severity.MEDIUM, 0.7)
    assert alert.where == Where(name="North door", latitude=60.17, longitude=24.94)
    assert alert.revision == 60
    assert [part.path for part in found.lost] == ["EntitySector"]


TEXT = st.text(max_size=30)
PLACES = st.builds(
    Where, name=TEXT, latitude=st.none() | st.floats(-90, 90), longitude=st.none() | st.floats(-180, 180),
    area=st.lists(st.tuples(st.floats(-180, 180), st.floats(-90, 90)), max_size=4),
)  # fmt: skip
KINDS = st.sampled_from(["crowd.surge", "air.plume", "cyber.intrusion", "weather.warning", "x"])
TIMES = st.datetimes(datetime(2000, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001
ALERTS = st.builds(
    Summary, id=TEXT, number=st.integers(1, 10**9), tool=TEXT, tool_version=TEXT, kind=KINDS, subject=TEXT, clock=TEXT,
    window_start=TIMES, window_end=TIMES, severity=st.sampled_from(list(Severity)), confidence=st.floats(0, 1),
    state=st.sampled_from(list(AlertState)), title=st.builds(Text, en=TEXT, it=TEXT), why=st.builds(Text, en=TEXT),
    place=PLACES, signature=TEXT, over=st.booleans(), revision=st.integers(0, 1000), version=st.just(1),
    owner=st.none(), acknowledged_at=st.none(), created_at=st.just(AT), updated_at=TIMES,
    sensors=st.lists(TEXT, max_size=3), verdict=st.none(),
)  # fmt: skip


@given(ALERTS)
def test_what_leaves_is_valid_and_comes_back(alert: Summary) -> None:
    message, lost = idmef.to_idmef(alert, agency="helsinki", city="Helsinki")
    assert idmef.faults(message) == []
    again = msgspec.json.decode(idmef.write([message]))
    back = idmef.read(json.dumps(again).encode())
    [draft] = back.items
    same = {Severity.CRITICAL: Severity.HIGH}.get(alert.severity, alert.severity)
    assert draft.severity is same
    assert abs(draft.confidence - alert.confidence) < 1e-5
    assert abs(draft.window_start - int(alert.window_start.timestamp() * 1000)) <= 1
    assert ("severity" in [part.path for part in lost]) == (alert.severity is Severity.CRITICAL)


JSONS = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=12,
)


@given(st.binary() | JSONS.map(lambda value: json.dumps(value).encode()))
def test_anything_may_come_in(payload: bytes) -> None:
    found = idmef.read(payload)
    assert found.items == []


FIELDS = st.sampled_from([*sorted(sample()), "Source", "Status", "Note"])


@given(st.dictionaries(FIELDS, JSONS, max_size=3), st.booleans())
def test_the_good_part_of_a_bad_batch_is_kept(bent: dict[str, Any], first: bool) -> None:
    batch = [sample(**bent), sample()] if first else [sample(), sample(**bent)]
    found = idmef.read(json.dumps(batch).encode())
    assert (1 if first else 0) in found.positions
    assert len(found.items) + len(found.refused) == 2
    assert all(refusal.problem and refusal.remedy for refusal in found.refused)
