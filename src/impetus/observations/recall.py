"""What was taken already, learned from the stream's end by a process that has just begun.

A sender that was not answered sends again, to the process that takes over: what came in before that one began has to
be known, however much other sources brought meanwhile.
"""

import contextlib
from typing import Final

import numpy as np

from impetus.bus import subjects
from impetus.bus.codec import decode_batch
from impetus.bus.connection import Bus
from impetus.bus.reader import read
from impetus.bus.stream import last_payload, stored_at, stream_state
from impetus.kit.errors import BadInput
from impetus.observations.repeated import TakenReadings
from impetus.places.table import SensorTable

SINCE_MS: Final = 60_000
"""Readings that were stored so long before the newest one, or later, are known again."""
LEAST: Final = 5_000
"""Messages at the stream's end that are read in any case."""
MOST: Final = 16 * LEAST
"""Messages that are read at most: some seconds' work, and more than a minute of a large city."""


async def recall(bus: Bus, agency: str, table: SensorTable) -> TakenReadings:
    """Return what the stream says was taken of an agency lately. Raise Unavailable."""
    taken = TakenReadings()
    newest = await last_payload(bus, subjects.observations(agency))
    if newest is None:
        return taken
    last = newest[0]
    async for message in read(bus, await _start(bus, last), [subjects.observations(agency)]):
        with contextlib.suppress(BadInput):
            batch = decode_batch(message.payload)
            rows = np.array([table.rows.get(sensor, -1) for sensor in batch.sensors], "i8")[batch.indices]
            known = rows >= 0
            taken.take(rows[known], batch.times[known])
        if message.sequence >= last or message.pending == 0:
            break
    return taken


async def _start(bus: Bus, last: int) -> int:
    """Where to begin reading: as far back as `SINCE_MS` says, within the bounds."""
    first, span = max((await stream_state(bus)).first, 1), LEAST
    since = (await stored_at(bus, last) or 0) - SINCE_MS
    while span < MOST and last - span > first and (await stored_at(bus, last - span) or 0) > since:
        span *= 2
    return max(first, last - min(span, MOST))
