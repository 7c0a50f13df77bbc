"""What every role of a worker is given."""

from dataclasses import dataclass

from impetus.bus.connection import Bus
from impetus.keys.store import KeyStore
from impetus.kit.clock import Clock
from impetus.kit.settings import PlatformSettings
from impetus.storage.unit import UnitOfWork


@dataclass(frozen=True)
class Parts:
    """One connection to the bus and one pool to the database (the workers' role), shared by a process's roles.

    `tools` are the ids of the tools to run here, None for all.
    """

    settings: PlatformSettings
    clock: Clock
    bus: Bus
    uow: UnitOfWork
    keys: KeyStore
    dsn: str
    tools: tuple[str, ...] | None = None
