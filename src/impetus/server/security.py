"""What stands before every route: host, origin and size of requests, headers of answers."""

import asyncio
import ipaddress
import re
from typing import Final
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from impetus.kit.settings import PlatformSettings
from impetus.people.access import chosen_locale
from impetus.server.errors import cut_off, envelope

BODY_LIMIT: Final = 1 << 20
PUSH_LIMIT: Final = 16 << 20
"""Bytes of one batch of readings."""
PUSH: Final = "/api/push/"
FILE_LIMIT: Final = 65 << 20
"""Bytes of one file; the route itself takes a little less and says so."""
FILES: Final = re.compile(r"/api/incidents/[^/]+/files")

CSP: Final = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "worker-src 'self'",
        # No style elements and no style attributes in HTML: components set styles over the object model alone, and
        # what would write an element (Mantine's variables, its scroll lock) is off. tests/system/test_console.py walks.
        "style-src 'self'",
        "img-src 'self' data: blob:",  # MapLibre's sheet carries its pictures; originals under a grant are blobs
        "font-src 'self'",
        "connect-src 'self'",
        "media-src 'self'",
        "manifest-src 'self'",
        "base-uri 'none'",
        "form-action 'self'",
        "frame-ancestors 'none'",
    )
)
HEADERS: Final = (
    ("Content-Security-Policy", CSP),
    ("X-Content-Type-Options", "nosniff"),
    ("X-Frame-Options", "DENY"),
    ("Referrer-Policy", "no-referrer"),
    ("Cross-Origin-Opener-Policy", "same-origin"),
    ("Cross-Origin-Resource-Policy", "same-origin"),
    ("Permissions-Policy", "camera=(), microphone=(), geolocation=(), payment=(), usb=()"),
)
_SAFE: Final = frozenset({"GET", "HEAD", "OPTIONS"})
_LOOPBACK: Final = frozenset({"localhost", "127.0.0.1", "::1"})
_EVERYWHERE: Final = frozenset({"0.0.0.0", "::"})  # noqa: S104 - compared, not bound


class Guard:
    """Refuses requests to other names (DNS rebinding), from other sites, and larger than is taken; adds headers."""

    def __init__(self, app: ASGIApp, settings: PlatformSettings) -> None:
        self._app = app
        public = urlsplit(settings.public_url)
        self._hosts = _LOOPBACK | {settings.host, public.hostname or "localhost"}
        self._any_address = settings.host in _EVERYWHERE
        self._https = public.scheme == "https"

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or answer it with an error."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        path: str = scope["path"]

        started = False

        async def secured(message: Message) -> None:
            nonlocal started
            started = True
            if message["type"] == "http.response.start":
                out = MutableHeaders(scope=message)
                for name, value in HEADERS:
                    out.setdefault(name, value)
                if self._https:
                    out.setdefault("Strict-Transport-Security", "max-age=31536000")
                if path.startswith("/api/"):
                    out.setdefault("Cache-Control", "no-store")
            await send(message)

        if not self._known(headers.get("host", "")):
            refused = envelope(_locale(scope), 421, "wrong_host", "This server does not answer to that name.",
                               "Set IMPETUS_PUBLIC_URL to the address in use.")  # fmt: skip
            await refused(scope, receive, secured)
            return
        if self._foreign(scope["method"], path, headers):
            refused = envelope(_locale(scope), 403, "not_allowed", "The request came from another site.",
                               "Open the console itself.")  # fmt: skip
            await refused(scope, receive, secured)
            return
        limit = PUSH_LIMIT if path.startswith(PUSH) else FILE_LIMIT if FILES.fullmatch(path) else BODY_LIMIT
        declared = headers.get("content-length", "0")
        if not declared.isascii() or not declared.isdigit() or int(declared[:20]) > limit:
            refused = envelope(_locale(scope), 413, "too_large", f"At most {limit} bytes are taken at once.",
                               "Send it in parts.", limit=limit)  # fmt: skip
            await refused(scope, receive, secured)
            return
        try:
            await self._app(scope, _limited(receive, limit), secured)
        except ClientDisconnect:
            if started:
                raise
            await cut_off(_locale(scope))(scope, receive, secured)

    def _known(self, host: str) -> bool:
        try:
            name = urlsplit(f"//{host}").hostname or ""
        except ValueError:
            return False
        if name in self._hosts:
            return True
        if not self._any_address:
            return False
        try:
            ipaddress.ip_address(name)
        except ValueError:
            return False
        return True

    def _foreign(self, method: str, path: str, headers: Headers) -> bool:
        """Whether a browser on another site sends something that changes things."""
        if method in _SAFE or path.startswith(PUSH):
            return False
        site = headers.get("sec-fetch-site", "none")
        if site not in ("none", "same-origin"):
            return True
        origin = headers.get("origin")
        return origin is not None and _place(origin) != headers.get("host", "").lower()


def _locale(scope: Scope) -> str:
    return chosen_locale(Request(scope), "")


def _place(origin: str) -> str | None:
    """Host and port of an Origin header; None where it is none ("null", or bent)."""
    try:
        return urlsplit(origin).netloc.lower() or None
    except ValueError:
        return None


_CUT_OFF: Final = "Future cancelled."
"""What granian calls the rest of a body that never comes, because the server stops. ASGI has a message for that."""


def _limited(receive: Receive, limit: int) -> Receive:
    taken = 0

    async def counted() -> Message:
        nonlocal taken
        try:
            message = await receive()
        except asyncio.CancelledError as error:
            if error.args != (_CUT_OFF,):
                raise
            return {"type": "http.disconnect"}
        if message["type"] == "http.request":
            taken += len(message.get("body", b""))
            if taken > limit:
                raise HTTPException(413)
        return message

    return counted
