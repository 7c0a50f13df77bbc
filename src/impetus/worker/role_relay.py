"""The role `relay`: the outbox to consoles and into the ordered stream."""

from impetus.bus.publisher import Publisher
from impetus.storage.relay import Relay
from impetus.worker.parts import Parts


async def run(parts: Parts) -> None:
    """Relay until cancelled."""
    await Relay(parts.dsn, parts.uow, Publisher(parts.bus), parts.bus).run()
