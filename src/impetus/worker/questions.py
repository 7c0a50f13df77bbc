"""Questions to tools over the bus: the worker that runs the tool takes them and sends its words back."""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable
from contextlib import suppress
from typing import Any, Final

import msgspec

from impetus.bus import subjects
from impetus.contracts.asked import Question, Said
from impetus.kit.errors import BadInput, ImpetusError
from impetus.worker.seams import Signals

_log = logging.getLogger(__name__)

SIGN_S: Final = 2.0
"""While a tool thinks, a sign of life is sent so often."""
MOST_BYTES: Final = 900_000
"""One word of an answer; what is larger belongs into the object store."""

Answering = Callable[[str, str], Callable[[dict[str, Any]], AsyncIterator[dict[str, Any]]] | None]
"""What answers for (agency, tool), None where this worker does not run it."""


class Questions:
    """Takes questions until `close`."""

    def __init__(self, signals: Signals, answering: Answering) -> None:
        self._signals, self._answering = signals, answering
        self._jobs: dict[str, asyncio.Task[None]] = {}

    async def listen(self) -> None:
        """Begin."""
        await self._signals.subscribe(subjects.ask("*", "*"), self._take)
        await self._signals.subscribe(subjects.never_mind("*"), self._drop)

    async def close(self) -> None:
        """End what is being answered."""
        for task in self._jobs.values():
            task.cancel()
        await asyncio.gather(*self._jobs.values(), return_exceptions=True)

    async def _take(self, subject: str, payload: bytes) -> None:
        _, agency, tool = subject.split(".", 2)
        answer = self._answering(agency, tool)
        if answer is None:
            return
        asked = msgspec.json.decode(payload, type=Question)
        if asked.job not in self._jobs:
            task = asyncio.create_task(self._answer(subjects.answer(agency, asked.job), answer(asked.question)))
            self._jobs[asked.job] = task
            task.add_done_callback(lambda _: self._jobs.pop(asked.job, None))

    async def _drop(self, subject: str, _payload: bytes) -> None:
        task = self._jobs.get(subject.rpartition(".")[2])
        if task is not None:
            task.cancel()

    async def _answer(self, subject: str, words: AsyncIterator[dict[str, Any]]) -> None:
        number = 0

        async def say(said: Said) -> None:
            nonlocal number
            number += 1
            await self._signals.publish(subject, _encoded(msgspec.structs.replace(said, number=number)))

        await say(Said())
        living = asyncio.create_task(_signs(say))
        try:
            async for word in words:
                await say(Said(progress=word.get("progress"), answer=word.get("answer")))
        except ImpetusError as error:
            await say(Said(code=error.code, problem=error.problem, remedy=error.remedy, field=error.field or ""))
        except Exception as error:
            await say(Said(code="tool_broken", problem=f"The tool failed: {error}", remedy="Its log has more."))
        finally:
            living.cancel()
            with suppress(asyncio.CancelledError):
                await living


async def _signs(say: Callable[[Said], Any]) -> None:
    while True:
        await asyncio.sleep(SIGN_S)
        await say(Said())


def _encoded(said: Said) -> bytes:
    try:
        raw = msgspec.json.encode(said)
    except (TypeError, ValueError, OverflowError) as error:
        return msgspec.json.encode(
            Said(number=said.number, code="tool_broken", problem=f"The answer cannot be sent: {error}")
        )
    if len(raw) > MOST_BYTES:
        problem = f"The answer is too large to send ({len(raw) // 1000} kB)."
        refused = BadInput(problem, remedy="Ask for less.")
        return msgspec.json.encode(
            Said(number=said.number, code=refused.code, problem=refused.problem, remedy=refused.remedy)
        )
    return raw
