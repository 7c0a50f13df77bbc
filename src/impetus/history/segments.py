"""Which files the history has, and making few of many. Files and rows agree at all times, whatever is killed."""

import asyncio
import logging
from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Final

from impetus.history import repository
from impetus.history.repository import Segment
from impetus.history.tail import DAY_MS, Block, Group
from impetus.kit.clock import Clock
from impetus.kit.errors import ImpetusError
from impetus.kit.ids import derived_id
from impetus.storage import positions
from impetus.storage.parquet import ParquetStore
from impetus.storage.unit import UnitOfWork

_log = logging.getLogger(__name__)

READER: Final = "history"
PURPOSE: Final = "platform.history"
DAY_FILES: Final = 6
"""So many files of one day are merged into one."""
MONTH_FILES: Final = 8
"""So many files of a month that is over are merged into one."""
MONTH_ROWS: Final = 20_000_000
_DELETE_AFTER_S: Final = 60.0  # a question that began before may still read the old files


class Segments:
    """The files of all agencies, known in memory."""

    def __init__(self, uow: UnitOfWork, store: ParquetStore, clock: Clock) -> None:
        self._uow, self.store, self._clock = uow, store, clock
        self._known: dict[str, dict[str, Segment]] = {}
        self._doomed: list[tuple[float, str]] = []
        self._merging = asyncio.Lock()

    async def load(self, agencies: Iterable[str]) -> None:
        """Learn the files of agencies; delete files that a crash left over, tell of files that are missing."""
        for agency in agencies:
            async with self._uow(agency=agency, purpose=PURPOSE, actor="platform") as unit:
                self._known[agency] = {segment.id: segment for segment in await repository.every(unit)}
        wanted = {segment.path for known in self._known.values() for segment in known.values()}
        found = set(await asyncio.to_thread(self.store.every))
        for path in found - wanted:
            if path.split("/", 1)[0] in self._known:
                _log.info("deleting %s: it was never finished", path)
                await asyncio.to_thread(self.store.delete, path)
        for path in wanted - found:
            _log.error("%s of the history is missing", path)
        for known in self._known.values():
            for segment in [segment for segment in known.values() if segment.path not in found]:
                del known[segment.id]

    def files(self, agency: str, kinds: Sequence[str], purpose: str, start: int, end: int) -> list[str]:
        """Return files that may hold readings of these kinds and purpose from `start` to before `end`."""
        return [
            segment.path
            for segment in self._known.get(agency, {}).values()
            if segment.kind in kinds
            and segment.purpose == purpose
            and segment.first_time < end
            and segment.last_time >= start
        ]

    def newest(self, agency: str) -> list[str]:
        """Return the files of the last two days of each kind that has any."""
        newest: dict[str, int] = {}
        for segment in self._known.get(agency, {}).values():
            newest[segment.kind] = max(newest.get(segment.kind, 0), segment.last_time)
        return [
            segment.path
            for segment in self._known.get(agency, {}).values()
            if segment.last_time > newest[segment.kind] - 2 * DAY_MS
        ]

    async def write(self, group: Group, day: int, sensors: Sequence[str], block: Block) -> Segment:
        """Write one day's readings of a group to a synced file. It counts only once `save` has noted it."""
        sequence = block["sequence"]
        first, last = int(sequence.min()), int(sequence.max())
        when = date(1970, 1, 1) + timedelta(days=day)
        times = int(block["time"].min()), int(block["time"].max())
        # the same readings get the same name, so that a second try replaces the first
        name = derived_id("seg", group.agency, group.kind, group.purpose, day, first, last, *times, len(sequence))
        path = f"{group.agency}/{group.kind}/{when.isoformat()}/{name}.parquet"
        size = await asyncio.to_thread(self.store.write, path, sensors, block["sensor"], block)
        return Segment(
            id=name,
            kind=group.kind,
            purpose=group.purpose,
            day=when,
            path=path,
            rows=len(sequence),
            bytes=size,
            first_sequence=first,
            last_sequence=last,
            first_time=times[0],
            last_time=times[1],
        )

    async def save(self, agency: str, segments: Sequence[Segment], sequence: int) -> None:
        """Note segments and that everything up to `sequence` is in files, in one transaction."""
        async with self._uow(agency=agency, purpose=PURPOSE, actor="platform") as unit:
            await repository.add(unit, segments)
            await positions.put(unit, READER, sequence)
        if segments:
            self._known.setdefault(agency, {}).update({segment.id: segment for segment in segments})

    async def tidy(self) -> int:
        """Merge small files and delete merged ones; return how many merges there were."""
        merges = 0
        async with self._merging:
            for agency in list(self._known):
                for kind, purpose, parts, once in self._mergeable(agency):
                    try:
                        await self._merge(agency, kind, purpose, parts, once=once)
                        merges += 1
                    except ImpetusError as error:
                        _log.info("files of %s are merged later: %s", agency, error)
            now = self._clock.monotonic()
            for _, path in [entry for entry in self._doomed if entry[0] <= now]:
                await asyncio.to_thread(self.store.delete, path)
            self._doomed = [entry for entry in self._doomed if entry[0] > now]
        return merges

    def _mergeable(self, agency: str) -> list[tuple[str, str, list[Segment], bool]]:
        days: dict[tuple[str, str, date], list[Segment]] = {}
        months: dict[tuple[str, str, date], list[Segment]] = {}
        newest: dict[str, int] = {}
        for segment in self._known[agency].values():
            newest[segment.kind] = max(newest.get(segment.kind, 0), segment.last_time)
            if segment.last_time // DAY_MS == segment.first_time // DAY_MS:
                days.setdefault((segment.kind, segment.purpose, segment.day), []).append(segment)
            months.setdefault((segment.kind, segment.purpose, segment.day.replace(day=1)), []).append(segment)
        found = []
        for (kind, purpose, month), parts in months.items():
            over = datetime(month.year, month.month, 1, tzinfo=UTC) + timedelta(days=31 + 2)
            rows = sum(part.rows for part in parts)
            if len(parts) >= MONTH_FILES and rows <= MONTH_ROWS and newest[kind] > over.timestamp() * 1000:
                found.append((kind, purpose, parts, False))
        taken = {part.id for _, _, parts, _ in found for part in parts}
        for (kind, purpose, _), parts in days.items():
            if len(parts) >= DAY_FILES and not any(part.id in taken for part in parts):
                found.append((kind, purpose, parts, True))
        return found

    async def _merge(self, agency: str, kind: str, purpose: str, parts: list[Segment], *, once: bool) -> None:
        day = min(part.day for part in parts)
        first, last = min(p.first_sequence for p in parts), max(p.last_sequence for p in parts)
        name = derived_id("seg", "merged", *sorted(part.id for part in parts))
        path = f"{agency}/{kind}/{day.isoformat()}/{name}.parquet"
        rows, size = await asyncio.to_thread(self.store.merge, path, [part.path for part in parts], once=once)
        merged = Segment(
            id=name, kind=kind, purpose=purpose, day=day, path=path, rows=rows, bytes=size,
            first_sequence=first, last_sequence=last,
            first_time=min(part.first_time for part in parts), last_time=max(part.last_time for part in parts),
        )  # fmt: skip
        async with self._uow(agency=agency, purpose=PURPOSE, actor="platform") as unit:
            await repository.add(unit, [merged])
            await repository.remove(unit, [part.id for part in parts])
        known = self._known[agency]
        known[merged.id] = merged
        for part in parts:
            known.pop(part.id, None)
            self._doomed.append((self._clock.monotonic() + _DELETE_AFTER_S, part.path))
