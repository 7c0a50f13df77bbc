"""What a tool does beside the stream: its own intake and its answers, under the kill switch, failures contained."""

import asyncio
import contextlib
import json
import threading
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from tests.fixtures.tools import CountingTool, Town, found_tool
from tests.fixtures.world import World
from tests.worker.test_runtime import going, tick, until

from impetus.contracts.discovery import FoundTool
from impetus.contracts.tool import ToolContext
from impetus.kit.errors import BadInput, ImpetusError, Unavailable
from impetus.model.sensor import HealthState


class Camera(CountingTool):
    """Its own intake tells one alert a turn; it answers how many, or fails as it is asked to."""

    turns = 0
    fail_until = 0
    deaf: threading.Event | None = None

    async def sources(self) -> None:
        while True:
            kind = type(self)
            kind.turns += 1
            if kind.turns <= kind.fail_until:
                raise OSError("the camera is away")
            await self.context.tell([self._draft("anomaly.other", kind.turns), self._draft("made.up", 1)])
            if kind.deaf is not None:
                kind.deaf.wait(60)  # deaf to being cancelled
            await asyncio.sleep(0.01)

    async def answer(self, question: dict[str, Any]) -> AsyncIterator[dict[str, Any]]:
        match question.get("want"):
            case "count":
                for done in range(3):
                    yield {"progress": {"done": done, "total": 3}}
                yield {"answer": {"thread": threading.current_thread().name, "sum": self.state["sum"]}}
            case "refuse":
                raise BadInput("That is no place.", remedy="Name a place on the map.", field="place")
            case "break":
                raise ZeroDivisionError("by nothing")
            case "babble":
                yield {"nonsense": 1}
            case "think":
                yield {"progress": {"done": 0, "total": 1}}
                await asyncio.sleep(3600)


def camera(**attributes: Any) -> type[Camera]:
    return type("OwnCamera", (Camera,), {"turns": 0, **attributes})


async def words(found: AsyncIterator[dict[str, Any]]) -> list[dict[str, Any]]:
    return [word async for word in found]


async def test_its_own_intake_tells_until_it_is_stopped_and_again_when_it_may(town: Town) -> None:
    kind = camera()
    await town.send(tick(1))
    async with going(town.run(found_tool(town.objects, kind))) as run:
        await until(lambda: len(town.alerts) > 3)
        assert {draft.kind for _, draft in town.alerts} == {"anomaly.other"}, "what the manifest lacks is left out"
        assert run.report()["counts"]["undeclared"] > 0
        run.allow(False)
        await until(lambda: not run._aside._ending or run._aside._ending[0][1].done())
        heard, turned = len(town.alerts), kind.turns
        await asyncio.sleep(0.1)
        assert (len(town.alerts), kind.turns) == (heard, turned)
        run.allow(True)
        await until(lambda: len(town.alerts) > heard)
    turned = kind.turns
    await asyncio.sleep(0.05)
    assert kind.turns == turned, "it ends with the run"


async def test_its_own_intake_that_fails_is_shown_and_begun_again(town: Town) -> None:
    await town.send(tick(1))
    async with going(town.run(found_tool(town.objects, camera(fail_until=2)))) as run:
        await until(lambda: "camera is away" in run.report()["reason"].en)
        assert run.report()["state"] is HealthState.BLIND
        await until(lambda: bool(town.alerts))
        assert run.report()["state"] is HealthState.FRESH


async def test_its_own_intake_that_does_not_end_counts_as_stuck(town: Town) -> None:
    end = threading.Event()
    await town.send(tick(1))
    async with going(town.run(found_tool(town.objects, camera(deaf=end)))) as run:
        await until(lambda: bool(town.alerts))
        run.allow(False)
        await until(lambda: run.stuck_s > 0.2)
        end.set()
        await until(lambda: run.stuck_s == 0)


async def test_answers_come_with_progress(town: Town) -> None:
    await town.send(tick(1))
    async with going(town.run(found_tool(town.objects, camera()))) as run:
        await until(lambda: run.report()["counts"].get("messages") == 1)
        said = await words(run.answer({"want": "count"}))
        assert [set(word) for word in said] == [{"progress"}] * 3 + [{"answer"}]
        assert said[-1]["answer"] == {"thread": "aside-counter at helsinki", "sum": 0.0}
        with pytest.raises(BadInput) as refused:
            await words(run.answer({"want": "refuse"}))
        assert refused.value.field == "place"
        for want, error in (("break", "ZeroDivisionError"), ("babble", "neither progress"), ("", "does not answer")):
            with pytest.raises((RuntimeError, ImpetusError), match=error):
                await words(run.answer({"want": want}))
        assert await words(run.answer({"want": "count"})), "a failure on one question harms no other"


async def test_a_stop_ends_what_is_being_answered(town: Town) -> None:
    await town.send(tick(1))
    run = town.run(found_tool(town.objects, camera()))
    with pytest.raises(Unavailable, match="does not run"):
        await words(run.answer({"want": "count"}))
    async with going(run):
        await until(lambda: run.report()["counts"].get("messages") == 1)
        thinking = run.answer({"want": "think"})
        assert await anext(thinking) == {"progress": {"done": 0, "total": 1}}
        run.allow(False)
        with pytest.raises(Unavailable, match="stopped"):
            await anext(thinking)
        with pytest.raises(Unavailable, match="does not run"):
            await words(run.answer({"want": "count"}))


class Answering(CountingTool):
    """Counts up, and remembers who hung up."""

    hung_up = 0

    def __init__(self, context: ToolContext) -> None:
        super().__init__(context)

    async def answer(self, question: dict[str, Any]) -> AsyncIterator[dict[str, Any]]:
        try:
            for n in range(int(question["to"])):
                yield {"progress": {"done": n}}
            if question.get("wait"):
                await asyncio.sleep(3600)
            yield {"answer": {"text": "x" * int(question.get("size", 1))}}
        except asyncio.CancelledError:
            type(self).hung_up += 1
            raise


@pytest.fixture
def asked(application: FastAPI, world: World) -> FoundTool:
    found = found_tool(world.folder, Answering)
    application.state.tools = {found.id: found}
    return found


async def lines(browser: httpx.AsyncClient, **question: Any) -> list[dict[str, Any]]:
    answer = await browser.post("/api/tools/counter/ask", json={"question": question})
    assert answer.status_code == 200, answer.text
    return [json.loads(line) for line in answer.text.splitlines()]


async def test_a_question_over_http_through_the_bus(
    world: World, asked: FoundTool, operator: httpx.AsyncClient
) -> None:
    async with world.going(asked):
        await world.send(tick(1))
        while "answer" not in (said := await lines(operator, to=2))[-1]:
            await asyncio.sleep(0.05)  # the tool is not built yet
        assert said == [{"progress": {"done": 0}}, {"progress": {"done": 1}}, {"answer": {"text": "x"}}]
        broken = (await lines(operator, to="many"))[-1]["error"]
        assert broken["code"] == "tool_broken"
        assert "ValueError" in broken["problem"]
        assert (await lines(operator, to=0, size=2_000_000))[-1]["error"]["problem"].startswith(
            "The answer is too large"
        )
    audit = await world.rows("SELECT detail FROM audit_entry WHERE what = 'tool.asked'")
    assert {"size", "to"} == set(audit[-1].detail["fields"])


async def test_hanging_up_stops_the_tool(world: World, asked: FoundTool, operator: httpx.AsyncClient) -> None:
    Answering.hung_up = 0
    async with world.going(asked):
        await world.send(tick(1))
        while "answer" not in (await lines(operator, to=0))[-1]:
            await asyncio.sleep(0.05)
        waiting = asyncio.create_task(lines(operator, to=1, wait=True))
        await asyncio.sleep(0.2)
        waiting.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await waiting
        while not Answering.hung_up:
            await asyncio.sleep(0.02)


async def test_questions_that_nobody_can_take(
    world: World, asked: FoundTool, operator: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("impetus.toolbox.asking.SILENCE_S", 0.2)
    nobody = await operator.post("/api/tools/counter/ask", json={"question": {}})
    assert nobody.status_code == 503
    assert "No worker" in nobody.json()["error"]["problem"]
    large = await operator.post("/api/tools/counter/ask", json={"question": {"text": "x" * 600_000}})
    assert large.status_code == 422
    assert (await operator.post("/api/tools/ghost/ask", json={"question": {}})).status_code == 404
    assert (await operator.post("/api/tools/counter/ask", json={"question": []})).status_code == 422
