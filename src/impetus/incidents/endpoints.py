"""Everything of incidents under /api: the incidents, their evidence, settings, other agencies and installations."""

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Final

import httpx
from fastapi import APIRouter, FastAPI

from impetus.incidents import (
    desk,
    desk_endpoints,
    evidence_endpoints,
    federation,
    partners,
    settings_endpoints,
)
from impetus.kit.errors import ImpetusError
from impetus.kit.sealing import Seal
from impetus.storage.lease import while_holding

router = APIRouter()
router.include_router(settings_endpoints.router, tags=["incidents"])
router.include_router(desk_endpoints.router, prefix="/incidents", tags=["incidents"])
router.include_router(evidence_endpoints.router, prefix="/incidents", tags=["incidents"])

_log = logging.getLogger(__name__)
LOOK_S: Final = 2.0


@asynccontextmanager
async def lifespan(app: FastAPI) -> AsyncIterator[None]:
    """Offer procedures the way into timelines; send to other installations."""
    app.state.note_step = desk.note_step
    task = asyncio.create_task(while_holding(app.state.uow, "incidents", lambda: _look_after(app)))
    try:
        yield
    finally:
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task


async def _look_after(app: FastAPI) -> None:
    """What one server process does for all, for ever."""
    uow, settings = app.state.uow, app.state.settings
    seal = Seal.of(settings.keys_dir, partners.KEY)
    async with httpx.AsyncClient() as client:
        while True:
            try:
                await federation.send_due(uow, seal, client)
            except ImpetusError as error:
                _log.debug("incidents are looked after later: %s", error)
            await asyncio.sleep(LOOK_S)
