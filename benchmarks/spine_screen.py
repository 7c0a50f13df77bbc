"""Reading to screen: from a reading's departure to its arrival at a browser's event stream, under load."""

import json
import threading
import time

import httpx

from benchmarks.harness import Platform
from benchmarks.report import Figure
from benchmarks.spine_load import HttpSender, percentile


class Screen(threading.Thread):
    """Listens to the console's event stream and notes when each probe's value comes."""

    def __init__(self, running: Platform, probe: str) -> None:
        super().__init__(daemon=True)
        self.running, self.probe = running, probe
        self.seen: dict[float, float] = {}
        self.open = threading.Event()
        self.stopping = threading.Event()

    def run(self) -> None:
        """Read events until stopped."""
        cookies = dict(self.running.client.cookies)
        with (
            httpx.Client(base_url=self.running.url, cookies=cookies, timeout=60) as client,
            client.stream("GET", "/api/events") as stream,
        ):
            name = ""
            for line in stream.iter_lines():
                if self.stopping.is_set():
                    return
                self.open.set()
                if line.startswith("event:"):
                    name = line[6:].strip()
                elif line.startswith("data:") and name == "sensors":
                    data = json.loads(line[5:])
                    for sensor, value in zip(data["ids"], data["values"], strict=True):
                        if sensor.endswith(self.probe):
                            self.seen.setdefault(float(value), time.monotonic())


def measure_screen(running: Platform, *, rate: int, seconds: int) -> list[Figure]:
    """Send `rate` readings a second for `seconds`; probes ride in the same batches."""
    source, token = running.http_source("Bench to screen")
    screen = Screen(running, "probe")
    screen.start()
    screen.open.wait(20)
    sent: dict[float, float] = {}
    step, size = 0.25, rate // 4
    begun = time.monotonic()
    pending: list[threading.Thread] = []
    for number in range(int(seconds / step)):
        due = begun + number * step
        time.sleep(max(0.0, due - time.monotonic()))
        now = time.time_ns() // 1_000_000
        body = [{"sensor": f"s{n}", "time": now, "value": (n + number) % 23} for n in range(size - 1)]
        body.append({"sensor": "probe", "time": now, "value": number + 1})
        sent[number + 1.0] = time.monotonic()
        sender = HttpSender(running.url, source, token, iter([(json.dumps(body).encode(), now)]))
        sender.start()
        pending.append(sender)
    for thread in pending:
        thread.join()
    time.sleep(3)
    screen.stopping.set()
    waits = [screen.seen[value] - sent[value] for value in sent if value in screen.seen]
    # a probe whose value was overtaken by the next before the screen was told counts as seen with that one
    for value in sent:
        if value not in screen.seen:
            later = [moment for other, moment in screen.seen.items() if other > value]
            if later:
                waits.append(min(later) - sent[value])
    if not waits:
        return [Figure("reading_to_screen_p95_s", None, reason="no probe arrived")]
    p95 = percentile(waits, 0.95)
    return [
        Figure("reading_to_screen_p50_s", round(percentile(waits, 0.5), 3), "s"),
        Figure("reading_to_screen_p95_s", round(p95, 3), "s", "≤ 1", p95 <= 1),
        Figure("reading_to_screen_lost", len(sent) - len(waits), "", "0", len(sent) == len(waits)),
    ]
