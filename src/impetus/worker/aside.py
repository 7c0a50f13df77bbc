"""What a tool does beside the stream: intake of its own and answers, in one thread with a loop of its own.

The stream's thread and this one share the tool's instance. What happens here is not replayed: alerts told
from here get their ids from kind, subject and window, so a tool that sees the same thing twice makes one alert.
"""

import asyncio
import logging
import threading
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine
from concurrent.futures import Future
from contextlib import aclosing
from typing import Any, Final, TypeVar

from impetus.contracts.tool import Tool
from impetus.kit.clock import Clock
from impetus.kit.errors import ImpetusError, Unavailable

_log = logging.getLogger(__name__)

FIRST_BACKOFF_S: Final = 0.2
LONGEST_BACKOFF_S: Final = 30.0
WELL_AFTER_S: Final = 60.0
"""Intake that ran for so long begins its back-off anew."""
_RAISED: Final = (Exception, SystemExit)

_V = TypeVar("_V")
_R = TypeVar("_R")

Word = dict[str, Any]
"""`{"progress": {…}}` any number of times, at last `{"answer": {…}}`."""


class Aside:
    """One for each tool at an agency. `follow` is told the instance and whether it may run; nothing else starts it."""

    def __init__(self, name: str, clock: Clock) -> None:
        self._name, self._clock = name, clock
        self._loop: asyncio.AbstractEventLoop | None = None
        self._tool: Tool | None = None
        self._intake: Future[None] | None = None
        self._ending: list[tuple[float, Future[Any]]] = []
        self._questions: set[Future[None]] = set()
        self.trouble = ""
        """Why its own intake does not run, "" while it does or there is none."""

    def follow(self, tool: Tool | None, allowed: bool) -> None:
        """Let the intake of this instance run, or none. Cheap; call it often, from the main loop only."""
        wanted = tool if allowed else None
        if wanted is self._tool:
            return
        self._end()
        self._tool = wanted
        if wanted is not None and type(wanted).sources is not Tool.sources:
            self._intake = self._start(self._keep_going(wanted))

    @property
    def stuck_s(self) -> float:
        """For how long something that was told to end has not ended."""
        self._ending = [(since, future) for since, future in self._ending if not future.done()]
        return max((self._clock.monotonic() - since for since, _ in self._ending), default=0.0)

    async def answer(self, question: dict[str, Any]) -> AsyncIterator[Word]:
        """Yield the tool's words on a question, the last with `answer`.

        Raises Unavailable where the tool is stopped or not started yet, ImpetusError as the tool says, and
        RuntimeError for everything else it does wrong.
        """
        tool, loop = self._tool, asyncio.get_running_loop()
        if tool is None:
            raise Unavailable("The tool does not run.", remedy="Start it, or try again in a few seconds.")
        words: asyncio.Queue[Word | BaseException | None] = asyncio.Queue()

        def hand_over(word: Word | BaseException | None) -> None:
            loop.call_soon_threadsafe(words.put_nowait, word)

        asked = self._start(_ask(tool, question, hand_over))
        self._questions.add(asked)
        try:
            while (word := await words.get()) is not None:
                if isinstance(word, BaseException):
                    raise word
                yield word
        finally:
            self._questions.discard(asked)
            self._cancel(asked)

    def close(self) -> None:
        """End everything; the thread goes when its last work has."""
        self.follow(None, False)
        if self._loop is not None:
            self._loop.call_soon_threadsafe(self._loop.stop)
            self._loop = None

    def _end(self) -> None:
        for question in list(self._questions):
            self._cancel(question)
        if self._intake is not None:
            self._cancel(self._intake)
            self._intake = None
        self.trouble = ""

    def _cancel(self, future: "Future[Any]") -> None:
        if not future.done():
            stopped: Future[Any] = getattr(future, "stopped")  # noqa: B009 - set in _start
            future.cancel()
            self._ending.append((self._clock.monotonic(), stopped))

    def _start(self, work: Coroutine[Any, Any, None]) -> "Future[None]":
        if self._loop is None:
            self._loop = asyncio.new_event_loop()
            threading.Thread(target=_turn, args=(self._loop,), name=f"aside-{self._name}", daemon=True).start()
        stopped: Future[None] = Future()

        async def tracked() -> None:
            try:
                await work
            finally:
                stopped.set_result(None)

        future = asyncio.run_coroutine_threadsafe(tracked(), self._loop)
        future.stopped = stopped  # type: ignore[attr-defined] # a cancelled future is done before its work is
        return future

    async def _keep_going(self, tool: Tool) -> None:
        wait = FIRST_BACKOFF_S
        while True:
            started = self._clock.monotonic()
            try:
                self.trouble = ""
                await tool.sources()
                return
            except _RAISED as error:
                self.trouble = f"{type(error).__name__}: {error}"[:200]
                _log.exception("%s: its own intake ended; it is begun again", self._name)
            wait = FIRST_BACKOFF_S if self._clock.monotonic() - started > WELL_AFTER_S else wait
            await asyncio.sleep(wait)
            wait = min(2 * wait, LONGEST_BACKOFF_S)


def across(loop: asyncio.AbstractEventLoop, work: Callable[[_V], Awaitable[_R]]) -> Callable[[_V], Awaitable[_R]]:
    """Return `work` so that it can be awaited in another thread's loop and runs in `loop`."""

    async def call(value: _V) -> _R:
        async def inside() -> _R:
            return await work(value)

        return await asyncio.wrap_future(asyncio.run_coroutine_threadsafe(inside(), loop))

    return call


async def _ask(tool: Tool, question: dict[str, Any], hand_over: Callable[[Word | BaseException | None], None]) -> None:
    try:
        async with aclosing(tool.answer(question)) as words:  # type: ignore[type-var] # an async generator in fact
            answered = False
            async for word in words:
                if not isinstance(word, dict) or len(word.keys() & {"progress", "answer"}) != 1 or answered:
                    raise RuntimeError("it said something that is neither progress nor its one answer")
                answered = "answer" in word
                hand_over(word)
        if not answered:
            raise Unavailable("This tool does not answer such questions.", remedy="Its page says what it can do.")
        hand_over(None)
    except ImpetusError as error:
        hand_over(error)
    except _RAISED as error:
        _log.exception("a tool failed on a question")
        hand_over(RuntimeError(f"{type(error).__name__}: {error}"[:200]))
    except asyncio.CancelledError:
        hand_over(Unavailable("The tool was stopped while it thought.", remedy="Start it and ask again."))
        raise


def _turn(loop: asyncio.AbstractEventLoop) -> None:
    asyncio.set_event_loop(loop)
    loop.run_forever()
    for task in asyncio.all_tasks(loop):
        task.cancel()
    loop.run_until_complete(asyncio.gather(*asyncio.all_tasks(loop), return_exceptions=True))
    loop.run_until_complete(loop.shutdown_asyncgens())
    loop.close()
