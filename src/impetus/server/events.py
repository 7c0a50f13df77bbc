"""GET /api/events: server-sent events that resume where a connection broke."""

from collections.abc import AsyncIterator
from typing import Annotated, Any, Final

from fastapi import APIRouter, Header, Query, Request
from pydantic import BaseModel, Field
from starlette.responses import StreamingResponse
from starlette.types import Receive, Scope, Send

from impetus.kit.errors import BadInput, ImpetusError, NotSignedIn
from impetus.kit.fields import MAX_INT
from impetus.people import service as people
from impetus.people.access import Caller, SignedIn
from impetus.people.permissions import Permission
from impetus.server.live import Hub, Subscriber, sse

router = APIRouter(tags=["events"])

HEARTBEAT_S: Final = 10.0
CHECK_S: Final = 15.0
"""How often an open stream asks whether its session still stands."""

DESCRIPTION: Final = """Server-sent events, resumable by `Last-Event-ID` (or `?last=`) for 24 hours.

Events: `hello` {} once at the start; `alert` {id, alert}; `tool`; `source`; `health`; `clock`; `settings`;
`progress`; `sensors` (columns, without id); `reset` (fetch everything anew); `signed_out`. A comment every ten seconds
says that the connection lives. A session whose purpose does not see the city is told of tools, settings and oversight
only; the stream ends when the session declares another purpose.
"""


@router.get(
    "/events",
    description=DESCRIPTION,
    response_class=StreamingResponse,
    responses={200: {"content": {"text/event-stream": {"schema": {"type": "string"}}}, "description": "Events"}},
)
async def events(
    request: Request,
    caller: SignedIn,
    last_event_id: Annotated[str, Header(max_length=20)] = "",
    last: Annotated[int | None, Query(ge=0, le=MAX_INT)] = None,
) -> StreamingResponse:
    """Open the stream of events."""
    if last_event_id and not (last_event_id.isascii() and last_event_id.isdigit()):
        raise BadInput("This is not the id of an event.", remedy="Leave the header out.", field="Last-Event-ID")
    since = int(last_event_id) if last_event_id else last
    hub: Hub = request.app.state.hub
    subscriber = hub.subscribe(
        caller.agency, caller.locale, city=caller.may(Permission.SEE_OPERATIONS), session=caller.session.id
    )
    try:
        first = await _first(hub, subscriber, since)
    except BaseException:
        hub.unsubscribe(subscriber)
        raise
    return _Stream(
        hub,
        subscriber,
        _stream(subscriber, caller, first),
        media_type="text/event-stream",
        headers={"Cache-Control": "no-store", "X-Accel-Buffering": "no"},
    )


class PositionOut(BaseModel):
    """Where the stream stands: the id of its newest event, 0 where there is none yet."""

    position: Annotated[int, Field(ge=0, le=MAX_INT)]


@router.get("/events/position")
async def events_position(request: Request, caller: SignedIn) -> PositionOut:
    """Where the stream stands now; asked before anything else is read and given as `?last=`, no event falls between."""
    hub: Hub = request.app.state.hub
    return PositionOut(position=await hub.position())


class _Stream(StreamingResponse):
    """A stream that leaves the hub however it ends, also before its first byte."""

    def __init__(self, hub: Hub, subscriber: Subscriber, content: AsyncIterator[bytes], **more: Any) -> None:
        super().__init__(content, **more)
        self._hub, self._subscriber = hub, subscriber

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send it."""
        try:
            await super().__call__(scope, receive, send)
        finally:
            self._hub.unsubscribe(self._subscriber)


async def _first(hub: Hub, subscriber: Subscriber, since: int | None) -> list[bytes]:
    """What a new stream begins with: a greeting that carries the position, or what was missed."""
    if since is None:
        subscriber.sent = await hub.position()
        return [sse("hello", {}, subscriber.sent)]
    missed, complete = await hub.resume(subscriber.agency, min(since, MAX_INT))
    if not complete:
        subscriber.sent = await hub.position()
        return [sse("reset", {"reason": "gone"}, subscriber.sent)]
    subscriber.sent = missed[-1].seq if missed else since
    shown = (item for item in missed if subscriber.city or not item.city)
    return [sse("hello", {}), *(item.texts[subscriber.locale] for item in shown)]


async def _stream(subscriber: Subscriber, caller: Caller, first: list[bytes]) -> AsyncIterator[bytes]:
    clock = caller.uow.clock
    checked = clock.monotonic()
    yield b"retry: 1000\n\n" + b"".join(first)
    while not subscriber.closing:
        waiting = await subscriber.next(HEARTBEAT_S)
        yield b"".join(waiting) or b": alive\n\n"
        if clock.monotonic() - checked > CHECK_S:
            checked = clock.monotonic()
            try:
                found = await people.session(caller.uow, caller.token, touch=False)
                if (found.purpose, found.case) != (caller.session.purpose, caller.session.case):
                    return  # another purpose sees other things: the console comes back and is told those
            except NotSignedIn:
                yield sse("signed_out", {})
                return
            except ImpetusError:
                continue
