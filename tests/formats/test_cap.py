"""CAP 1.2: what is written is valid and read back the same; whatever comes in, nothing breaks."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.fixtures.storage import NOON

from impetus.formats import cap
from impetus.formats.cap_model import (
    Area,
    CapAlert,
    CapSeverity,
    Category,
    Certainty,
    Circle,
    Info,
    MessageType,
    Named,
    Reference,
    ResponseType,
    Status,
    Urgency,
)
from impetus.formats.xml import parse
from impetus.kit.errors import BadInput

SQUARE = [(24.9, 60.1), (25.0, 60.1), (25.0, 60.2), (24.9, 60.1)]


def message(identifier: str = "one", *, later: int = 0, headline: str = "Storm", **changes: Any) -> CapAlert:
    """A warning of a storm, sent `later` seconds after noon."""
    info = Info(
        event="Storm", language="en-GB", categories=[Category.MET], severity=CapSeverity.SEVERE,
        urgency=Urgency.EXPECTED, certainty=Certainty.LIKELY, headline=headline, description="Wind of 30 m/s.",
        expires=NOON + 3_600_000, areas=[Area(description="Coast", polygons=[SQUARE])],
    )  # fmt: skip
    given = {"identifier": identifier, "sender": "met@weather.example", "sent": NOON + later * 1000, "infos": [info]}
    return CapAlert(**(given | changes))  # type: ignore[arg-type]


TEXT = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"], exclude_characters="￾￿"), max_size=30)
SOME = TEXT.filter(str.strip)
ID = st.text("abcXYZ019.-_@", min_size=1, max_size=20)
TIME = st.integers(0, 4_000_000_000).map(lambda seconds: seconds * 1000)
DEGREES = st.integers(-89_000_000, 89_000_000).map(lambda micro: micro / 1_000_000)
METRES = st.integers(0, 500_000)
POINT = st.tuples(DEGREES, DEGREES)
RINGS = st.lists(POINT, min_size=3, max_size=6).map(lambda points: [*points, points[0]])
NAMED = st.builds(Named, name=TEXT, value=TEXT)
AREAS = st.builds(
    Area, description=TEXT, polygons=st.lists(RINGS, max_size=2), geocodes=st.lists(NAMED, max_size=2),
    circles=st.lists(
        st.builds(Circle, latitude=DEGREES, longitude=DEGREES, radius_km=METRES.map(lambda m: m / 1000)),
        max_size=2,
    ),
)  # fmt: skip
INFOS = st.builds(
    Info, event=TEXT, language=st.sampled_from(["en-GB", "it-IT", "nb-NO"]),
    categories=st.lists(st.sampled_from(list(Category)), min_size=1, max_size=3),
    responses=st.lists(st.sampled_from(list(ResponseType)), max_size=3), urgency=st.sampled_from(list(Urgency)),
    severity=st.sampled_from(list(CapSeverity)), certainty=st.sampled_from(list(Certainty)), audience=TEXT,
    codes=st.lists(NAMED, max_size=2), effective=st.none() | TIME, onset=st.none() | TIME, expires=st.none() | TIME,
    sender_name=TEXT, headline=TEXT, description=TEXT, instruction=TEXT,
    web=st.just("") | st.just("https://city.example/w"), contact=TEXT, parameters=st.lists(NAMED, max_size=2),
    areas=st.lists(AREAS, max_size=2),
)  # fmt: skip
ALERTS = st.builds(
    CapAlert, identifier=ID, sender=ID, sent=TIME, status=st.sampled_from(list(Status)),
    type=st.sampled_from(list(MessageType)), source=TEXT, scope=st.sampled_from(["Public", "Restricted", "Private"]),
    restriction=TEXT, addresses=TEXT, codes=st.lists(SOME, max_size=2), note=TEXT, incidents=TEXT,
    references=st.lists(st.builds(Reference, sender=ID, identifier=ID, sent=TIME), max_size=3),
    infos=st.lists(INFOS, max_size=3),
)  # fmt: skip


@given(ALERTS)
def test_round_trip(alert: CapAlert) -> None:
    written = cap.write(alert)
    assert cap.faults(parse(written)) == []
    back = cap.read(written)
    assert (back.items, back.refused, back.lost) == ([alert], [], [])


@given(st.binary() | st.text().map(lambda text: text.encode("utf-8", "replace")))
def test_anything_may_come_in(payload: bytes) -> None:
    found = cap.read(payload)
    assert found.refused
    assert found.items == []


@given(ALERTS, st.data())
def test_a_bent_message_is_refused_or_read(alert: CapAlert, data: st.DataObject) -> None:
    written = cap.write(alert)
    start = data.draw(st.integers(0, len(written)))
    stop = data.draw(st.integers(start, min(len(written), start + 40)))
    found = cap.read(written[:start] + data.draw(st.binary(max_size=8)) + written[stop:])
    assert len(found.items) + len(found.refused) >= 1


BOMB = b"""<?xml version="1.0"?><!DOCTYPE a [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]><alert>&b;</alert>"""
FILE = b"""<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><alert>&x;</alert>"""


@pytest.mark.parametrize("payload", [BOMB, FILE, b"<!DOCTYPE alert SYSTEM 'http://127.0.0.1/x.dtd'><alert/>", b""])
def test_documents_that_would_reach_out_are_refused(payload: bytes) -> None:
    found = cap.read(payload)
    assert [refusal.reason for refusal in found.refused] == ["not_xml"]
    assert "root:" not in repr(found)


def test_what_is_left_out_is_told() -> None:
    text = cap.write(message()).decode()
    resource = "<resource><resourceDesc>Map</resourceDesc><mimeType>image/png</mimeType></resource><area>"
    text = text.replace("<area>", resource).replace("60.1,24.9 60.1,25 60.2,25 60.1,24.9", "60.1,24.9 60.1,25")
    found = cap.read(text.encode())
    assert [(part.path, part.value) for part in found.lost] == [
        ("info/resource", "Map"), ("info/area/polygon", "60.1,24.9 60.1,25"),
    ]  # fmt: skip
    assert found.items[0].infos[0].areas[0].polygons == []


@pytest.mark.parametrize("changes", [{"identifier": "a b"}, {"sender": "a,b"}, {"identifier": ""}])
def test_ids_that_the_standard_forbids(changes: dict[str, str]) -> None:
    with pytest.raises(BadInput):
        cap.write(message(**changes))
