"""The audit log is paged without gaps, searched by what people know, and reading it is written down."""

import csv
import io
import json

import httpx
from sqlalchemy import text
from tests.fixtures.server import People

from impetus.audit.task import Sequencer, signer_of
from impetus.kit.settings import PlatformSettings
from impetus.people.permissions import Role
from impetus.storage.unit import UnitOfWork


async def write(uow: UnitOfWork, many: int, agency: str = "helsinki") -> None:
    async with uow(agency=agency, purpose="test", actor="platform", address="192.0.2.1") as unit:
        for number in range(many):
            unit.audit("test.done", f"thing-{number}", number=number)


async def test_pages(administrator: httpx.AsyncClient, uow: UnitOfWork) -> None:
    await write(uow, 7)
    seen: list[int] = []
    cursor = ""
    while True:
        answer = await administrator.get("/api/audit", params={"what": "test.", "limit": 3, "cursor": cursor})
        body = answer.json()
        seen += [item["detail"]["number"] for item in body["items"]]
        if body["next"] is None:
            break
        cursor = body["next"]
    assert seen == [6, 5, 4, 3, 2, 1, 0]
    reads = (await administrator.get("/api/audit", params={"what": "audit.read"})).json()["items"]
    assert len(reads) == 3, "a cursor made by hand hides no reading"
    assert [read["detail"]["before"] is None for read in reads] == [False, False, True]
    assert reads[2]["detail"] == {"what": "test.", "before": None}
    assert reads[2]["operation"] == "consultation"


async def test_an_entry_says_who_why_and_from_where(administrator: httpx.AsyncClient, uow: UnitOfWork) -> None:
    await write(uow, 1)
    (entry,) = (await administrator.get("/api/audit", params={"what": "test."})).json()["items"]
    assert (entry["actor"], entry["purpose"], entry["address"]) == ("platform", "test", "192.0.2.1")
    assert entry["at"] == "2026-03-06T12:00:00.000Z"


async def test_agencies_and_roles(people: People, uow: UnitOfWork) -> None:
    await write(uow, 1, agency="oslo")
    officer = await people.client(Role.DATA_PROTECTION_OFFICER)
    assert (await officer.get("/api/audit", params={"what": "test."})).json()["items"] == []
    for role in (Role.OPERATOR, Role.ANALYST, Role.TRAINER, Role.IT_SECURITY):
        client = await people.client(role)
        assert (await client.get("/api/audit")).status_code == 403
        assert (await client.get("/api/audit.csv")).status_code == 403
        assert (await client.post("/api/audit/verify")).status_code == 403


async def test_sentences_and_names_instead_of_codes(people: People, uow: UnitOfWork) -> None:
    officer = await people.client(Role.DATA_PROTECTION_OFFICER, name="Liv Lund")
    async with uow(agency="helsinki", purpose="test", actor="platform") as unit:
        kari = (await unit.session.execute(text("SELECT id FROM person LIMIT 1"))).scalar_one()
        unit.audit("person.changed", kari, role="operator")
        unit.audit("incident.seen", "inc_0123456789abcdefghjkmnpqrs")
    items = (await officer.get("/api/audit", params={"what": "person.changed"})).json()["items"]
    assert items[0]["sentence"] == "The platform changed the account of Liv Lund"
    assert items[0]["subject_name"] == "Liv Lund"
    italian = (await officer.get("/api/audit", params={"what": "incident.seen", "locale": "it"})).json()["items"]
    assert italian[0]["sentence"] == "La piattaforma ha consultato qualcosa che non c’è più"
    every = (await officer.get("/api/audit")).json()["items"]
    assert not [item for item in every if item["what"] in item["sentence"] and "." in item["what"]]


async def test_search(people: People, uow: UnitOfWork) -> None:
    officer = await people.client(Role.DATA_PROTECTION_OFFICER, name="Liv Lund")
    await write(uow, 3)
    async with uow(agency="helsinki", purpose="test", actor="platform") as unit:
        unit.audit("retention.locked", "x", reason="court order 7")
        unit.audit("incident.exported", "y", recipient="Prosecutor")

    async def found(**asked: str) -> list[str]:
        items = (await officer.get("/api/audit", params=asked)).json()["items"]
        return [item["what"] for item in items]

    assert await found(text="court order") == ["retention.locked"]
    assert await found(operation="disclosure") == ["incident.exported"]
    assert await found(text="prosecutor") == ["incident.exported"]
    assert await found(text="thing-1", what="test.") == ["test.done"]
    assert await found(text="100%_") == []
    assert set(await found(text="Lund read")) == {"audit.read"}
    answer = await officer.get("/api/audit", params={"operation": "gossip"})
    assert answer.status_code == 422


async def test_export_is_a_table_without_formulas_and_is_written_down(people: People, uow: UnitOfWork) -> None:
    officer = await people.client(Role.DATA_PROTECTION_OFFICER)
    async with uow(agency="helsinki", purpose="test", actor="platform") as unit:
        unit.audit("retention.locked", "=1+1", reason="=HYPERLINK(1)")
    answer = await officer.get("/api/audit.csv", params={"what": "retention."})
    (row,) = csv.DictReader(io.StringIO(answer.text))
    assert (row["subject"], row["reason"]) == ("'=1+1", "'=HYPERLINK(1)")
    (entry,) = (await officer.get("/api/audit", params={"what": "audit.exported"})).json()["items"]
    assert entry["operation"] == "disclosure"


async def test_verified_in_the_console(
    people: People, uow: UnitOfWork, worker_uow: UnitOfWork, platform_settings: PlatformSettings
) -> None:
    officer = await people.client(Role.DATA_PROTECTION_OFFICER)
    before = (await officer.get("/api/audit/state")).json()
    assert (before["whole"], before["checked_at"]) == (None, None)
    await write(uow, 20)
    sequencer = Sequencer(worker_uow, signer_of(platform_settings))
    await sequencer.link()
    await sequencer.sign()
    state = (await officer.get("/api/audit/state")).json()
    assert state["entries"] >= 20
    note = state["checkpoints"][0]["note"]
    verified = (await officer.post("/api/audit/verify", json={"checkpoint": note})).json()
    assert (verified["whole"], verified["outside"], verified["fault"]) == (True, 1, None)
    assert (await officer.get("/api/audit/state")).json()["whole"] is True
    answer = await officer.post("/api/audit/verify/stream", json={"checkpoint": ""})
    *progress, last = [json.loads(line) for line in answer.text.splitlines()]
    assert progress[-1]["read"] == last["entries"]
    forged = note.replace(str(state["checkpoints"][0]["size"]), "7")
    assert (await officer.post("/api/audit/verify", json={"checkpoint": forged})).status_code == 422
    items = (await officer.get("/api/audit", params={"what": "test."})).json()["items"]
    assert items[0]["seq"]
    assert len(items[0]["hash"]) == 64
