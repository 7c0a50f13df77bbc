"""Running the server in this process: granian embedded in our event loop, stopped by SIGINT or SIGTERM."""

import asyncio
import logging
import signal
from typing import Final

from fastapi import FastAPI
from granian.constants import Interfaces
from granian.log import LogLevels
from granian.server.embed import Server

from impetus.agencies import service as agencies
from impetus.kit.clock import SystemClock
from impetus.kit.errors import BadInput
from impetus.kit.settings import PlatformSettings
from impetus.people import service as people
from impetus.server.app import create_app
from impetus.storage.unit import UnitOfWork

_log = logging.getLogger(__name__)

DEMO_AGENCY: Final = "helsinki"
_PATIENCE_S: Final = 5.0


async def serve(settings: PlatformSettings, app: FastAPI | None = None) -> None:
    """Serve until told to stop. Writes the one-time link of the first start to `run/setup-link`.

    `app` is made from `settings` where it is not given.
    """
    for name in ("database_url", "nats_url", "keys_url"):
        if not getattr(settings, name):
            raise BadInput(
                f"IMPETUS_{name.upper()} is not set.",
                remedy="Run `impetus up`, which starts everything, or set it.",
            )
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop.set)
    await first_start(settings)
    app = app or create_app(settings)
    async with app.router.lifespan_context(app):
        server = Server(
            app,
            address=settings.host,
            port=settings.port,
            interface=Interfaces.ASGINL,
            websockets=False,
            log_access=False,
            log_level=LogLevels.warning,
        )
        serving = asyncio.create_task(server.serve())
        stopping = asyncio.create_task(stop.wait())
        await asyncio.wait({serving, stopping}, return_when=asyncio.FIRST_COMPLETED)
        app.state.hub.close()
        server.stop()  # type: ignore[no-untyped-call] # granian's own
        try:
            async with asyncio.timeout(_PATIENCE_S):
                await serving
        except TimeoutError:
            _log.warning("connections were still open after %s s", _PATIENCE_S)


async def first_start(settings: PlatformSettings) -> str | None:
    """Make the demonstration's agency and the first administrator's link where they are needed; return the link."""
    clock = SystemClock()
    async with UnitOfWork.connect(settings.database_url, clock, name="first start", pool_size=1) as uow:
        if settings.demo:
            await agencies.ensure(uow, DEMO_AGENCY, name="Helsinki", realm="demo", time_zone="Europe/Helsinki")
        link = await people.first_link(uow, settings.address)
    file = settings.data_dir / "run" / "setup-link"
    if link is None:
        file.unlink(missing_ok=True)
    else:
        file.parent.mkdir(parents=True, exist_ok=True)
        file.touch(mode=0o600)
        file.write_text(link + "\n", encoding="utf-8")
    return link
