"""The made-up city as a foreign system: pushes its history once, then lives at the pace the console sets.

It knows nothing of the platform but the address, a source and a token. How far it has come is what the platform
says of its clock, so it goes on where it stopped, whoever of the two was restarted.
"""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Final, Protocol

from impetus.exercises.city.generator import City, Columns
from impetus.exercises.city.happenings import DAY, MINUTE
from impetus.exercises.city.push import ClockSetting, Receipt
from impetus.kit.clock import Clock

BEAT_S: Final = 0.5
"""Wall seconds between two pushes of the live city."""
ASK_S: Final = 1.0
"""Wall seconds between two looks at the clock's setting."""
STEP_MS: Final = 5 * MINUTE
"""The most city time in one push of the live city: more at once would count as history."""
SLOT: Final = 5 * MINUTE

Progress = Callable[[int, int], None]
"""Called with days of history done, and how many there are."""


class Line(Protocol):
    """What the city needs of `push.Push`."""

    async def setting(self) -> ClockSetting:
        """Ask how the clock stands."""
        ...

    async def send(self, readings: Columns, now: int) -> Receipt:
        """Push readings and move the clock to `now`."""
        ...


class CityFeed:
    """Pushes a city's readings until cancelled.

    `until` (ms UTC, city time) ends it earlier, for tests and benchmarks.
    """

    def __init__(
        self,
        city: City,
        line: Line,
        clock: Clock,
        *,
        progress: Progress = lambda _done, _total: None,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
        until: int | None = None,
    ) -> None:
        self.city = city
        self.line = line
        self.clock = clock
        self.sent = Totals()
        self._progress = progress
        self._sleep = sleep
        self._until = until

    async def run(self) -> None:
        """Load what history is missing, then live."""
        now = max((await self.line.setting()).now, self.city.scenario.history_start)
        now = await self.load(now)
        await self.live(now)

    async def load(self, now: int) -> int:
        """Push the history from `now` on, a day at a time; return where the live city begins (ms UTC)."""
        scenario = self.city.scenario
        end = scenario.origin // SLOT * SLOT
        now = -(-now // SLOT) * SLOT if now < end else now
        total = -(-(end - scenario.history_start) // DAY)
        while now < end:
            day = min((now // DAY + 1) * DAY, end)
            readings = await asyncio.to_thread(self.city.means, now, day)
            self.sent.count(await self.line.send(readings, day))
            now = day
            self._progress(total - -(-(end - now) // DAY), total)
        while now < scenario.origin:
            now = await self._step(now, scenario.origin)
        return now

    async def live(self, now: int) -> None:
        """Live from `now` on at the speed that the platform sets; stands still while nothing is taken."""
        setting = await self.line.setting()
        asked = beat = self.clock.monotonic()
        owed = 0.0
        while self._until is None or now < self._until:
            await self._sleep(BEAT_S if setting.paused else min(BEAT_S, STEP_MS / (1000 * setting.speed)))
            wall = self.clock.monotonic()
            if wall - asked >= ASK_S:
                setting = await self.line.setting()
                asked = self.clock.monotonic()
            # what went by while the server was away is not made up for: the city stood still with it
            passed, beat = min(wall - beat, 2 * BEAT_S), wall
            if setting.paused:
                owed = 0.0
                continue
            owed += passed * setting.speed * 1000
            goal = now + int(owed)
            owed -= int(owed)
            if self._until is not None:
                goal = min(goal, self._until)
            while now < goal:
                now = await self._step(now, goal)

    async def _step(self, now: int, goal: int) -> int:
        """Push what is read from `now` to before `goal`, at most `STEP_MS` of it; return how far it came."""
        end = min(now + STEP_MS, goal)
        self.sent.count(await self.line.send(self.city.minutes(now, end), end))
        return end


class Totals:
    """What became of everything sent."""

    def __init__(self) -> None:
        self.accepted = self.late = self.repeated = self.refused = 0

    def count(self, receipt: Receipt) -> None:
        """Add one receipt."""
        self.accepted += receipt.accepted
        self.late += receipt.late
        self.repeated += receipt.repeated
        self.refused += receipt.refused_total
