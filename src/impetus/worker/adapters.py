"""The runtime's seams, kept by the bus and the domain."""

from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing

from impetus.bus.connection import Bus
from impetus.bus.reader import StreamMessage, read
from impetus.bus.stream import stream_state


class BusReader:
    """Reads the stream CITY."""

    def __init__(self, bus: Bus) -> None:
        self._bus = bus

    async def bounds(self) -> tuple[int, int]:
        """First and last sequence held. Raises Unavailable."""
        state = await stream_state(self._bus)
        return max(state.first, 1), state.last

    async def read(self, subjects: Sequence[str], *, after: int) -> AsyncGenerator[list[StreamMessage], None]:
        """Yield messages above `after`, in order, for ever."""
        async with aclosing(read(self._bus, after + 1, subjects).chunks(256)) as chunks:
            async for chunk in chunks:
                yield chunk
