"""Everything of incidents under /api: the incidents, their evidence, settings, other agencies and installations."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import APIRouter, FastAPI

from impetus.incidents import desk, desk_endpoints, evidence_endpoints, settings_endpoints

router = APIRouter()
router.include_router(settings_endpoints.router, tags=["incidents"])
router.include_router(desk_endpoints.router, prefix="/incidents", tags=["incidents"])
router.include_router(evidence_endpoints.router, prefix="/incidents", tags=["incidents"])


@asynccontextmanager
async def lifespan(app: FastAPI) -> AsyncIterator[None]:
    """Offer procedures the way into timelines."""
    app.state.note_step = desk.note_step
    yield
