"""Made-up persons whose names, numbers and accounts occur nowhere else, and where to look for them afterwards."""

import json
import re
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any, Final

import asyncpg
import httpx
import nats
from benchmarks.harness import Platform
from nats.js.errors import NotFoundError
from tests.system.agencies import apart

from impetus.cli.backup import _addresses, _settings
from impetus.cli.connect import settings_with

NAMES: Final = ("Giacomo", "Kristian", "Margaret", "Francesca", "Ingrid", "Andrew")
"""Given names of each of the three languages."""


@dataclass(frozen=True)
class Canary:
    """A person; each has marks of their own, so that a mark that turns up says where it was planted."""

    where: str
    number: int

    @property
    def marks(self) -> dict[str, str]:
        """What would give the person away, as it is written."""
        letters = "".join("bcdfghlmnr"[int(figure)] for figure in f"{self.number:03d}")
        return {
            "name": f"{NAMES[self.number % len(NAMES)]} Zambro{letters}",
            "handle": f"@zk_{letters}77",
            "plate": f"ZK {self.number:03d} XW",
            "phone": f"+39 347 555 8{self.number:03d}",
            "e-mail": f"zm.{letters}@example.it",
        }

    @property
    def words(self) -> str:
        """A sentence with all of them."""
        mark = self.marks
        return (
            f"Spoke to {mark['name']}, {mark['handle']}, car {mark['plate']}, call {mark['phone']} or {mark['e-mail']}"
        )

    @property
    def line(self) -> str:
        """As short as a title is."""
        return f"{self.marks['name']} {self.marks['plate']}"

    def within(self, text: str) -> list[str]:
        """Which marks stand in a text, written with or without spaces."""
        low = text.casefold()
        tight = re.sub(r"[\s\-_+%./]|\\u0020", "", low)
        found = []
        for kind, mark in self.marks.items():
            telling = mark.split()[-1] if kind == "name" else mark
            bare = re.sub(r"[\s\-_+%./]", "", telling.casefold())
            if telling.casefold() in low or bare in tight:
                found.append(kind)
        return found


@dataclass
class Flock:
    """The canaries that were let out."""

    birds: list[Canary] = field(default_factory=list)

    def out(self, where: str) -> Canary:
        """A new one, planted at `where`."""
        self.birds.append(Canary(where, len(self.birds) + 101))
        return self.birds[-1]

    def in_(self, place: str, text: str) -> list[str]:
        """What of all of them stands in a text found at `place`, in words."""
        return [f"{place}: {mark} of {bird.where}" for bird in self.birds for mark in bird.within(text)]


def clear(raw: bytes) -> str:
    """Bytes of any file as text to search, as UTF-8 and as UTF-16."""
    return raw.decode("utf-8", "replace") + raw[: 1 << 24].decode("utf-16-le", "replace")


class Follower(threading.Thread):
    """An open console: keeps every byte of its event stream."""

    def __init__(self, client: httpx.Client) -> None:
        super().__init__(daemon=True)
        self.client, self.taken = client, b""

    def run(self) -> None:
        """Read until the server hangs up."""
        try:
            with self.client.stream("GET", "/api/events", timeout=None) as stream:
                for chunk in stream.iter_bytes():
                    self.taken += chunk
        except httpx.HTTPError:
            return


@contextmanager
def receiver() -> Iterator[tuple[str, list[str]]]:
    """A web server that takes webhooks: its address, and every body."""
    taken: list[str] = []

    class Take(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            taken.append(f"{self.headers}\n{body}\n{json.dumps(json.loads(body), ensure_ascii=False)}")
            self.send_response(200)
            self.end_headers()

        def log_message(self, *_: Any) -> None:
            return

    server = HTTPServer(("127.0.0.1", 0), Take)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/hook", taken
    finally:
        server.shutdown()
        server.server_close()


def database(running: Platform) -> dict[str, str]:
    """Every row of every table of the data's database, as a backup has it, by table."""

    async def read() -> dict[str, str]:
        with _addresses(_settings(running.base)) as found:
            connection = await asyncpg.connect(found.whole)
            try:
                tables = await connection.fetch(
                    "SELECT quote_ident(schemaname) || '.' || quote_ident(tablename) AS name FROM pg_tables"
                    " WHERE schemaname NOT IN ('pg_catalog', 'information_schema')"
                )
                return {
                    row["name"]: "\n".join(
                        one["whole"] for one in await connection.fetch(f"SELECT t::text AS whole FROM {row['name']} t")
                    )
                    for row in tables
                }
            finally:
                await connection.close()

    return _made(read)


def streams(running: Platform) -> dict[str, str]:
    """Every message of every stream, by stream and place."""

    async def read() -> dict[str, str]:
        connection = await nats.connect(settings_with(running.base).nats_url)
        found = {}
        try:
            jetstream = connection.jetstream()
            for info in await jetstream.streams_info():
                name, state = info.config.name or "", info.state
                for place in range(state.first_seq, state.last_seq + 1):
                    try:
                        message = await jetstream.get_msg(name, place)
                    except NotFoundError:
                        continue
                    found[f"{name} {place}"] = f"{message.subject} {clear(message.data or b'')}"
        finally:
            await connection.close()
        return found

    return _made(read)


def _made(work: Callable[[], Any]) -> Any:
    made: list[Any] = []

    async def kept() -> None:
        made.append(await work())

    apart(kept)
    return made[0]


def files(running: Platform) -> dict[str, str]:
    """Every log, everything that NATS keeps on the disk, the history and the object store, by path."""
    found = {"the console of the platform": running.log.read_text(errors="replace")}
    for path in sorted(running.base.rglob("*")):
        parts = path.relative_to(running.base).parts
        if path.is_file() and "pg" not in parts and "pginstall18" not in parts and path.stat().st_size < 1 << 26:
            try:
                found[str(path.relative_to(running.base))] = clear(path.read_bytes())
            except OSError:
                continue  # it was a file for a moment
    return found
