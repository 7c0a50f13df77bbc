"""What a person had restricted is unmasked by nobody, under a grant that is in force neither (GDPR art. 18)."""

from typing import Any

from tests.law.grants.scene import KIND, Scene

ASKED: dict[str, Any] = {
    "kind": "restriction", "name": "Kari Nordmann", "contact": "Storgata 1\n0155 Oslo",
    "identifiers": [{"kind": "phone", "value": "+47 412 34 567"}],
}  # fmt: skip


async def test_nobody_unmasks_what_is_restricted_until_it_is_lifted(scene: Scene) -> None:
    grant = await scene.ask("hanna", 30)
    assert grant
    assert await scene.decide("sanna", "allow", grant)
    assert await scene.reads("hanna")
    officer = scene.browsers["minna"]
    await officer.put("/api/session/purpose", json={"purpose": "subject_rights"})
    made = await officer.post("/api/requests", json=ASKED)
    assert made.status_code == 201, made.text
    url = f"/api/requests/{made.json()['id']}"
    [hit] = (await officer.post(f"{url}/search", json={})).json()["hits"]
    assert (hit["kind"], hit["item"]) == (KIND, scene.item)
    items = [{name: hit[name] for name in ("domain", "kind", "item")}]
    body = {"act": "restrict", "items": items, "reason": "They contest that it is right"}
    assert (await officer.post(f"{url}/items", json=body)).is_success
    assert not await scene.reads("hanna")
    assert await scene.ask("sanna", 30) is None
    assert await scene.override("sanna") is None
    assert (await officer.post(f"{url}/lift", json={})).is_success
    assert await scene.reads("hanna")
