"""Taking alerts in: once, numbered, updated only forwards, and never without their event."""

import asyncio

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import text
from tests.alerts.drafts import draft
from tests.fixtures.storage import count

from impetus.alerts.intake import alert_id, intake
from impetus.kit.errors import NotFound
from impetus.model.alert import AlertDraft, Part, Severity, Where
from impetus.model.text import Text
from impetus.storage.unit import UnitOfWork


async def rows(uow: UnitOfWork, sql: str) -> list[tuple[object, ...]]:
    async with uow(agency="helsinki", purpose="test", actor="platform") as unit:
        return [tuple(row) for row in await unit.session.execute(text(sql))]


async def take(uow: UnitOfWork, *drafts: AlertDraft) -> tuple[int, int, int]:
    taken = await intake(uow, "helsinki", "anomaly", "1.0.0", drafts)
    return len(taken.new), len(taken.updated), len(taken.known)


async def test_a_replay_makes_no_second_alert(worker_uow: UnitOfWork) -> None:
    drafts = [draft(n) for n in range(3)]
    assert await take(worker_uow, *drafts) == (3, 0, 0)
    assert await take(worker_uow, *drafts) == (0, 0, 3)
    assert await take(worker_uow, *drafts, draft(3)) == (1, 0, 3)
    assert await rows(worker_uow, "SELECT number FROM alert ORDER BY number") == [(1,), (2,), (3,), (4,)]
    waiting = "SELECT count(*) FROM alert WHERE triaged_revision IS DISTINCT FROM revision"
    assert await rows(worker_uow, waiting) == [(4,)], "triage tells consoles, not the intake"


async def test_only_a_higher_revision_updates(worker_uow: UnitOfWork) -> None:
    await take(worker_uow, draft(0, revision=2))
    assert await take(worker_uow, draft(0, revision=1, severity=Severity.LOW)) == (0, 0, 1)
    assert await take(worker_uow, draft(0, revision=3, severity=Severity.HIGH)) == (0, 1, 0)
    assert await take(worker_uow, draft(0, revision=4, severity=Severity.HIGH, over=True)) == (0, 1, 0)
    found = await rows(worker_uow, "SELECT number, severity, severity_rank, revision, over, state FROM alert")
    assert found == [(1, "high", 3, 4, True, "new")]
    history = await rows(worker_uow, "SELECT what FROM alert_event ORDER BY id")
    assert history == [("raised",), ("severity_changed",), ("over",)]


async def test_of_several_revisions_at_once_the_highest_counts(worker_uow: UnitOfWork) -> None:
    assert await take(worker_uow, draft(0, revision=1), draft(0, revision=5), draft(0, revision=2)) == (1, 0, 0)
    assert await rows(worker_uow, "SELECT revision FROM alert") == [(5,)]


async def test_concurrent_intakes_number_without_gaps_or_doubles(worker_uow: UnitOfWork) -> None:
    await asyncio.gather(*(take(worker_uow, *(draft(n) for n in range(k, k + 4))) for k in range(6)))
    numbers = await rows(worker_uow, "SELECT number FROM alert ORDER BY number")
    assert numbers == [(n,) for n in range(1, 10)]
    assert await rows(worker_uow, "SELECT last_number FROM agency") == [(9,)]


async def test_agencies_number_by_themselves(worker_uow: UnitOfWork) -> None:
    await intake(worker_uow, "oslo", "anomaly", "1.0.0", [draft(0)])
    await take(worker_uow, draft(0))
    assert await rows(worker_uow, "SELECT number FROM alert") == [(1,)]
    assert alert_id("oslo", "anomaly", draft(0)) != alert_id("helsinki", "anomaly", draft(0))
    with pytest.raises(NotFound):
        await intake(worker_uow, "nowhere", "anomaly", "1.0.0", [draft(0)])


async def test_alert_and_event_come_together_or_not_at_all(
    worker_uow: UnitOfWork, monkeypatch: pytest.MonkeyPatch
) -> None:
    from impetus.storage.unit import Unit

    async def fail(self: Unit) -> None:
        raise ConnectionError("the plug was pulled")

    monkeypatch.setattr(Unit, "flush", fail)
    with pytest.raises(Exception, match="does not answer"):
        await take(worker_uow, draft(0))
    monkeypatch.undo()
    assert await count(worker_uow, "alert") == 0
    assert await take(worker_uow, draft(0)) == (1, 0, 0)


async def test_odd_texts_do_not_hold_up_an_alert(worker_uow: UnitOfWork) -> None:
    odd = draft(0, why=Text(en="a\x00b"), subject="counter", attributes={"k": "\x00"})
    assert await take(worker_uow, odd, draft(1)) == (2, 0, 0)


@given(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 5)), max_size=30))
def test_ids_depend_on_what_an_alert_is_about_alone(pairs: list[tuple[int, int]]) -> None:
    ids = {(n, alert_id("helsinki", "anomaly", draft(n, revision=r))) for n, r in pairs}
    assert len(ids) == len({n for n, _ in pairs})


@pytest.mark.parametrize("figure", [float("nan"), float("inf"), -float("inf"), -0.5, 7.0])
async def test_odd_figures_do_not_keep_an_alert_from_people(
    worker_uow: UnitOfWork, operator: httpx.AsyncClient, figure: float
) -> None:
    odd = draft(
        0,
        confidence=figure,
        parts=[Part(text=Text(en="odd"), weight=figure), Part(text=Text(en="fine"), weight=1.0)],
        where=Where(name="Torg", latitude=figure, longitude=figure),
        attributes={"figure": figure},
    )
    assert await take(worker_uow, odd) == (1, 0, 0)
    answer = await operator.get(f"/api/alerts/{alert_id('helsinki', 'anomaly', odd)}")
    assert answer.status_code == 200, answer.text
    assert 0 <= answer.json()["confidence"] <= 1
    assert "fine" in [part["text"] for part in answer.json()["parts_for"]]
