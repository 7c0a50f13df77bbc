"""The key store: one data key for each scope of an agency's category, wrapped by the master key.

A process keeps opened keys for half a minute, so a key that another process destroyed is gone everywhere soon after.
"""

from collections import OrderedDict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from types import TracebackType
from typing import Any, Final, Self

import msgspec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from impetus.keys import repository
from impetus.keys.errors import KeyGone
from impetus.keys.master import Master
from impetus.keys.repository import Wrapped
from impetus.keys.vault import DataKey
from impetus.kit.clock import Clock
from impetus.kit.errors import BadInput
from impetus.kit.ids import new_id
from impetus.kit.settings import PlatformSettings
from impetus.kit.times import as_datetime
from impetus.storage.unit import UnitOfWork

PURPOSE: Final = "platform.keys"
KEPT_S: Final = 30.0
"""For how long a process keeps an opened key."""
_MOST: Final = 4096


class Receipt(msgspec.Struct, frozen=True, kw_only=True):
    """What was destroyed: ids of keys that existed until `at` and exist no more."""

    id: str
    at: datetime
    reason: str
    keys: list[str]


class KeyStore:
    """Keys of all agencies. One for each process; it owns a small pool to the keys' database."""

    def __init__(self, uow: UnitOfWork, master: Master) -> None:
        self._uow, self._master = uow, master
        self._open: OrderedDict[tuple[str, ...], tuple[DataKey, float]] = OrderedDict()

    @classmethod
    def connect(cls, settings: PlatformSettings, clock: Clock, *, name: str) -> Self:
        """Return the store that `settings` name. Raise BadInput where no database of keys is set."""
        if not settings.keys_url:
            raise BadInput(
                "IMPETUS_KEYS_URL is not set.",
                remedy="Set it to the address of the keys' database, which is never the data's own.",
            )
        if settings.keys_url in (settings.database_url, settings.worker_database_url):
            raise BadInput(
                "The keys may not lie in the database of the data.",
                remedy="Give them a database of their own, and never one backup for both.",
            )
        uow = UnitOfWork.connect(settings.keys_url, clock, name=f"keys of {name}", pool_size=2)
        return cls(uow, Master.of(settings.keys_dir))

    @property
    def clock(self) -> Clock:
        """The clock by which keys are made and destroyed."""
        return self._uow.clock

    async def data_key(self, agency: str, category: str, scope: str, *, renew: bool = False) -> DataKey:
        """Return the key of a scope (a day `2026-03-06`, a case's or incident's id), made where there is none.

        Raise KeyGone where it was destroyed, unless `renew` asks for a new one in its place.
        """
        cached = self._cached((agency, category, scope))
        if cached is not None:
            return cached
        while True:
            async with self._unit(agency) as unit:
                found = await repository.newest(unit, category, scope)
                if found is None or (found.wrapped is None and renew):
                    new = self._new(agency, category, scope, 1 if found is None else found.generation + 1)
                    found = new if await repository.add(unit, new, self._master.name) else None
            if found is not None:
                return self._opened(found)

    async def key(self, agency: str, id: str) -> DataKey:
        """Return a key by its id; raise KeyGone where it was destroyed or never was the agency's."""
        found = await self.keys(agency, [id])
        if id not in found:
            raise KeyGone.of(id)
        return found[id]

    async def keys(self, agency: str, ids: Iterable[str]) -> dict[str, DataKey]:
        """Return those of `ids` that exist, by id."""
        wanted = dict.fromkeys(ids)
        found = {id: key for id in wanted if (key := self._cached((agency, id)))}
        missing = [id for id in wanted if id not in found]
        if missing:
            async with self._unit(agency) as unit:
                rows = await repository.of_ids(unit, missing)
            found |= {row.id: self._opened(row) for row in rows if row.wrapped is not None}
        return found

    async def live(self, agency: str, category: str, scopes: Sequence[str]) -> list[str]:
        """Return the ids of the keys of `scopes` that still exist."""
        async with self._unit(agency) as unit:
            return await repository.of_scopes(unit, category, scopes)

    async def live_of(self, agency: str, category: str) -> list[str]:
        """Return the ids of all keys of a category that still exist."""
        async with self._unit(agency) as unit:
            return await repository.of_category(unit, category)

    async def destroy(self, agency: str, ids: Sequence[str], reason: str, *, receipt: str = "") -> Receipt:
        """Destroy keys for ever and return the receipt; ids that are unknown or gone already are left out of it."""
        at = as_datetime(self._uow.clock.now_ms())
        receipt = receipt or new_id("rcp", self._uow.clock)
        async with self._unit(agency) as unit:
            gone = await repository.destroy(unit, ids, reason=reason, receipt=receipt, at=at)
        self.forget()
        return Receipt(id=receipt, at=at, reason=reason, keys=gone)

    async def destroyed(self, agency: str, ids: Sequence[str]) -> list[str]:
        """Return those of `ids` that were destroyed."""
        async with self._unit(agency) as unit:
            return [row.id for row in await repository.of_ids(unit, ids) if row.wrapped is None]

    async def note(
        self, agency: str, id: str, at: datetime, receipt: object, units: Mapping[str, Sequence[str]]
    ) -> None:
        """Keep a receipt and the names of what it deleted (by category) beside the keys."""
        async with self._unit(agency) as unit:
            await repository.note(unit, id, at, receipt)
            for category, names in units.items():
                await repository.note_units(unit, id, category, names)

    async def alive_among(self, agency: str, ids: Sequence[str]) -> set[str]:
        """Return those of `ids` that still exist, without opening them."""
        async with self._unit(agency) as unit:
            return {row.id for row in await repository.of_ids(unit, ids) if row.wrapped is not None}

    async def noted_units(self, agency: str, category: str, after: str = "", limit: int = 10_000) -> list[str]:
        """Return what was ever deleted of a category, by name, a page at a time."""
        async with self._unit(agency) as unit:
            return await repository.noted_units(unit, category, after, limit)

    async def noted(self, agency: str) -> list[Any]:
        """Return the copies of an agency's receipts, oldest first."""
        async with self._unit(agency) as unit:
            return await repository.noted(unit)

    async def counts(self, agency: str) -> dict[str, int]:
        """Return how many keys an agency has (`live`) and had (`destroyed`)."""
        async with self._unit(agency) as unit:
            return await repository.counts(unit)

    def forget(self) -> None:
        """Let go of every key that this process has opened."""
        self._open.clear()

    async def alive(self) -> bool:
        """Whether the keys' database answers."""
        return await self._uow.alive()

    async def close(self) -> None:
        """Close the pool."""
        self.forget()
        await self._uow.close()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()

    def _unit(self, agency: str) -> Any:
        return self._uow(agency=agency, purpose=PURPOSE, actor="platform")

    def _new(self, agency: str, category: str, scope: str, generation: int) -> Wrapped:
        id = new_id("key", self._uow.clock)
        wrapped = self._master.wrap(AESGCM.generate_key(256), _bound(agency, id, category, scope))
        return Wrapped(
            id=id, agency=agency, category=category, scope=scope, generation=generation, wrapped=wrapped,
            created_at=as_datetime(self._uow.clock.now_ms()), destroyed_at=None, reason="",
        )  # fmt: skip

    def _opened(self, found: Wrapped) -> DataKey:
        if found.wrapped is None:
            raise KeyGone.of(found.id)
        secret = self._master.unwrap(found.wrapped, _bound(found.agency, found.id, found.category, found.scope))
        key = DataKey(found.id, found.agency, found.category, found.scope, secret)
        until = self._uow.clock.monotonic() + KEPT_S
        for name in ((key.agency, key.id), (key.agency, key.category, key.scope)):
            self._open[name] = (key, until)
            self._open.move_to_end(name)
        while len(self._open) > _MOST:
            self._open.popitem(last=False)
        return key

    def _cached(self, name: tuple[str, ...]) -> DataKey | None:
        found = self._open.get(name)
        if found is None or self._uow.clock.monotonic() >= found[1]:
            return None
        return found[0]


def _bound(agency: str, id: str, category: str, scope: str) -> str:
    return "\0".join((agency, id, category, scope))
