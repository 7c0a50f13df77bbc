"""More agencies and people on a running platform, made by the services themselves."""

import asyncio
from collections.abc import Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

import httpx
from benchmarks.harness import Platform

from impetus.agencies import service as agencies
from impetus.alerts.intake import alert_id, intake
from impetus.cli.connect import settings_with
from impetus.kit.clock import SystemClock
from impetus.kit.ids import new_id
from impetus.kit.times import as_datetime
from impetus.model.alert import AlertDraft
from impetus.model.sensor import Sensor
from impetus.people import repository
from impetus.people.passwords import hash_password
from impetus.people.permissions import Role
from impetus.people.service import initials
from impetus.places import service as places
from impetus.storage.unit import UnitOfWork

WORD = "Correct horse 42 battery"


@dataclass(frozen=True)
class Somebody:
    """A person to make."""

    name: str
    login: str
    role: Role = Role.OPERATOR


def add_agency(running: Platform, agency: str, name: str, people: list[Somebody]) -> None:
    """Make an agency (or take the one that is there) and people in it, all with the password WORD."""
    apart(lambda: _add(running, agency, name, people))


def apart(work: Callable[[], Coroutine[Any, Any, None]]) -> None:
    """Run work in a thread of its own: a browser under test has a loop running in this one."""
    with ThreadPoolExecutor(1) as thread:
        thread.submit(lambda: asyncio.run(work())).result()


async def _add(running: Platform, agency: str, name: str, people: list[Somebody]) -> None:
    clock = SystemClock()
    settings = settings_with(running.base)
    async with UnitOfWork.connect(settings.database_url, clock, name="tests", pool_size=1) as uow:
        await agencies.ensure(uow, agency, name=name, time_zone="Europe/Helsinki")
        hashed = await hash_password(WORD)
        for one in people:
            id = new_id("per", clock)
            async with uow(agency=agency, purpose="platform.setup", actor=f"person:{id}") as unit:
                await repository.add_person(
                    unit, id=id, login=one.login, name=one.name, initials=initials(one.name), password_hash=hashed,
                    role=one.role, locale="en", at=as_datetime(clock.now_ms()),
                )  # fmt: skip
                unit.audit("person.made", id, role=one.role.value)


def place_sensors(running: Platform, agency: str, sensors: list[Sensor]) -> None:
    """Make sensors known to the platform, as a source does."""

    async def register() -> None:
        settings = settings_with(running.base)
        async with UnitOfWork.connect(settings.database_url, SystemClock(), name="tests", pool_size=1) as uow:
            await places.register(uow, agency, sensors, actor="platform")

    apart(register)


def raise_alert(running: Platform, agency: str, draft: AlertDraft) -> str:
    """Hand an alert to the platform as a tool does; return its id."""

    async def hand() -> None:
        settings = settings_with(running.base)
        async with UnitOfWork.connect(settings.database_url, SystemClock(), name="tests", pool_size=1) as uow:
            await intake(uow, agency, "anomaly", "1.0.0", [draft])

    apart(hand)
    return alert_id(agency, "anomaly", draft)


def signed_in(running: Platform, login: str) -> httpx.Client:
    """A client of the API for one of those people, with its CSRF header."""
    client = httpx.Client(base_url=running.url, timeout=60)
    client.post("/api/session", json={"login": login, "password": WORD}).raise_for_status()
    client.headers["X-CSRF-Token"] = client.get("/api/session").raise_for_status().json()["csrf"]
    return client
