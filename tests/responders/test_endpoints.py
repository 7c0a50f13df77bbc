"""Links for responders: what the phone shows, what comes back, and how they end."""

import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import text
from tests.alerts.drafts import draft
from tests.fixtures.server import People
from tests.fixtures.storage import NOON
from tests.law.confirm import send_out

from impetus.alerts.intake import alert_id, intake
from impetus.kit.clock import ManualClock
from impetus.model.alert import Where
from impetus.model.evidence import ImageEvidence, SeriesEvidence
from impetus.model.text import LOCALES, Text
from impetus.people.permissions import Permission, Role, may
from impetus.places.basemap.palettes import LIGHT
from impetus.responders import page, picture, words
from impetus.responders.map import draw
from impetus.storage.unit import UnitOfWork

ALERT = alert_id("helsinki", "anomaly", draft(0))


@pytest.fixture
async def alert(uow: UnitOfWork) -> str:
    await intake(uow, "helsinki", "anomaly", "1.0.0", [draft(0)])
    return ALERT


def form(alert: str, /, **other: object) -> dict[str, object]:
    return {
        "alert": alert, "responder": "Patrol 12", "instruction": "Come by <b>Kaisaniemenkatu</b>, call 040 123 4567.",
        "phone": "+358 9 1",
        "locale": "nb", "minutes": 30, **other,
    }  # fmt: skip


async def share(browser: httpx.AsyncClient, alert: str, /, **other: object) -> tuple[str, str]:
    """(the id of a new link, the path of its page)."""
    made = await send_out(browser, "/api/responders", form(alert, **other))
    assert made.status_code == 201, made.text
    return made.json()["id"], httpx.URL(made.json()["address"]).path


async def test_the_page_and_what_comes_back(people: People, operator: httpx.AsyncClient, alert: str) -> None:
    shown = (await operator.post("/api/responders/preview", json=form(alert))).json()
    link, path = await share(operator, alert)
    phone = await people.anonymous()
    opened = await phone.get(path, headers={"User-Agent": "Telephone/2"})
    assert opened.status_code == 200
    assert len(opened.content) < 70_000
    assert "script" not in opened.text
    assert "script-src" not in opened.headers["content-security-policy"], "default-src 'none' refuses all"
    assert "default-src 'none'" in opened.headers["content-security-policy"]
    assert shown["title"] in opened.text
    assert "&lt;b&gt;Kaisaniemenkatu" in opened.text
    assert "123 4567" not in opened.text  # the order is masked like every text, and says so in the page's language
    assert "[telefon]" in opened.text
    assert words.STATUS["coming"].nb in opened.text
    said = await phone.post(
        path, content="status=coming", headers={"Content-Type": "application/x-www-form-urlencoded"}
    )
    assert said.status_code == 303
    assert words.TOLD.nb.format(what=words.STATUS["coming"].nb) in (await phone.get(path)).text
    listed = (await operator.get("/api/responders", params={"alert": alert})).json()
    assert listed[0]["status"] == "coming"
    assert [event["what"] for event in listed[0]["events"]] == ["opened", "coming", "opened"]
    assert listed[0]["events"][0]["device"] == "Telephone/2"
    history = (await operator.get(f"/api/alerts/{alert}")).json()["history"]
    assert {"responder.shared", "responder.opened", "responder.coming"} <= {event["what"] for event in history}
    assert link not in path


async def test_it_ends(people: People, operator: httpx.AsyncClient, alert: str, manual_clock: ManualClock) -> None:
    link, path = await share(operator, alert)
    _, other = await share(operator, alert)
    assert (await operator.delete(f"/api/responders/{link}")).status_code == 204
    assert (await operator.delete(f"/api/responders/{link}")).status_code == 404
    phone = await people.anonymous()
    for number, ended in enumerate((path, other)):
        if number:
            manual_clock.advance(30 * 60 * 1000)
        for answer in (await phone.get(ended), await phone.post(ended, content="status=there")):
            assert answer.status_code == 410
            assert words.ENDED.nb in answer.text
            assert "tel:+35891" in answer.text
            assert "Kaisaniemenkatu" not in answer.text
    listed = (await operator.get("/api/responders", params={"alert": alert})).json()
    assert all(one["status"] == "" for one in listed)
    assert all("opened_after_end" in {event["what"] for event in one["events"]} for one in listed)


async def test_an_unknown_link_says_the_same(people: People, application: object) -> None:
    phone = await people.anonymous()
    answer = await phone.get("/r/nothing")
    assert answer.status_code == 404
    assert words.ENDED.en in answer.text


async def test_the_token_is_not_stored(operator: httpx.AsyncClient, alert: str, uow: UnitOfWork) -> None:
    _, path = await share(operator, alert)
    async with uow(agency="helsinki", purpose="test", actor="platform") as unit:
        rows = (await unit.session.execute(text("SELECT l::text FROM responder_link l"))).scalars().all()
    assert path.split("/")[-1] not in str(rows)


async def test_the_place_lies_on_the_base_map_and_the_measured_line_below(
    people: People, operator: httpx.AsyncClient, uow: UnitOfWork
) -> None:
    """Houses and streets of the shipped map, the line that the tool measured; still light enough for a bad line."""
    line = SeriesEvidence(
        title=Text(en="People", it="Persone", nb="Folk"), unit="1/min", sensor="counter-1", from_=NOON + 500 * 60_000,
        time=[NOON + minute * 60_000 for minute in range(600)], observed=[float(minute % 90) for minute in range(600)],
        expected=[30.0] * 600, low=[10.0] * 600, high=[50.0] * 600,
    )  # fmt: skip
    there = draft(1, evidence=[line], where=Where(name="Kaivokatu", latitude=60.1706, longitude=24.9412))
    await intake(uow, "helsinki", "anomaly", "1.0.0", [there])
    alert = alert_id("helsinki", "anomaly", there)
    shown = (await operator.post("/api/responders/preview", json=form(alert))).json()
    assert shown["picture"] == "Folk"
    _, path = await share(operator, alert)
    opened = await (await people.anonymous()).get(path)
    for part in (LIGHT["building"], LIGHT["casing"], "© OpenStreetMap contributors", 'class="dev"', "Folk. 1/min"):
        assert part in opened.text, part
    assert len(opened.content) < 70_000
    assert " style=" not in opened.text, "the policy of the page refuses styles in attributes"


def test_of_a_picture_only_outlines_leave() -> None:
    """Boxes with their names; neither the picture nor where it lies."""
    raw = {
        "type": "image", "title": {"en": "Camera 4"}, "object": "pictures/secret.jpg",
        "boxes": [
            {"x": 100, "y": 50, "width": 200, "height": 400, "kind": "person", "face": "id-7"},
            {"x": 260, "y": 200, "width": 40, "height": 20, "kind": "gun"}, {"x": "bent"},
        ],
    }  # fmt: skip
    found = picture.chosen([{"type": "text", "title": {"en": "x"}, "body": "y"}, raw])
    assert isinstance(found, ImageEvidence)
    drawn = picture.draw(found, "it", "Europe/Rome")
    assert drawn.count("<rect") == 2
    assert "Arma" in drawn
    assert words.OUTLINES.it in drawn
    assert "secret" not in drawn + str(found)
    assert "id-7" not in drawn + str(found)


NUMBERS = st.none() | st.floats(-1e9, 1e9)


@given(st.lists(st.tuples(NUMBERS, NUMBERS, NUMBERS), max_size=400), st.sampled_from(LOCALES))
def test_any_line_can_be_drawn(values: list[tuple[float | None, float | None, float | None]], locale: str) -> None:
    raw = {
        "type": "series", "title": {"en": "<b>"}, "unit": "<", "sensor": "s",
        "time": [NOON + n for n in range(len(values))],
        "observed": [one for one, _, _ in values], "low": [one for _, one, _ in values], "from": NOON,
        "high": [one for _, _, one in values],
    }  # fmt: skip
    found = picture.chosen([raw])
    assert found is not None
    drawn = picture.draw(found, locale, "UTC")
    assert "<b>" not in drawn
    assert len(drawn) < 20_000


async def test_what_is_not_shared_is_not_shown(people: People, operator: httpx.AsyncClient, alert: str) -> None:
    _, path = await share(operator, alert, place=False, why=False, picture=False)
    opened = (await (await people.anonymous()).get(path)).text
    assert "<svg" not in opened
    assert "geo:" not in opened


@pytest.mark.parametrize("role", [role for role in Role if not may(role, Permission.SHARE_LINKS)])
async def test_who_may_not_share(people: People, alert: str, role: Role) -> None:
    browser = await people.client(role)
    assert (await browser.post("/api/responders", json=form(alert))).status_code == 403


async def test_other_agencies(people: People, operator: httpx.AsyncClient, alert: str) -> None:
    link, _ = await share(operator, alert)
    oslo = await people.client(agency="oslo")
    assert (await send_out(oslo, "/api/responders", form(alert))).status_code == 404
    assert (await oslo.get("/api/responders", params={"alert": alert})).json() == []
    assert (await oslo.delete(f"/api/responders/{link}")).status_code == 404


@pytest.mark.parametrize("wrong", [{"minutes": 0}, {"minutes": 721}, {"responder": " "}, {"alert": "al/ert"}])
async def test_what_makes_no_sense(operator: httpx.AsyncClient, alert: str, wrong: dict[str, object]) -> None:
    answer = await send_out(operator, "/api/responders", form(alert, **wrong))
    assert answer.status_code == 422
    assert answer.json()["error"]["field"] in wrong


@settings(max_examples=60, suppress_health_check=list(HealthCheck))
@given(
    name=st.text(max_size=40), latitude=st.none() | st.floats(-90, 90), longitude=st.none() | st.floats(-180, 180),
    area=st.lists(st.tuples(st.floats(-180, 180), st.floats(-90, 90)), max_size=6),
)  # fmt: skip
def test_any_place_is_drawn(
    name: str, latitude: float | None, longitude: float | None, area: list[tuple[float, float]]
) -> None:
    drawn = draw(Where(name=name, latitude=latitude, longitude=longitude, area=area), name)
    assert (drawn is None) == (not area and (latitude is None or longitude is None))
    assert drawn is None or "nan" not in drawn
    assert len(page.STYLE) < 8000
