"""The spine: readings a second until the tool has scored them, reading to screen, start, memory.

Everything runs through the real program: `impetus up` with its PostgreSQL, NATS, server and workers, clients
included, on this machine. `--short` sends little and checks that every reading sent is scored and stored once.
"""

import shutil
import sys
import tempfile
import time
from pathlib import Path

import psutil

from benchmarks.harness import Platform, platform
from benchmarks.report import Figure, arguments, report
from benchmarks.spine_load import HttpSender, encoded, pss_mb, write_parquet
from benchmarks.spine_mqtt import measure_mqtt
from benchmarks.spine_scored import Scored
from benchmarks.spine_screen import measure_screen

IMPOSSIBLE = "not measured in the short form"


def main() -> int:
    """Measure, print the table; return 1 when a correctness figure fails."""
    options = arguments("spine", __doc__ or "")
    short: bool = options.short
    figures: list[Figure] = []
    with platform() as running:
        cold = running.start()
        running.set_up("Bench")
        if not short:
            figures.append(Figure("cold_start_s", round(cold, 2), "s"))
            figures += _start(running)
            figures += _idle(running)
        figures += _http(running, sensors=200, batches=8 if short else 100, minutes=5 if short else 20)
        figures += measure_mqtt(running, messages=200 if short else 6000, readings=100)
        figures += _replay(running, sensors=50 if short else 1000, minutes=60 if short else 3000)
        if not short:
            figures += measure_screen(running, rate=20_000, seconds=30)
    if not short:
        with platform() as running:
            running.start()
            running.set_up("Bench")
            figures += _hundred_thousand(running)
    else:
        timed = ("warm_start_s", "idle_memory_mb", "reading_to_screen_p95_s", "memory_100k_sensors_mb")
        figures += [Figure(name, None, reason=IMPOSSIBLE) for name in timed]
    report("spine", figures, as_json=options.json)
    return int(any(figure.met is False for figure in figures if figure.name.endswith("_lost")))


def _start(running: Platform) -> list[Figure]:
    running.stop()
    seconds = running.start()
    running.sign_in()
    return [Figure("warm_start_s", round(seconds, 2), "s", "≤ 5", seconds <= 5)]


def _idle(running: Platform) -> list[Figure]:
    time.sleep(10)
    assert running.process is not None
    weights = pss_mb(psutil.Process(running.process.pid))
    for name, weight in sorted(weights.items(), key=lambda item: -item[1]):
        print(f"    {weight:7.1f} MiB  {name}", file=sys.stderr)
    total = sum(weights.values())
    return [Figure("idle_memory_mb", round(total, 1), "MiB", "≤ 600", total <= 600)]


def _http(running: Platform, *, sensors: int, batches: int, minutes: int) -> list[Figure]:
    source, token = running.http_source("Bench over HTTP", clock="own")
    bodies = encoded(sensors, batches, minutes, "h")
    sent = sensors * batches * minutes
    with Scored(running) as scored:
        begun = time.monotonic()
        sender = HttpSender(running.url, source, token, iter(bodies))
        sender.start()
        sender.join()
        if sender.problem:
            raise AssertionError(sender.problem)
        scored.wait(sent)
        took = time.monotonic() - begun
        lost = sent - scored.readings
    return [
        Figure("http_readings_per_s", round(sent / took), "1/s"),
        Figure("http_lost", lost, "", "0", lost == 0),
    ]


def _replay(running: Platform, *, sensors: int, minutes: int) -> list[Figure]:
    import subprocess

    folder = Path(tempfile.mkdtemp(prefix="impetus-bench-"))
    try:
        file = folder / "readings.parquet"
        sent = write_parquet(file, sensors, minutes)
        with Scored(running) as scored:
            begun = time.monotonic()
            done = subprocess.run(
                [sys.executable, "-m", "impetus", "replay", str(file), "--data", str(running.base)],
                env=running.env,
                capture_output=True,
                text=True,
            )
            if done.returncode:
                raise AssertionError(done.stdout + done.stderr)
            scored.wait(sent)
            took = time.monotonic() - begun
            lost = sent - scored.readings
    finally:
        shutil.rmtree(folder)
    rate = sent / took
    return [
        Figure("replay_readings_per_s", round(rate), "1/s", "≥ 100,000", rate >= 100_000),
        Figure("replay_lost", lost, "", "0", lost == 0),
    ]


def _hundred_thousand(running: Platform) -> list[Figure]:
    source, token = running.http_source("100,000 sensors", clock="own")
    with Scored(running) as scored:
        for part in range(20):
            sender = HttpSender(running.url, source, token, iter(encoded(5000, 1, 2, f"p{part}_")))
            sender.start()
            sender.join()
        scored.wait(200_000)
    time.sleep(10)
    assert running.process is not None
    total = sum(pss_mb(psutil.Process(running.process.pid)).values())
    return [Figure("memory_100k_sensors_mb", round(total, 1), "MiB")]


if __name__ == "__main__":
    sys.exit(main())
