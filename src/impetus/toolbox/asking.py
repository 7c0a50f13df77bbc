"""Asking a tool: the question over the bus to the worker that runs it, its words back as lines of JSON."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import suppress
from typing import Any, Final

import msgspec
from pydantic import ValidationError

from impetus.bus import subjects
from impetus.contracts.asked import Question, Said
from impetus.contracts.discovery import FoundTool, ToolBroken
from impetus.contracts.questions import ASK
from impetus.kit import problems
from impetus.kit.errors import BadInput, Unavailable
from impetus.kit.ids import new_id
from impetus.model.text import in_locale
from impetus.people.access import Caller
from impetus.toolbox import forms
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
    question = _checked(tool, question)
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
    return _lines(bus, job, subscription, heard, first, caller.locale)


def _checked(tool: FoundTool, question: dict[str, Any]) -> dict[str, Any]:
    """Check a question that the tool declares by its model; what it does not declare is the tool's own to judge."""
    name = question.get(ASK)
    model = tool.questions().get(name) if isinstance(name, str) else None
    if model is None:
        return question
    values = {field: value for field, value in question.items() if field != ASK}
    forms.finite(values, "")
    try:
        return {ASK: name, **model.model_validate(values).model_dump(mode="json")}
    except ValidationError as error:
        raise forms.refused(error) from error
    except RecursionError as error:
        raise BadInput("This question is nested too deeply.", remedy="Ask it flat.") from error


async def _taken_up(bus: Signal, subject: str, payload: bytes, heard: "asyncio.Queue[Said]") -> Said:
    """Ask until a worker takes the question up: one that just starts misses the first times, none takes it twice."""
    for _ in range(max(1, round(SILENCE_S / AGAIN_S))):
        await bus.publish(subject, payload)
        with suppress(TimeoutError):
            async with asyncio.timeout(AGAIN_S):
                return await heard.get()
    raise Unavailable("No worker runs this tool now.", remedy="Look at its page; try again shortly.")


async def _lines(
    bus: Signal, job: str, subscription: Any, heard: "asyncio.Queue[Said]", said: Said, locale: str
) -> AsyncIterator[bytes]:
    try:
        while True:
            if said.code:
                yield _error(said.code, said.problem, said.remedy, said.field or None, locale)
                return
            if said.answer is not None:
                yield _line({"answer": in_locale(said.answer, locale)})
                return
            if said.progress is not None:
                yield _line({"progress": in_locale(said.progress, locale)})
            async with asyncio.timeout(SILENCE_S):
                said = await heard.get()
    except TimeoutError:
        gone = Unavailable("The tool's worker went away while it thought.", remedy="Ask again.")
        yield _error(gone.code, gone.problem, gone.remedy, None, locale)
    finally:
        await bus.publish(subjects.never_mind(job), b"")
        await subscription.unsubscribe()


def _error(code: str, problem: str, remedy: str, field: str | None, locale: str) -> bytes:
    words = {"problem": problems.problem(code, problem, locale), "remedy": problems.either(remedy, locale)}
    return _line({"error": {"code": code, **words, "field": field}})


def _line(word: dict[str, Any]) -> bytes:
    return msgspec.json.encode(word) + b"\n"
