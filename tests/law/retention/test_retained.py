"""What the law writes goes when its time is over, and not a day before: grants, cases, breaches, assessments."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import text

from impetus.kit.clock import ManualClock
from impetus.kit.times import as_datetime
from impetus.law.retention.categories import CATEGORIES
from impetus.law.retention.sweep import Sweeper
from impetus.storage.unit import UnitOfWork

_CASE = (
    "INSERT INTO case_file (agency_id, id, reference, title, purpose, opened_by, opened_at, ends_at)"
    " VALUES (:agency, :id, :id, 'Case', 'investigation', 'per_1', CAST(:at AS timestamptz) - interval '1 day', :at)"
)
_GRANT = (
    "INSERT INTO unmask_grant (agency_id, id, number, kind, item, about, categories, purpose, case_id, case_reference,"
    " reason, minutes, override, state, asked_by, asked_name, asked_at, expires_at, ended_at, review_due_at,"
    " reviewed_at) VALUES (:agency, :id, :number, 'alert_note', 'ver_1', 'A-1', '{name}', 'investigation', :case,"
    " :case, 'Needed', 5, :override, 'ended', 'per_1', 'Ada', :at, :at, :at, :due, :reviewed)"
)
_BREACH = (
    "INSERT INTO breach (agency_id, id, number, title, aware_at, made_at, made_by, state, closed_at)"
    " VALUES (:agency, :id, :number, 'Lost laptop', :at, :at, 'per_1', :state, :closed)"
)
_EVENT = "INSERT INTO breach_event (agency_id, breach, at, person, what) VALUES (:agency, :id, :at, 'per_1', 'opened')"
_ASSESSMENT = (
    "INSERT INTO assessment (agency_id, id, subject, number, state, content, facts, made_by, made_at, changed_by,"
    " changed_at, decided_by, decided_at, valid_until) VALUES (:agency, :id, :subject, :number, :state, '{}', '{}',"
    " 'per_1', :at, 'per_1', :at, 'per_2', CAST(:at AS timestamptz) - interval '1 day', :at)"
)
_VERSION = (
    "INSERT INTO assessment_version (agency_id, assessment, revision, content, facts, by_person, at)"
    " VALUES (:agency, :id, 1, '{}', '{}', 'per_1', :at)"
)


async def add(uow: UnitOfWork, statement: str, agency: str = "helsinki", **values: Any) -> None:
    async with uow(agency=agency, purpose="platform.test", actor="platform") as unit:
        await unit.session.execute(text(statement), {"agency": agency, **values})


async def ids(uow: UnitOfWork, table: str, agency: str = "helsinki") -> list[str]:
    async with uow(agency=agency, purpose="platform.test", actor="platform") as unit:
        found = await unit.session.execute(text(f"SELECT id FROM {table} ORDER BY id"))
        return list(found.scalars())


def moments(clock: ManualClock, category: str) -> tuple[datetime, datetime]:
    """A moment just over the period, and one just within."""
    edge = as_datetime(clock.now_ms()) - timedelta(days=CATEGORIES[category].days)
    return edge - timedelta(minutes=1), edge + timedelta(minutes=1)


async def test_grants_go_and_a_case_after_its_last_grant(
    uow: UnitOfWork, sweeper: Sweeper, manual_clock: ManualClock
) -> None:
    old, _ = moments(manual_clock, "case_file")
    over, within = moments(manual_clock, "unmask_grant")
    for case in ("cas_empty", "cas_over", "cas_within"):
        await add(uow, _CASE, id=case, at=old)
    plain = {"override": False, "due": None, "reviewed": None}
    await add(uow, _GRANT, id="grt_over", number=1, case="cas_over", at=over, **plain)
    await add(uow, _GRANT, id="grt_within", number=2, case="cas_within", at=within, **plain)
    await add(uow, _GRANT, id="grt_unseen", number=3, case="cas_within", at=over, override=True, due=over,
              reviewed=None)  # fmt: skip
    await add(uow, _CASE, agency="oslo", id="cas_theirs", at=old)
    receipts = await sweeper.sweep("helsinki")
    assert await ids(uow, "unmask_grant") == ["grt_unseen", "grt_within"], "an override waits for its review"
    assert await ids(uow, "case_file") == ["cas_within"]
    assert await ids(uow, "case_file", "oslo") == ["cas_theirs"]
    assert {(one.category, one.items) for one in receipts} == {("unmask_grant", 1), ("case_file", 2)}


async def test_breaches_go_with_their_log(uow: UnitOfWork, sweeper: Sweeper, manual_clock: ManualClock) -> None:
    over, within = moments(manual_clock, "breach")
    for number, (id, state, closed) in enumerate(
        (("bre_open", "open", None), ("bre_over", "closed", over), ("bre_within", "closed", within))
    ):
        await add(uow, _BREACH, id=id, number=number, at=over, state=state, closed=closed)
        await add(uow, _EVENT, id=id, at=over)
    [receipt] = await sweeper.sweep("helsinki")
    assert (receipt.category, receipt.items, receipt.rows) == ("breach", 1, 2)
    assert await ids(uow, "breach") == ["bre_open", "bre_within"]


@pytest.mark.parametrize("state", ["replaced", "refused"])
async def test_assessments_go_once_they_hold_no_more(
    uow: UnitOfWork, sweeper: Sweeper, manual_clock: ManualClock, state: str
) -> None:
    over, within = moments(manual_clock, "assessment")
    rows = (("ass_held", "draft", over), ("ass_over", state, over), ("ass_within", state, within))
    for number, (id, now, at) in enumerate(rows):
        await add(uow, _ASSESSMENT, id=id, subject="anomaly", number=number, state=now, at=at)
        await add(uow, _VERSION, id=id, at=at)
    [receipt] = await sweeper.sweep("helsinki")
    assert (receipt.category, receipt.items, receipt.rows) == ("assessment", 1, 2)
    assert await ids(uow, "assessment") == ["ass_held", "ass_within"]
