"""What every open console is told: events of the outbox in order, and the latest values of sensors.

The hub of a server process follows the outbox in PostgreSQL; NATS only wakes it, so that no event is missed where NATS
was away. Every subscriber has a bounded queue. One that reads too slowly is told to fetch everything anew instead
of being sent what it missed; sensor values that it could not be sent in time are merged into one message.
"""

import asyncio
import contextlib
import logging
from collections import deque
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from typing import Any, Final

import msgspec

from impetus.alerts import repository as alerts
from impetus.alerts.records import Summary
from impetus.alerts.render import Catalogue, alert_out, in_locale
from impetus.alerts.service import show
from impetus.bus.connection import Bus
from impetus.kit.errors import ImpetusError
from impetus.model.text import Locale
from impetus.storage import outbox
from impetus.storage.unit import PLATFORM, UnitOfWork

_log = logging.getLogger(__name__)

QUEUE: Final = 1000
"""Events that may wait for one console."""
REPLAY: Final = 2000
"""Events that are sent again to a console that comes back; more are answered with `reset`."""
_LOOK_S: Final = 2.0
_MERGE: Final = 8


class Texts(dict[str, bytes]):
    """An event as bytes, by language; each is made when somebody first reads it."""

    def __init__(self, make: Callable[[str], bytes]) -> None:
        super().__init__()
        self._make = make

    def __missing__(self, locale: str) -> bytes:
        made = self[locale] = self._make(locale)
        return made


class Frame(msgspec.Struct, frozen=True):
    """One server-sent event; `seq` is its id, 0 where it has none; `city` tells what is seen at the desk alone."""

    seq: int
    texts: Texts
    city: bool = True


OFF_THE_DESK: Final = frozenset(
    {"hello", "reset", "signed_out", "tool", "source", "settings", "progress", "procedure", "shift", "oversight",
     "breach", "retention", "grant", "assessment", "subject_request"}
)  # fmt: skip
"""Events that say nothing of the city: sessions whose purpose does not see it are told these and no others."""


def sse(event: str, data: object, seq: int = 0) -> bytes:
    """Return one server-sent event."""
    number = f"id: {seq}\n" if seq else ""
    return f"{number}event: {event}\ndata: ".encode() + msgspec.json.encode(data) + b"\n\n"


def frame(event: str, data: object, seq: int = 0) -> Frame:
    """Return an event whose texts in three languages become those of the reader."""
    plain = msgspec.json.decode(msgspec.json.encode(data))
    return Frame(seq, Texts(lambda locale: sse(event, in_locale(plain, locale), seq)), event not in OFF_THE_DESK)


class Subscriber:
    """One open console; `city` is whether its session's purpose sees the city."""

    def __init__(self, agency: str, locale: Locale, *, city: bool = True, session: str = "") -> None:
        self.agency = agency
        self.locale = locale
        self.city = city
        self.session = session
        self.sent = 0
        self.overflowed = False
        self.closing = False
        self._events: deque[Frame] = deque()
        self._values: list[dict[str, Any]] = []
        self._wake = asyncio.Event()

    def offer(self, item: Frame) -> None:
        """Queue an event, or note that the console is too slow; one that it may not see is passed over."""
        if item.city and not self.city:
            return
        if len(self._events) >= QUEUE:
            self._events.clear()
            self.overflowed = True
        self._events.append(item)
        self._wake.set()

    def offer_values(self, delta: dict[str, Any]) -> None:
        """Queue the latest values of sensors: columns of equal length, `ids` among them."""
        if not self.city:
            return
        self._values.append(delta)
        if len(self._values) > _MERGE:
            self._values = [merged(self._values)]
        self._wake.set()

    def close(self) -> None:
        """End the stream."""
        self.closing = True
        self._wake.set()

    async def next(self, timeout_s: float) -> list[bytes]:
        """Return what is to be sent now; empty after `timeout_s` without anything."""
        if not (self._events or self._values or self.closing):
            self._wake.clear()
            try:
                async with asyncio.timeout(timeout_s):
                    await self._wake.wait()
            except TimeoutError:
                return []
        out: list[bytes] = []
        if self.overflowed:
            self.overflowed = False
            out.append(sse("reset", {"reason": "slow"}))
        while self._events and len(out) < 200:
            item = self._events.popleft()
            if item.seq == 0 or item.seq > self.sent:
                out.append(item.texts[self.locale])
                self.sent = max(self.sent, item.seq)
        if self._values:
            values, self._values = self._values, []
            out.append(sse("sensors", merged(values)))
        return out


def merged(deltas: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """Merge deltas of sensors, columns of equal length: the newest value of each id."""
    if len(deltas) == 1:
        return deltas[0]
    columns = [key for key, value in deltas[-1].items() if isinstance(value, list)]
    rows: dict[str, list[Any]] = {}
    for delta in deltas:
        for index, id in enumerate(delta["ids"]):
            rows.pop(id, None)
            rows[id] = [delta[column][index] for column in columns]
    fixed = {key: value for key, value in deltas[-1].items() if key not in columns}
    return fixed | {column: [row[number] for row in rows.values()] for number, column in enumerate(columns)}


class Hub:
    """Follows outbox and NATS for all consoles of this process. `run` until cancelled."""

    def __init__(self, uow: UnitOfWork, catalogue: Catalogue) -> None:
        self._uow = uow
        self._catalogue = catalogue
        self._subscribers: dict[str, set[Subscriber]] = {}
        self._wake = asyncio.Event()
        self._seq = 0
        self.health: dict[str, dict[str, Any]] = {}
        self.delay_ms: dict[str, float] = {}
        """By agency: how long readings take from the intake to the consoles, lately (a moving mean)."""

    @property
    def subscribers(self) -> int:
        """How many consoles are open here."""
        return sum(len(group) for group in self._subscribers.values())

    def subscribe(self, agency: str, locale: Locale, *, city: bool = True, session: str = "") -> Subscriber:
        """Open a queue for a console; end it with `unsubscribe`."""
        made = Subscriber(agency, locale, city=city, session=session)
        self._subscribers.setdefault(agency, set()).add(made)
        return made

    def unsubscribe(self, subscriber: Subscriber) -> None:
        """Forget a console."""
        group = self._subscribers.get(subscriber.agency, set())
        group.discard(subscriber)
        if not group:
            self._subscribers.pop(subscriber.agency, None)

    def close(self) -> None:
        """End all streams, so that the server can stop."""
        for group in self._subscribers.values():
            for subscriber in group:
                subscriber.close()

    def end(self, session: str) -> None:
        """End the streams of a session that sees other things from now on; other processes notice by themselves."""
        for group in self._subscribers.values():
            for subscriber in group:
                if subscriber.session == session:
                    subscriber.close()

    async def listen(self, bus: Bus) -> None:
        """Take what NATS brings: wake-ups, sensor values, progress, signs of life."""
        await bus.subscribe("event.*", self._woken)
        await bus.subscribe("live.*", self._values)
        await bus.subscribe("progress.*", self._progress)
        await bus.subscribe("health.>", self._health)

    async def run(self) -> None:
        """Follow the outbox."""
        started = False
        while True:
            try:
                if not started:
                    async with self._platform() as unit:
                        self._seq = max(self._seq, (await outbox.bounds(unit))[1])
                    started = True
                while await self._follow():
                    pass
            except ImpetusError as error:
                _log.debug("the outbox cannot be read: %s", error)
            except Exception:  # one event that cannot be shown must not silence all consoles for good
                _log.exception("an event could not be told; consoles fetch everything anew")
                with contextlib.suppress(ImpetusError):
                    await self._skip()
            self._wake.clear()
            try:
                async with asyncio.timeout(_LOOK_S):
                    await self._wake.wait()
            except TimeoutError:
                continue

    async def _skip(self) -> None:
        self._seq = await self.position()
        for group in self._subscribers.values():
            for subscriber in group:
                subscriber.offer(frame("reset", {"reason": "gone"}))

    async def resume(self, agency: str, seq: int) -> tuple[list[Frame], bool]:
        """Return the agency's events after `seq`, and whether they are all: else the console fetches anew."""
        async with self._platform() as unit:
            oldest, newest = await outbox.bounds(unit)
        if seq > newest or (oldest and seq < oldest - 1):
            return [], False
        async with self._uow(agency=agency, purpose="urban_safety", actor="platform") as unit:
            events = await outbox.after(unit, seq, agency=agency, limit=REPLAY + 1)
        if len(events) > REPLAY:
            return [], False
        return await self._frames(agency, events), True

    async def position(self) -> int:
        """The newest event's `seq`."""
        async with self._platform() as unit:
            return (await outbox.bounds(unit))[1]

    def _platform(self) -> Any:
        return self._uow(agency=PLATFORM, purpose="platform.relay", actor="platform")

    async def _follow(self) -> bool:
        async with self._platform() as unit:
            events = await outbox.after(unit, self._seq)
        for agency in dict.fromkeys(event.agency for event in events):
            if agency in self._subscribers:
                frames = await self._frames(agency, [event for event in events if event.agency == agency])
                group = list(self._subscribers.get(agency, ()))
                for locale in {subscriber.locale for subscriber in group}:
                    for item in frames:
                        item.texts[locale]  # worded here, once for all, where an error is everybody's
                for subscriber in group:
                    for item in frames:
                        subscriber.offer(item)
        if events:
            self._seq = events[-1].seq
        return len(events) >= 1000

    async def _frames(self, agency: str, events: Iterable[outbox.Event]) -> list[Frame]:
        """Render events; of several about one alert only the last, with the alert as it is now."""
        last: dict[str, int] = {}
        kept = []
        for event in events:
            if event.topic == "alert":
                last[event.payload["id"]] = event.seq
            kept.append(event)
        worded = await self._alerts(agency, list(last)) if last else {}
        frames = []
        for event in kept:
            if event.topic != "alert":
                frames.append(frame(event.topic, event.payload, event.seq))
            elif last[event.payload["id"]] == event.seq and event.payload["id"] in worded:
                frames.append(Frame(event.seq, Texts(partial(worded[event.payload["id"]], event.seq))))
        return frames

    async def _alerts(self, agency: str, ids: list[str]) -> dict[str, Callable[[int, str], bytes]]:
        """How to word each alert as it is now, for an event's number and a language."""
        async with self._uow(agency=agency, purpose="urban_safety", actor="platform") as unit:
            shown = await show(unit, await alerts.by_ids(unit, ids))

        def word(alert: Summary, seq: int, locale: str) -> bytes:
            body = alert_out(alert, shown, self._catalogue, locale).model_dump(mode="json")
            return sse("alert", {"id": alert.id, "alert": body}, seq)

        return {alert.id: partial(word, alert) for alert in shown.alerts}

    async def _woken(self, subject: str, payload: bytes) -> None:
        self._wake.set()

    async def _values(self, subject: str, payload: bytes) -> None:
        agency = subject.split(".", 1)[1]
        delta = decode(payload)
        received = delta.pop("received", None)
        if isinstance(received, int):
            delay = max(0.0, float(self._uow.clock.now_ms() - received))
            self.delay_ms[agency] = delay + 0.8 * (self.delay_ms.get(agency, delay) - delay)
        for subscriber in self._subscribers.get(agency, ()):
            subscriber.offer_values(delta)

    async def _progress(self, subject: str, payload: bytes) -> None:
        group = self._subscribers.get(subject.split(".", 1)[1])
        if group:
            item = frame("progress", decode(payload))
            for subscriber in group:
                subscriber.offer(item)

    async def _health(self, subject: str, payload: bytes) -> None:
        said = decode(payload)
        if isinstance(said, dict):
            self.health[subject] = {**said, "seen": self._uow.clock.monotonic()}


def decode(payload: bytes) -> Any:
    """Read JSON or MessagePack, whichever it is."""
    return msgspec.json.decode(payload) if payload[:1] in b"{[" else msgspec.msgpack.decode(payload)
