"""Figures come from the event log alone, so anybody gets the same; and no person is in any of them."""

import ast
import csv
import io
import json
from collections import Counter
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import text
from tests.alerts.drafts import draft
from tests.fixtures.server import People
from tests.fixtures.storage import NOON, count

from impetus.alerts.intake import alert_id, intake
from impetus.kit.clock import ManualClock
from impetus.kit.times import as_datetime
from impetus.model.alert import Severity
from impetus.people.permissions import Role
from impetus.shifts import figures
from impetus.shifts.figures import repository as log
from impetus.shifts.figures import schemas
from impetus.shifts.figures.compute import Figures, compute, percentile
from impetus.shifts.figures.repository import Change, Raised
from impetus.storage.unit import UnitOfWork

MINUTE = 60_000
START = as_datetime(NOON)


def alert(number: int, minute: float, severity: str = "low", subject: str = "", shown: bool = True) -> Raised:
    return Raised(
        id=f"a{number}", tool="anomaly", kind="crowd.surge", subject=subject or f"s{number}", place="Torg",
        severity=severity, at=START + timedelta(minutes=minute), shown=shown, rule=None if shown else "repeat",
    )  # fmt: skip


def said(number: int, minute: float, what: str, took_back: str | None = None) -> Change:
    return Change(alert=f"a{number}", at=START + timedelta(minutes=minute), what=what, took_back=took_back)


def test_a_known_hour() -> None:
    raised = [alert(n, 0.1 * n) for n in range(11)]
    raised += [alert(20 + n, 30 + 0.3 * n, "medium", "chatty") for n in range(3)]
    raised += [alert(30, 45, "critical"), alert(31, 46, shown=False)]
    changes = [
        said(0, 1, "acknowledge"), said(0, 2, "verdict.confirmed"), said(1, 0.5, "over"),
        said(2, 3, "verdict.rejected"),
        said(2, 4, "undone", "verdict.rejected"), said(3, 5, "verdict.duplicate"), said(3, 6, "reopen"),
    ]  # fmt: skip
    found = compute(raised, changes, 2, START, START + timedelta(hours=1))
    assert (found.raised, found.shown, found.held, found.held_by_rule) == (16, 15, 1, {"repeat": 1})
    assert (found.per_hour_mean, found.per_hour_most, found.per_ten_most) == (15, 15, 11)
    assert (found.windows, found.floods, round(found.flood_share, 6)) == (6, 1, 0.166667)
    assert (found.chattering, found.fleeting, found.stale) == (1, 1, 2)
    assert found.priorities == {"low": 11, "medium": 3, "high": 1}
    assert found.verdicts == {"confirmed": 1, "rejected": 0, "duplicate": 0}
    assert found.acknowledged == 3
    assert found.acknowledge_median_s == pytest.approx(168.0)
    assert sum(found.tens.values()) == found.windows
    assert sum(n for _, n in found.waits) == found.acknowledged


def test_ten_alerts_in_ten_minutes_are_no_flood() -> None:
    found = compute([alert(n, n * 0.9) for n in range(10)], [], 0, START, START + timedelta(minutes=10))
    assert (found.floods, found.windows) == (0, 1)


minutes = st.integers(0, 599).map(lambda tenth: tenth / 10)
raised_alerts = st.lists(
    st.tuples(minutes, st.sampled_from(list(Severity)), st.integers(0, 4), st.booleans()), max_size=60
)


acts_on_alerts = st.lists(
    st.tuples(
        st.integers(0, 59),
        minutes,
        st.sampled_from(["acknowledge", "over", "verdict.confirmed", "verdict.rejected", "undone", "reopen"]),
    ),
    max_size=60,
)


@given(raised_alerts, acts_on_alerts)
def test_figures_add_up(given_alerts: list[Any], acts: list[Any]) -> None:
    raised = [
        alert(n, minute, severity.value, f"s{subject}", shown)
        for n, (minute, severity, subject, shown) in enumerate(given_alerts)
    ]
    changes = [said(n, minute, what, "verdict.confirmed") for n, minute, what in acts if n < len(raised)]
    found = compute(raised, changes, 0, START, START + timedelta(hours=1))
    assert found.shown + found.held == found.raised == len(raised)
    assert sum(found.priorities.values()) == found.shown
    assert sum(found.held_by_rule.values()) == found.held
    assert sum(shown for _, shown, _ in found.hourly) == found.shown
    assert sum(found.tens.values()) == found.windows == 6
    assert sum(n for _, n in found.waits) == found.acknowledged <= found.shown
    assert sum(found.verdicts.values()) <= found.shown
    shown = [one for one in raised if one.shown]
    windows = Counter(int((one.at - START).total_seconds() // 600) for one in shown)
    assert found.floods == sum(n > 10 for n in windows.values())
    assert found == compute(list(raised), list(changes), 0, START, START + timedelta(hours=1))


@given(st.lists(st.floats(0, 1e6), min_size=1, max_size=50), st.integers(1, 100))
def test_a_percentile_is_a_value_that_was_there(values: list[float], percent: int) -> None:
    values.sort()
    found = percentile(values, percent)
    assert found in values
    assert sum(value <= found for value in values) >= len(values) * percent / 100


PERSON = {"person", "owner", "by", "actor", "login", "author", "changed_by", "acknowledged_by", "initials", "taker"}


def keys(value: Any) -> set[str]:
    if isinstance(value, dict):
        return set(value) | {key for each in value.values() for key in keys(each)}
    return {key for each in value for key in keys(each)} if isinstance(value, list) else set()


async def worked(people: People, uow: UnitOfWork, clock: ManualClock) -> list[httpx.AsyncClient]:
    """Two people act on some alerts."""
    browsers = [await people.client(Role.SUPERVISOR, name=name) for name in ("Aino Korhonen", "Eero Mäki")]
    drafts = [draft(n, severity=Severity.LOW if n % 4 else Severity.HIGH) for n in range(14)]
    await intake(uow, "helsinki", "anomaly", "1.0.0", drafts)
    for number, one in enumerate(drafts[:9]):
        clock.advance(20_000)
        path = f"/api/alerts/{alert_id('helsinki', 'anomaly', one)}"
        assert (await browsers[number % 2].post(f"{path}/acknowledge")).status_code == 200
        if number < 4:
            body = {"word": "rejected", "reason": "planned"} if number % 2 else {"word": "confirmed"}
            assert (await browsers[0].post(f"{path}/verdict", json=body)).status_code == 200
    clock.advance(MINUTE)
    return browsers


async def test_the_report_is_what_the_log_says(people: People, uow: UnitOfWork, manual_clock: ManualClock) -> None:
    browser, _ = await worked(people, uow, manual_clock)
    found = (await browser.get("/api/figures")).json()
    async with uow(agency="helsinki", purpose="test", actor="platform") as unit:
        rows = await unit.session.execute(
            text(
                "SELECT e.alert, min(e.at) FILTER (WHERE e.what = 'acknowledge') - min(e.at) AS wait FROM alert_event e"
                " GROUP BY e.alert"
            )
        )
        waits = sorted(row.wait.total_seconds() for row in rows if row.wait is not None)
    whole = found["whole"]
    assert whole["shown"] == 14
    assert whole["acknowledged"] == len(waits) == 9
    assert whole["acknowledge_median_s"] == waits[4]
    assert whole["acknowledge_p95_s"] == waits[8]
    assert whole["floods"] == 1
    assert whole["verdicts"] == {"confirmed": 2, "rejected": 2, "duplicate": 0}
    assert found["tools"][0]["figures"] == whole
    assert found["desks"][0]["figures"] == whole
    assert found["clock"] == "wall"
    assert {one["id"] for one in found["judged"]} >= {"per_hour", "floods", "stale", "priorities", "acknowledge"}
    assert (await browser.get("/api/figures", params={"locale": "nb"})).json()["judged"][0]["words"].startswith("Rundt")


async def test_an_alert_nobody_decides_on_is_stale_after_a_day(
    people: People, uow: UnitOfWork, manual_clock: ManualClock
) -> None:
    browser, _ = await worked(people, uow, manual_clock)
    manual_clock.advance(23 * 60 * MINUTE)
    browser = await people.client(Role.SUPERVISOR)
    assert (await browser.get("/api/figures")).json()["whole"]["stale"] == 0
    manual_clock.advance(2 * 60 * MINUTE)
    fresh = await people.client(Role.SUPERVISOR)
    assert (await fresh.get("/api/figures")).json()["whole"]["stale"] == 10


async def test_no_person_is_in_any_answer(people: People, uow: UnitOfWork, manual_clock: ManualClock) -> None:
    browser, _ = await worked(people, uow, manual_clock)
    answer = await browser.get("/api/figures")
    assert not keys(answer.json()) & PERSON
    exported = await browser.get("/api/figures/export", params={"format": "json"})
    table = await browser.get("/api/figures/export", params={"format": "csv"})
    assert json.loads(exported.text) == answer.json()
    for shown in (answer.text, exported.text, table.text):
        assert "per_0" not in shown
        assert "Aino" not in shown
        assert "Eero" not in shown
    rows = list(csv.DictReader(io.StringIO(table.text)))
    assert {row["figure"] for row in rows} >= {"per_hour", "floods", "acknowledge_p95", "shown_in_hour"}
    assert await count(uow, "alert_event") > 0


def test_no_query_and_no_field_of_figures_knows_persons() -> None:
    words = (PERSON | {"session", "duty", "shift", "handover"}) - {"by"}
    for file in Path(figures.__file__).parent.glob("*repository.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if (
                isinstance(node, ast.Constant)
                and isinstance(node.value, str)
                and ("SELECT" in node.value or "FROM" in node.value)
            ):
                found = set(node.value.replace(".", " ").replace(",", " ").lower().split())
                assert not found & words, (file.name, found & words)
    for struct in (Raised, Change, Figures):
        assert not set(struct.__struct_fields__) & PERSON
    for model in vars(schemas).values():
        if isinstance(model, type) and hasattr(model, "model_fields"):
            assert not set(model.model_fields) & PERSON
    assert log.MOST > 0


async def test_exports_need_the_right_and_are_written_down(people: People, uow: UnitOfWork) -> None:
    observer = await people.client(Role.OBSERVER)
    assert (await observer.get("/api/figures")).status_code == 200
    assert (await observer.get("/api/figures/export")).status_code == 403
    operator = await people.client(Role.OPERATOR)
    assert (await operator.get("/api/figures/export")).status_code == 200
    supervisor = await people.client(Role.SUPERVISOR)
    lines = (await supervisor.get("/api/audit")).json()["items"]
    assert "figures.exported" in {line["what"] for line in lines}


@pytest.mark.parametrize(
    "query", [{"from": "x"}, {"from": "2026-03-06T12:00:00Z", "to": "2026-03-05"}, {"from": "1980-01-01"},
     {"to": "0001-01-01T00:00:00Z"}],
)  # fmt: skip
async def test_odd_periods_are_refused_in_words(operator: httpx.AsyncClient, query: dict[str, str]) -> None:
    answer = await operator.get("/api/figures", params=query)
    assert answer.status_code == 422
    assert answer.json()["error"]["remedy"]


async def test_a_desk_has_its_own_figures(people: People, uow: UnitOfWork, manual_clock: ManualClock) -> None:
    browser, _ = await worked(people, uow, manual_clock)
    made = await browser.post("/api/shifts/desks", json={"name": "Air", "kinds": ["air"]})
    assert made.status_code == 200
    await intake(uow, "helsinki", "bacteria", "1.0.0", [draft(50, kind="air.plume")])
    manual_clock.advance(1000)
    found = (await browser.get("/api/figures", params={"desk": made.json()["id"]})).json()
    assert found["whole"]["shown"] == 1
    assert {one["name"]: one["figures"]["shown"] for one in (await browser.get("/api/figures")).json()["desks"]} == {
        "Operations": 14, "Air": 1,
    }  # fmt: skip
    assert datetime.fromisoformat(found["since"]) < datetime.fromisoformat(found["until"])
