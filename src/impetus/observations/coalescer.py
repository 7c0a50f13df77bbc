"""From many small messages to few large batches: what came in while the last batch was being stored goes together."""

import asyncio
import logging
from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from impetus.bus import subjects
from impetus.bus.codec import encode, make_batch
from impetus.bus.publisher import Outgoing, Publisher
from impetus.kit.clock import Clock
from impetus.kit.errors import Unavailable
from impetus.places.table import SensorTable, group_name

_log = logging.getLogger(__name__)

PACE_S: Final = 0.025
"""Batches start at least this far apart, unless much is waiting: else readers drown in small messages."""
ENOUGH: Final = 20_000
"""Readings that are worth a batch at once."""
AT_ONCE: Final = 500_000
"""Readings in one flight: some 11 MB."""
QUEUED: Final = 2_000_000
"""Readings in memory before those who bring more have to wait: some 50 MB."""
_PER_MESSAGE: Final = 16_384  # with ids of 40 letters still below NATS' default of 1 MB


class Origin(NamedTuple):
    """What all readings of a batch share."""

    agency: str
    source: str
    clock: str
    purpose: str


class _Piece(NamedTuple):
    origin: Origin
    table: SensorTable
    rows: NDArray[np.int64]
    times: NDArray[np.int64]
    values: NDArray[np.float64]
    flags: NDArray[np.uint8]


class _Item(NamedTuple):
    what: _Piece | list[Outgoing]
    stored: asyncio.Future[None]


class Coalescer:
    """Puts readings and control messages into the stream in the order in which they were handed in."""

    def __init__(self, publisher: Publisher, clock: Clock) -> None:
        self._publisher = publisher
        self._clock = clock
        self._items: list[_Item] = []
        self.queued = 0
        """Readings handed in and not yet stored."""
        self._news = asyncio.Event()
        self._room = asyncio.Event()
        self._room.set()
        self._ended = False

    async def room(self) -> None:
        """Wait until more may be handed in."""
        while self.queued >= QUEUED and not self._ended:
            self._room.clear()
            await self._room.wait()

    def readings(
        self,
        origin: Origin,
        table: SensorTable,
        rows: NDArray[np.int64],
        times: NDArray[np.int64],
        values: NDArray[np.float64],
        flags: NDArray[np.uint8],
    ) -> asyncio.Future[None]:
        """Hand in readings, columns of shape (n,); the future is done when they are stored for good."""
        self.queued += len(rows)
        return self._add(_Piece(origin, table, rows, times, values, flags))

    def control(self, messages: list[Outgoing]) -> asyncio.Future[None]:
        """Hand in control messages; an empty list only waits for what was handed in before."""
        return self._add(messages)

    def _add(self, what: _Piece | list[Outgoing]) -> asyncio.Future[None]:
        stored: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        if self._ended:
            _refuse(stored, _stopping())
            return stored
        self._items.append(_Item(what, stored))
        self._news.set()
        return stored

    async def run(self) -> None:
        """Store what is handed in, until cancelled; then tell everybody who waits, or still comes, to come again."""
        self._ended = False
        try:
            await self._work()
        finally:
            self._ended = True
            for item in self._items:
                _refuse(item.stored, _stopping())
            self._items, self.queued = [], 0
            self._room.set()

    async def _work(self) -> None:
        begun = -PACE_S
        while True:
            await self._news.wait()
            wait = begun + PACE_S - self._clock.monotonic()
            if 0 < wait <= PACE_S and self.queued < ENOUGH:
                await asyncio.sleep(wait)
            begun = self._clock.monotonic()
            items = self._some()
            await self._store(items)

    def _some(self) -> list[_Item]:
        n = readings = 0
        while n < len(self._items) and readings < AT_ONCE:
            what = self._items[n].what
            readings += len(what.rows) if isinstance(what, _Piece) else 0
            n += 1
        items, self._items = self._items[:n], self._items[n:]
        if not self._items:
            self._news.clear()
        return items

    async def _store(self, items: list[_Item]) -> None:
        failure: BaseException | None = None
        try:
            messages = _messages([item.what for item in items], self._clock.now_ms())
            if messages:
                await self._publisher.publish(messages)
        except asyncio.CancelledError:
            for item in items:
                _refuse(item.stored, _stopping())  # it may or may not be stored: whoever sends again is told which
            raise
        except Exception as error:  # told to everybody who waits
            _log.exception("%d messages could not be stored", len(items))
            failure = error
        for item in items:
            if isinstance(item.what, _Piece):
                self.queued -= len(item.what.rows)
            if failure is not None:
                _refuse(item.stored, failure)
            elif not item.stored.done():
                item.stored.set_result(None)
        self._room.set()


def _stopping() -> Unavailable:
    return Unavailable("The platform is stopping.", remedy="Send the same again in a few seconds.")


def _refuse(stored: asyncio.Future[None], why: BaseException) -> None:
    if not stored.done():
        stored.set_exception(why)
        stored.exception()  # whoever still waits gets it; nobody has to


def _messages(items: list[Any], received: int) -> list[Outgoing]:
    """Return stream messages: readings of one origin together, never across a control message."""
    made: list[Outgoing] = []
    together: dict[tuple[Origin, int], list[_Piece]] = {}
    for what in items:
        if isinstance(what, _Piece):
            together.setdefault((what.origin, id(what.table)), []).append(what)
        elif what:
            for pieces in together.values():
                made += _batches(pieces, received)
            together.clear()
            made += what
    for pieces in together.values():
        made += _batches(pieces, received)
    return made


def _batches(pieces: list[_Piece], received: int) -> list[Outgoing]:
    """Split readings by kind and partition, each part in the order of arrival."""
    origin, table = pieces[0].origin, pieces[0].table
    if len(pieces) == 1:
        _, _, rows, times, values, flags = pieces[0]
    else:
        rows, times, values, flags = (np.concatenate([piece[column] for piece in pieces]) for column in range(2, 6))
    used_mask = np.zeros(len(table), bool)
    used_mask[rows] = True
    used = np.flatnonzero(used_mask)
    used = used[np.argsort(table.group[used], kind="stable")]
    groups, first = np.unique(table.group[used], return_index=True)
    # a sensor's number within its own batch
    rank = np.zeros(len(table), "u4")
    rank[used] = np.arange(len(used)) - np.repeat(first, np.diff(np.append(first, len(used))))
    group = table.group[rows]
    order = np.argsort(group, kind="stable")
    starts = np.searchsorted(group[order], groups)
    made = []
    for at, number in enumerate(groups):
        end = starts[at + 1] if at + 1 < len(groups) else len(order)
        kind, partition = group_name(int(number))
        ids = [table.ids[row] for row in used[first[at] : first[at + 1] if at + 1 < len(groups) else None]]
        subject = subjects.observations(origin.agency, kind, partition)
        for start in range(int(starts[at]), int(end), _PER_MESSAGE):
            part = order[start : min(start + _PER_MESSAGE, int(end))]
            batch = make_batch(
                agency=origin.agency,
                source=origin.source,
                kind=kind,
                clock=origin.clock,
                received=received,
                sensors=ids,
                index=rank[rows[part]],
                time=times[part],
                value=values[part],
                flags=flags[part],
                purpose=origin.purpose,
            )
            made.append(Outgoing(subject, encode(batch)))
    return made
