"""Searching over HTTP: in three languages, what one may see and no more; views that people keep."""

import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import text
from tests.alerts.drafts import draft
from tests.fixtures.server import People

from impetus.alerts.intake import intake
from impetus.model.text import Text
from impetus.people.permissions import Role
from impetus.storage.unit import UnitOfWork

SMOKE = draft(
    1,
    kind="air.plume",
    title=Text(en="Smoke at Hakaniemi", it="Fumo ad Hakaniemi", nb="Røyk ved Hakaniemi"),
    why=Text(en="Particles rose nine times", it="Le polveri sono salite nove volte", nb="Svevestøvet steg ni ganger"),
)


@pytest.fixture
async def alerts(uow: UnitOfWork) -> None:
    """A plume and a surge in helsinki, a plume in oslo."""
    await intake(uow, "helsinki", "anomaly", "1", [SMOKE, draft(2)])
    await intake(uow, "oslo", "anomaly", "1", [SMOKE])


async def found(browser: httpx.AsyncClient, q: str, **more: str | int) -> dict[str, list[str]]:
    answer = await browser.get("/api/search", params={"q": q, **more})
    assert answer.status_code == 200, answer.text
    hits: dict[str, list[str]] = {}
    for hit in answer.json()["items"]:
        hits.setdefault(hit["kind"], []).append(hit["title"])
    return hits


@pytest.mark.usefixtures("alerts")
@pytest.mark.parametrize(
    "typed", ["smoke", "particle", "fumo", "polvere", "røyken", "royk", "Hakan", "nord smo", "a-1"]
)
async def test_word_forms_of_three_languages_and_beginnings(operator: httpx.AsyncClient, typed: str) -> None:
    assert (await found(operator, typed))["alert"] == ["Smoke at Hakaniemi"]


@pytest.mark.usefixtures("alerts")
async def test_what_is_shown_of_a_hit(operator: httpx.AsyncClient, uow: UnitOfWork) -> None:
    body = (await operator.get("/api/search", params={"q": "fumo", "locale": "nb"})).json()
    hit = body["items"][0]
    assert (hit["title"], hit["number"], hit["state"]) == ("Røyk ved Hakaniemi", "A-1", "new")
    assert (hit["path"], hit["place"], hit["severity"]) == ("/operations", "Piazza nord", "medium")
    assert hit["search"] == {"alert": hit["id"]}
    assert body["totals"]["alert"] == 1
    async with uow(agency="helsinki", purpose="test", actor="platform") as unit:
        rows = await unit.session.execute(text("SELECT detail FROM audit_entry WHERE what = 'search'"))
        assert rows.scalar_one()["words"] == "fumo"


@pytest.mark.usefixtures("alerts")
async def test_another_agency_finds_its_own_only(people: People) -> None:
    elsewhere = await people.client(agency="oslo")
    body = (await elsewhere.get("/api/search", params={"q": "smoke"})).json()
    assert [hit["number"] for hit in body["items"]] == ["A-1"]
    assert (await found(elsewhere, "surge people times")) == {}
    assert (await found(elsewhere, "Piazza 2")).get("alert") is None


@pytest.mark.usefixtures("alerts")
async def test_kinds_times_and_rights(people: People, operator: httpx.AsyncClient) -> None:
    assert await found(operator, "smoke", kinds="guide,incident") == {}
    assert await found(operator, "smoke", to="2020-01-01T00:00:00Z") == {}
    assert await found(operator, "smoke", **{"from": "2020-01-01T00:00:00Z"})
    assert "guide" in await found(operator, "anomaly detector")
    assert await found(operator, "  ,, ") == {}
    assert (await operator.get("/api/procedures")).status_code == 200  # the agency has what ships from here on
    assert "Lost child in a crowd" in (await found(operator, "bambini", kinds="procedure"))["procedure"][0]
    for bad in ({"kinds": "persons"}, {"from": "yesterday"}, {"limit": 0}):
        assert (await operator.get("/api/search", params={"q": "x", **bad})).status_code == 422
    assert (await (await people.anonymous()).get("/api/search", params={"q": "x"})).status_code == 401


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(typed=st.text(max_size=60))
async def test_anything_may_be_typed(operator: httpx.AsyncClient, typed: str) -> None:
    assert (await operator.get("/api/search", params={"q": typed})).status_code in (200, 422)


async def test_views_are_kept_shared_replaced_and_deleted(people: People, operator: httpx.AsyncClient) -> None:
    other = await people.client(Role.SUPERVISOR, name="Sara Sand")
    stranger = await people.client(Role.SUPERVISOR, agency="oslo", name="Ole Os")
    mine = {"screen": "search", "name": "Smoke tonight", "query": {"q": "smoke"}}
    kept = (await operator.post("/api/views", json=mine)).json()
    assert kept["mine"]
    assert (await other.get("/api/views")).json() == []
    again = (await operator.post("/api/views", json={**mine, "name": "SMOKE tonight", "shared": True})).json()
    assert again["id"] == kept["id"]
    seen = (await other.get("/api/views")).json()
    assert [(view["name"], view["mine"], view["by"]) for view in seen] == [("SMOKE tonight", False, "Kari Nordmann")]
    assert (await stranger.get("/api/views")).json() == []
    assert (await other.delete(f"/api/views/{kept['id']}")).status_code == 403
    assert (await stranger.delete(f"/api/views/{kept['id']}")).status_code == 404
    assert (await operator.delete(f"/api/views/{kept['id']}")).status_code == 204
    assert (await operator.delete(f"/api/views/{kept['id']}")).status_code == 404
    for bad in ({"screen": "no such"}, {"name": " "}, {"query": {"q": "x" * 500}}, {"more": 1}):
        assert (await operator.post("/api/views", json={**mine, **bad})).status_code == 422


async def test_a_person_keeps_only_so_many(operator: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("impetus.search.service.MOST_VIEWS", 1)
    for name, status in (("one", 201), ("two", 422)):
        answer = await operator.post("/api/views", json={"screen": "search", "name": name, "query": {}})
        assert answer.status_code == status
