"""Whatever a tool lets through, an alert is masked as it comes in; figures, ids and hosts' addresses stay."""

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.alerts.drafts import draft

from impetus.alerts.veil import veiled
from impetus.model.alert import Where
from impetus.model.evidence import AreaEvidence, PlanEvidence, TableEvidence, TextEvidence
from impetus.model.text import Text

WHO = "Giacomo Zambrotta"
SAID = f"{WHO} (+39 347 555 0123) drove AB 123 CD"


@pytest.mark.parametrize(
    "changes",
    [
        {"title": Text(en="Crowd", it=f"Folla con {WHO}")},
        {"why": Text(en=SAID)},
        {"where": Where(name=f"Home of {WHO}")},
        {"evidence": [TextEvidence(title=Text(en=WHO), body=SAID)]},
        {"evidence": [TableEvidence(title=Text(en="x"), columns=[Text(en="Who")], rows=[[SAID, 1, None]])]},
        {"evidence": [PlanEvidence(title=Text(en="x"), geojson={"a": {"b": [SAID]}}, orders=[Text(en="x", nb=SAID)])]},
        {"attributes": {"account": {"bio": [SAID, 3]}, "time": SAID}},
    ],
)
def test_nobody_is_named(changes: dict[str, object]) -> None:
    told = msgspec.json.encode(veiled(draft(0, **changes))).decode()
    assert "Zambrotta" not in told
    assert "[name]" in told


def test_what_an_alert_is_about_stays() -> None:
    area = AreaEvidence(title=Text(en="x"), ring=[(24.9, 60.1), (25.0, 60.1), (25.0, 60.2)], sensors=["EL12345"])
    said = draft(0, evidence=[area, *draft().evidence], why=Text(en="10.0.0.7 asks 10.0.0.9"), subject="EL12345")
    assert veiled(said) == said


@given(st.recursive(st.none() | st.integers() | st.text(max_size=20), lambda inner: st.dictionaries(
    st.text(max_size=8), inner, max_size=3) | st.lists(inner, max_size=3), max_leaves=8))  # fmt: skip
def test_any_attributes_keep_their_form(value: object) -> None:
    said = veiled(draft(0, attributes={"a": value}))
    assert type(said.attributes["a"]) is type(value)
    assert veiled(said) == said  # once is enough
