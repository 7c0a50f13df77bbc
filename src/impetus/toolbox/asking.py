"""Asking a tool: the question over the bus to the worker that runs it, its words back as lines of JSON."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import suppress
from typing import Any, Final

import msgspec

from impetus.bus import subjects
from impetus.contracts.asked import Question, Said
from impetus.contracts.discovery import FoundTool, ToolBroken
from impetus.kit.errors import BadInput, Unavailable
from impetus.kit.ids import new_id
from impetus.people.access import Caller
from impetus.toolbox.access import Signal

SILENCE_S: Final = 10.0
"""A worker says something every two seconds; after this long without a word it is gone."""
AGAIN_S: Final = 0.5
MOST_BYTES: Final = 500_000


async def ask(caller: Caller, tool: FoundTool, bus: Signal | None, question: dict[str, Any]) -> AsyncIterator[bytes]:
    """Put the question and return the lines of the answer as they come.

    Raises ToolBroken, BadInput for a question too large to send, Unavailable where no worker takes it up.
    """
    if tool.broken:
        raise ToolBroken("This tool cannot be run.", remedy="Its page says what is wrong with it.", tool=tool.id)
    if bus is None:
        raise Unavailable("The message server does not answer.", remedy="Try again in a few seconds.")
    job = new_id("ask", caller.uow.clock)
    payload = msgspec.json.encode(Question(job=job, question=question))
    if len(payload) > MOST_BYTES:
        raise BadInput("The question is too large.", remedy="Ask with less than 500 kB.", field="question")
    async with caller.unit() as unit:
        unit.audit("tool.asked", tool.id, job=job, fields=sorted(question)[:50])
    heard: asyncio.Queue[Said] = asyncio.Queue()

    async def hear(_subject: str, raw: bytes) -> None:
        heard.put_nowait(msgspec.json.decode(raw, type=Said))

    subscription = await bus.subscribe(subjects.answer(caller.agency, job), hear)
    try:
        first = await _taken_up(bus, subjects.ask(caller.agency, tool.id), payload, heard)
    except BaseException:
        await subscription.unsubscribe()
        raise
    return _lines(bus, job, subscription, heard, first)


async def _taken_up(bus: Signal, subject: str, payload: bytes, heard: "asyncio.Queue[Said]") -> Said:
    """Ask until a worker takes the question up: one that just starts misses the first times, none takes it twice."""
    for _ in range(max(1, round(SILENCE_S / AGAIN_S))):
        await bus.publish(subject, payload)
        with suppress(TimeoutError):
            async with asyncio.timeout(AGAIN_S):
                return await heard.get()
    raise Unavailable("No worker runs this tool now.", remedy="Look at its page; try again shortly.")


async def _lines(
    bus: Signal, job: str, subscription: Any, heard: "asyncio.Queue[Said]", said: Said
) -> AsyncIterator[bytes]:
    try:
        while True:
            if said.code:
                error = {"code": said.code, "problem": said.problem, "remedy": said.remedy, "field": said.field or None}
                yield _line({"error": error})
                return
            if said.answer is not None:
                yield _line({"answer": said.answer})
                return
            if said.progress is not None:
                yield _line({"progress": said.progress})
            async with asyncio.timeout(SILENCE_S):
                said = await heard.get()
    except TimeoutError:
        gone = Unavailable("The tool's worker went away while it thought.", remedy="Ask again.")
        yield _line({"error": {"code": gone.code, "problem": gone.problem, "remedy": gone.remedy, "field": None}})
    finally:
        await bus.publish(subjects.never_mind(job), b"")
        await subscription.unsubscribe()


def _line(word: dict[str, Any]) -> bytes:
    return msgspec.json.encode(word) + b"\n"
