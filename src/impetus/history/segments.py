"""Which files the history has, and making few of many. Files and rows agree at all times, whatever is killed.

Every file is sealed. The files of a day share a key until they are merged; a merged month has one of its own, and the
keys of what was merged are destroyed with the old files, so that no copy of them opens.
"""

import asyncio
import logging
from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Final

from impetus.history import repository
from impetus.history.repository import Segment
from impetus.history.tail import DAY_MS, Block, Group
from impetus.keys.store import KeyStore
from impetus.keys.vault import DataKey
from impetus.kit.clock import Clock
from impetus.kit.errors import ImpetusError
from impetus.kit.ids import derived_id
from impetus.storage import positions
from impetus.storage.parquet import ParquetStore, Sealed
from impetus.storage.unit import UnitOfWork

_log = logging.getLogger(__name__)

READER: Final = "history"
PURPOSE: Final = "platform.history"
DAY_FILES: Final = 6
"""So many files of one day are merged into one."""
MONTH_FILES: Final = 8
"""So many files of a month that is over are merged into one."""
MERGE_ROWS: Final = 2_000_000
"""The most readings of one file: they are sorted in memory, since nothing is put aside on the disk in the clear."""
KEYS: Final = "reading"
"""The category of the files' data keys."""
ORDINARY_MS: Final = 2 * DAY_MS
"""Readings that were taken in so soon after they were measured count from when they were measured."""
_DELETE_AFTER_S: Final = 60.0  # a question that began before may still read the old files


class Segments:
    """The files of all agencies, known in memory."""

    def __init__(self, uow: UnitOfWork, keys: KeyStore, store: ParquetStore, clock: Clock) -> None:
        self._uow, self._keys, self.store, self._clock = uow, keys, store, clock
        self._known: dict[str, dict[str, Segment]] = {}
        self._doomed: list[tuple[float, str, Segment]] = []
        self._fresh: dict[str, set[str]] = {}
        """Keys of files that are written but not noted yet, by agency."""
        self._merging = asyncio.Lock()

    async def load(self, agencies: Iterable[str]) -> None:
        """Learn the files of agencies; delete files that a crash left over, tell of files that are missing.

        A file whose key was destroyed came back with a backup, and goes; a key that no row names is destroyed.
        """
        for agency in agencies:
            async with self._uow(agency=agency, purpose=PURPOSE, actor="platform") as unit:
                self._known[agency] = {segment.id: segment for segment in await repository.every(unit)}
        noted = {agency: {segment.key for segment in known.values()} for agency, known in self._known.items()}
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
        for agency, keys in noted.items():
            await self._reconcile(agency, keys)

    async def _reconcile(self, agency: str, noted: set[str]) -> None:
        """Let go of files whose key was destroyed, and of keys that no row ever named; what is unknown stays."""
        known = self._known[agency]
        destroyed = set(await self._keys.destroyed(agency, sorted(noted)))
        dead = [segment for segment in known.values() if segment.key in destroyed]
        if dead:
            _log.warning("%s: %d files of the history were deleted before; they go again", agency, len(dead))
            await self.forget(agency, dead)
        alive = set(await self._keys.live_of(agency, KEYS))
        if unknown := noted - alive - destroyed:
            _log.error("%s: the keys %s of the history are missing", agency, ", ".join(sorted(unknown)))
        if alive - noted:
            await self._keys.destroy(agency, sorted(alive - noted), "no file of it was left")

    async def forget(self, agency: str, segments: Sequence[Segment]) -> None:
        """Take segments away at once, with their files. Their keys are the caller's matter."""
        async with self._uow(agency=agency, purpose=PURPOSE, actor="platform") as unit:
            await repository.remove(unit, [segment.id for segment in segments])
        for segment in segments:
            self._known[agency].pop(segment.id, None)
            await asyncio.to_thread(self.store.delete, segment.path)

    def of(self, agency: str) -> list[Segment]:
        """The files of an agency."""
        return list(self._known.get(agency, {}).values())

    def agencies(self) -> list[str]:
        """The agencies that are known."""
        return list(self._known)

    async def files(self, agency: str, kinds: Sequence[str], purpose: str, start: int, end: int) -> list[Sealed]:
        """Return files that may hold readings of these kinds and purpose from `start` to before `end`, with keys."""
        return await self.sealed(
            agency,
            (
                segment
                for segment in self._known.get(agency, {}).values()
                if segment.kind in kinds
                and segment.purpose == purpose
                and segment.first_time < end
                and segment.last_time >= start
            ),
        )

    async def sealed(self, agency: str, segments: Iterable[Segment]) -> list[Sealed]:
        """Return segments with their keys; one whose key is gone is left out."""
        chosen = list(segments)
        if not chosen:
            return []
        keys = await self._keys.keys(agency, [segment.key for segment in chosen])
        return [Sealed(segment.path, keys[segment.key]) for segment in chosen if segment.key in keys]

    async def newest(self, agency: str) -> list[Sealed]:
        """Return the files of the last two days of each kind that has any."""
        newest: dict[str, int] = {}
        for segment in self._known.get(agency, {}).values():
            newest[segment.kind] = max(newest.get(segment.kind, 0), segment.last_time)
        return await self.sealed(
            agency,
            (
                segment
                for segment in self._known.get(agency, {}).values()
                if segment.last_time > newest[segment.kind] - 2 * DAY_MS
            ),
        )

    async def write(self, group: Group, day: int, sensors: Sequence[str], block: Block) -> Segment:
        """Write one day's readings of a group to a synced file. It counts only once `save` has noted it."""
        sequence = block["sequence"]
        first, last = int(sequence.min()), int(sequence.max())
        when = date(1970, 1, 1) + timedelta(days=day)
        times = int(block["time"].min()), int(block["time"].max())
        # the same readings get the same name, so that a second try replaces the first
        name = derived_id("seg", group.agency, group.kind, group.purpose, day, first, last, *times, len(sequence))
        path = f"{group.agency}/{group.kind}/{when.isoformat()}/{name}.parquet"
        key = await self._day_key(group.agency, group.kind, group.purpose, when)
        self._fresh.setdefault(group.agency, set()).add(key.id)
        size = await asyncio.to_thread(self.store.write, path, key, sensors, block["sensor"], block)
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
            key=key.id,
            taken=self._clock.now_ms(),
        )

    async def _day_key(self, agency: str, kind: str, purpose: str, day: date) -> DataKey:
        scope = f"{kind}/{purpose}/{day.isoformat()}"
        return await self._keys.data_key(agency, KEYS, scope, renew=True)

    async def save(self, agency: str, segments: Sequence[Segment], sequence: int) -> None:
        """Note segments and that everything up to `sequence` is in files, in one transaction."""
        async with self._uow(agency=agency, purpose=PURPOSE, actor="platform") as unit:
            await repository.add(unit, segments)
            await positions.put(unit, READER, sequence)
        if segments:
            self._known.setdefault(agency, {}).update({segment.id: segment for segment in segments})
        self._fresh.pop(agency, None)

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
            await self._delete_doomed()
        return merges

    async def _delete_doomed(self) -> None:
        now = self._clock.monotonic()
        over = [entry for entry in self._doomed if entry[0] <= now]
        self._doomed = [entry for entry in self._doomed if entry[0] > now]
        for _, _, segment in over:
            await asyncio.to_thread(self.store.delete, segment.path)
        for agency in {agency for _, agency, _ in over}:
            waiting = {segment.key for _, _, segment in self._doomed}
            ended = self.unused(agency, {segment.key for _, of, segment in over if of == agency} - waiting)
            if ended:
                await self._keys.destroy(agency, ended, "its readings were written anew into one file")

    def unused(self, agency: str, keys: Iterable[str]) -> list[str]:
        """Return those of the keys that no file needs any more."""
        needed = {segment.key for segment in self._known[agency].values()} | self._fresh.get(agency, set())
        return sorted(set(keys) - needed)

    def _mergeable(self, agency: str) -> list[tuple[str, str, list[Segment], bool]]:
        days: dict[tuple[str, str, date, bool], list[Segment]] = {}
        months: dict[tuple[str, str, date, bool], list[Segment]] = {}
        newest: dict[str, int] = {}
        for segment in self._known[agency].values():
            newest[segment.kind] = max(newest.get(segment.kind, 0), segment.last_time)
            late = not ordinary(segment)
            if segment.last_time // DAY_MS == segment.first_time // DAY_MS:
                days.setdefault((segment.kind, segment.purpose, segment.day, late), []).append(segment)
            months.setdefault((segment.kind, segment.purpose, segment.day.replace(day=1), late), []).append(segment)
        found = []
        for (kind, purpose, month, _), parts in months.items():
            over = datetime(month.year, month.month, 1, tzinfo=UTC) + timedelta(days=31 + 2)
            rows = sum(part.rows for part in parts)
            if len(parts) >= MONTH_FILES and rows <= MERGE_ROWS and newest[kind] > over.timestamp() * 1000:
                found.append((kind, purpose, parts, False))
        taken = {part.id for _, _, parts, _ in found for part in parts}
        for (kind, purpose, _, _), parts in days.items():
            few = _few(parts)
            if len(few) >= DAY_FILES and not any(part.id in taken for part in parts):
                found.append((kind, purpose, few, True))
        return found

    async def _merge(self, agency: str, kind: str, purpose: str, parts: list[Segment], *, once: bool) -> None:
        day = min(part.day for part in parts)
        name = derived_id("seg", "merged", *sorted(part.id for part in parts))
        if once:
            key = await self._day_key(agency, kind, purpose, day)
        else:
            key = await self._keys.data_key(agency, KEYS, f"{kind}/{purpose}/{day:%Y-%m}/{name}", renew=True)
        await self.rewrite(agency, name, parts, key, once=once)

    async def rewrite(
        self, agency: str, name: str, parts: list[Segment], key: DataKey, *, once: bool, since: int | None = None
    ) -> Segment:
        """Write the readings of parts into one file, from `since` on; the parts go a minute later."""
        first = parts[0]
        day = min(part.day for part in parts)
        path = f"{agency}/{first.kind}/{day.isoformat()}/{name}.parquet"
        sealed = await self.sealed(agency, parts)
        made = await asyncio.to_thread(self.store.merge, path, key, sealed, once=once, since=since)
        merged = Segment(
            id=name, kind=first.kind, purpose=first.purpose, day=day, path=path, rows=made.rows, bytes=made.bytes,
            first_sequence=min(part.first_sequence for part in parts),
            last_sequence=max(part.last_sequence for part in parts),
            first_time=made.first_time, last_time=made.last_time, key=key.id, taken=max(part.taken for part in parts),
        )  # fmt: skip
        async with self._uow(agency=agency, purpose=PURPOSE, actor="platform") as unit:
            await repository.add(unit, [merged])
            await repository.remove(unit, [part.id for part in parts])
        known = self._known[agency]
        known[merged.id] = merged
        for part in parts:
            known.pop(part.id, None)
            self._doomed.append((self._clock.monotonic() + _DELETE_AFTER_S, agency, part))
        return merged


def ordinary(segment: Segment) -> bool:
    """Whether readings were taken in soon after they were measured."""
    return segment.taken - segment.last_time <= ORDINARY_MS


def _few(parts: list[Segment]) -> list[Segment]:
    """The smallest parts that fit into one file together."""
    chosen, rows = [], 0
    for part in sorted(parts, key=lambda one: (one.rows, one.id)):
        rows += part.rows
        if rows > MERGE_ROWS:
            break
        chosen.append(part)
    return chosen
