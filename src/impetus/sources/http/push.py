"""Taking in what others push: who they are, how much they may send, what becomes of it."""

import asyncio
import zlib
from collections.abc import AsyncIterator
from typing import Any, Final

import msgspec

from impetus.clocks import service as clocks
from impetus.clocks.repository import ClockState
from impetus.contracts.format import Format, Readings
from impetus.formats.mapped_json import LINES
from impetus.kit.clock import Clock
from impetus.kit.errors import BadInput, Conflict, NotAllowed, NotFound, NotSignedIn, TooLarge, TooMany, Unavailable
from impetus.observations.intake import Intake, Profile
from impetus.observations.report import Report
from impetus.observations.sources import service
from impetus.observations.sources.repository import SourceRow
from impetus.sources.discovery import formats
from impetus.sources.kinds import profile_of
from impetus.storage.unit import UnitOfWork

_KNOWN_S: Final = 1.5
"""How long a token is believed without asking the database: changes are in force within two seconds."""
_PATIENCE_S: Final = 10.0
_AT_ONCE: Final = 64
_LINES: Final = 1 << 20
"""Bytes of lines that are handed on together."""
_IN_THREAD: Final = 200_000
"""Bytes from which on a message is read beside the loop, so that others are answered meanwhile."""
_MAX_TIME: Final = 7_258_118_400_000
_GZIP: Final = b"\x1f\x8b"
SHOWN: Final = 100
"""Refusals told in an answer; all are counted."""


class Known(msgspec.Struct, frozen=True):
    """A sender that has shown its token."""

    row: SourceRow
    profile: Profile
    at: float

    @property
    def limit(self) -> int:
        """Bytes of one unpacked message."""
        return int(self.row.settings.get("largest_mb", 16)) << 20


class Push:
    """The push endpoints' work. One for each server process."""

    def __init__(self, uow: UnitOfWork, intake: Intake, clock: Clock) -> None:
        self._uow, self._intake, self._clock = uow, intake, clock
        self._known: dict[bytes, Known] = {}
        self._formats = formats()
        self._busy = asyncio.Semaphore(_AT_ONCE)

    async def sender(self, source: str, authorization: str) -> Known:
        """Return who is sending; raise NotSignedIn, NotAllowed, NotFound or Conflict where it may not."""
        scheme, _, token = authorization.partition(" ")
        token = token.strip()
        if scheme.lower() != "bearer" or not token or len(token) > 200:
            raise NotSignedIn("A push needs a token.", remedy="Send the header Authorization: Bearer <token>.")
        digest = service.digest_of(token)
        now = self._clock.monotonic()
        known = self._known.get(digest)
        if known is None or not 0 <= now - known.at < _KNOWN_S:
            self._known.pop(digest, None)
            row = await service.of_token(self._uow, token)
            if row is None:
                raise NotSignedIn("This token is not known.", remedy="Make a new token on the source's page.")
            if len(self._known) > 10_000:
                self._known.clear()
            known = self._known[digest] = Known(row, profile_of(row), now)
        if known.row.id != source:
            raise NotAllowed("This token belongs to another source.", remedy="Use the address of its own source.")
        if known.row.type != "http":
            raise NotFound("This source takes nothing over HTTP.", remedy="Make a source of the type HTTP push.")
        if not known.row.enabled:
            raise Conflict("This source is switched off.", remedy="Switch it on in the console.")
        return known

    async def take(
        self, known: Known, body: AsyncIterator[bytes], *, format: str, lines: bool, gzip: bool, topic: str = ""
    ) -> Report:
        """Read a body and take its readings in; what it answers as taken is durable.

        With `lines` (NDJSON) the body is handed on in parts while it arrives. Raise TooLarge; TooMany while the
        stream is full; Unavailable while the database or the bus is away. Sending it all again does no harm.
        """
        whole = Report()
        if self._busy.locked():
            raise TooMany("Too many messages at once.", remedy="Send again in a second.", retry_after_s=1)
        async with self._busy:
            chunks = _unpacked(body, known.limit) if gzip else _limited(body, known.limit)
            if lines:
                taken = 0
                async for part in _by_lines(chunks):
                    report = await self._accept(known, await self._parse(known, format, LINES + part, topic))
                    for refusal in report.refusals:
                        whole.refusals.append(msgspec.structs.replace(refusal, position=refusal.position + taken))
                    report.refusals = []
                    whole.add(report)
                    taken += part.count(b"\n") + 1
            else:
                payload = b"".join([chunk async for chunk in chunks])
                if payload.startswith(_GZIP):  # packed without saying so, a .csv.gz file say
                    payload = b"".join([chunk async for chunk in _unpacked(_once(payload), known.limit)])
                if payload.startswith(_GZIP):
                    raise BadInput("The body is packed more than once.", remedy="Pack it once, or not at all.")
                whole = await self._accept(known, await self._parse(known, format, payload, topic))
        return whole

    async def advance(self, known: Known, now: int) -> None:
        """Move the source's own clock; a source on the live clock has none, and nothing happens."""
        if not 0 <= now <= _MAX_TIME:
            raise BadInput(
                "The clock is out of range.", remedy="Send milliseconds since 1970.", field="X-Impetus-Clock"
            )
        if known.row.clock != service.LIVE:
            await self._waiting(self._intake.advance(known.row.agency, known.row.clock, now))

    async def clock(self, known: Known) -> ClockState:
        """Return how the source's clock stands: as far as the stream has come, which the database may lag behind."""
        agency, name = known.row.agency, known.row.clock
        if name == service.LIVE:
            return ClockState(clock=name, now=self._clock.now_ms())
        try:
            state = await clocks.get(self._uow, agency, name)
        except NotFound:  # nobody made it yet; the first push does
            state = ClockState(clock=name, now=0)
        heard = await self._waiting(self._intake.now(agency, name))
        return msgspec.structs.replace(state, now=max(state.now, heard or 0))

    async def _parse(self, known: Known, format: str, payload: bytes, topic: str) -> Readings:
        received = self._clock.now_ms()
        if len(payload) < _IN_THREAD:
            return _read(self._formats[format], payload, known.row.mapping, topic, received)
        # A reader of its own: those that remember are not for several threads.
        return await asyncio.to_thread(_read, formats()[format], payload, known.row.mapping, topic, received)

    async def _accept(self, known: Known, readings: Readings) -> Report:
        report = await self._waiting(self._intake.accept(known.profile, readings))
        assert isinstance(report, Report)
        return report

    async def _waiting(self, work: Any) -> Any:
        try:
            async with asyncio.timeout(_PATIENCE_S):
                return await work
        except TimeoutError:
            raise TooMany(
                "The stream is full: readings come faster than they are worked on.",
                remedy="Send the same again in a few seconds; nothing is doubled.",
                retry_after_s=2,
            ) from None
        except Unavailable as fault:
            raise Unavailable(fault.problem, remedy=fault.remedy, retry_after_s=2) from fault


def _read(reader: Format, payload: bytes, mapping: dict[str, Any], topic: str, received: int) -> Readings:
    return reader.parse(payload, mapping=mapping, topic=topic, received=received)


async def _limited(body: AsyncIterator[bytes], limit: int) -> AsyncIterator[bytes]:
    taken = 0
    async for chunk in body:
        taken += len(chunk)
        if taken > limit:
            raise _too_large(limit)
        yield chunk


async def _unpacked(body: AsyncIterator[bytes], limit: int) -> AsyncIterator[bytes]:
    """Yield a gzip body unpacked; never more than `limit` bytes in all, whatever it claims."""
    inflate = zlib.decompressobj(wbits=31)
    taken = 0
    try:
        async for chunk in body:
            rest = chunk
            while rest:
                part = inflate.decompress(rest, 1 << 18)
                taken += len(part)
                if taken > limit:
                    raise _too_large(limit)
                if part:
                    yield part
                if inflate.eof:
                    return
                rest = inflate.unconsumed_tail
    except zlib.error:
        raise BadInput("The body is not gzip, or it is damaged.", remedy="Send it again.") from None
    raise BadInput("The body ends before its gzip stream does.", remedy="Send it again.")


async def _once(payload: bytes) -> AsyncIterator[bytes]:
    yield payload


async def _by_lines(chunks: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    waiting = bytearray()
    async for chunk in chunks:
        waiting += chunk
        if len(waiting) >= _LINES:
            cut = waiting.rfind(b"\n")
            if cut >= 0:
                yield bytes(waiting[:cut])
                del waiting[: cut + 1]
    if waiting.strip():
        yield bytes(waiting)


def _too_large(limit: int) -> TooLarge:
    return TooLarge(
        f"A message has at most {limit >> 20} MB.", remedy="Send it in parts, or raise the limit of the source."
    )
