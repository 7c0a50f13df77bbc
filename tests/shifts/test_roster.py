"""The roster: by hand, copied forward, imported; whatever a file holds, it is mapped or named."""

from datetime import UTC, datetime

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.fixtures.server import People

from impetus.kit.errors import BadInput
from impetus.people.permissions import Role
from impetus.shifts.imports import Line, Unmapped, read
from impetus.shifts.records import Desk, Somebody
from impetus.shifts.service import owner_of

TEAM = [
    Somebody(id="per_1", login="aino", name="Aino Korhonen", initials="AK", role="operator"),
    Somebody(id="per_2", login="eero", name="Eero Mäki", initials="EM", role="operator"),
]
CALENDAR = """BEGIN:VCALENDAR
VERSION:2.0
BEGIN:VEVENT
SUMMARY:Aino Korho
 nen
DTSTART;TZID=Europe/Helsinki:20260306T220000
DTEND;TZID=Europe/Helsinki:20260307T060000
END:VEVENT
BEGIN:VEVENT
SUMMARY:Night
ATTENDEE;CN="Eero Mäki":mailto:e@x.fi
DTSTART:20260306T200000Z
DURATION:PT8H
BEGIN:VALARM
SUMMARY:Reminder
END:VALARM
END:VEVENT
BEGIN:VEVENT
SUMMARY:Nobody Known
DTSTART:20260306T200000Z
DTEND:20260307T040000Z
END:VEVENT
BEGIN:VEVENT
SUMMARY:aino
DTSTART:20260306T200000Z
DTEND:20260307T040000Z
RRULE:FREQ=WEEKLY
END:VEVENT
BEGIN:VEVENT
SUMMARY:aino
DTSTART;VALUE=DATE:20260306
DTEND;VALUE=DATE:20260307
END:VEVENT
END:VCALENDAR
"""


def test_a_calendar_is_mapped_and_the_rest_named() -> None:
    found = read(CALENDAR, "ical", TEAM, "Europe/Helsinki")
    lines = [one for one in found if isinstance(one, Line)]
    assert [(one.person, one.starts_at, one.ends_at) for one in lines] == [
        ("per_1", datetime(2026, 3, 6, 20, tzinfo=UTC), datetime(2026, 3, 7, 4, tzinfo=UTC)),
        ("per_2", datetime(2026, 3, 6, 20, tzinfo=UTC), datetime(2026, 3, 7, 4, tzinfo=UTC)),
    ]
    assert [one.problem for one in found if isinstance(one, Unmapped)] == [
        "Nobody here has this name.", "It repeats by a rule.", "A time cannot be read.",
    ]  # fmt: skip
    assert all(one.remedy and one.line for one in found if isinstance(one, Unmapped))


def test_a_table_is_mapped_and_the_rest_named() -> None:
    table = (
        "person;from;to\naino;2026-03-06 22:00;2026-03-07 06:00\n\nEero Mäki;2026-03-06T22:00Z;soon\n"
        "eero;2026-03-06 22:00;2026-03-06 21:00\neero\n"
    )
    found = read(table, "csv", TEAM, "Europe/Helsinki")
    assert [type(one) for one in found] == [Line, Unmapped, Unmapped, Unmapped]
    assert isinstance(found[0], Line)
    assert found[0].starts_at == datetime(2026, 3, 6, 20, tzinfo=UTC)


words = st.text(max_size=60) | st.sampled_from(
    [*CALENDAR.splitlines(), "person,from,to", "aino,2026-03-06,2026-03-07", "DTSTART;TZID=../x:20260101T000000"]
)


@given(st.lists(words, max_size=30).map("\n".join), st.sampled_from(["ical", "csv"]))
def test_whatever_comes_is_mapped_or_named(text: str, form: str) -> None:
    try:
        found = read(text, form, TEAM, "Europe/Helsinki")
    except BadInput:
        return
    assert found
    for one in found:
        if isinstance(one, Line):
            assert one.person in {"per_1", "per_2"}
            assert one.starts_at < one.ends_at
        else:
            assert one.problem
            assert one.remedy


@given(st.lists(st.text("abc.", min_size=1, max_size=5), max_size=6), st.text("abc.", max_size=8))
def test_every_kind_has_exactly_one_desk(kinds: list[str], kind: str) -> None:
    desks = [Desk(id="rest", name="Rest", kinds=[])]
    desks += [Desk(id=f"d{number}", name="x", kinds=[one]) for number, one in enumerate(kinds)]
    found = owner_of(kind, desks)
    assert found is not None
    if found.id != "rest":
        assert kind == found.kinds[0] or kind.startswith(f"{found.kinds[0]}.")


async def person(browser: httpx.AsyncClient) -> str:
    return str((await browser.get("/api/session")).json()["person"]["id"])


async def test_a_week_is_copied_forward_at_the_same_local_time(people: People) -> None:
    boss = await people.client(Role.SUPERVISOR, name="Sanna Virta")
    body = {"person": await person(boss), "starts_at": "2026-03-23T21:00:00Z", "ends_at": "2026-03-24T05:00:00Z"}
    made = await boss.post("/api/shifts/roster", json=body)
    assert made.status_code == 200
    assert (await boss.post("/api/shifts/roster", json=body)).status_code == 409
    week = {"week": "2026-03-23T00:00:00Z", "weeks": 2}
    assert (await boss.post("/api/shifts/roster/copy", json=week)).json() == {"added": 2}
    assert (await boss.post("/api/shifts/roster/copy", json=week)).json() == {"added": 0}
    span = {"from": "2026-03-20T00:00:00Z", "to": "2026-04-20T00:00:00Z"}
    assert len((await boss.get("/api/shifts/roster", params=span)).json()) == 3
    assert (await boss.delete(f"/api/shifts/roster/{made.json()['id']}")).status_code == 204
    assert len((await boss.get("/api/shifts/roster", params=span)).json()) == 2


async def test_an_import_says_what_it_did(people: People) -> None:
    boss = await people.client(Role.SUPERVISOR, name="Aino Korhonen")
    body = {"text": CALENDAR, "form": "ical", "dry_run": True}
    assert (await boss.post("/api/shifts/roster/import", json=body)).json()["added"] == 1
    body["dry_run"] = False
    done = (await boss.post("/api/shifts/roster/import", json=body)).json()
    assert (done["added"], done["same"]) == (1, 0)
    assert len(done["unmapped"]) == 4
    again = (await boss.post("/api/shifts/roster/import", json=body)).json()
    assert (again["added"], again["same"]) == (0, 1)


async def test_only_those_who_manage_shifts_change_them(operator: httpx.AsyncClient, people: People) -> None:
    body = {"person": await person(operator), "starts_at": "2026-03-06T22:00:00Z", "ends_at": "2026-03-07T06:00:00Z"}
    assert (await operator.post("/api/shifts/roster", json=body)).status_code == 403
    boss = await people.client(Role.SUPERVISOR)
    settings = (await boss.get("/api/shifts/settings")).json()
    changed = {"values": {**settings["values"], "away_min": 20}, "version": 0}
    assert (await boss.put("/api/shifts/settings", json=changed)).json()["version"] == 1
    assert (await boss.put("/api/shifts/settings", json=changed)).status_code == 409
    assert (await boss.put("/api/shifts/settings", json={"values": {"away_min": 0}, "version": 1})).status_code == 422


@pytest.mark.parametrize(
    ("starts", "ends"), [("2026-03-07T00:00Z", "2026-03-06T00:00Z"), ("0001-01-01", "0001-01-02"),
                         ("2026-01-01", "2026-02-01")],
)  # fmt: skip
async def test_odd_shifts_are_refused(people: People, starts: str, ends: str) -> None:
    boss = await people.client(Role.SUPERVISOR)
    answer = await boss.post(
        "/api/shifts/roster", json={"person": await person(boss), "starts_at": starts, "ends_at": ends}
    )
    assert answer.status_code == 422
    assert answer.json()["error"]["field"]
