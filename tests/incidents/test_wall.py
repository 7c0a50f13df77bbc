"""The wall between agencies: whatever is shared, nobody reads a row that is not shared with them.

Everything written carries a mark. For random states of sharing, every route and every table is read by every agency;
what comes back may hold only the marks that the agency wrote itself or that are shared with it, and all of those.
"""

import itertools
import re
from dataclasses import dataclass
from typing import Any

import pytest
from fastapi import FastAPI
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from sqlalchemy import text
from tests.fixtures.server import People
from tests.incidents.desk import Browser, raised

from impetus.agencies import service as agencies
from impetus.kit.errors import Conflict
from impetus.model.text import Text
from impetus.people.permissions import Role
from impetus.storage.unit import UnitOfWork

AGENCIES = ("bergen", "helsinki", "oslo")
PARTS = ("timeline", "alerts", "tasks", "evidence", "chat", "people")
NAME = re.compile(r"Name ([a-z]+)")
MARK = re.compile(r"mark\d+x")
_numbers = itertools.count(1)


@dataclass
class Written:
    """Something that carries a mark: whose it is, in which part of which incident, for whom."""

    agency: str
    incident: str
    parts: tuple[str, ...]
    audience: str = "all"
    given_to: str = ""


class World:
    """Three agencies, everything written, and who may see what."""

    def __init__(self, app: FastAPI, browsers: dict[str, Browser]) -> None:
        self.app = app
        self.browsers = browsers
        self.marks: dict[str, Written] = {}
        self.homes: dict[str, str] = {}
        self.shares: dict[tuple[str, str], frozenset[str]] = {}
        self.files: dict[str, list[str]] = {}
        self.searched: set[str] = set()

    def mark(self, agency: str, incident: str, *parts: str, audience: str = "all", given_to: str = "") -> str:
        """A new mark of something."""
        made = f"mark{next(_numbers)}x"
        self.marks[made] = Written(agency, incident, parts, audience, given_to)
        return made

    def sees(self, agency: str, incident: str) -> frozenset[str]:
        """The parts of an incident that an agency sees."""
        if self.homes[incident] == agency:
            return frozenset((*PARTS, "summary"))
        return self.shares.get((incident, agency), frozenset())

    def allowed(self, agency: str, *, rows: bool = False) -> set[str]:
        """The marks that an agency may read; with `rows` also what it wrote where nothing is shared any more."""
        found = set()
        for mark, of in self.marks.items():
            parts = self.sees(agency, of.incident)
            own = of.agency == agency and (rows or bool(parts))
            shared = bool(parts) and of.audience == "all" and (set(of.parts) <= parts or of.given_to == agency)
            if own or shared:
                found.add(mark)
        return found


@pytest.fixture
async def world(people: People, uow: UnitOfWork) -> World:
    """Three agencies with somebody in each; only the part `people` shows their names."""
    await agencies.ensure(uow, "bergen", name="Bergen")
    return World(people.app, {
        agency: Browser(await people.client(Role.ADMINISTRATOR, agency=agency, name=f"Name {agency}"))
        for agency in AGENCIES
    })  # fmt: skip


@dataclass
class Plan:
    """An incident and what happens with it."""

    home: str
    guests: list[tuple[str, frozenset[str], bool]]
    """Agency, parts, and whether the share is taken back in the end."""


ENDED = st.sampled_from([False, False, True])
PLANS = st.builds(
    Plan,
    home=st.sampled_from(AGENCIES),
    guests=st.lists(
        st.tuples(st.sampled_from(AGENCIES), st.frozensets(st.sampled_from(PARTS)), ENDED),
        min_size=2, max_size=3, unique_by=lambda one: one[0],
    ),
)  # fmt: skip


async def build(world: World, uow: UnitOfWork, plan: Plan) -> str:
    """Open an incident, share it, and let everybody who takes part write whatever there is to write."""
    home = world.browsers[plan.home]
    id: str = (await home.post("", 201, title="not yet"))["id"]
    world.homes[id] = plan.home
    world.files[id] = []
    title, place = world.mark(plan.home, id, "summary"), world.mark(plan.home, id, "summary")
    version = (await home.get(f"/{id}"))["version"]
    await home.patch(f"/{id}", version=version, title=title, place={"name": place})
    guests = [one for one in plan.guests if one[0] != plan.home]
    for agency, parts, _ in guests:
        await home.post(f"/{id}/shares", agency=agency, parts=["summary", *parts])
        world.shares[id, agency] = frozenset((*parts, "summary"))
    for agency in [plan.home, *(one[0] for one in guests)]:
        await write(world, uow, id, agency, [plan.home, *(one[0] for one in guests)])
    for agency, _, ended in guests:
        if ended:
            await home.delete(f"/{id}/shares/{agency}")
            del world.shares[id, agency]
    return id


async def write(world: World, uow: UnitOfWork, id: str, agency: str, taking_part: list[str]) -> None:
    """Somebody of an agency writes into every part, for all and for their own."""
    browser = world.browsers[agency]
    alert = world.mark(agency, id, "alerts")
    number = next(_numbers)
    made = await raised(uow, number, agency=agency, title=Text(en=alert), why=Text(en=world.mark(agency, id, "alerts")))
    await browser.post(f"/{id}/alerts", add=made)
    for audience in ("all", "own"):
        note = world.mark(agency, id, "timeline", audience=audience)
        await browser.post(f"/{id}/entries", 201, text=note, audience=audience)
        chat = world.mark(agency, id, "chat", audience=audience)
        await browser.post(f"/{id}/entries", 201, kind="chat", text=chat, audience=audience)
        task = world.mark(agency, id, "tasks", audience=audience)
        await browser.post(f"/{id}/tasks", 201, text=task, audience=audience)
        piece = world.mark(agency, id, "evidence", audience=audience)
        params = {"name": f"{piece}.txt", "audience": audience}
        added = await browser.ask("POST", f"/{id}/files", 201, params=params, content=piece.encode())
        world.files[id].append(added["id"])
        if "evidence" in world.sees(agency, id):
            kept = world.mark(agency, id, "evidence", audience=audience)
            await browser.post(f"/{id}/evidence/{added['id']}/lock", reason=kept)
    other = taking_part[-1]
    given = world.mark(agency, id, "tasks", given_to=other)
    await browser.post(f"/{id}/tasks", 201, text=given, agency=other)


async def read(world: World, agency: str, ids: list[str]) -> str:
    """Everything that the API says to an agency, as one text."""
    browser, said = world.browsers[agency], []

    async def get(path: str, **params: Any) -> Any:
        answer = await browser.client.get(path, params=params)
        assert answer.status_code in (200, 403, 404), answer.text  # a file is opened under a grant
        said.append(answer.text)
        return answer.json() if answer.status_code == 200 and "json" in answer.headers["content-type"] else None

    for id in ids:
        before = len(said)
        status = 200 if world.sees(agency, id) else 404
        detail = await browser.get(f"/{id}", status)
        said.append(str(detail))
        for more in ("timeline", "tasks", "evidence", "report.json"):
            await get(f"/api/incidents/{id}/{more}")
        for piece in world.files[id]:
            await get(f"/api/incidents/{id}/evidence/{piece}/file")
        if "people" not in world.sees(agency, id):
            assert set(NAME.findall("".join(said[before:]))) <= {agency}
        if status == 200:
            shown = [one["alert"]["title"] for one in detail["alert_list"]]
            assert detail["alerts"] == len(shown)
            tasks = await browser.get(f"/{id}/tasks")
            assert detail["tasks_open"] == len(tasks)
    listed = await get("/api/incidents", state="all", limit=500)
    visible = {id for id in world.homes if world.sees(agency, id)}
    assert listed["total"] == len(visible)
    assert {one["id"] for one in listed["items"]} == visible
    for mark, of in world.marks.items():
        if of.parts == ("summary",) and mark not in world.searched:
            world.searched.add(mark)
            for one in AGENCIES:
                found = await world.browsers[one].get("", state="all", q=mark)
                assert found["total"] == (1 if world.sees(one, of.incident) else 0)
    for path in ("/api/alerts", "/api/agencies", "/api/incidents/settings", "/api/incidents/partners"):
        await get(path, limit=500)
    return "\n".join(said)


async def rows(world: World, uow: UnitOfWork, agency: str) -> str:
    """Every row of every table that the server's role reads in the agency's name, as text."""
    said = []
    async with uow(agency=agency, purpose="urban_safety", actor="person:x", role="supervisor") as unit:
        tables = await unit.session.execute(
            text(
                "SELECT c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname = 'public'"  # noqa: E501
                " AND c.relkind IN ('r', 'v') AND has_table_privilege(c.oid, 'SELECT') AND c.relname <> 'alembic_version'"  # noqa: E501
            )
        )
        for table in tables.scalars().all():
            found = await unit.session.execute(text(f"SELECT to_jsonb(t)::text FROM {table} t"))
            said += [str(row) for row in found.scalars()]
        people = await unit.session.execute(text("SELECT agency_id, incident FROM incident_person"))
        for row in people:
            assert row.agency_id == agency or "people" in world.sees(agency, row.incident)
    return "\n".join(said)


@pytest.mark.slow
@settings(max_examples=4, suppress_health_check=list(HealthCheck), phases=[Phase.generate], derandomize=True)
@given(plans=st.lists(PLANS, min_size=1, max_size=2))
async def test_nobody_sees_what_is_not_shared(world: World, uow: UnitOfWork, plans: list[Plan]) -> None:
    ids = [await build(world, uow, plan) for plan in plans]
    recent = {mark for mark, of in world.marks.items() if of.incident in ids}
    for agency in AGENCIES:
        allowed = world.allowed(agency)
        # its own alerts stand in its queue whatever becomes of the incident
        queue = {m for m, of in world.marks.items() if of.agency == agency and "alerts" in of.parts}
        said = await read(world, agency, ids)
        seen = set(MARK.findall(said))
        assert seen <= allowed | queue, {m: world.marks[m] for m in seen - allowed - queue}
        missed = (allowed & recent) - seen
        assert not missed, {m: world.marks[m] for m in missed}
        in_rows = set(MARK.findall(await rows(world, uow, agency)))
        assert in_rows <= world.allowed(agency, rows=True) | queue
        frames, _ = await world.app.state.hub.resume(agency, 0)
        told = b"".join(frame.texts["en"] for frame in frames if b"event: alert" not in frame.texts["en"]).decode()
        assert not MARK.findall(told)
        ever = {id for id in world.homes if world.homes[id] == agency or id in told_of(world, agency)}
        assert set(re.findall(r'"id":"(inc_[0-9a-z]+)"', told)) <= ever


def told_of(world: World, agency: str) -> set[str]:
    """Incidents that an agency takes part in or once took part in: it wrote there."""
    return {of.incident for of in world.marks.values() if of.agency == agency}


INSERTS = (
    "INSERT INTO incident_entry (agency_id, home, incident, id, part, side, at, written_at, kind, text)"
    " VALUES (:agency, :home, :incident, 'ent_x', 'timeline', 'city', now(), now(), 'note', '{}')",
    "INSERT INTO incident_task (agency_id, home, incident, id, text, for_agency, made_at, changed_at)"
    " VALUES (:agency, :home, :incident, 'tsk_x', 'x', :agency, now(), now())",
    "INSERT INTO sub_incident (agency_id, home, incident, name, joined_at, started_at)"
    " VALUES (:agency, :home, :incident, 'x', now(), now())",
    "INSERT INTO incident_share (agency_id, incident, guest, guest_name, parts, at)"
    " VALUES (:home, :incident, :agency, 'x', '{summary}', now())",
    "INSERT INTO incident_share (agency_id, incident, guest, guest_name, parts, at)"
    " VALUES (:agency, :incident, :agency || 'x', 'x', '{summary}', now())",
    "INSERT INTO outbox (agency_id, topic, payload, created_at)"
    " VALUES (:home, 'incident', jsonb_build_object('id', CAST(:incident AS text)), now())",
    "INSERT INTO outbox (agency_id, topic, payload, created_at) VALUES (:home, 'alert', '{}', now())",
)


@pytest.mark.parametrize("statement", INSERTS)
async def test_nobody_pushes_in(sanna: Browser, uow: UnitOfWork, statement: str) -> None:
    id = (await sanna.post("", 201, title="Square"))["id"]
    with pytest.raises(Exception, match=r"row-level security|This exists already") as refused:
        async with uow(agency="oslo", purpose="urban_safety", actor="person:x", role="supervisor") as unit:
            await unit.session.execute(text(statement), {"agency": "oslo", "home": "helsinki", "incident": id})
    assert isinstance(refused.value, Conflict) or "row-level security" in str(refused.value)


async def test_nothing_is_changed_from_outside(sanna: Browser, leo: Browser, uow: UnitOfWork) -> None:
    id = (await sanna.post("", 201, title="Square"))["id"]
    await sanna.post(f"/{id}/shares", agency="oslo", parts=["summary", "timeline", "tasks", "evidence"])
    await sanna.post(f"/{id}/tasks", 201, text="Ours")
    await sanna.post(f"/{id}/entries", 201, text="Ours")
    async with uow(agency="oslo", purpose="urban_safety", actor="person:x", role="supervisor") as unit:
        for statement in (
            "UPDATE incident SET title = 'x'",
            "UPDATE incident_share SET parts = '{summary,people}'",
            "UPDATE incident_task SET text = 'x' WHERE agency_id = 'helsinki'",
            "UPDATE incident_entry SET incident = incident WHERE agency_id = 'helsinki'",
            "UPDATE sub_incident SET closed_at = now() WHERE agency_id = 'helsinki'",
            "DELETE FROM incident_alert WHERE agency_id = 'helsinki'",
        ):
            assert (await unit.session.execute(text(statement))).rowcount == 0
    with pytest.raises(Exception, match="permission denied"):
        async with uow(agency="helsinki", purpose="urban_safety", actor="person:x", role="supervisor") as unit:
            await unit.session.execute(text("UPDATE incident_entry SET text = '{}'"))
    del leo
