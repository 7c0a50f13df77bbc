"""Plays a file of the data folder on a clock of its own; speed and pause follow that clock's control."""

import asyncio
from collections.abc import Mapping
from pathlib import Path
from typing import Any, ClassVar, cast

from pydantic import BaseModel

from impetus.contracts.source import Source as BaseSource
from impetus.contracts.source import SourceContext
from impetus.kit.errors import BadInput
from impetus.kit.settings import PlatformSettings
from impetus.model.sensor import HealthState
from impetus.model.text import Text
from impetus.observations.mapping import Mapping as FieldMapping
from impetus.observations.mapping import read_mapping
from impetus.sources import words
from impetus.sources.replay.places import described, guessed
from impetus.sources.replay.player import Player
from impetus.sources.replay.repository import Table
from impetus.sources.replay.settings import Settings


class Source(BaseSource):
    """A replay. It plays once, and after an interruption goes on where its clock stands."""

    id: ClassVar[str] = "replay"
    title: ClassVar[Text] = Text(en="File replay", it="Riproduzione di file", nb="Avspilling av fil")
    about: ClassVar[Text] = Text(
        en="Plays a CSV or Parquet file of readings at any speed",
        it="Riproduce un file CSV o Parquet di misure a qualsiasi velocità",
        nb="Spiller av en CSV- eller Parquet-fil med målinger i valgfri hastighet",
    )
    Settings: ClassVar[type[BaseModel]] = Settings
    own_clock: ClassVar[bool] = True

    def __init__(self, settings: BaseModel, context: SourceContext, folder: Path | None = None) -> None:
        super().__init__(settings, context)
        self._own = cast(Settings, settings)
        self._folder = folder or PlatformSettings().data_dir / "replay"
        self._player: Player | None = None
        self._command: dict[str, Any] = {}

    async def run(self) -> None:
        """Read the file, make its sensors known, play it, then rest until cancelled."""
        try:
            table, sensors = await asyncio.to_thread(self._prepare)
        except BadInput as fault:
            self.context.health(HealthState.BLIND, words.unusable(fault.problem))
            await asyncio.Event().wait()
            return
        with table:
            await self.context.register(sensors)
            self._player = Player(
                table,
                self.context,
                speed=self._own.speed,
                tail_ms=table.interval_ms(),
                start=int(self._command.get("from", 0)),
                live_days=self._own.live_days,
            )
            await self.control(self._command)
            if not self._player.paused:
                self.context.health(HealthState.FRESH, words.REPLAYING)
            await self._player.run()
        self._player = None
        self.context.health(HealthState.FRESH, words.FINISHED)
        await asyncio.Event().wait()

    async def control(self, command: Mapping[str, Any]) -> None:
        """Take `speed` (0 as fast as it goes), `paused` and, before it plays, `from`: how far its clock has come."""
        self._command |= command
        player = self._player
        if player is None:
            return
        if "speed" in command:
            player.set_speed(float(command["speed"]))
        if command.get("paused") is True and not player.paused:
            player.pause()
            self.context.health(HealthState.SILENCED, words.PAUSED)
        elif command.get("paused") is False and player.paused:
            player.resume()
            self.context.health(HealthState.FRESH, words.REPLAYING)

    def _prepare(self) -> tuple[Table, list[Any]]:
        path = self._inside(self._own.file)
        places = self._inside(self._own.sensors) if self._own.sensors else None
        given: FieldMapping = read_mapping(self.context.mapping)
        if not path.is_file():
            raise BadInput(f"There is no file {self._own.file!r}.", remedy="Put it there.", field="file")
        mapping = guessed(path, given=given) if self._own.guess else given
        table = Table(path, mapping)
        try:
            sensors = described(
                table.sensors,
                places,
                mapping,
                source=self.context.source_id,
                clock=self.context.source_id,
                interval_s=table.interval_ms() // 1000,
            )
        except BaseException:
            table.close()
            raise
        return table, sensors

    def _inside(self, path: str) -> Path:
        """Return the file's path; what leads out of the folder, by a link say, is not there."""
        base = self._folder.resolve()
        found = (base / path).resolve()
        if not found.is_relative_to(base):
            raise BadInput(f"There is no file {path!r}.", remedy="Put it into the folder `replay`.", field="file")
        return found
