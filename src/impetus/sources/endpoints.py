"""Assembly of the routes of sources: configuration (from the domain) and push, with what both need."""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import APIRouter, FastAPI

from impetus.observations.intake import Intake
from impetus.observations.sources.endpoints import router as configuration
from impetus.sources.http.endpoints import router as pushing
from impetus.sources.http.push import Push
from impetus.sources.kinds import LoadedKinds

_log = logging.getLogger(__name__)

router = APIRouter()
router.include_router(configuration)
router.include_router(pushing)


@asynccontextmanager
async def lifespan(app: FastAPI) -> AsyncIterator[None]:
    """Give the routes the types of sources (`source_kinds`) and an intake of this process (`intake`, `push`)."""
    state = app.state
    state.source_kinds = LoadedKinds.load(state.settings.keys_dir)
    state.intake = Intake(state.bus, state.uow, state.clock)
    state.push = Push(state.uow, state.intake, state.clock)
    task = asyncio.create_task(_keep(state.intake))
    try:
        yield
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


async def _keep(intake: Intake) -> None:
    while True:
        try:
            await intake.run()
        except Exception:
            _log.exception("the intake stopped and is started again")
        await asyncio.sleep(0.5)
