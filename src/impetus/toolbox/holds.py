"""What may keep a tool from starting: an officer's pause, an assessment that does not hold.

The folders that know add a function to `HOLDS` when they are imported; the toolbox knows none of them.
"""

from collections.abc import Awaitable, Callable
from typing import Final

from impetus.contracts.discovery import FoundTool
from impetus.kit.errors import ImpetusError
from impetus.storage.unit import Unit, UnitOfWork

Hold = Callable[[Unit, FoundTool, str], Awaitable[ImpetusError | None]]
"""Takes the unit, the tool and the role of whoever wants to start it ("" for the platform); says why not, or None."""

HOLDS: Final[list[Hold]] = []

Follower = Callable[[UnitOfWork, str, FoundTool], Awaitable[None]]
"""Takes the agency and the tool whose settings have just changed."""

FOLLOWERS: Final[list[Follower]] = []


async def held(unit: Unit, tool: FoundTool, role: str) -> ImpetusError | None:
    """Why a tool may not start, or None."""
    for hold in HOLDS:
        why = await hold(unit, tool, role)
        if why is not None:
            return why
    return None
