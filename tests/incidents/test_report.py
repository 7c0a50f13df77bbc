"""The report: as data and as PDF, in three languages, with only what one may see."""

from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from tests.fixtures.server import People
from tests.incidents.desk import Browser, raised

from impetus.incidents.report_map import Dot, draw
from impetus.kit.clock import ManualClock
from impetus.model.alert import Severity, Where
from impetus.people.permissions import Role
from impetus.places.basemap.palettes import LIGHT
from impetus.places.vector_tiles import SHIPPED
from impetus.storage.unit import UnitOfWork

AREA = [[24.935, 60.168], [24.945, 60.168], [24.945, 60.173], [24.935, 60.173]]
CORNER = [(24.94, 60.168), (24.945, 60.168), (24.945, 60.173)]
COUNTRY = [(20.0, 55.0), (30.0, 65.0), (20.0, 65.0)]
PLACE = {"name": "Rautatientori", "latitude": 60.1712, "longitude": 24.9440, "area": AREA}


async def told(sanna: Browser, uow: UnitOfWork, clock: ManualClock) -> str:
    """An incident with something of everything."""
    alerts = await raised(uow, 1, 2, severity=Severity.CRITICAL) + await raised(
        uow, 3, where=Where(name="Kaivokatu", latitude=60.1701, longitude=24.9402)
    )
    clock.advance(45_000)
    made = await sanna.post("", 201, title="Rautatientori: crowd fled *_#$<>\\", alerts=alerts, place=PLACE)
    id: str = made["id"]
    await sanna.post(f"/{id}/entries", 201, text="One person held at Vilhonkatu 4, weapon secured.", side="city")
    clock.advance(150_000)
    await sanna.post(f"/{id}/entries", 201, kind="dispatch", text='Patrols 11 and 12 sent #import "x" $x$ `code`')
    task = await sanna.post(
        f"/{id}/tasks", 201, text="Search the metro hall, levels -1 and -2", due_at="2026-03-06T12:30:00Z"
    )
    await sanna.patch(f"/{id}/tasks/{task['id']}", version=1, state="doing")
    piece = await sanna.post(f"/{id}/evidence", 201, alert=alerts[0])
    await sanna.post(f"/{id}/evidence/{piece['id']}/lock", reason="Police report")
    await sanna.patch(f"/{id}", version=(await sanna.get(f"/{id}"))["version"], stage="respond")
    return id


@pytest.mark.parametrize("locale", ["en", "it", "nb"])
async def test_pdf(sanna: Browser, uow: UnitOfWork, manual_clock: ManualClock, locale: str) -> None:
    id = await told(sanna, uow, manual_clock)
    answer = await sanna.client.get(f"/api/incidents/{id}/report.pdf", params={"locale": locale})
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == "application/pdf"
    assert answer.content.startswith(b"%PDF-")
    assert len(answer.content) > 10_000


async def test_json(sanna: Browser, leo: Browser, people: People, uow: UnitOfWork, manual_clock: ManualClock) -> None:
    id = await told(sanna, uow, manual_clock)
    whole = await sanna.get(f"/{id}/report.json")
    assert [one["kind"] for one in whole["timeline"]].count("dispatch") == 1
    assert whole["timeline"] == sorted(whole["timeline"], key=lambda one: one["at"])
    assert whole["evidence"][0]["locks"][0]["reason"] == "Police report"
    assert whole["made_by"]["name"] == "Sanna Virta"
    await leo.get(f"/{id}/report.json", 404)
    await sanna.post(f"/{id}/shares", agency="oslo", parts=["alerts"])
    part = await leo.get(f"/{id}/report.json")
    assert (part["timeline"], part["tasks"], part["evidence"]) == ([], [], [])
    assert len(part["incident"]["alert_list"]) == 3
    assert (await leo.client.get(f"/api/incidents/{id}/report.pdf")).status_code == 200
    observer = Browser(await people.client(Role.OBSERVER))
    await observer.get(f"/{id}/report.json", 403)


async def test_next_to_nothing(sanna: Browser) -> None:
    id = (await sanna.post("", 201, title="x"))["id"]
    answer = await sanna.client.get(f"/api/incidents/{id}/report.pdf")
    assert answer.content.startswith(b"%PDF-")


@settings(max_examples=12, suppress_health_check=list(HealthCheck), phases=[Phase.generate])
@given(words=st.text(min_size=1, max_size=60), latitude=st.floats(-90, 90), longitude=st.floats(-180, 180))
async def test_any_words(sanna: Browser, words: str, latitude: float, longitude: float) -> None:
    place: dict[str, Any] = {"name": "x", "latitude": latitude, "longitude": longitude, "area": AREA}
    answer = await sanna.client.post("/api/incidents", json={"title": words, "place": place})
    assert answer.status_code in (201, 422), answer.text
    if answer.status_code == 201:
        found = await sanna.client.get(f"/api/incidents/{answer.json()['id']}/report.pdf")
        assert found.status_code == 200, found.text


def test_the_base_map_lies_beneath(tmp_path: Path) -> None:
    """Houses, roads with their names and whose data it is; of a place off the map, and of a broken one, the grid."""
    place = Where(
        name="x", latitude=60.1712, longitude=24.944, area=[(24.94, 60.168), (24.945, 60.168), (24.945, 60.173)]
    )
    dots = [Dot(label="A-1", severity=Severity.HIGH, latitude=60.17, longitude=24.9412)]
    drawn = draw(place, dots, [tmp_path, SHIPPED])
    assert drawn is not None
    for part in (LIGHT["building"], LIGHT["casing"], "Kaivokatu", "© OpenStreetMap contributors"):
        assert part in drawn
    assert drawn.index("Kaivokatu") < drawn.index("A-1")  # what is told stands above the ground
    off = draw(Where(name="x", latitude=59.91, longitude=10.75), [], [tmp_path, SHIPPED])
    assert off is not None
    assert "OpenStreetMap" not in off
    wide = draw(
        Where(name="x", latitude=60.1712, longitude=24.944, area=COUNTRY),
        [],
        [SHIPPED],
    )
    assert wide is not None
    assert "OpenStreetMap" not in wide
    (tmp_path / "a.pmtiles").write_bytes(b"nothing of the kind")
    assert draw(place, dots, [tmp_path, SHIPPED]) == drawn
    raw = bytearray((SHIPPED / "helsinki.pmtiles").read_bytes())
    raw[800:] = bytes(len(raw) - 800)
    (tmp_path / "a.pmtiles").write_bytes(raw)
    without = draw(place, dots, [tmp_path])
    assert without is not None
    assert "OpenStreetMap" not in without


def test_a_map_needs_a_place() -> None:
    assert draw(Where(name="x"), []) is None
    drawn = draw(Where(name="x"), [Dot(label="A<1", severity=Severity.HIGH, latitude=60.17, longitude=24.94)])
    assert drawn is not None
    assert "A&lt;1" in drawn
    assert "200 m" in drawn or "50 m" in drawn
