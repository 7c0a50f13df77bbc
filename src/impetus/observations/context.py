"""What a running source is given: the contract's `SourceContext`, kept by the intake."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import msgspec

from impetus.contracts.format import ColumnReadings, Readings
from impetus.kit.clock import Clock
from impetus.model.sensor import HealthState, Sensor
from impetus.model.text import Text
from impetus.observations.clocks import LIVE
from impetus.observations.intake import Intake, Profile
from impetus.observations.report import Report


class RunningSource:
    """The context of one source at one agency. Readings of several tasks may be handed in at the same time."""

    def __init__(self, intake: Intake, profile: Profile, clock: Clock, mapping: Mapping[str, Any]) -> None:
        self._intake, self._profile, self._clock = intake, profile, clock
        self._mapping = dict(mapping)
        self.total = Report()
        """What became of everything handed in since the source was started; without single refusals."""

    @property
    def source_id(self) -> str:
        """Id of the configured source."""
        return self._profile.source

    @property
    def clock(self) -> Clock:
        """The injected clock."""
        return self._clock

    @property
    def mapping(self) -> Mapping[str, Any]:
        """How the source's messages are read."""
        return self._mapping

    async def accept(self, readings: Readings | ColumnReadings) -> Report:
        """Take readings in; see `Intake.accept`."""
        report = await self._intake.accept(self._profile, readings)
        self.total.add(replace(report, refusals=[]))
        return report

    async def register(self, sensors: list[Sensor]) -> None:
        """Make sensors known, or change them. They become this source's and follow its clock.

        Those of another source stay as they are, and their readings are refused, unless the mapping allows them.
        """
        mine = [
            msgspec.structs.replace(sensor, source=self._profile.source, clock=self._profile.clock)
            for sensor in sensors
        ]
        owner = None if self._profile.others else self._profile.source
        await self._intake.register(self._profile.agency, mine, actor=f"source:{self._profile.source}", owner=owner)

    async def advance(self, now: int) -> None:
        """Move the source's own clock on. A source on the live clock has none: nothing happens."""
        if self._profile.clock != LIVE:
            await self._intake.advance(self._profile.agency, self._profile.clock, now)

    def health(self, state: HealthState, reason: Text) -> None:
        """Say how the source is; consoles hear of changes within about a second."""
        self._intake.tally.source_health(self._profile.agency, self._profile.source, state, reason)

    def progress(self, done: float, total: float, text: Text) -> None:
        """Show how far a long task has come; consoles hear of it about once a second."""
        self._intake.tally.progress(self._profile.agency, f"source:{self._profile.source}", done, total, text)
