"""The console's files and the maps."""

import importlib.resources
from pathlib import Path
from typing import Final

from fastapi import FastAPI
from starlette.exceptions import HTTPException
from starlette.responses import HTMLResponse, Response
from starlette.routing import Match, Mount
from starlette.staticfiles import StaticFiles
from starlette.types import Receive, Scope, Send

from impetus.kit.settings import PlatformSettings
from impetus.launch.console_build import built_console

_MISSING: Final = (
    "<!doctype html><meta charset=utf-8><title>IMPETUS</title><p>The console has not been built. "
    "Run <code>impetus up</code>, which builds it, or <code>impetus doctor</code>."
)


class Console(StaticFiles):
    """The built console. Addresses of screens get its page; files with a hash in their name are kept for ever."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        """Answer with the file, or with the console's page where the path is a screen's."""
        try:
            found = await super().get_response(path, scope)
        except HTTPException as error:
            if error.status_code != 404 or scope["path"].startswith(("/api/", "/maps/", "/assets/")):
                raise
            found = await super().get_response("index.html", scope)
            path = "index.html"
        kept = path.startswith("assets/")
        found.headers["Cache-Control"] = "public, max-age=31536000, immutable" if kept else "no-cache"
        return found


class WhenBuilt:
    """The console from the moment on that it is built; until then a page that says what to do."""

    def __init__(self, chosen: str) -> None:
        self._chosen = chosen
        self._console: Console | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if self._console is None and (folder := built_console(self._chosen)) is not None:
            self._console = Console(directory=str(folder), html=True)
        await (self._console or HTMLResponse(_MISSING, 503))(scope, receive, send)


class Maps(StaticFiles):
    """Maps of the installation, then those shipped; readers take ranges of them."""

    def __init__(self, own: Path) -> None:
        super().__init__(directory=str(importlib.resources.files("impetus.places") / "maps"), check_dir=False)
        self.all_directories = [own, *self.all_directories]

    async def get_response(self, path: str, scope: Scope) -> Response:
        """Answer with the file or a part of it."""
        found = await super().get_response(path, scope)
        found.headers["Cache-Control"] = "no-cache"
        return found


class Outside(Mount):
    """Everything that is not the API, so that a wrong method there is told as such."""

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        """Match any path outside /api/."""
        return (Match.NONE, {}) if scope["path"].startswith("/api/") else super().matches(scope)


def mount(app: FastAPI, settings: PlatformSettings) -> None:
    """Serve the maps at /maps and the console at every other address."""
    app.mount("/maps", Maps(settings.data_dir / "maps"), name="maps")
    app.router.routes.append(Outside("/", app=WhenBuilt(settings.console_dir), name="console"))
