"""Evidence: files in and out, what tools showed, locks and retention."""

import hashlib
from collections.abc import AsyncIterator
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.fixtures.server import People
from tests.fixtures.storage import count
from tests.incidents.desk import ALL_PARTS, Browser, raised
from tests.kit.pictures import bomb, picture

from impetus.incidents import files
from impetus.keys.store import KeyStore
from impetus.kit.clock import ManualClock
from impetus.kit.pictures import pixelated
from impetus.kit.settings import PlatformSettings
from impetus.law.retention.sweep import Sweeper
from impetus.people.permissions import Role
from impetus.storage.unit import UnitOfWork

PNG = picture()
DAY_MS = 86_400_000


async def test_files(sanna: Browser, leo: Browser, platform_settings: PlatformSettings) -> None:
    id = (await sanna.post("", 201, title="Square"))["id"]
    made = await sanna.ask("POST", f"/{id}/files", 201, params={"name": "../N2.png", "title": "Gate"}, content=PNG)
    assert (made["name"], made["title"], made["media_type"]) == ("N2.png", "Gate", "image/png")
    assert (made["size"], made["sha256"]) == (len(PNG), hashlib.sha256(PNG).hexdigest())
    assert (made["picture"], made["masked"]) == (True, True)
    got = await sanna.client.get(f"/api/incidents/{id}/evidence/{made['id']}/file")
    assert got.content == pixelated(PNG)
    assert got.headers["content-type"] == "image/png"
    assert got.headers["content-disposition"] == "inline; filename*=UTF-8''N2.png.png"
    assert got.headers["cache-control"] == "no-store"
    assert "sandbox" in got.headers["content-security-policy"]
    for name, content in (
        ("x.exe", b"MZ"), ("x.png", b"no picture"), ("x.txt", b""), ("noending", b"x"), (" ", b"x"),
        ("x.png", PNG[:-200]), ("x.jpg", b"\xff\xd8\xff" + PNG), ("x.webp", b"RIFF"),
    ):  # fmt: skip
        refused = await sanna.ask("POST", f"/{id}/files", 422, params={"name": name}, content=content)
        assert refused["error"]["field"] == "name"
    huge = await sanna.ask("POST", f"/{id}/files", 413, params={"name": "x.png"}, content=bomb())
    assert (huge["error"]["code"], huge["error"]["field"]) == ("too_large", "name")
    kept = [path for path in platform_settings.objects_dir.rglob("*") if path.is_file()]
    assert len(kept) == 2
    assert all(PNG[8:64] not in one.read_bytes() and pixelated(PNG)[8:64] not in one.read_bytes() for one in kept)
    await leo.get(f"/{id}/evidence/{made['id']}/file", 404)
    await sanna.post(f"/{id}/shares", agency="oslo", parts=["timeline"])
    await leo.get(f"/{id}/evidence/{made['id']}/file", 404)
    assert await leo.get(f"/{id}/evidence") == []
    await sanna.post(f"/{id}/shares", agency="oslo", parts=["evidence"])
    [seen] = await leo.get(f"/{id}/evidence")
    assert (seen["picture"], seen["masked"]) == (True, False)  # whose it is, is asked
    assert (await leo.client.get(f"/api/incidents/{id}/evidence/{made['id']}/file")).content == pixelated(PNG)


async def test_too_large(sanna: Browser, platform_settings: PlatformSettings) -> None:
    id = (await sanna.post("", 201, title="Square"))["id"]

    async def endless() -> AsyncIterator[bytes]:
        for _ in range((files.MAX_BYTES >> 20) + 1):
            yield b"x" * (1 << 20)

    refused = await sanna.ask("POST", f"/{id}/files", 413, params={"name": "x.txt"}, content=endless())
    assert refused["error"]["code"] == "too_large"
    assert [path for path in platform_settings.objects_dir.rglob("*") if path.is_file()] == []


async def test_attachments(sanna: Browser, leo: Browser) -> None:
    id = (await sanna.post("", 201, title="Square"))["id"]
    await sanna.post(f"/{id}/shares", agency="oslo", parts=["timeline"])
    made = await sanna.ask("POST", f"/{id}/files", 201, params={"name": "a.txt", "use": "attachment"}, content=b"words")
    await leo.get(f"/{id}/evidence/{made['id']}/file", 404)
    note = await sanna.post(f"/{id}/entries", 201, text="Look", attachments=[made["id"]])
    assert [one["name"] for one in note["attachments"]] == ["a.txt"]
    assert (note["attachments"][0]["picture"], note["attachments"][0]["masked"]) == (False, True)
    refused = await leo.get(f"/{id}/evidence/{made['id']}/file", 403)
    assert refused["error"]["details"]["reason"] == "grant"
    refused = await sanna.post(f"/{id}/entries", 422, text="Again", attachments=[made["id"]])
    assert refused["error"]["field"] == "attachments"


async def test_what_a_tool_showed(sanna: Browser, uow: UnitOfWork) -> None:
    alerts = await raised(uow, 1)
    id = (await sanna.post("", 201, alerts=alerts))["id"]
    made = await sanna.post(f"/{id}/evidence", 201, alert=alerts[0], index=0)
    assert (made["kind"], made["title"], made["content"]["type"]) == ("alert", "People", "series")
    assert (await sanna.post(f"/{id}/evidence", 409, alert=alerts[0], index=0))["error"]["code"] == "conflict"
    await sanna.post(f"/{id}/evidence", 404, alert=alerts[0], index=5)
    await sanna.post(f"/{id}/evidence", 404, alert="alr_other", index=0)


async def test_says_why_it_stays_shut(sanna: Browser, platform_settings: PlatformSettings) -> None:
    id = (await sanna.post("", 201, title="Square"))["id"]
    made = await sanna.ask("POST", f"/{id}/files", 201, params={"name": "a.png"}, content=PNG)
    for masked in platform_settings.objects_dir.rglob("*.masked"):
        masked.unlink()
    refused = (await sanna.get(f"/{id}/evidence/{made['id']}/file", 404))["error"]
    assert "stays shut" in refused["problem"]
    assert "add it again" in refused["remedy"]
    for kept in [path for path in platform_settings.objects_dir.rglob("*") if path.is_file()]:
        kept.unlink()
    refused = (await sanna.get(f"/{id}/evidence/{made['id']}/file", 404))["error"]
    assert "backup" in refused["remedy"]


async def test_kept_while_locked(
    sanna: Browser, leo: Browser, people: People, worker_uow: UnitOfWork, keys: KeyStore, manual_clock: ManualClock,
    platform_settings: PlatformSettings,
) -> None:  # fmt: skip
    objects: Path = platform_settings.objects_dir
    sweeper = Sweeper(worker_uow, keys, objects, {})

    async def gone() -> int:
        return sum(one.items for one in await sweeper.sweep("helsinki") if one.category == "incident_evidence")

    id = (await sanna.post("", 201, title="Square"))["id"]
    await sanna.post(f"/{id}/shares", agency="oslo", parts=ALL_PARTS)
    pieces = [
        (await sanna.ask("POST", f"/{id}/files", 201, params={"name": f"{n}.png"}, content=PNG))["id"] for n in range(2)
    ]
    locked = await leo.post(f"/{id}/evidence/{pieces[0]}/lock", reason="Police report")
    assert [(one["agency"]["name"], one["by"]["name"]) for one in locked["locks"]] == [("Oslo", "Leo Niemi")]
    await leo.post(f"/{id}/evidence/{pieces[0]}/lock", 409, reason="twice")
    for category, item, status, said in (
        ("incident_evidence", pieces[0], 409, "by a lock in its incident"),
        ("incident", id, 409, "still being worked on"),
        ("incident_evidence", "evd_none", 404, "no such item"),
        ("incident", "inc_none", 404, "no such item"),
    ):
        body = {"category": category, "item": item, "reason": "A court has asked"}
        told = await sanna.client.post("/api/retention/locks", json=body)
        assert (told.status_code, said in told.json()["error"]["problem"]) == (status, True), told.text
    assert (await sanna.post(f"/{id}/evidence/{pieces[0]}/unlock", 409, reason="not mine"))["error"]["remedy"]
    aino = Browser(await people.client(Role.OPERATOR, name="Aino Koskinen"))
    await sanna.post(f"/{id}/evidence/{pieces[1]}/lock", reason="Ours")
    refused = (await aino.post(f"/{id}/evidence/{pieces[1]}/unlock", 403, reason="hers"))["error"]
    assert refused["details"]["reason"] == "holder"
    await sanna.post(f"/{id}/evidence/{pieces[1]}/unlock", reason="Not needed")
    await aino.post(f"/{id}/evidence/{pieces[1]}/lock", reason="Mine")
    await aino.post(f"/{id}/evidence/{pieces[1]}/unlock", reason="Not mine any more")
    assert await gone() == 0  # it is open
    await sanna.post(f"/{id}/close", reason="Done")
    await leo.post(f"/{id}/close", reason="Done")
    listed = {one["id"]: one for one in await sanna.get(f"/{id}/evidence")}
    assert listed[pieces[0]]["keep_until"] is None
    assert listed[pieces[1]]["keep_until"] is not None
    manual_clock.advance(29 * DAY_MS)
    assert await gone() == 0
    manual_clock.advance(2 * DAY_MS)
    sanna = Browser(await people.client(Role.SUPERVISOR))  # a month on, everybody signs in again
    leo = Browser(await people.client(Role.SUPERVISOR, agency="oslo"))
    assert await gone() == 1
    left = {one["id"]: one["deleted_at"] for one in await sanna.get(f"/{id}/evidence")}
    assert left[pieces[0]] is None
    assert left[pieces[1]] is not None
    await sanna.get(f"/{id}/evidence/{pieces[1]}/file", 404)
    await leo.post(f"/{id}/evidence/{pieces[0]}/unlock", reason="Written")
    assert await gone() == 1
    assert [path for path in objects.rglob("*") if path.is_file()] == []
    assert await count(worker_uow, "masked_item", "helsinki") == await count(worker_uow, "original", "helsinki") == 0


@settings(max_examples=40, suppress_health_check=list(HealthCheck))
@given(name=st.text(max_size=40), content=st.binary(max_size=200))
async def test_any_file(sanna: Browser, name: str, content: bytes) -> None:
    listed = (await sanna.get("", state="all"))["items"]
    id = listed[0]["id"] if listed else (await sanna.post("", 201, title="Square"))["id"]
    answer = await sanna.client.post(
        f"/api/incidents/{id}/files", params={"name": name.encode("utf-8", "replace")}, content=content
    )
    assert answer.status_code in (201, 422), answer.text
    if answer.status_code == 201:
        await sanna.get(f"/{id}/evidence/{answer.json()['id']}/file", 403)


async def test_an_incident_goes_with_everybodys_keys(
    sanna: Browser, leo: Browser, worker_uow: UnitOfWork, keys: KeyStore, manual_clock: ManualClock,
    platform_settings: PlatformSettings,
) -> None:  # fmt: skip
    id = (await sanna.post("", 201, title="Square"))["id"]
    await sanna.post(f"/{id}/shares", agency="oslo", parts=ALL_PARTS)
    for browser in (sanna, leo):
        await browser.ask("POST", f"/{id}/files", 201, params={"name": "a.png"}, content=PNG)
        await browser.post(f"/{id}/entries", 201, side="centre", kind="note", text="A note")
    theirs = [await keys.data_key(agency, "incident", id) for agency in ("helsinki", "oslo")]
    sealed = [*await keys.live_of("helsinki", files.KEYS), *await keys.live_of("oslo", files.KEYS)]
    assert len(sealed) == 2
    await sanna.post(f"/{id}/close", reason="Done")
    await leo.post(f"/{id}/close", reason="Done")
    sweeper = Sweeper(worker_uow, keys, platform_settings.objects_dir, {})
    assert await sweeper.sweep("helsinki") == []
    manual_clock.advance(731 * DAY_MS)
    gone = {one.category: one for one in await sweeper.sweep("helsinki")}
    assert gone["incident"].items == 1
    for key in theirs:
        assert await keys.destroyed(key.agency, [key.id]) == [key.id]
    assert await keys.live_of("helsinki", files.KEYS) == await keys.live_of("oslo", files.KEYS) == []
    assert [path for path in platform_settings.objects_dir.rglob("*") if path.is_file()] == []
    for table in ("incident", "incident_entry", "incident_evidence", "sub_incident"):
        for agency in ("helsinki", "oslo"):
            assert await count(worker_uow, table, agency) == 0
