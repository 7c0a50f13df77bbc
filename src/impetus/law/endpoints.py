"""Mounts the routes of every folder of the law that has `endpoints.router`, and runs their lifespans."""

import importlib
import importlib.util
import pkgutil
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from types import ModuleType

from fastapi import APIRouter, FastAPI

import impetus.law


def _modules() -> list[ModuleType]:
    names = (
        f"impetus.law.{found.name}.endpoints"
        for found in sorted(pkgutil.iter_modules(impetus.law.__path__), key=lambda module: module.name)
        if found.ispkg
    )
    return [importlib.import_module(name) for name in names if importlib.util.find_spec(name)]


_MODULES = _modules()
router = APIRouter()
for _module in _MODULES:
    router.include_router(_module.router)


@asynccontextmanager
async def lifespan(app: FastAPI) -> AsyncIterator[None]:
    """Enter the lifespans of all folders, in order."""
    async with AsyncExitStack() as stack:
        for module in _MODULES:
            if hasattr(module, "lifespan"):
                await stack.enter_async_context(module.lifespan(app))
        yield
