"""Files of evidence: masked by default, opened under a grant, four eyes, counted, and never out of the platform."""

from typing import Any

import httpx
from PIL import Image
from sqlalchemy import text
from tests.fixtures.server import People
from tests.incidents.desk import events
from tests.kit.pictures import picture
from tests.law.grants.scene import Scene
from tests.law.rights.test_endpoints import asked, officer, post

from impetus.kit.pictures import pixelated
from impetus.people.permissions import Role

__all__ = ["officer"]  # a fixture of the neighbour
CANARY = "Kari Nordmann"
KIND = "incident_evidence"
OFFICERS = [Role.DATA_PROTECTION_OFFICER, Role.ETHICS_OFFICER]


def photo() -> bytes:
    """A photograph with a person's name in its Exif."""
    exif = Image.Exif()
    exif[0x013B] = CANARY
    return picture("JPEG", exif=exif)


async def added(scene: Scene, name: str, content: bytes, **more: str) -> dict[str, Any]:
    """A file that Sanna added."""
    answer = await scene.browsers["sanna"].post(
        f"/api/incidents/{scene.incident}/files", params={"name": name, **more}, content=content
    )
    assert answer.status_code == 201, answer.text
    made: dict[str, Any] = answer.json()
    return made


async def asks(scene: Scene, item: str, who: str = "hanna") -> str:
    body = {
        "item": {"kind": KIND, "id": item}, "purpose": "urban_safety", "case": scene.case,
        "reason": "To find the witness", "minutes": 5,
    }  # fmt: skip
    answer = await scene.browsers[who].post("/api/grants", json=body)
    assert answer.status_code == 201, answer.text
    return str(answer.json()["id"])


async def opens(scene: Scene, who: str, item: str, status: int) -> httpx.Response:
    answer = await scene.browsers[who].get(f"/api/incidents/{scene.incident}/evidence/{item}/original")
    assert answer.status_code == status, answer.text
    assert "no-store" in answer.headers["cache-control"]
    return answer


async def to_review(scene: Scene, who: str) -> list[str]:
    listed = await scene.browsers[who].get("/api/grants", params={"state": "to_review"})
    assert listed.status_code == 200, listed.text
    return [one["id"] for one in listed.json()]


async def test_a_picture_is_seen_whole_under_a_grant_alone(scene: Scene) -> None:
    raw = photo()
    made = await added(scene, f"{CANARY}.jpg", raw, title=f"Photo of {CANARY}")
    assert (made["name"], made["title"]) == ("[name].jpg", "Photo of [name]")
    masked = await scene.browsers["hanna"].get(f"/api/incidents/{scene.incident}/evidence/{made['id']}/file")
    assert masked.content == pixelated(raw)
    assert CANARY.encode() not in masked.content
    for who in ("hanna", "sanna", "minna"):
        refused = await opens(scene, who, made["id"], 403)
        assert raw[20:200] not in refused.content
    grant = await asks(scene, made["id"])
    await opens(scene, "hanna", made["id"], 403)  # it waits
    assert not await scene.decide("hanna", "allow", grant)
    assert await scene.decide("sanna", "allow", grant)
    got = await opens(scene, "hanna", made["id"], 200)
    assert got.content == raw
    assert got.headers["content-disposition"] == "inline; filename*=UTF-8''Kari%20Nordmann.jpg"
    await opens(scene, "sanna", made["id"], 403)  # the grant is Hanna's
    listed = (await scene.browsers["hanna"].get("/api/grants", params={"state": "in_force"})).json()
    assert (listed[0]["uses"], listed[0]["categories"], listed[0]["left_s"]) == (1, ["name", "picture"], 300)
    assert (await scene.browsers["hanna"].get(f"/api/unmasked/{KIND}/{made['id']}")).status_code == 422
    scene.clock.advance(5 * 60_000)
    await opens(scene, "hanna", made["id"], 403)
    async with scene.uow(agency="helsinki", purpose="test", actor="platform") as unit:
        rows = await unit.session.execute(
            text("SELECT count(*) FROM audit_entry WHERE what = 'incident.file_read' AND subject = :id"),
            {"id": scene.incident},
        )
        assert rows.scalar_one() == 1


async def test_the_original_is_given_to_a_fresh_proof_alone(scene: Scene) -> None:
    scene.clock.advance(8 * 60_000)
    made = await added(scene, "gate.jpg", photo())
    assert await scene.decide("sanna", "allow", await asks(scene, made["id"]))
    whole = (await opens(scene, "hanna", made["id"], 200)).content
    path, size = f"/api/incidents/{scene.incident}/evidence/{made['id']}/original", len(photo())
    for wanted, status, said, given in (
        ("bytes=10-19", 206, f"bytes 10-19/{size}", whole[10:20]),
        ("bytes=-5", 206, f"bytes {size - 5}-{size - 1}/{size}", whole[-5:]),
        (f"bytes={size}-", 416, f"bytes */{size}", b""),
        ("bytes=0-1,4-5", 200, None, whole),
    ):
        got = await scene.browsers["hanna"].get(path, headers={"Range": wanted})
        assert (got.status_code, got.headers.get("content-range"), got.content) == (status, said, given), wanted
    scene.clock.advance(3 * 60_000)  # the grant holds; who sits there now need not be Hanna
    refused = await opens(scene, "hanna", made["id"], 403)
    assert refused.json()["error"]["code"] == "step_up_needed"
    listed = (await scene.browsers["hanna"].get("/api/grants", params={"state": "in_force"})).json()
    assert [one["uses"] for one in listed] == [5]  # a range is a reading too


async def test_other_files_show_their_name_and_size(scene: Scene) -> None:
    made = await added(scene, "statement.txt", CANARY.encode())
    assert (made["picture"], made["masked"], made["size"]) == (False, True, len(CANARY))
    refused = await scene.browsers["hanna"].get(f"/api/incidents/{scene.incident}/evidence/{made['id']}/file")
    assert (refused.status_code, refused.json()["error"]["details"]["reason"]) == (403, "grant")
    assert CANARY not in refused.text
    assert await scene.decide("sanna", "allow", await asks(scene, made["id"]))
    got = await opens(scene, "hanna", made["id"], 200)
    assert (got.text, got.headers["content-disposition"][:10]) == (CANARY, "attachment")


async def test_an_override_opens_and_is_reviewed(scene: Scene) -> None:
    made = await added(scene, "gate.jpg", photo())
    body = {"item": {"kind": KIND, "id": made["id"]}, "case": scene.case, "reason": "Armed person, no time"}
    answer = await scene.browsers["hanna"].post("/api/grants/override", json=body)
    assert answer.status_code == 201, answer.text
    await opens(scene, "hanna", made["id"], 200)
    [told] = [one for one in await events(scene.uow, "helsinki", "grant") if one["what"] == "override"]
    assert (told["by"], told["roles"]) == (scene.ids["hanna"], [Role.SUPERVISOR, *OFFICERS])
    for who in ("sanna", "minna"):  # it stands on their bell until it is reviewed
        assert await to_review(scene, who) == [answer.json()["id"]]
    scene.clock.advance(6 * 3_600_000)  # it ran out long ago
    assert await scene.decide("minna", "review", answer.json()["id"])
    for who in ("sanna", "minna"):
        assert await to_review(scene, who) == []


async def test_nothing_of_it_leaves_with_a_report(scene: Scene, people: People) -> None:
    raw = photo()
    made = await added(scene, f"{CANARY}.jpg", raw)
    assert await scene.decide("sanna", "allow", await asks(scene, made["id"]))
    fresh = await people.client(Role.SUPERVISOR, name="Sanna Virta")
    for form in ("json", "pdf"):
        report = await fresh.get(f"/api/incidents/{scene.incident}/report.{form}")
        assert report.status_code == 200, report.text
        assert CANARY.encode() not in report.content
        assert raw[-200:] not in report.content
        assert b"/Subtype /Image" not in report.content
        assert b"/Subtype/Image" not in report.content


async def test_found_by_the_name_it_came_with_and_erased(scene: Scene, officer: httpx.AsyncClient) -> None:
    made = await added(scene, "IMG_1.jpg", photo(), title="Frida Solberg at the gate")
    request = await asked(officer, kind="erasure", identifiers=[{"kind": "name", "value": "Frida Solberg"}])
    [hit] = (await post(officer, request, "search"))["hits"]
    assert (hit["kind"], hit["item"], hit["sealed"]) == (KIND, made["id"], True)
