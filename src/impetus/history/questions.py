"""What is asked of the history over the bus, and how to ask. Every question names agency and purpose."""

from typing import Final

import msgspec

from impetus.bus import subjects
from impetus.bus.connection import Bus
from impetus.history.series import Series
from impetus.history.sums import Sum
from impetus.kit.errors import BadInput, ImpetusError, NotAllowed, Unavailable

MAX_POINTS: Final = 20_000
MAX_SUM_POINTS: Final = 2_000
PAGE: Final = 10_000
"""Sensors in one answer about latest values: some 400 kB, below what NATS takes by default."""


class SeriesQuestion(msgspec.Struct, kw_only=True, frozen=True):
    """One sensor's readings from `start` to before `end` (ms UTC), as at most `points` points.

    `kind` is the sensor's kind. `purpose` must be the one for which the readings were collected.
    """

    agency: str
    purpose: str
    sensor: str
    kind: str
    start: int
    end: int
    points: int = 1000


class SumQuestion(msgspec.Struct, kw_only=True, frozen=True):
    """What all sensors of a kind measure together from `start` to before `end` (ms UTC), in `points` buckets."""

    agency: str
    purpose: str
    kind: str
    start: int
    end: int
    points: int = 90


class LatestQuestion(msgspec.Struct, kw_only=True, frozen=True):
    """The latest value of every sensor, a page at a time from `start` on."""

    agency: str
    purpose: str
    start: int = 0


class LatestPage(msgspec.Struct, kw_only=True):
    """Columns of equal length. `next` is where the next page starts, None after the last."""

    ids: list[str]
    values: list[float]
    times: list[int]
    next: int | None = None


class Refused(msgspec.Struct, kw_only=True):
    """Why there is no answer."""

    code: str
    problem: str
    remedy: str = ""


class Answer(msgspec.Struct, kw_only=True):
    """An answer to any question; exactly one field is given."""

    series: Series | None = None
    latest: LatestPage | None = None
    sum: Sum | None = None
    refused: Refused | None = None


async def series(bus: Bus, question: SeriesQuestion, *, timeout_s: float = 10.0) -> Series:
    """Ask for a sensor's readings; raise Unavailable where the history does not answer, NotAllowed, BadInput."""
    answer = await _ask(bus, subjects.HISTORY_QUERY, question, timeout_s)
    return answer.series or Series(time=[], value=[], low=[], high=[], count=[])


async def summed(bus: Bus, question: SumQuestion, *, timeout_s: float = 10.0) -> Sum:
    """Ask what all sensors of a kind measure together; errors as in `series`."""
    answer = await _ask(bus, subjects.HISTORY_SUM, question, timeout_s)
    return answer.sum or Sum(time=[], value=[], heard=[], sensors=0)


async def latest(bus: Bus, agency: str, purpose: str, *, timeout_s: float = 5.0) -> LatestPage:
    """Ask for the latest value of every sensor; errors as in `series`."""
    whole = LatestPage(ids=[], values=[], times=[])
    start: int | None = 0
    while start is not None:
        question = LatestQuestion(agency=agency, purpose=purpose, start=start)
        page = (await _ask(bus, subjects.HISTORY_LATEST, question, timeout_s)).latest
        if page is None:
            break
        whole.ids += page.ids
        whole.values += page.values
        whole.times += page.times
        start = page.next
    return whole


def refusal(error: Exception) -> Answer:
    """Return the answer that tells of an error."""
    if isinstance(error, ImpetusError):
        return Answer(refused=Refused(code=error.code, problem=error.problem, remedy=error.remedy))
    return Answer(refused=Refused(code=Unavailable.code, problem="The history cannot answer this now."))


async def _ask(
    bus: Bus, subject: str, question: SeriesQuestion | SumQuestion | LatestQuestion, timeout_s: float
) -> Answer:
    raw = await bus.request(subject, msgspec.msgpack.encode(question), timeout_s=timeout_s)
    try:
        answer = msgspec.msgpack.decode(raw, type=Answer)
    except msgspec.MsgspecError as error:
        raise Unavailable("The history gave no readable answer.", remedy="Try again shortly.") from error
    if answer.refused is not None:
        kind = {BadInput.code: BadInput, NotAllowed.code: NotAllowed}.get(answer.refused.code, Unavailable)
        raise kind(answer.refused.problem, remedy=answer.refused.remedy)
    return answer
