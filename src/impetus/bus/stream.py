"""The stream CITY: its configuration, how full it is, and what may be deleted from it."""

from dataclasses import dataclass
from typing import Any, Final

import msgspec
from nats.errors import Error as NatsError
from nats.js.errors import NotFoundError

from impetus.bus.connection import Bus
from impetus.bus.subjects import STREAM, STREAM_SUBJECTS
from impetus.kit.errors import Unavailable
from impetus.kit.times import as_ms, parse_iso

_API: Final = "$JS.API.STREAM"
_TRIES: Final = 3
_NOT_FOUND: Final = 404
_DEDUPE_S: Final = 600
_OLDEST: Final = (2, 12)  # atomic batches came with 2.12


@dataclass(frozen=True)
class StreamState:
    """What is in the stream. Sequences start at 1; `first` is the oldest still kept, `last` the newest (0: none)."""

    messages: int
    bytes: int
    max_bytes: int
    first: int
    last: int

    @property
    def share(self) -> float:
        """How full it is, 0 to 1."""
        return self.bytes / self.max_bytes if self.max_bytes > 0 else 0.0


def _config(max_bytes: int, replicas: int) -> dict[str, Any]:
    return {
        "name": STREAM,
        "subjects": list(STREAM_SUBJECTS),
        "storage": "file",
        "retention": "limits",
        "discard": "new",  # a full stream refuses, so that senders wait and nothing is lost
        "max_bytes": max_bytes,
        "num_replicas": replicas,
        "duplicate_window": _DEDUPE_S * 1_000_000_000,
        "allow_atomic": True,
        "allow_direct": True,
    }


async def _ask(bus: Bus, what: str, body: dict[str, Any]) -> dict[str, Any]:
    answer: dict[str, Any] = msgspec.json.decode(
        await bus.request(f"{_API}.{what}.{STREAM}", msgspec.json.encode(body), timeout_s=10)
    )
    return answer


async def ensure_stream(bus: Bus, *, max_bytes: int, replicas: int = 1) -> StreamState:
    """Make the stream, or bring its size and replicas up to date; return what is in it.

    Safe to call from several processes. Raise Unavailable where the server cannot have it.
    """
    version = bus.client.connected_server_version
    if (version.major, version.minor) < _OLDEST:
        raise Unavailable(f"NATS {version} is too old.", remedy="Use nats-server 2.12 or later.")
    wanted = _config(max_bytes, replicas)
    for _ in range(_TRIES):
        answer = await _ask(bus, "CREATE", wanted)
        if answer.get("error"):  # it is there already, perhaps with another size
            answer = await _ask(bus, "UPDATE", wanted)
        if (answer.get("error") or {}).get("code") != _NOT_FOUND:  # deleted between the two questions: asked again
            break
    if answer.get("error"):
        raise Unavailable(
            f"The stream cannot be made: {answer['error'].get('description')}.",
            remedy="See that JetStream is on and has room for it.",
        )
    return _state(answer)


async def stream_state(bus: Bus) -> StreamState:
    """Return what is in the stream and how full it is; raise Unavailable where it cannot be told."""
    answer = await _ask(bus, "INFO", {})
    if answer.get("error"):
        raise Unavailable("The stream is not there.", remedy="Restart the worker; it makes the stream anew.")
    return _state(answer)


async def purge_before(bus: Bus, sequence: int) -> int:
    """Delete every message before `sequence`; return how many went."""
    answer = await _ask(bus, "PURGE", {"seq": sequence})
    return int(answer.get("purged", 0))


async def last_payload(bus: Bus, subject: str) -> tuple[int, bytes] | None:
    """Return (sequence, bytes) of the newest message on `subject`, or None; raise Unavailable where it is not known."""
    try:
        message = await bus.jetstream.get_last_msg(STREAM, subject)
    except NotFoundError:
        return None
    except (NatsError, OSError, TimeoutError) as error:
        raise Unavailable("The message server does not answer.", remedy="Try again in a few seconds.") from error
    return (message.seq or 0, message.data or b"")


async def stored_at(bus: Bus, sequence: int) -> int | None:
    """Return when a message was stored (ms UTC), or None where it is no longer there; raise Unavailable."""
    message = (await _ask(bus, "MSG.GET", {"seq": sequence})).get("message")
    return as_ms(parse_iso(message["time"], field="time")) if message else None


def _state(answer: dict[str, Any]) -> StreamState:
    state, config = answer["state"], answer["config"]
    return StreamState(
        messages=state["messages"],
        bytes=state["bytes"],
        max_bytes=config["max_bytes"],
        first=state["first_seq"],
        last=state["last_seq"],
    )
