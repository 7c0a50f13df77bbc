"""Pushing readings over HTTP: everything a sender may do, right or wrong."""

import gzip
import json
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.fixtures.server import People
from tests.fixtures.storage import NOON

from impetus.kit.clock import ManualClock

MINUTE = 60_000
ROW = {"sensor": "a", "time": NOON - MINUTE, "value": 3}


class Sender:
    """A source of the type HTTP push, and somebody who sends to it."""

    def __init__(self, browser: httpx.AsyncClient, client: httpx.AsyncClient, source: str, token: str) -> None:
        self.browser, self.client, self.source, self.token = browser, client, source, token

    async def send(self, content: Any, path: str = "", **headers: str) -> httpx.Response:
        raw = content if isinstance(content, bytes) else json.dumps(content).encode()
        sent = {"Authorization": f"Bearer {self.token}", "Content-Type": "application/json"} | {
            name.replace("_", "-"): value for name, value in headers.items()
        }
        return await self.client.post(f"/api/push/{self.source}{path}", content=raw, headers=sent)

    async def counts(self, content: Any, path: str = "", **headers: str) -> tuple[int, int, int, int]:
        answer = await self.send(content, path, **headers)
        assert answer.status_code == 200, answer.text
        found = answer.json()
        return found["accepted"], found["late"], found["repeated"], found["refused_total"]


async def make_sender(people: People, browser: httpx.AsyncClient, **body: Any) -> Sender:
    wanted = {"name": "Push", "type": "http", "settings": {}, "mapping": {}} | body
    source = (await browser.post("/api/sources", json=wanted)).json()["id"]
    token = (await browser.post(f"/api/sources/{source}/token")).json()["token"]
    return Sender(browser, await people.anonymous(), source, token)


@pytest.fixture
async def sender(people: People, administrator: httpx.AsyncClient) -> Sender:
    return await make_sender(people, administrator)


async def test_an_object_a_list_lines_and_gzip(sender: Sender) -> None:
    assert await sender.counts(ROW) == (1, 0, 0, 0)
    assert await sender.counts([ROW, ROW | {"sensor": "b"}]) == (1, 0, 1, 0)
    lines = b"\n".join(json.dumps(ROW | {"sensor": f"s{n}"}).encode() for n in range(50))
    assert await sender.counts(lines, Content_Type="application/x-ndjson") == (50, 0, 0, 0)
    packed = gzip.compress(json.dumps([ROW | {"sensor": f"z{n}"} for n in range(50)]).encode())
    assert await sender.counts(packed, Content_Encoding="gzip") == (50, 0, 0, 0)
    table = b"sensor,time,value\nt1,2026-03-06T11:59:00Z,4\n"
    assert await sender.counts(table, Content_Type="text/csv") == (1, 0, 0, 0)


async def test_the_good_part_is_kept_and_the_bad_told(sender: Sender) -> None:
    answer = (await sender.send([ROW, {"sensor": "b"}, ROW | {"sensor": "c", "value": "x"}])).json()
    assert (answer["accepted"], answer["refused_total"]) == (1, 2)
    assert [(refusal["position"], refusal["reason"]) for refusal in answer["refused"]] == [
        (1, "no_time"),
        (2, "not_a_number"),
    ]


async def test_lines_beyond_a_part_keep_their_numbers(sender: Sender) -> None:
    rows = [json.dumps(ROW | {"sensor": f"s{n}", "note": "x" * 900}).encode() for n in range(3000)]
    rows[2500] = b"{broken"
    answer = (await sender.send(b"\n".join(rows), Content_Type="application/x-ndjson")).json()
    assert answer["accepted"] == 2999
    assert [refusal["position"] for refusal in answer["refused"]] == [2500]


async def test_times_that_cannot_be(sender: Sender) -> None:
    future = (await sender.send(ROW | {"time": NOON + 3_600_000})).json()
    assert future["refused"][0]["reason"] == "in_the_future"
    old = (await sender.send(ROW | {"time": NOON - 3 * 366 * 86_400_000})).json()
    assert old["refused"][0]["reason"] == "too_old"


async def test_sensorthings_and_ngsi_ld(sender: Sender) -> None:
    observation = {"result": 21.6, "phenomenonTime": "2026-03-06T11:59:00Z"}
    assert await sender.counts(observation | {"Datastream": {"@iot.id": 1}}, "/sensorthings") == (1, 0, 0, 0)
    assert await sender.counts(observation, "/sensorthings/v1.1/Datastreams(2)/Observations") == (1, 0, 0, 0)
    entity = {"id": "urn:x:1", "type": "X", "no2": {"value": 1, "observedAt": "2026-03-06T11:59:00Z", "unitCode": "GQ"}}
    notification = {"id": "urn:n:1", "type": "Notification", "data": [entity]}
    assert await sender.counts(notification, "/ngsi-ld") == (1, 0, 0, 0)


async def test_its_own_clock(people: People, administrator: httpx.AsyncClient, application: FastAPI) -> None:
    city = await make_sender(people, administrator, settings={"clock": "own"})
    past = 1_500_000_000_000
    assert await city.counts(ROW | {"time": past}, X_Impetus_Clock=str(past + 10 * MINUTE)) == (1, 0, 0, 0)
    assert application.state.intake.clocks.now("helsinki", city.source) == past + 10 * MINUTE
    assert await city.counts(ROW | {"time": past + 1}) == (0, 1, 0, 0)
    assert (await city.send(ROW, X_Impetus_Clock="-4")).status_code == 422
    assert (await city.send(ROW, X_Impetus_Clock="noon")).status_code == 422


async def test_tokens(sender: Sender, people: People, manual_clock: ManualClock) -> None:
    other = await make_sender(people, sender.browser)
    for wrong in ("", "Bearer ", "Bearer nonsense", f"Basic {sender.token}", f"Bearer {'x' * 250}"):
        assert (await sender.send(ROW, Authorization=wrong)).status_code == 401
    assert (await sender.send(ROW, Authorization=f"Bearer {other.token}")).status_code == 403
    assert (await sender.send(ROW)).status_code == 200
    renewed = (await sender.browser.post(f"/api/sources/{sender.source}/token")).json()
    manual_clock.advance(2000)
    assert (await sender.send(ROW)).status_code == 401
    sender.token = renewed["token"]
    assert (await sender.send(ROW)).status_code == 200
    shown = (await sender.browser.get(f"/api/sources/{sender.source}")).json()
    assert shown["token_hint"] == renewed["hint"]
    assert renewed["token"] not in json.dumps(shown)


async def test_a_source_that_is_off_or_gone(sender: Sender, manual_clock: ManualClock) -> None:
    body = {"name": "Push", "type": "http", "settings": {}, "mapping": {}, "enabled": False}
    await sender.browser.put(f"/api/sources/{sender.source}", json=body)
    assert (await sender.send(ROW)).status_code == 409
    await sender.browser.delete(f"/api/sources/{sender.source}")
    manual_clock.advance(2000)
    assert (await sender.send(ROW)).status_code == 401


async def test_too_much(sender: Sender, people: People) -> None:
    small = await make_sender(people, sender.browser, settings={"largest_mb": 1})
    assert (await small.send(b" " * (1 << 20) + b" ")).status_code == 413
    bomb = gzip.compress(b" " * (40 << 20))
    assert len(bomb) < 100_000
    assert (await small.send(bomb, Content_Encoding="gzip")).status_code == 413


async def test_gzip_that_is_none(sender: Sender) -> None:
    assert (await sender.send(b"nonsense", Content_Encoding="gzip")).status_code == 422
    assert (await sender.send(gzip.compress(b"{}")[:-4], Content_Encoding="gzip")).status_code == 422
    assert (await sender.send(b"{}", Content_Encoding="br")).status_code == 422


async def test_packed_bodies_never_grow_beyond_the_limit(people: People, administrator: httpx.AsyncClient) -> None:
    small = await make_sender(people, administrator, settings={"largest_mb": 1, "format": "csv"})
    table = b"sensor,time,value\n" + b"t1,2026-03-06T11:59:00Z,4\n"
    assert await small.counts(gzip.compress(table)) == (1, 0, 0, 0)
    bomb = gzip.compress(table + b" " * (4 << 20))
    for content, headers in (
        (bomb, {}),
        (bomb, {"Content_Encoding": "gzip"}),
        (gzip.compress(bomb), {"Content_Encoding": "gzip"}),
    ):
        assert (await small.send(content, **headers)).status_code == 413
    twice = gzip.compress(gzip.compress(table))
    assert (await small.send(twice)).status_code == 422


async def test_counts_and_refused_readings_are_kept(sender: Sender, application: FastAPI) -> None:
    await sender.send([ROW, {"sensor": "b"}])
    await application.state.intake.tally.write()
    shown = (await sender.browser.get(f"/api/sources/{sender.source}")).json()
    assert (shown["counts"]["accepted"], shown["counts"]["refused"]) == (1, 1)
    page = (await sender.browser.get(f"/api/sources/{sender.source}/refused")).json()
    (kept,) = page["items"]
    assert (kept["reason"], kept["field"], kept["position"]) == ("no_time", "time", 1)
    assert kept["remedy"]
    assert page["next"] is None


async def test_pages_of_refused_readings(sender: Sender, application: FastAPI) -> None:
    await sender.send([{"sensor": f"s{n}"} for n in range(30)])
    await application.state.intake.tally.write()
    seen, cursor = [], ""
    while cursor is not None:
        page = (
            await sender.browser.get(f"/api/sources/{sender.source}/refused", params={"limit": 7, "cursor": cursor})
        ).json()
        seen += [item["position"] for item in page["items"]]
        cursor = page["next"]
    assert seen == list(range(29, -1, -1))


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=60)
@given(
    st.binary(max_size=200) | st.sampled_from([b"", b"[", b"\x1f\x8b", b'{"sensor":"a","time":1e400,"value":1}']),
    st.sampled_from(["", "/sensorthings", "/ngsi-ld", "/sensorthings/v1.1/Datastreams('"]),
    st.sampled_from(["application/json", "application/x-ndjson", "text/csv", "", "text/plain; charset=utf-16"]),
    st.sampled_from(["identity", "gzip"]),
)
async def test_no_bytes_make_it_stumble(sender: Sender, body: bytes, path: str, kind: str, encoding: str) -> None:
    answer = await sender.send(body, path, Content_Type=kind, Content_Encoding=encoding)
    assert answer.status_code in (200, 422), answer.text
