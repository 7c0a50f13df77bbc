"""Handing findings over: they wait as long as PostgreSQL is away, and one bad finding stops no other."""

import asyncio
import json
import logging
from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path
from typing import Final, TypeVar

import msgspec

from impetus.contracts.tool import Finding
from impetus.kit.clock import Clock
from impetus.kit.errors import ImpetusError, Unavailable
from impetus.model.alert import AlertDraft
from impetus.model.sensor import SensorHealth
from impetus.worker.seams import AlertSink, HealthSink

_log = logging.getLogger(__name__)
_F = TypeVar("_F", AlertDraft, SensorHealth)

FIRST_WAIT_S: Final = 0.1
LONGEST_WAIT_S: Final = 5.0
UNEXPECTED_TRIES: Final = 6
"""How often a finding is tried again on an error that says nothing about waiting."""


class Delivery:
    """Hands a tool's findings at one agency to alerts and places.

    What is refused for good is kept in `<objects>/refused/<tool>/<agency>.ndjson` and counted.
    """

    def __init__(
        self, agency: str, tool: str, version: str, alerts: AlertSink, health: HealthSink, objects: Path, clock: Clock
    ) -> None:
        self._agency, self._tool, self._version = agency, tool, version
        self._alerts, self._health, self._clock = alerts, health, clock
        self._refused = objects / "refused" / tool / f"{agency}.ndjson"
        self.refused = 0
        self.waiting_since: float | None = None
        """Monotonic seconds since when findings wait for PostgreSQL; None when they do not."""

    async def deliver(self, findings: Sequence[Finding]) -> None:
        """Return once every finding is durable or refused. Waits for ever while PostgreSQL is away."""
        drafts = [finding for finding in findings if isinstance(finding, AlertDraft)]
        health = [finding for finding in findings if isinstance(finding, SensorHealth)]
        await self._all(drafts, lambda some: self._alerts.take(self._agency, self._tool, self._version, some))
        await self._all(health, lambda some: self._health.take(self._agency, self._tool, some))

    async def _all(self, findings: Sequence[_F], take: Callable[[Sequence[_F]], Awaitable[None]]) -> None:
        """Together if it goes, else one by one, so that only the bad one is refused."""
        if not findings:
            return
        problem = await self._patiently(findings, take)
        if problem is None:
            return
        for finding in findings:
            problem = await self._patiently([finding], take)
            if problem is not None:
                await asyncio.to_thread(self._refuse, finding, problem)

    async def _patiently(self, findings: Sequence[_F], take: Callable[[Sequence[_F]], Awaitable[None]]) -> str | None:
        """Try until taken; returns why not if it never will be."""
        wait, unexpected = FIRST_WAIT_S, 0
        while True:
            try:
                await take(findings)
            except (Unavailable, OSError, TimeoutError) as error:
                if self.waiting_since is None:
                    self.waiting_since = self._clock.monotonic()
                    _log.warning("%s waits with %d findings: %s", self._tool, len(findings), error)
            except ImpetusError as error:
                return error.problem
            except Exception as error:
                _log.exception("%s: findings were not taken", self._tool)
                unexpected += 1
                if unexpected >= UNEXPECTED_TRIES:
                    return f"{type(error).__name__}: {error}"
            else:
                self.waiting_since = None
                return None
            await asyncio.sleep(wait)
            wait = min(2 * wait, LONGEST_WAIT_S)

    def _refuse(self, finding: Finding, problem: str) -> None:
        self.refused += 1
        _log.error("%s: a finding was refused: %s", self._tool, problem)
        self._refused.parent.mkdir(parents=True, exist_ok=True)
        line = {"at": self._clock.now_ms(), "problem": problem, "finding": msgspec.to_builtins(finding)}
        with self._refused.open("a", encoding="utf-8") as file:
            file.write(json.dumps(line, ensure_ascii=False) + "\n")
