"""What routes need of the process: the tools that were found, their heartbeats, and the bus for the kill switch."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Annotated, Any, Protocol

from fastapi import Depends, Request

from impetus.contracts.discovery import FoundTool
from impetus.toolbox.board import Board


class Signal(Protocol):
    """Says something on the bus that is not stored."""

    async def publish(self, subject: str, payload: bytes) -> None:
        """Say it; dropped while the bus is away."""
        ...

    async def subscribe(self, subject: str, handler: Callable[[str, bytes], Awaitable[None]]) -> Any:
        """Call `handler` for each message; end it with `await result.unsubscribe()`."""
        ...


def tools(request: Request) -> Mapping[str, FoundTool]:
    """The tools found when the process started (`app.state.tools`)."""
    found: Mapping[str, FoundTool] = request.app.state.tools
    return found


def board(request: Request) -> Board | None:
    """The heartbeats (`app.state.board`); None where the process has no bus."""
    return getattr(request.app.state, "board", None)


def signal(request: Request) -> Signal | None:
    """The bus (`app.state.bus`); None where the process has none."""
    return getattr(request.app.state, "bus", None)


Tools = Annotated[Mapping[str, FoundTool], Depends(tools)]
Heartbeats = Annotated[Board | None, Depends(board)]
Bus = Annotated[Signal | None, Depends(signal)]
