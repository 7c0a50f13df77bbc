"""Whether people still look: the share of confirmations that came faster than anybody can read.

A share is shown from twenty confirmations on, by tool, never by person: fewer would tell of somebody, and of nothing.
"""

from datetime import datetime
from typing import Final, NamedTuple

from impetus.law.oversight import statistics_repository as repository
from impetus.law.oversight.statistics_repository import Counted
from impetus.storage.unit import Unit

QUICK_S: Final = 5.0
"""Faster than this after the alert was first opened, nobody has read its reasons."""
LEAST: Final = 20
"""Fewer confirmations than this say nothing, and might say something of a person."""
WATCH: Final = 0.25
"""From this share on, somebody should ask why."""


class Share(NamedTuple):
    """One tool's confirmations. All but `tool` and `enough` is None where there are too few."""

    tool: str
    enough: bool
    confirmed: int | None
    rejected: int | None
    duplicate: int | None
    quick: float | None
    unopened: float | None
    rejected_share: float | None
    median_s: float | None
    watch: bool


async def shares(unit: Unit, since: datetime, until: datetime) -> list[Share]:
    """Return the shares of every tool that was judged in the span."""
    return [share(counted) for counted in await repository.by_tool(unit, since, until, QUICK_S)]


def share(counted: Counted) -> Share:
    """Return one tool's share, withheld where there are too few confirmations."""
    n = counted.confirmed
    if n < LEAST:
        return Share(counted.tool, False, None, None, None, None, None, None, None, False)
    judged = n + counted.rejected + counted.duplicate
    quick = counted.quick / n
    return Share(
        counted.tool, True, n, counted.rejected, counted.duplicate, quick, counted.unopened / n,
        counted.rejected / judged, counted.median_s, quick > WATCH,
    )  # fmt: skip
