"""Lists that people keep for tools: by form, file and calendar; who may; what is told, audited and taken back."""

import asyncio
import json
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import text
from tests.alerts.drafts import draft
from tests.fixtures.server import People
from tests.toolbox.test_endpoints import audited, controls

from impetus.alerts.intake import alert_id, intake
from impetus.kit.errors import BadInput
from impetus.kit.times import as_datetime
from impetus.model.observation import EntriesChanged
from impetus.model.sensor import Sensor, SensorKind
from impetus.people.permissions import Role
from impetus.places import service as places
from impetus.storage.unit import UnitOfWork
from impetus.toolbox.entry_files import read_csv, read_ical
from impetus.tools.anomaly.known import Known
from impetus.tools.anomaly.planned import Planned

LISTS = "/api/tools/anomaly/lists"
FINAL = {
    "name": "Cup final",
    "kind": "match",
    "starts": "2026-11-28T18:00",
    "ends": "2026-11-28T21:00",
    "area": "Arena",
}


@pytest.fixture
async def supervisor(people: People) -> httpx.AsyncClient:
    return await people.client(Role.SUPERVISOR, name="Sanna Virta")


async def listed(browser: httpx.AsyncClient, name: str = "planned", locale: str = "en") -> list[dict[str, Any]]:
    page = (await browser.get(f"/api/tools/anomaly/page?locale={locale}")).json()
    found: list[dict[str, Any]] = next(one for one in page["lists"] if one["name"] == name)["entries"]
    return found


async def test_an_entry_is_added_changed_ended_and_put_back(supervisor: httpx.AsyncClient, uow: UnitOfWork) -> None:
    made = (await supervisor.post(f"{LISTS}/planned", json={"values": FINAL})).json()
    assert made["title"] == "Cup final"
    assert made["made_by"] == "Sanna Virta"
    assert made["values"]["widening"] == 3.0
    path = f"{LISTS}/planned/{made['id']}"
    changed = (await supervisor.put(path, json={"values": FINAL | {"widening": 4}, "version": 1})).json()
    assert changed["version"] == 2
    late = await supervisor.put(path, json={"values": FINAL, "version": 1})
    assert late.status_code == 409
    ended = (await supervisor.post(f"{path}/end", json={"ended": True, "version": 2})).json()
    assert ended["over"] is True
    assert ended["ended_by"] == "Sanna Virta"
    assert (await listed(supervisor))[0]["over"] is True
    back = (await supervisor.post(f"{path}/end", json={"ended": False})).json()
    assert back["over"] is False
    again = (await supervisor.post(f"{path}/end", json={"ended": False})).json()
    assert again["version"] == back["version"]
    assert [what for what, _, _ in await audited(uow)] == [
        "tool.entry.added",
        "tool.entry.changed",
        "tool.entry.ended",
        "tool.entry.put_back",
    ]
    _, _, detail = (await audited(uow))[1]
    assert detail["changed"] == {"widening": [3.0, 4.0]}
    told = [message for _, message in await controls(uow)]
    assert all(isinstance(message, EntriesChanged) and message.list == "planned" for message in told)
    widths = [None if (values := message.entries[made["id"]]) is None else values["widening"] for message in told]
    assert widths == [3.0, 4.0, None, 4.0]
    assert {subject for subject, _ in await controls(uow)} == {"ctl.helsinki.anomaly.list"}


async def test_the_page_speaks_the_readers_language(supervisor: httpx.AsyncClient) -> None:
    await supervisor.post(f"{LISTS}/planned", json={"values": FINAL})
    page = (await supervisor.get("/api/tools/anomaly/page?locale=it")).json()
    assert [one["title"] for one in page["lists"]] == ["Eventi in programma", "Situazioni note", "Sensori composti"]
    assert page["lists"][0]["entries"][0]["detail"].startswith("partita · 2026-11-28 18:00–21:00 · Arena")
    assert page["lists"][0]["schema"]["properties"]["name"]["x-text"]["nb"]["title"] == "Navn"
    assert {one["name"]: one["asked"] for one in page["questions"]} == {
        "budget": True,
        "normal": True,
        "preview": False,
    }
    assert [one["from_alerts"] for one in page["lists"]] == [True, True, False]


WRONG: list[tuple[str, dict[str, Any], str]] = [
    ("planned", FINAL | {"ends": "2026-11-28T17:00"}, "ends"),
    ("planned", FINAL | {"radius_m": 1e9}, "radius_m"),
    ("planned", FINAL | {"strange": 1}, "strange"),
    ("planned", {}, "name"),
    ("known", {"reason": "Fair", "kind": "crowd.surge", "until": "2027-01-01"}, "area"),
    ("known", {"reason": "Fair", "kind": "crowd.surge", "sensor": "nobody", "until": "2026-12-24"}, "sensor"),
    ("known", {"reason": "Fair", "kind": "crowd.surge", "area": "Arena", "until": "2039-01-01"}, "until"),
    ("made", {"name": "In less out", "how": "ratio", "sensors": ["gate-1"]}, "against"),
    ("made", {"name": "In", "how": "sum", "sensors": ["gate-1", "nobody"]}, "sensors"),
]


async def test_an_error_names_the_field(supervisor: httpx.AsyncClient, uow: UnitOfWork) -> None:
    gate = Sensor(id="gate-1", name="Gate", kind=SensorKind.PEOPLE, source="t")
    await places.register(uow, "helsinki", [gate], actor="platform")
    for name, values, field in WRONG:
        answer = await supervisor.post(f"{LISTS}/{name}", json={"values": values})
        assert answer.status_code == 422, answer.text
        assert answer.json()["error"]["field"] == field
        assert await listed(supervisor, name) == []


async def test_what_names_a_person_is_masked_at_the_door(supervisor: httpx.AsyncClient) -> None:
    values = FINAL | {"name": "Ask kari.nordmann@example.org"}
    made = (await supervisor.post(f"{LISTS}/planned", json={"values": values})).json()
    assert "kari" not in json.dumps(made)


async def test_who_may(people: People, supervisor: httpx.AsyncClient) -> None:
    made = (await supervisor.post(f"{LISTS}/planned", json={"values": FINAL})).json()
    operator = await people.client(Role.OPERATOR)
    assert [entry["id"] for entry in await listed(operator)] == [made["id"]]
    for answer in (
        await operator.post(f"{LISTS}/planned", json={"values": FINAL}),
        await operator.put(f"{LISTS}/planned/{made['id']}", json={"values": FINAL}),
        await operator.post(f"{LISTS}/planned/{made['id']}/end", json={"ended": True}),
        await operator.post(f"{LISTS}/planned/file", json={"format": "csv", "text": "name"}),
    ):
        assert answer.status_code == 403
    oslo = await people.client(Role.SUPERVISOR, agency="oslo", name="Per Li")
    assert await listed(oslo) == []
    assert (await oslo.put(f"{LISTS}/planned/{made['id']}", json={"values": FINAL})).status_code == 404
    assert (await supervisor.post(f"{LISTS}/unheard", json={"values": {}})).status_code == 404
    assert (await supervisor.post("/api/tools/bacteria/lists/planned", json={"values": {}})).status_code == 404


async def test_a_rule_is_made_of_a_rejected_alert(
    supervisor: httpx.AsyncClient, uow: UnitOfWork, people: People
) -> None:
    await places.register(
        uow, "helsinki", [Sensor(id="gate-1", name="Gate", kind=SensorKind.PEOPLE, source="t")], actor="platform"
    )
    one = draft(0, kind="crowd.surge", subject="gate-1")
    await intake(uow, "helsinki", "anomaly", "1.0", [one], purpose="urban_safety")
    id = alert_id("helsinki", "anomaly", one)
    answer = await supervisor.get(f"{LISTS}/known/draft", params={"alert": id})
    assert answer.status_code == 200, answer.text
    values = answer.json()["values"]
    assert (values["kind"], values["sensor"], values["reason"]) == ("crowd.surge", "gate-1", "")
    made = await supervisor.post(f"{LISTS}/known", json={"values": values | {"reason": "Market on Mondays"}})
    assert made.status_code == 200, made.text
    assert made.json()["over"] is False
    assert (await supervisor.get(f"{LISTS}/made/draft", params={"alert": id})).status_code == 422
    assert (await supervisor.get(f"{LISTS}/known/draft", params={"alert": "alr_none"})).status_code == 404
    operator = await people.client(Role.OPERATOR)
    assert (await operator.get(f"{LISTS}/known/draft", params={"alert": id})).status_code == 403


CSV = """name;starts;ends;area;widening
Fair;2026-12-01T10:00;2026-12-01T18:00;Square;2,5

March;2026-12-02T10:00;2026-12-02T12:00;;
"""
ICAL = """BEGIN:VCALENDAR
VERSION:2.0
PRODID:-//t//t//EN
BEGIN:VEVENT
UID:1
SUMMARY:Weekly market
LOCATION:Market square\\, Main street 1
DTSTART;TZID=Europe/Helsinki:20260316T080000
DTEND;TZID=Europe/Helsinki:20260316T140000
RRULE:FREQ=WEEKLY;COUNT=4
EXDATE;TZID=Europe/Helsinki:20260323T080000
END:VEVENT
BEGIN:VEVENT
UID:2
SUMMARY:Holiday
GEO:60.17;24.94
DTSTART;VALUE=DATE:20261206
END:VEVENT
BEGIN:VEVENT
UID:3
SUMMARY:Called off
STATUS:CANCELLED
DTSTART:20261201T100000Z
END:VEVENT
END:VCALENDAR
"""


async def test_files_are_looked_at_then_added_whole(supervisor: httpx.AsyncClient, uow: UnitOfWork) -> None:
    looked = (await supervisor.post(f"{LISTS}/planned/file", json={"format": "csv", "text": CSV, "check": True})).json()
    assert looked == {"added": 0, "rows": 2, "faults": []}
    assert await listed(supervisor) == []
    added = (await supervisor.post(f"{LISTS}/planned/file", json={"format": "csv", "text": CSV})).json()
    assert added["added"] == 2
    fair = next(entry for entry in await listed(supervisor) if entry["title"] == "Fair")
    assert fair["values"]["widening"] == 2.5
    assert {detail["source"] for _, _, detail in await audited(uow)} == {"csv"}
    wrong = CSV + "Odd;2026-12-02T10:00;2026-12-01T12:00;;\n;;;;\nBad;when;2026-12-01T12:00;;\n"
    answer = (await supervisor.post(f"{LISTS}/planned/file", json={"format": "csv", "text": wrong})).json()
    assert (answer["added"], [fault["number"] for fault in answer["faults"]]) == (0, [5, 7])
    assert [fault["field"] for fault in answer["faults"]] == ["ends", "starts"]
    assert len(await listed(supervisor)) == 2


async def test_a_calendar_is_read_with_its_repeats(supervisor: httpx.AsyncClient) -> None:
    added = (await supervisor.post(f"{LISTS}/planned/file", json={"format": "ical", "text": ICAL})).json()
    assert added == {"added": 4, "rows": 4, "faults": []}
    markets = sorted(e["values"]["starts"] for e in await listed(supervisor) if e["title"] == "Weekly market")
    # at eight in the city, before and after clocks went forward on 29 March
    assert markets == ["2026-03-16T06:00:00Z", "2026-03-30T05:00:00Z", "2026-04-06T05:00:00Z"]
    [day] = [e["values"] for e in await listed(supervisor) if e["title"] == "Holiday"]
    assert (day["starts"], day["ends"]) == ("2026-12-06T00:00:00", "2026-12-07T00:00:00")
    assert (day["latitude"], day["area"]) == (60.17, "")


async def test_lists_that_take_no_file_say_so(supervisor: httpx.AsyncClient) -> None:
    answer = await supervisor.post(f"{LISTS}/known/file", json={"format": "csv", "text": "reason"})
    assert (answer.status_code, answer.json()["error"]["field"]) == (422, "format")
    nothing = await supervisor.post(f"{LISTS}/planned/file", json={"format": "ical", "text": "BEGIN:NONSENSE"})
    assert (nothing.status_code, nothing.json()["error"]["field"]) == (422, "text")


async def test_of_two_people_one_is_told(supervisor: httpx.AsyncClient) -> None:
    made = (await supervisor.post(f"{LISTS}/planned", json={"values": FINAL})).json()
    path = f"{LISTS}/planned/{made['id']}"
    answers = await asyncio.gather(
        *(supervisor.put(path, json={"values": FINAL | {"widening": width}, "version": 1}) for width in (4, 5))
    )
    assert sorted(answer.status_code for answer in answers) == [200, 409]


values = st.dictionaries(
    st.sampled_from([*Planned.model_fields, "x"]),
    st.one_of(st.none(), st.text(max_size=30), st.floats(), st.integers(), st.lists(st.text(max_size=3), max_size=2),
              st.datetimes().map(str)),
    max_size=8,
)  # fmt: skip


async def test_whatever_comes_is_taken_or_refused_by_name(supervisor: httpx.AsyncClient) -> None:
    examples: list[Any] = []

    @given(values)
    def collect(one: Any) -> None:
        examples.append(one)

    collect()
    for one in examples[:60]:
        body = json.dumps({"values": one})
        answer = await supervisor.post(f"{LISTS}/planned", content=body, headers={"Content-Type": "application/json"})
        assert answer.status_code in (200, 422), answer.text


tables = st.lists(st.lists(st.text(max_size=12), max_size=5).map(",".join), max_size=6).map("\n".join)


@given(st.one_of(st.text(max_size=300), tables.map("name,starts,ends\n{}".format)))
def test_no_table_breaks_the_reader(content: str) -> None:
    refused: str | None = ""
    try:
        rows = read_csv(content, Planned)
    except BadInput as error:
        rows, refused = [], error.field
    assert refused in ("", "text")
    assert all(row.problem or row.values for row in rows)


LINES = [
    "BEGIN:VCALENDAR", "END:VCALENDAR", "BEGIN:VEVENT", "END:VEVENT", "SUMMARY:Fair", "DTSTART:20261201T100000Z",
    "DTSTART;VALUE=DATE:20261201", "DTSTART;TZID=Nowhere/None:20261201T100000", "DTEND:20261201T120000Z",
    "DTEND:20261201T120000", "DURATION:PT2H", "DURATION:nonsense", "RRULE:FREQ=SECONDLY", "RRULE:FREQ=DAILY;INTERVAL=0",
    "RRULE:FREQ=YEARLY;BYMONTHDAY=31;BYMONTH=2", "EXDATE:20261201T100000Z", "GEO:1;2", "GEO:x",
    "DTSTART:00010101T000000",
    "RRULE:nonsense", "DTSTART:99991231T235959", "LOCATION:Square",
]  # fmt: skip


@given(st.lists(st.one_of(st.sampled_from(LINES), st.text(max_size=20)), max_size=14))
def test_no_calendar_breaks_the_reader(lines: list[str]) -> None:
    content = "\r\n".join(
        ["BEGIN:VCALENDAR", "BEGIN:VEVENT", "DTSTART:20261201T100000Z", *lines, "END:VEVENT", "END:VCALENDAR"]
    )
    for some in (content, "\r\n".join(lines)):
        refused: str | None = ""
        try:
            rows = read_ical(some, Planned, as_datetime(1_795_000_000_000))
        except BadInput as error:
            rows, refused = [], error.field
        assert refused in ("", "text")
        assert all(row.problem or row.values for row in rows)


async def test_the_wall_stands(uow: UnitOfWork, supervisor: httpx.AsyncClient, application: FastAPI) -> None:
    await supervisor.post(f"{LISTS}/planned", json={"values": FINAL})
    async with uow(agency="oslo", purpose="test", actor="platform") as unit:
        assert (await unit.session.execute(text("SELECT count(*) AS n FROM tool_entry"))).one().n == 0


def test_the_models_say_what_they_are() -> None:
    assert Planned.files
    assert Planned.calendar
    assert not Known.files
