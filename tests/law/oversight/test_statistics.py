"""Quick confirmations: counted by tool from twenty on, never by person."""

import inspect
import re

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.alerts.drafts import draft
from tests.fixtures.server import People

from impetus.alerts.intake import alert_id, intake
from impetus.kit.clock import ManualClock
from impetus.law.oversight import statistics, statistics_repository
from impetus.law.oversight.schemas import ShareOut
from impetus.law.oversight.statistics_repository import Counted
from impetus.people.permissions import Role
from impetus.storage.unit import UnitOfWork


async def judged(
    uow: UnitOfWork,
    clock: ManualClock,
    browser: httpx.AsyncClient,
    first: int,
    n: int,
    *,
    after_s: float | None,
    word: str = "confirmed",
) -> None:
    """Let somebody open `n` alerts and judge each `after_s` later (None: without opening it)."""
    drafts = [draft(number) for number in range(first, first + n)]
    await intake(uow, "helsinki", "anomaly", "1.0.0", drafts)
    for one in drafts:
        id = alert_id("helsinki", "anomaly", one)
        if after_s is not None:
            assert (await browser.get(f"/api/alerts/{id}")).status_code == 200
            clock.advance(int(after_s * 1000))
            assert (await browser.get(f"/api/alerts/{id}")).status_code == 200  # looked at again: the first time counts
        body = {"word": word} | ({"reason": "other"} if word == "rejected" else {})
        answer = await browser.post(f"/api/alerts/{id}/verdict", json=body)
        assert answer.status_code == 200, answer.text


async def seen(browser: httpx.AsyncClient) -> dict[str, object]:
    [tool] = (await browser.get("/api/oversight/statistics")).json()["tools"]
    return dict(tool)


async def test_shares_from_twenty_confirmations_on(
    people: People, uow: UnitOfWork, operator: httpx.AsyncClient, manual_clock: ManualClock
) -> None:
    officer = await people.client(Role.DATA_PROTECTION_OFFICER)
    await judged(uow, manual_clock, operator, 0, 15, after_s=30)
    await judged(uow, manual_clock, operator, 100, 4, after_s=2)
    few = await seen(officer)
    assert few["enough"] is False
    assert {name for name, value in few.items() if value is None} >= {"confirmed", "quick", "median_s", "rejected"}
    await judged(uow, manual_clock, operator, 200, 1, after_s=None)
    await judged(uow, manual_clock, operator, 300, 5, after_s=1, word="rejected")
    found = await seen(officer)
    assert (found["enough"], found["confirmed"], found["rejected"]) == (True, 20, 5)
    assert found["quick"] == pytest.approx(5 / 20)
    assert found["unopened"] == pytest.approx(1 / 20)
    assert found["rejected_share"] == pytest.approx(5 / 25)
    assert found["watch"] is False
    await judged(uow, manual_clock, operator, 400, 1, after_s=4.9)
    assert (await seen(officer))["watch"] is True


async def test_verdicts_taken_back_and_old_ones_do_not_count(
    people: People, uow: UnitOfWork, operator: httpx.AsyncClient, manual_clock: ManualClock
) -> None:
    await judged(uow, manual_clock, operator, 0, 20, after_s=9)
    assert (await operator.post(f"/api/alerts/{alert_id('helsinki', 'anomaly', draft(3))}/undo")).is_success
    officer = await people.client(Role.ETHICS_OFFICER)
    assert (await seen(officer))["enough"] is False
    answer = await officer.get("/api/oversight/statistics", params={"days": 0})
    assert answer.status_code == 422


async def test_other_agencies_and_roles(people: People, uow: UnitOfWork, operator: httpx.AsyncClient) -> None:
    await intake(uow, "helsinki", "anomaly", "1.0.0", [draft(0)])
    oslo = await people.client(Role.ETHICS_OFFICER, agency="oslo")
    assert (await oslo.get("/api/oversight/statistics")).json()["tools"] == []
    assert (await operator.get("/api/oversight/statistics")).status_code == 403


def test_nothing_is_counted_by_person() -> None:
    assert not re.search("person", " ".join(Counted.__struct_fields__) + " ".join(ShareOut.model_fields))
    [grouped] = re.findall(r"GROUP BY ([a-z, ]+)", inspect.getsource(statistics_repository))
    assert grouped.split() == ["tool"]


@given(st.builds(
    Counted, tool=st.just("t"), confirmed=st.integers(0, 60), rejected=st.integers(0, 60), duplicate=st.integers(0, 9),
    quick=st.integers(0, 60), unopened=st.integers(0, 60), quick_rejected=st.integers(0, 9),
    median_s=st.none() | st.floats(0, 9),
))  # fmt: skip
def test_too_few_say_nothing(counted: Counted) -> None:
    found = statistics.share(counted)
    assert found.enough is (counted.confirmed >= statistics.LEAST)
    if not found.enough:
        assert set(found[2:-1]) == {None}
        assert found.watch is False
