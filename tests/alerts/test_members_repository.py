"""What stands under an alert follows it, keeps a history of its own, and is counted as one verdict."""

import httpx
from sqlalchemy import text
from tests.alerts.drafts import draft
from tests.alerts.test_endpoints import controls, do
from tests.fixtures.storage import NOON

from impetus.alerts.intake import alert_id, intake
from impetus.alerts.triage.desk import TriageDesk
from impetus.model.alert import AlertDraft
from impetus.storage.unit import UnitOfWork


def later(minute: int, kind: str = "crowd.surge") -> AlertDraft:
    """The same alert again, or another kind at the same place."""
    return draft(0, window_start=NOON + minute * 60_000, window_end=NOON + minute * 60_000 + 30_000, kind=kind)


async def joined(uow: UnitOfWork) -> list[str]:
    """Three alerts of one group: the first is shown, the others stand under it; the last is of another kind."""
    drafts = [later(0), later(1), later(2, "noise.high")]
    for one in drafts:
        await intake(uow, "helsinki", "anomaly", "1.0.0", [one])
        await TriageDesk(uow).work()
    return [alert_id("helsinki", "anomaly", one) for one in drafts]


async def states(uow: UnitOfWork) -> list[tuple[str, bool, bool]]:
    async with uow(agency="helsinki", purpose="test", actor="platform") as unit:
        found = await unit.session.execute(text("SELECT state, owner, verdict FROM alert ORDER BY number"))
        return [(row.state, row.owner is not None, row.verdict is not None) for row in found]


async def test_members_follow_and_are_given_back(operator: httpx.AsyncClient, worker_uow: UnitOfWork) -> None:
    lead, member, _ = await joined(worker_uow)
    await do(operator, lead, "acknowledge")
    assert await states(worker_uow) == [("acknowledged", True, False)] * 3
    await do(operator, lead, "undo")
    assert await states(worker_uow) == [("new", False, False)] * 3
    judged = await do(operator, lead, "verdict", word="confirmed")
    assert await states(worker_uow) == [("confirmed", True, True)] * 3
    assert judged["track_record"] == {"real": 1, "judged": 1}, "one person said it once"
    assert len(await controls(worker_uow)) == 1
    history = (await operator.get(f"/api/alerts/{member}")).json()["history"]
    assert [line["what"] for line in history] == ["raised", "followed", "followed", "followed"]
    assert history[-1]["detail"] == {"lead": "A-1", "what": "verdict.confirmed"}
    assert history[-1]["by"]["name"] == "Kari Nordmann"


async def test_what_is_rejected_takes_only_its_own_kind_along(
    operator: httpx.AsyncClient, worker_uow: UnitOfWork
) -> None:
    lead, _, _ = await joined(worker_uow)
    await do(operator, lead, "verdict", word="rejected", reason="sensor_fault")
    assert [state for state, _, _ in await states(worker_uow)] == ["rejected", "rejected", "new"]
    await do(operator, lead, "undo")
    assert await states(worker_uow) == [("new", False, False)] * 3


async def test_a_member_with_a_verdict_of_its_own_keeps_it(operator: httpx.AsyncClient, worker_uow: UnitOfWork) -> None:
    lead, member, _ = await joined(worker_uow)
    await do(operator, member, "verdict", word="rejected", reason="planned")
    await do(operator, lead, "verdict", word="confirmed")
    assert [state for state, _, _ in await states(worker_uow)] == ["confirmed", "rejected", "confirmed"]
