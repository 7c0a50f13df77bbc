"""Two installations share an incident: real sockets, real signatures, and everything that may go wrong."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

import asyncpg
import httpx
import msgspec
import pytest
from fastapi import FastAPI
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from tests.fixtures.server import People
from tests.fixtures.storage import NOON, PASSWORDS, Database
from tests.incidents.desk import Browser

from impetus.bus.connection import Bus
from impetus.incidents.federation import new_secret, signature
from impetus.kit.clock import ManualClock
from impetus.kit.settings import PlatformSettings
from impetus.launch.postgres import EmbeddedPostgres
from impetus.people.permissions import Role
from impetus.server.app import create_app
from impetus.storage.bootstrap import with_login
from impetus.storage.unit import UnitOfWork


@pytest.fixture
async def other(
    postgres: EmbeddedPostgres, database: Database, bus: Bus, manual_clock: ManualClock, tmp_path: Path, nats_url: str
) -> AsyncIterator[FastAPI]:
    """Another installation, with the agency `bergen`."""
    name = f"{database.name}_other"
    admin = await asyncpg.connect(postgres.superuser_dsn())
    await admin.execute(f"CREATE DATABASE {name} TEMPLATE impetus_template OWNER impetus_migrator")
    inside = await asyncpg.connect(postgres.superuser_dsn(name))
    await inside.execute("INSERT INTO agency (agency_id, name, created_at) VALUES ('bergen', 'Bergen', now())")
    await inside.close()
    dsn = with_login(postgres.superuser_dsn(), "impetus_server", PASSWORDS["impetus_server"], name)
    settings = PlatformSettings(
        data_dir=tmp_path / "other", database_url=dsn, keys_url=database.keys, nats_url=nats_url
    )
    async with UnitOfWork.connect(dsn, manual_clock, name="other", pool_size=4) as uow:
        app = create_app(settings, clock=manual_clock, uow=uow, bus=bus)
        async with app.router.lifespan_context(app):
            yield app
    await admin.execute(f"DROP DATABASE {name} WITH (FORCE)")
    await admin.close()


async def until(check: Callable[[], Awaitable[Any]]) -> Any:
    """Wait until `check` gives something, and return it."""
    while not (found := await check()):
        await asyncio.sleep(0.1)
    return found


@pytest.fixture
async def pair(
    application: FastAPI, other: FastAPI, people: People, serving: Callable[[FastAPI], Awaitable[str]]
) -> AsyncIterator[tuple[Browser, Browser, str, str]]:
    """Administrators of both installations and the ids that each has given the other."""
    here, there = await serving(application), await serving(other)
    async with AsyncExitStack() as stack:
        ours = Browser(await people.client(Role.ADMINISTRATOR, name="Anna Aas"))
        theirs_people = People(other, other.state.uow, stack)
        theirs = Browser(await theirs_people.client(Role.ADMINISTRATOR, agency="bergen", name="Berit Berg"))
        first = await ours.post("/partners", 201, name="Bergen's installation")
        assert len(first["secret"]) > 40
        second = await theirs.post(
            "/partners", 201, name="Helsinki's installation", secret=first["secret"],
            address=f"{here}/api/incidents/federation/{first['id']}",
        )  # fmt: skip
        assert second["secret"] is None
        address = f"{there}/api/incidents/federation/{second['id']}"
        changed = await ours.ask(
            "PUT", f"/partners/{first['id']}", json={"name": "Bergen's installation", "address": address}
        )
        assert (changed["address"], changed["secret"]) == (address, None)
        yield ours, theirs, first["id"], second["id"]


async def test_there_and_back(pair: tuple[Browser, Browser, str, str]) -> None:
    ours, theirs, bergen, _ = pair
    id = (await ours.post("", 201, title="Ferry on fire", severity="high"))["id"]
    await ours.post(f"/{id}/entries", 201, text="Smoke over the harbour", side="city")
    await ours.post(f"/{id}/entries", 201, text="Only ours", audience="own")
    await ours.post(f"/{id}/entries", 201, kind="chat", text="Chat stays here")
    assert (await theirs.get(""))["total"] == 0
    shared = await ours.post(f"/{id}/partners", partner=bergen)
    assert shared["federated"] == ["Bergen's installation"]

    async def mirrored() -> Any:
        return (await theirs.get(""))["items"]

    mirror = (await until(mirrored))[0]
    assert (mirror["title"], mirror["severity"], mirror["partner"]) == (
        "Ferry on fire", "high", "Helsinki's installation",
    )  # fmt: skip
    lines = (await theirs.get(f"/{mirror['id']}/timeline"))["items"]
    words = {line["text"]: line["author"] for line in lines}
    assert words["Smoke over the harbour"]["name"] == "Helsinki"
    assert not {"Only ours", "Chat stays here"} & words.keys()
    assert "Anna" not in str(lines)
    assert (await theirs.patch(f"/{mirror['id']}", 409, version=mirror["version"], title="Mine"))["error"]["remedy"]

    await theirs.post(f"/{mirror['id']}/entries", 201, text="Our boat is on its way")

    async def answered() -> Any:
        found = (await ours.get(f"/{id}/timeline"))["items"]
        return [line for line in found if line["text"] == "Our boat is on its way"]

    assert (await until(answered))[0]["author"]["name"] == "Bergen"
    version = (await ours.get(f"/{id}"))["version"]
    await ours.patch(f"/{id}", version=version, title="Ferry saved", severity="low")

    async def followed() -> Any:
        found = await theirs.get(f"/{mirror['id']}")
        return found["title"] == "Ferry saved" and found["severity"] == "low"

    await until(followed)
    await ours.delete(f"/{id}/partners/{bergen}")

    async def left() -> Any:
        found = (await theirs.get(f"/{mirror['id']}/timeline"))["items"]
        return [line for line in found if line["text"] == "Helsinki's installation no longer shares this incident."]

    await until(left)
    assert (await theirs.get(""))["total"] == 1


async def test_tried_again(pair: tuple[Browser, Browser, str, str], manual_clock: ManualClock) -> None:
    ours, theirs, bergen, helsinki = pair
    off = {"name": "Helsinki's installation", "address": (await theirs.get("/partners"))[0]["address"]}
    await theirs.ask("PUT", f"/partners/{helsinki}", json={**off, "enabled": False})
    id = (await ours.post("", 201, title="Ferry on fire"))["id"]
    await ours.post(f"/{id}/partners", partner=bergen)

    async def waiting() -> Any:
        found = (await ours.get("/partners"))[0]
        return found["waiting"] == 1 and found["last_error"]

    assert await until(waiting) == "The other installation answered 401."
    await theirs.ask("PUT", f"/partners/{helsinki}", json={**off, "enabled": True})
    manual_clock.advance(10_000)

    async def arrived() -> Any:
        return (await theirs.get(""))["total"] == 1 and (await ours.get("/partners"))[0]["waiting"] == 0

    await until(arrived)


FORM = {"form": "impetus.incident/1", "id": "inc_far", "number": "I-7", "title": "Ferry", "severity": "high"}


class Sender:
    """The other side by hand: signs whatever it is told to send."""

    def __init__(self, client: httpx.AsyncClient, partner: str, secret: str) -> None:
        self.client, self.partner, self.secret = client, partner, secret
        self.count = 0

    async def send(self, body: bytes, *, at: int = NOON // 1000, message: str = "", sign: str = "") -> httpx.Response:
        """Send a message, signed correctly unless told otherwise."""
        self.count += 1
        id = message or f"message-{self.count}"
        headers = {
            "X-Impetus-Timestamp": str(at), "X-Impetus-Message": id,
            "X-Impetus-Signature": sign or signature(self.secret, str(at), id, body),
        }  # fmt: skip
        return await self.client.post(f"/api/incidents/federation/{self.partner}", content=body, headers=headers)


@pytest.fixture
async def sender(people: People, administrator: httpx.AsyncClient) -> Sender:
    """A partner of helsinki."""
    secret = new_secret()
    made = await Browser(administrator).post("/partners", 201, name="Far", secret=secret)
    return Sender(await people.anonymous(), made["id"], secret)


async def test_signatures(sender: Sender, sanna: Browser) -> None:
    body = msgspec.json.encode(FORM)
    assert (await sender.send(body, sign="v1=" + "0" * 64)).status_code == 401
    assert (await sender.send(body, at=NOON // 1000 - 301)).status_code == 401
    assert (await sender.send(body, at=NOON // 1000 + 301)).status_code == 401
    assert (
        await sender.send(body + b" ", sign=signature(sender.secret, str(NOON // 1000), "x", body))
    ).status_code == 401
    strange = Sender(sender.client, "ptn_unknown", sender.secret)
    assert (await strange.send(body)).status_code == 401
    assert (await sanna.get(""))["total"] == 0
    made = await sender.send(body, message="message-once")
    assert (made.status_code, made.json()["new"]) == (200, True)
    assert (await sender.send(body, message="message-once")).status_code == 409
    again = await sender.send(body)
    assert (again.json()["incident"], again.json()["new"]) == (made.json()["incident"], False)
    assert (await sanna.get(""))["total"] == 1
    notes = {"form": "impetus.incident.notes/1", "id": made.json()["incident"], "entries": []}
    assert (await sender.send(msgspec.json.encode({**notes, "id": "inc_other"}))).status_code == 404


async def test_notes_only_on_what_is_shared(sender: Sender, sanna: Browser) -> None:
    id = (await sanna.post("", 201, title="Square"))["id"]
    entry = {
        "id": "e",
        "at": "2026-03-06T11:00:00Z",
        "side": "city",
        "kind": "note",
        "text": {"en": "x"},
        "author": "y",
    }
    body = msgspec.json.encode({"form": "impetus.incident.notes/1", "id": id, "entries": [entry]})
    assert (await sender.send(body)).status_code == 404
    await sanna.post(f"/{id}/partners", partner=sender.partner)
    assert (await sender.send(body)).status_code == 200
    assert (await sender.send(body)).status_code == 200
    found = [one for one in (await sanna.get(f"/{id}/timeline"))["items"] if one["text"] == "x"]
    assert [(one["author"]["name"], one["kind"]) for one in found] == [("y", "note")]


FIELDS = [*FORM, "place", "entries", "closed_at", "ended", "x"]
ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=10),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)


@settings(max_examples=60, suppress_health_check=list(HealthCheck), phases=[Phase.generate])
@given(
    bent=st.dictionaries(st.sampled_from([*FORM, "place", "entries", "closed_at", "ended", "x"]), ANYTHING, max_size=4)
)
async def test_any_message(sender: Sender, bent: dict[str, Any]) -> None:
    body = msgspec.json.encode({**FORM, **bent})
    answer = await sender.send(body)
    assert answer.status_code in (200, 404, 422), answer.text
    if answer.status_code != 200:
        assert answer.json()["error"]["remedy"]
