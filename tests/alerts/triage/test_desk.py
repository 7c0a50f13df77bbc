"""Triage at work on a real database: what is shown, what is held and by which rule, restarts, silences that end."""

from typing import Any

import httpx
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import text
from tests.alerts.drafts import draft
from tests.fixtures.server import People
from tests.fixtures.storage import NOON

from impetus.alerts.intake import intake
from impetus.alerts.triage.desk import TriageDesk
from impetus.kit.clock import ManualClock
from impetus.model.alert import AlertDraft, Severity
from impetus.people.permissions import Role
from impetus.storage.unit import UnitOfWork

MINUTE = 60_000


def again(minutes: float, severity: Severity = Severity.MEDIUM, number: int = 0, **changes: Any) -> AlertDraft:
    """The same crowd surge at the same place, some minutes later."""
    start = NOON + int(minutes * MINUTE)
    given = {"window_start": start, "window_end": start, "severity": severity, "subject": f"counter-{number}"}
    return draft(number, **{**given, **changes})


async def take(uow: UnitOfWork, *drafts: AlertDraft, desk: TriageDesk | None = None, agency: str = "helsinki") -> None:
    for one in drafts:
        await intake(uow, agency, "anomaly", "1.0.0", [one])
    await (desk or TriageDesk(uow)).work()


async def numbers(browser: httpx.AsyncClient, **query: str) -> list[str]:
    answer = await browser.get("/api/alerts", params={"state": "all", **query})
    assert answer.status_code == 200, answer.text
    return sorted(item["number"] for item in answer.json()["items"])


async def rows(uow: UnitOfWork, sql: str) -> list[Any]:
    async with uow(agency="helsinki", purpose="test", actor="platform") as unit:
        return list(await unit.session.execute(text(sql)))


async def test_a_repeat_stands_under_the_first_and_names_its_rule(
    worker_uow: UnitOfWork, operator: httpx.AsyncClient
) -> None:
    await take(worker_uow, again(0), again(5), again(9))
    assert await numbers(operator) == ["A-1"]
    assert await numbers(operator, shown="held") == ["A-2", "A-3"]
    assert await numbers(operator, shown="all") == ["A-1", "A-2", "A-3"]
    first = (await operator.get("/api/alerts", params={"state": "all"})).json()["items"][0]
    assert first["joined"] == 2
    assert await numbers(operator, group=first["group"]) == ["A-1", "A-2", "A-3"]
    held = (await operator.get("/api/alerts", params={"shown": "held", "locale": "it"})).json()["items"][0]
    assert held["held"]["rule"] == "repeat"
    assert held["held"]["title"] == "Ripetizione"
    assert held["held"]["text"]
    assert await numbers(operator, shown="held", rule="repeat", q="a-3") == ["A-3"]
    hits = (await operator.get("/api/search", params={"q": "a-3", "kinds": "alert", "locale": "it"})).json()["items"]
    assert [(hit["number"], hit["rule"], bool(hit["held"])) for hit in hits] == [("A-3", "Ripetizione", True)]
    [hit] = (await operator.get("/api/search", params={"q": "a-1", "kinds": "alert"})).json()["items"]
    assert (hit["rule"], hit["held"]) == ("", ""), "what is shown was held back by nothing"
    counted = (await operator.get("/api/triage/held")).json()
    assert counted["hour"] == 2
    assert {rule["id"]: rule["held_hour"] for rule in counted["rules"]}["repeat"] == 2
    shown = (await operator.get("/api/status")).json()["alerts_hour"]["shown"]
    assert shown == 1, "what is held back is not counted against the agreed six"


async def test_a_rise_in_severity_is_shown(worker_uow: UnitOfWork, operator: httpx.AsyncClient) -> None:
    await take(worker_uow, again(0), again(5), again(9, Severity.HIGH), again(10, Severity.HIGH))
    assert await numbers(operator) == ["A-1", "A-3"]
    await take(worker_uow, again(10, Severity.CRITICAL, revision=1))
    assert await numbers(operator) == ["A-1", "A-3", "A-4"], "also when it comes with a later revision"


async def test_smoke_does_not_stand_under_a_crowd(worker_uow: UnitOfWork, operator: httpx.AsyncClient) -> None:
    """Joined while it was small, shown once it is grave: nothing of its kind was shown there."""
    desk = TriageDesk(worker_uow)
    await take(worker_uow, again(0, Severity.HIGH), again(1, Severity.MEDIUM, 5, kind="air.plume"), desk=desk)
    assert await numbers(operator) == ["A-1"]
    await take(worker_uow, again(1, Severity.HIGH, 5, kind="air.plume", revision=1), desk=desk)
    assert await numbers(operator) == ["A-1", "A-2"]
    plume = (await operator.get("/api/alerts", params={"q": "a-2"})).json()["items"][0]
    assert plume["raised_reason"]["rule"] == "rise"
    assert "m" in plume["joined_reason"]["text"], "the sentence that joined it stays"


async def test_consoles_are_told_of_what_is_shown_and_how_much_is_held(worker_uow: UnitOfWork) -> None:
    await take(worker_uow, again(0))
    assert [row.topic for row in await rows(worker_uow, "SELECT topic FROM outbox ORDER BY id")] == ["alert"]
    await take(worker_uow, again(5))
    told = await rows(worker_uow, "SELECT topic, payload FROM outbox ORDER BY id")
    assert [row.topic for row in told] == ["alert", "alert", "held"]
    assert told[0].payload == told[1].payload, "the first again: more stands under it now"
    assert told[2].payload == {"count": 1}


async def test_what_is_shown_stays_shown_after_a_restart(worker_uow: UnitOfWork, operator: httpx.AsyncClient) -> None:
    """The first of a group is revised after others came under it, the desk dies, and it is revised once more."""
    desk = TriageDesk(worker_uow)
    await take(worker_uow, again(0), again(5), again(6), desk=desk)
    await take(worker_uow, again(0, revision=1), desk=desk)
    assert await numbers(operator) == ["A-1"]
    await take(worker_uow, again(0, revision=2, over=True), again(5, revision=1), desk=TriageDesk(worker_uow))
    assert await numbers(operator) == ["A-1"]
    assert await numbers(operator, shown="held") == ["A-2", "A-3"]


async def test_another_desk_goes_on_where_the_last_one_died(worker_uow: UnitOfWork) -> None:
    """Killed at any place, with or without a state that was kept: the decisions are those of one that lived on."""
    drafts = [again(n * 7, [Severity.LOW, Severity.MEDIUM, Severity.HIGH][n % 3], n % 4) for n in range(24)]
    desk = TriageDesk(worker_uow)
    for one in drafts:
        await take(worker_uow, one, desk=desk)
    sql = "SELECT number, shown, held_rule, grp FROM alert ORDER BY number"
    undisturbed = [tuple(row) for row in await rows(worker_uow, sql)]
    for at in (3, 11, 12, 20):
        async with worker_uow(agency="helsinki", purpose="test", actor="platform") as unit:
            forget = ("DELETE FROM triage_state", "UPDATE alert SET triaged_revision = NULL, triage_seq = NULL,"
                      " triaged_at = NULL, shown = NULL, grp = NULL, lead = false, held_rule = NULL")  # fmt: skip
            for statement in forget:
                await unit.session.execute(text(statement))
            await unit.session.execute(
                text("UPDATE alert SET triaged_revision = revision WHERE number > :n"), {"n": at}
            )
        first = TriageDesk(worker_uow)
        await first.work()
        if at % 2:
            await first.save()
        async with worker_uow(agency="helsinki", purpose="test", actor="platform") as unit:
            await unit.session.execute(text("UPDATE alert SET triaged_revision = NULL WHERE number > :n"), {"n": at})
        second = TriageDesk(worker_uow)
        for _ in drafts:
            await second.work()
        found = [tuple(row) for row in await rows(worker_uow, sql)]
        assert found == undisturbed


async def test_a_silence_holds_and_ends(
    worker_uow: UnitOfWork, operator: httpx.AsyncClient, manual_clock: ManualClock
) -> None:
    body = {"scope": {"source": "counter-0"}, "reason": "Road works until four", "minutes": 10}
    made = (await operator.post("/api/triage/silences", json=body)).json()
    assert (made["state"], made["held"], made["author"]["name"]) == ("running", 0, "Kari Nordmann")
    desk = TriageDesk(worker_uow)
    await take(worker_uow, again(0), again(1, number=1), desk=desk)
    assert await numbers(operator) == ["A-2"]
    held = (await operator.get("/api/alerts", params={"shown": "held"})).json()["items"][0]
    assert (held["held"]["rule"], held["held"]["silence"]) == ("silence", made["id"])
    assert "Road works until four" in held["held"]["text"]
    assert (await operator.get("/api/triage/silences")).json()[0]["held"] == 1
    manual_clock.advance(601_000)
    await desk.work()
    assert await numbers(operator) == ["A-1", "A-2"], "what still goes on is shown at its end"
    freed = (await operator.get("/api/alerts", params={"q": "a-1"})).json()["items"][0]
    assert freed["held"] is None
    assert freed["raised_reason"]["text"]
    assert (await operator.get("/api/triage/silences")).json()[0]["state"] == "over"


async def test_a_silence_never_hides_a_rise(worker_uow: UnitOfWork, operator: httpx.AsyncClient) -> None:
    await take(worker_uow, again(0, Severity.LOW))
    body = {"scope": {"kind": "crowd"}, "reason": "A concert", "minutes": 60}
    assert (await operator.post("/api/triage/silences", json=body)).status_code == 201
    await take(worker_uow, again(2, Severity.LOW), again(3, Severity.HIGH))
    assert await numbers(operator) == ["A-1", "A-3"]


async def test_silences_are_made_with_reason_and_end_by_those_who_may(
    people: People, operator: httpx.AsyncClient, uow: UnitOfWork
) -> None:
    good = {"scope": {"source": "counter-0"}, "reason": "Works", "minutes": 5}
    bad: list[dict[str, Any]] = [
        {"scope": {}}, {"reason": " "}, {"minutes": None}, {"minutes": 0}, {"ends_at": "2026-03-07T00:00:00Z"},
        {"minutes": None, "ends_at": "2020-01-01T00:00:00Z"}, {"minutes": None, "ends_at": "2029-01-01T00:00:00Z"},
        {"scope": {"area": {"latitude": 91, "longitude": 0, "metres": 5}}}, {"kind": "forever"},
    ]  # fmt: skip
    for change in bad:
        answer = await operator.post("/api/triage/silences", json={**good, **change})
        assert answer.status_code == 422, change
        assert answer.json()["error"]["remedy"]
    looker = await people.client(Role.OBSERVER, name="Odd Os")
    assert (await looker.post("/api/triage/silences", json=good)).status_code == 403
    made = (await operator.post("/api/triage/silences", json=good)).json()
    elsewhere = await people.client(agency="oslo")
    assert (await elsewhere.get("/api/triage/silences")).json() == []
    assert (await elsewhere.post(f"/api/triage/silences/{made['id']}/end")).status_code == 404
    ended = (await operator.post(f"/api/triage/silences/{made['id']}/end")).json()
    assert (ended["state"], ended["ended_by"]["name"]) == ("over", "Kari Nordmann")
    audit = await rows(uow, "SELECT what FROM audit_entry WHERE what LIKE 'silence.%' ORDER BY id")
    assert [row.what for row in audit] == ["silence.made", "silence.ended"]


async def test_settings_of_triage(people: People, operator: httpx.AsyncClient, worker_uow: UnitOfWork) -> None:
    supervisor = await people.client(Role.SUPERVISOR, name="Sara Sand")
    shown = (await supervisor.get("/api/triage/settings")).json()
    assert (shown["version"], shown["values"]) == (0, shown["defaults"])
    assert "properties" in shown["schema"]
    changed = {**shown["values"], "repeat_after_s": 60}
    assert (await operator.put("/api/triage/settings", json={"values": changed})).status_code == 403
    after = (await supervisor.put("/api/triage/settings", json={"values": changed, "version": 0})).json()
    assert (after["version"], after["changed_by"]) == (1, "Sara Sand")
    assert (await supervisor.put("/api/triage/settings", json={"values": changed, "version": 0})).status_code == 409
    wrong = await supervisor.put("/api/triage/settings", json={"values": {"budget_an_hour": 0}})
    assert (wrong.status_code, wrong.json()["error"]["field"]) == (422, "budget_an_hour")


SEVERITIES = [Severity.LOW, Severity.MEDIUM, Severity.HIGH, Severity.CRITICAL]
STORM = st.lists(st.tuples(st.integers(0, 3), st.integers(0, 3), st.integers(0, 40)), min_size=1, max_size=25)


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(storm=STORM)
async def test_nothing_is_lost_and_every_rise_is_shown(
    worker_uow: UnitOfWork, operator: httpx.AsyncClient, storm: list[tuple[int, int, int]]
) -> None:
    base = int((await rows(worker_uow, "SELECT coalesce(max(number), 0) AS n FROM alert"))[0].n)
    desk, minute = TriageDesk(worker_uow), 0
    for n, (number, severity, gap) in enumerate(storm):
        minute += gap
        await take(worker_uow, again(base + minute + n / 100, SEVERITIES[severity], number), desk=desk)
    columns = "number, shown, grp, severity_rank, held_rule, held_reason"
    sql = f"SELECT {columns} FROM alert ORDER BY number"  # those of examples before belong to the same groups
    worst: dict[str, int] = {}
    for row in await rows(worker_uow, sql):
        assert row.shown is not None
        if row.severity_rank > worst.get(row.grp, -1):
            assert row.shown, "a rise in severity over what was shown of the group"
        if row.shown:
            worst[row.grp] = max(worst.get(row.grp, -1), row.severity_rank)
        else:
            assert row.held_rule == row.held_reason["rule"]
            found = await numbers(operator, shown="held", rule=row.held_rule, q=f"a-{row.number}")
            assert f"A-{row.number}" in found
