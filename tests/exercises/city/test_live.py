"""The city's client against a small receiver that speaks the platform's push protocol over real HTTP messages."""

from typing import Any

import httpx
import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from impetus.exercises.city.generator import City
from impetus.exercises.city.happenings import DAY, MINUTE
from impetus.exercises.city.live import CityFeed
from impetus.exercises.city.push import Push
from impetus.exercises.city.scenario import Scenario
from impetus.kit.clock import ManualClock
from impetus.kit.errors import BadInput, NotAllowed

TOKEN = "a token of the tests"


class Receiver:
    """Takes readings as the platform does: repeated ones are counted, the clock never goes back."""

    def __init__(self, now: int) -> None:
        self.now, self.speed, self.paused = now, 10.0, False
        self.taken: dict[tuple[str, int], float] = {}
        self.repeated = 0
        self.ticks: list[int] = []
        self.failures: list[int | str] = []  # a status to answer with, or "lost": taken, but the answer is not sent
        self.app = Starlette(
            routes=[
                Route("/api/push/demo-city/clock", self.clock),
                Route("/api/push/demo-city", self.push, methods=["POST"]),
            ]
        )

    async def clock(self, request: Request) -> JSONResponse:
        return JSONResponse({"now": self.now, "speed": self.speed, "paused": self.paused})

    async def push(self, request: Request) -> JSONResponse:
        if request.headers["Authorization"] != f"Bearer {TOKEN}":
            return JSONResponse({"error": {"code": "not_signed_in", "problem": "No such token."}}, 401)
        failure = self.failures.pop(0) if self.failures else None
        if isinstance(failure, int):
            return JSONResponse({"error": {"problem": "Away."}}, failure, headers={"Retry-After": "0"})
        body: dict[str, list[Any]] = await request.json()
        repeated = 0
        for sensor, time, value in zip(body["sensor"], body["time"], body["value"], strict=True):
            assert time >= self.now or (sensor, time) in self.taken, "a reading came after the clock had passed it"
            repeated += (sensor, time) in self.taken
            self.taken[sensor, time] = value
        self.now = max(self.now, int(request.headers["X-Impetus-Clock"]))
        self.ticks.append(self.now)
        self.repeated += repeated
        if failure == "lost":
            raise ConnectionResetError
        return JSONResponse(
            {
                "accepted": len(body["sensor"]) - repeated,
                "repeated": repeated,
                "late": 0,
                "refused": [],
                "refused_total": 0,
            }
        )


class Stage:
    """A receiver, a clock that sleeping moves, and a line between them."""

    def __init__(self, scenario: Scenario, now: int) -> None:
        self.scenario = scenario
        self.receiver = Receiver(now)
        self.clock = ManualClock(0)
        self.said: list[str] = []

    async def sleep(self, seconds: float) -> None:
        self.clock.advance(round(seconds * 1000))

    def line(self, token: str = TOKEN) -> Push:
        transport = httpx.ASGITransport(self.receiver.app, raise_app_exceptions=False)
        names = [sensor.id for sensor in self.scenario.sensors]
        return Push(
            "http://city",
            "demo-city",
            token,
            names,
            self.clock,
            waiting=self.said.append,
            sleep=self.sleep,
            transport=transport,
        )

    async def run(self, until: int) -> CityFeed:
        async with self.line() as line:
            feed = CityFeed(City(self.scenario), line, self.clock, sleep=self.sleep, until=until)
            await feed.run()
        return feed


@pytest.fixture
def stage(helsinki: Scenario) -> Stage:
    import msgspec

    return Stage(msgspec.structs.replace(helsinki, history_weeks=1), 0)


async def test_history_first_then_the_live_city(stage: Stage) -> None:
    origin = stage.scenario.origin
    feed = await stage.run(origin + 20 * MINUTE)
    city = City(stage.scenario)
    names = [sensor.id for sensor in stage.scenario.sensors]
    slot = origin // (5 * MINUTE) * 5 * MINUTE
    expected = {}
    for part in (city.means(stage.scenario.history_start, slot), city.minutes(slot, origin + 20 * MINUTE)):
        expected |= {
            (names[which], time): value
            for which, time, value in zip(part.which.tolist(), part.time.tolist(), part.value.tolist(), strict=True)
        }
    assert stage.receiver.taken == expected
    assert feed.sent.accepted == len(expected)
    assert feed.sent.repeated == feed.sent.refused == feed.sent.late == 0
    assert stage.receiver.now == origin + 20 * MINUTE
    assert stage.receiver.ticks[:2] == [stage.scenario.history_start + DAY, stage.scenario.history_start + 2 * DAY]
    lived = [tick for tick in stage.receiver.ticks if tick > origin]
    assert max(b - a for a, b in zip([origin, *lived], lived, strict=False)) <= 5 * MINUTE
    # ten times as fast as the wall: twenty minutes took two
    assert stage.clock.monotonic() == pytest.approx(120, abs=2)


async def test_it_goes_on_where_it_stopped_without_repeating(stage: Stage) -> None:
    origin = stage.scenario.origin
    first = await stage.run(origin + 5 * MINUTE)
    second = await stage.run(origin + 10 * MINUTE)
    assert second.sent.repeated == 0
    assert stage.receiver.repeated == 0
    whole = City(stage.scenario).minutes(origin, origin + 10 * MINUTE)
    lived = [key for key in stage.receiver.taken if key[1] >= origin]
    assert len(lived) == len(whole.time)
    assert first.sent.accepted + second.sent.accepted == len(stage.receiver.taken)


async def test_it_survives_a_server_that_is_away(stage: Stage) -> None:
    stage.receiver.failures = [503, 503, "lost", 500, 429]
    feed = await stage.run(stage.scenario.origin + 2 * MINUTE)
    assert feed.sent.refused == 0
    whole = City(stage.scenario).minutes(stage.scenario.origin, stage.scenario.origin + 2 * MINUTE)
    assert len([key for key in stage.receiver.taken if key[1] >= stage.scenario.origin]) == len(whole.time)
    assert stage.said[0] == "Away."
    assert stage.said[-1] == ""


async def test_speed_and_pause_are_the_consoles(stage: Stage) -> None:
    origin = stage.scenario.origin
    await stage.run(origin)
    stage.receiver.speed = 60
    before = stage.clock.monotonic()
    await stage.run(origin + 60 * MINUTE)
    assert stage.clock.monotonic() - before == pytest.approx(60, abs=3)
    stage.receiver.paused = True
    beats = 0

    async def sleep(seconds: float) -> None:
        nonlocal beats
        beats += 1
        stage.clock.advance(round(seconds * 1000))
        if beats == 20:
            stage.receiver.paused = False

    async with stage.line() as line:
        stood = stage.receiver.now
        pushes = len(stage.receiver.ticks)
        feed = CityFeed(City(stage.scenario), line, stage.clock, sleep=sleep, until=stood + MINUTE)
        await feed.run()
    assert beats >= 20
    assert len(stage.receiver.ticks) - pushes < beats - 15


async def test_a_wrong_token_ends_it(stage: Stage) -> None:
    async with stage.line("another") as line:
        with pytest.raises(NotAllowed) as caught:
            await CityFeed(City(stage.scenario), line, stage.clock, sleep=stage.sleep).run()
    assert "--token" in caught.value.remedy


async def test_a_refused_body_ends_it(stage: Stage) -> None:
    stage.receiver.failures = [422]
    async with stage.line() as line:
        with pytest.raises(BadInput):
            await CityFeed(City(stage.scenario), line, stage.clock, sleep=stage.sleep).run()
