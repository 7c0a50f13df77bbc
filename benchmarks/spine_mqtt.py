"""Readings by MQTT in batches, through a real Mosquitto, until the tool has scored them."""

import contextlib
import json
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import paho.mqtt.client as mqtt
from paho.mqtt.enums import CallbackAPIVersion

from benchmarks.harness import Platform
from benchmarks.report import Figure
from benchmarks.spine_load import MINUTE
from benchmarks.spine_scored import Scored
from impetus.launch.folder import free_port, port_free


@contextlib.contextmanager
def mosquitto() -> Iterator[int]:
    """A broker on a free loopback port."""
    folder, port = Path(tempfile.mkdtemp(prefix="impetus-mosquitto-")), free_port()
    folder.chmod(0o755)
    (folder / "conf").write_text(
        f"listener {port} 127.0.0.1\nallow_anonymous true\nmax_queued_messages 0\nmax_inflight_messages 0\n"
    )
    program = shutil.which("mosquitto") or "/usr/sbin/mosquitto"
    broker = subprocess.Popen(
        [program, "-c", str(folder / "conf")], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        while port_free(port):
            time.sleep(0.05)
        yield port
    finally:
        broker.terminate()
        broker.wait()
        shutil.rmtree(folder)


def measure_mqtt(running: Platform, *, messages: int, readings: int) -> list[Figure]:
    """Publish `messages` of `readings` each at QoS 1; readings a second until scored."""
    if shutil.which("mosquitto") is None and not Path("/usr/sbin/mosquitto").exists():
        return [Figure("mqtt_readings_per_s", None, reason="Mosquitto is not installed")]
    now = time.time_ns() // 1_000_000
    payloads = [
        json.dumps(
            [
                {
                    "sensor": f"m{(k * readings + n) % 2000}",
                    "time": now - MINUTE + (k * readings + n) // 2000 * 50,
                    "value": n % 17,
                }
                for n in range(readings)
            ]
        ).encode()
        for k in range(messages)
    ]
    with mosquitto() as port, Scored(running) as scored:
        settings = {"host": "127.0.0.1", "port": port, "topics": ["city/#"], "tls": False}
        source = running.post(
            "/api/sources",
            {"name": "Bench over MQTT", "type": "mqtt", "settings": settings, "enabled": True, "mapping": {}},
        )["id"]
        running.wait(
            lambda: running.get(f"/api/sources/{source}")["health"]["state"] == "fresh", "the MQTT source to connect"
        )
        client = mqtt.Client(CallbackAPIVersion.VERSION2, protocol=mqtt.MQTTv5)
        client.max_inflight_messages_set(200)
        client.connect("127.0.0.1", port)
        client.loop_start()
        begun = time.monotonic()
        for payload in payloads:
            last = client.publish("city/counts", payload, qos=1)
        last.wait_for_publish(120)
        sent = messages * readings
        scored.wait(sent)
        took = time.monotonic() - begun
        lost = sent - scored.readings
        client.disconnect()
        client.loop_stop()
        running.client.delete(f"/api/sources/{source}")
    rate = sent / took
    return [
        Figure("mqtt_readings_per_s", round(rate), "1/s", "≥ 20,000", rate >= 20_000),
        Figure("mqtt_lost", lost, "", "0", lost == 0),
    ]
