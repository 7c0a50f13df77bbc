"""The queue and what people do with alerts, through the API."""

import asyncio
from typing import Any

import httpx
import msgspec
from sqlalchemy import text
from tests.alerts.drafts import draft
from tests.fixtures.server import People

from impetus.alerts import repository
from impetus.alerts.intake import alert_id, intake
from impetus.kit.clock import ManualClock
from impetus.kit.times import as_datetime
from impetus.model.alert import AlertDraft, Severity
from impetus.model.observation import VerdictGiven
from impetus.people.permissions import Role
from impetus.storage.unit import UnitOfWork


async def raised(uow: UnitOfWork, *drafts: AlertDraft) -> list[str]:
    await intake(uow, "helsinki", "anomaly", "1.0.0", drafts)
    return [alert_id("helsinki", "anomaly", one) for one in drafts]


async def controls(uow: UnitOfWork) -> list[tuple[str, VerdictGiven]]:
    async with uow(agency="helsinki", purpose="test", actor="platform") as unit:
        found = await unit.session.execute(
            text("SELECT control_subject, control FROM outbox WHERE control IS NOT NULL ORDER BY id")
        )
        return [(row[0], msgspec.msgpack.decode(row[1], type=VerdictGiven)) for row in found]


async def do(browser: httpx.AsyncClient, alert: str, act: str, status: int = 200, **body: Any) -> dict[str, Any]:
    answer = await browser.post(f"/api/alerts/{alert}/{act}", json=body or None)
    assert answer.status_code == status, answer.text
    found: dict[str, Any] = answer.json()
    return found


async def test_the_queue_is_sorted_and_paged(operator: httpx.AsyncClient, uow: UnitOfWork) -> None:
    severities = [Severity.LOW, Severity.HIGH, Severity.MEDIUM, Severity.HIGH, Severity.INFO]
    ids = await raised(uow, *(draft(n, severity=s) for n, s in enumerate(severities)))
    await do(operator, ids[3], "verdict", word="confirmed")
    seen: list[str] = []
    cursor = ""
    while True:
        page = (await operator.get("/api/alerts", params={"limit": 2, "cursor": cursor})).json()
        assert page["total"] == 5
        seen += [item["number"] for item in page["items"]]
        if page["next"] is None:
            break
        cursor = page["next"]
    assert seen == ["A-2", "A-3", "A-1", "A-5", "A-4"]


async def test_filters_and_search(operator: httpx.AsyncClient, uow: UnitOfWork) -> None:
    ids = await raised(uow, draft(0), draft(1, severity=Severity.HIGH, kind="air.plume"), draft(2))
    await do(operator, ids[2], "verdict", word="rejected", reason="planned")

    async def numbers(**query: Any) -> list[str]:
        answer = await operator.get("/api/alerts", params=query)
        assert answer.status_code == 200, answer.text
        return sorted(item["number"] for item in answer.json()["items"])

    assert await numbers() == ["A-1", "A-2"]
    assert await numbers(state="all") == ["A-1", "A-2", "A-3"]
    assert await numbers(state="rejected") == ["A-3"]
    assert await numbers(severity=["high", "low"]) == ["A-2"]
    assert await numbers(kind="air") == ["A-2"]
    assert await numbers(q="a-2") == ["A-2"]
    assert await numbers(q="TORG counter-1") == ["A-2"]
    assert await numbers(q="più volte piazza", state="all") == ["A-1", "A-2", "A-3"]
    assert await numbers(q="100%") == []
    assert await numbers(**{"from": "2026-03-06T12:00:01Z"}) == []
    assert await numbers(to="2026-03-06T12:00:01Z") == ["A-1", "A-2"]


async def test_texts_come_in_the_language_of_the_reader(operator: httpx.AsyncClient, uow: UnitOfWork) -> None:
    (id,) = await raised(uow, draft(0))
    detail = (await operator.get(f"/api/alerts/{id}", params={"locale": "nb"})).json()
    assert detail["title"] == "Torg 0"
    assert detail["kind_title"] == "Folkemengde vokser"
    assert detail["evidence"][0]["type"] == "series"
    assert detail["evidence"][0]["title"] == "Folk"
    assert [part["text"] for part in detail["parts_for"]] == ["Many people"]
    assert [part["weight"] for part in detail["parts_against"]] == [-1.1]
    assert detail["history"][0]["what"] == "raised"
    assert detail["goal_s"] == 600


async def test_a_verdict_reaches_the_tool_and_can_be_taken_back(
    operator: httpx.AsyncClient, uow: UnitOfWork, manual_clock: ManualClock
) -> None:
    (id,) = await raised(uow, draft(0, signature="s"))
    assert (await do(operator, id, "acknowledge"))["owner"]["initials"] == "KN"
    judged = await do(operator, id, "verdict", word="rejected", reason="planned", note="Marathon", revision=0)
    assert judged["state"] == "rejected"
    assert judged["verdict"]["note"] == "Marathon"
    assert judged["track_record"] == {"real": 0, "judged": 1}
    undone = await do(operator, id, "undo")
    assert (undone["state"], undone["verdict"], undone["track_record"]) == ("acknowledged", None, None)
    assert undone["owner"] is not None
    (subject, given), (_, withdrawn) = await controls(uow)
    assert subject == "ctl.helsinki.anomaly.verdict"
    assert (given.word, given.reason, given.subject, given.signature) == ("rejected", "planned", "counter-0", "s")
    assert (withdrawn.word, withdrawn.withdraws) == ("withdrawn", given.id)
    await do(operator, id, "undo", 409)
    detail = (await operator.get(f"/api/alerts/{id}")).json()
    assert [line["what"] for line in detail["history"]] == ["raised", "acknowledge", "verdict.rejected", "undone"]
    assert all("before" not in line["detail"] for line in detail["history"])


async def test_undo_is_for_ten_minutes_and_ones_own(
    people: People, operator: httpx.AsyncClient, uow: UnitOfWork, manual_clock: ManualClock
) -> None:
    (id,) = await raised(uow, draft(0))
    other = await people.client(name="Ola Dunk")
    await do(operator, id, "acknowledge")
    await do(other, id, "undo", 409)
    manual_clock.advance(600_001)
    await do(operator, id, "undo", 409)


async def test_a_repeat_names_the_alert_that_stays(operator: httpx.AsyncClient, uow: UnitOfWork) -> None:
    ids = await raised(uow, draft(0), draft(1))
    number = (await operator.get(f"/api/alerts/{ids[1]}")).json()["number"]
    for wrong, status in ((ids[0], 422), ("alr_none", 404)):
        await do(operator, ids[0], "verdict", status, word="duplicate", same_as=wrong)
    await do(operator, ids[0], "verdict", 422, word="confirmed", same_as=ids[1])
    judged = await do(operator, ids[0], "verdict", word="duplicate", same_as=ids[1], note="one car")
    assert (judged["state"], judged["verdict"]["note"]) == ("rejected", f"{number} one car")
    line = (await operator.get(f"/api/alerts/{ids[0]}")).json()["history"][-1]
    assert (line["what"], line["detail"]["note"]) == ("verdict.duplicate", f"{number} one car")
    assert (await do(operator, ids[0], "undo"))["state"] == "new"


async def test_undoing_a_reopening_restores_the_verdict(operator: httpx.AsyncClient, uow: UnitOfWork) -> None:
    (id,) = await raised(uow, draft(0))
    await do(operator, id, "verdict", word="confirmed")
    await do(operator, id, "close")
    assert (await do(operator, id, "reopen"))["verdict"] is None
    restored = await do(operator, id, "undo")
    assert (restored["state"], restored["verdict"]["word"]) == ("closed", "confirmed")
    assert restored["track_record"] == {"real": 1, "judged": 1}
    sent = [given for _, given in await controls(uow)]
    assert [given.word for given in sent] == ["confirmed", "withdrawn", "confirmed"]
    assert len({given.id for given in sent}) == 3


async def test_two_people_cannot_decide_differently(
    people: People, operator: httpx.AsyncClient, uow: UnitOfWork
) -> None:
    (id,) = await raised(uow, draft(0))
    other = await people.client(name="Ola Dunk")
    answers = await asyncio.gather(
        operator.post(f"/api/alerts/{id}/verdict", json={"word": "confirmed"}),
        other.post(f"/api/alerts/{id}/verdict", json={"word": "rejected", "reason": "normal"}),
    )
    assert sorted(answer.status_code for answer in answers) == [200, 409]
    assert len(await controls(uow)) == 1


async def test_conflicts_and_hands(people: People, operator: httpx.AsyncClient, uow: UnitOfWork) -> None:
    (id,) = await raised(uow, draft(0))
    await do(operator, id, "verdict", 409, word="confirmed", revision=7)
    await do(operator, id, "verdict", 409, word="confirmed", expected_state="acknowledged")
    assert (await do(operator, id, "verdict", 422, word="rejected"))["error"]["field"] == "reason"
    await do(operator, id, "close", 409)
    await do(operator, id, "acknowledge")
    other = await people.client(name="Ola Dunk")
    await do(other, id, "release", 403)
    assert (await do(other, id, "take-over"))["owner"]["name"] == "Ola Dunk"
    supervisor = await people.client(Role.SUPERVISOR)
    assert (await do(supervisor, id, "release"))["owner"] is None


async def test_roles_and_agencies(people: People, operator: httpx.AsyncClient, uow: UnitOfWork) -> None:
    (id,) = await raised(uow, draft(0))
    officer = await people.client(Role.DATA_PROTECTION_OFFICER)
    assert (await officer.get(f"/api/alerts/{id}")).status_code == 200
    await do(officer, id, "acknowledge", 403)
    stranger = await people.client(agency="oslo")
    assert (await stranger.get("/api/alerts", params={"state": "all"})).json()["total"] == 0
    assert (await stranger.get(f"/api/alerts/{id}")).status_code == 404
    await do(stranger, id, "acknowledge", 404)
    assert (await (await people.anonymous()).get("/api/alerts")).status_code == 401
    assert (await operator.get("/api/audit")).status_code == 403


async def test_who_looks_is_shown(people: People, operator: httpx.AsyncClient, uow: UnitOfWork) -> None:
    (id,) = await raised(uow, draft(0))
    other = await people.client(name="Ola Dunk")
    await other.get(f"/api/alerts/{id}")
    page = (await operator.get("/api/alerts")).json()
    assert [person["name"] for person in page["items"][0]["seen_by"]] == ["Ola Dunk"]


async def test_every_act_is_audited(administrator: httpx.AsyncClient, uow: UnitOfWork) -> None:
    (id,) = await raised(uow, draft(0))
    for act, body in (
        ("acknowledge", {}), ("release", {}), ("take-over", {}), ("verdict", {"word": "confirmed"}), ("close", {}),
        ("reopen", {}), ("undo", {}),
    ):  # fmt: skip
        await do(administrator, id, act, **body)
    page = (await administrator.get("/api/audit", params={"what": "alert."})).json()
    assert [item["what"] for item in reversed(page["items"])] == [
        "alert.acknowledge", "alert.release", "alert.take_over", "alert.verdict.confirmed", "alert.close",
        "alert.reopen", "alert.undone",
    ]  # fmt: skip
    assert all(item["subject"] == id and item["purpose"] == "urban_safety" for item in page["items"])


async def test_whoever_waits_for_a_verdict_sees_it(operator: httpx.AsyncClient, uow: UnitOfWork) -> None:
    (id,) = await raised(uow, draft(0))
    async with uow(agency="helsinki", purpose="urban_safety", actor="person:other", role="operator") as unit:
        before = await repository.one(unit, id, lock=True)
        assert before is not None
        waiting = asyncio.create_task(do(operator, id, "reopen"))
        await asyncio.sleep(0.3)
        now = as_datetime(uow.clock.now_ms())
        await repository.add_verdict(
            unit, id="ver_x", alert=before, person="other", word="confirmed", reason="", note="", at=now
        )
        await repository.change(unit, id, {"state": "confirmed", "verdict": "ver_x"}, now)
        assert not waiting.done()
    assert (await waiting)["verdict"] is None
    assert [(message.word, message.withdraws) for _, message in await controls(uow)] == [("withdrawn", "ver_x")]


async def test_two_verdicts_at_once(people: People, uow: UnitOfWork) -> None:
    (id,) = await raised(uow, draft(0))
    words = [{"word": "confirmed"}, {"word": "rejected", "reason": "planned"}] * 3
    browsers = [await people.client() for _ in words]
    answers = await asyncio.gather(
        *(browser.post(f"/api/alerts/{id}/verdict", json=word) for browser, word in zip(browsers, words, strict=True))
    )
    assert sorted(answer.status_code for answer in answers) == [200, 409, 409, 409, 409, 409]
    assert len(await controls(uow)) == 1
