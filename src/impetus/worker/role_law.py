"""The role `law`: what the law asks for by itself, by one process of the installation at a time."""

from typing import Final

from impetus.law.tasks import run_all
from impetus.storage.lease import while_holding
from impetus.worker.parts import Parts

LEASE: Final = "impetus law"


async def run(parts: Parts) -> None:
    """Run the tasks of the law until cancelled, whenever no other process does."""
    await while_holding(parts.uow, LEASE, lambda: run_all(parts))
