"""Loads for the spine's benchmark: readings by HTTP, MQTT and file, and what the processes weigh."""

import json
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import duckdb
import httpx
import numpy as np
import psutil

MINUTE = 60_000
START = 1_700_000_040_000 - 1_700_000_040_000 % (60 * MINUTE)


def rows(sensors: int, step: int, count: int, prefix: str = "c") -> list[dict[str, object]]:
    """`count` readings a sensor from minute `step` on, deterministic, as a foreign system would write them."""
    return [
        {"sensor": f"{prefix}{n}", "time": START + (step + k) * MINUTE, "value": 30 + (n * 7 + (step + k) * 3) % 13}
        for k in range(count)
        for n in range(sensors)
    ]


def write_parquet(path: Path, sensors: int, minutes: int) -> int:
    """Write a file of `sensors` × `minutes` readings with a daily rhythm; return how many."""
    connection = duckdb.connect()
    connection.execute(
        f"""COPY (
            SELECT to_timestamp({START // 1000} + m * 60)::TIMESTAMP AS time,
                   'r' || s AS sensor_id,
                   round(40 + 20 * sin(m / 229.2) + hash(s * 100003 + m) % 1000 / 100.0, 2) AS count
            FROM range({minutes}) t(m), range({sensors}) u(s) ORDER BY m, s
        ) TO '{path}' (FORMAT PARQUET)"""
    )
    return sensors * minutes


def pss_mb(root: psutil.Process) -> dict[str, float]:
    """Proportional set size of a process and all below it, MiB by name; shared pages are counted once."""
    weights: dict[str, float] = {}
    for process in [root, *root.children(recursive=True)]:
        try:
            text = Path(f"/proc/{process.pid}/smaps_rollup").read_text()
            words = process.cmdline()
        except (OSError, psutil.Error):
            continue
        kib = next(int(line.split()[1]) for line in text.splitlines() if line.startswith("Pss:"))
        name = _name(words)
        weights[name] = weights.get(name, 0.0) + kib / 1024
    return weights


def _name(words: list[str]) -> str:
    if not words:
        return "?"
    if "impetus" in words:
        return " ".join(words[words.index("impetus") + 1 :][:3]) or "impetus"
    return Path(words[0].split(":")[0]).name


class HttpSender(threading.Thread):
    """Sends prepared bodies one after the other over one connection, waiting for each answer."""

    def __init__(self, url: str, source: str, token: str, bodies: Iterator[tuple[bytes, int]]) -> None:
        super().__init__(daemon=True)
        self.url, self.source, self.bodies = url, source, bodies
        self.headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
        self.accepted = 0
        self.problem = ""

    def run(self) -> None:
        """Send all; a full stream makes us wait, as it should."""
        pause = threading.Event()
        with httpx.Client(base_url=self.url, timeout=60) as client:
            for body, clock in self.bodies:
                while True:
                    headers = {**self.headers, "X-Impetus-Clock": str(clock)}
                    answer = client.post(f"/api/push/{self.source}", content=body, headers=headers)
                    if answer.status_code not in (429, 503):
                        break
                    pause.wait(float(answer.headers.get("Retry-After", "0.2")))
                if answer.is_error:
                    self.problem = answer.text
                    return
                self.accepted += answer.json()["accepted"]


def encoded(sensors: int, batches: int, minutes: int, prefix: str) -> list[tuple[bytes, int]]:
    """Prepared JSON bodies, with the time each comes to."""
    return [
        (
            json.dumps(rows(sensors, batch * minutes, minutes, prefix)).encode(),
            START + (batch + 1) * minutes * MINUTE,
        )
        for batch in range(batches)
    ]


def percentile(values: list[float], share: float) -> float:
    """The value below which `share` of `values` lie."""
    return float(np.quantile(np.asarray(values), share))


def patient(holds: threading.Event, seconds: float) -> bool:
    """Wait at most `seconds`; whether it happened."""
    deadline = time.monotonic() + seconds
    return holds.wait(max(0.0, deadline - time.monotonic()))
