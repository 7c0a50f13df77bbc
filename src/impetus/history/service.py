"""The history service: one reader of the stream, one writer of files; answers questions and tells latest values."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping
from contextlib import aclosing, suppress
from pathlib import Path
from typing import Any, Final

import msgspec
import numpy as np

from impetus.agencies import service as agencies
from impetus.bus import subjects
from impetus.bus.codec import decode_batch
from impetus.bus.connection import Bus
from impetus.bus.reader import StreamMessage, read
from impetus.bus.stream import stream_state
from impetus.contracts.manifest import Manifest
from impetus.history import repository
from impetus.history.expiry import Expiry
from impetus.history.live import Latest
from impetus.history.questions import (
    MAX_POINTS,
    MAX_SUM_POINTS,
    PAGE,
    Answer,
    LatestPage,
    LatestQuestion,
    SeriesQuestion,
    SumQuestion,
    refusal,
)
from impetus.history.segments import PURPOSE, READER, Segments
from impetus.history.series import Series, joined, thinned
from impetus.history.sums import Part, Sum, part_of, summed
from impetus.history.tail import Group, Names, Tail
from impetus.keys.store import KeyStore
from impetus.kit.clock import Clock
from impetus.kit.errors import BadInput, ImpetusError, NotAllowed, Unavailable
from impetus.model.sensor import SensorKind
from impetus.storage.parquet import ParquetStore
from impetus.storage.unit import PLATFORM, UnitOfWork

_log = logging.getLogger(__name__)

FLUSH_S: Final = 30.0
FLUSH_ROWS: Final = 500_000
"""Readings in memory (some 15 MB) before they go to files without waiting for the time."""
MOST_ROWS: Final = 2_000_000
"""Readings in memory at which reading stops until files can be written again."""
LIVE_S: Final = 0.5
TIDY_S: Final = 60.0
_BEAT_TURNS: Final = 4


class _City:
    """What the service keeps of one agency."""

    def __init__(self) -> None:
        self.names = Names()
        self.latest = Latest(self.names)
        self.saved = 0
        """Sequence up to which everything of the agency is in files."""
        self.received = 0
        """When the newest readings were taken in (ms UTC)."""


class History:
    """Run one of these for an installation (`run`); the files are its own."""

    def __init__(
        self, bus: Bus, uow: UnitOfWork, keys: KeyStore, clock: Clock, objects: Path, *,
        tools: Mapping[str, Manifest] | None = None, flush_s: float = FLUSH_S, flush_rows: int = FLUSH_ROWS,
    ) -> None:  # fmt: skip
        self._bus, self._uow, self._clock = bus, uow, clock
        self._flush_s, self._flush_rows = flush_s, flush_rows
        self.segments = Segments(uow, keys, ParquetStore(objects / "history"), clock)
        self.expiry = Expiry(uow, keys, self.segments, tools or {})
        self._cities: dict[str, _City] = {}
        self._tail, self._flushing = Tail(), Tail()
        self.position = 0
        """Sequence of the last message taken in."""
        self.saved = 0
        """Sequence up to which everything is in files."""
        self._full = asyncio.Event()
        self._flushed = asyncio.Event()
        self._saving = asyncio.Lock()
        self._behind = self._delay_ms = 0
        self.bad_messages = 0
        self.answering = False
        """Whether questions are answered by now."""

    async def run(self) -> None:
        """Work until cancelled; at the end, what is in memory is written once more."""
        await self._patiently(self._open)
        asked = [
            await self._bus.answer(subjects.HISTORY_QUERY, self._answer_series, queue="history"),
            await self._bus.answer(subjects.HISTORY_LATEST, self._answer_latest, queue="history"),
            await self._bus.answer(subjects.HISTORY_SUM, self._answer_sum, queue="history"),
        ]
        self.answering = True
        try:
            async with asyncio.TaskGroup() as group:
                group.create_task(self._read())
                group.create_task(self._flush_now_and_then())
                group.create_task(self._tell())
                group.create_task(self._tidy())
        finally:
            for subscription in asked:
                if self._bus.connected:
                    await subscription.unsubscribe()
            try:
                await self.flush()
            except (ImpetusError, OSError) as error:
                _log.warning("the newest readings stay in the stream for now: %s", error)
            self.segments.store.close()

    async def flush(self) -> None:
        """Write what is in memory to files, and note it with the position, agency by agency."""
        async with self._saving:
            if not self._flushing.rows:
                self._flushing, self._tail = self._tail, Tail()
                self._upto = self.position
            await self._save(self._flushing, self._upto)
            self._flushing = Tail()
            self._flushed.set()

    async def _save(self, tail: Tail, upto: int) -> None:
        written: dict[str, list[Any]] = {agency: [] for agency in self._cities}
        for group in tail.groups():
            names = self._cities[group.agency].names.ids
            for day, block in await asyncio.to_thread(_days, tail, group):
                written[group.agency].append(await self.segments.write(group, day, *_compact(names, block)))
        for agency, segments in written.items():
            if segments:
                await self.segments.save(agency, segments, upto)
                self._cities[agency].saved = upto
        if upto > self.saved:
            await self.segments.save(PLATFORM, [], upto)
            self.saved = upto

    async def _open(self) -> None:
        known = [agency.id for agency in await agencies.every(self._uow)]
        await self.segments.load(known)
        async with self._uow(agency=PLATFORM, purpose=PURPOSE, actor="platform") as unit:
            self.position = self.saved = await repository.position(unit, READER)
        await self.expiry.expire()  # a backup that was put back shows nothing that is over
        for agency in known:
            city = self._cities[agency] = _City()
            async with self._uow(agency=agency, purpose=PURPOSE, actor="platform") as unit:
                city.saved = await repository.position(unit, READER)
            await self._remember(agency, city)
        state = await stream_state(self._bus)
        if self.position > state.last:
            _log.error("the stream ends at %d, before the history's position %d: it is new", state.last, self.position)
            self.position = self.saved = 0
            for city in self._cities.values():
                city.saved = 0

    async def _remember(self, agency: str, city: _City) -> None:
        files = await self.segments.newest(agency)
        if not files:
            return
        found = await asyncio.to_thread(self.segments.store.latest, files)
        numbers = city.names.of([str(sensor) for sensor in found["sensor"]])
        city.latest.update(numbers, found["time"], found["value"])
        city.latest.settle()

    async def _read(self) -> None:
        reader = read(self._bus, self.position + 1, ["obs.>", "ctl.>"])
        async with aclosing(reader.chunks(512)) as chunks:
            async for chunk in chunks:
                for message in chunk:
                    self._take(message)
                if self._tail.rows >= self._flush_rows:
                    self._full.set()
                while self._tail.rows >= MOST_ROWS:
                    self._flushed.clear()
                    await self._flushed.wait()
                await asyncio.sleep(0)

    def _take(self, message: StreamMessage) -> None:
        self.position = message.sequence
        if not message.subject.startswith("obs."):
            return
        try:
            batch = decode_batch(message.payload)
        except BadInput as error:
            self.bad_messages += 1
            _log.error("message %d of the stream cannot be read: %s", message.sequence, error)
            return
        agency = subjects.agency_of(message.subject)
        self._behind, self._delay_ms = message.pending, max(0, self._clock.now_ms() - batch.received)
        city = self._cities.setdefault(agency, _City())
        if message.sequence <= city.saved or not len(batch):
            return
        numbers = city.names.of(batch.sensors)
        self._tail.add(Group(agency, batch.kind, batch.purpose), numbers, batch, message.sequence)
        city.latest.update(numbers[batch.indices], batch.times, batch.values)
        city.received = batch.received

    async def _flush_now_and_then(self) -> None:
        while True:
            with suppress(TimeoutError):
                async with asyncio.timeout(self._flush_s):
                    await self._full.wait()
            self._full.clear()
            await self._patiently(self.flush)

    async def _tell(self) -> None:
        turn = 0
        while True:
            await asyncio.sleep(LIVE_S)
            for agency, city in list(self._cities.items()):
                while (delta := city.latest.changes()) is not None:
                    told = {**delta, "received": city.received}  # consoles are told how old the news is
                    await self._bus.publish(subjects.live(agency), msgspec.json.encode(told))
            turn += 1
            if turn % _BEAT_TURNS == 0:
                await self._beat()

    async def _beat(self) -> None:
        """Say that the history lives, how far it has come and how full the stream is."""
        try:
            full = (await stream_state(self._bus)).share
        except Unavailable:
            return
        said = {
            "position": self.position,
            "saved": self.saved,
            "behind": self._behind,
            "delay_ms": self._delay_ms,
            "stream_full": round(full, 4),
        }
        await self._bus.publish(subjects.health(PLATFORM, "history"), msgspec.json.encode(said))

    async def _tidy(self) -> None:
        while True:
            await asyncio.sleep(TIDY_S)
            try:
                await self.expiry.expire()
                await self.segments.tidy()
            except ImpetusError as error:
                _log.info("the history is tidied later: %s", error)

    async def _patiently(self, work: Callable[[], Awaitable[None]]) -> None:
        wait = 0.1
        while True:
            try:
                await work()
                return
            except (Unavailable, OSError) as error:
                _log.warning("the history waits: %s", error)
                await asyncio.sleep(wait)
                wait = min(2 * wait, 5.0)

    async def _answer_series(self, payload: bytes) -> bytes:
        try:
            question = msgspec.msgpack.decode(payload, type=SeriesQuestion)
            answer = Answer(series=await self.series(question))
        except Exception as error:
            answer = _no(error)
        return msgspec.msgpack.encode(answer)

    async def _answer_latest(self, payload: bytes) -> bytes:
        try:
            question = msgspec.msgpack.decode(payload, type=LatestQuestion)
            answer = Answer(latest=self.latest(question))
        except Exception as error:
            answer = _no(error)
        return msgspec.msgpack.encode(answer)

    async def _answer_sum(self, payload: bytes) -> bytes:
        try:
            question = msgspec.msgpack.decode(payload, type=SumQuestion)
            answer = Answer(sum=await self.sum(question))
        except Exception as error:
            answer = _no(error)
        return msgspec.msgpack.encode(answer)

    async def series(self, question: SeriesQuestion) -> Series:
        """Answer from files and memory; raise NotAllowed without agency or purpose, BadInput for impossible bounds."""
        _bound(question.agency, question.purpose)
        if not 1 <= question.points <= MAX_POINTS or question.start > question.end:
            raise BadInput("The time or the number of points is not possible.", remedy="Ask for a shorter time.")
        city = self._cities.get(question.agency)
        # a sensor may have had no known kind at first
        kinds = sorted({question.kind, SensorKind.OTHER.value})
        files = await self.segments.files(question.agency, kinds, question.purpose, question.start, question.end)
        parts = [
            await asyncio.to_thread(self.segments.store.series, files, question.sensor, question.start, question.end)
        ]
        number = city.names.numbers.get(question.sensor) if city else None
        if number is not None:
            for kind in kinds:
                group = Group(question.agency, kind, question.purpose)
                parts += [
                    tail.series(group, number, question.start, question.end) for tail in (self._flushing, self._tail)
                ]
        time, value = joined(parts)
        return thinned(time, value, question.start, question.end, question.points)

    async def sum(self, question: SumQuestion) -> Sum:
        """Answer from files and memory; errors as in `series`."""
        _bound(question.agency, question.purpose)
        start, end, points = bounds = (question.start, question.end, question.points)
        if not 1 <= points <= MAX_SUM_POINTS or start > end:
            raise BadInput("The time or the number of points is not possible.", remedy="Ask for a shorter time.")
        city = self._cities.get(question.agency) or _City()
        files = await self.segments.files(question.agency, [question.kind], question.purpose, start, end)
        group = Group(question.agency, question.kind, question.purpose)
        fresh = [tail.span(group, start, end) for tail in (self._flushing, self._tail)]
        stored = await asyncio.to_thread(self.segments.store.sums, files, *bounds)
        numbers = city.names.known([str(name) for name in stored["names"]])
        parts = [
            Part(
                sensor=numbers[stored["sensor"]],
                bucket=stored["bucket"],
                total=stored["total"],
                count=stored["count"],
            ),
            *(part_of(block["sensor"], block["time"], block["value"], bounds) for block in fresh),
        ]
        return summed(parts, *bounds)

    def latest(self, question: LatestQuestion) -> LatestPage:
        """Return a page of latest values; raise NotAllowed without agency or purpose."""
        _bound(question.agency, question.purpose)
        city = self._cities.get(question.agency)
        if city is None:
            return LatestPage(ids=[], values=[], times=[])
        columns, following = city.latest.page(max(question.start, 0), PAGE)
        return LatestPage(**columns, next=following)


def _bound(agency: str, purpose: str) -> None:
    if not agency or not purpose:
        raise NotAllowed("The history is asked under an agency and a purpose.", remedy="Name both.")


def _no(error: Exception) -> Answer:
    if not isinstance(error, ImpetusError):
        _log.exception("a question to the history was not answered")
    return refusal(error)


def _days(tail: Tail, group: Group) -> list[tuple[int, dict[str, Any]]]:
    return list(tail.days(group))


def _compact(names: list[str], block: dict[str, Any]) -> tuple[list[str], dict[str, Any]]:
    """Return only the sensors that occur, and the block renumbered to them."""
    used = np.unique(block["sensor"])
    place = np.zeros(int(used[-1]) + 1, "u4")
    place[used] = np.arange(len(used))
    return [names[number] for number in used.tolist()], {**block, "sensor": place[block["sensor"]]}
