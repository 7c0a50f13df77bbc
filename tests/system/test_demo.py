"""`impetus up --demo` as people try it: history, a living city, its first alert from what happens; stop, go on."""

import re
import shutil
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from benchmarks.harness import Platform, platform

from impetus.exercises.city.happenings import MINUTE, WEEK
from impetus.exercises.city.scenario import load
from impetus.kit.resources import scenario
from impetus.kit.times import as_ms, parse_iso

FIRST, NEXT = "surge-rautatientori", "blockage-kaivokatu"
SOON = 11 * MINUTE
"""An alert may come so long after what it tells is over: two slots and the minute that closes them."""
BLIND = 70 * MINUTE
"""A sensor of the city that is not heard of for so long is blind."""


@contextmanager
def demonstration(folder: Path | None = None) -> Iterator[Platform]:
    with platform(demo=True, env={"IMPETUS_SCENARIO": str(folder)} if folder else None) as running:
        running.start(180)
        running.set_up("Stadi")
        yield running


def city_time(running: Platform) -> int:
    """The city's clock, ms UTC."""
    return as_ms(parse_iso(running.get("/api/status")["clock"]["now"], field="now"))


def passed(running: Platform, goal: int) -> bool:
    """Whether the city's clock is past `goal` (ms UTC)."""
    return city_time(running) > goal


def at_speed(running: Platform, speed: int) -> None:
    """Set the city's clock, once the city has made it."""
    running.wait(lambda: running.client.put("/api/clock", json={"speed": speed}).raise_for_status(), "the clock", 120)


def alerts(running: Platform) -> dict[str, dict[str, Any]]:
    return {alert["id"]: alert for alert in running.get("/api/alerts", state="all", shown="all", limit=100)["items"]}


def telling(running: Platform, id: str, *, anywhere: bool = False) -> list[dict[str, Any]]:
    """Alerts that tell of a happening of the script: its kind, in its time, at its place (or `anywhere`)."""
    told = next(happening for happening in load(scenario("helsinki")).happenings if happening.id == id)
    return [
        alert
        for alert in alerts(running).values()
        if alert["kind"] == told.kind
        and (anywhere or alert["where"]["name"] == told.place)
        and told.start - SOON <= as_ms(parse_iso(alert["window_start"], field="")) <= told.end
    ]


def left_behind(running: Platform) -> list[str]:
    """Command lines of processes that belong to the platform's folder."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            words = (process / "cmdline").read_bytes() + (process / "environ").read_bytes()
        except OSError:
            continue
        if str(running.base).encode() in words:
            found.append((process / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace"))
    return found


@pytest.mark.system
@pytest.mark.slow
@pytest.mark.timeout(1200)
@pytest.mark.xdist_group("system")
def test_the_demonstration_comes_alive_stops_and_goes_on() -> None:
    begun = time.monotonic()
    with demonstration() as running:
        up = time.monotonic() - begun
        running.wait(lambda: telling(running, FIRST), "the first alert of the script", 300)
        print(f"up after {up:.1f} s, first alert after {time.monotonic() - begun:.1f} s")
        sensors = running.get("/api/status")["sensors"]
        assert sensors["total"] == len(load(scenario("helsinki")).sensors)
        assert sensors["blind"] == 0
        bounds = {"from": city_time(running) - 8 * WEEK, "to": city_time(running), "points": 8 * 7 * 24}
        series = running.get("/api/sensors/ped-rautatientori-1/series", **bounds)
        assert sum(value is not None for value in series["value"]) > 7 * 7 * 24

        for wanted in (signal.SIGTERM, signal.SIGINT):
            before, goal = alerts(running), city_time(running) + BLIND
            assert running.stop(wanted) == 0
            assert left_behind(running) == []
            running.start(180)
            running.sign_in()
            after = alerts(running)
            assert {id: after[id]["number"] for id in before} == {id: before[id]["number"] for id in before}
            at_speed(running, 300)
            running.wait(partial(passed, running, goal), "the city to go on", 300)
            assert running.get("/api/status")["sensors"]["blind"] == 0
        found = alerts(running)
        assert len({(a["kind"], a["subject"], a["window_start"]) for a in found.values()}) == len(found)
        assert sorted(int(a["number"].removeprefix("A-")) for a in found.values()) == [*range(1, len(found) + 1)]
        at_speed(running, 0)
        assert running.stop(signal.SIGINT) == 0
        assert left_behind(running) == []
        for log in (running.base / "logs").glob("*.log"):
            assert "Traceback" not in log.read_text(errors="replace"), running.logs()


@pytest.mark.system
@pytest.mark.slow
@pytest.mark.timeout(1200)
@pytest.mark.xdist_group("system")
def test_without_the_happening_there_is_no_such_alert(tmp_path: Path) -> None:
    folder = tmp_path / "quieter"
    shutil.copytree(scenario("helsinki"), folder)
    script = (folder / "happenings.toml").read_text(encoding="utf-8")
    without = re.sub(rf'\[\[happening\]\]\nid = "{FIRST}".*?(?=\n\[\[happening\]\])', "", script, flags=re.DOTALL)
    (folder / "happenings.toml").write_text(without, encoding="utf-8")
    assert len(load(folder).happenings) == len(load(scenario("helsinki")).happenings) - 1
    gone = next(happening for happening in load(scenario("helsinki")).happenings if happening.id == FIRST)
    with demonstration(folder) as running:
        at_speed(running, 120)
        running.wait(lambda: city_time(running) > gone.end + SOON, "the city to pass the happening", 300)
        running.wait(
            lambda: telling(running, NEXT, anywhere=True), "the alert of the happening that comes after it", 300
        )
        assert telling(running, FIRST) == []
