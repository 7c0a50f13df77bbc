"""Nothing that somebody has in hand stays with them when they have left."""

import uuid
from datetime import timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import text
from tests.alerts.drafts import draft
from tests.fixtures.server import People
from tests.fixtures.storage import NOON

from impetus.alerts.intake import alert_id, intake
from impetus.kit.clock import ManualClock
from impetus.kit.times import as_datetime
from impetus.people.permissions import Role
from impetus.shifts import away
from impetus.shifts.presence import Presence, ShiftSettings, goes_on, left_since
from impetus.storage.unit import UnitOfWork

MINUTE = 60_000
moments = st.none() | st.integers(-2000, 0).map(lambda minute: as_datetime(NOON + minute * MINUTE))


@given(
    seen=moments,
    off=moments,
    until=st.none() | st.integers(-2000, 2000).map(lambda minute: as_datetime(NOON + minute * MINUTE)),
    on_duty=st.booleans(),
    away_min=st.integers(1, 480),
    overtime=st.integers(0, 720),
)
def test_whoever_gives_no_sign_has_left_in_the_end(seen, off, until, on_duty, away_min, overtime) -> None:  # type: ignore[no-untyped-def]
    chosen = ShiftSettings(away_min=away_min, overtime_min=overtime)
    known = Presence(person="p", seen_at=seen, on_duty=on_duty, until=until if on_duty else None, off_since=off)
    now = as_datetime(NOON)
    since = left_since(known, chosen, now)
    assert since is None or since <= now
    if since is None:
        assert seen is not None
        assert now - seen < timedelta(minutes=away_min)
    later = as_datetime(NOON + (away_min + 1) * MINUTE)
    gone = left_since(known, chosen, later)
    assert gone is not None
    assert goes_on(gone, ShiftSettings(return_after_min=0), later)


async def held(uow: UnitOfWork) -> dict[str, tuple[str, str | None]]:
    async with uow(agency="helsinki", purpose="test", actor="platform") as unit:
        rows = await unit.session.execute(text("SELECT id, state, owner FROM alert"))
        return {row.id: (row.state, row.owner) for row in rows}


async def raise_some(uow: UnitOfWork, count: int) -> list[str]:
    salt = uuid.uuid4().hex[:8]
    drafts = [draft(number, subject=f"{salt}-{number}") for number in range(count)]
    await intake(uow, "helsinki", "anomaly", "1.0.0", drafts)
    return [alert_id("helsinki", "anomaly", one) for one in drafts]


async def step(uow: UnitOfWork) -> away.Looked:
    async with uow(agency="helsinki", purpose=away.PURPOSE, actor="platform") as unit:
        return await away.look(unit)


@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
async def test_no_alert_stays_with_somebody_who_left(
    people: People, uow: UnitOfWork, manual_clock: ManualClock, data: st.DataObject
) -> None:
    """Random people come, take alerts in hand and vanish in random ways; in the end nothing is left with them."""
    browsers = [await people.client(Role.OPERATOR, name=f"Person {n}") for n in range(3)]
    ids = {(await one.get("/api/session")).json()["person"]["id"] for one in browsers}
    desk = (await browsers[0].get("/api/shifts/board")).json()["desks"][0]["id"]
    alerts = await raise_some(uow, 4)
    for alert in alerts:
        who = browsers[data.draw(st.integers(0, 2))]
        assert (await who.post(f"/api/alerts/{alert}/acknowledge")).status_code == 200
    stays = data.draw(st.booleans())
    for number, browser in enumerate(browsers):
        if data.draw(st.booleans()):
            assert (await browser.post(f"/api/shifts/desks/{desk}/check-in")).status_code == 200
            if data.draw(st.booleans()) and not (stays and number == 0):
                assert (await browser.post("/api/shifts/check-out")).status_code == 200
        if not (stays and number == 0) and data.draw(st.booleans()):
            assert (await browser.delete("/api/session")).status_code < 300
    for _ in range(14):
        manual_clock.advance(2 * MINUTE)
        if stays:
            await browsers[0].get("/api/session")
        await step(uow)
    first = (await browsers[0].get("/api/session")).json()["person"]["id"] if stays else None
    after = await held(uow)
    for alert in alerts:
        state, owner = after[alert]
        assert owner is None or owner == first, "it stayed with somebody who left"
        assert (state == "new") == (owner is None)
    assert ids
    looked = await step(uow)
    assert looked == away.Looked(waiting=0, passed=0, returned=0)


async def test_it_says_that_the_owner_has_left_before_it_goes_on(
    people: People, uow: UnitOfWork, manual_clock: ManualClock
) -> None:
    leaver, stays = [await people.client(Role.OPERATOR, name=name) for name in ("Aino Korhonen", "Eero Mäki")]
    desk = (await stays.get("/api/shifts/board")).json()["desks"][0]["id"]
    for one in (leaver, stays):
        await one.post(f"/api/shifts/desks/{desk}/check-in")
    (alert,) = await raise_some(uow, 1)
    await leaver.post(f"/api/alerts/{alert}/acknowledge")
    manual_clock.advance(MINUTE)
    await leaver.delete("/api/session")
    assert (await step(uow)).waiting == 1
    (item,) = [one for one in (await stays.get("/api/shifts/open")).json()["items"] if one["kind"] == "alert"]
    assert item["left_at"] is not None
    assert item["goes_on_at"] > item["left_at"]
    manual_clock.advance(5 * MINUTE)
    assert (await step(uow)).passed == 1
    history = (await stays.get(f"/api/alerts/{alert}")).json()
    assert history["owner"]["name"] == "Eero Mäki"
    assert history["history"][-1]["what"] == "passed_on"
    assert history["history"][-1]["by"] is None
    back = await stays.post(f"/api/alerts/{alert}/undo")
    assert back.status_code == 409


async def test_an_owner_who_is_back_keeps_it(people: People, uow: UnitOfWork, manual_clock: ManualClock) -> None:
    owner = await people.client(Role.OPERATOR)
    (alert,) = await raise_some(uow, 1)
    await owner.post(f"/api/alerts/{alert}/acknowledge")
    manual_clock.advance(16 * MINUTE)
    assert (await step(uow)).waiting == 1
    await owner.get("/api/session")
    assert await step(uow) == away.Looked(waiting=0, passed=0, returned=0)
    manual_clock.advance(6 * MINUTE)
    assert (await step(uow)).waiting == 0
    assert (await held(uow))[alert][0] == "acknowledged"
