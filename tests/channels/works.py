"""Receivers that answer for real, and the role's work step by step."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import text
from tests.alerts.drafts import draft

from impetus.alerts.intake import alert_id, intake
from impetus.channels import deliver, follow, service
from impetus.channels import deliveries_repository as deliveries
from impetus.channels.discovery import ChannelKinds, channel_types
from impetus.channels.guard import Guard, networks
from impetus.channels.records import DeliveryRow
from impetus.channels.rules import NotifyConditions, NotifyStep, QuietHours
from impetus.kit.clock import ManualClock
from impetus.kit.sealing import Seal
from impetus.kit.times import as_datetime
from impetus.model.alert import AlertDraft, Severity
from impetus.storage import outbox
from impetus.storage.unit import PLATFORM, UnitOfWork

SECRET = "sixteen or more characters"


class Hook:
    """A web server that takes webhooks; `answers` are statuses to give before 200s."""

    def __init__(self) -> None:
        self.answers: list[int] = []
        self.taken: list[tuple[dict[str, str], bytes]] = []
        self.url = ""

    @property
    def keys(self) -> list[str]:
        return [headers["idempotency-key"] for headers, _ in self.taken]

    @property
    def events(self) -> list[dict[str, Any]]:
        return [json.loads(body) for _, body in self.taken]

    async def answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")[1:]
        headers = {name.lower(): value for name, _, value in (line.partition(": ") for line in head if line)}
        self.taken.append((headers, await reader.readexactly(int(headers["content-length"]))))
        status = self.answers.pop(0) if self.answers else 200
        writer.write(f"HTTP/1.1 {status} X\r\nContent-Length: 0\r\nConnection: close\r\n\r\n".encode())
        await writer.drain()
        writer.close()


@asynccontextmanager
async def hooks() -> AsyncIterator[Hook]:
    """A receiver of webhooks on this machine."""
    hook = Hook()
    server = await asyncio.start_server(hook.answer, "127.0.0.1", 0)
    async with server:
        hook.url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/hook"
        yield hook


class Works:
    """The role at work, one step at a time; configuration as the server's role, work as the workers'."""

    def __init__(self, uow: UnitOfWork, worker: UnitOfWork, keys: Path, clock: ManualClock) -> None:
        guard = Guard(clock, networks("127.0.0.0/8"))
        self.kinds = ChannelKinds(channel_types(), Seal.of(keys, "channels.key"), guard, "http://localhost:8600")
        self.uow, self.worker, self.clock = uow, worker, clock
        self.deliverer = deliver.Deliverer(worker, self.kinds)

    def unit(self, agency: str = "helsinki") -> Any:
        return self.uow(agency=agency, purpose="test", actor="platform")

    async def channel(self, type: str, agency: str = "helsinki", **values: Any) -> str:
        given = {"name": type.title(), "enabled": True, "locale": "en", "most_per_hour": 60, "settings": {}} | values
        quiet = given.pop("quiet", QuietHours())
        async with self.unit(agency) as unit:
            return (await service.save(unit, self.kinds, None, given | {"type": type}, quiet)).id

    async def webhook(self, url: str, **values: Any) -> str:
        return await self.channel("webhook", settings={"url": url, "secret": SECRET}, **values)

    async def rule(self, *steps: dict[str, Any], agency: str = "helsinki", **conditions: Any) -> str:
        async with self.unit(agency) as unit:
            row = await service.save_rule(
                unit, None, name="Rule", enabled=True, conditions=NotifyConditions.model_validate(conditions),
                steps=[NotifyStep.model_validate(step) for step in steps],
            )  # fmt: skip
        return row.id

    async def alert(self, number: int = 0, agency: str = "helsinki", shown: bool = True, **changes: Any) -> str:
        made: AlertDraft = draft(number, **({"severity": Severity.HIGH} | changes))
        await intake(self.uow, agency, "anomaly", "1.0.0", [made])
        id = alert_id(agency, "anomaly", made)
        async with self.unit(agency) as unit:  # as triage does for what it shows
            await unit.session.execute(
                text("UPDATE alert SET shown = :shown, triaged_revision = revision, triaged_at = :at WHERE id = :id"),
                {"id": id, "shown": shown, "at": as_datetime(self.clock.now_ms())},
            )
            unit.emit(*(("alert", {"id": id}) if shown else ("held", {"count": 1})))
        return id

    async def look(self) -> None:
        """Number events as the relay does, plan, and deliver until nothing is due."""
        async with self.worker(agency=PLATFORM, purpose="platform.relay", actor="platform") as unit:
            while await outbox.number(unit):
                pass
        while await follow.follow(self.worker):
            pass
        while await self.deliverer.look():
            pass

    async def later(self, seconds: float) -> None:
        """Let time pass, then look."""
        self.clock.advance(int(seconds * 1000))
        await self.look()

    async def sent(self, state: str = "", agency: str = "helsinki") -> list[DeliveryRow]:
        async with self.unit(agency) as unit:
            return (await deliveries.page(unit, channel="", state=state, before=2**53, limit=500))[::-1]
