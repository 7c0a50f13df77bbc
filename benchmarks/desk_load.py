"""A tool's side of the desk's benchmark: hands alerts over at a set pace, through the intake that every tool uses.

A process of its own: `python -m benchmarks.desk_load` takes a `Load` as JSON and prints a JSON line for every alert
that is followed to the screen, `{"id", "accepted"}` (ms UTC), and one at the end.
"""

import asyncio
import random
import sys
import time
from collections.abc import Iterator
from typing import Final

import msgspec

from impetus.alerts.intake import alert_id, intake
from impetus.kit.clock import SystemClock
from impetus.model.alert import AlertDraft, Severity, Where
from impetus.model.evidence import SeriesEvidence
from impetus.model.text import Text
from impetus.storage.unit import UnitOfWork

TOOL: Final = "anomaly"
KINDS: Final = ("crowd.surge", "traffic.blockage", "noise.high", "traffic.surge", "crowd.void")
SENSORS: Final = 400


class Load(msgspec.Struct, kw_only=True):
    """What to send: `count` alerts at `rate` a second (0: as fast as they are taken).

    `storm` sends low and medium alerts of `SENSORS` sensors of one city, with a high one after half of them;
    `apart` sends high ones, each from a place far from all others, so that all of them are shown. `start` is the
    first window's time (ms UTC), which together with the place makes the ids.
    """

    dsn: str
    agency: str
    what: str
    count: int
    rate: float
    start: int
    batch_s: float = 0.2


def drafts(load: Load) -> Iterator[AlertDraft]:
    """Alerts in order; the same for the same load."""
    rng = random.Random(load.start)
    for number in range(load.count):
        if load.what == "apart":
            yield apart(load, number)
        else:
            if number == load.count // 2:
                yield high(load)
            yield _stormy(load, number, rng)


def high(load: Load) -> AlertDraft:
    """The one that must come through: far from the storm's city."""
    return _draft("air.plume", "chimney", load.start, Severity.HIGH, "Smoke at the harbour", 61.5, 23.8)


def apart(load: Load, number: int) -> AlertDraft:
    """The `number`th of a load of alerts that nothing joins."""
    place = load.start // 1000 % 1000 * 10_000 + number
    latitude, longitude = -60 + place // 1700 % 1200 * 0.1, -170 + place % 1700 * 0.2
    subject = f"far-{load.start}-{number}"
    return _draft("crowd.flight", subject, load.start + number, Severity.HIGH, f"Square {number}", latitude, longitude)


def _stormy(load: Load, number: int, rng: random.Random) -> AlertDraft:
    sensor = rng.randrange(SENSORS)
    severity = Severity.MEDIUM if rng.random() < 0.25 else Severity.LOW
    latitude, longitude = 60.15 + sensor // 20 * 0.006, 24.85 + sensor % 20 * 0.012
    kind = KINDS[rng.randrange(len(KINDS))]
    return _draft(kind, f"s-{sensor}", load.start + number, severity, f"Street {sensor}", latitude, longitude)


def _draft(
    kind: str, subject: str, at: int, severity: Severity, place: str, latitude: float, longitude: float
) -> AlertDraft:
    times = [at - step * 60_000 for step in range(60, 0, -1)]
    observed = [20.0 + (at // 7 + step) % 9 for step in range(60)]
    series = SeriesEvidence(
        title=Text(en="People", it="Persone", nb="Folk"), unit="1/min", sensor=subject, time=times, observed=[*observed]
    )
    why = Text(
        en=f"{place}: 3.1 times as many people as on a Friday at 14:00.",
        it=f"{place}: 3,1 volte le persone di un venerdì alle 14:00.",
        nb=f"{place}: 3,1 ganger så mange folk som en fredag kl. 14:00.",
    )
    return AlertDraft(
        kind=kind,
        subject=subject,
        window_start=at,
        window_end=at + 60_000,
        severity=severity,
        confidence=0.8,
        title=Text(en=place, it=place, nb=place),
        why=why,
        where=Where(name=place, latitude=latitude, longitude=longitude),
        evidence=[series],
        sensors=[subject],
    )


def id_of(load: Load, draft: AlertDraft) -> str:
    """The id that the platform gives an alert of this load."""
    return alert_id(load.agency, TOOL, draft)


async def send(load: Load) -> None:
    """Hand all over, each batch when its time has come, or at once where the platform is behind."""
    waiting = list(drafts(load))
    size = max(1, round(load.rate * load.batch_s)) if load.rate else 200
    async with UnitOfWork.connect(load.dsn, SystemClock(), name="bench tool", pool_size=1) as uow:
        begun, behind = time.monotonic(), 0.0
        for first in range(0, len(waiting), size):
            if load.rate:
                due = begun + first / load.rate
                behind = max(behind, time.monotonic() - due)
                await asyncio.sleep(max(0.0, due - time.monotonic()))
            batch = waiting[first : first + size]
            await intake(uow, load.agency, TOOL, "1.0.0", batch)
            accepted = time.time_ns() // 1_000_000
            for draft in batch:
                if draft.severity is Severity.HIGH:
                    _say({"id": id_of(load, draft), "accepted": accepted})
        took = time.monotonic() - begun
        _say({"sent": len(waiting), "took": took, "behind": behind})


def _say(line: object) -> None:
    sys.stdout.buffer.write(msgspec.json.encode(line) + b"\n")
    sys.stdout.flush()


if __name__ == "__main__":
    asyncio.run(send(msgspec.json.decode(sys.stdin.buffer.read(), type=Load)))
