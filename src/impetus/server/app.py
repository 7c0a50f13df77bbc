"""Assembly of the HTTP server.

Routes are found, not listed: every package directly under `impetus` that has a module `endpoints` with an `APIRouter`
named `router` is mounted under /api. A module may also have an async context manager `lifespan(app)`, which is
entered when the server starts (after `app.state` below is filled) and left when it stops.

`app.state` holds what routes need: `settings`, `clock`, `uow`, `bus`, `keys`, `tools` (by id), `board` (heartbeats of
tools), `catalogue` (words of tools and kinds), `refusals` (what people were refused) and `hub` (open consoles).
"""

import asyncio
import contextlib
import functools
import importlib
import importlib.util
import pkgutil
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack, asynccontextmanager
from types import ModuleType
from typing import Final

from fastapi import APIRouter, FastAPI
from fastapi.routing import APIRoute
from starlette.routing import BaseRoute

import impetus
from impetus import __version__
from impetus.alerts.render import Catalogue
from impetus.bus.connection import Bus, connected
from impetus.contracts.discovery import discover
from impetus.keys.store import KeyStore
from impetus.kit.clock import Clock, SystemClock
from impetus.kit.settings import PlatformSettings
from impetus.people.refusals import Refusals
from impetus.server import errors, events, security, static, status
from impetus.server.live import Hub
from impetus.storage.unit import UnitOfWork
from impetus.toolbox.board import Board

_NOT_DOMAIN: Final = frozenset({"cli", "console_dist", "server", "tools", "worker"})


def endpoint_modules() -> Iterator[ModuleType]:
    """Import every domain folder's routes, by name."""
    for found in sorted(pkgutil.iter_modules(impetus.__path__), key=lambda module: module.name):
        name = f"impetus.{found.name}.endpoints"
        if found.ispkg and found.name not in _NOT_DOMAIN and importlib.util.find_spec(name):
            yield importlib.import_module(name)


def create_app(
    settings: PlatformSettings,
    *,
    clock: Clock | None = None,
    uow: UnitOfWork | None = None,
    bus: Bus | None = None,
    keys: KeyStore | None = None,
) -> FastAPI:
    """Return the application. What is not given is made at start from `settings` and closed at stop."""
    modules = _modules()

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        async with AsyncExitStack() as stack:
            state = app.state
            state.uow = uow or await stack.enter_async_context(
                UnitOfWork.connect(settings.database_url, state.clock, name="server")
            )
            state.bus = bus or await stack.enter_async_context(
                connected(settings.nats_url, name="server", clock=state.clock)
            )
            state.keys = keys or await stack.enter_async_context(KeyStore.connect(settings, state.clock, name="server"))
            state.hub = Hub(state.uow, state.catalogue)
            state.board = Board(state.clock)
            await state.hub.listen(state.bus)
            await state.board.listen(state.bus)
            state.refusals = Refusals(state.uow, state.clock)
            stack.push_async_callback(state.refusals.flush, everything=True)
            for going_on in (state.hub.run(), state.refusals.run()):
                stack.push_async_callback(_stop, asyncio.create_task(going_on))
            for module in modules:
                if hasattr(module, "lifespan"):
                    await stack.enter_async_context(module.lifespan(app))
            yield
            state.hub.close()

    app = FastAPI(
        title="IMPETUS",
        version=__version__,
        summary="The console of a city's safety operators.",
        lifespan=lifespan,
        routes=_routes(),
        openapi_url=None,
        docs_url=None,
        redoc_url=None,
        separate_input_output_schemas=False,
        redirect_slashes=False,
    )
    app.state.settings, app.state.clock = settings, clock or SystemClock()
    app.state.tools = discover()
    app.state.catalogue = Catalogue(app.state.tools)
    static.mount(app, settings)
    errors.install(app)
    app.add_middleware(security.Guard, settings=settings)
    return app


@functools.cache
def _modules() -> tuple[ModuleType, ...]:
    return tuple(endpoint_modules())


@functools.cache
def _routes() -> list[BaseRoute]:
    """The routes of every application of this process: the framework takes a second to prepare them."""
    root = APIRouter(generate_unique_id_function=_operation)
    for router in (status.router, events.router, *(module.router for module in _modules())):
        root.include_router(router, prefix="/api", responses=errors.RESPONSES)
    for module in _modules():
        if hasattr(module, "pages"):  # light pages of their own, outside the API and the console
            root.include_router(module.pages)
    return root.routes


def _operation(route: APIRoute) -> str:
    """The name of an operation in the generated client: the function's, with its tag before it."""
    return f"{route.tags[0]}_{route.name}" if route.tags else route.name


async def _stop(task: asyncio.Task[None]) -> None:
    task.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await task
