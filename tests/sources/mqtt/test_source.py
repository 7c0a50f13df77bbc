"""The MQTT source against a real Mosquitto."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from paho.mqtt.client import Client
from paho.mqtt.enums import CallbackAPIVersion, MQTTProtocolVersion
from tests.sources.context import KeepingContext
from tests.sources.mqtt.conftest import Authority, Broker

from impetus.model.sensor import HealthState
from impetus.sources.mqtt.settings import Settings, check_filter
from impetus.sources.mqtt.source import Source

JSON = {"sensor": "id", "time": "t", "values": [{"path": "v"}]}
MARCH = 1_772_366_400_000


def publish(broker: Broker, messages: list[tuple[str, bytes]], *, qos: int = 1, **login: str) -> None:
    """Publish and wait until the broker has everything."""
    client = Client(CallbackAPIVersion.VERSION2, protocol=MQTTProtocolVersion.MQTTv5)
    if login:
        client.username_pw_set(login["username"], login["password"])
    client.max_inflight_messages_set(1000)
    client.connect("127.0.0.1", broker.port)
    client.loop_start()
    sent = [client.publish(topic, payload, qos=qos) for topic, payload in messages]
    for info in sent:
        info.wait_for_publish(10)
    client.disconnect()
    client.loop_stop()


def reading(number: int) -> tuple[str, bytes]:
    return "city/a", json.dumps({"id": "a", "t": MARCH + number, "v": number}).encode()


@asynccontextmanager
async def running(broker: Broker, context: KeepingContext, **more: Any) -> AsyncIterator[None]:
    settings = Settings(host="127.0.0.1", port=broker.port, topics=more.pop("topics", ["city/#"]), **more)
    task = asyncio.create_task(Source(settings, context).run())
    try:
        await context.until_state(HealthState.FRESH)
        yield
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


@pytest.mark.parametrize("version", ["5", "3.1.1"])
async def test_messages_become_readings(broker: Broker, version: str) -> None:
    context = KeepingContext(JSON)
    async with running(broker, context, version=version):
        await asyncio.to_thread(publish, broker, [reading(1), ("city/b", b"{broken"), ("other", b"{}"), reading(2)])
        await context.until(2)
    assert context.readings == [("a", MARCH + 1, 1.0), ("a", MARCH + 2, 2.0)]
    assert [refusal.reason for refusal in context.refusals] == ["not_json"]


async def test_batches_in_one_message_come_whole(broker: Broker) -> None:
    context = KeepingContext(JSON)
    batch = [{"id": f"s{number}", "t": MARCH, "v": number} for number in range(1000)]
    async with running(broker, context):
        await asyncio.to_thread(publish, broker, [("city/all", json.dumps(batch).encode())] * 50, qos=0)
        await context.until(50_000)
    assert len(context.readings) == 50_000


@pytest.mark.parametrize("version", ["5", "3.1.1"])
async def test_what_was_sent_while_away_arrives_afterwards(broker: Broker, version: str) -> None:
    context = KeepingContext(JSON)
    async with running(broker, context, version=version):
        await asyncio.to_thread(publish, broker, [reading(1)])
        await context.until(1)
    await asyncio.to_thread(publish, broker, [reading(2), reading(3)])
    async with running(broker, context, version=version):
        while not {2, 3} <= {time - MARCH for _, time, _ in context.readings}:
            await asyncio.sleep(0.01)
    # at least once: the first may come again where its receipt was under way at the end; the intake knows repeats
    assert list(dict.fromkeys(time - MARCH for _, time, _ in context.readings)) == [1, 2, 3]


async def test_what_was_not_stored_is_sent_again(broker: Broker) -> None:
    """The source dies while readings wait for the stream: the broker still has them."""
    full = KeepingContext(JSON)
    full.open.clear()
    async with running(broker, full):
        await asyncio.to_thread(publish, broker, [reading(number) for number in range(100)])
        await asyncio.sleep(0.3)
    assert full.readings == []
    context = KeepingContext(JSON)
    async with running(broker, context):
        await context.until(100)
    assert sorted(time - MARCH for _, time, _ in context.readings) == list(range(100))


async def test_a_killed_broker_is_found_again(broker: Broker) -> None:
    context = KeepingContext(JSON)
    async with running(broker, context):
        await asyncio.to_thread(publish, broker, [reading(1)])
        await context.until(1)
        broker.kill()
        await context.until_state(HealthState.BLIND)
        assert "Next try" in context.states[-1][1].en
        broker.start()
        await context.until_state(HealthState.FRESH)
        await asyncio.to_thread(publish, broker, [reading(2)])
        await context.until(2)
    assert {time - MARCH for _, time, _ in context.readings} == {1, 2}


async def test_a_full_platform_leaves_messages_with_the_broker(broker: Broker) -> None:
    context = KeepingContext(JSON)
    async with running(broker, context, qos=0):
        context.open.clear()
        blob = json.dumps([{"id": "a", "t": MARCH, "v": 1}] * 200).encode()
        sending = asyncio.create_task(asyncio.to_thread(publish, broker, [("city/a", blob)] * 3000))
        await asyncio.sleep(0.5)
        context.open.set()
        await sending
        await context.until(600_000, 60)
    assert len(context.readings) == 600_000


@pytest.fixture
def guarded(authority: Authority, broker: Broker) -> Broker:
    """The broker again, now with TLS that asks for client certificates."""
    authority.issue("broker")
    broker.stop()
    folder = authority.folder
    broker.lines = [
        "allow_anonymous true",
        f"cafile {folder}/ca.pem",
        f"certfile {folder}/broker.pem",
        f"keyfile {folder}/broker.key",
        "require_certificate true",
    ]
    broker.start()
    return broker


async def test_tls_with_a_client_certificate(guarded: Broker, authority: Authority) -> None:
    certificate, key = authority.issue("impetus")
    context = KeepingContext(JSON)
    secure = {"tls": True, "ca_certificate": authority.pem, "client_certificate": certificate, "client_key": key}
    async with running(guarded, context, **secure):
        client = Client(CallbackAPIVersion.VERSION2, protocol=MQTTProtocolVersion.MQTTv5)
        folder = authority.folder
        client.tls_set(str(folder / "ca.pem"), str(folder / "impetus.pem"), str(folder / "impetus.key"))
        await asyncio.to_thread(client.connect, "127.0.0.1", guarded.port)
        client.loop_start()
        batch = json.dumps([{"id": "a", "t": MARCH, "v": 1}] * 3000).encode()
        for _ in range(20):
            client.publish("city/a", batch, qos=1)
        await context.until(60_000)
        client.disconnect()
        client.loop_stop()
    assert len(context.readings) == 60_000


@pytest.mark.parametrize("authority_known", [True, False])
async def test_tls_that_does_not_hold_is_said(guarded: Broker, authority: Authority, authority_known: bool) -> None:
    context = KeepingContext(JSON)
    settings = Settings(
        host="127.0.0.1",
        port=guarded.port,
        topics=["#"],
        tls=True,
        ca_certificate=authority.pem if authority_known else "",
    )
    task = asyncio.create_task(Source(settings, context).run())
    await context.until_state(HealthState.BLIND)
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    assert "No connection" in context.states[-1][1].en


async def test_a_login(broker: Broker) -> None:
    # Mosquitto's own hashed file: PBKDF2-SHA512, written as mosquitto_passwd would.
    import base64
    import hashlib

    salt = b"0123456789ab"
    hashed = hashlib.pbkdf2_hmac("sha512", b"open sesame", salt, 101)
    passwords = broker.folder / "passwords"
    passwords.write_text(f"ada:$7$101${base64.b64encode(salt).decode()}${base64.b64encode(hashed).decode()}\n")
    passwords.chmod(0o644)
    broker.stop()
    broker.lines = ["allow_anonymous false", f"password_file {passwords}"]
    broker.start()
    context = KeepingContext(JSON)
    async with running(broker, context, username="ada", password="open sesame"):
        await asyncio.to_thread(publish, broker, [reading(1)], username="ada", password="open sesame")
        await context.until(1)
    refused = KeepingContext(JSON)
    settings = Settings(host="127.0.0.1", port=broker.port, topics=["#"], username="ada", password="wrong")
    task = asyncio.create_task(Source(settings, refused).run())
    await refused.until_state(HealthState.BLIND)
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    assert "not authori" in refused.states[-1][1].en


@pytest.mark.parametrize("topic", ["", "a/#/b", "a#", "a+/b", "\0"])
def test_filters_that_are_none(topic: str) -> None:
    with pytest.raises(ValueError, match="topic filter"):
        check_filter(topic)


async def test_certificates_that_are_none_are_said() -> None:
    context = KeepingContext(JSON)
    settings = Settings(host="127.0.0.1", topics=["#"], tls=True, ca_certificate="no certificate")
    task = asyncio.create_task(Source(settings, context).run())
    await context.until_state(HealthState.BLIND)
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    assert "certificates" in context.states[-1][1].en
